"""The rules, alone or in a conformance pack, and what mends resources that don't comply."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from strongroom.observability._compliance._catalogue import Control
from strongroom.observability._compliance._options import HOURS
from strongroom.observability._compliance._pack import pack_template
from strongroom.observability._compliance._remediation import RUNBOOKS, Remediation
from strongroom.observability._compliance._scope import ComplianceScope
from strongroom.observability._compliance._selection import description, parameters_json


def make_rules(scope: ComplianceScope, ready: Sequence[pulumi.Resource]) -> dict[str, pulumi.Output[str]]:
    """Make a rule for each control, with what mends the resources that fail it.

    Args:
        scope: The component.
        ready: What must be there before, as a rule needs a recorder.

    Returns:
        ARNs of the rules, by control; none if they are in a conformance pack.
    """
    if scope.args.deploy_rules_as != "rules":
        return {}
    arns: dict[str, pulumi.Output[str]] = {}
    for control in scope.args.checked:
        rule = _rule(scope, control, ready)
        arns[control.control_id] = rule.arn
        if (remediation := scope.args.remediations.get(control.control_id)) is not None:
            _remediation(scope, control, rule, remediation)
    return arns


def make_packs(scope: ComplianceScope, ready: Sequence[pulumi.Resource]) -> Mapping[str, pulumi.Output[str]]:
    """Make the conformance packs: that of the controls, if they are in one, and a team's own.

    Args:
        scope: The component.
        ready: What must be there before, as a rule needs a recorder.

    Returns:
        ARNs of the packs, by name; that of the controls is called `controls`.
    """
    args = scope.args
    packs: dict[str, pulumi.Output[str]] = {}
    if args.deploy_rules_as == "conformance_pack":
        template = scope.home.apply(lambda home: pack_template(args.checked, args.parameters, home.partition))
        pack = aws.cfg.ConformancePack(
            scope.child("controls"),
            name=scope.physical_name("controls", max_length=256),
            template_body=template,
            opts=scope.opts(depends_on=ready),
        )
        packs["controls"] = pack.arn
    for name, own in args.conformance_packs.items():
        pack = aws.cfg.ConformancePack(
            scope.child(f"pack-{name}"),
            name=scope.physical_name(f"pack-{name}", max_length=256),
            template_body=own.template_body,
            input_parameters=[
                {"parameter_name": parameter, "parameter_value": value} for parameter, value in own.parameters.items()
            ]
            or None,
            opts=scope.opts(depends_on=ready),
        )
        packs[name] = pack.arn
    return packs


def _role(control: Control) -> str:
    return f"{control.control_id.replace('.', '-').lower()}-{control.rule_name}"


def _rule(scope: ComplianceScope, control: Control, ready: Sequence[pulumi.Resource]) -> aws.cfg.Rule:
    args, given = scope.args, scope.args.parameters.get(control.control_id, {})
    return aws.cfg.Rule(
        scope.child(_role(control)),
        name=scope.physical_name(_role(control), max_length=128),
        description=description(control),
        source={"owner": "AWS", "source_identifier": control.rule},
        input_parameters=scope.home.apply(lambda home: parameters_json(control, given, home.partition))
        if control.parameters
        else None,
        # What looks when something changes takes no frequency.
        maximum_execution_frequency=HOURS[args.rule_frequency_hours] if control.periodic else None,
        tags=scope.tags(_role(control)),
        opts=scope.opts(depends_on=ready),
    )


def _remediation(scope: ComplianceScope, control: Control, rule: aws.cfg.Rule, remediation: Remediation) -> None:
    runbook = RUNBOOKS[control.control_id]
    parameters: list[aws.cfg.RemediationConfigurationParameterArgsDict] = [
        {"name": "AutomationAssumeRole", "static_value": remediation.role_arn}
    ]
    if runbook.resource_parameter is not None:
        parameters.append({"name": runbook.resource_parameter, "resource_value": "RESOURCE_ID"})
    aws.cfg.RemediationConfiguration(
        scope.child(_role(control)),
        config_rule_name=rule.name,
        target_type="SSM_DOCUMENT",
        target_id=runbook.document,
        parameters=parameters,
        automatic=remediation.automatic,
        maximum_automatic_attempts=remediation.maximum_attempts,
        retry_attempt_seconds=remediation.retry_seconds,
        execution_controls={
            "ssm_controls": {
                "concurrent_execution_rate_percentage": remediation.concurrency_percentage,
                "error_percentage": remediation.error_percentage,
            }
        },
        opts=scope.opts(),
    )
