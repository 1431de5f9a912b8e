"""Where each subnet lies in its VPC, decided by arithmetic alone.

A VPC of prefix length p is cut into sixteen blocks of /(p+4), and every tier has room for eight zones from the start:

    blocks 0-7    private    a block for each zone
    block  8      public     an eighth, /(p+7), for each zone
    block  9      isolated   an eighth, /(p+7), for each zone
    blocks 10-15  free

So a subnet's place depends on its tier and its zone's number only: adding a zone or a tier moves nothing.
"""

from ipaddress import IPv4Network
from typing import Literal, TypeAlias

Tier: TypeAlias = Literal["public", "private", "isolated"]
"""A kind of subnet.

- `public`: routes to the internet gateway; for load balancers and NAT gateways.
- `private`: routes out through NAT, if there is any; for workloads.
- `isolated`: no route out of the VPC; for databases.
"""

LARGEST_PREFIX = 16
"""Prefix length of the largest VPC that AWS allows."""
SMALLEST_PREFIX = 21
"""Prefix length of the smallest VPC that can be laid out: its public and isolated subnets are AWS's smallest, /28."""
ZONES_RESERVED = 8
"""Zones that each tier has room for."""

_BLOCK_BITS = 4
_ZONE_BITS = 3
_PUBLIC_BLOCK = 8
_ISOLATED_BLOCK = 9


def subnet_cidrs(vpc_cidr: str, tier: Tier, zones: int) -> list[str]:
    """Lay out one tier.

    Args:
        vpc_cidr: The VPC's IPv4 CIDR block, /16 to /21.
        tier: The tier to lay out.
        zones: The number of zones, 1-8.

    Returns:
        The CIDR block of the tier's subnet in each zone, in order of the zones.

    Raises:
        ValueError: The VPC is too large or too small, or there are more zones than room is reserved for.
    """
    vpc = IPv4Network(vpc_cidr)
    check_size(vpc)
    if not 1 <= zones <= ZONES_RESERVED:
        raise ValueError(f"{zones} zones don't fit; use 1 to {ZONES_RESERVED}")
    blocks = list(vpc.subnets(_BLOCK_BITS))
    places = {
        "private": blocks[:ZONES_RESERVED],
        "public": list(blocks[_PUBLIC_BLOCK].subnets(_ZONE_BITS)),
        "isolated": list(blocks[_ISOLATED_BLOCK].subnets(_ZONE_BITS)),
    }
    return [str(place) for place in places[tier][:zones]]


def check_size(vpc: IPv4Network) -> None:
    """Check that a VPC has a size that can be laid out.

    Args:
        vpc: The VPC's CIDR block.

    Raises:
        ValueError: It is larger than AWS allows, or too small for every subnet to be at least AWS's smallest, a /28.
    """
    if vpc.prefixlen < LARGEST_PREFIX:
        raise ValueError(
            f"{vpc} is larger than AWS allows for a VPC; "
            f"use a /{LARGEST_PREFIX} to /{SMALLEST_PREFIX}, such as {vpc.network_address}/{LARGEST_PREFIX}"
        )
    if vpc.prefixlen > SMALLEST_PREFIX:
        smallest = vpc.supernet(new_prefix=SMALLEST_PREFIX)
        raise ValueError(
            f"{vpc} is too small: its subnets would be smaller than AWS's smallest, a /28; "
            f"use a /{LARGEST_PREFIX} to /{SMALLEST_PREFIX}, such as {smallest}"
        )
