import strongroom.network
from strongroom.core import type_token


def test_what_is_public_is_pinned() -> None:
    assert strongroom.network.__all__ == [
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
        "STANDARD_TIERS",
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
    assert all(hasattr(strongroom.network, name) for name in strongroom.network.__all__)


def test_types_that_are_in_states_are_pinned() -> None:
    assert type_token(strongroom.network.Network) == "strongroom-network:index:Network"
    assert type_token(strongroom.network.SecurityGroup) == "strongroom-network:index:SecurityGroup"
