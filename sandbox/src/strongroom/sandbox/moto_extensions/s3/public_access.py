"""PutBucketPolicy refuses a public policy where BlockPublicPolicy is set."""

from typing import Any

from moto.s3.exceptions import S3ClientError
from moto.s3.models import S3Backend
from moto.s3.utils import bucket_policy_is_public

from ..request import replace

_put_bucket_policy: Any = S3Backend.put_bucket_policy


class PublicPolicyBlockedError(S3ClientError):
    """AWS's answer to a public policy."""

    code = 403

    def __init__(self, bucket_name: str) -> None:
        reason = "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access"
        super().__init__("AccessDenied", f"not authorized to perform s3:PutBucketPolicy on {bucket_name} {reason}.")


def put_bucket_policy(self: S3Backend, bucket_name: str, policy: bytes) -> None:
    """Set a bucket's policy.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    block: Any = self.get_bucket(bucket_name).public_access_block
    if block and block.block_public_policy and bucket_policy_is_public(policy):
        raise PublicPolicyBlockedError(bucket_name)
    _put_bucket_policy(self, bucket_name, policy)


def install() -> None:
    """Put the operation in the place of moto's."""
    replace(S3Backend, put_bucket_policy)
