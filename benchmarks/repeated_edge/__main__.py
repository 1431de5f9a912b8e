"""An ephemeral site with nothing but defaults, as many times as `repeated:times` says.

Key and bucket are shared, as they are where sites are many; logs are left out, whose bucket would be shared too.
"""

import pulumi

from strongroom.data import Bucket, BucketArgs, CloudFrontOrigin, EncryptionKey, EncryptionKeyArgs
from strongroom.edge import Behavior, S3Origin, Site, SiteArgs

key = EncryptionKey(
    "repeated",
    EncryptionKeyArgs(
        deletion_protection=False,
        services={"cloudfront", "cloudwatch_logs"},
        multi_region=True,
        replica_regions=["us-east-1"],
    ),
)
bucket = Bucket(
    "repeated",
    BucketArgs(kms_key_arn=key.kms_key_arn, access_log_bucket_name=None, policy_statements=[CloudFrontOrigin()]),
)

for number in range(pulumi.Config().require_int("times")):
    Site(
        f"site-{number}",
        SiteArgs(
            durability="ephemeral",
            kms_key_arn=key.replica_kms_key_arns["us-east-1"],
            log_bucket_name=None,
            origins={"site": S3Origin(bucket_regional_domain_name=bucket.bucket_regional_domain_name)},
            default_behavior=Behavior(origin="site"),
        ),
    )
