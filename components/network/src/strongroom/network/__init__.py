"""The network: a VPC with its subnets, routes and flow log."""

from strongroom.network._args import AvailabilityZones, NatStrategy, NetworkArgs, VpcCidrBlock
from strongroom.network._layout import Tier
from strongroom.network._network import Network, Subnets, SubnetTier

__all__ = [
    "AvailabilityZones",
    "NatStrategy",
    "Network",
    "NetworkArgs",
    "SubnetTier",
    "Subnets",
    "Tier",
    "VpcCidrBlock",
]
