"""Inputs that restore a database from a snapshot or to a point in time."""

from datetime import datetime
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from strongroom.core import Input, Model, RuleError, pattern

SnapshotIdentifier: TypeAlias = Annotated[
    str,
    pattern(
        r"(arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:(cluster-)?snapshot:)?((rds|awsbackup):)?[A-Za-z](-?[A-Za-z0-9])*",
        "the name or the ARN of an RDS snapshot",
        "orders-prod-final-1a2b3c4d",
    ),
    Field(max_length=320),
]
"""The name of a snapshot, or the ARN of one that another account shares."""

DatabaseIdentifier: TypeAlias = Annotated[
    str,
    pattern(r"[a-z](-?[a-z0-9])*", "the identifier of a DB instance or cluster, in lower case", "orders-prod"),
    Field(max_length=63),
]
"""The identifier of a DB instance or cluster."""

DatabaseResourceId: TypeAlias = Annotated[
    str,
    pattern(
        r"(db|cluster)-[A-Z0-9]+",
        "the resource id of a DB instance or cluster, which starts with db- or cluster-",
        "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    ),
]
"""The resource id of a DB instance (`db-…`) or cluster (`cluster-…`), which AWS never uses again."""


def _time(value: str) -> str:
    try:
        datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        reason = "must be a time that exists"
        raise RuleError(reason, "write it like 2026-01-31T23:45:00Z", value) from None
    return value


RestoreTime: TypeAlias = Annotated[
    str,
    pattern(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "a time in UTC", "2026-01-31T23:45:00Z"),
    AfterValidator(_time),
]
"""A time in UTC, such as `2026-01-31T23:45:00Z`."""


class RestoreToPointInTime(Model):
    """A source database and the time to restore its data of.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html and
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-pitr.html
    """

    source_identifier: Input[DatabaseIdentifier] | None = None
    """Identifier of the source instance or cluster, which exists. This or `source_resource_id` must be given."""

    source_resource_id: Input[DatabaseResourceId] | None = None
    """Resource id of the source, for a deleted database whose automated backups are retained."""

    restore_time: RestoreTime | None = None
    """Time to restore, in UTC, within the backup retention period of the source."""

    use_latest_restorable_time: bool = False
    """Whether to restore the latest possible time, up to 5 minutes ago. Default: false, `restore_time` is required."""

    @model_validator(mode="after")
    def _one_source_and_one_time(self) -> "RestoreToPointInTime":
        if (self.source_identifier is None) == (self.source_resource_id is None):
            raise RuleError("must have source_identifier or source_resource_id, and not both", "keep one of them")
        if (self.restore_time is None) != self.use_latest_restorable_time:
            reason = "must have restore_time or use_latest_restorable_time, and not both"
            raise RuleError(reason, "keep one of them")
        return self
