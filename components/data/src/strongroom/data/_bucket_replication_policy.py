"""The IAM policies of a bucket's replication.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from strongroom.core import AwsEnvironment, PolicyDocument, policy_document


@dataclass(frozen=True)
class Encrypted:
    """A bucket, and what encrypts it."""

    bucket_arn: str
    kms_key_arn: str | None
    """ARN of its key; None if Amazon S3's own key encrypts it."""


def trust_policy() -> PolicyDocument:
    """Let S3 assume a role.

    AWS documents neither `aws:SourceArn` nor `aws:SourceAccount` for this role, and S3 accepts only a role of the
    bucket's own account. What the role may do is limited to the source and the destination.
    """
    statement = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return policy_document([statement])


def replication_policy(
    home: AwsEnvironment,
    source: Encrypted,
    destination: Encrypted,
    *,
    delete_markers: bool,
    locked: bool,
    other_account: bool,
) -> PolicyDocument:
    """Allow to copy from one bucket to another, and nothing else.

    Args:
        home: Where the source is.
        source: What is copied.
        destination: Where it is copied to.
        delete_markers: Whether deletions are copied.
        locked: Whether the source has Object Lock, whose retention is copied too.
        other_account: Whether the destination is another account's, which is then to own the copies.
    """
    read = ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"]
    read += ["s3:GetObjectLegalHold", "s3:GetObjectRetention"] if locked else []
    write = ["s3:ReplicateObject", "s3:ReplicateTags"]
    write += ["s3:ReplicateDelete"] if delete_markers else []
    write += ["s3:ObjectOwnerOverrideToBucketOwner"] if other_account else []
    return policy_document(
        [
            _allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], source.bucket_arn),
            _allow(read, f"{source.bucket_arn}/*"),
            _allow(write, f"{destination.bucket_arn}/*"),
            *_key(home, source, ["kms:Decrypt"]),
            *_key(home, destination, ["kms:Encrypt", "kms:GenerateDataKey"]),
        ]
    )


def _key(home: AwsEnvironment, bucket: Encrypted, actions: list[str]) -> Iterator[PolicyDocument]:
    """Allow to use a bucket's key, only through S3 and only for that bucket's objects."""
    if bucket.kms_key_arn is None:
        return
    region = AwsEnvironment.of(bucket.kms_key_arn).region
    condition = {
        "StringEquals": {"kms:ViaService": f"s3.{region}.{home.dns_suffix}"},
        # The bucket itself where it has a bucket key, otherwise the object.
        "StringLike": {"kms:EncryptionContext:aws:s3:arn": [bucket.bucket_arn, f"{bucket.bucket_arn}/*"]},
    }
    yield _allow(actions, bucket.kms_key_arn) | {"Condition": condition}


def _allow(actions: list[str], resource: str) -> PolicyDocument:
    return {"Effect": "Allow", "Action": actions, "Resource": resource}
