"""The inputs of compliance."""

from collections.abc import Mapping, Sequence, Set
from typing import Annotated, Literal

from pydantic import Field, model_validator

from strongroom.core import (
    Args,
    BucketName,
    Input,
    InputError,
    ItemName,
    KmsKeyArn,
    LogPrefix,
    TopicArn,
    UniqueItems,
    pattern,
)
from strongroom.observability._compliance._catalogue import Control, ControlId, Standard
from strongroom.observability._compliance._checks import compliance_problems
from strongroom.observability._compliance._options import Aggregator, ConformancePack, Hours
from strongroom.observability._compliance._parameters import Value
from strongroom.observability._compliance._recording import RecordingOptions, RetentionPeriod
from strongroom.observability._compliance._remediation import Remediation
from strongroom.observability._compliance._selection import selected
from strongroom.observability._reasons import Reason

_ConfigName = Annotated[str, pattern(r"[!-~ ]{1,256}", "a name of 1 to 256 printable characters", "default")]


class ComplianceArgs(Args):
    """Inputs of `Compliance`."""

    recorder: Literal["make", "adopt", "skip"] = "make"
    """What to do about the recorder, of which an account has one in each region.

    - `make`: make one, with its delivery channel. Two components of a program can't make one in the same region; one
      that another program made is refused by AWS (`MaxNumberOfConfigurationRecordersExceeded`): adopt or skip it then.
    - `adopt`: take over the one that exists, by its name: it gets the settings given here, and stays, recording, when
      this component goes.
    - `skip`: leave the one that exists alone, and make rules only.

    Default: `make`.
    """

    existing_recorder_name: _ConfigName = "default"
    """Name of the recorder to adopt. Default: `default`, as the console calls it."""

    existing_channel_name: _ConfigName = "default"
    """Name of the delivery channel to adopt. Default: `default`, as the console calls it."""

    service_linked_role: Literal["make", "exists"] = "make"
    """Whether to make the role `AWSServiceRoleForConfig`, with which AWS Config records (Config.1).

    An account has it once, for all regions: where it exists, as after the console set AWS Config up, AWS refuses to
    make it again. Default: make it.
    """

    bucket_name: Input[BucketName] | None = None
    """Name of the bucket that takes history and snapshots; required unless the recorder is skipped.

    Its policy must let AWS Config write before there is a channel: give the output of a component that is told then, as
    that of `strongroom.data.LogBucket` is.
    """

    bucket_prefix: LogPrefix = "config"
    """The folder of the bucket, which its policy must name. Default: `config`; empty for the bucket itself."""

    kms_key_arn: Input[KmsKeyArn] | None = None
    """ARN of the KMS key that encrypts what is delivered. Default: the bucket's own encryption."""

    snapshot_hours: Hours = 24
    """Hours between snapshots of the whole configuration. Default: a day."""

    recording: RecordingOptions = RecordingOptions()
    """What is recorded, and how often. Default: everything, at once."""

    retention_days: RetentionPeriod = 2557
    """Days that AWS Config keeps its history, 30 to 2,557. Default: seven years, the most there is."""

    iam_resources: bool = True
    """Whether resources of IAM, which are global, are recorded and checked here: in one region of an account only.

    Default: they are.
    """

    cloudfront_resources: bool = False
    """Whether CloudFront's resources are checked here: AWS Config has them, and rules for them, in us-east-1 only.

    Default: they are not. Make a second `Compliance` for us-east-1, with `iam_resources` false.
    """

    standards: Set[Standard] = frozenset({"fsbp", "cis_v5", "pci"})
    """Standards all of whose controls in the catalogue are checked. Default: FSBP, CIS v5 and PCI DSS.

    Security Hub makes rules of its own for its standards, and AWS charges for both: where it is on, leave out what it
    checks.
    """

    controls: Annotated[Sequence[ControlId], UniqueItems] = ()
    """Further controls that are checked, by id, such as `EC2.6`. Default: none."""

    exclusions: Mapping[ControlId, Reason] = {}
    """Controls of these standards that are not checked, each with the reason. Default: none.

    In GovCloud and China it must include the controls that AWS Config has no rule for there; the error lists them.
    """

    parameters: Mapping[ControlId, Mapping[str, Value]] = {}
    """Parameters of rules by control, such as `{"IAM.3": {"maxAccessKeyAge": 30}}`. Default: what Security Hub has."""

    rule_frequency_hours: Hours = 24
    """Hours between evaluations of the rules that look from time to time. Default: a day."""

    deploy_rules_as: Literal["rules", "conformance_pack"] = "rules"
    """Whether the rules stand alone, or together in one conformance pack, which has one score. Default: alone."""

    conformance_packs: Annotated[Mapping[ItemName, ConformancePack], Field(max_length=49)] = {}
    """Conformance packs of a team's own, by name. Default: none."""

    remediations: Mapping[ControlId, Remediation] = {}
    """How AWS's runbooks remediate resources that fail a control. Not available in GovCloud. Default: none."""

    aggregator: Aggregator | None = None
    """Where several accounts and regions are looked at together. Default: nowhere."""

    topic_arn: Input[TopicArn] | None = None
    """ARN of the topic, in this region, that is told when a resource does not comply any more.

    EventBridge tells it, since AWS Config itself can't publish to encrypted topics: the topic's policy and its key must
    let `events.amazonaws.com` publish. Default: nobody is told.
    """

    @property
    def checked(self) -> list[Control]:
        """The controls that are checked, in the order of the catalogue."""
        return selected(
            self.standards,
            self.controls,
            self.exclusions,
            iam=self.iam_resources,
            cloudfront=self.cloudfront_resources,
        )

    @model_validator(mode="after")
    def _fits_together(self) -> "ComplianceArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := [*compliance_problems(self)]:
            raise InputError(type(self).__name__, found)
        return self
