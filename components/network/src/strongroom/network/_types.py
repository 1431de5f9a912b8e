"""Named types of networking: values that AWS constrains, each with the rule in words and a remedy."""

import ipaddress
import re
from collections.abc import Mapping
from string import ascii_lowercase
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import AvailabilityZone, CidrBlock, IpCidrBlock, RuleError, UniqueItems, pattern
from strongroom.network._cidr_restrictions import reserved_range

LARGEST_VPC = 16
"""Prefix length of the largest VPC, and the largest subnet, that AWS allows."""
SMALLEST_SUBNET = 28
"""Prefix length of the smallest VPC, and the smallest subnet, that AWS allows."""

ZONES_RESERVED = 8
"""Zones that each tier has room for."""

_TIER_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*")
_TIER_NAME_LENGTH = 20


def _of_vpc_size(value: str) -> str:
    network = ipaddress.IPv4Network(value)
    if network.prefixlen < LARGEST_VPC:
        best = f"{network.network_address}/{LARGEST_VPC}"
        raise RuleError(
            f"{value} is larger than AWS allows for a VPC", f"use a /16 to /28, such as {best}", suggestion=best
        )
    if network.prefixlen > SMALLEST_SUBNET:
        best = str(network.supernet(new_prefix=SMALLEST_SUBNET))
        raise RuleError(f"{value} is smaller than AWS allows", f"use a /16 to /28, such as {best}", suggestion=best)
    if reserved := reserved_range(value):
        raise RuleError(f"must not be from {reserved}, which no VPC can use", "use for example 10.0.0.0/16", value)
    return value


def _tier_name(value: str) -> str:
    if not _TIER_NAME.fullmatch(value) or len(value) > _TIER_NAME_LENGTH:
        reason = f"must be 1 to {_TIER_NAME_LENGTH} characters: words of lower-case letters and digits, each beginning"
        raise RuleError(f"{reason} with a letter, joined by hyphens", "use for example cache or batch-jobs", value)
    if value.endswith("-ipv6"):
        raise RuleError("must not end in -ipv6, as the names of routes do", "use another name", value)
    return value


def _service_name(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)*", value):
        raise RuleError("must be the name of an AWS service", "use for example kms, ecr.api or logs", value)
    if value in {"s3", "dynamodb"}:
        remedy = "leave it out: the gateway endpoint serves the VPC, at no cost"
        raise RuleError("must be a service with an interface endpoint of its own", remedy, value)
    return value


def _ordered_zone_names(zones: list[str]) -> list[str]:
    if zones != sorted(zones):
        as_numbers = {zone: number for number, zone in enumerate(zones, start=1)}
        remedy = f"use {sorted(zones)}; a network deployed with this order keeps its subnets with {as_numbers}"
        raise RuleError("must be in alphabetical order", remedy, zones)
    numbers = [letter_number(zone) for zone in zones]
    if len(set(numbers)) < len(numbers) or max(numbers) > ZONES_RESERVED:
        as_numbers = {zone: number for number, zone in enumerate(zones, start=1)}
        reason = f"must be zones with different letters from a to {ascii_lowercase[ZONES_RESERVED - 1]}"
        raise RuleError(reason, f"use numbers instead: {as_numbers}", zones)
    return zones


def _distinct_zone_numbers(zones: Mapping[str, int]) -> Mapping[str, int]:
    if len(set(zones.values())) < len(zones):
        raise RuleError("must give each zone a number of its own", "use each number once", dict(zones))
    return zones


def letter_number(zone: str) -> int:
    """Return the place in the alphabet of the letter that a zone's name ends in, 1 for `eu-central-1a`.

    Args:
        zone: The name of an availability zone.
    """
    return ascii_lowercase.index(zone[-1]) + 1


VpcCidrBlock: TypeAlias = Annotated[CidrBlock, AfterValidator(_of_vpc_size)]
"""IPv4 addresses of a VPC, or of a subnet: a /16 to /28.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
"""

Destination: TypeAlias = IpCidrBlock
"""An IPv4 or IPv6 network in CIDR notation, to which routes lead."""

SubnetPrefixLength: TypeAlias = Annotated[int, Field(ge=LARGEST_VPC, le=SMALLEST_SUBNET)]
"""Prefix length of an IPv4 network in a VPC, 16 (65,536 addresses) to 28 (16 addresses)."""

ZoneNumber: TypeAlias = Annotated[int, Field(ge=1, le=ZONES_RESERVED)]
"""Number of a zone in a network, 1 to 8, which decides the names and addresses of its subnets."""

AvailabilityZones: TypeAlias = (
    Annotated[int, Field(ge=1, le=6)]
    | Annotated[
        list[AvailabilityZone], Field(min_length=1, max_length=6), UniqueItems, AfterValidator(_ordered_zone_names)
    ]
    | Annotated[
        Mapping[AvailabilityZone, ZoneNumber],
        Field(min_length=1, max_length=6),
        AfterValidator(_distinct_zone_numbers),
    ]
)
"""Availability zones, 1 to 6: the number of zones, their names, or their names with a number each.

- A number takes the Region's first zones in order of name, numbered 1, 2, 3.
- Names, in alphabetical order, give each zone the number of its letter: `eu-central-1c` is 3. A zone keeps its subnets
  when others are added or removed.
- Names with numbers, such as `{"us-west-1b": 1, "us-west-1c": 2}`, state the numbers.
"""

TierName: TypeAlias = Annotated[str, AfterValidator(_tier_name), Field(examples=["private", "cache"])]
"""The name of a tier: 1 to 20 characters, lower-case words that begin with a letter, joined by hyphens."""

ServiceName: TypeAlias = Annotated[str, AfterValidator(_service_name), Field(examples=["kms", "ecr.api"])]
"""An AWS service that has an interface endpoint: the end of its endpoint service's name, such as `ecr.api`.

https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
"""

AllocationId: TypeAlias = Annotated[
    str, pattern(r"eipalloc-[0-9a-f]+", "the allocation id of an Elastic IP address", "eipalloc-0123456789abcdef0")
]
"""The allocation id of an Elastic IP address."""

IpamPoolId: TypeAlias = Annotated[
    str, pattern(r"ipam-pool-[0-9a-f]+", "the id of an IPAM pool", "ipam-pool-0123456789abcdef0")
]
"""The id of an IPv4 pool of VPC IP Address Manager."""

PeeringConnectionId: TypeAlias = Annotated[
    str, pattern(r"pcx-[0-9a-f]+", "the id of a VPC peering connection", "pcx-0123456789abcdef0")
]
"""The id of a VPC peering connection."""

TransitGatewayId: TypeAlias = Annotated[
    str, pattern(r"tgw-[0-9a-f]+", "the id of a transit gateway", "tgw-0123456789abcdef0")
]
"""The id of a transit gateway."""
