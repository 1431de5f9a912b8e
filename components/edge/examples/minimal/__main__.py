"""A site over a private bucket, to be thrown away.

Without `durability` it is meant to last, and needs a `domain`. CloudFront has its web ACL, and the log group of that,
in us-east-1 wherever the rest is: hence a key with a replica there.
"""

from pathlib import Path

import pulumi

from strongroom.data import (
    Bucket,
    BucketArgs,
    CloudFrontOrigin,
    EncryptionKey,
    EncryptionKeyArgs,
    LogBucket,
    LogBucketArgs,
)
from strongroom.edge import Behavior, Site, SiteArgs, StaticFiles

key = EncryptionKey(
    "minimal",
    EncryptionKeyArgs(
        durability="ephemeral",
        services={"cloudfront", "cloudwatch_logs", "log_delivery"},
        multi_region=True,
        replica_regions=["us-east-1"],
    ),
)
logs = LogBucket("minimal-logs", LogBucketArgs(durability="ephemeral", kms_key_arn=key.kms_key_arn))
bucket = Bucket(
    "minimal",
    BucketArgs(
        durability="ephemeral",
        kms_key_arn=key.kms_key_arn,
        access_log_bucket_name=logs.bucket_name,
        policy_statements=[CloudFrontOrigin()],
    ),
)

site = Site(
    "minimal",
    SiteArgs(
        durability="ephemeral",
        kms_key_arn=key.replica_kms_key_arns["us-east-1"],
        log_bucket_name=logs.bucket_name,
        origins={"site": bucket.origin},
        default_behavior=Behavior(origin="site"),
        static_files=StaticFiles(folder=str(Path(__file__).parent / "site")),
    ),
)

pulumi.export("url", site.url)
pulumi.export("distribution_id", site.distribution_id)
pulumi.export("bucket_name", bucket.bucket_name)
