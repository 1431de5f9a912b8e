"""The VPC and its subnets."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network

import pulumi
import pulumi_aws as aws

from strongroom.core.aws import known
from strongroom.network._layout import ipv6_subnet_cidrs, subnet_cidrs
from strongroom.network._options import IpamAllocation
from strongroom.network._scope import NetworkScope, slug
from strongroom.network._zones import first_zones


def make_vpc(scope: NetworkScope) -> aws.ec2.Vpc:
    """Make the VPC, with the default security group, which AWS makes open, emptied."""
    block = scope.args.cidr_block
    allocation = block if isinstance(block, IpamAllocation) else None
    vpc = aws.ec2.Vpc(
        scope.child("vpc"),
        cidr_block=block if isinstance(block, str) else None,
        ipv4_ipam_pool_id=allocation and allocation.pool_id,
        ipv4_netmask_length=allocation and allocation.netmask_length,
        assign_generated_ipv6_cidr_block=True if scope.args.ipv6 else None,
        enable_dns_support=True,
        enable_dns_hostnames=True,
        tags=scope.tags("vpc"),
        opts=scope.opts(),
    )
    # Its members may reach each other and the world, as AWS makes it.
    aws.ec2.DefaultSecurityGroup(
        scope.child("default"), vpc_id=vpc.id, ingress=[], egress=[], tags=scope.tags("default"), opts=scope.opts()
    )
    return vpc


def zone_names(scope: NetworkScope) -> Sequence[pulumi.Input[str]]:
    """Return the names of the zones, from the inputs or from AWS, in order of their numbers."""
    if scope.plan.zone_names is not None:
        return scope.plan.zone_names
    zones = scope.plan.zones
    # Local and wavelength zones have to be opted in to; they lack most services.
    found = aws.get_availability_zones_output(
        state="available",
        filters=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}],
        opts=scope.invoke_opts,
    )
    names = known(found.names).apply(lambda names: first_zones(names, zones))
    return [names[index] for index in range(zones)]


def make_subnets(scope: NetworkScope, vpc: aws.ec2.Vpc) -> dict[str, list[aws.ec2.Subnet]]:
    """Make the subnets of each tier, one in each zone."""
    zones = zone_names(scope)
    secondary = _secondary(scope, vpc)
    ipv4, ipv6 = _ipv4(scope, vpc), _ipv6(scope, vpc)

    def make(tier: str, index: int) -> aws.ec2.Subnet:
        role = f"{tier}-{scope.plan.zone_numbers[index]}"
        block = ipv4[tier][index]
        return aws.ec2.Subnet(
            scope.child(role),
            vpc_id=vpc.id,
            cidr_block=block,
            availability_zone=zones[index],
            map_public_ip_on_launch=False,
            ipv6_cidr_block=ipv6[tier][index] if ipv6 is not None else None,
            assign_ipv6_address_on_creation=False if ipv6 is not None else None,
            tags=scope.tags(role),
            opts=scope.opts(depends_on=_holding(secondary, block)),
        )

    return {tier: [make(tier, index) for index in range(len(zones))] for tier in scope.args.tiers}


def _ipv4(scope: NetworkScope, vpc: aws.ec2.Vpc) -> Mapping[str, Sequence[pulumi.Input[str]]]:
    tiers, zones = scope.args.tiers, scope.plan.zone_numbers
    if isinstance(scope.args.cidr_block, str):
        return subnet_cidrs(scope.args.cidr_block, tiers, zones)
    blocks = vpc.cidr_block.apply(lambda block: subnet_cidrs(block, tiers, zones))
    return {tier: [blocks[tier][index] for index in range(len(zones))] for tier in tiers}


def _ipv6(scope: NetworkScope, vpc: aws.ec2.Vpc) -> Mapping[str, Sequence[pulumi.Input[str]]] | None:
    if not scope.args.ipv6:
        return None
    tiers, zones = scope.args.tiers, scope.plan.zone_numbers
    blocks = vpc.ipv6_cidr_block.apply(lambda block: ipv6_subnet_cidrs(block, tiers, zones))
    return {tier: [blocks[tier][index] for index in range(len(zones))] for tier in tiers}


def _secondary(scope: NetworkScope, vpc: aws.ec2.Vpc) -> dict[str, aws.ec2.VpcIpv4CidrBlockAssociation]:
    return {
        block: aws.ec2.VpcIpv4CidrBlockAssociation(
            scope.child(f"secondary-{slug(block)}"), vpc_id=vpc.id, cidr_block=block, opts=scope.opts()
        )
        for block in scope.args.secondary_cidr_blocks
    }


def _holding(
    secondary: Mapping[str, aws.ec2.VpcIpv4CidrBlockAssociation], block: pulumi.Input[str]
) -> list[pulumi.Resource]:
    """Return the association that gives the VPC a subnet's addresses; no value carries that the VPC has them."""
    if not isinstance(block, str):
        return []
    return [each for whole, each in secondary.items() if IPv4Network(block).subnet_of(IPv4Network(whole))]
