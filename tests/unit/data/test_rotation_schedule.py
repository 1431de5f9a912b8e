import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strongroom.core import RuleError
from strongroom.data._rotation_schedule import longest_window_hours


@pytest.mark.parametrize(
    ("expression", "hours"),
    [
        ("rate(4 hours)", 4),
        ("rate(12 hours)", 12),
        ("rate(48 hours)", 24),
        ("rate(1 day)", 24),
        ("rate(30 days)", 24),
        ("cron(0 0 * * ? *)", 24),
        ("cron(0 3 1 * ? *)", 21),
        ("cron(0 8/8 * * ? *)", 8),
        ("cron(0 2/10 * * ? *)", 2),
        ("cron(0 0,6,12 ? * MON-FRI *)", 6),
        ("cron(0 16 L * ? *)", 8),
        ("cron(0 16 1W JAN,APR,JUL,OCT ? *)", 8),
        ("cron(0 0 ? * SUN#1 *)", 24),
        ("cron(0 23 ? 1/2 6L *)", 1),
    ],
)
def test_a_window_ends_before_the_next_and_before_the_day(expression: str, hours: int) -> None:
    assert longest_window_hours(expression) == hours


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("every day", "rate() or cron()"),
        ("rate(30 minutes)", "rate() or cron()"),
        ("rate(1.5 days)", "rate() or cron()"),
        ("cron(0 3 1 * ?)", "six fields"),
        ("rate(3 hours)", "every 4 hours at most"),
        ("rate(0 days)", "every 4 hours at most"),
        ("cron(0 0/3 * * ? *)", "every 4 hours at most"),
        ("cron(0 * * * ? *)", "every 4 hours at most"),
        ("cron(0 1,22 * * ? *)", "every 4 hours at most"),
        ("cron(30 3 * * ? *)", "0 for its minutes"),
        ("cron(0 3 * * ? 2027)", "* for its year"),
        ("cron(0 3 * * * *)", "either"),
        ("cron(0 3 ? * ? *)", "either"),
        ("cron(0 24 * * ? *)", "must have a valid"),
        ("cron(0 3 32 * ? *)", "must have a valid"),
        ("cron(0 3 * 13 ? *)", "must have a valid"),
        ("cron(0 3 ? * 8 *)", "must have a valid"),
        ("cron(0 3 ? * MOON *)", "must have a valid"),
        ("cron(0 9-5 * * ? *)", "must have a valid"),
    ],
)
def test_what_is_no_schedule_of_secrets_manager_is_refused(expression: str, reason: str) -> None:
    with pytest.raises(RuleError) as error:
        longest_window_hours(expression)
    assert reason in error.value.reason
    assert error.value.remedy


@given(st.integers(0, 5), st.integers(4, 24))
def test_hours_that_repeat_are_the_hours_that_are_listed(first: int, step: int) -> None:
    hours = list(range(first, 24, step))
    assume(first + 24 - hours[-1] >= 4)
    listed = ",".join(map(str, hours))
    assert longest_window_hours(f"cron(0 {first}/{step} * * ? *)") == longest_window_hours(f"cron(0 {listed} * * ? *)")
