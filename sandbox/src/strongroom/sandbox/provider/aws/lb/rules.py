"""Rules of listeners."""

from typing import Any, Final

from ...resource import CHOSEN, EVERYTHING, REPLACES, Property, only
from ...session import Session
from ...wire import Props
from ..translate import Names, request, told
from .actions import ACTIONS, asked_actions, told_actions
from .common import LbResource, tagged, tags_of

_KINDS: Final = {
    "hostHeader": "host-header",
    "httpHeader": "http-header",
    "httpRequestMethod": "http-request-method",
    "pathPattern": "path-pattern",
    "queryStrings": "query-string",
    "sourceIp": "source-ip",
}
_CONFIGS: Final[Names] = {kind: f"{kind.removesuffix('s')}Config" for kind in _KINDS}
_REWRITES: Final[Names] = {"rewrite": "rewrites"}


class ListenerRule(LbResource):
    """A rule of a listener: what it does with the requests that meet its conditions."""

    token = "aws:lb/listenerRule:ListenerRule"
    properties = {
        "listenerArn": REPLACES,
        "priority": CHOSEN,
        "conditions": Property(form="set", nested=EVERYTHING),
        "actions": ACTIONS,
        "transforms": Property(form="set", nested=EVERYTHING),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the rule, after all others if it has no priority."""
        elb = aws.client("elbv2")
        made = elb.create_rule(
            ListenerArn=props["listenerArn"],
            Priority=props.get("priority") or self._next(elb, props["listenerArn"]),
            **self._asked(aws, props),
            **tagged(tags),
        )
        return made["Rules"][0]["RuleArn"]

    @staticmethod
    def _next(elb: Any, listener: str) -> int:
        rules = elb.describe_rules(ListenerArn=listener)["Rules"]
        return 1 + max((int(rule["Priority"]) for rule in rules if not rule["IsDefault"]), default=0)

    @staticmethod
    def _asked(aws: Session, props: Props) -> dict[str, Any]:
        """Return what a rule is made of or changed to."""
        transforms: list[Props] = props.get("transforms") or []
        return {
            "Actions": asked_actions(aws, props["actions"]),
            "Conditions": [_asked_condition(aws, condition) for condition in props["conditions"]],
            **({"Transforms": [_asked_transform(aws, one) for one in transforms]} if transforms else {}),
        }

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the rule."""
        found = only(aws.client("elbv2").describe_rules(RuleArns=[id])["Rules"])
        listener, _, _ = id.replace(":listener-rule/", ":listener/").rpartition("/")
        return {
            "arn": id,
            "listenerArn": listener,
            "priority": int(found["Priority"]),
            "conditions": told(self.token, "conditions", [_with_values(one) for one in found["Conditions"]], _CONFIGS),
            "actions": told_actions(self.token, "actions", found["Actions"], known),
            "transforms": told(self.token, "transforms", [_with_one(one) for one in found.get("Transforms", [])]),
            "tags": tags_of(aws, id),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the rule."""
        elb = aws.client("elbv2")
        if "priority" in changed:
            elb.set_rule_priorities(RulePriorities=[{"RuleArn": id, "Priority": props["priority"]}])
        if changed - {"priority"}:
            reset = {"ResetTransforms": True} if "transforms" in changed and not props.get("transforms") else {}
            elb.modify_rule(RuleArn=id, **self._asked(aws, props), **reset)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the rule."""
        aws.client("elbv2").delete_rule(RuleArn=id)


def _asked_condition(aws: Session, condition: Props) -> dict[str, Any]:
    kind = next(kind for kind in _KINDS if condition.get(kind))
    config = condition[kind]
    value = {"values": config} if kind == "queryStrings" else config
    return request(aws, "elbv2", "RuleCondition", {"field": _KINDS[kind], kind: value}, _CONFIGS)


def _with_values(condition: dict[str, Any]) -> dict[str, Any]:
    """Return a condition with its query strings as a list: the program has no more than that."""
    config = condition.get("QueryStringConfig")
    return {**condition, "QueryStringConfig": config["Values"]} if config else condition


def _asked_transform(aws: Session, transform: Props) -> dict[str, Any]:
    """Return a transform as AWS takes it: with a list of one rewrite."""
    configs = {name: {"rewrite": [config["rewrite"]]} for name, config in transform.items() if name != "type"}
    return request(aws, "elbv2", "RuleTransform", {"type": transform["type"], **configs}, _REWRITES)


def _with_one(transform: dict[str, Any]) -> dict[str, Any]:
    configs = {name: {"Rewrite": config["Rewrites"][0]} for name, config in transform.items() if name != "Type"}
    return {"Type": transform["Type"], **configs}


RESOURCES: Final = (ListenerRule(),)
