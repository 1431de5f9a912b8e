"""AWS Config: rules, and what is done about what breaks them."""

from collections.abc import Iterable
from typing import Any, Final

from ...resource import EVERYTHING, PLAIN, REPLACES, Property, Resource, only
from ...schema import Problem
from ...session import Session
from ...wire import UNKNOWN, Props
from ..ec2.common import given
from ..lists import items_of
from ..tags import tag_dict, tag_list
from ..translate import request, told
from .common import NAME, ConfigResource

_RULE: Final = {
    "description": "Description",
    "inputParameters": "InputParameters",
    "maximumExecutionFrequency": "MaximumExecutionFrequency",
}
_REMEDIATION: Final = {
    "targetId": "TargetId",
    "targetType": "TargetType",
    "targetVersion": "TargetVersion",
    "resourceType": "ResourceType",
    "automatic": "Automatic",
    "maximumAutomaticAttempts": "MaximumAutomaticAttempts",
    "retryAttemptSeconds": "RetryAttemptSeconds",
}
_RULE_LENGTH: Final = 64


class Rule(ConfigResource):
    """A rule that AWS Config evaluates."""

    token = "aws:cfg/rule:Rule"
    properties = {
        "name": NAME,
        "description": PLAIN,
        "evaluationModes": Property(computed=True, form="set", nested=EVERYTHING),
        "inputParameters": Property(form="json"),
        "maximumExecutionFrequency": PLAIN,
        "scope": Property(nested=EVERYTHING),
        "source": Property(
            nested=EVERYTHING,
            inner={
                "sourceDetails": {"eventSource": "aws.config"},
                "customPolicyDetails": {"enableDebugLogDelivery": False},
            },
        ),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the rule. Its id is its name."""
        self._put(aws, props, Tags=tag_list(tags))
        return props["name"]

    @staticmethod
    def _put(aws: Session, props: Props, **more: Any) -> None:
        source: Props = props["source"]
        details = [{"eventSource": "aws.config", **detail} for detail in items_of(source, "sourceDetails")]
        rule = {
            "configRuleName": props["name"],
            **{name: props[name] for name in (*_RULE, "evaluationModes", "scope") if name in props},
            "source": {**source, "sourceDetails": details},
        }
        aws.client("config").put_config_rule(ConfigRule=request(aws, "config", "ConfigRule", rule), **more)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the rule."""
        config = aws.client("config")
        seen = only(config.describe_config_rules(ConfigRuleNames=[id])["ConfigRules"])
        source: dict[str, Any] = seen["Source"]
        if policy := source.get("CustomPolicyDetails"):
            text = config.get_custom_rule_policy(ConfigRuleName=id)["PolicyText"]
            source = {**source, "CustomPolicyDetails": {**policy, "PolicyText": text}}
        return {
            "arn": seen["ConfigRuleArn"],
            "ruleId": seen["ConfigRuleId"],
            "name": id,
            **{ours: seen.get(theirs) for ours, theirs in _RULE.items()},
            "evaluationModes": told(self.token, "evaluationModes", seen.get("EvaluationModes")),
            "scope": told(self.token, "scope", seen.get("Scope")),
            "source": told(self.token, "source", source),
            "tags": tag_dict(config.list_tags_for_resource(ResourceArn=seen["ConfigRuleArn"])["Tags"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the rule: AWS takes the whole of it."""
        self._put(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the rule."""
        aws.client("config").delete_config_rule(ConfigRuleName=id)


class RemediationConfiguration(Resource):
    """What Systems Manager does about what breaks a rule. Its id is the rule's name."""

    token = "aws:cfg/remediationConfiguration:RemediationConfiguration"
    properties = {
        "configRuleName": REPLACES,
        **dict.fromkeys(_REMEDIATION, PLAIN),
        "executionControls": Property(nested=EVERYTHING),
        "parameters": Property(form="set", nested=EVERYTHING),
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return the name that the official provider finds too long, though AWS would take it."""
        name = props["configRuleName"]
        if name is not UNKNOWN and len(name) > _RULE_LENGTH:
            yield Problem("configRuleName", f"expected length to be in the range (1 - {_RULE_LENGTH}), got {name}")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set what is done."""
        self.update(aws, props["configRuleName"], props, frozenset())
        return props["configRuleName"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return what is done."""
        answer = aws.client("config").describe_remediation_configurations(ConfigRuleNames=[id])
        seen = only(answer["RemediationConfigurations"])
        return {
            "arn": seen["Arn"],
            "configRuleName": id,
            **{ours: seen.get(theirs) for ours, theirs in _REMEDIATION.items()},
            "executionControls": told(self.token, "executionControls", seen.get("ExecutionControls")),
            "parameters": [_parameter(name, value) for name, value in sorted(seen.get("Parameters", {}).items())],
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change what is done: AWS takes the whole of it."""
        wanted: dict[str, Any] = {"ConfigRuleName": id, **given(props, _REMEDIATION)}
        if controls := props.get("executionControls"):
            wanted["ExecutionControls"] = request(aws, "config", "ExecutionControls", controls)
        wanted["Parameters"] = {one["name"]: _value(one) for one in items_of(props, "parameters")}
        aws.client("config").put_remediation_configurations(RemediationConfigurations=[wanted])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Do nothing any more."""
        kind = given(known, {"resourceType": "ResourceType"})
        aws.client("config").delete_remediation_configuration(ConfigRuleName=id, **kind)


def _value(parameter: Props) -> dict[str, Any]:
    if resource := parameter.get("resourceValue"):
        return {"ResourceValue": {"Value": resource}}
    values = items_of(parameter, "staticValues") or [parameter["staticValue"]]
    return {"StaticValue": {"Values": values}}


def _parameter(name: str, value: dict[str, Any]) -> Props:
    if resource := value.get("ResourceValue"):
        return {"name": name, "resourceValue": resource["Value"]}
    values: list[str] = value["StaticValue"]["Values"]
    return {"name": name, "staticValue": values[0]} if len(values) == 1 else {"name": name, "staticValues": values}


RESOURCES: Final = (Rule(), RemediationConfiguration())
