"""The fifteen things that the CIS benchmark wants to be told of, each a filter on the trail's log and an alarm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from strongroom.observability._alarms._log_patterns import LogPattern
from strongroom.observability._alarms._model import Severity

TrailAlarm: TypeAlias = Literal[
    "unauthorized-calls",
    "console-without-mfa",
    "root-usage",
    "iam-changes",
    "trail-changes",
    "console-failures",
    "disabled-keys",
    "bucket-policy-changes",
    "config-changes",
    "security-group-changes",
    "network-acl-changes",
    "gateway-changes",
    "route-table-changes",
    "vpc-changes",
    "organization-changes",
]
"""An alarm on the trail, in the order of CIS 4.1 to 4.15.

- `unauthorized-calls` (4.1), `console-without-mfa` (4.2), `root-usage` (4.3), `iam-changes` (4.4),
  `trail-changes` (4.5), `console-failures` (4.6), `disabled-keys` (4.7), `bucket-policy-changes` (4.8),
  `config-changes` (4.9), `security-group-changes` (4.10), `network-acl-changes` (4.11), `gateway-changes` (4.12),
  `route-table-changes` (4.13), `vpc-changes` (4.14), `organization-changes` (4.15).

https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
"""


@dataclass(frozen=True, slots=True)
class Watch:
    """What is looked for in the trail's log, and what to do when it is found."""

    cis: str
    """Its number in the CIS AWS Foundations Benchmark, v1.4 to v5."""
    control: str | None
    """The control of Security Hub that looks for exactly this filter; None if there is none."""
    pattern: str
    """The filter, word for word that of the control: Security Hub takes no other. Where there is no control, that of
    the benchmark."""
    advice: str
    """What happened, and what to do."""
    severity: Severity = "warning"
    """How bad it is."""

    @property
    def log_pattern(self) -> LogPattern:
        """What is looked for, with the alarm that the benchmark asks for: once in five minutes is enough."""
        return LogPattern(pattern=self.pattern, description=f"CIS {self.cis}. {self.advice}", severity=self.severity)


def _any(names: Iterable[str], term: str = "($.eventName={})") -> str:
    return " || ".join(map(term.format, names))


def _events(*names: str) -> str:
    return f"{{{_any(names)}}}"


def _events_of(service: str, *names: str) -> str:
    return f"{{($.eventSource={service}.amazonaws.com) && ({_any(names)})}}"


_IAM_PATTERN = _events_of(
    "iam",
    *("DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy", "PutUserPolicy"),
    *("CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion"),
    *("AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy"),
    *("AttachGroupPolicy", "DetachGroupPolicy"),
)
_BUCKET_PATTERN = _events_of(
    "s3",
    *("PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication"),
    *("DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication"),
)
_VPC_PATTERN = _events(
    *("CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection"),
    *("DeleteVpcPeeringConnection", "RejectVpcPeeringConnection", "AttachClassicLinkVpc", "DetachClassicLinkVpc"),
    *("DisableVpcClassicLink", "EnableVpcClassicLink"),
)
_ORGANIZATION_EVENTS = (
    *("AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy"),
    *("DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit", "DeletePolicy", "DetachPolicy"),
    *("DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization", "MoveAccount"),
    *("RemoveAccountFromOrganization", "UpdatePolicy", "UpdateOrganizationalUnit"),
)
_ORGANIZATION_PATTERN = (
    "{ ($.eventSource = organizations.amazonaws.com) && (" + _any(_ORGANIZATION_EVENTS, '($.eventName = "{}")') + ") }"
)

