"""The rules between the inputs of an account's baseline."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from strongroom.core import Problem
from strongroom.observability._baseline._standards import subscribed_standards

if TYPE_CHECKING:
    from strongroom.observability._baseline._args import AccountBaselineArgs

_SWITCHES = (
    *("security_hub", "guardduty", "access_analyzer", "inspector", "ebs_encryption", "password_policy"),
    *("imds_defaults", "block_public_buckets", "block_public_snapshots", "block_public_images"),
    "service_linked_roles",
)


def baseline_problems(args: "AccountBaselineArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in the inputs.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    if not any(getattr(args, switch) for switch in _SWITCHES):
        yield Problem("", "everything is off, and nothing would be made", "turn something on, or remove the component")
    if args.security_hub is not None:
        for control_id in args.security_hub.disabled_controls:
            if not subscribed_standards(control_id, args.security_hub.standards):
                field = f"security_hub.disabled_controls.{control_id}"
                yield Problem(field, "is in none of the standards, as Security Hub has them", "remove it")
    if args.inspector is not None and "LAMBDA_CODE" in args.inspector.scans and "LAMBDA" not in args.inspector.scans:
        yield Problem("inspector.scans", "LAMBDA_CODE needs LAMBDA", "add LAMBDA, or remove LAMBDA_CODE")
    watched = any((args.security_hub, args.guardduty, args.access_analyzer, args.inspector))
    if args.topic_arn is not None and not watched:
        reason = "nothing that finds anything is on"
        yield Problem(
            "topic_arn", reason, "turn security_hub, guardduty, access_analyzer or inspector on, or remove it"
        )
    if args.topic_arn is None and "finding_severity" in args.model_fields_set:
        yield Problem(
            "finding_severity", "is for findings that are told, and nobody is", "give topic_arn, or remove it"
        )


def partition_problems(args: "AccountBaselineArgs", partition: str) -> Iterator[Problem]:
    """Find features that the services do not have in a partition.

    Security Hub has all its standards, and GuardDuty and Amazon Inspector have their other features, in the partitions
    that the component supports.

    Args:
        args: The inputs.
        partition: AWS partition of the component's provider.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    # https://docs.amazonaws.cn/en_us/aws/latest/userguide/guardduty.html
    if args.guardduty is not None and args.guardduty.runtime and partition == "aws-cn":
        reason = "must be False: GuardDuty has no Runtime Monitoring in the partition aws-cn"
        yield Problem("guardduty.runtime", reason, "use GuardDutyOptions(runtime=False)")
    # https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-inspector2.html
    # https://docs.aws.amazon.com/inspector/latest/user/inspector_regions.html
    if args.inspector is not None and "LAMBDA_CODE" in args.inspector.scans and partition != "aws":
        reason = f"must not include LAMBDA_CODE, which Amazon Inspector does not scan in the partition {partition}"
        yield Problem("inspector.scans", reason, "remove LAMBDA_CODE")
