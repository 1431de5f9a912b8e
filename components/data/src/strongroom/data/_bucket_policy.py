"""The policy of a bucket: TLS for everyone, and what is granted besides."""

from collections.abc import Iterable

from strongroom.core import Home, PolicyDocument, policy_document
from strongroom.data._bucket_grants import BucketGrant


def bucket_policy(home: Home, bucket_arn: str, grants: Iterable[BucketGrant]) -> PolicyDocument:
    """Build the policy of a bucket.

    Args:
        home: Where the bucket is.
        bucket_arn: ARN of the bucket.
        grants: What the policy grants.
    """
    granted = [statement for grant in grants for statement in grant.statements(home, bucket_arn)]
    return policy_document([*_tls_only(bucket_arn), *granted])


def _tls_only(bucket_arn: str) -> list[PolicyDocument]:
    """Deny everyone what is not encrypted on its way, or by an old protocol (S3.5).

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """
    return [
        _deny("DenyPlainHttp", bucket_arn, {"Bool": {"aws:SecureTransport": "false"}}),
        _deny("DenyOldTls", bucket_arn, {"NumericLessThan": {"s3:TlsVersion": "1.2"}}),
    ]


def _deny(sid: str, bucket_arn: str, condition: PolicyDocument) -> PolicyDocument:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": condition,
    }
