"""The inputs of a backup plan."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from strongroom.core import Durability, Input, InputError, ItemName, KmsKeyArn, Model, RoleArn, TimeZone, UniqueItems
from strongroom.data._backup_checks import problems
from strongroom.data._backup_types import BackupResourceArn, RetentionPeriodDays, Schedule, VaultArn
from strongroom.data._protection import ProtectedArgs


class BackupCopy(Model):
    """A copy of each recovery point in another vault, such as one of another region or account.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html
    """

    vault_arn: Input[VaultArn]
    """ARN of the vault; its policy must let this account copy into it if it is another account's."""

    retention_days: RetentionPeriodDays = 35
    """Days that the copy is kept, 1 to 36,500. Default: 35."""

    cold_storage_after_days: RetentionPeriodDays | None = None
    """Days after which the copy moves to cold storage, for 90 days at least. Default: it doesn't."""


class BackupRule(Model):
    """When to back up, and how long to keep it.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/creating-a-backup-plan.html
    """

    schedule: Schedule = "cron(0 5 ? * * *)"
    """When backups begin. Default: every day at 5:00."""

    time_zone: TimeZone = "UTC"
    """The time zone of the schedule. Default: UTC."""

    start_window_minutes: Annotated[int, Field(ge=60, le=52_560_000)] = 60
    """Minutes, 60 or more, within which a backup must begin, or it is given up. Default: an hour."""

    completion_window_minutes: Annotated[int, Field(ge=120, le=52_560_000)] = 480
    """Minutes within which a backup must be complete, an hour or more after the start window. Default: eight hours."""

    retention_days: RetentionPeriodDays = 35
    """Days that a recovery point is kept, 1 to 36,500; 35 at most if `continuous`. Default: 35."""

    cold_storage_after_days: RetentionPeriodDays | None = None
    """Days after which a recovery point moves to cold storage, where it stays 90 days at least.

    Only some resources have it; AWS takes no notice for others, RDS among them. Default: it doesn't move.
    """

    continuous: bool = False
    """Whether backups are continuous, so that one can go back to any second, for resources that have it.

    A database of RDS then takes its retention and windows from here: give it the same ones. Default: snapshots.
    """

    copies: list[BackupCopy] = []
    """Copies of each recovery point in other vaults. Default: none."""


class VaultLock(Model):
    """A lock that keeps everyone from deleting recovery points before their time.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
    """

    mode: Literal["governance", "compliance"] = "governance"
    """Who may take the lock away: whoever has the permission, or nobody, AWS included, once `changeable_for_days` ends.

    Default: governance.
    """

    min_retention_days: RetentionPeriodDays = 7
    """The fewest days that a rule may keep a recovery point. Default: a week."""

    max_retention_days: RetentionPeriodDays | None = None
    """The most days that a rule may keep a recovery point. Default: no limit."""

    changeable_for_days: Annotated[int, Field(ge=3, le=36_500)] | None = None
    """Days, 3 to 36,500, in which a lock for compliance can still be changed; it is there for good afterwards.

    Required for compliance, where nothing is safe to assume; left out for governance.
    """


class BackupPlanArgs(ProtectedArgs):
    """Inputs of a `BackupPlan`."""

    durability: Durability = "persistent"
    """Whether backups are meant to last.

    If persistent, the vault can't be destroyed while it holds any, and `deny_deletion` is on by default; if ephemeral,
    recovery points go with the vault.
    """

    kms_key_arn: Input[KmsKeyArn]
    """ARN of the KMS key that encrypts the vault. AWS can't change it: another one replaces the vault."""

    rules: Annotated[Mapping[ItemName, BackupRule], Field(min_length=1, max_length=10)] = {"daily": BackupRule()}
    """When to back up and how long to keep it, by name, 1 to 10 rules. Default: every day, for 35 days."""

    resource_arns: Annotated[list[Input[BackupResourceArn]], Field(max_length=500), UniqueItems] = []
    """ARNs of what to back up, such as `Database.arn`. This or `resource_tags` must be given."""

    resource_tags: Annotated[
        Mapping[Annotated[str, Field(min_length=1)], Annotated[str, Field(min_length=1)]], Field(max_length=30)
    ] = {}
    """Tags by which to find more to back up: every resource of this account and region that has all of them.

    Default: none.
    """

    role_arn: Input[RoleArn] | None = None
    """ARN of the role with which AWS Backup backs up and restores.

    Default: one with AWS's policies for that; buckets need one of their own, with AWS's policies for S3.
    """

    deny_deletion: bool | None = None
    """Whether the vault's policy denies everyone to delete recovery points, or to shorten their retention.

    Default: it does if the durability is persistent.
    """

    lock: VaultLock | None = None
    """A lock on the vault. Default: none, the vault's policy alone protects it."""

    @model_validator(mode="after")
    def _fits_together(self) -> "BackupPlanArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := list(problems(self)):
            raise InputError(type(self).__name__, found)
        return self
