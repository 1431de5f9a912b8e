"""Checks of what watches and tells: alarms, log groups, web ACLs and topics."""

from strongroom.observability._proof._checks import Check, Judgement, check, expected, own
from strongroom.observability._proof._policies import statements
from strongroom.observability._proof._state import Registered, StackState

_ALARMS = "cloudwatch.MetricAlarm cloudwatch.CompositeAlarm"
_RETENTION_DAYS = int(*expected("CloudWatch.16", "MinRetentionTime"))
_KNOWN_BAD_INPUTS = "AWSManagedRulesKnownBadInputsRuleSet"


def _acts(alarm: Registered, stack: StackState) -> Judgement:
    del stack
    return None if alarm.texts("alarmActions") else "nothing happens when it is in ALARM"


def _enabled(alarm: Registered, stack: StackState) -> Judgement:
    del stack
    return "its actions are off" if alarm.text("actionsEnabled").lower() == "false" else None


def _kept(group: Registered, stack: StackState) -> Judgement:
    del stack
    days = group.number("retentionInDays")  # 0, or none, is for ever
    return f"it is kept for {days} days, fewer than {_RETENTION_DAYS}" if 0 < days < _RETENTION_DAYS else None


def _own_key(group: Registered, stack: StackState) -> Judgement:
    del stack
    return None if group.text("kmsKeyId") else "it is not encrypted with a KMS key"


def _has_rules(acl: Registered, stack: StackState) -> Judgement:
    del stack
    return None if acl.parts("rules") or acl.text("rulesJson") or acl.text("ruleJson") else "it has no rules"


def _logs(acl: Registered, stack: StackState) -> Judgement:
    found = stack.where("wafv2.WebAclLoggingConfiguration", "resourceArn", acl.arn)
    return None if found else "it does not log requests"


def _metrics(acl: Registered, stack: StackState) -> Judgement:
    del stack
    found = [acl, *acl.parts("rules")]
    right = all(each.flag("visibilityConfig.cloudwatchMetricsEnabled") for each in found)
    return None if right else "it, or a rule of it, has no metrics"


def _log4j(acl: Registered, stack: StackState) -> Judgement:
    del stack
    for rule in acl.parts("rules"):
        for group in rule.parts("statement.managedRuleGroupStatement"):
            overrides = [*group.parts("ruleActionOverrides"), *group.parts("excludedRules")]
            weakened = any(each.text("name").startswith("Log4JRCE") for each in overrides)
            counts = rule.get("overrideAction.count") is not None
            if group.text("name") == _KNOWN_BAD_INPUTS and not weakened and not counts:
                return None
    return f"no rule blocks Log4Shell ({_KNOWN_BAD_INPUTS})"


def _topic_key(topic: Registered, stack: StackState) -> Judgement:
    del stack
    return None if topic.text("kmsMasterKeyId") else "it is not encrypted with a KMS key"


def _private_topic(topic: Registered, stack: StackState) -> Judgement:
    policies = [topic.get("policy"), *(each.get("policy") for each in stack.where("sns.TopicPolicy", "arn", topic.arn))]
    public = any(each.public for policy in policies for each in statements(policy))
    return "its policy lets everyone use it" if public else None


CHECKS: tuple[Check, ...] = (
    check("CloudWatch.15", _ALARMS, _acts, "CKV_AWS_319"),
    check("CloudWatch.16", "cloudwatch.LogGroup", _kept, "CKV_AWS_66 CKV_AWS_338"),
    check("CloudWatch.17", _ALARMS, _enabled, "CKV_AWS_319"),
    check(
        own("LogGroup.Key", "Log groups are encrypted with a KMS key"), "cloudwatch.LogGroup", _own_key, "CKV_AWS_158"
    ),
    check("WAF.10", "wafv2.WebAcl", _has_rules),
    check("WAF.11", "wafv2.WebAcl", _logs, "CKV2_AWS_31"),
    check("WAF.12", "wafv2.WebAcl wafv2.RuleGroup", _metrics),
    check(own("WAF.Log4j", "Web ACLs block Log4Shell"), "wafv2.WebAcl", _log4j, "CKV_AWS_192 CKV2_AWS_47"),
    check("SNS.1", "sns.Topic", _topic_key, "CKV_AWS_26"),
    check("SNS.4", "sns.Topic", _private_topic, "CKV_AWS_169"),
)
"""The checks of alarms, log groups, web ACLs and topics.

https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html
https://docs.aws.amazon.com/securityhub/latest/userguide/sns-controls.html
"""
