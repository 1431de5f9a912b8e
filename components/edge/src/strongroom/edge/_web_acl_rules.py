"""The rules of a web ACL, in the order in which requests meet them."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from strongroom.edge._web_acl_labels import label
from strongroom.edge._web_acl_options import (
    BotControl,
    CustomRuleGroup,
    ManagedRuleGroup,
    RateLimit,
    RuleAction,
    WebAcl,
)

if TYPE_CHECKING:
    import pulumi
    import pulumi_aws as aws

Rule: TypeAlias = "aws.wafv2.WebAclRuleArgsDict"

# Far apart, so that what is added later keeps the priorities of the rest.
_BLOCKED, _COUNTRIES, _ALLOWED, _RATE, _OWN, _MANAGED = 0, 10, 20, 30, 100, 1000
_TOO_MANY_REQUESTS = 429
MANAGED_NAMES: Mapping[str, str] = {
    # AWS's advice is the cheapest and surest first.
    "ip_reputation": "AWSManagedRulesAmazonIpReputationList",
    "anonymous_ip": "AWSManagedRulesAnonymousIpList",
    "common": "AWSManagedRulesCommonRuleSet",
    "known_bad_inputs": "AWSManagedRulesKnownBadInputsRuleSet",
    "sql_injection": "AWSManagedRulesSQLiRuleSet",
    "admin_protection": "AWSManagedRulesAdminProtectionRuleSet",
    "linux": "AWSManagedRulesLinuxRuleSet",
    "posix": "AWSManagedRulesUnixRuleSet",
    "windows": "AWSManagedRulesWindowsRuleSet",
    "php": "AWSManagedRulesPHPRuleSet",
    # It is paid by request, so what others refuse should not reach it.
    "bot_control": "AWSManagedRulesBotControlRuleSet",
}
"""What AWS calls its rule groups, by their fields, in the order in which requests meet them."""


def web_acl_rules(acl: WebAcl, ip_sets: "Mapping[str, pulumi.Input[str]]") -> list[Rule]:
    """Return the rules of a web ACL.

    Args:
        acl: What it is made of.
        ip_sets: ARNs of the IP sets of the networks that are listed, by their roles, such as `blocked-ipv4`.

    Returns:
        The rules, each with a name and a priority of its own, and a metric by its name.
    """
    return [*_lists(acl, ip_sets), *_own(acl), *_managed(acl)]


def _lists(acl: WebAcl, ip_sets: "Mapping[str, pulumi.Input[str]]") -> Iterator[Rule]:
    for role, arn in ip_sets.items():
        blocked = role.startswith("blocked")
        priority = (_BLOCKED if blocked else _ALLOWED) + role.endswith("ipv6")
        statement: aws.wafv2.WebAclRuleStatementArgsDict = {"ip_set_reference_statement": {"arn": arn}}
        yield _rule(role, priority, statement, {"action": _action("block" if blocked else "allow")})
    if acl.blocked_countries:
        statement = {"geo_match_statement": {"country_codes": [*acl.blocked_countries]}}
        yield _rule("blocked-countries", _COUNTRIES, statement, {"action": _action("block")})
    if acl.rate_limit is not None:
        yield _rate_limit(acl.rate_limit)


def _rate_limit(limit: RateLimit) -> Rule:
    statement: aws.wafv2.WebAclRuleStatementArgsDict = {
        "rate_based_statement": {
            "aggregate_key_type": "IP",
            "limit": limit.requests,
            "evaluation_window_sec": limit.window_seconds,
        }
    }
    blocked = {"block": {"custom_response": {"response_code": _TOO_MANY_REQUESTS}}}
    action = blocked if limit.action == "block" else _action(limit.action)
    return _rule("rate-limit", _RATE, statement, {"action": action})


def _own(acl: WebAcl) -> Iterator[Rule]:
    for place, (name, group) in enumerate(acl.rule_groups.items(), start=1):
        statement: aws.wafv2.WebAclRuleStatementArgsDict = {
            "rule_group_reference_statement": {"arn": group.arn, "rule_action_overrides": _overrides(group)}
        }
        yield _rule(f"own-{name}", _OWN + (group.priority or place) - 1, statement, _result(group))


def _managed(acl: WebAcl) -> Iterator[Rule]:
    for index, (field, name) in enumerate(MANAGED_NAMES.items()):
        group: ManagedRuleGroup | None = getattr(acl, field)
        if group is None:
            continue
        reference: aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementArgsDict = {
            "vendor_name": "AWS",
            "name": name,
            "rule_action_overrides": _overrides(group),
        }
        if group.version is not None:
            reference["version"] = group.version
        if isinstance(group, BotControl):
            reference["managed_rule_group_configs"] = [{"aws_managed_rules_bot_control_rule_set": _bots(group)}]
        priority = _MANAGED + 10 * index
        yield _rule(name, priority, {"managed_rule_group_statement": reference}, _result(group))
        if group.path_exceptions:
            # Right after the group, before any rule that could allow the request.
            action = {"action": _action("count" if group.count else "block")}
            yield _rule(f"{name}-elsewhere", priority + 1, _elsewhere(field, group), action)


def _elsewhere(field: str, group: ManagedRuleGroup) -> "aws.wafv2.WebAclRuleStatementArgsDict":
    """Match requests that a rule with exceptions has labelled, on paths that are none of its exceptions."""
    found: list[Any] = [
        {
            "and_statement": {
                # A negation for each path: the provider nests no more than three logical statements.
                "statements": [
                    {"label_match_statement": {"scope": "LABEL", "key": label(field, rule)}},
                    *({"not_statement": {"statement": _path_begins(prefix)}} for prefix in prefixes),
                ]
            }
        }
        for rule, prefixes in group.path_exceptions.items()
    ]
    # WAF requires two statements in an OR.
    return found[0] if len(found) == 1 else {"or_statement": {"statements": found}}


def _path_begins(prefix: str) -> Any:
    return {
        "byte_match_statement": {
            "field_to_match": {"uri_path": {}},
            "positional_constraint": "STARTS_WITH",
            "search_string": prefix,
            # Otherwise /uploads/../admin would be an exception too.
            "text_transformations": [
                {"priority": 0, "type": "URL_DECODE"},
                {"priority": 1, "type": "NORMALIZE_PATH"},
            ],
        }
    }


def _bots(group: BotControl) -> Any:
    learning = {"enable_machine_learning": group.machine_learning} if group.inspection_level == "TARGETED" else {}
    return {"inspection_level": group.inspection_level, **learning}


def _overrides(group: ManagedRuleGroup | CustomRuleGroup) -> Any:
    actions: dict[str, RuleAction] = dict(group.rule_actions)
    if isinstance(group, ManagedRuleGroup):
        actions |= dict.fromkeys(group.path_exceptions, "count")
    return [{"name": name, "action_to_use": _action(action)} for name, action in actions.items()]


def _result(group: ManagedRuleGroup | CustomRuleGroup) -> dict[str, Any]:
    return {"override_action": {"count": {}} if group.count else {"none": {}}}


def _action(action: RuleAction) -> dict[str, Any]:
    return {action: {}}


def _rule(
    name: str, priority: int, statement: "aws.wafv2.WebAclRuleStatementArgsDict", decision: dict[str, Any]
) -> Rule:
    rule = {"name": name, "priority": priority, "statement": statement, "visibility_config": visibility(name)}
    return cast("Rule", rule | decision)


def visibility(metric_name: "pulumi.Input[str]") -> "aws.wafv2.WebAclRuleVisibilityConfigArgsDict":
    """Return that a rule has a metric (WAF.12), and keeps samples of requests.

    Args:
        metric_name: The metric's name.
    """
    return {"cloudwatch_metrics_enabled": True, "metric_name": metric_name, "sampled_requests_enabled": True}
