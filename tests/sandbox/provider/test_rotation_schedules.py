"""When a secret is rotated next, and which rules AWS would refuse."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.sandbox.moto_extensions.secretsmanager.schedules import next_rotation, schedule_of

NOW = datetime(2026, 2, 11, 13, 45, 12, tzinfo=UTC)
"""A Wednesday."""


def until(**rules: object) -> str:
    """Return the end of the next window, to the minute."""
    return f"{next_rotation(rules, NOW):%a %Y-%m-%d %H:%M}"


def test_days_end_with_the_day() -> None:
    assert until(AutomaticallyAfterDays=30) == "Fri 2026-03-13 23:59"
    assert until(AutomaticallyAfterDays=1, Duration="3h") == "Thu 2026-02-12 02:59"


@pytest.mark.parametrize(
    ("expression", "end"),
    [
        ("rate(10 days)", "Sat 2026-02-21 23:59"),
        ("rate(12 hours)", "Thu 2026-02-12 01:59"),
        ("cron(0 4 ? * SUN *)", "Sun 2026-02-15 23:59"),
        ("cron(0 8,20 * * ? *)", "Wed 2026-02-11 20:59"),
        ("cron(0 /8 * * ? *)", "Wed 2026-02-11 16:59"),
        ("cron(0 4 1 * ? *)", "Sun 2026-03-01 23:59"),
        ("cron(0 13 11 * ? *)", "Wed 2026-03-11 23:59"),  # today's hour is over
        ("cron(0 0 L * ? *)", "Sat 2026-02-28 23:59"),
        ("cron(0 4 14W * ? *)", "Fri 2026-02-13 23:59"),  # of a Saturday
        ("cron(0 4 15W * ? *)", "Mon 2026-02-16 23:59"),  # of a Sunday
        ("cron(0 4 1W 8 ? *)", "Mon 2026-08-03 23:59"),  # of a Saturday, with nothing before it in the month
        ("cron(0 4 31W 5 ? *)", "Fri 2026-05-29 23:59"),  # of a Sunday, with nothing after it in the month
        ("cron(0 4 LW * ? *)", "Fri 2026-02-27 23:59"),
        ("cron(0 4 ? * L *)", "Sat 2026-02-14 23:59"),
        ("cron(0 1 29 2 ? *)", "Tue 2028-02-29 23:59"),
        ("cron(0 1 1 JAN-MAR ? *)", "Sun 2026-03-01 23:59"),
        ("cron(0 1 1 4/3 ? *)", "Wed 2026-04-01 23:59"),
        ("cron(0 16 ? * 2#2 *)", "Mon 2026-03-09 23:59"),
        ("cron(0 16 ? * FRIL *)", "Fri 2026-02-27 23:59"),
        ("cron(0 16 ? * MON-WED *)", "Wed 2026-02-11 23:59"),
    ],
)
def test_expressions(expression: str, end: str) -> None:
    assert until(ScheduleExpression=expression) == end


def test_a_window_of_its_own_length() -> None:
    assert until(ScheduleExpression="cron(0 4 ? * SUN *)", Duration="2h") == "Sun 2026-02-15 05:59"


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ({}, "either"),
        ({"AutomaticallyAfterDays": 1, "ScheduleExpression": "rate(1 day)"}, "either"),
        ({"AutomaticallyAfterDays": 0}, "1-1000"),
        ({"AutomaticallyAfterDays": 1001}, "1-1000"),
        ({"ScheduleExpression": "monthly"}, "is no schedule"),
        ({"ScheduleExpression": "rate(0 days)"}, "is no schedule"),
        ({"ScheduleExpression": "rate(3 hours)"}, "every 4 hours"),
        ({"ScheduleExpression": "cron(0 * * * ? *)"}, "every 4 hours"),
        ({"ScheduleExpression": "cron(0 1,23 * * ? *)"}, "every 4 hours"),
        ({"ScheduleExpression": "cron(0 4 * * ?)"}, "is no schedule"),
        ({"ScheduleExpression": "cron(30 4 * * ? *)"}, "full hours"),
        ({"ScheduleExpression": "cron(0 4 * * ? 2027)"}, "full hours"),
        ({"ScheduleExpression": "cron(0 4 * * * *)"}, "must be"),
        ({"ScheduleExpression": "cron(0 24 * * ? *)"}, "24 is not within 0-23"),
        ({"ScheduleExpression": "cron(0 4 32 * ? *)"}, "32 is not within 1-31"),
        ({"ScheduleExpression": "cron(0 4 ? * SUX *)"}, "SUX is not within 1-7"),
        ({"ScheduleExpression": "cron(0 4 9-3 * ? *)"}, "stands for nothing"),
        ({"ScheduleExpression": "cron(0 4 !! * ? *)"}, "no field"),
        ({"ScheduleExpression": "cron(0 4 31 2 ? *)"}, "never comes"),
        ({"ScheduleExpression": "cron(0 4 31W 2 ? *)"}, "never comes"),
        ({"ScheduleExpression": "cron(0 4 32W * ? *)"}, "32 is not within 1-31"),
        ({"AutomaticallyAfterDays": 1, "Duration": "soon"}, "number of hours"),
        ({"AutomaticallyAfterDays": 1, "Duration": "0h"}, "number of hours"),
        ({"AutomaticallyAfterDays": 1, "Duration": "25h"}, "next day"),
        ({"ScheduleExpression": "cron(0 22 * * ? *)", "Duration": "3h"}, "next day"),
        ({"ScheduleExpression": "rate(6 hours)", "Duration": "7h"}, "next window"),
    ],
)
def test_rules_that_aws_would_refuse(rules: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        next_rotation(rules, NOW)


moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(moments, st.integers(1, 1000))
def test_days_are_the_days_to_the_window(moment: datetime, days: int) -> None:
    end = next_rotation({"AutomaticallyAfterDays": days}, moment)

    assert (end.date() - moment.date()).days == days


days = st.sampled_from(["*", "1", "15,31", "L", "2/7"])
months = st.sampled_from(["*", "6", "FEB"])


@given(moments, st.integers(0, 23), days, months)
def test_a_window_opens_later_at_its_hour_and_none_is_left_out(
    moment: datetime, hour: int, day: str, month: str
) -> None:
    schedule = schedule_of({"ScheduleExpression": f"cron(0 {hour} {day} {month} ? *)"})
    opening = schedule.opens_after(moment)

    assert opening > moment
    assert (opening.hour, opening.minute) == (hour, 0)
    assert schedule.opens_after(opening - timedelta(seconds=1)) == opening
    assert schedule.opens_after(moment + (opening - moment) / 2) == opening
