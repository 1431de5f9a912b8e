"""When a secret is rotated. Pure functions.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
"""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Protocol

_LEAST_HOURS: Final = 4
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_LEAP_YEARS: Final = 8 * 366
"""Days after which every date of the calendar has come."""


class Schedule(Protocol):
    """When rotation windows open."""

    @property
    def hours_apart(self) -> int | None:
        """The least time between two windows of a schedule in hours; None of one in days."""
        ...

    @property
    def last_hour(self) -> int:
        """The latest hour of a day at which a window opens."""
        ...

    def opens_after(self, moment: datetime) -> datetime:
        """Return when the next window opens."""
        ...


@dataclass(frozen=True)
class Rate:
    """Every so many hours or days."""

    hours: int = 0
    days: int = 0
    last_hour: int = 0

    @property
    def hours_apart(self) -> int | None:
        """The hours between two windows."""
        return self.hours or None

    def opens_after(self, moment: datetime) -> datetime:
        """Return when the next window opens: at a full hour, or at midnight."""
        if self.hours:
            return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=self.hours)
        return _midnight(moment.date() + timedelta(days=self.days))


@dataclass(frozen=True)
class Cron:
    """At hours of certain days."""

    hours: tuple[int, ...]
    is_day: Callable[[date], bool]

    @property
    def hours_apart(self) -> int | None:
        """The least hours between two windows, if there is more than one on a day."""
        if len(self.hours) == 1:
            return None
        following = (*self.hours[1:], self.hours[0] + 24)
        return min(later - earlier for earlier, later in zip(self.hours, following, strict=True))

    @property
    def last_hour(self) -> int:
        """The latest hour of a day."""
        return self.hours[-1]

    def opens_after(self, moment: datetime) -> datetime:
        """Return when the next window opens."""
        for offset in range(_LEAP_YEARS):
            day = moment.date() + timedelta(days=offset)
            openings = [_midnight(day) + timedelta(hours=hour) for hour in self.hours] if self.is_day(day) else []
            if found := [opening for opening in openings if opening > moment]:
                return found[0]
        raise ValueError("the schedule never comes to a day that exists")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def next_rotation(rules: Mapping[str, Any], after: datetime) -> datetime:
    """Return until when a secret is rotated next: the end of the next window.

    Args:
        rules: `RotationRules` of the API: `AutomaticallyAfterDays` or `ScheduleExpression`, and `Duration`.
        after: The moment to look from, in UTC.

    Raises:
        ValueError: AWS would refuse the rules.
    """
    schedule = schedule_of(rules)
    hours = _duration_hours(rules.get("Duration"), schedule)
    start = schedule.opens_after(after)
    if hours is not None:
        return start + timedelta(hours=hours, seconds=-1)
    if schedule.hours_apart:
        return start + timedelta(hours=1, seconds=-1)
    return _midnight(start.date()) + timedelta(days=1, seconds=-1)


def schedule_of(rules: Mapping[str, Any]) -> Schedule:
    """Return the schedule that rules state.

    Raises:
        ValueError: They state none, or two, or one that AWS would refuse.
    """
    days, expression = rules.get("AutomaticallyAfterDays"), rules.get("ScheduleExpression")
    if (days is None) == (expression is None):
        raise ValueError("RotationRules takes either AutomaticallyAfterDays or ScheduleExpression.")
    if days is not None:
        if not 1 <= days <= 1000:
            raise ValueError("RotationRules.AutomaticallyAfterDays must be within 1-1000.")
        return Rate(days=days)
    schedule = _parsed(str(expression))
    if (schedule.hours_apart or _LEAST_HOURS) < _LEAST_HOURS:
        raise ValueError(f"A secret is rotated every {_LEAST_HOURS} hours at most, unlike {expression}.")
    return schedule


