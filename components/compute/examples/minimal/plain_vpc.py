"""A VPC made of plain resources: any VPC will do that has such subnets."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

ZONES = 2


@dataclass(frozen=True)
class PlainVpc:
    """A VPC with public and private subnets in two zones."""

    id: pulumi.Output[str]
    public_subnet_ids: Sequence[pulumi.Output[str]]
    private_subnet_ids: Sequence[pulumi.Output[str]]


def make_vpc() -> PlainVpc:
    """Make the VPC, with an internet gateway, and a NAT gateway for the private subnets."""
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True)
    public, private = make_subnets(vpc, "public", 0), make_subnets(vpc, "private", 10)
    internet = aws.ec2.InternetGateway("internet", vpc_id=vpc.id)
    address = aws.ec2.Eip("nat", domain="vpc")
    nat = aws.ec2.NatGateway("nat", subnet_id=public[0].id, allocation_id=address.allocation_id)

    to_internet = make_table(vpc, "public", public)
    aws.ec2.Route("public", route_table_id=to_internet.id, destination_cidr_block="0.0.0.0/0", gateway_id=internet.id)
    to_nat = make_table(vpc, "private", private)
    aws.ec2.Route("private", route_table_id=to_nat.id, destination_cidr_block="0.0.0.0/0", nat_gateway_id=nat.id)
    return PlainVpc(vpc.id, [subnet.id for subnet in public], [subnet.id for subnet in private])


def make_subnets(vpc: aws.ec2.Vpc, kind: str, first: int) -> list[aws.ec2.Subnet]:
    """Make a subnet in each zone."""
    zones = aws.get_availability_zones_output(state="available").names
    return [
        aws.ec2.Subnet(f"{kind}-{n}", vpc_id=vpc.id, cidr_block=f"10.0.{first + n}.0/24", availability_zone=zones[n])
        for n in range(ZONES)
    ]


def make_table(vpc: aws.ec2.Vpc, kind: str, subnets: Sequence[aws.ec2.Subnet]) -> aws.ec2.RouteTable:
    """Make a route table for subnets."""
    table = aws.ec2.RouteTable(kind, vpc_id=vpc.id)
    for n, subnet in enumerate(subnets):
        aws.ec2.RouteTableAssociation(f"{kind}-{n}", route_table_id=table.id, subnet_id=subnet.id)
    return table
