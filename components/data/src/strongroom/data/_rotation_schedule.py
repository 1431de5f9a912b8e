"""When Secrets Manager rotates a secret.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
"""

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import AwsCron, RuleError

_RATE = re.compile(r"rate\((\d{1,3}) (hour|day)s?\)")
_LEAST_HOURS = 4
_DAY = 24


def longest_window_hours(expression: str) -> int:
    """Return how many hours a rotation window may have before it reaches into the next one, or into the next UTC day.

    Args:
        expression: A schedule expression of Secrets Manager.

    Raises:
        RuleError: If it is none, or rotates more often than every four hours.
    """
    if rate := _RATE.fullmatch(expression):
        return _of_rate(int(rate[1]), rate[2], expression)
    if expression.startswith("cron("):
        return _of_cron(AwsCron.parse(expression), expression)
    remedy = "use for example rate(30 days), rate(12 hours) or cron(0 3 1 * ? *)"
    raise RuleError("must be a rate() or cron() expression of Secrets Manager", remedy, expression)


def _of_rate(count: int, unit: str, expression: str) -> int:
    if count < (least := _LEAST_HOURS if unit == "hour" else 1):
        reason = f"must rotate every {_LEAST_HOURS} hours at most"
        raise RuleError(reason, f"use rate({least} {unit}s) or more", expression)
    return min(count, _DAY) if unit == "hour" else _DAY


def _of_cron(cron: AwsCron, expression: str) -> int:
    if cron.minutes != (0,) or not cron.every_year:
        reason = "must have 0 for its minutes and * for its year"
        raise RuleError(
            reason, "use for example cron(0 3 1 * ? *), 3:00 UTC on the first day of each month", expression
        )
    open_hours = cron.hours
    following = (*open_hours[1:], open_hours[0] + _DAY)
    if min(later - hour for hour, later in zip(open_hours, following, strict=True)) < _LEAST_HOURS:
        reason = f"must rotate every {_LEAST_HOURS} hours at most"
        raise RuleError(reason, f"leave at least {_LEAST_HOURS} hours between the hours", expression)
    ends = (*open_hours[1:], _DAY)
    return min(end - hour for hour, end in zip(open_hours, ends, strict=True))


def _schedule_expression(value: str) -> str:
    longest_window_hours(value)
    return value


ScheduleExpression: TypeAlias = Annotated[
    str, AfterValidator(_schedule_expression), Field(examples=["rate(30 days)", "cron(0 3 1 * ? *)"])
]
"""When a secret is rotated, in UTC: `rate(30 days)`, `rate(12 hours)`, or `cron(0 3 1 * ? *)`.

At most every four hours; a cron expression has 0 for its minutes and * for its year.
"""
