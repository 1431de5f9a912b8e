"""The rules between the inputs of compliance."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from strongroom.core import Problem
from strongroom.observability._compliance._catalogue import CATALOGUE, Control
from strongroom.observability._compliance._pack import MOST_BYTES, MOST_RULES, pack_template
from strongroom.observability._compliance._remediation import RUNBOOKS
from strongroom.observability._compliance._selection import is_elsewhere
from strongroom.observability._compliance._selection import parameter_problems as rule_parameter_problems
from strongroom.observability._compliance._template import parameter_problems

if TYPE_CHECKING:
    from strongroom.observability._compliance._args import ComplianceArgs

_OF_THE_RECORDER = (
    "bucket_name",
    "kms_key_arn",
    "recording",
    "retention_days",
    "snapshot_hours",
    "service_linked_role",
)
_LONGEST_PARTITION = "aws-iso-b"


def compliance_problems(args: "ComplianceArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in the inputs.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    checked = {control.control_id: control for control in args.checked}
    yield from _recorder(args)
    yield from _selection(args)
    yield from _parameters(args, checked)
    yield from _recorded(args, checked)
    yield from _remediations(args, checked)
    for name, pack in args.conformance_packs.items():
        if isinstance(pack.template_body, str):
            for each in parameter_problems(pack.template_body, pack.parameters):
                yield Problem(f"conformance_packs.{name}.{each.path}", each.reason, each.remedy)
    if args.deploy_rules_as == "conformance_pack":
        yield from _pack(args)


def _recorder(args: "ComplianceArgs") -> Iterator[Problem]:
    if args.recorder != "skip":
        if args.bucket_name is None:
            yield Problem("bucket_name", "is required, as AWS Config delivers to it", "give the name of a log bucket")
    else:
        for field in _OF_THE_RECORDER:
            if field in args.model_fields_set and getattr(args, field) is not None:
                reason = "is for a recorder, which is skipped"
                yield Problem(field, reason, "remove it, or make or adopt the recorder")
    if args.recorder != "adopt":
        for field in ("existing_recorder_name", "existing_channel_name"):
            if field in args.model_fields_set:
                yield Problem(field, "is for a recorder that is adopted", "remove it, or adopt the recorder")
    daily = {*args.recording.daily_types}
    if daily and args.recording.frequency == "daily":
        yield Problem("recording.daily_types", "everything is recorded daily", "remove it, or record continuously")
    if both := sorted(daily & {*args.recording.excluded_types}):
        yield Problem("recording.daily_types", f"{both[0]} is not recorded at all", "remove it from one of the two")


def _selection(args: "ComplianceArgs") -> Iterator[Problem]:
    for control_id in args.controls:
        control = CATALOGUE[control_id]
        if control_id in args.exclusions:
            yield Problem(f"exclusions.{control_id}", "is among controls as well", "remove it from one of the two")
        elif is_elsewhere(control, iam=args.iam_resources, cloudfront=args.cloudfront_resources):
            switch = "cloudfront_resources" if control.service == "CloudFront" else "iam_resources"
            reason = f"{control_id} is about resources that are not recorded here"
            yield Problem("controls", reason, f"set {switch} to true if they are, or remove it")
    for control_id in args.exclusions:
        wanted = control_id in args.controls or not args.standards.isdisjoint(CATALOGUE[control_id].standards)
        if not wanted:
            yield Problem(f"exclusions.{control_id}", "is in none of the standards", "remove it")


def _parameters(args: "ComplianceArgs", checked: "dict[str, Control]") -> Iterator[Problem]:
    for control_id, given in args.parameters.items():
        if control_id not in checked:
            yield Problem(f"parameters.{control_id}", "is not checked", "remove it, or add it to controls")
        else:
            yield from rule_parameter_problems(f"parameters.{control_id}", checked[control_id], given)


def _recorded(args: "ComplianceArgs", checked: "dict[str, Control]") -> Iterator[Problem]:
    excluded = {*args.recording.excluded_types}
    blind = [each.control_id for each in checked.values() if excluded.issuperset(each.resource_types)]
    if blind:
        reason = f"{', '.join(blind)} would never see a resource, as their types are not recorded"
        yield Problem("recording.excluded_types", reason, "record them, or exclude the controls with the reason")


def _remediations(args: "ComplianceArgs", checked: "dict[str, Control]") -> Iterator[Problem]:
    for control_id in args.remediations:
        field = f"remediations.{control_id}"
        if control_id not in RUNBOOKS:
            yield Problem(field, "has no runbook here", f"remove it; there is one for {', '.join(RUNBOOKS)}")
        elif control_id not in checked:
            yield Problem(field, "is not checked", "remove it, or add it to controls")
    if args.remediations and args.deploy_rules_as == "conformance_pack":
        reason = "rules of a conformance pack can't be given one"
        yield Problem("remediations", reason, "set deploy_rules_as to rules, or remove them")


def _pack(args: "ComplianceArgs") -> Iterator[Problem]:
    if "rule_frequency_hours" in args.model_fields_set:
        yield Problem(
            "rule_frequency_hours", "is for rules that stand alone", "remove it, or set deploy_rules_as to rules"
        )
    rules, size = len(args.checked), len(pack_template(args.checked, {}, _LONGEST_PARTITION).encode())
    if rules > MOST_RULES or size > MOST_BYTES:
        reason = f"a pack has at most {MOST_RULES} rules in {MOST_BYTES:,} bytes, and these are {rules} in {size:,}"
        yield Problem("deploy_rules_as", reason, "name fewer standards, exclude controls with the reason, or use rules")
    elif not rules:
        yield Problem(
            "deploy_rules_as", "no control is checked, and a pack has one rule at least", "use rules, or add some"
        )