def _parsed(expression: str) -> Schedule:
    if match := re.fullmatch(r"rate\(([1-9]\d*) (hour|day)s?\)", expression):
        number, unit = int(match[1]), match[2]
        return Rate(hours=number) if unit == "hour" else Rate(days=number)
    match = re.fullmatch(r"cron\((.*)\)", expression)
    fields = match[1].split() if match else []
    if len(fields) != 6:
        raise ValueError(f"{expression} is no schedule; expected rate(10 days), rate(12 hours) or cron(0 4 ? * SUN *).")
    minutes, hours, day_of_month, month, day_of_week, year = fields
    if minutes != "0" or year != "*":
        raise ValueError(f"Rotation starts at full hours of every year: cron(0 ... *), unlike {expression}.")
    if (day_of_month == "?") == (day_of_week == "?"):
        raise ValueError(f"One of day of month and day of week must be ?, and only one, unlike {expression}.")
    months = _numbers(month, 1, 12, _MONTHS)
    is_day = _days(day_of_month) if day_of_week == "?" else _weekdays(day_of_week)
    return Cron(tuple(sorted(_numbers(hours, 0, 23))), lambda day: day.month in months and is_day(day))


def _days(field: str) -> Callable[[date], bool]:
    if field == "L":
        return lambda day: day.day == calendar.monthrange(day.year, day.month)[1]
    if match := re.fullmatch(r"(L|\d+)W", field):
        wanted = None if match[1] == "L" else _number(match[1], 1, 31, ())
        return lambda day: day == _working_day(day, wanted)
    numbers = _numbers(field, 1, 31)
    return lambda day: day.day in numbers


def _working_day(month: date, wanted: int | None) -> date | None:
    """Return the day from Monday to Friday that is nearest to a day of a month, or to its last, within the month."""
    last = calendar.monthrange(month.year, month.month)[1]
    number = wanted or last
    if number > last:
        return None
    day = month.replace(day=number)
    if day.isoweekday() == 6:
        return day + timedelta(days=2 if number == 1 else -1)
    if day.isoweekday() == 7:
        return day + timedelta(days=-2 if number == last else 1)
    return day


def _weekdays(field: str) -> Callable[[date], bool]:
    if field == "L":
        return lambda day: _weekday(day) == len(_WEEKDAYS)
    if match := re.fullmatch(r"(\w+)(?:#([1-5])|L)", field):
        (wanted,) = _numbers(match[1], 1, 7, _WEEKDAYS)
        nth = int(match[2]) if match[2] else None
        return lambda day: _weekday(day) == wanted and _is_nth(day, nth)
    numbers = _numbers(field, 1, 7, _WEEKDAYS)
    return lambda day: _weekday(day) in numbers


def _weekday(day: date) -> int:
    """Return a weekday as AWS counts: Sunday is 1."""
    return day.isoweekday() % 7 + 1


def _is_nth(day: date, nth: int | None) -> bool:
    """Tell whether a day is the nth of its weekday in its month, or the last."""
    if nth is None:
        return (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == nth


def _numbers(field: str, least: int, most: int, names: tuple[str, ...] = ()) -> frozenset[int]:
    """Return the numbers that a field of a cron expression stands for."""
    found: set[int] = set()
    for part in field.split(","):
        match = re.fullmatch(r"(\*|\w*)(?:-(\w+))?(?:/([1-9]\d*))?", part)
        if not match or not part:
            raise ValueError(f"{field} is no field of a schedule.")
        start, end, step = match.groups()
        first = least if start in ("*", "") else _number(start, least, most, names)
        open_ended = start in ("*", "") or step
        last = _number(end, least, most, names) if end else most if open_ended else first
        found.update(range(first, last + 1, int(step or 1)))
    if not found:
        raise ValueError(f"{field} stands for nothing.")
    return frozenset(found)


def _number(text: str, least: int, most: int, names: tuple[str, ...]) -> int:
    if text.upper() in names:
        return names.index(text.upper()) + 1
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ValueError(f"{text} is not within {least}-{most}.")
    return int(text)


def _duration_hours(duration: str | None, schedule: Schedule) -> int | None:
    if duration is None:
        return None
    match = re.fullmatch(r"(\d{1,2})h", duration)
    hours = int(match[1]) if match else 0
    if not hours:
        raise ValueError(f"RotationRules.Duration is a number of hours, such as 3h, unlike {duration}.")
    if schedule.last_hour + hours > 24 or hours > (schedule.hours_apart or 24):
        raise ValueError(f"A rotation window of {duration} would extend into the next day or the next window.")
    return hours
