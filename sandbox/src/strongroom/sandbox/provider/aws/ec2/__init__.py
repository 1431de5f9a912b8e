"""Amazon EC2: networks, in a file for each part of them."""

from typing import Final

from ...resource import Function
from . import (
    account_settings,
    block_public_access,
    endpoints,
    flow_logs,
    gateways,
    launch_templates,
    nat,
    network_acls,
    prefix_lists,
    routes,
    security_groups,
    subnets,
    transit_gateways,
    vpc,
    zones,
)

RESOURCES: Final = (
    *vpc.RESOURCES,
    *subnets.RESOURCES,
    *gateways.RESOURCES,
    *nat.RESOURCES,
    *routes.RESOURCES,
    *network_acls.RESOURCES,
    *security_groups.RESOURCES,
    *flow_logs.RESOURCES,
    *endpoints.RESOURCES,
    *block_public_access.RESOURCES,
    *prefix_lists.RESOURCES,
    *transit_gateways.RESOURCES,
    *launch_templates.RESOURCES,
    *account_settings.RESOURCES,
)
FUNCTIONS: Final = (
    Function("aws:index/getAvailabilityZones:getAvailabilityZones", zones.ARGUMENTS_OF_ZONES, zones.availability_zones),
    Function("aws:ec2/getVpc:getVpc", vpc.ARGUMENTS_OF_VPC, vpc.vpc),
    Function("aws:ec2/getVpcs:getVpcs", frozenset({"filters", "tags"}), vpc.vpcs),
    Function("aws:ec2/getSubnets:getSubnets", frozenset({"filters", "tags"}), subnets.subnets),
    Function(
        "aws:ec2/getVpcEndpointService:getVpcEndpointService",
        endpoints.ARGUMENTS_OF_SERVICE,
        endpoints.endpoint_service,
    ),
    Function("aws:ec2/getPrefixList:getPrefixList", prefix_lists.ARGUMENTS_OF_LIST, prefix_lists.prefix_list),
    Function(
        "aws:ec2/getManagedPrefixList:getManagedPrefixList",
        prefix_lists.ARGUMENTS_OF_MANAGED_LIST,
        prefix_lists.managed_prefix_list,
    ),
)
