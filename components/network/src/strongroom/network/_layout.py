"""Where each subnet lies in its VPC, decided by arithmetic alone.

Every tier has a room of its own in the VPC, in eight equal parts: one for each zone that it may ever have. A VPC of
prefix length p is divided into sixteen blocks of /(p+4):

    blocks 0-7    the room of `private`: a block for each zone
    block  8      the room of `public`
    block  9      the room of `isolated`
    blocks 10-15  the rooms of further tiers, each the first that is free, in the order in which they are given

A subnet begins where its part begins. So its place depends on its tier, the tiers before it, and the number of its zone
only: adding a tier or a zone, or removing a zone, moves no other subnet. IPv6 networks are numbered by the same idea.
"""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network

from strongroom.core import RuleError
from strongroom.network._tiers import Tier
from strongroom.network._types import SMALLEST_SUBNET, ZONES_RESERVED

_ZONE_BITS = 3
_BLOCK_BITS = 4
_DEFAULT_BITS = _BLOCK_BITS + _ZONE_BITS
_STANDARD = ("private", "public", "isolated")
_IPV6_SUBNET = 64


class TooSmallError(RuleError):
    """The VPC is too small for a tier."""


def subnet_cidrs(vpc: str, tiers: Mapping[str, Tier], zones: Sequence[int]) -> dict[str, list[str]]:
    """Lay out the subnets of a VPC.

    Args:
        vpc: The VPC's IPv4 CIDR block.
        tiers: Its tiers by name.
        zones: The numbers of the zones, each 1 to 8.

    Returns:
        By the name of the tier, the CIDR block of its subnet in each zone, in the order of `zones`.

    Raises:
        RuleError: A tier doesn't fit; a `TooSmallError` if that is because of the VPC.
        ValueError: A zone has a number that no room is reserved for.
    """
    if not all(1 <= zone <= ZONES_RESERVED for zone in zones):
        raise ValueError(f"zones must be numbers from 1 to {ZONES_RESERVED}, got {list(zones)}")
    rooms = tier_rooms(vpc, tiers)
    return {name: tier.cidr_blocks or _automatic(tier, rooms[name], zones) for name, tier in tiers.items()}


def tier_rooms(vpc: str, tiers: Mapping[str, Tier]) -> dict[str, IPv4Network]:
    """Tell which part of a VPC is kept for each tier that has no CIDR blocks of its own.

    Args:
        vpc: The VPC's IPv4 CIDR block.
        tiers: Its tiers by name.

    Returns:
        By the name of the tier, the network that holds its subnets in up to eight zones.

    Raises:
        RuleError: A tier doesn't fit.
    """
    network = IPv4Network(vpc)
    standard = _standard_rooms(network)
    rooms: dict[str, IPv4Network] = {}
    for name, tier in tiers.items():
        if tier.cidr_blocks is not None:
            continue
        if name in _STANDARD:
            rooms[name] = _checked(network, name, tier, standard.get(name))
        else:
            taken = [*standard.values(), *(room for other, room in rooms.items() if other not in standard)]
            rooms[name] = _first_free(network, name, tier, taken)
    return rooms


def ipv6_subnet_cidrs(vpc: str, tiers: Mapping[str, Tier], zones: Sequence[int]) -> dict[str, list[str]]:
    """Number the IPv6 subnets of a VPC, each a /64.

    Args:
        vpc: The VPC's IPv6 CIDR block, a /56.
        tiers: Its tiers by name.
        zones: The numbers of the zones, each 1 to 8.

    Returns:
        By the name of the tier, the CIDR block of its subnet in each zone, in the order of `zones`.

    Raises:
        RuleError: There are more tiers than room is reserved for.
    """
    network = IPv6Network(vpc)
    order = [*_STANDARD, *(name for name in tiers if name not in _STANDARD)]
    most = 2 ** (_IPV6_SUBNET - network.prefixlen) // ZONES_RESERVED
    if len(order) > most:
        raise RuleError(f"{len(order)} tiers don't fit in an IPv6 /{network.prefixlen}", f"use at most {most}")

    def numbered(number: int) -> str:
        return str(IPv6Network((int(network.network_address) + (number << 128 - _IPV6_SUBNET), _IPV6_SUBNET)))

    return {name: [numbered(order.index(name) * ZONES_RESERVED + zone - 1) for zone in zones] for name in tiers}


def _standard_rooms(vpc: IPv4Network) -> dict[str, IPv4Network]:
    if vpc.prefixlen + _BLOCK_BITS > vpc.max_prefixlen:
        return {}
    blocks = list(vpc.subnets(_BLOCK_BITS))
    return {"private": next(vpc.subnets(1)), "public": blocks[8], "isolated": blocks[9]}


def _checked(vpc: IPv4Network, name: str, tier: Tier, room: IPv4Network | None) -> IPv4Network:
    """Check that each part of a standard tier's room holds a subnet."""
    bits = 1 if name == "private" else _BLOCK_BITS
    shortest = vpc.prefixlen + bits + _ZONE_BITS
    if room is None or shortest > SMALLEST_SUBNET:
        raise _too_small(vpc, name, SMALLEST_SUBNET - bits - _ZONE_BITS)
    if tier.prefix_length is not None and tier.prefix_length < shortest:
        reason = f"{name} does not fit: a /{tier.prefix_length} for each subnet is too large in a /{vpc.prefixlen}"
        raise RuleError(reason, f"give it a prefix_length of {shortest} or more, or cidr_blocks")
    return room


def _first_free(vpc: IPv4Network, name: str, tier: Tier, taken: list[IPv4Network]) -> IPv4Network:
    prefix = tier.prefix_length or vpc.prefixlen + _DEFAULT_BITS
    if prefix > SMALLEST_SUBNET:
        raise _too_small(vpc, name, SMALLEST_SUBNET - _DEFAULT_BITS)
    room = prefix - _ZONE_BITS
    places = vpc.subnets(new_prefix=room) if room >= vpc.prefixlen else iter(())
    free = next((place for place in places if not any(place.overlaps(other) for other in taken)), None)
    if free is None:
        reason = f"{name} does not fit: no room is left for subnets of /{prefix} in up to {ZONES_RESERVED} zones"
        raise RuleError(reason, "give it a greater prefix_length, or cidr_blocks in a secondary CIDR block")
    return free


def _too_small(vpc: IPv4Network, name: str, enough: int) -> TooSmallError:
    reason = (
        f"too small for the tier {name}: in a /{vpc.prefixlen} its subnets would be smaller than AWS's smallest, a /28"
    )
    return TooSmallError(reason, f"use a /{enough} or larger, leave the tier out, or give it cidr_blocks")


def _automatic(tier: Tier, room: IPv4Network, zones: Sequence[int]) -> list[str]:
    parts = list(room.subnets(_ZONE_BITS))
    prefix = tier.prefix_length or parts[0].prefixlen
    return [str(next(parts[zone - 1].subnets(new_prefix=prefix))) for zone in zones]
