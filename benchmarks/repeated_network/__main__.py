"""A network of one zone, as many times as `repeated:times` says: up to 256."""

import pulumi

from strongroom.network import Network, NetworkArgs

for number in range(pulumi.Config().require_int("times")):
    Network(
        f"network-{number}",
        NetworkArgs(cidr_block=f"10.{number}.0.0/16", availability_zones=1, durability="disposable"),
    )
