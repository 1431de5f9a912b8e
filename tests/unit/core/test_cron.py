import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import AwsCron, InputError, Model, RuleError, UnixCronExpression
from strongroom.core._cron import cron_values


class Schedule(Model):
    recurrence: UnixCronExpression


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("*", (0, 1, 2, 3, 4, 5)),
        ("*/2", (0, 2, 4)),
        ("1-3", (1, 2, 3)),
        ("1/3", (1, 4)),
        ("0-5/5", (0, 5)),
        ("5,1,1", (1, 5)),
        ("mon-WED", (1, 2, 3)),
        ("SUN,2", (0, 2)),
    ],
)
def test_cron_field_names_values(field: str, values: tuple[int, ...]) -> None:
    assert cron_values(field, 0, 5, ("SUN", "MON", "TUE", "WED", "THU", "FRI")) == values


@pytest.mark.parametrize("field", ["", "6", "-1", "3-1", "1-6", "*/0", "1/", ",1", "MO", "1_0", "\u0663", "1" * 500])
def test_invalid_cron_field_names_no_values(field: str) -> None:
    assert cron_values(field, 0, 5, ("SUN", "MON")) == ()


@given(st.sets(st.integers(0, 59), min_size=1))
def test_list_of_values_names_exactly_these(values: set[int]) -> None:
    assert cron_values(",".join(map(str, values)), 0, 59) == tuple(sorted(values))


@given(st.text("0123456789*/,-?LW#ABCDEFGIJLMNOPRSTUVY ", max_size=12))
def test_any_cron_field_names_values_within_its_bounds_or_none(field: str) -> None:
    assert set(cron_values(field, 1, 12)) <= set(range(1, 13))


@pytest.mark.parametrize(
    "expression",
    [
        *(
            "cron(0 5 ? * * *)",
            "cron(0/15 * * * ? *)",
            "cron(0 3 L * ? *)",
            "cron(0 3 LW * ? *)",
            "cron(0 3 15W * ? *)",
        ),
        *("cron(0 3 ? * MON-FRI *)", "cron(0 3 ? * 2#1 *)", "cron(0 3 ? * fri#2 *)", "cron(0 3 ? * 5L *)"),
        "cron(0 9-17/2 * JAN,mar ? 2026-2030)",
    ],
)
def test_aws_cron_expressions_are_accepted(expression: str) -> None:
    assert AwsCron.parse(expression).hours


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("0 5 ? * * *", "six fields"),
        ("rate(1 day)", "six fields"),
        ("cron(0 5 ? * *)", "six fields"),
        ("cron(0 5 * * * *)", "must have ?"),
        ("cron(0 5 ? * ? *)", "must have ?"),
        ("cron(60 5 ? * * *)", "valid minutes"),
        ("cron(0 24 ? * * *)", "valid hours"),
        ("cron(0 5 0 * ? *)", "valid day of month"),
        ("cron(0 5 W * ? *)", "valid day of month"),
        ("cron(0 5 32W * ? *)", "valid day of month"),
        ("cron(0 5 1 13 ? *)", "valid month"),
        ("cron(0 5 ? * 0 *)", "valid day of week"),
        ("cron(0 5 ? * 2#6 *)", "valid day of week"),
        ("cron(0 5 ? * 9L *)", "valid day of week"),
        ("cron(0 5 1 * ? 1969)", "valid year"),
    ],
)
def test_invalid_aws_cron_expressions_are_refused(expression: str, reason: str) -> None:
    with pytest.raises(RuleError) as caught:
        AwsCron.parse(expression)
    assert reason in caught.value.reason
    assert "use for example cron(" in caught.value.remedy


@pytest.mark.parametrize("expression", ["*/15 * * * *", "0,30 8-18 1 JAN-MAR,12 *", "0 0 * * 7", "5/10 0 * * sun"])
def test_unix_cron_expressions_are_accepted(expression: str) -> None:
    assert Schedule(recurrence=expression).recurrence == expression


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("0 7 * *", "five fields"),
        ("cron(0 7 * * ? *)", "five fields"),
        ("60 7 * * *", "valid minute"),
        ("0 7 * * 8", "valid day of the week"),
        ("0 7 ? * 1", "valid day of the month"),
        ("0 7 * FOO 1", "valid month"),
    ],
)
def test_invalid_unix_cron_expressions_are_refused(expression: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        Schedule(recurrence=expression)