WATCHES: Mapping[TrailAlarm, Watch] = {
    "unauthorized-calls": Watch(
        "4.1",
        "CloudWatch.2",
        '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
        "Somebody called what they may not. Find the caller in the trail (errorCode AccessDenied): a program that "
        "lacks a permission gets it or stops calling; anyone else is asked, and the credentials revoked if need be.",
    ),
    "console-without-mfa": Watch(
        "4.2",
        "CloudWatch.3",
        '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && '
        '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
        "An IAM user signed in to the console without MFA. Find the user in the trail (ConsoleLogin), ask whether it "
        "was they, and have them set up MFA or sign in through the identity provider.",
    ),
    "root-usage": Watch(
        "4.3",
        "CloudWatch.1",
        '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
        "The account's root user did something. Unless it was announced, take it for an intrusion: change the root "
        "password, check MFA and access keys, and read in the trail what was done.",
        severity="critical",
    ),
    "iam-changes": Watch(
        "4.4",
        "CloudWatch.4",
        _IAM_PATTERN,
        "A policy of IAM was changed, attached or detached. Compare the trail with the change that was approved, and "
        "take back what nobody approved.",
    ),
    "trail-changes": Watch(
        "4.5",
        "CloudWatch.5",
        _events("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
        "A trail was made, changed, deleted or stopped. Make sure that this trail still logs, and find out who did it: "
        "whoever covers their tracks begins here.",
        severity="critical",
    ),
    "console-failures": Watch(
        "4.6",
        "CloudWatch.6",
        '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
        "Somebody failed to sign in to the console. Look in the trail for user and address: once is a slip, many are "
        "an attack, so block the address and change the password.",
    ),
    "disabled-keys": Watch(
        "4.7",
        "CloudWatch.7",
        _events_of("kms", "DisableKey", "ScheduleKeyDeletion"),
        "A KMS key was disabled or scheduled for deletion, and what it encrypts can't be read any more. Unless it was "
        "approved, enable the key or cancel its deletion now.",
        severity="critical",
    ),
    "bucket-policy-changes": Watch(
        "4.8",
        "CloudWatch.8",
        _BUCKET_PATTERN,
        "The policy, ACL, CORS, lifecycle or replication of a bucket was changed. Make sure that it is not more open "
        "than before, and compare it with the change that was approved.",
    ),
    "config-changes": Watch(
        "4.9",
        "CloudWatch.9",
        _events_of(
            *("config", "StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel"),
            "PutConfigurationRecorder",
        ),
        "AWS Config was stopped or its recorder or delivery was changed. Make sure that it still records, and compare "
        "it with the change that was approved.",
    ),
    "security-group-changes": Watch(
        "4.10",
        "CloudWatch.10",
        _events(
            *("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress"),
            *("RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup"),
        ),
        "A security group was changed. Make sure that nothing is open that was not, and compare it with the change "
        "that was approved.",
    ),
    "network-acl-changes": Watch(
        "4.11",
        "CloudWatch.11",
        _events(
            *("CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry"),
            *("ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation"),
        ),
        "A network ACL was changed. Make sure that no subnet is open that was not, and compare it with the change "
        "that was approved.",
    ),
    "gateway-changes": Watch(
        "4.12",
        "CloudWatch.12",
        _events(
            *("CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway"),
            *("DeleteInternetGateway", "DetachInternetGateway"),
        ),
        "An internet or customer gateway was changed. Make sure that no network has a new way out, and compare it with "
        "the change that was approved.",
    ),
    "route-table-changes": Watch(
        "4.13",
        "CloudWatch.13",
        _events_of(
            *("ec2", "CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation"),
            *("DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable"),
        ),
        "A route table was changed. Make sure that traffic still goes where it should, and compare it with the change "
        "that was approved.",
    ),
    "vpc-changes": Watch(
        "4.14",
        "CloudWatch.14",
        _VPC_PATTERN,
        "A VPC or a peering connection was changed. Make sure that no network is connected that was not, and compare "
        "it with the change that was approved.",
    ),
    "organization-changes": Watch(
        "4.15",
        None,
        _ORGANIZATION_PATTERN,
        "The organization was changed: an account, a unit or a policy. Make sure that no guardrail is gone, and "
        "compare it with the change that was approved.",
    ),
}
"""What is watched, by the alarm's name.

https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
"""
