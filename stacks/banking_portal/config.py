"""What can be set for the banking portal with `pulumi config set`."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from strongroom.compute import InstanceType, architecture_of
from strongroom.core import (
    CommonInputs,
    DomainName,
    Durability,
    DurableInputs,
    EnvironmentSuffix,
    HostedZoneId,
    Model,
    ProtectedInputs,
    RegionName,
    RetentionDays,
    RuleError,
    Tags,
    UniqueItems,
)
from strongroom.data import (
    DatabaseResourceId,
    InstanceClass,
    RestoreTime,
    RestoreToPointInTime,
    SnapshotIdentifier,
    StorageGib,
)
from strongroom.edge import CountryCode
from strongroom.network import AvailabilityZones, NatStrategy, StandardVpcCidrBlock
from strongroom.observability import EmailAddress

_FEWEST_ZONES = 2


class Settings(Model):
    """Settings of one environment of the portal; each field is a config key in camelCase.

    Rules between settings belong to the later one, so that each is told by its key, together with all others.
    """

    environment_suffix: EnvironmentSuffix
    """Ends the names of everything in this environment, such as `dev`; no two environments in an account share one."""

    domain_name: Annotated[DomainName, Field(max_length=64)] | None = None
    """The portal's name, such as `portal.example.com`.

    Default: none, and the portal is reached by the name that CloudFront makes up. For trying out only: without a
    certificate, the last stretch from CloudFront to the load balancer is plain HTTP inside the VPC.
    """

    hosted_zone_id: HostedZoneId | None = None
    """Id of the public hosted zone that has the portal's name, or the name above it.

    Default: a zone for the portal's name is made; the zone above must delegate to it before certificates are issued.
    """

    dnssec: bool | None = None
    """Whether Route 53 signs the hosted zone that the portal creates. Default: true if persistent.

    Resolvers check the signatures once the parent zone has the DS record of the output `ds_record`.
    """

    durability: Durability | None = None
    """`persistent` keeps safeguards that make an environment hard to lose, `ephemeral` drops them.

    Default: persistent with a domain, which it must have; ephemeral without.
    """

    deletion_protection: bool | None = None
    """Whether the environment is protected from deletion.

    AWS refuses to delete the database and the load balancer; Pulumi refuses to delete or replace whatever stores data
    or a name, such as buckets, keys, logs and the hosted zone, and to destroy the stack. Default: true if persistent.
    To destroy a persistent environment, deploy false first.
    """

    cidr_block: StandardVpcCidrBlock = "10.0.0.0/16"
    """IPv4 addresses of the VPC, a /16 to /21: a smaller one has no room for its tiers. Default: 10.0.0.0/16."""

    availability_zones: AvailabilityZones = 3
    """How many zones to span, 2 to 6, or their names. Default: 3."""

    nat: NatStrategy | None = None
    """How private subnets reach the internet. Default: `per_zone` if persistent, `single` if ephemeral."""

    instance_types: Annotated[list[InstanceType], Field(min_length=1, max_length=40), UniqueItems] | None = None
    """Types of the service's instances, the preferred one first, all of one architecture.

    Default: `m7g.large`, then `m6g.large` if persistent; `t4g.small`, then `t4g.medium` if ephemeral.
    """

    min_size: Annotated[int, Field(ge=1, le=1000)] = 2
    """Instances that there are at least. Default: 2, one in each of two zones."""

    max_size: Annotated[int, Field(ge=1, le=1000)] = 6
    """Instances that there are at most. Default: 6."""

    database_instance_class: InstanceClass | None = None
    """Class of the database's instance. Default: `db.m7g.large` if persistent, `db.t4g.medium` if ephemeral."""

    database_storage_gib: StorageGib = 20
    """Gibibytes of the database's storage to begin with; it grows to five times as much by itself. Default: 20."""

    database_backup_days: Annotated[int, Field(ge=7, le=35)] = 7
    """Days that the database can be taken back to any second of, 7 to 35. Default: 7."""

    database_snapshot_identifier: SnapshotIdentifier | None = None
    """Name of the DB snapshot to create the database from, such as the final snapshot of an earlier environment.

    A snapshot that the portal's key encrypts, of a portal's database. Another snapshot replaces the database; removing
    the setting later changes nothing. Default: a new, empty database.
    """

    database_source_resource_id: DatabaseResourceId | None = None
    """Resource id of the instance whose automated backups the database is created from, such as `db-ABCDEFGHIJKL`.

    Requires `databaseRestoreTime`, instead of `databaseSnapshotIdentifier`. Another source replaces the database;
    removing both settings later changes nothing. Default: a new, empty database.
    """

    database_restore_time: RestoreTime | None = None
    """Time to restore from the backups of `databaseSourceResourceId`, in UTC, such as `2026-01-31T23:45:00Z`."""

    allowed_countries: Annotated[list[CountryCode], UniqueItems] = []
    """Codes of the only countries whose viewers are served, such as `["DE"]`. Default: all are."""

    alert_emails: Annotated[list[EmailAddress], Field(max_length=10), UniqueItems] = []
    """Addresses that are told when something is wrong; each must confirm, by the link in its first mail.

    Default: nobody is told.
    """

    cpu_alarm_percent: Annotated[float, Field(gt=5, lt=100)] = 80
    """Average CPU of the instances above which somebody is told, in percent. Default: 80."""

    log_retention_days: RetentionDays = 365
    """Days that logs are kept. Default: a year."""

    audit_replica_region: RegionName | None = None
    """Region that keeps a copy of the audit bucket, such as `eu-west-1`; not the portal's own.

    Default: no copy. Data residency rules may limit the choice, so a persistent environment has no default either.
    """

    monthly_budget_usd: Annotated[float, Field(ge=1, le=1_000_000)] | None = None
    """What the environment may cost in a month, in US dollars, before somebody is told. Default: nobody is.

    It counts what has the tag `Environment`, which must be an active cost allocation tag.
    """

    account_baseline: bool = False
    """Whether this environment holds what an account has once: trail, AWS Config, Security Hub, GuardDuty and more.

    Default: it does not. At most one environment in an account can.
    """

    tags: Tags = {}
    """Tags on everything that can have some, besides those that every component sets. Default: none."""

    @property
    def common(self) -> CommonInputs:
        """Inputs of every component."""
        return {"environment_suffix": self.environment_suffix, "tags": self.tags}

    @property
    def durable(self) -> DurableInputs:
        """Inputs of every component that has a durability."""
        return {**self.common, "durability": "persistent" if self.persistent else "ephemeral"}

    @property
    def protected(self) -> ProtectedInputs:
        """Inputs of every component that stores data or a name."""
        return {**self.durable, "deletion_protection": self.deletion_protection}

    @property
    def persistent(self) -> bool:
        """Whether the environment is meant to last."""
        return self.domain_name is not None if self.durability is None else self.durability == "persistent"

    @property
    def is_protected(self) -> bool:
        """Whether resources that store data or a name are protected from deletion."""
        return self.persistent if self.deletion_protection is None else self.deletion_protection

    @property
    def database_class(self) -> InstanceClass:
        """Class of the database's instance, which its alarms must know."""
        return self.database_instance_class or ("db.m7g.large" if self.persistent else "db.t4g.medium")

    @property
    def database_point_in_time(self) -> RestoreToPointInTime | None:
        """Automated backups and the time to create the database from; None for a new database or a snapshot."""
        if self.database_source_resource_id is None:
            return None
        return RestoreToPointInTime(
            source_resource_id=self.database_source_resource_id, restore_time=self.database_restore_time
        )

    @field_validator("hosted_zone_id")
    @classmethod
    def _zone_of_a_domain(cls, value: HostedZoneId | None, info: ValidationInfo) -> HostedZoneId | None:
        if value is not None and "domain_name" in info.data and info.data["domain_name"] is None:
            raise RuleError("is for a domain, and there is none", "set domainName as well, or remove it")
        return value

    @field_validator("dnssec")
    @classmethod
    def _signs_its_own_zone(cls, value: bool | None, info: ValidationInfo) -> bool | None:
        created = info.data.get("domain_name", "") is not None and info.data.get("hosted_zone_id") is None
        if value and not created:
            reason = "must not be true for a zone that the portal does not create"
            raise RuleError(reason, "remove it, or set domainName without hostedZoneId", value)
        return value

    @field_validator("durability")
    @classmethod
    def _lasts_with_a_domain(cls, value: Durability | None, info: ValidationInfo) -> Durability | None:
        if value == "persistent" and "domain_name" in info.data and info.data["domain_name"] is None:
            reason = "what lasts must have a domain, as there is no HTTPS to the load balancer without a certificate"
            raise RuleError(reason, "set domainName as well, or use ephemeral", None, "ephemeral")
        return value

    @field_validator("availability_zones")
    @classmethod
    def _outlives_a_zone(cls, value: AvailabilityZones) -> AvailabilityZones:
        if (value if isinstance(value, int) else len(value)) < _FEWEST_ZONES:
            reason = "must be two or more, as load balancers and databases stand in two"
            raise RuleError(reason, "use 2, or name another one", None, _FEWEST_ZONES)
        return value

    @field_validator("instance_types")
    @classmethod
    def _of_one_architecture(cls, value: list[InstanceType] | None) -> list[InstanceType] | None:
        first, *others = value or ["m7g.large"]
        if strangers := [each for each in others if architecture_of(each) != architecture_of(first)]:
            reason = f"are of two architectures: {first} of {architecture_of(first)}, {strangers[0]} of another"
            raise RuleError(reason, "keep those of one, as all start from one image")
        return value

    @field_validator("database_source_resource_id")
    @classmethod
    def _one_source(cls, value: DatabaseResourceId | None, info: ValidationInfo) -> DatabaseResourceId | None:
        if value is not None and info.data.get("database_snapshot_identifier") is not None:
            reason = "must not be set together with databaseSnapshotIdentifier"
            raise RuleError(reason, "keep the one to restore from", value)
        return value

    @field_validator("database_restore_time")
    @classmethod
    def _time_of_a_source(cls, value: RestoreTime | None, info: ValidationInfo) -> RestoreTime | None:
        source = info.data.get("database_source_resource_id", value)
        if (value is None) != (source is None):
            reason = "must be set together with databaseSourceResourceId"
            raise RuleError(reason, "set both, or remove both", value)
        return value

    @field_validator("alert_emails")
    @classmethod
    def _distinct_without_case(cls, value: list[EmailAddress]) -> list[EmailAddress]:
        if len({address.casefold() for address in value}) < len(value):
            raise RuleError("must have each address once, in upper or lower case", "remove the second one")
        return value

    @field_validator("max_size")
    @classmethod
    def _holds_the_least(cls, value: int, info: ValidationInfo) -> int:
        least = info.data.get("min_size", value)
        if value < least:
            raise RuleError("must not be less than minSize", f"use {least} or more, or lower minSize", value, least)
        return value
