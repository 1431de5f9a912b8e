"""Windows of time in which RDS backs up every day and maintains every week, in UTC."""

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import RuleError

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY
_SHORTEST = 30
_LONGEST = _DAY - 30

_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_BACKUP = re.compile(f"{_TIME}-{_TIME}")
_MAINTENANCE = re.compile(f"({'|'.join(_DAYS)}):{_TIME}-({'|'.join(_DAYS)}):{_TIME}")

DEFAULT_BACKUP_WINDOW = "02:00-03:00"
"""When backups begin unless it is said."""
DEFAULT_MAINTENANCE_WINDOW = "sun:04:00-sun:05:00"
"""When AWS maintains unless it is said: an hour after Sunday's backup."""

Span: TypeAlias = tuple[int, int]
"""A span of time in minutes: when it begins, and how long it is."""


def _backup_span(window: str) -> Span:
    found = _BACKUP.fullmatch(window)
    if found is None:
        raise RuleError("must be two times of day in UTC, hh:mm-hh:mm", "write it like 02:00-03:00", window)
    hour, minute, end_hour, end_minute = map(int, found.groups())
    start = 60 * hour + minute
    return start, (60 * end_hour + end_minute - start) % _DAY


def _maintenance_span(window: str) -> Span:
    found = _MAINTENANCE.fullmatch(window)
    if found is None:
        reason = "must be two times of the week in UTC, ddd:hh:mm-ddd:hh:mm, with days in lower case"
        raise RuleError(reason, "write it like sun:04:00-sun:05:00", window)
    day, hour, minute, end_day, end_hour, end_minute = found.groups()
    start = _DAY * _DAYS.index(day) + 60 * int(hour) + int(minute)
    end = _DAY * _DAYS.index(end_day) + 60 * int(end_hour) + int(end_minute)
    return start, (end - start) % _WEEK


def _backup_window(value: str) -> str:
    return _of_allowed_length(value, _backup_span(value))


def _maintenance_window(value: str) -> str:
    return _of_allowed_length(value, _maintenance_span(value))


def _of_allowed_length(value: str, span: Span) -> str:
    if not _SHORTEST <= span[1] <= _LONGEST:
        reason = f"must be {_SHORTEST} minutes to {_LONGEST / 60:g} hours long"
        raise RuleError(reason, "let it end later" if span[1] < _SHORTEST else "let it end earlier", value)
    return value


def check_windows(backup: str, maintenance: str) -> None:
    """Check that backups and maintenance don't fall together, on any day of the week.

    Args:
        backup: The daily backup window.
        maintenance: The weekly maintenance window.

    Raises:
        RuleError: They overlap, which RDS refuses.
    """
    daily, weekly = _backup_span(backup), _maintenance_span(maintenance)
    until_backup = (daily[0] - weekly[0]) % _DAY
    # The next backup begins before the maintenance ends, or the one before has not ended when it begins.
    if until_backup < weekly[1] or until_backup + daily[1] > _DAY:
        reason = f"overlaps the backup window, {backup} every day"
        raise RuleError(reason, _free_window(daily, weekly), maintenance)


def _free_window(daily: Span, weekly: Span) -> str:
    """Propose the maintenance window that begins when the backup of the same day has ended."""
    if daily[1] + weekly[1] > _DAY:
        return "shorten one of them"
    start = weekly[0] // _DAY * _DAY + daily[0] + daily[1]
    return f"use for example {_moment(start)}-{_moment(start + weekly[1])}"


def _moment(minute: int) -> str:
    day, minute_of_day = divmod(minute % _WEEK, _DAY)
    return f"{_DAYS[day]}:{minute_of_day // 60:02}:{minute_of_day % 60:02}"


BackupWindow: TypeAlias = Annotated[str, AfterValidator(_backup_window), Field(examples=["02:00-03:00"])]
"""A time of every day in UTC, such as `02:00-03:00`, or over midnight `23:30-00:30`: 30 minutes to 23.5 hours.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupWindow.html
"""

MaintenanceWindow: TypeAlias = Annotated[
    str, AfterValidator(_maintenance_window), Field(examples=["sun:04:00-sun:05:00"])
]
"""A time of every week in UTC, such as `sun:04:00-sun:05:00`: 30 minutes to 23.5 hours.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Maintenance.html
"""
