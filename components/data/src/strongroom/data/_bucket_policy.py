"""The policy of a bucket: what is denied to everyone, and what is granted besides."""

from collections.abc import Iterable

from strongroom.core import AwsEnvironment, PolicyDocument, policy_document
from strongroom.data._bucket_grants import BucketPolicyStatement


def bucket_policy(home: AwsEnvironment, bucket_arn: str, grants: Iterable[BucketPolicyStatement]) -> PolicyDocument:
    """Build the policy of a bucket.

    Args:
        home: Where the bucket is.
        bucket_arn: ARN of the bucket.
        grants: What the policy grants.
    """
    granted = [statement for grant in grants for statement in grant.statements(home, bucket_arn)]
    return policy_document([*_tls_only(bucket_arn), _no_customer_keys(bucket_arn), *granted])


def _tls_only(bucket_arn: str) -> list[PolicyDocument]:
    """Deny everyone what is not encrypted on its way, or by an old protocol (S3.5).

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """
    everything = [bucket_arn, f"{bucket_arn}/*"]
    return [
        _deny("DenyPlainHttp", everything, {"Bool": {"aws:SecureTransport": "false"}}),
        _deny("DenyOldTls", everything, {"NumericLessThan": {"s3:TlsVersion": "1.2"}}),
    ]


def _no_customer_keys(bucket_arn: str) -> PolicyDocument:
    """Deny objects that a key of the caller's encrypts (SSE-C), by which somebody could hold them to ransom.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
    """
    given: PolicyDocument = {"Null": {"s3:x-amz-server-side-encryption-customer-algorithm": "false"}}
    return _deny("DenyCustomerKeys", [f"{bucket_arn}/*"], given, "s3:PutObject")


def _deny(sid: str, resources: list[str], condition: PolicyDocument, action: str = "s3:*") -> PolicyDocument:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": resources,
        "Condition": condition,
    }
