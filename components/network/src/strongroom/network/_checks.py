"""The rules between a network's inputs."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network, ip_network
from itertools import combinations
from typing import TYPE_CHECKING

from strongroom.core import Problem, RuleError
from strongroom.network._acls import RULES_PER_DIRECTION, ingress_rules
from strongroom.network._cidr_restrictions import restricted_range
from strongroom.network._layout import TooSmallError, ipv6_subnet_cidrs, tier_rooms
from strongroom.network._options import IpamAllocation
from strongroom.network._plan import Connection, Plan, is_world
from strongroom.network._tiers import STANDARD_TIERS
from strongroom.network._types import ZONES_RESERVED
from strongroom.network._zones import missing_zones

if TYPE_CHECKING:
    from strongroom.network._args import NetworkArgs


def problems(args: "NetworkArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in a network's inputs.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    plan = Plan(args)
    yield from _tiers(plan)
    yield from _addresses(plan)
    yield from _nat(plan)
    yield from _tier_references(plan)
    yield from _endpoint_zones(plan)
    yield from _connections(plan)
    yield from _logging(plan)


def _tiers(plan: Plan) -> Iterator[Problem]:
    for name, tier in plan.args.tiers.items():
        standard = STANDARD_TIERS.get(name)
        if standard is not None and tier.kind != standard.kind:
            reason = f"a tier called {name} must be of that kind, not {tier.kind}"
            yield Problem(f"tiers.{name}.kind", reason, f"call the tier something else, or use {standard.kind}")
        if tier.cidr_blocks is not None and tier.prefix_length is not None:
            reason = "can't be given beside cidr_blocks, which have their own"
            yield Problem(f"tiers.{name}.prefix_length", reason, "remove one of them")
        if tier.cidr_blocks is not None and len(tier.cidr_blocks) != plan.zones:
            reason = f"has {len(tier.cidr_blocks)} CIDR blocks for {plan.zones} zones"
            yield Problem(f"tiers.{name}.cidr_blocks", reason, "give one for each zone")


def _addresses(plan: Plan) -> Iterator[Problem]:
    args = plan.args
    explicit = {name: tier.cidr_blocks for name, tier in args.tiers.items() if tier.cidr_blocks is not None}
    if isinstance(args.cidr_block, IpamAllocation):
        if explicit or args.secondary_cidr_blocks:
            field = f"tiers.{next(iter(explicit))}.cidr_blocks" if explicit else "secondary_cidr_blocks"
            yield Problem(field, "can't be given beside an IPAM pool, which chooses the addresses", "remove it")
            return
        vpc = f"0.0.0.0/{args.cidr_block.netmask_length}"
    else:
        vpc = args.cidr_block
    try:
        rooms = tier_rooms(vpc, args.tiers)
    except RuleError as error:
        yield Problem("cidr_block" if isinstance(error, TooSmallError) else "tiers", error.reason, error.remedy)
        return
    if args.ipv6:
        try:
            ipv6_subnet_cidrs("::/56", args.tiers, plan.zone_numbers)
        except RuleError as error:
            yield Problem("ipv6", error.reason, error.remedy)
    yield from _overlaps(vpc, args.secondary_cidr_blocks)
    yield from _restricted(vpc, args.secondary_cidr_blocks)
    yield from _explicit(explicit, [vpc, *args.secondary_cidr_blocks], rooms)


def _overlaps(vpc: str, secondary: Sequence[str]) -> Iterator[Problem]:
    for one, other in combinations([vpc, *secondary], 2):
        if IPv4Network(one).overlaps(IPv4Network(other)):
            reason = f"{other} overlaps {one}"
            yield Problem("secondary_cidr_blocks", reason, "use a block that no other part of the VPC has")


def _restricted(vpc: str, secondary: Sequence[str]) -> Iterator[Problem]:
    for index, block in enumerate(secondary):
        found = restricted_range(vpc, block)
        if found is not None and not IPv4Network(block).overlaps(IPv4Network(vpc)):
            reason = f"must not be from {found}, which AWS does not associate with a VPC of {vpc}, got {block}"
            yield Problem(f"secondary_cidr_blocks.{index}", reason, "use for example a block from 100.64.0.0/10")


def _explicit(explicit: dict[str, list[str]], vpc: Sequence[str], rooms: dict[str, IPv4Network]) -> Iterator[Problem]:
    blocks = [(name, IPv4Network(block)) for name, given in explicit.items() for block in given]
    for name, block in blocks:
        field = f"tiers.{name}.cidr_blocks"
        if not any(block.subnet_of(IPv4Network(part)) for part in vpc):
            remedy = f"use a part of {' or '.join(vpc)}, or add it to secondary_cidr_blocks"
            yield Problem(field, f"{block} does not lie in the VPC", remedy)
        for other, room in rooms.items():
            if block.overlaps(room):
                reason = f"{block} overlaps {room}, the room of the tier {other} in up to {ZONES_RESERVED} zones"
                yield Problem(field, reason, f"use another block, or give {other} cidr_blocks too")
    for (one, block), (other, second) in combinations(blocks, 2):
        if block.overlaps(second):
            reason = f"{second} overlaps {block}" + (f" of the tier {one}" if one != other else "")
            yield Problem(f"tiers.{other}.cidr_blocks", reason, "use another block")


def _nat(plan: Plan) -> Iterator[Problem]:
    allocations = plan.args.nat_allocation_ids
    if plan.nat in {"single", "per_zone"} and not plan.tiers("public"):
        reason = f"{plan.nat} NAT gateways stand in public subnets, and there are none"
        yield Problem("nat", reason, "add a public tier, or use regional or none")
    if plan.nat != "none" and not plan.tiers("private"):
        yield Problem("nat", "serves private subnets, and there are none", "add a private tier, or use none")
    wanted = plan.zones if plan.nat == "regional" else plan.nat_gateways
    if allocations is not None and len(allocations) != wanted:
        reason = f"has {len(allocations)} addresses, and NAT {plan.nat} takes {wanted}"
        yield Problem("nat_allocation_ids", reason, f"give {wanted}" if wanted else "leave it out")


def _tier_references(plan: Plan) -> Iterator[Problem]:
    args = plan.args
    transit, ban = args.transit_gateway, args.block_public_access
    named = [
        ("endpoints.tier", args.endpoints.tier),
        ("database_tier", args.database_tier),
        ("transit_gateway.tier", transit.tier if transit else None),
        *((f"transit_gateway.route_tiers.{index}", name) for index, name in _indexed(transit and transit.route_tiers)),
        *(
            (f"peerings.{number}.route_tiers.{index}", name)
            for number, peering in enumerate(args.peerings)
            for index, name in _indexed(peering.route_tiers)
        ),
        *((f"block_public_access.exempt_tiers.{index}", name) for index, name in _indexed(ban and ban.exempt_tiers)),
    ]
    for field, name in named:
        if name is None:
            continue
        tier = args.tiers.get(name)
        if tier is None:
            yield Problem(field, f"there is no tier {name}", f"use one of {', '.join(args.tiers)}, or add it to tiers")
        elif "route_tiers" in field and tier.kind == "isolated":
            yield Problem(field, f"{name} is isolated: it has no routes out of the VPC", "use a private tier")
    if plan.interface_endpoints and plan.endpoint_tier is None:
        reason = "an interface endpoint stands in private or isolated subnets, and there are none"
        yield Problem("endpoints.interface", reason, "add such a tier, or name one with endpoints.tier")
    if args.database_tier is not None and plan.zones < 2:
        remedy = "use two availability_zones or more, or leave it out"
        yield Problem("database_tier", "a database subnet group needs two zones", remedy)
    if transit is not None and plan.transit_tier is None:
        remedy = "add a private tier, or name one with transit_gateway.tier"
        yield Problem("transit_gateway", "an attachment stands in private subnets, and there are none", remedy)


def _endpoint_zones(plan: Plan) -> Iterator[Problem]:
    for service, zones in plan.args.endpoints.availability_zones.items():
        if service not in plan.interface_endpoints:
            reason = "must be a service with an interface endpoint in this network"
            remedy = f"add {service} to endpoints.interface, or remove it here"
            yield Problem(f"endpoints.availability_zones.{service}", reason, remedy)
        elif plan.zone_names and (missing := missing_zones(service, zones, plan.zone_names)):
            yield missing


def _connections(plan: Plan) -> Iterator[Problem]:
    for each in plan.connections:
        yield from _destination(plan, each)
    for one, other in combinations(plan.connections, 2):
        if one.destination == other.destination and set(one.tiers) & set(other.tiers):
            reason = f"{one.destination} can be reached in one way only"
            yield Problem(
                _field(plan, other), reason, "remove it from one of the connections, or give other route_tiers"
            )
    if plan.args.network_acls:
        for name in plan.args.tiers:
            rules = ingress_rules(plan, name, ["0.0.0.0/0", *plan.args.secondary_cidr_blocks], None)
            if sum(not rule.ipv6 for rule in rules) > RULES_PER_DIRECTION:
                reason = f"the tier {name} has more networks than the rules of a network ACL hold"
                yield Problem("network_acls", reason, "sum up destinations, or turn network_acls off")


def _destination(plan: Plan, connection: Connection) -> Iterator[Problem]:
    args, field = plan.args, _field(plan, connection)
    to = ip_network(connection.destination)
    inside = [IPv4Network(args.cidr_block)] if isinstance(args.cidr_block, str) else []
    inside += [IPv4Network(block) for block in args.secondary_cidr_blocks]
    if isinstance(to, IPv4Network) and any(to.subnet_of(block) for block in inside):
        yield Problem(field, f"{to} lies in this VPC", "use networks outside of it")
    if to.version == 6 and not args.ipv6:
        yield Problem(field, f"{to} is of IPv6, and the network is not", "remove it, or turn ipv6 on")
    if not connection.tiers:
        yield Problem(field, "routes are for private subnets, and there are none", "add a private tier, or name tiers")
    if to.prefixlen == 0:
        taken = plan.nat != "none" if to.version == 4 else plan.has_egress_only_gateway
        public = [name for name in connection.tiers if name in plan.tiers("public")]
        if taken or public:
            way = "the internet gateway" if public else "NAT" if to.version == 4 else "the egress-only gateway"
            yield Problem(field, f"{to} is reached through {way}", "use narrower networks, or set nat to none")
    elif is_world(connection.destination):
        yield Problem(field, f"{to} is too wide for one network", f"use {'0.0.0.0/0' if to.version == 4 else '::/0'}")


def _logging(plan: Plan) -> Iterator[Problem]:
    log = plan.args.flow_log
    if log is not None and log.bucket_arn is not None and plan.args.kms_key_arn is not None:
        reason = "encrypts a log group, and the flow log goes to a bucket, which has encryption of its own"
        yield Problem("kms_key_arn", reason, "remove it")


def _field(plan: Plan, connection: Connection) -> str:
    if connection.target is plan.args.transit_gateway:
        return "transit_gateway.destinations"
    return f"peerings.{[*map(id, plan.args.peerings)].index(id(connection.target))}.destinations"


def _indexed(names: Sequence[str] | None) -> Iterator[tuple[int, str]]:
    return enumerate(names or ())
