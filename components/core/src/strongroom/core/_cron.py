"""Cron expressions: AWS's with six fields, and the usual ones with five, which Auto Scaling accepts.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html
"""

import re
from dataclasses import dataclass
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core._errors import RuleError

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_YEARS = (1970, 2199)
_EXAMPLE = "cron(0 5 ? * SUN *), every Sunday at 5:00"
_UNIX_FIELDS = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 7, _WEEKDAYS),
)


def cron_values(field: str, first: int, last: int, names: tuple[str, ...] = ()) -> tuple[int, ...]:
    """Return the values that a field of a cron expression names, in ascending order; none if it is not valid.

    Args:
        field: Values, ranges and steps, separated by commas, or `*`.
        first: The first value of the field.
        last: The last value of the field.
        names: Names of the values, beginning with the first, in upper case. They are accepted in any case.
    """
    found: set[int] = set()
    for item in field.split(","):
        match = re.fullmatch(r"(?:(\*)|(\w+)(?:-(\w+))?)(?:/([1-9]\d{0,3}))?", item, re.ASCII)
        if not match:
            return ()
        every, *ends, step = match.groups()
        start, end = (None if each is None else _value(each, first, names) for each in ends)
        if every:
            start, end = first, last
        elif ends[1] is None:
            end = last if step else start
        if start is None or end is None or not first <= start <= end <= last:
            return ()
        found.update(range(start, end + 1, int(step or 1)))
    return tuple(sorted(found))


def _value(text: str, first: int, names: tuple[str, ...]) -> int | None:
    if text.upper() in names:
        return first + names.index(text.upper())
    return int(text) if text.isdecimal() and len(text) <= len(str(_YEARS[1])) else None


@dataclass(frozen=True)
class AwsCron:
    """An AWS cron expression, `cron(minutes hours day-of-month month day-of-week year)`."""

    minutes: tuple[int, ...]
    """Minutes of the hour, ascending."""
    hours: tuple[int, ...]
    """Hours of the day, ascending."""
    every_year: bool
    """Whether the field for the year is `*`."""

    @classmethod
    def parse(cls, expression: str) -> Self:
        """Parse an expression.

        Args:
            expression: The expression, with `cron(` and `)`.

        Raises:
            RuleError: The expression is not valid.
        """
        found = re.fullmatch(r"cron\((.*)\)", expression)
        fields = found[1].split(" ") if found else []
        if len(fields) != 6:
            reason = "must be cron(…) with six fields: minutes, hours, day of month, month, day of week, year"
            raise RuleError(reason, f"use for example {_EXAMPLE}", expression)
        minutes, hours, days, months, weekdays, years = fields
        if (days == "?") == (weekdays == "?"):
            reason = "must have ? as either its day of month or its day of week"
            raise RuleError(reason, f"use for example {_EXAMPLE}", expression)
        cron = cls(cron_values(minutes, 0, 59), cron_values(hours, 0, 23), years == "*")
        valid = {
            "minutes": cron.minutes,
            "hours": cron.hours,
            "day of month": _is_day_of_month(days),
            "month": cron_values(months, 1, 12, _MONTHS),
            "day of week": _is_day_of_week(weekdays),
            "year": cron_values(years, *_YEARS),
        }
        invalid = [name for name, value in valid.items() if not value]
        if invalid:
            raise RuleError(f"must have a valid {invalid[0]}", f"use for example {_EXAMPLE}", expression)
        return cron


def _is_day_of_month(field: str) -> bool:
    weekday_nearest = re.fullmatch(r"(\d{1,2})W", field, re.ASCII)
    return field in ("?", "L", "LW") or bool(cron_values(weekday_nearest[1] if weekday_nearest else field, 1, 31))


def _is_day_of_week(field: str) -> bool:
    of_the_month = re.fullmatch(r"(\w+?)(L|#[1-5])", field, re.ASCII)
    return field in ("?", "L") or bool(cron_values(of_the_month[1] if of_the_month else field, 1, 7, _WEEKDAYS))


def _unix_cron(value: str) -> str:
    fields = value.split()
    if len(fields) != len(_UNIX_FIELDS):
        reason = "must have five fields: minute, hour, day of the month, month, day of the week"
        raise RuleError(reason, "use for example 0 7 * * MON-FRI", value)
    for field, (name, first, last, names) in zip(fields, _UNIX_FIELDS, strict=True):
        if not cron_values(field, first, last, names):
            remedy = f"use {first} to {last}, a range, or * with or without a step"
            raise RuleError(f"must have a valid {name}, and {field} is not", remedy, value)
    return value


UnixCronExpression: TypeAlias = Annotated[str, AfterValidator(_unix_cron), Field(examples=["0 7 * * MON-FRI"])]
"""A cron expression with five fields: minute, hour, day of the month, month, day of the week."""
