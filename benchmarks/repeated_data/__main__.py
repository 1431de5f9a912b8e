"""An ephemeral database with its secret, groups, logs and events, as many times as `repeated:times` says, up to 50.

Key and VPC are shared, as they are where databases are many.
"""

import pulumi
import pulumi_aws as aws

from strongroom.data import Database, DatabaseArgs, EncryptionKey, EncryptionKeyArgs

vpc = aws.ec2.Vpc("repeated", cidr_block="10.0.0.0/16")
zones = aws.get_availability_zones_output(state="available").names
subnets = [
    aws.ec2.Subnet(f"repeated-{n}", vpc_id=vpc.id, cidr_block=f"10.0.{n}.0/24", availability_zone=zones[n])
    for n in range(2)
]
key = EncryptionKey(
    "repeated", EncryptionKeyArgs(deletion_protection=False, services={"cloudwatch_logs", "rds_events"})
)

for number in range(pulumi.Config().require_int("times")):
    Database(
        f"database-{number}",
        DatabaseArgs(
            durability="ephemeral",
            engine="postgres",
            kms_key_arn=key.kms_key_arn,
            vpc_id=vpc.id,
            subnet_ids=[subnet.id for subnet in subnets],
        ),
    )
