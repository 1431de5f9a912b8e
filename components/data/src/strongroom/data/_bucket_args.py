"""The inputs of a bucket."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, InstanceOf, model_validator

from strongroom.core import (
    BucketName,
    Durability,
    Input,
    InputError,
    ItemName,
    KmsKeyArn,
    LogPrefix,
    RegionName,
    RuleError,
)
from strongroom.data._bucket_checks import problems
from strongroom.data._bucket_cors import CorsRules
from strongroom.data._bucket_grants import BucketPolicyStatement
from strongroom.data._bucket_lifecycle import LifecycleRule, Transitions
from strongroom.data._bucket_options import ObjectLock, Replication
from strongroom.data._bucket_types import Days, OwnBucketName
from strongroom.data._protection import ProtectedArgs


def _grant(value: object) -> object:
    if not isinstance(value, BucketPolicyStatement):
        raise RuleError("must be a grant", "give for example CloudFrontOrigin() or BucketStatement(...)")
    return value


Grant: TypeAlias = Annotated[InstanceOf[BucketPolicyStatement], BeforeValidator(_grant)]
"""Any grant of a bucket's policy."""


class BucketCommonArgs(ProtectedArgs):
    """Inputs that a `Bucket` and a `LogBucket` share."""

    durability: Durability = "persistent"
    """Whether what is in the bucket is meant to last.

    A persistent bucket can be destroyed only when it is empty, and keeps overwritten and deleted versions for 90 days;
    an ephemeral one goes with all that is in it, and keeps versions for 7 days.
    """

    region: RegionName | None = None
    """Region of the bucket, such as that of a replica. **A change of it replaces the bucket.**

    Default: the provider's Region. A KMS key and a bucket for access logs must be in the Region of the bucket.
    """

    bucket_name: OwnBucketName | None = None
    """Name of the bucket, such as `aws-waf-logs-portal` where AWS asks for it. **A change of it replaces the bucket.**

    Default: the component's name, eight random letters that stay the same, and the environment's suffix. Names are
    global, and one that can be guessed can be taken by somebody else first.
    """

    transitions: Transitions = []
    """Moves of all objects to other storage classes as they grow old. Default: none."""

    noncurrent_version_expiration_days: Days | None = None
    """Days after which overwritten and deleted versions are gone, 1 to 36,500.

    Default: 90 if the durability is persistent, 7 if it is ephemeral.
    """

    eventbridge: bool = False
    """Whether S3 sends events of the bucket's objects to EventBridge (S3.11).

    Default: false, because S3 keeps one notification configuration for each bucket: turning this on replaces
    notifications to queues, topics or functions that were configured elsewhere.
    """


class BucketArgs(BucketCommonArgs):
    """Inputs of a `Bucket`."""

    kms_key_arn: Input[KmsKeyArn] | None = None
    """ARN of the KMS key that encrypts the bucket (S3.17); required unless `encryption` is `s3`."""

    encryption: Literal["kms", "s3"] = "kms"
    """Whose key encrypts: one's own in KMS, or Amazon S3's.

    Default: one's own. `s3` is for what AWS can't deliver otherwise, such as access logs of load balancers; it fails
    S3.17.
    """

    access_log_bucket_name: Input[BucketName] | None
    """Name of the bucket that takes the server access logs, such as a `LogBucket`'s; None for none, which fails S3.9.

    It has no default, so that doing without is a decision. It must be in the same account and Region.
    """

    access_log_prefix: LogPrefix = "s3-access-logs"
    """Folder of the access logs, below which S3 files them by account, region, bucket and day.

    Default: `s3-access-logs`, which is where a `LogBucket` takes them.
    """

    versioning: bool = True
    """Whether what is overwritten or deleted stays as an older version (S3.14). Default: true.

    Object Lock and replication need it.
    """

    expiration_days: Days | None = None
    """Days after which all objects are deleted, 1 to 36,500. Default: they are kept."""

    lifecycle_rules: Mapping[ItemName, LifecycleRule] = {}
    """Rules for the objects of single folders, by a name of the rule. Default: none."""

    object_lock: ObjectLock | None = None
    """How long objects are kept from being deleted (S3.15). Default: they aren't. Once on, it can't be taken back."""

    replication: Replication | None = None
    """Where every new object is copied to. Default: nowhere."""

    cors: CorsRules = []
    """CORS rules, at most 100. Default: none, so browsers refuse requests from pages of other origins."""

    policy_statements: list[Grant] = []
    """What the bucket's policy grants besides what IAM policies of the account do, such as `CloudFrontOrigin()`.

    Default: nothing. Each kind of grant can be given once.
    """

    @model_validator(mode="after")
    def _fits_together(self) -> "BucketArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := list(problems(self)):
            raise InputError(type(self).__name__, found)
        return self
