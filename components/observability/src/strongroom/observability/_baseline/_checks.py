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
