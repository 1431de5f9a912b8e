"""The gateways of a network, and the routes to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network

import pulumi
import pulumi_aws as aws

from strongroom.core import peer_aliases
from strongroom.network._options import TransitGatewayAttachment
from strongroom.network._plan import EVERYWHERE, EVERYWHERE_IPV6, Connection
from strongroom.network._scope import NetworkScope, slug

SubnetsByTier = Mapping[str, Sequence[aws.ec2.Subnet]]
TablesByTier = Mapping[str, Sequence[aws.ec2.RouteTable]]


@dataclass(frozen=True)
class Gateways:
    """The ways out of a VPC."""

    internet: aws.ec2.InternetGateway | None
    egress_only: aws.ec2.EgressOnlyInternetGateway | None
    nat: Sequence[aws.ec2.NatGateway]
    """One for each zone, or one for all, or none."""
    transit: "aws.ec2transitgateway.VpcAttachment | None"
    nat_public_ips: pulumi.Output[list[str]]
    """The addresses that NAT gives."""


def make_gateways(scope: NetworkScope, vpc: aws.ec2.Vpc, subnets: SubnetsByTier) -> Gateways:
    """Make the gateways that the network's subnets route to."""
    internet = egress_only = None
    if scope.plan.has_internet_gateway:
        internet = aws.ec2.InternetGateway(
            scope.child("internet"),
            vpc_id=vpc.id,
            tags=scope.tags("internet"),
            # In place, it would be detached from a VPC that still has public addresses, which AWS refuses.
            opts=scope.opts(replace_on_changes=["vpcId"]),
        )
    if scope.plan.has_egress_only_gateway:
        egress_only = aws.ec2.EgressOnlyInternetGateway(
            scope.child("egress-only"), vpc_id=vpc.id, tags=scope.tags("egress-only"), opts=scope.opts()
        )
    # AWS needs the internet gateway attached before, and until after, NAT; none of its values goes into it.
    after = scope.opts(depends_on=[internet] if internet else [])
    if scope.plan.nat == "regional":
        nat = [_regional_nat_gateway(scope, vpc, subnets, after)]
        public_ips = nat[0].regional_nat_gateway_addresses.apply(_public_ips)
    else:
        nat = [_nat_gateway(scope, index, subnets, after) for index in range(scope.plan.nat_gateways)]
        public_ips = pulumi.Output.all(*(gateway.public_ip for gateway in nat))
    return Gateways(internet, egress_only, nat, _transit_gateway_attachment(scope, vpc, subnets), public_ips)


def make_routes(scope: NetworkScope, vpc: aws.ec2.Vpc, subnets: SubnetsByTier, gateways: Gateways) -> TablesByTier:
    """Make the route tables with their routes, and associate them with the subnets.

    Returns:
        By the name of the tier, the route table of its subnet in each zone: private subnets have a table each, so that
        each can have a NAT gateway of its own, the others share one in each tier.
    """
    return {tier: _tier_routes(scope, vpc, tier, subnets[tier], gateways) for tier in subnets}


def distinct(tables: TablesByTier) -> list[aws.ec2.RouteTable]:
    """Return every route table once."""
    return list({id(table): table for of_tier in tables.values() for table in of_tier}.values())


def _tier_routes(
    scope: NetworkScope, vpc: aws.ec2.Vpc, tier: str, subnets: Sequence[aws.ec2.Subnet], gateways: Gateways
) -> Sequence[aws.ec2.RouteTable]:
    shared = scope.args.tiers[tier].kind != "private"
    numbers = scope.plan.zone_numbers
    roles = [tier] if shared else [f"{tier}-{number}" for number in numbers]
    tables: list[aws.ec2.RouteTable] = []
    for zone, role in enumerate(roles):
        table = aws.ec2.RouteTable(scope.child(role), vpc_id=vpc.id, tags=scope.tags(role), opts=scope.opts())
        _routes_out(scope, tier, role, zone, table, gateways)
        _routes_to_connections(scope, tier, role, table, gateways)
        tables.append(table)
    of_subnets = tables * len(subnets) if shared else tables
    for number, subnet, table in zip(numbers, subnets, of_subnets, strict=True):
        aws.ec2.RouteTableAssociation(
            scope.child(f"{tier}-{number}"), subnet_id=subnet.id, route_table_id=table.id, opts=scope.opts()
        )
    return of_subnets


def _routes_out(
    scope: NetworkScope, tier: str, role: str, zone: int, table: aws.ec2.RouteTable, gateways: Gateways
) -> None:
    kind = scope.args.tiers[tier].kind
    internet = gateways.internet if kind == "public" else None
    egress_only = gateways.egress_only if kind == "private" else None
    nat = gateways.nat[zone % len(gateways.nat)] if kind == "private" and gateways.nat else None
    if internet or nat:
        aws.ec2.Route(
            scope.child(role),
            route_table_id=table.id,
            destination_cidr_block=EVERYWHERE,
            gateway_id=internet and internet.id,
            nat_gateway_id=nat and nat.id,
            opts=scope.opts(),
        )
    if scope.args.ipv6 and (internet or egress_only):
        aws.ec2.Route(
            scope.child(f"{role}-ipv6"),
            route_table_id=table.id,
            destination_ipv6_cidr_block=EVERYWHERE_IPV6,
            gateway_id=internet and internet.id,
            egress_only_gateway_id=egress_only and egress_only.id,
            opts=scope.opts(),
        )


