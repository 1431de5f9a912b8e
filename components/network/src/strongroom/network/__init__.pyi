from ._args import NetworkArgs, StandardVpcCidrBlock
from ._network import Network
from ._options import (
    BlockPublicAccess,
    EndpointOptions,
    FlowLogOptions,
    IpamAllocation,
    NatStrategy,
    Peering,
    TransitGatewayAttachment,
)
from ._results import Subnets, SubnetTier
from ._rules import Ipv6CidrBlock, SecurityGroupRule
from ._security_group import SecurityGroup, SecurityGroupArgs
from ._tiers import STANDARD_TIERS, Tier, TierKind, Tiers
from ._types import AvailabilityZones, VpcCidrBlock

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
    "SecurityGroup",
    "SecurityGroupArgs",
    "SecurityGroupRule",
    "StandardVpcCidrBlock",
    "SubnetTier",
    "Subnets",
    "Tier",
    "TierKind",
    "Tiers",
    "TransitGatewayAttachment",
    "VpcCidrBlock",
]
