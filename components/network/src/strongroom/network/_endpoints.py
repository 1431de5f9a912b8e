"""The endpoints: private ways to AWS services."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from strongroom.core import AwsEnvironment, group_name_prefix
from strongroom.network._endpoint_policy import endpoint_policy, service_name
from strongroom.network._routing import SubnetsByTier, TablesByTier, distinct
from strongroom.network._scope import NetworkScope, home_of, slug
from strongroom.network._zones import chosen_zones

_HTTPS = 443


@dataclass(frozen=True)
class Endpoints:
    """The endpoints of a network, by service."""

    gateway: Mapping[str, aws.ec2.VpcEndpoint]
    interface: Mapping[str, aws.ec2.VpcEndpoint]
    security_group: aws.ec2.SecurityGroup | None
    """What guards the interface endpoints, if there are any."""

    @property
    def ids(self) -> dict[str, pulumi.Output[str]]:
        """Their ids by service."""
        return {service: endpoint.id for service, endpoint in {**self.gateway, **self.interface}.items()}

    @property
    def prefix_list_ids(self) -> dict[str, pulumi.Output[str]]:
        """The prefix lists of the gateway endpoints' services, by service."""
        return {service: endpoint.prefix_list_id for service, endpoint in self.gateway.items()}


def make_endpoints(scope: NetworkScope, vpc: aws.ec2.Vpc, subnets: SubnetsByTier, tables: TablesByTier) -> Endpoints:
    """Make the gateway endpoints in every route table, and the interface endpoints in one tier."""
    home = home_of(vpc.arn)
    gateway = {
        service: aws.ec2.VpcEndpoint(
            scope.child(service),
            vpc_id=vpc.id,
            vpc_endpoint_type="Gateway",
            service_name=_service_name(home, service),
            policy=_policy(scope, home, service),
            route_table_ids=[table.id for table in distinct(tables)],
            tags=scope.tags(service),
            opts=scope.opts(),
        )
        for service in scope.args.endpoints.gateway
    }
    tier = scope.plan.endpoint_tier
    if not scope.plan.interface_endpoints or tier is None:
        return Endpoints(gateway, {}, None)
    group = _security_group(scope, vpc)
    interface = {
        service: aws.ec2.VpcEndpoint(
            scope.child(slug(service)),
            vpc_id=vpc.id,
            vpc_endpoint_type="Interface",
            service_name=_service_name(home, service),
            policy=_policy(scope, home, service),
            subnet_ids=_subnet_ids(scope, service, subnets[tier]),
            security_group_ids=[group.id],
            private_dns_enabled=True,
            tags=scope.tags(slug(service)),
            opts=scope.opts(),
        )
        for service in scope.plan.interface_endpoints
    }
    return Endpoints(gateway, interface, group)


def _subnet_ids(
    scope: NetworkScope, service: str, subnets: Sequence[aws.ec2.Subnet]
) -> pulumi.Input[Sequence[pulumi.Input[str]]]:
    """Return the ids of the subnets that an interface endpoint has a network interface in."""
    wanted = scope.args.endpoints.availability_zones.get(service)
    if wanted is None:
        return [subnet.id for subnet in subnets]
    # From the names, which a preview knows, so that it reports a zone that the network lacks.
    chosen = pulumi.Output.all(*(subnet.availability_zone for subnet in subnets)).apply(
        lambda names: chosen_zones(service, wanted, names)
    )
    ids = pulumi.Output.all(*(subnet.id for subnet in subnets))
    return pulumi.Output.all(chosen, ids).apply(lambda values: [values[1][index] for index in values[0]])


def _service_name(home: pulumi.Output[AwsEnvironment], service: str) -> pulumi.Output[str]:
    return home.apply(lambda home: service_name(home, service))


def _policy(scope: NetworkScope, home: pulumi.Output[AwsEnvironment], service: str) -> pulumi.Output[str] | None:
    options = scope.args.endpoints
    if not options.restrict_principals:
        return None
    return home.apply(lambda home: json.dumps(endpoint_policy(home, service, options.trusted_account_ids)))


def _security_group(scope: NetworkScope, vpc: aws.ec2.Vpc) -> aws.ec2.SecurityGroup:
    """Make the group of the interface endpoints: HTTPS from the VPC, and nothing else."""
    role = "endpoints"
    group = aws.ec2.SecurityGroup(
        scope.child(role),
        name_prefix=group_name_prefix(scope.physical_name(role, max_length=60)),
        description="HTTPS from the VPC to the interface endpoints",
        vpc_id=vpc.id,
        tags=scope.tags(role),
        opts=scope.opts(),
    )
    secondary = {slug(block): block for block in scope.args.secondary_cidr_blocks}
    sources: dict[str, pulumi.Input[str]] = {"vpc": vpc.cidr_block, **secondary}
    sources |= {"ipv6": vpc.ipv6_cidr_block} if scope.args.ipv6 else {}
    for name, network in sources.items():
        aws.vpc.SecurityGroupIngressRule(
            scope.child(f"{role}-{name}"),
            security_group_id=group.id,
            description="HTTPS from the VPC",
            ip_protocol="tcp",
            from_port=_HTTPS,
            to_port=_HTTPS,
            cidr_ipv4=None if name == "ipv6" else network,
            cidr_ipv6=network if name == "ipv6" else None,
            tags=scope.tags(f"{role}-{name}"),
            opts=scope.opts(),
        )
    return group
