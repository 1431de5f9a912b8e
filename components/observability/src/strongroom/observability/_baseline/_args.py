"""The inputs of an account's baseline."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import model_validator

from strongroom.core import Args, Input, InputError, TopicArn, UniqueItems
from strongroom.observability._baseline._checks import baseline_problems
from strongroom.observability._baseline._options import (
    AccessAnalyzerOptions,
    EbsEncryptionOptions,
    FindingSeverity,
    GuardDutyOptions,
    ImdsDefaults,
    InspectorOptions,
    PasswordPolicy,
    SecurityHubOptions,
    ServiceName,
)


class AccountBaselineArgs(Args):
    """Inputs of an `AccountBaseline`."""

    security_hub: SecurityHubOptions | None = SecurityHubOptions()
    """Security Hub in this region; None for not. Default: with FSBP, CIS v5 and PCI DSS."""

    guardduty: GuardDutyOptions | None = GuardDutyOptions()
    """GuardDuty in this region (GuardDuty.1); None for not. Default: with all its protections."""

    access_analyzer: AccessAnalyzerOptions | None = AccessAnalyzerOptions()
    """IAM Access Analyzer in this region (IAM.28); None for not. Default: for access from outside the account."""

    inspector: InspectorOptions | None = InspectorOptions()
    """Amazon Inspector in this region (Inspector.1); None for not. Default: for instances, images and functions."""

    ebs_encryption: EbsEncryptionOptions | None = EbsEncryptionOptions()
    """Encryption of EBS volumes by default in this region (EC2.7); None leaves the setting as it is.

    Default: with AWS's key.
    """

    imds_defaults: ImdsDefaults | None = ImdsDefaults()
    """IMDSv2 by default for instances of this region; None leaves the setting as it is. Default: it is required."""

    block_public_snapshots: bool = True
    """Whether to block public sharing of EBS snapshots in this region (EC2.1); false leaves the setting as it is.

    Default: true.
    """

    block_public_images: bool = True
    """Whether to block new public sharing of images in this region; false leaves the setting as it is.

    Default: true.
    """

    block_public_buckets: bool = True
    """Whether to block public access to S3 for the account, in all regions (S3.1); false leaves the setting as it is.

    Default: true. Turn it off in all components of an account but one, of whatever region.
    """

    password_policy: PasswordPolicy | None = PasswordPolicy()
    """What passwords of IAM users must be like, in all regions; None leaves the policy as it is.

    Default: as CIS and PCI DSS ask for. Turn it off in all components of an account but one, of whatever region.
    """

    service_linked_roles: Annotated[Sequence[ServiceName], UniqueItems] = ()
    """Services whose service-linked role is made, in all regions; AWS refuses to make one that exists.

    Default: none. A fresh account needs that of `autoscaling.amazonaws.com` before a key's policy can name it.
    """

    topic_arn: Input[TopicArn] | None = None
    """ARN of the topic that is told of findings, by EventBridge; in this region.

    Its policy and its key must let `events.amazonaws.com` publish. Security Hub tells what the others find as well;
    they tell it themselves where it is off. Default: nobody is told.
    """

    finding_severity: FindingSeverity = "high"
    """From which severity on findings are told; those of Access Analyzer have none. Default: `high`."""

    @model_validator(mode="after")
    def _fits_together(self) -> "AccountBaselineArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := [*baseline_problems(self)]:
            raise InputError(type(self).__name__, found)
        return self
