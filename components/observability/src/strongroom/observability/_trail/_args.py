"""The inputs of an audit trail."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, model_validator

from strongroom.core import (
    Args,
    BucketName,
    Durability,
    Input,
    InputError,
    KmsKeyArn,
    LogPrefix,
    RetentionDays,
    TopicArn,
    UniqueItems,
)
from strongroom.observability._reasons import Reason
from strongroom.observability._trail._checks import trail_problems
from strongroom.observability._trail._events import InsightType, LambdaDataEvents, ManagementEvents, S3DataEvents
from strongroom.observability._trail._watches import TrailAlarm


class AuditTrailArgs(Args):
    """Inputs of an `AuditTrail`."""

    kms_key_arn: Input[KmsKeyArn]
    """ARN of the KMS key that encrypts log files and log group (CloudTrail.2).

    Its policy must let CloudTrail and CloudWatch Logs use it.
    """

    bucket_name: Input[BucketName]
    """Name of the bucket that takes the log files.

    Its policy must let this trail write before there is one: `<name>-<environment suffix>`, in the trail's region. Give
    the output of a component that is told then, as that of `strongroom.data.LogBucket` is.
    """

    bucket_prefix: LogPrefix = "cloudtrail"
    """The folder of the bucket, which its policy must name. Default: `cloudtrail`; empty for the bucket itself."""

    management_events: ManagementEvents = ManagementEvents()
    """Which management events are logged. Default: all."""

    s3_data_events: S3DataEvents | None = S3DataEvents()
    """Which calls on objects of S3 are logged; None for none, which fails S3.22 and S3.23.

    Default: all, of all buckets. CloudTrail charges for each; where that counts more than these controls, leave out the
    buckets that take logs.
    """

    lambda_data_events: LambdaDataEvents | None = None
    """Which invocations of Lambda functions are logged. Default: none."""

    insights: Annotated[Sequence[InsightType], UniqueItems] = ()
    """What CloudTrail looks out for by itself, for a charge. Default: nothing."""

    organization: bool = False
    """Whether the trail logs all accounts of the organization; only its management account can make such a trail.

    The bucket's policy must name the organization then. Default: this account alone.
    """

    log_retention_days: RetentionDays = 365
    """Days that CloudWatch Logs keeps the events. Default: a year (CloudWatch.16); the log files stay in the bucket."""

    durability: Durability = "persistent"
    """Whether the trail is for an environment that lasts; sets the default of `deletion_protection`."""

    deletion_protection: bool | None = None
    """Whether Pulumi refuses to delete or replace the trail, its role, and its log group with the events.

    Default: true if the durability is persistent. To delete the trail, deploy false first.
    """

    sns_topic_arn: Input[TopicArn] | None = None
    """ARN of the SNS topic that CloudTrail notifies of each log file that it delivers. Default: none.

    It must be in the trail's region. Notifications arrive every few minutes, so use a topic of their own: an
    `AlertTopic` with `publishers=["cloudtrail"]`.
    """

    topic_arns: Annotated[Sequence[Input[TopicArn]], Field(max_length=5), UniqueItems] = ()
    """ARNs of the topics that the alarms tell, in the trail's region; required unless all alarms are disabled.

    Their policies, and those of the keys that encrypt them, must let `cloudwatch.amazonaws.com` publish. Security Hub
    also wants a subscription.
    """

    disabled_alarms: Mapping[TrailAlarm, Reason] = {}
    """Alarms of CIS 4.1 to 4.15 that are left out, each with the reason. Default: none.

    https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
    """

    @property
    def protected(self) -> bool:
        """Whether Pulumi refuses to delete what records events."""
        return self.durability == "persistent" if self.deletion_protection is None else self.deletion_protection

    @model_validator(mode="after")
    def _fits_together(self) -> "AuditTrailArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := [*trail_problems(self)]:
            raise InputError(type(self).__name__, found)
        return self