def _routes_to_connections(
    scope: NetworkScope, tier: str, role: str, table: aws.ec2.RouteTable, gateways: Gateways
) -> None:
    for connection in scope.plan.connections:
        if tier in connection.tiers:
            _route_to_connection(scope, role, table, connection, gateways)


def _route_to_connection(
    scope: NetworkScope, role: str, table: aws.ec2.RouteTable, connection: Connection, gateways: Gateways
) -> None:
    target, to = connection.target, connection.destination
    is_ipv6 = ip_network(to).version == 6
    is_transit = isinstance(target, TransitGatewayAttachment)
    aws.ec2.Route(
        scope.child(f"{role}-{slug(to)}"),
        route_table_id=table.id,
        destination_cidr_block=None if is_ipv6 else to,
        destination_ipv6_cidr_block=to if is_ipv6 else None,
        transit_gateway_id=target.transit_gateway_id if is_transit else None,
        vpc_peering_connection_id=None if is_transit else target.connection_id,
        # AWS refuses a route to a transit gateway that the VPC is not attached to.
        opts=scope.opts(depends_on=[gateways.transit] if is_transit and gateways.transit else []),
    )


def _nat_gateway(
    scope: NetworkScope, index: int, subnets: SubnetsByTier, opts: pulumi.ResourceOptions
) -> aws.ec2.NatGateway:
    role = f"nat-{scope.plan.zone_numbers[index] if scope.plan.nat == 'per_zone' else 1}"
    given = scope.args.nat_allocation_ids
    allocation_id = given[index] if given else _address(scope, role, opts)
    # A gateway is identified by its existing address, so that no other gateway has the address if the order changes.
    identity = f"nat-{allocation_id}" if isinstance(allocation_id, str) else role
    aliases = (
        peer_aliases(scope.child, allocation_id, lambda known: f"nat-{known}" if isinstance(known, str) else role)
        if given
        else None
    )
    return aws.ec2.NatGateway(
        scope.child(identity),
        subnet_id=subnets[scope.plan.tiers("public")[0]][index].id,
        allocation_id=allocation_id,
        tags=scope.tags(role),
        opts=pulumi.ResourceOptions.merge(_exclusive(opts), pulumi.ResourceOptions(aliases=aliases)),
    )


def _exclusive(opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    """Return the options of a NAT gateway with addresses, each of which AWS associates with one gateway at a time."""
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(delete_before_replace=True))


def _address(scope: NetworkScope, role: str, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    return aws.ec2.Eip(scope.child(role), domain="vpc", tags=scope.tags(role), opts=opts).id


def _regional_nat_gateway(
    scope: NetworkScope, vpc: aws.ec2.Vpc, subnets: SubnetsByTier, opts: pulumi.ResourceOptions
) -> aws.ec2.NatGateway:
    """Make a NAT gateway of all zones: AWS gives it addresses as zones come into use, unless there are some already."""
    given = scope.args.nat_allocation_ids
    of_zones = subnets[scope.plan.tiers("private")[0]]
    addresses = [
        aws.ec2.NatGatewayAvailabilityZoneAddressArgs(
            availability_zone=subnet.availability_zone, allocation_ids=[allocation_id]
        )
        for subnet, allocation_id in zip(of_zones, given or (), strict=given is not None)
    ]
    return aws.ec2.NatGateway(
        scope.child("nat"),
        vpc_id=vpc.id,
        availability_mode="regional",
        availability_zone_addresses=addresses or None,
        tags=scope.tags("nat"),
        opts=_exclusive(opts) if given else opts,
    )


def _public_ips(addresses: Sequence[aws.ec2.outputs.NatGatewayRegionalNatGatewayAddress] | None) -> list[str]:
    return [address.public_ip for address in addresses or () if address.public_ip]


def _transit_gateway_attachment(
    scope: NetworkScope, vpc: aws.ec2.Vpc, subnets: SubnetsByTier
) -> "aws.ec2transitgateway.VpcAttachment | None":
    gateway, tier = scope.args.transit_gateway, scope.plan.transit_tier
    if gateway is None or tier is None:
        return None
    return aws.ec2transitgateway.VpcAttachment(
        scope.child("transit"),
        transit_gateway_id=gateway.transit_gateway_id,
        vpc_id=vpc.id,
        subnet_ids=[subnet.id for subnet in subnets[tier]],
        appliance_mode_support="enable" if gateway.appliance_mode else "disable",
        ipv6_support="enable" if scope.args.ipv6 else "disable",
        transit_gateway_default_route_table_association=gateway.default_association,
        transit_gateway_default_route_table_propagation=gateway.default_propagation,
        tags=scope.tags("transit"),
        opts=scope.opts(),
    )
