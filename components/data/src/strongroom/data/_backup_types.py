"""Named types of AWS Backup: values that it constrains."""

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import RuleError, shaped
from strongroom.data._cron import are_days, are_months, are_weekdays, numbers

LONGEST_RETENTION_DAYS = 36_500
"""The most days that AWS Backup keeps a recovery point, about a century."""

_YEARS = (1970, 2199)
_CRON = re.compile(r"cron\((.*)\)")


def _schedule(value: str) -> str:
    found = _CRON.fullmatch(value)
    if found is None:
        raise RuleError("must be a cron expression", "write it like cron(0 5 ? * * *), every day at 5:00", value)
    fields = found[1].split(" ")
    if len(fields) != 6:
        reason = "must have six fields: minutes, hours, day of month, month, day of week, year"
        raise RuleError(reason, "write it like cron(0 5 ? * * *), every day at 5:00", value)
    if (fields[2] == "?") == (fields[4] == "?"):
        reason = "must have ? for the day of month or the day of week, and not for both"
        raise RuleError(reason, "write it like cron(0 5 ? * SUN *), every Sunday at 5:00", value)
    if not re.fullmatch(r"[0-5]?\d", fields[0]):
        # AWS Backup starts jobs at most once in an hour.
        raise RuleError("must name one minute of the hour", "use for example cron(0 * ? * * *), every hour", value)
    _, hours, days, months, weekdays, years = fields
    known = numbers(hours, 0, 23) and are_days(days) and are_months(months) and are_weekdays(weekdays)
    if not (known and numbers(years, *_YEARS)):
        reason = "must have hours, days, months, weekdays and years that there are"
        raise RuleError(reason, "write it like cron(0 5 ? * SUN *), every Sunday at 5:00", value)
    return value


BackupResourceArn: TypeAlias = Annotated[
    str,
    shaped(
        r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:[^*]+\*?",
        "the ARN of a resource, or its beginning and *",
        "arn:aws:rds:eu-central-1:123456789012:db:portal-prod",
    ),
]
"""The ARN of what to back up, or the beginning of ARNs and `*` at the end."""

RetentionPeriodDays: TypeAlias = Annotated[int, Field(ge=1, le=LONGEST_RETENTION_DAYS)]
"""Days that a recovery point is kept, 1 to 36,500."""

Schedule: TypeAlias = Annotated[str, AfterValidator(_schedule), Field(examples=["cron(0 5 ? * * *)"])]
"""When backups begin: `cron(minutes hours day-of-month month day-of-week year)`, at most once in an hour.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
"""

TimeZone: TypeAlias = Annotated[
    str, shaped(r"UTC|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z0-9_+-]+)+", "the name of a time zone", "Europe/Berlin")
]
"""The name of a time zone, such as `Europe/Berlin`."""

VaultArn: TypeAlias = Annotated[
    str,
    shaped(
        r"arn:aws[a-z-]*:backup:[a-z0-9-]+:\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}",
        "the ARN of a backup vault",
        "arn:aws:backup:eu-west-1:123456789012:backup-vault:portal-copies",
    ),
]
"""The ARN of a backup vault."""
