"""Options of an account's baseline, one model for each switch."""

from collections.abc import Mapping, Set
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from strongroom.core import Input, KmsKeyArn, Model, RuleError
from strongroom.observability._compliance._catalogue import ControlId, Standard
from strongroom.observability._reasons import Reason

InspectorScan: TypeAlias = Literal["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]
"""What Amazon Inspector scans for vulnerabilities: instances, images, functions, and the code of functions."""

ServiceName: TypeAlias = Literal[
    "autoscaling.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "rds.amazonaws.com",
    "spot.amazonaws.com",
]
"""A service with a service-linked role that a fresh account lacks until the service is used first."""

FindingSeverity: TypeAlias = Literal["medium", "high", "critical"]
"""How bad a finding is."""


class SecurityHubOptions(Model):
    """Security Hub CSPM, with the standards that it checks.

    https://docs.aws.amazon.com/securityhub/latest/userguide/what-is-securityhub.html
    """

    standards: Annotated[Set[Standard], Field(min_length=1)] = frozenset({"fsbp", "cis_v5", "pci"})
    """Standards that are checked; it needs AWS Config to record. Default: FSBP, CIS v5 and PCI DSS."""

    disabled_controls: Mapping[ControlId, Reason] = {}
    """Controls of these standards that are not checked, each with the reason, which Security Hub shows.

    Default: none.
    """

    auto_enable_controls: bool = True
    """Whether controls that AWS adds to these standards are checked by themselves. Default: they are."""


class GuardDutyOptions(Model):
    """GuardDuty, with its protections.

    https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html
    """

    publishing_frequency: Literal["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"] = "FIFTEEN_MINUTES"
    """How often what was found before, and happens again, is told. Default: every 15 minutes."""

    s3: bool = True
    """Whether calls on objects of S3 are watched (GuardDuty.10). Default: they are."""

    rds: bool = True
    """Whether logins to databases of RDS are watched (GuardDuty.9). Default: they are."""

    ebs_malware: bool = True
    """Whether volumes are scanned for malware when something is found (GuardDuty.8). Default: they are."""

    lambda_network: bool = True
    """Whether the network of Lambda functions is watched (GuardDuty.6). Default: it is."""

    eks_audit: bool = True
    """Whether audit logs of EKS are watched (GuardDuty.5). Default: they are; without clusters it costs nothing."""

    runtime: bool = True
    """Whether to watch processes of instances and containers (GuardDuty.11). Must be false in China. Default: true."""

    runtime_agents: bool = True
    """Whether GuardDuty installs the agents that it needs for `runtime` itself (GuardDuty.7, .12, .13).

    Default: it does, on instances that Systems Manager manages, on ECS on Fargate and on EKS.
    """

    @model_validator(mode="after")
    def _agents_have_a_use(self) -> "GuardDutyOptions":
        if not self.runtime and self.runtime_agents and "runtime_agents" in self.model_fields_set:
            raise RuleError("runtime_agents are for runtime, which is off", "turn runtime on, or remove them")
        return self


class AccessAnalyzerOptions(Model):
    """IAM Access Analyzer: who outside can reach what (IAM.28), and what nobody uses.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html
    """

    organization: bool = False
    """Whether the organization is inside, rather than this account alone; for its management or delegated account.

    Default: this account.
    """

    unused_access_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """Days after which access that nobody used is told, 1 to 365. IAM charges for each role and user.

    Default: it is not told.
    """


class InspectorOptions(Model):
    """Amazon Inspector.

    https://docs.aws.amazon.com/inspector/latest/user/what-is-inspector.html
    """

    scans: Annotated[Set[InspectorScan], Field(min_length=1)] = frozenset({"EC2", "ECR", "LAMBDA"})
    """What is scanned (Inspector.1, .2, .4). Default: instances, images and functions, but not the code of functions.

    `LAMBDA_CODE` (Inspector.3) requires `LAMBDA`. GovCloud and China do not have it, nor do some commercial Regions.
    """


class EbsEncryptionOptions(Model):
    """Encryption of EBS volumes by default (EC2.7), in this region.

    https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
    """

    kms_key_arn: Input[KmsKeyArn] | None = None
    """ARN of the KMS key that encrypts what names none. Default: AWS's own key for EBS.

    Whoever starts instances must be able to use it, such as Auto Scaling with its service-linked role.
    """


class PasswordPolicy(Model):
    """What the passwords of IAM users must be like; for all regions of the account.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
    """

    minimum_length: Annotated[int, Field(ge=14, le=128)] = 14
    """Characters that a password has at least, 14 to 128. Default: 14 (IAM.15). It has letters of both cases, a number
    and a symbol always (IAM.11 to .14)."""

    reuse_prevention: Annotated[int, Field(ge=1, le=24)] = 24
    """How many of the last passwords can't be used again, 1 to 24. Default: 24; fewer fail IAM.16."""

    max_age_days: Annotated[int, Field(ge=1, le=1095)] | None = 90
    """Days after which a password expires, 1 to 1,095; None for never, which fails IAM.17. Default: 90."""


class ImdsDefaults(Model):
    """What instances of this region have where nobody says otherwise: IMDSv2 (EC2.8).

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
    """

    hop_limit: Annotated[int, Field(ge=1, le=64)] = 1
    """How far an answer with credentials travels, 1 to 64. Default: 1, the instance itself; containers on it need 2."""
