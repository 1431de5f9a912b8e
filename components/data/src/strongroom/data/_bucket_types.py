"""Named types of buckets: values that S3, and the services that write to it, constrain."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import BucketArn, BucketName, RuleError, pattern


def _without_dots(value: str) -> str:
    if "." in value:
        raise RuleError("must have no dots, as S3's certificate covers none", "use hyphens", value)
    return value


def _without_folder(value: str) -> str:
    bucket, _, folder = value.partition("/")
    if folder:
        raise RuleError("must be the ARN of a bucket, without a folder", f"use {bucket}", value, bucket)
    return value


Days: TypeAlias = Annotated[int, Field(ge=1, le=36500)]
"""A number of days, 1 to 36,500 (a hundred years)."""

DistributionArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:cloudfront::\d{12}:distribution/[A-Z0-9]+",
        "the ARN of a CloudFront distribution",
        "arn:aws:cloudfront::123456789012:distribution/E1EXAMPLE",
    ),
]
"""The ARN of a CloudFront distribution."""

KeyPrefix: TypeAlias = Annotated[
    str, pattern(r"[A-Za-z0-9!_.'()-][A-Za-z0-9!_.'()/-]{0,1023}", "the beginning of object keys", "reports/")
]
"""The beginning of the keys of objects, such as `reports/`."""

ObjectPath: TypeAlias = Annotated[
    str, pattern(r"[A-Za-z0-9!_.*'()-][A-Za-z0-9!_.*'()/-]{0,1023}", "the keys of objects in the bucket", "reports/*")
]
"""The key of an object, or of several with `*`, such as `reports/*`."""

OwnBucketName: TypeAlias = Annotated[BucketName, AfterValidator(_without_dots)]
"""The name of a bucket of one's own: as `BucketName`, and without dots, which break HTTPS."""

StorageClass: TypeAlias = Literal[
    "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"
]
"""A storage class that objects can move to, from the warmest to the coldest.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
"""

TrailName: TypeAlias = Annotated[
    str,
    pattern(
        r"(?!.*[._-]{2})[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]",
        "the name of a trail: 3 to 128 letters, digits and single . _ -",
        "audit-prod",
    ),
]
"""The name of a CloudTrail trail.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
"""

WholeBucketArn: TypeAlias = Annotated[BucketArn, AfterValidator(_without_folder)]
"""The ARN of a bucket: as `BucketArn`, and without a folder in it."""
