"""What Object Lock asks of versioning, and versioning and replication of each other."""

from typing import Any

from moto.s3.exceptions import InvalidBucketState, S3ClientError
from moto.s3.models import S3Backend

from ..request import replace

_put_bucket_versioning: Any = S3Backend.put_bucket_versioning
_put_bucket_replication: Any = S3Backend.put_bucket_replication


def put_object_lock_configuration(
    self: S3Backend,
    bucket_name: str,
    lock_enabled: bool,
    mode: str | None = None,
    days: int | None = None,
    years: int | None = None,
) -> None:
    """Set how long objects are locked; of a bucket that has objects, too.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html
    """
    bucket: Any = self.get_bucket(bucket_name)
    if bucket.versioning_status != "Enabled":
        raise InvalidBucketState("Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration")
    bucket.object_lock_enabled = bucket.object_lock_enabled or lock_enabled
    bucket.default_lock_mode, bucket.default_lock_days, bucket.default_lock_years = mode, days, years


def put_bucket_versioning(self: S3Backend, bucket_name: str, status: str) -> None:
    """Turn versioning on or suspend it, which neither locks nor replication allow.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
    """
    bucket: Any = self.get_bucket(bucket_name)
    if status == "Suspended" and bucket.object_lock_enabled:
        message = "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
        raise InvalidBucketState(message)
    if status == "Suspended" and self.get_bucket_replication(bucket_name):
        message = "A replication configuration is present on this bucket, so you cannot change the versioning state."
        raise InvalidBucketState(message)
    _put_bucket_versioning(self, bucket_name, status)


def put_bucket_replication(self: S3Backend, bucket_name: str, replication: dict[str, Any]) -> None:
    """Replicate a bucket, which has to keep versions.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html
    """
    bucket: Any = self.get_bucket(bucket_name)
    if bucket.versioning_status != "Enabled":
        message = "Versioning must be 'Enabled' on the bucket to apply a replication configuration"
        raise S3ClientError("InvalidRequest", message)
    _put_bucket_replication(self, bucket_name, replication)


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(S3Backend, put_object_lock_configuration, put_bucket_replication, put_bucket_versioning)
