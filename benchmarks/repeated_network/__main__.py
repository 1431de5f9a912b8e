"""A network of one private subnet with its flow log, as many times as `repeated:times` says, up to 256."""

import pulumi

from strongroom.network import STANDARD_TIERS, EndpointOptions, Network, NetworkArgs

for number in range(pulumi.Config().require_int("times")):
    Network(
        f"network-{number}",
        NetworkArgs(
            cidr_block=f"10.{number}.0.0/16",
            availability_zones=1,
            tiers={"private": STANDARD_TIERS["private"]},
            nat="none",
            endpoints=EndpointOptions(gateway=[], interface=[]),
        ),
    )
