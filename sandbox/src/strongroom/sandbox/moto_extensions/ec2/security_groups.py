"""Security groups: rules described whoever their peer is, and changed as AWS changes them."""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import (
    EC2ClientError,
    InvalidPermissionDuplicateError,
    InvalidSecurityGroupNotFoundError,
    InvalidSecurityGroupRuleIdNotFoundError,
)
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses import EC2Response

from ..request import attributes, parameter, replace

_init: Any = SecurityGroupRule.__init__


def _init_with_description(self: Any, *args: Any, **more: Any) -> None:
    _init(self, *args, **more)
    prefix_list: dict[str, str] = more.get("prefix_list_id") or next(iter(args[7:8]), None) or {}
    peers: tuple[dict[str, str], ...] = (self.ip_range, self.source_group, prefix_list)
    self.told_description = next((peer["Description"] for peer in peers if peer.get("Description")), None)
    self.source_group = {name: value for name, value in self.source_group.items() if name != "Description"}


def _content(rule: Any) -> tuple[object, ...]:
    """Return what must be unique in a group and direction: everything but the description and the tags."""
    prefix_list: dict[str, str] | str | None = rule.prefix_list_id
    every = rule.ip_protocol == "-1"
    return (
        rule.ip_protocol,
        None if every else (str(rule.from_port), str(rule.to_port)),
        rule.ip_range.get("CidrIp") or None,
        rule.ip_range.get("CidrIpv6") or None,
        (prefix_list.get("PrefixListId") if isinstance(prefix_list, dict) else prefix_list) or None,
        rule.source_group.get("GroupId") or None,
    )


def _is_same(self: Any, other: object) -> bool:
    return isinstance(other, SecurityGroupRule) and _content(self) == _content(other)


def _description(self: Any) -> str | None:
    return self.told_description


def modify_security_group_rules(self: EC2Response) -> ActionResult:
    """Change rules; the kind of a rule's peer stays.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html
    """
    group_id = parameter(self, "GroupId")
    group = self.ec2_backend.get_security_group_from_id(group_id)
    if group is None:
        raise InvalidSecurityGroupNotFoundError(group_id)
    for update in parameter(self, "SecurityGroupRules", []):
        rule = group.get_rule(update["SecurityGroupRuleId"])
        if rule is None:
            raise InvalidSecurityGroupRuleIdNotFoundError(update["SecurityGroupRuleId"])
        rules = group.egress_rules if rule.is_egress else group.ingress_rules
        _modify(rule, update["SecurityGroupRule"], [each for each in rules if each.id != rule.id])
    return ActionResult({"Return": True})


def _modify(rule: Any, news: dict[str, Any], others: list[Any]) -> None:
    before = {**attributes(rule)}
    _set(rule, news)
    if any(_is_same(rule, other) for other in others):
        attributes(rule).update(before)
        raise InvalidPermissionDuplicateError


def _set(rule: Any, news: dict[str, Any]) -> None:
    peers = {
        "CidrIpv4": rule.cidr_ipv4,
        "CidrIpv6": rule.cidr_ipv6,
        "PrefixListId": rule.prefix_list_id,
        "ReferencedGroupId": rule.source_group.get("GroupId"),
    }
    kinds = ({name for name in peers if news.get(name)}, {name for name, value in peers.items() if value})
    if kinds[0] != kinds[1]:
        message = f"Invalid rule type for security group rule '{rule.id}': its kind of peer can't change."
        raise EC2ClientError("InvalidParameterValue", message)
    rule.ip_protocol = news["IpProtocol"]
    every = rule.ip_protocol == "-1"
    rule.from_port, rule.to_port = (None, None) if every else (int(news["FromPort"]), int(news["ToPort"]))
    rule.told_description = news.get("Description") or None
    match kinds[0].pop():
        case "CidrIpv4":
            rule.ip_range = {"CidrIp": news["CidrIpv4"]}
        case "CidrIpv6":
            rule.ip_range = {"CidrIpv6": news["CidrIpv6"]}
        case "PrefixListId":
            rule.prefix_list_id = news["PrefixListId"]
        case _:
            rule.source_group = {**rule.source_group, "GroupId": news["ReferencedGroupId"]}


def install() -> None:
    """Add the operations."""
    SecurityGroupRule.__init__ = _init_with_description
    SecurityGroupRule.__eq__ = _is_same
    setattr(SecurityGroupRule, "description", property(_description))  # noqa: B010 - moto's can't be set
    replace(EC2Response, modify_security_group_rules)
