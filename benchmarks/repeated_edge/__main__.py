"""A disposable site with nothing but defaults, as many times as `repeated:times` says.

Key and bucket are shared, as they are where sites are many; logs are left out, whose bucket would be shared too.
"""

import pulumi

from strongroom.data import Bucket, BucketArgs, CloudFrontOrigin, EncryptionKey, EncryptionKeyArgs
from strongroom.edge import Behavior, BucketOrigin, Site, SiteArgs

key = EncryptionKey(
    "repeated",
    EncryptionKeyArgs(
        deletion_protection=False,
        services={"cloudfront", "cloudwatch_logs"},
        multi_region=True,
        replica_regions=["us-east-1"],
    ),
)
bucket = Bucket("repeated", BucketArgs(key_arn=key.key_arn, access_log_bucket_name=None, grants=[CloudFrontOrigin()]))

for number in range(pulumi.Config().require_int("times")):
    Site(
        f"site-{number}",
        SiteArgs(
            durability="disposable",
            key_arn=key.replica_key_arns["us-east-1"],
            log_bucket_name=None,
            origins={"site": BucketOrigin(bucket_regional_domain_name=bucket.bucket_regional_domain_name)},
            default_behavior=Behavior(origin="site"),
        ),
    )
