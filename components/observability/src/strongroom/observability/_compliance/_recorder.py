"""The recorder: its role, its delivery channel, and that it records.

AWS wants them in this order, and the reverse on destroy: a channel needs a recorder, and a recorder that records can't
lose its channel. https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from strongroom.core import AwsEnvironment
from strongroom.observability._compliance._claims import claim_recorder, current_run
from strongroom.observability._compliance._options import HOURS
from strongroom.observability._compliance._recording import recording_group, recording_mode
from strongroom.observability._compliance._scope import ComplianceScope

_SERVICE = "config.amazonaws.com"
_RECORDER, _CHANNEL = "recorder", "delivery"


@dataclass(frozen=True)
class Recorder:
    """What was made for the recorder."""

    name: pulumi.Output[str]
    """Name of the recorder."""
    channel_name: pulumi.Output[str]
    """Name of the delivery channel."""
    role_arn: pulumi.Output[str]
    """ARN of the role with which it records."""
    ready: Sequence[pulumi.Resource]
    """What rules wait for."""


def make_recorder(scope: ComplianceScope) -> Recorder | None:
    """Make the recorder and what it needs, or take it over; then let it record.

    Args:
        scope: The component.

    Returns:
        What was made; None if the recorder is skipped.
    """
    args = scope.args
    if args.recorder == "skip":
        return None
    role_arn = _role_arn(scope)
    # A recorder that was there before stays when this component goes, and records on.
    kept = args.recorder == "adopt"
    # A Region has one recorder and one channel, so neither can be replaced by one of another name.
    ignored = [] if kept else ["name"]
    recorder = aws.cfg.Recorder(
        scope.child(_RECORDER),
        name=_name(scope, args.existing_recorder_name if kept else scope.physical_name(max_length=256)),
        role_arn=role_arn,
        recording_group=recording_group(args.recording.excluded_types, iam=args.iam_resources),
        recording_mode=recording_mode(args.recording),
        opts=scope.opts(retain_on_delete=kept, ignore_changes=ignored),
    )
    channel = aws.cfg.DeliveryChannel(
        scope.child(_CHANNEL),
        name=args.existing_channel_name if kept else scope.physical_name(max_length=256),
        # That there is a bucket unless the recorder is skipped is a rule of the inputs.
        s3_bucket_name=args.bucket_name or "",
        s3_key_prefix=args.bucket_prefix or None,
        s3_kms_key_arn=args.kms_key_arn,
        snapshot_delivery_properties={"delivery_frequency": HOURS[args.snapshot_hours]},
        opts=scope.opts(depends_on=[recorder], retain_on_delete=kept, ignore_changes=ignored),
    )
    status = aws.cfg.RecorderStatus(
        scope.child(_RECORDER),
        name=recorder.name,
        is_enabled=True,
        opts=scope.opts(depends_on=[channel], retain_on_delete=kept),
    )
    aws.cfg.RetentionConfiguration(
        scope.child("retention"),
        retention_period_in_days=args.retention_days,
        opts=scope.opts(depends_on=[recorder]),
    )
    return Recorder(recorder.name, channel.name, role_arn, [status])


def _role_arn(scope: ComplianceScope) -> pulumi.Output[str]:
    if scope.args.service_linked_role == "make":
        role = aws.iam.ServiceLinkedRole(
            scope.child(_RECORDER),
            aws_service_name=_SERVICE,
            description="AWS Config records with it",
            tags=scope.tags(_RECORDER),
            # A recorder that stays still needs it.
            opts=scope.opts(retain_on_delete=scope.args.recorder == "adopt"),
        )
        return role.arn
    path = f"role/aws-service-role/{_SERVICE}/AWSServiceRoleForConfig"
    return scope.home.apply(lambda home: home.arn("iam", path, region=""))


def _name(scope: ComplianceScope, name: str) -> pulumi.Output[str]:
    """Return the name of the recorder, when it is known that no other component of the program has one here."""
    run, component = current_run(), scope.physical_name()

    def claimed(home: AwsEnvironment) -> str:
        claim_recorder(run, home, component)
        return name

    return scope.home.apply(claimed)
