"""A VPC with its subnets, routes, endpoints and flow log."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from strongroom.core import PARTITIONS, Component
from strongroom.network._args import NetworkArgs
from strongroom.network._endpoints import make_endpoints
from strongroom.network._flow_logs import make_flow_log
from strongroom.network._guards import make_network_acls, make_public_access_ban
from strongroom.network._plan import Plan
from strongroom.network._results import Subnets, subnets_of
from strongroom.network._routing import SubnetsByTier, distinct, make_gateways, make_routes
from strongroom.network._scope import NetworkScope
from strongroom.network._subnets import make_subnets, make_vpc


class Network(Component):
    """A VPC with subnets in several zones, NAT, private ways to AWS services, and an encrypted flow log.

    Nothing in it gets a public address by itself (EC2.15), the default security group has no rules (EC2.2), SSH and RDP
    from the internet end at the network ACLs (EC2.21), and all traffic is logged (EC2.6). The VPC is cut up so that
    adding a zone or a tier moves no subnet.

    Args:
        name: Name of the network; the logical names of its parts start with it.
        args: Inputs of the component. Default: all of their defaults.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    vpc_id: pulumi.Output[str]
    """Id of the VPC."""
    vpc_arn: pulumi.Output[str]
    """ARN of the VPC."""
    cidr_block: pulumi.Output[str]
    """IPv4 CIDR block of the VPC, without secondary ones."""
    ipv6_cidr_block: pulumi.Output[str] | None
    """IPv6 CIDR block of the VPC; None without IPv6."""
    subnets: Subnets
    """The subnets by tier, such as `network.subnets.private.ids`."""
    route_table_ids: pulumi.Output[list[str]]
    """Ids of all route tables."""
    network_acl_ids: Mapping[str, pulumi.Output[str]]
    """Ids of the network ACLs by tier; empty if they are turned off."""
    internet_gateway_id: pulumi.Output[str] | None
    """Id of the internet gateway; None if nothing needs one."""
    nat_public_ips: pulumi.Output[list[str]]
    """Public addresses that private subnets are seen with, in order of the zones; empty without NAT."""
    transit_gateway_attachment_id: pulumi.Output[str] | None
    """Id of the attachment to the transit gateway; None without one."""
    endpoint_ids: Mapping[str, pulumi.Output[str]]
    """Ids of the endpoints by service, such as `network.endpoint_ids["s3"]`."""
    endpoint_prefix_list_ids: Mapping[str, pulumi.Output[str]]
    """Prefix lists of services with a gateway endpoint, for rules of security groups."""
    endpoint_security_group_id: pulumi.Output[str] | None
    """Id of the interface endpoints' security group; None without such endpoints."""
    database_subnet_group_name: pulumi.Output[str] | None
    """Name of the database subnet group; None in a single zone or without isolated subnets."""
    flow_log_group_name: pulumi.Output[str] | None
    """Name of the flow log's log group; None if there is no log, or it goes to a bucket."""
    flow_log_group_arn: pulumi.Output[str] | None
    """ARN of the flow log's log group; None if there is no log, or it goes to a bucket."""

    def __init__(self, name: str, args: NetworkArgs | None = None, opts: pulumi.ResourceOptions | None = None) -> None:
        args = NetworkArgs() if args is None else args
        super().__init__(name, args, opts)
        scope = NetworkScope(**vars(self._scope), args=args, plan=Plan(args))
        vpc = make_vpc(scope)
        subnets = make_subnets(scope, vpc)
        gateways = make_gateways(scope, vpc, subnets)
        tables = make_routes(scope, vpc, subnets, gateways)
        network_acls = make_network_acls(scope, vpc, subnets)
        make_public_access_ban(scope, subnets)
        endpoints = make_endpoints(scope, vpc, subnets, tables)
        database = _database_subnet_group(scope, vpc, subnets)
        log_group = make_flow_log(scope, vpc)

        self.vpc_id = vpc.id
        self.vpc_arn = vpc.arn
        self.cidr_block = vpc.cidr_block
        self.ipv6_cidr_block = vpc.ipv6_cidr_block if args.ipv6 else None
        self.subnets = subnets_of(subnets, tables, ipv6=args.ipv6)
        self.route_table_ids = pulumi.Output.all(*(table.id for table in distinct(tables)))
        self.network_acl_ids = {tier: acl.id for tier, acl in network_acls.items()}
        self.internet_gateway_id = gateways.internet and gateways.internet.id
        self.nat_public_ips = gateways.nat_public_ips
        self.transit_gateway_attachment_id = gateways.transit and gateways.transit.id
        self.endpoint_ids = endpoints.ids
        self.endpoint_prefix_list_ids = endpoints.prefix_list_ids
        self.endpoint_security_group_id = endpoints.security_group and endpoints.security_group.id
        self.database_subnet_group_name = database and database.name
        self.flow_log_group_name = log_group and log_group.name
        self.flow_log_group_arn = log_group and log_group.arn
        self.publish()


def _database_subnet_group(scope: NetworkScope, vpc: aws.ec2.Vpc, subnets: SubnetsByTier) -> aws.rds.SubnetGroup | None:
    tier = scope.plan.database_tier
    if tier is None:
        return None
    return aws.rds.SubnetGroup(
        scope.child("database"),
        name=scope.physical_name("database", max_length=255),
        description=f"The {tier} subnets of {scope.physical_name()}",
        subnet_ids=[subnet.id for subnet in subnets[tier]],
        tags=scope.tags("database"),
        # AWS moves neither a group to subnets of another VPC nor a database to another group of the same VPC, and the
        # name of a group is taken until it is deleted.
        opts=scope.opts(ignore_changes=["name"], replace_with=[vpc], delete_before_replace=True),
    )
