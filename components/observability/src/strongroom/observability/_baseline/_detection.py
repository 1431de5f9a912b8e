"""What finds something: Security Hub, GuardDuty, IAM Access Analyzer and Amazon Inspector."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from strongroom.observability._baseline._options import GuardDutyOptions
from strongroom.observability._baseline._scope import BaselineScope
from strongroom.observability._baseline._standards import ordered, standard_arn, subscribed_standards
from strongroom.observability._compliance._catalogue import Standard

_RUNTIME = "RUNTIME_MONITORING"
_AGENTS = ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT")
# The order in which AWS gives them, which is also that of the inputs.
_SCANS = ("EC2", "ECR", "LAMBDA", "LAMBDA_CODE")


def make_security_hub(scope: BaselineScope) -> Mapping[str, pulumi.Output[str]]:
    """Turn Security Hub on, subscribe to its standards, and leave out the controls that are disabled.

    Args:
        scope: The baseline.

    Returns:
        ARNs of the subscriptions by standard; none if Security Hub is off.
    """
    options = scope.args.security_hub
    if options is None:
        return {}
    hub = aws.securityhub.Account(
        scope.child("security-hub"),
        # The standards are named one by one, so that AWS's choice of defaults changes nothing here.
        enable_default_standards=False,
        control_finding_generator="SECURITY_CONTROL",
        auto_enable_controls=options.auto_enable_controls,
        opts=scope.opts(),
    )
    subscriptions: dict[Standard, aws.securityhub.StandardsSubscription] = {}
    for standard in ordered(options.standards):
        subscriptions[standard] = aws.securityhub.StandardsSubscription(
            scope.child(f"standard-{standard.replace('_', '-')}"),
            standards_arn=scope.home.apply(lambda home, standard=standard: standard_arn(standard, home)),
            opts=scope.opts(depends_on=[hub]),
        )
    for control_id, reason in options.disabled_controls.items():
        for standard in subscribed_standards(control_id, options.standards):
            role = f"{control_id.replace('.', '-')}-{standard.replace('_', '-')}".lower()
            aws.securityhub.StandardsControlAssociation(
                scope.child(f"disabled-{role}"),
                security_control_id=control_id,
                standards_arn=subscriptions[standard].standards_arn,
                association_status="DISABLED",
                updated_reason=reason,
                opts=scope.opts(depends_on=[subscriptions[standard]]),
            )
    return {standard: subscription.id for standard, subscription in subscriptions.items()}


def guardduty_features(options: GuardDutyOptions) -> dict[str, bool]:
    """Return the protections of GuardDuty, and whether they are on.

    Each is said, since AWS turns some on by itself in a new detector.

    Args:
        options: The inputs.
    """
    return {
        "S3_DATA_EVENTS": options.s3,
        "RDS_LOGIN_EVENTS": options.rds,
        "EBS_MALWARE_PROTECTION": options.ebs_malware,
        "LAMBDA_NETWORK_LOGS": options.lambda_network,
        "EKS_AUDIT_LOGS": options.eks_audit,
        _RUNTIME: options.runtime,
    }


def make_guardduty(scope: BaselineScope) -> pulumi.Output[str] | None:
    """Turn GuardDuty on, with its protections.

    Args:
        scope: The baseline.

    Returns:
        Id of the detector; None if GuardDuty is off.
    """
    options = scope.args.guardduty
    if options is None:
        return None
    detector = aws.guardduty.Detector(
        scope.child("guardduty"),
        enable=True,
        finding_publishing_frequency=options.publishing_frequency,
        tags=scope.tags("guardduty"),
        opts=scope.opts(),
    )
    agents = "ENABLED" if options.runtime and options.runtime_agents else "DISABLED"
    for feature, on in guardduty_features(options).items():
        aws.guardduty.DetectorFeature(
            scope.child(feature.replace("_", "-").lower()),
            detector_id=detector.id,
            name=feature,
            status="ENABLED" if on else "DISABLED",
            additional_configurations=[{"name": name, "status": agents} for name in _AGENTS]
            if feature == _RUNTIME
            else None,
            opts=scope.opts(),
        )
    return detector.id


def make_access_analyzers(scope: BaselineScope) -> dict[str, pulumi.Output[str]]:
    """Make the analyzer of external access, and that of unused access if one is wanted.

    Args:
        scope: The baseline.

    Returns:
        Their ARNs: `external`, `unused`; none if IAM Access Analyzer is off.
    """
    options = scope.args.access_analyzer
    if options is None:
        return {}
    zone = "ORGANIZATION" if options.organization else "ACCOUNT"
    external = aws.accessanalyzer.Analyzer(
        scope.child("external-access"),
        analyzer_name=scope.physical_name("external-access", max_length=255),
        type=zone,
        tags=scope.tags("external-access"),
        # A Region has one analyzer of each type.
        opts=scope.opts(delete_before_replace=True),
    )
    if options.unused_access_days is None:
        return {"external": external.arn}
    unused = aws.accessanalyzer.Analyzer(
        scope.child("unused-access"),
        analyzer_name=scope.physical_name("unused-access", max_length=255),
        type=f"{zone}_UNUSED_ACCESS",
        configuration={"unused_access": {"unused_access_age": options.unused_access_days}},
        tags=scope.tags("unused-access"),
        # A Region has one analyzer of each type.
        opts=scope.opts(delete_before_replace=True),
    )
    return {"external": external.arn, "unused": unused.arn}


def make_inspector(scope: BaselineScope) -> None:
    """Turn Amazon Inspector on for what is scanned.

    Args:
        scope: The baseline.
    """
    options = scope.args.inspector
    if options is not None:
        aws.inspector2.Enabler(
            scope.child("inspector"),
            account_ids=[scope.home.apply(lambda home: home.account_id)],
            resource_types=[scan for scan in _SCANS if scan in options.scans],
            opts=scope.opts(),
        )
