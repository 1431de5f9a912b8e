"""The inputs that every database has: an instance of RDS and an Aurora cluster."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from strongroom.core import (
    Args,
    Durability,
    Input,
    ItemName,
    KmsKeyArn,
    Port,
    RetentionDays,
    SecurityGroupId,
    SubnetId,
    TopicArn,
    UniqueItems,
    VpcId,
)
from strongroom.data._database_types import (
    CaCertificate,
    DatabaseUsername,
    InsightsRetentionDays,
    MonitoringInterval,
    PasswordManagement,
    PrivateCidrBlock,
    SubnetGroupName,
)
from strongroom.data._engines import EngineName, EngineVersion
from strongroom.data._parameters import Parameters
from strongroom.data._proxy_options import ProxyOptions
from strongroom.data._restore_options import RestoreToPointInTime, SnapshotIdentifier
from strongroom.data._rotation_options import SecretRotation
from strongroom.data._windows import DEFAULT_BACKUP_WINDOW, DEFAULT_MAINTENANCE_WINDOW, BackupWindow, MaintenanceWindow


class DatabaseCommonArgs(Args):
    """Inputs that every database has."""

    durability: Durability = "persistent"
    """Whether the data is meant to last.

    It sets the defaults of `deletion_protection`, `final_snapshot`, `delete_automated_backups`, `apply_immediately`,
    and of how many instances in how many zones there are.
    """

    engine: EngineName
    """What kind of database it is. A change of it replaces the database."""

    engine_version: EngineVersion | None = None
    """A major version, such as `17`, or a full one, such as `17.6`.

    Default: 17 for PostgreSQL, 8.4 for MySQL, 8.0 for Aurora MySQL.

    A full one is for databases without `auto_minor_version_upgrade`, which would leave it behind.
    """

    kms_key_arn: Input[KmsKeyArn]
    """ARN of the KMS key that encrypts everything: storage, backups, the secret, logs, events and Performance Insights.

    Its policy must let CloudWatch Logs use it, and RDS events unless `event_topic_arn` is given. AWS can't change the
    key of a database: another one replaces it.
    """

    vpc_id: Input[VpcId]
    """Id of the VPC.

    RDS moves neither a DB subnet group nor a database with a standby, read replicas or a cluster to another VPC, so a
    change of it replaces the database. That is refused while `deletion_protection` is on. To keep the data, set
    `snapshot_identifier` to a snapshot of the database in the same update.
    """

    subnet_ids: Input[Annotated[Sequence[Input[SubnetId]], Field(min_length=2), UniqueItems]] | None = None
    """Ids of the subnets; isolated ones, without a way to the internet (RDS.46).

    RDS refuses subnets that are all in one availability zone, when it creates the subnet group.

    This or `subnet_group_name` must be given.
    """

    subnet_group_name: Input[SubnetGroupName] | None = None
    """Name of an existing DB subnet group, instead of `subnet_ids`. A change of it replaces the database."""

    allowed_security_groups: Mapping[ItemName, Input[SecurityGroupId]] = {}
    """Security groups that may connect, each by a name that its rule is called. Default: none, nobody can connect."""

    allowed_cidr_blocks: Mapping[ItemName, Input[PrivateCidrBlock]] = {}
    """Private networks that may connect, each by a name that its rule is called. Default: none."""

    port: Port | None = None
    """The port to listen on, which must not be the engine's own (RDS.23). Default: the engine's own plus one."""

    database_name: str = "app"
    """Name of the database that is made first. A change of it replaces everything."""

    snapshot_identifier: Input[SnapshotIdentifier] | None = None
    """Name or ARN of the snapshot to create the database from; of a cluster for an `AuroraCluster`.

    The engine, its major version, `master_username`, `database_name` and, for a `Database`, the key must be those of
    the snapshot. Removing it later changes nothing; another snapshot replaces the database. Default: a new, empty
    database.
    """

    restore_to_point_in_time: RestoreToPointInTime | None = None
    """Source and time to create the database from, by automated backups; instead of `snapshot_identifier`.

    Removing it later changes nothing; another source or time replaces the database. Default: a new, empty database.
    """

    master_username: str = "dbadmin"
    """Name of the master user, not one that everyone guesses (RDS.25). A change of it replaces the database."""

    password_management: PasswordManagement = "managed_by_rds"  # noqa: S105 who makes it
    """Who makes and rotates the master password: RDS, or this component. Default: RDS."""

    password_rotation: SecretRotation | None = None
    """When a generated master password is rotated, and by which function.

    Default: at once, so that the password that Pulumi knows is out of use, and then every 30 days, by a function that
    the component makes. It can't be given for a password that RDS manages, which is rotated every 7 days.

    Each rotation also writes the database's host, port and names into the secret. With `rotate_immediately` off, a
    change of these reaches the secret only with the next rotation, and after a replacement of the database the secret
    holds the password of the old one until then: rotate it by hand.
    """

    iam_authentication: bool = True
    """Whether users may log in with IAM's short-lived tokens instead of passwords (RDS.10). Default: they may."""

    iam_usernames: Annotated[list[DatabaseUsername], UniqueItems] = []
    """Database users that `iam_login_policy` lets log in; they must be made in the database. Default: no policy."""

    parameters: Parameters = {}
    """Parameters of the engine, by name, over the defaults: TLS enforced, connections and slow statements logged.

    What would undo TLS is refused (RDS.38, .39).
    """

    log_exports: Annotated[list[str], UniqueItems] | None = None
    """Logs that go to CloudWatch Logs. Default: all that the engine has (RDS.9, .36)."""

    log_retention_days: RetentionDays = 365
    """Days that CloudWatch Logs keeps them. Default: a year."""

    backup_retention_days: Annotated[int, Field(ge=7, le=35)] = 7
    """Days that AWS keeps daily backups, with which it goes back to any second: 7 to 35 (RDS.11). Default: 7."""

    backup_window: BackupWindow = DEFAULT_BACKUP_WINDOW
    """When daily backups begin, `hh:mm-hh:mm` in UTC, at least 30 minutes. Default: 02:00 to 03:00."""

    maintenance_window: MaintenanceWindow = DEFAULT_MAINTENANCE_WINDOW
    """When AWS may maintain, `ddd:hh:mm-ddd:hh:mm` in UTC, at least 30 minutes, apart from `backup_window`.

    Default: Sundays, 04:00 to 05:00.
    """

    deletion_protection: bool | None = None
    """Whether AWS refuses to delete the database (RDS.8); it must be turned off in an update before a destroy.

    Default: it does if the durability is persistent.
    """

    final_snapshot: bool | None = None
    """Whether a last snapshot is taken when the database is deleted. Default: it is if the durability is persistent."""

    delete_automated_backups: bool | None = None
    """Whether daily backups go with the database. Default: they do if it is ephemeral, else they stay their days."""

    performance_insights_retention_days: InsightsRetentionDays | None = 7
    """Days that Performance Insights keeps its history: 7, a multiple of 31, or 731; None turns it off. Default: 7."""

    database_insights_mode: Literal["standard", "advanced"] = "standard"
    """Mode of CloudWatch Database Insights; `advanced` costs more and needs a retention of 465 days or more."""

    monitoring_interval_seconds: MonitoringInterval = 60
    """Seconds between two measurements of the operating system: 1, 5, 10, 15, 30 or 60 (RDS.6). Default: 60."""

    auto_minor_version_upgrade: bool = True
    """Whether AWS upgrades to new minor versions in the maintenance window (RDS.13). Default: it does."""

    allow_major_version_upgrade: bool = False
    """Whether another major `engine_version` may upgrade the database in place; needs `apply_immediately`.

    Default: AWS refuses it, as there is no way back but a backup.
    """

    apply_immediately: bool | None = None
    """Whether changes that may interrupt are made at once, not in the next maintenance window.

    Default: at once if the durability is ephemeral.
    """

    ca_certificate: CaCertificate = "rds-ca-rsa2048-g1"
    """The certificate authority by which clients know the server. Default: the one that most clients know."""

    event_topic_arn: Input[TopicArn] | None = None
    """ARN of the SNS topic that gets events (RDS.19 to .22); its policy must let `events.rds.amazonaws.com` publish.

    Default: a topic that the key encrypts is made.
    """

    proxy: ProxyOptions | None = None
    """A proxy that pools connections in front of the database. Default: none."""
