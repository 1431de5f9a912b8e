"""A network with nothing but defaults."""

import pulumi

from strongroom.network import Network, NetworkArgs

network = Network("minimal", NetworkArgs())

pulumi.export("vpc_id", network.vpc_id)
pulumi.export("private_subnet_ids", network.subnets.private.ids)
