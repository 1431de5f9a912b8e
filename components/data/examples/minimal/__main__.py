"""A key, a bucket, a secret and a database with nothing but defaults, in a VPC of two subnets, to be thrown away.

Remove `durability` for what is meant to last.
"""

import pulumi
import pulumi_aws as aws

from strongroom.data import (
    Bucket,
    BucketArgs,
    Database,
    DatabaseArgs,
    EncryptionKey,
    EncryptionKeyArgs,
    LogBucket,
    LogBucketArgs,
    Secret,
    SecretArgs,
)

vpc = aws.ec2.Vpc("minimal", cidr_block="10.0.0.0/16")
zones = aws.get_availability_zones_output(state="available").names
subnets = [
    aws.ec2.Subnet(f"minimal-{n}", vpc_id=vpc.id, cidr_block=f"10.0.{n}.0/24", availability_zone=zones[n])
    for n in range(2)
]

key = EncryptionKey("minimal", EncryptionKeyArgs(durability="ephemeral", services={"cloudwatch_logs", "rds_events"}))
logs = LogBucket("minimal-logs", LogBucketArgs(durability="ephemeral", log_sources={"s3_access_logs"}))
bucket = Bucket(
    "minimal", BucketArgs(durability="ephemeral", kms_key_arn=key.kms_key_arn, access_log_bucket_name=logs.bucket_name)
)
secret = Secret("minimal", SecretArgs(durability="ephemeral", kms_key_arn=key.kms_key_arn))
database = Database(
    "minimal",
    DatabaseArgs(
        durability="ephemeral",
        engine="postgres",
        kms_key_arn=key.kms_key_arn,
        vpc_id=vpc.id,
        subnet_ids=[subnet.id for subnet in subnets],
    ),
)

pulumi.export("bucket_name", bucket.bucket_name)
pulumi.export("secret_arn", secret.secret_arn)
pulumi.export("database_endpoint", database.endpoint)
