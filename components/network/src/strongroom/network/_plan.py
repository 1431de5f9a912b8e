"""What a network's inputs come to, once defaults that depend on other inputs are filled in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_network
from typing import TYPE_CHECKING, Literal

from strongroom.network._options import NatStrategy, Peering, TransitGatewayAttachment
from strongroom.network._tiers import TierKind
from strongroom.network._types import letter_number

if TYPE_CHECKING:
    from strongroom.network._args import NetworkArgs

PERSISTENT_ENDPOINTS = ("ec2", "ecr.api", "ecr.dkr", "ssm", "ssmmessages")
"""Interface endpoints of a persistent network: EC2.10, .55, .56, .57, and what the SSM agent needs beside `ssm`."""
EVERYWHERE = "0.0.0.0/0"
"""All of IPv4."""
EVERYWHERE_IPV6 = "::/0"
"""All of IPv6."""

_WIDEST_INSIDE = {4: 8, 6: 7}
"""The shortest prefix of a network that may be somebody's own: 10.0.0.0/8, fc00::/7."""


def is_world(cidr_block: str) -> bool:
    """Tell whether a network is so wide that it can only be the internet."""
    network = ip_network(cidr_block)
    return network.prefixlen < _WIDEST_INSIDE[network.version]


@dataclass(frozen=True)
class Connection:
    """Another network that some tiers have routes to."""

    target: TransitGatewayAttachment | Peering
    destination: str
    tiers: Sequence[str]


@dataclass(frozen=True)
class Plan:
    """What a network consists of."""

    args: "NetworkArgs"

    @cached_property
    def zone_numbers(self) -> Sequence[int]:
        """The numbers of the zones, in ascending order, which all lists of one item for each zone follow."""
        zones = self.args.availability_zones
        return range(1, zones + 1) if isinstance(zones, int) else list(_named(zones))

    @cached_property
    def zone_names(self) -> Sequence[str] | None:
        """The names of the zones, in order of their numbers; None if AWS is asked for them."""
        zones = self.args.availability_zones
        return None if isinstance(zones, int) else list(_named(zones).values())

    @cached_property
    def zones(self) -> int:
        """How many zones there are."""
        return len(self.zone_numbers)

    def tiers(self, *kinds: TierKind) -> list[str]:
        """Return the names of the tiers of some kinds, in order of the kinds, then as given."""
        return [name for kind in kinds for name, tier in self.args.tiers.items() if tier.kind == kind]

    @cached_property
    def nat(self) -> NatStrategy:
        """How private subnets reach the internet over IPv4."""
        if self.args.nat is not None:
            return self.args.nat
        if not self.tiers("private") or not self.tiers("public"):
            return "none"
        return "per_zone" if self.args.durability == "persistent" else "single"

    @cached_property
    def nat_gateways(self) -> int:
        """The number of NAT gateways that each stand in one zone."""
        return {"none": 0, "regional": 0, "single": 1, "per_zone": self.zones}[self.nat]

    @cached_property
    def has_internet_gateway(self) -> bool:
        """Whether anything needs the internet gateway."""
        return bool(self.tiers("public")) or self.nat == "regional"

    @cached_property
    def has_egress_only_gateway(self) -> bool:
        """Whether private subnets reach the internet over IPv6."""
        return self.args.ipv6 and bool(self.tiers("private"))

    @cached_property
    def endpoint_tier(self) -> str | None:
        """The tier that holds the interface endpoints."""
        return self.args.endpoints.tier or next(iter(self.tiers("private", "isolated")), None)

    @cached_property
    def interface_endpoints(self) -> Sequence[str]:
        """The services that have an interface endpoint."""
        wanted = self.args.endpoints.interface
        if wanted is None:
            wanted = PERSISTENT_ENDPOINTS if self.args.durability == "persistent" and self.endpoint_tier else ()
        return sorted(wanted)

    @cached_property
    def database_tier(self) -> str | None:
        """The tier of the database subnet group: a group needs two zones."""
        chosen = self.args.database_tier
        return chosen or (next(iter(self.tiers("isolated")), None) if self.zones > 1 else None)

    @cached_property
    def transit_tier(self) -> str | None:
        """The tier that holds the network interfaces of the transit gateway's attachment."""
        gateway = self.args.transit_gateway
        return None if gateway is None else gateway.tier or next(iter(self.tiers("private")), None)

    @cached_property
    def connections(self) -> list[Connection]:
        """The other networks that are routed to."""
        targets = [*([self.args.transit_gateway] if self.args.transit_gateway else []), *self.args.peerings]
        return [
            Connection(target, destination, target.route_tiers or self.tiers("private"))
            for target in targets
            for destination in target.destinations
        ]

    def routed(self, tier: str) -> Iterator[str]:
        """Yield the networks that a tier's subnets have routes to."""
        yield from (each.destination for each in self.connections if tier in each.tiers)

    def reach(self, tier: str, version: Literal[4, 6]) -> "Reach":
        """Tell what a tier exchanges with networks that are not its own or connected ones.

        Args:
            tier: Its name.
            version: Of the internet protocol.
        """
        if version == 6 and not self.args.ipv6:
            return "nothing"
        kind = self.args.tiers[tier].kind
        if kind == "public":
            return "anything"
        out = self.has_egress_only_gateway if version == 6 else self.nat != "none"
        if (kind == "private" and out) or _world(self.routed(tier), version):
            return "answers"
        return "endpoints" if version == 4 and self.args.endpoints.gateway else "nothing"

    def connected(self, tier: str) -> list[str]:
        """Return the networks, narrower than the internet, that a tier's subnets have routes to."""
        return [destination for destination in self.routed(tier) if not is_world(destination)]


Reach = Literal["anything", "answers", "endpoints", "nothing"]
"""What a subnet exchanges with the internet.

- `anything`: it serves the internet, and gets answers from it.
- `answers`: it gets answers to what it asks.
- `endpoints`: it gets answers from S3 and DynamoDB, whose addresses behind a gateway endpoint are public ones.
- `nothing`.
"""


def _named(zones: Sequence[str] | Mapping[str, int]) -> dict[int, str]:
    """Return the names of zones by their numbers, in ascending order."""
    numbered = zones if isinstance(zones, Mapping) else {name: letter_number(name) for name in zones}
    return {number: name for name, number in sorted(numbered.items(), key=lambda zone: zone[1])}


def _world(destinations: Iterable[str], version: Literal[4, 6]) -> bool:
    return any(is_world(each) and ip_network(each).version == version for each in destinations)
