"""The banking portal: what it is made of, and how the parts meet."""

import pulumi
from config import Settings

from strongroom.core import load_settings
from strongroom.data import EncryptionKey, EncryptionKeyArgs
from strongroom.network import Network, NetworkArgs

settings = load_settings(Settings)

key = EncryptionKey(
    "portal",
    EncryptionKeyArgs(
        environment_suffix=settings.environment_suffix,
        durability=settings.durability,
        services={"cloudwatch_logs"},
        tags=settings.tags,
    ),
)

network = Network(
    "portal",
    NetworkArgs(
        environment_suffix=settings.environment_suffix,
        durability=settings.durability,
        cidr_block=settings.cidr_block,
        availability_zones=settings.availability_zones,
        nat=settings.nat,
        key_arn=key.key_arn,
        retention_days=settings.log_retention_days,
        tags=settings.tags,
    ),
)

pulumi.export("key_arn", key.key_arn)
pulumi.export("vpc_id", network.vpc_id)
pulumi.export("public_subnet_ids", network.subnets.public.ids)
pulumi.export("private_subnet_ids", network.subnets.private.ids)
pulumi.export("isolated_subnet_ids", network.subnets.isolated.ids)
pulumi.export("nat_public_ips", network.nat_public_ips)
pulumi.export("flow_log_group_name", network.flow_log_group_name)
