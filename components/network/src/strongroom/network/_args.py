"""The inputs of a network."""

from ipaddress import IPv4Network
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import Args, AvailabilityZone, CidrBlock, Durability, Input, KmsKeyArn, RetentionDays, RuleError
from strongroom.network._layout import check_size


def _sized(cidr_block: str) -> str:
    check_size(IPv4Network(cidr_block))
    return cidr_block


def _distinct(zones: list[str]) -> list[str]:
    twice = sorted({zone for zone in zones if zones.count(zone) > 1})
    if twice:
        raise RuleError("must name each zone once", f"remove the second {' and '.join(twice)}")
    return zones


VpcCidrBlock: TypeAlias = Annotated[CidrBlock, AfterValidator(_sized)]
"""IPv4 addresses of a VPC, a /16 to /21: AWS allows none larger, and the layout of subnets has no room in smaller."""

AvailabilityZones: TypeAlias = (
    Annotated[int, Field(ge=1, le=6)]
    | Annotated[list[AvailabilityZone], Field(min_length=1, max_length=6), AfterValidator(_distinct)]
)
"""Availability zones, 1 to 6: how many of the region's zones in order of name, or the names of distinct zones.

Names keep a network where it is even if AWS adds a zone to the region whose name comes before those in use.
"""

NatStrategy: TypeAlias = Literal["none", "single", "per_zone"]
"""How private subnets reach the internet.

- `none`: they don't.
- `single`: through one NAT gateway; cheaper, and gone when its zone is.
- `per_zone`: each through a NAT gateway in its own zone.
"""


class NetworkArgs(Args):
    """Inputs of a `Network`."""

    durability: Durability = "lasting"
    """Whether the network is meant to last; it sets the default of `nat`."""

    cidr_block: VpcCidrBlock = "10.0.0.0/16"
    """IPv4 addresses of the VPC, a /16 to /21. Default: the largest that AWS allows, 65,536 addresses."""

    availability_zones: AvailabilityZones = 3
    """The zones to span, 1 to 6: a number, or the names of the zones in order.

    Default: 3, so that two are left when one is lost. Raise the number or append names to grow: no subnet moves.
    """

    nat: NatStrategy | None = None
    """How private subnets reach the internet.

    Default: `per_zone` if the durability is lasting, `single` if it is disposable.
    """

    key_arn: Input[KmsKeyArn] | None = None
    """ARN of the KMS key that encrypts the flow log; its policy must let CloudWatch Logs use it.

    Default: CloudWatch Logs encrypts with a key of its own, which nobody else can audit or revoke.
    """

    retention_days: RetentionDays = 365
    """Days that the flow log is kept, one of the numbers that CloudWatch Logs allows.

    Default: a year, as CloudWatch.16 asks for.
    """
