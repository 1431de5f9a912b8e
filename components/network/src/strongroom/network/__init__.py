"""The network: a VPC with its subnets, routes, endpoints and flow log, and security groups in it."""

from strongroom.network._args import NetworkArgs, StandardVpcCidrBlock
from strongroom.network._network import Network
from strongroom.network._options import (
    BlockPublicAccess,
    EndpointOptions,
    FlowLogOptions,
    IpamAllocation,
    NatStrategy,
    Peering,
    TransitGatewayAttachment,
)
from strongroom.network._results import Subnets, SubnetTier
from strongroom.network._rules import Rule
from strongroom.network._security_group import SecurityGroup, SecurityGroupArgs
from strongroom.network._tiers import STANDARD_TIERS, Tier, TierKind, Tiers
from strongroom.network._types import AvailabilityZones, Ipv6CidrBlock, VpcCidrBlock

__all__ = [
    "STANDARD_TIERS",
    "AvailabilityZones",
    "BlockPublicAccess",
    "EndpointOptions",
    "FlowLogOptions",
    "IpamAllocation",
    "Ipv6CidrBlock",
    "NatStrategy",
    "Network",
    "NetworkArgs",
    "Peering",
    "Rule",
    "SecurityGroup",
    "SecurityGroupArgs",
    "StandardVpcCidrBlock",
    "SubnetTier",
    "Subnets",
    "Tier",
    "TierKind",
    "Tiers",
    "TransitGatewayAttachment",
    "VpcCidrBlock",
]
