"""What is told of findings."""

from collections.abc import Iterator, Mapping

from strongroom.observability._baseline._args import AccountBaselineArgs
from strongroom.observability._baseline._options import FindingSeverity
from strongroom.observability._notices import Notice

_LABELS: Mapping[FindingSeverity, list[str]] = {
    "medium": ["MEDIUM", "HIGH", "CRITICAL"],
    "high": ["HIGH", "CRITICAL"],
    "critical": ["CRITICAL"],
}
# https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
_NUMBERS: Mapping[FindingSeverity, int] = {"medium": 4, "high": 7, "critical": 9}


def finding_notices(args: AccountBaselineArgs) -> Iterator[tuple[str, Notice]]:
    """Say what is told: by Security Hub, to which the others tell theirs, or by each of them.

    Args:
        args: Inputs of the baseline.

    Yields:
        What each notice is called, and the notice.
    """
    if args.security_hub is not None:
        yield "security-hub-findings", _security_hub(args.finding_severity)
        return
    if args.guardduty is not None:
        yield "guardduty-findings", _guardduty(args.finding_severity)
    if args.access_analyzer is not None:
        yield "access-analyzer-findings", _access_analyzer()
        if args.access_analyzer.unused_access_days is not None:
            yield "unused-access-findings", _unused_access()
    if args.inspector is not None:
        yield "inspector-findings", _inspector(args.finding_severity)


def _security_hub(severity: FindingSeverity) -> Notice:
    """https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html."""
    findings = {
        "RecordState": ["ACTIVE"],
        "Severity": {"Label": _LABELS[severity]},
        "Workflow": {"Status": ["NEW"]},
    }
    return Notice(
        description="Security Hub has a new finding",
        pattern={
            "source": ["aws.securityhub"],
            "detail-type": ["Security Hub Findings - Imported"],
            "detail": {"findings": findings},
        },
        text="Security Hub (<severity>): <title>, <resource> in <region> of account <account>. Read the finding's "
        "remediation in Security Hub and follow it, or suppress the finding with the reason.",
        paths={
            "account": "$.detail.findings[0].AwsAccountId",
            "region": "$.region",
            "resource": "$.detail.findings[0].Resources[0].Id",
            "severity": "$.detail.findings[0].Severity.Label",
            "title": "$.detail.findings[0].Title",
        },
    )


def _guardduty(severity: FindingSeverity) -> Notice:
    """https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html."""
    return Notice(
        description="GuardDuty has a finding",
        pattern={
            "source": ["aws.guardduty"],
            "detail-type": ["GuardDuty Finding"],
            "detail": {"severity": [{"numeric": [">=", _NUMBERS[severity]]}]},
        },
        text="GuardDuty (severity <severity>): <title> in <region> of account <account>. Read in GuardDuty what <id> "
        "is about, isolate what it names, and revoke the credentials that were used.",
        paths={
            "account": "$.detail.accountId",
            "id": "$.detail.id",
            "region": "$.region",
            "severity": "$.detail.severity",
            "title": "$.detail.title",
        },
    )


def _access_analyzer() -> Notice:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html."""
    return Notice(
        description="IAM Access Analyzer has a finding",
        pattern={
            "source": ["aws.access-analyzer"],
            "detail-type": ["Access Analyzer Finding"],
            "detail": {"status": ["ACTIVE"]},
        },
        text="Somebody outside can reach <resource> in <region> of account <account>. If nobody meant it, take the "
        "access away; if it is meant, archive the finding in IAM Access Analyzer.",
        paths={"account": "$.account", "region": "$.region", "resource": "$.detail.resource"},
    )


def _unused_access() -> Notice:
    """https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-access-analyzer.html."""
    return Notice(
        description="IAM Access Analyzer has a finding on unused access",
        pattern={
            "source": ["aws.access-analyzer"],
            "detail-type": ["Unused Access Finding for IAM entities"],
            "detail": {"status": ["ACTIVE"]},
        },
        text="Nobody uses what <resource> of account <account> may. Take the access away, or the role, key or password "
        "itself; if it must stay, archive the finding in IAM Access Analyzer.",
        paths={"account": "$.account", "resource": "$.detail.resource"},
    )


def _inspector(severity: FindingSeverity) -> Notice:
    """https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html."""
    return Notice(
        description="Amazon Inspector has a finding",
        pattern={
            "source": ["aws.inspector2"],
            "detail-type": ["Inspector2 Finding"],
            "detail": {"severity": _LABELS[severity], "status": ["ACTIVE"]},
        },
        text="Amazon Inspector (<severity>): <title> in <region> of account <account>. Patch or rebuild <resource>.",
        paths={
            "account": "$.account",
            "region": "$.region",
            "resource": "$.resources[0]",
            "severity": "$.detail.severity",
            "title": "$.detail.title",
        },
    )
