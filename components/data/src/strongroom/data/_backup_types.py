"""Named types of AWS Backup: values that it constrains."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import AwsCron, RuleError, pattern

LONGEST_RETENTION_DAYS = 36_500
"""The most days that AWS Backup keeps a recovery point, about a century."""


def _schedule(value: str) -> str:
    if len(AwsCron.parse(value).minutes) != 1:
        # AWS Backup starts jobs at most once in an hour.
        raise RuleError("must have one minute of the hour", "use for example cron(0 * ? * * *), every hour", value)
    return value


BackupResourceArn: TypeAlias = Annotated[
    str,
    pattern(
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

VaultArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:backup:[a-z0-9-]+:\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}",
        "the ARN of a backup vault",
        "arn:aws:backup:eu-west-1:123456789012:backup-vault:portal-copies",
    ),
]
"""The ARN of a backup vault."""
