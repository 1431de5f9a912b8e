"""What mends resources that don't comply: runbooks of Systems Manager Automation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from strongroom.core import Input, Model, RoleArn, WholePercent


class Remediation(Model):
    """How resources that don't comply with a control are mended, by AWS's runbook for it.

    https://docs.aws.amazon.com/config/latest/developerguide/remediation.html
    """

    role_arn: Input[RoleArn]
    """ARN of the role that Systems Manager Automation mends with.

    `ssm.amazonaws.com` must be able to assume it, and it needs what AWS's page on the runbook lists.
    """

    automatic: bool = False
    """Whether it is mended at once. Default: somebody starts it, having looked at what it would break."""

    maximum_attempts: Annotated[int, Field(ge=1, le=25)] = 5
    """How often it is tried by itself, 1 to 25. Default: 5."""

    retry_seconds: Annotated[int, Field(ge=1, le=2_678_000)] = 60
    """Seconds within which these attempts are made, or it is not tried again. Default: a minute."""

    concurrency_percentage: WholePercent = 10
    """Share of the resources that are mended at a time. Default: 10 percent."""

    error_percentage: WholePercent = 10
    """Share of failures at which it is stopped. Default: 10 percent."""


@dataclass(frozen=True, slots=True)
class Runbook:
    """A runbook of AWS that mends what fails a control."""

    document: str
    """Name of the document."""
    resource_parameter: str | None
    """The parameter that takes the resource's id; None if it is about the account."""


RUNBOOKS: Mapping[str, Runbook] = {
    "EC2.2": Runbook("AWSConfigRemediation-RemoveVPCDefaultSecurityGroupRules", "GroupId"),
    "EC2.7": Runbook("AWSConfigRemediation-EnableEbsEncryptionByDefault", None),
    "EC2.8": Runbook("AWSConfigRemediation-EnforceEC2InstanceIMDSv2", "InstanceId"),
    "EC2.13": Runbook("AWS-DisablePublicAccessForSecurityGroup", "GroupId"),
    "EC2.14": Runbook("AWS-DisablePublicAccessForSecurityGroup", "GroupId"),
    "KMS.3": Runbook("AWSConfigRemediation-CancelKeyDeletion", "KeyId"),
    "KMS.4": Runbook("AWSConfigRemediation-EnableKeyRotation", "KeyId"),
    "S3.5": Runbook("AWSConfigRemediation-RestrictBucketSSLRequestsOnly", "BucketName"),
    "S3.8": Runbook("AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock", "BucketName"),
}
"""The runbook for each control that has one here.

https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/automation-runbook-reference.html
"""
