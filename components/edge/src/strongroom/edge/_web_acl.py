"""The web ACL in front of a site, and its logs."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from strongroom.edge._plan import US_EAST_1
from strongroom.edge._scope import SiteScope
from strongroom.edge._web_acl_options import WebAcl, WebAclLogs, addresses_by_version
from strongroom.edge._web_acl_rules import visibility, web_acl_rules

_ROLE = "web-acl"
_SCOPE = "CLOUDFRONT"
_NAME_LENGTH = 128
_LOG_GROUP_LENGTH = 512
_LOGS = "aws-waf-logs-"
_SECRET_HEADERS = ("authorization", "cookie")


@dataclass(frozen=True)
class SiteWebAcl:
    """The web ACL in front of a site."""

    arn: pulumi.Output[str] | None
    """Its ARN; None without one."""
    name: pulumi.Output[str] | None = None
    """Its name, which is also what CloudWatch's metrics call it; None if it is given, or there is none."""
    rule_names: tuple[str, ...] = ()
    """Names of its rules, which are also what CloudWatch's metrics call them."""
    log_group_name: pulumi.Output[str] | None = None
    """Name of the log group that is made for its logs, in us-east-1; None without one."""


def make_web_acl(scope: SiteScope) -> SiteWebAcl:
    """Make the web ACL, unless one is given, or there is to be none.

    Args:
        scope: The site.
    """
    options = scope.args.web_acl
    if options is None:
        return SiteWebAcl(None)
    if options.arn is not None:
        return SiteWebAcl(pulumi.Output.from_input(options.arn))
    name = scope.global_name(_ROLE, max_length=_NAME_LENGTH)
    rules = web_acl_rules(options, _ip_sets(scope, options))
    acl = aws.wafv2.WebAcl(
        scope.child(_ROLE),
        region=US_EAST_1,
        name=name,
        scope=_SCOPE,
        default_action={"block": {}} if options.default_action == "block" else {"allow": {}},
        rules=rules,
        association_config={
            "request_bodies": [{"cloudfront": {"default_size_inspection_limit": f"KB_{options.body_limit_kb}"}}]
        },
        visibility_config=visibility(name),
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    group_name = None if options.logs is None else _logs(scope, options.logs, acl)
    return SiteWebAcl(acl.arn, name, tuple(str(rule["name"]) for rule in rules), group_name)


def _ip_sets(scope: SiteScope, options: WebAcl) -> Mapping[str, pulumi.Output[str]]:
    found: dict[str, pulumi.Output[str]] = {}
    for kind, networks in (("blocked", options.blocked_networks), ("allowed", options.allowed_networks)):
        for version, addresses in addresses_by_version(networks).items():
            role = f"{kind}-{version.lower()}"
            ip_set = aws.wafv2.IpSet(
                scope.child(role),
                region=US_EAST_1,
                name=scope.global_name(role, max_length=_NAME_LENGTH),
                scope=_SCOPE,
                ip_address_version=version,
                addresses=addresses,
                tags=scope.tags(role),
                opts=scope.opts(),
            )
            found[role] = ip_set.arn
    return found


def _logs(scope: SiteScope, logs: WebAclLogs, acl: aws.wafv2.WebAcl) -> pulumi.Output[str] | None:
    group = _log_group(scope, logs) if logs.destination_arn is None else None
    destination = logs.destination_arn if group is None else group.arn
    assert destination is not None  # noqa: S101 a log group is made where none is given
    redacted = (*_SECRET_HEADERS, *(name for name in logs.redacted_headers if name not in _SECRET_HEADERS))
    fields: list[aws.wafv2.WebAclLoggingConfigurationRedactedFieldArgsDict] = [
        {"single_header": {"name": name}} for name in redacted
    ]
    if logs.redact_query_string:
        fields.append({"query_string": {}})
    aws.wafv2.WebAclLoggingConfiguration(
        scope.child("web-acl-logs"),
        region=US_EAST_1,
        resource_arn=acl.arn,
        log_destination_configs=[destination],
        redacted_fields=fields,
        logging_filter=_filter(logs),
        # A web ACL has one configuration: deleting the old one last would delete the new one.
        opts=scope.opts(delete_before_replace=True),
    )
    return group and group.name


def _log_group(scope: SiteScope, logs: WebAclLogs) -> aws.cloudwatch.LogGroup:
    name = scope.global_name(max_length=_LOG_GROUP_LENGTH - len(_LOGS))
    return aws.cloudwatch.LogGroup(
        scope.child("web-acl-logs"),
        region=US_EAST_1,
        name=name.apply(lambda known: f"{_LOGS}{known}"),
        kms_key_id=scope.args.kms_key_arn,
        retention_in_days=logs.retention_days,
        tags=scope.tags("web-acl-logs"),
        opts=scope.opts(),
    )


def _filter(logs: WebAclLogs) -> "aws.wafv2.WebAclLoggingConfigurationLoggingFilterArgsDict | None":
    if not logs.kept_actions:
        return None
    conditions: list[aws.wafv2.WebAclLoggingConfigurationLoggingFilterFilterConditionArgsDict] = [
        {"action_condition": {"action": action}} for action in logs.kept_actions
    ]
    kept: aws.wafv2.WebAclLoggingConfigurationLoggingFilterFilterArgsDict = {
        "behavior": "KEEP",
        "requirement": "MEETS_ANY",
        "conditions": conditions,
    }
    return {"default_behavior": "DROP", "filters": [kept]}
