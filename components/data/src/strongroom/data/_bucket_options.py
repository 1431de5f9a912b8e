"""The groups of inputs of a bucket."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from strongroom.core import AccountId, Input, KmsKeyArn, Model, RuleError
from strongroom.data._bucket_types import Days, KeyPrefix, StorageClass, WholeBucketArn


class ObjectLock(Model):
    """How long every object is kept from being deleted or overwritten, once it is written.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
    """

    mode: Literal["governance", "compliance"] = "governance"
    """Who can end it early: `governance` whoever may bypass it, `compliance` nobody, not even the account's root."""

    retention_days: Days | None = None
    """Days that an object is kept, 1 to 36,500. This or `retention_years` must be given."""

    retention_years: Annotated[int, Field(ge=1, le=100)] | None = None
    """Years that an object is kept, 1 to 100. This or `retention_days` must be given."""

    @model_validator(mode="after")
    def _one_period(self) -> "ObjectLock":
        if (self.retention_days is None) == (self.retention_years is None):
            raise RuleError("Object Lock keeps objects for days or for years", "give one of the two")
        return self


class Replication(Model):
    """A copy of every new object in another bucket, which must have versioning and let the role write if need be.

    The copies are made by a role that may do just that; a bucket of another account must admit it by its own policy,
    as must a key of another account. What is there before replication is turned on is not copied.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
    """

    destination_bucket_arn: Input[WholeBucketArn]
    """ARN of the bucket that gets the copies, in this or another region."""

    destination_kms_key_arn: Input[KmsKeyArn] | None = None
    """ARN of the KMS key that encrypts the copies, in their region; required if a key encrypts this bucket."""

    destination_account_id: Input[AccountId] | None = None
    """The account of the destination, which then owns the copies. Default: this account."""

    storage_class: Literal["STANDARD"] | StorageClass | None = None
    """The storage class of the copies. Default: that of the object."""

    prefix: KeyPrefix | None = None
    """The beginning of the keys of what is copied, such as `reports/`. Default: everything is."""

    delete_markers: bool = False
    """Whether deletions are copied too. Default: no, so that the copy outlives a mistake."""

    replication_time_control: bool = False
    """Whether AWS commits itself to 15 minutes, and measures it. Default: no, as it costs extra."""
