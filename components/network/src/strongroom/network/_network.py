"""A VPC with its subnets, routes and flow log."""

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from strongroom.core import Component
from strongroom.network._args import NetworkArgs
from strongroom.network._flow_log_policy import delivery_policy, trust_policy
from strongroom.network._layout import Tier, subnet_cidrs
from strongroom.network._zones import first_zones

EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class SubnetTier:
    """The subnets of one tier; every list has one element per zone, in the same order."""

    ids: pulumi.Output[list[str]]
    """Ids of the subnets."""
    cidr_blocks: pulumi.Output[list[str]]
    """IPv4 CIDR blocks of the subnets."""
    availability_zones: pulumi.Output[list[str]]
    """Names of the subnets' zones."""
    route_table_ids: pulumi.Output[list[str]]
    """Ids of the subnets' route tables; the public subnets share one, and so do the isolated subnets."""


@dataclass(frozen=True)
class Subnets:
    """The subnets of a network by tier."""

    public: SubnetTier
    """Subnets that route to the internet gateway."""
    private: SubnetTier
    """Subnets that route out through NAT, if there is any."""
    isolated: SubnetTier
    """Subnets without a route out of the VPC."""


class Network(Component):
    """A VPC with public, private and isolated subnets in several zones, NAT, and an encrypted flow log.

    Nothing in it gets a public address by itself (EC2.15), the default security group has no rules (EC2.2), and all
    traffic is logged (EC2.6). The VPC is cut up so that adding a zone moves no subnet.

    Args:
        name: Name of the network; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    vpc_id: pulumi.Output[str]
    """Id of the VPC."""
    vpc_arn: pulumi.Output[str]
    """ARN of the VPC."""
    cidr_block: pulumi.Output[str]
    """IPv4 CIDR block of the VPC."""
    subnets: Subnets
    """The subnets by tier, such as `network.subnets.private.ids`."""
    internet_gateway_id: pulumi.Output[str]
    """Id of the internet gateway."""
    nat_public_ips: pulumi.Output[list[str]]
    """Public addresses that private subnets are seen with, in order of the zones; empty without NAT."""
    flow_log_group_name: pulumi.Output[str]
    """Name of the flow log's log group."""
    flow_log_group_arn: pulumi.Output[str]
    """ARN of the flow log's log group."""

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        vpc = self._vpc(args)
        zones = self._zones(args)
        public = self._subnets(args, vpc, "public", zones)
        private = self._subnets(args, vpc, "private", zones)
        isolated = self._subnets(args, vpc, "isolated", zones)
        internet = self._internet_gateway(vpc)
        nat = self._nat_gateways(args, public, internet)
        subnets = Subnets(
            public=self._public_routes(vpc, public, internet),
            private=self._private_routes(vpc, private, nat),
            isolated=self._isolated_routes(vpc, isolated),
        )
        log_group = self._flow_log(args, vpc)

        self.vpc_id = vpc.id
        self.vpc_arn = vpc.arn
        self.cidr_block = vpc.cidr_block
        self.subnets = subnets
        self.internet_gateway_id = internet.id
        self.nat_public_ips = pulumi.Output.all(*(gateway.public_ip for gateway in nat))
        self.flow_log_group_name = log_group.name
        self.flow_log_group_arn = log_group.arn
        self.publish()

    def _vpc(self, args: NetworkArgs) -> aws.ec2.Vpc:
        vpc = aws.ec2.Vpc(
            self._child("vpc"),
            cidr_block=args.cidr_block,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=self._tags("vpc"),
            opts=self._opts(),
        )
        # AWS makes this group with the VPC, and lets its members reach each other and the world.
        aws.ec2.DefaultSecurityGroup(
            self._child("default"),
            vpc_id=vpc.id,
            ingress=[],
            egress=[],
            tags=self._tags("default"),
            opts=self._opts(),
        )
        return vpc

    def _zones(self, args: NetworkArgs) -> Sequence[pulumi.Input[str]]:
        zones = args.availability_zones
        if not isinstance(zones, int):
            return zones
        # Local and wavelength zones have to be opted in to; they lack most services.
        found = aws.get_availability_zones_output(
            state="available",
            filters=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}],
            opts=self._invoke_opts,
        )
        names = found.names.apply(lambda names: first_zones(names, zones))
        return [names[index] for index in range(zones)]

    def _subnets(
        self, args: NetworkArgs, vpc: aws.ec2.Vpc, tier: Tier, zones: Sequence[pulumi.Input[str]]
    ) -> list[aws.ec2.Subnet]:
        cidrs = subnet_cidrs(args.cidr_block, tier, len(zones))
        return [
            aws.ec2.Subnet(
                self._child(f"{tier}-{number}"),
                vpc_id=vpc.id,
                cidr_block=cidr,
                availability_zone=zone,
                map_public_ip_on_launch=False,
                tags=self._tags(f"{tier}-{number}"),
                opts=self._opts(),
            )
            for number, (cidr, zone) in enumerate(zip(cidrs, zones, strict=True), start=1)
        ]

    def _internet_gateway(self, vpc: aws.ec2.Vpc) -> aws.ec2.InternetGateway:
        return aws.ec2.InternetGateway(
            self._child("internet"), vpc_id=vpc.id, tags=self._tags("internet"), opts=self._opts()
        )

    def _nat_gateways(
        self, args: NetworkArgs, public: Sequence[aws.ec2.Subnet], internet: aws.ec2.InternetGateway
    ) -> list[aws.ec2.NatGateway]:
        strategy = args.nat or ("per_zone" if args.durability == "lasting" else "single")
        zones = {"none": 0, "single": 1, "per_zone": len(public)}[strategy]
        return [
            self._nat_gateway(f"nat-{number}", subnet, internet)
            for number, subnet in enumerate(public[:zones], start=1)
        ]

    def _nat_gateway(self, role: str, subnet: aws.ec2.Subnet, internet: aws.ec2.InternetGateway) -> aws.ec2.NatGateway:
        # AWS needs the internet gateway attached before, and until after, both; none of its values goes into them.
        opts = self._opts(depends_on=[internet])
        address = aws.ec2.Eip(self._child(role), domain="vpc", tags=self._tags(role), opts=opts)
        return aws.ec2.NatGateway(
            self._child(role),
            subnet_id=subnet.id,
            allocation_id=address.id,
            tags=self._tags(role),
            opts=opts,
        )

    def _public_routes(
        self, vpc: aws.ec2.Vpc, subnets: Sequence[aws.ec2.Subnet], internet: aws.ec2.InternetGateway
    ) -> SubnetTier:
        table = self._route_table("public", vpc)
        aws.ec2.Route(
            self._child("public"),
            route_table_id=table.id,
            destination_cidr_block=EVERYWHERE,
            gateway_id=internet.id,
            opts=self._opts(),
        )
        return self._routed("public", subnets, [table] * len(subnets))

    def _private_routes(
        self, vpc: aws.ec2.Vpc, subnets: Sequence[aws.ec2.Subnet], nat: Sequence[aws.ec2.NatGateway]
    ) -> SubnetTier:
        roles = [f"private-{number}" for number, _ in enumerate(subnets, start=1)]
        tables = [self._route_table(role, vpc) for role in roles]
        # A zone's own gateway, or the only one; without gateways there is no route.
        for role, table, gateway in zip(roles, tables, itertools.cycle(nat), strict=False):
            aws.ec2.Route(
                self._child(role),
                route_table_id=table.id,
                destination_cidr_block=EVERYWHERE,
                nat_gateway_id=gateway.id,
                opts=self._opts(),
            )
        return self._routed("private", subnets, tables)

    def _isolated_routes(self, vpc: aws.ec2.Vpc, subnets: Sequence[aws.ec2.Subnet]) -> SubnetTier:
        return self._routed("isolated", subnets, [self._route_table("isolated", vpc)] * len(subnets))

    def _route_table(self, role: str, vpc: aws.ec2.Vpc) -> aws.ec2.RouteTable:
        return aws.ec2.RouteTable(self._child(role), vpc_id=vpc.id, tags=self._tags(role), opts=self._opts())

    def _routed(
        self, tier: Tier, subnets: Sequence[aws.ec2.Subnet], tables: Sequence[aws.ec2.RouteTable]
    ) -> SubnetTier:
        for number, (subnet, table) in enumerate(zip(subnets, tables, strict=True), start=1):
            aws.ec2.RouteTableAssociation(
                self._child(f"{tier}-{number}"), subnet_id=subnet.id, route_table_id=table.id, opts=self._opts()
            )
        return SubnetTier(
            ids=pulumi.Output.all(*(subnet.id for subnet in subnets)),
            cidr_blocks=pulumi.Output.all(*(subnet.cidr_block for subnet in subnets)),
            availability_zones=pulumi.Output.all(*(subnet.availability_zone for subnet in subnets)),
            route_table_ids=pulumi.Output.all(*(table.id for table in tables)),
        )

    def _flow_log(self, args: NetworkArgs, vpc: aws.ec2.Vpc) -> aws.cloudwatch.LogGroup:
        part = "flow-log"
        group = aws.cloudwatch.LogGroup(
            self._child(part),
            name=f"/aws/vpc/flow-logs/{self._physical_name()}",
            retention_in_days=args.retention_days,
            kms_key_id=args.key_arn,
            tags=self._tags(part),
            opts=self._opts(),
        )
        role = aws.iam.Role(
            self._child(part),
            name=self._physical_name(part, max_length=64),
            description=f"Delivers the flow log of {self._physical_name()}",
            assume_role_policy=vpc.arn.apply(lambda arn: json.dumps(trust_policy(arn))),
            tags=self._tags(part),
            opts=self._opts(),
        )
        delivery = aws.iam.RolePolicy(
            self._child(part),
            role=role.name,
            policy=group.arn.apply(lambda arn: json.dumps(delivery_policy(arn))),
            opts=self._opts(),
        )
        aws.ec2.FlowLog(
            self._child(part),
            vpc_id=vpc.id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            tags=self._tags(part),
            # The role has to be able to deliver from the first record on; it doesn't carry its policy's value.
            opts=self._opts(depends_on=[delivery]),
        )
        return group
