"""Named types of databases: values that RDS constrains."""

from ipaddress import IPv4Network
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import CidrBlock, RuleError, pattern

_PRIVATE = [IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")]
_LONG = 731
_MONTHS = range(1, 24)


def _private_cidr_block(value: str) -> str:
    if not any(IPv4Network(value).subnet_of(block) for block in _PRIVATE):
        reason = "must be a network of private addresses"
        raise RuleError(reason, f"use a part of {', '.join(map(str, _PRIVATE))}", value)
    return value


def _insights_retention(value: int) -> int:
    if value not in {7, _LONG, *(31 * months for months in _MONTHS)}:
        raise RuleError("must be a number of days that RDS offers", "use 7, a multiple of 31 up to 713, or 731", value)
    return value


CaCertificate: TypeAlias = Literal["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"]
"""A certificate authority of RDS, by which clients know the server.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
"""

DatabaseUsername: TypeAlias = Annotated[
    str, pattern(r"[A-Za-z_][A-Za-z0-9_]{0,31}", "the name of a database user, without wildcards", "orders")
]
"""The name of a user in the database: 1 to 32 letters, digits and underscores."""

InsightsRetentionDays: TypeAlias = Annotated[int, AfterValidator(_insights_retention)]
"""Days that Performance Insights keeps its history: 7, a multiple of 31 up to 713, or 731.

https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
"""

InstanceClass: TypeAlias = Annotated[
    str, pattern(r"db\.[a-z][a-z0-9-]*\.[a-z0-9.]+", "the class of a DB instance", "db.r7g.large")
]
"""The class of a DB instance, such as `db.r7g.large`.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html
"""

PasswordManagement: TypeAlias = Literal["managed_by_rds", "generated"]
"""Who makes and rotates the master password.

- `managed_by_rds`: RDS keeps it in Secrets Manager, rotates it every 7 days, and deletes it with the database.
- `generated`: the component generates it, keeps it in Secrets Manager and rotates it; read replicas need this one.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
"""

MonitoringInterval: TypeAlias = Literal[1, 5, 10, 15, 30, 60]
"""Seconds between two measurements of the operating system."""

PrivateCidrBlock: TypeAlias = Annotated[CidrBlock, AfterValidator(_private_cidr_block)]
"""An IPv4 network of private addresses (RFC 1918, or RFC 6598 as EKS uses it)."""

LARGEST_STORAGE_GIB = 65_536
"""Gibibytes of storage that an instance of PostgreSQL or MySQL can have."""

StorageGib: TypeAlias = Annotated[int, Field(ge=20, le=LARGEST_STORAGE_GIB)]
"""Gibibytes of storage, 20 to 65,536."""

StorageType: TypeAlias = Literal["gp3", "io2"]
"""A type of storage: `gp3` for most databases, `io2` for many operations each second with little delay.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
"""

SubnetGroupName: TypeAlias = Annotated[
    str, pattern(r"[a-z0-9 ._-]{1,255}", "the name of a DB subnet group, in lower case", "portal-database-dev")
]
"""The name of a DB subnet group: 1 to 255 lower-case letters, digits, spaces and `. _ -`."""
