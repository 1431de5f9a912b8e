"""Security groups and their rules."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from ...resource import CHOSEN_ONCE, NEEDED, PLAIN, REPLACES, AutoName, Property, existing, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict
from .common import Ec2Resource, given, managed, of_vpc, tagged

_PROTOCOLS: Final = {"all": "-1", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
_RULE: Final = frozenset(
    {
        "cidrBlocks",
        "description",
        "fromPort",
        "ipv6CidrBlocks",
        "prefixListIds",
        "protocol",
        "securityGroups",
        "self",
        "toPort",
    }
)
_DIRECTIONS: Final = {"ingress": False, "egress": True}
_PEERS: Final = {
    "cidrIpv4": "CidrIpv4",
    "cidrIpv6": "CidrIpv6",
    "prefixListId": "PrefixListId",
    "referencedSecurityGroupId": "ReferencedGroupId",
}


def _protocol(name: str) -> str:
    """Return a protocol as AWS names it."""
    return _PROTOCOLS.get(name.lower(), name.lower())


@dataclass(frozen=True, order=True)
class Rule:
    """One rule as AWS keeps it: for one peer."""

    protocol: str
    from_port: int
    to_port: int
    peer: tuple[str, str]
    """The name of the peer's kind in AWS's requests, and the peer."""
    description: str = ""

    @classmethod
    def of_aws(cls, rule: dict[str, Any]) -> "Rule":
        """Return a rule that AWS tells."""
        group = rule.get("ReferencedGroupInfo", {}).get("GroupId")
        peers = {name: rule.get(name) for name in _PEERS.values()} | {"ReferencedGroupId": group}
        peer = next((name, value) for name, value in peers.items() if value)
        protocol = rule["IpProtocol"]
        ports = (-1, -1) if protocol == "-1" else (rule.get("FromPort", -1), rule.get("ToPort", -1))
        return cls(protocol, *ports, peer, rule.get("Description") or "")

    def permission(self) -> dict[str, Any]:
        """Return the rule as it is made."""
        kinds = {
            "CidrIpv4": ("IpRanges", "CidrIp"),
            "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
            "PrefixListId": ("PrefixListIds", "PrefixListId"),
            "ReferencedGroupId": ("UserIdGroupPairs", "GroupId"),
        }
        peers, peer = kinds[self.peer[0]]
        described = {"Description": self.description} if self.description else {}
        ports = {} if self.protocol == "-1" else {"FromPort": self.from_port, "ToPort": self.to_port}
        return {"IpProtocol": self.protocol, **ports, peers: [{peer: self.peer[1], **described}]}

    def request(self) -> dict[str, Any]:
        """Return the rule as it is changed."""
        kind, peer = self.peer
        ports = {"FromPort": self.from_port, "ToPort": self.to_port}
        return {"IpProtocol": self.protocol, **ports, kind: peer, "Description": self.description}


def _rules_of(inline: Iterable[Props], group_id: str) -> set[Rule]:
    """Return the rules that inline rules stand for: each may have many peers, and the group itself."""
    kinds = {
        "cidrBlocks": "CidrIpv4",
        "ipv6CidrBlocks": "CidrIpv6",
        "prefixListIds": "PrefixListId",
        "securityGroups": "ReferencedGroupId",
    }

    def of(rule: Props) -> Iterator[Rule]:
        protocol = _protocol(rule["protocol"])
        ports = (-1, -1) if protocol == "-1" else (rule["fromPort"], rule["toPort"])
        listed: list[tuple[str, list[str]]] = [(kind, rule.get(ours) or []) for ours, kind in kinds.items()]
        peers = [(kind, peer) for kind, peers in listed for peer in peers]
        peers += [("ReferencedGroupId", group_id)] if rule.get("self") else []
        return (Rule(protocol, *ports, peer, rule.get("description") or "") for peer in peers)

    return {one for rule in inline for one in of(rule)}


def _inline(rules: Iterable[Rule], group_id: str) -> list[Props]:
    """Return rules as inline ones, one for each."""
    kinds = {"CidrIpv4": "cidrBlocks", "CidrIpv6": "ipv6CidrBlocks", "PrefixListId": "prefixListIds"}
    told: list[Props] = []
    for rule in sorted(rules):
        kind, peer = rule.peer
        peers = {"self": True} if peer == group_id else {kinds.get(kind, "securityGroups"): [peer]}
        described = {"description": rule.description} if rule.description else {}
        ports = {"fromPort": max(rule.from_port, 0), "toPort": max(rule.to_port, 0)}
        told.append({"protocol": rule.protocol, **ports, **peers, **described})
    return told


def _present(aws: Session, group_id: str, egress: bool) -> dict[str, Rule]:
    """Return the rules of a group in one direction, by their ids."""
    by_group = [{"Name": "group-id", "Values": [group_id]}]
    pages = aws.client("ec2").get_paginator("describe_security_group_rules").paginate(Filters=by_group)
    rules: list[dict[str, Any]] = [rule for page in pages for rule in page["SecurityGroupRules"]]
    return {rule["SecurityGroupRuleId"]: Rule.of_aws(rule) for rule in rules if rule["IsEgress"] == egress}


def _revoke(aws: Session, group_id: str, egress: bool, ids: list[str]) -> None:
    ec2 = aws.client("ec2")
    revoke = ec2.revoke_security_group_egress if egress else ec2.revoke_security_group_ingress
    if ids:
        revoke(GroupId=group_id, SecurityGroupRuleIds=ids)


def _authorize(aws: Session, group_id: str, egress: bool, rules: Iterable[Rule], **more: Any) -> list[dict[str, Any]]:
    ec2 = aws.client("ec2")
    authorize = ec2.authorize_security_group_egress if egress else ec2.authorize_security_group_ingress
    permissions = [rule.permission() for rule in sorted(rules)]
    return authorize(GroupId=group_id, IpPermissions=permissions, **more)["SecurityGroupRules"] if permissions else []


def _set_rules(aws: Session, group_id: str, egress: bool, wanted: set[Rule]) -> None:
    """Make the rules in one direction those that are wanted."""
    present = _present(aws, group_id, egress)
    _revoke(aws, group_id, egress, [id for id, rule in present.items() if rule not in wanted])
    _authorize(aws, group_id, egress, wanted - set(present.values()))


class _Group(Ec2Resource):
    """What a group of the program and the VPC's default group have in common."""

    inline: Final = {
        "ingress": Property(form="set", after_create=True, computed=True, nested=_RULE),
        "egress": Property(form="set", after_create=True, computed=True, nested=_RULE),
        "revokeRulesOnDelete": Property(default=False),
    }

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the group; its rules if the program lists them here, in its words where these mean the same."""
        group = only(aws.client("ec2").describe_security_groups(GroupIds=[id])["SecurityGroups"])
        seen = {
            "arn": aws.arn("ec2", f"security-group/{id}"),
            "vpcId": group["VpcId"],
            "name": group["GroupName"],
            "description": group["Description"],
            "ownerId": group["OwnerId"],
            **{name: self._told(aws, id, name, known) for name in _DIRECTIONS},
            "tags": tag_dict(group.get("Tags")),
        }
        return managed(_DIRECTIONS, known, seen)

    @staticmethod
    def _told(aws: Session, id: str, name: str, known: Props) -> list[Props]:
        rules = set(_present(aws, id, _DIRECTIONS[name]).values())
        words: list[Props] = known.get(name) or []
        return words if _rules_of(words, id) == rules else _inline(rules, id)

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Bring the rules to what they should be."""
        for name in changed & _DIRECTIONS.keys():
            _set_rules(aws, id, _DIRECTIONS[name], _rules_of(props.get(name) or [], id))


class SecurityGroup(_Group):
    """A security group, with its rules or without: then they are resources of their own."""

    token = "aws:ec2/securityGroup:SecurityGroup"
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=255)),
        "namePrefix": CHOSEN_ONCE,
        "description": Property(default="Managed by Pulumi", replace=True),
        "vpcId": CHOSEN_ONCE,
        **_Group.inline,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the group, and take away the rule that lets everything out, as the official provider does."""
        vpc = {"VpcId": props["vpcId"]} if "vpcId" in props else {}
        made = aws.client("ec2").create_security_group(
            GroupName=props.get("name") or f"{props['namePrefix']}{secrets.token_hex(13)}",
            Description=props["description"],
            TagSpecifications=tagged("security-group", tags),
            **vpc,
        )
        try:
            _set_rules(aws, made["GroupId"], True, set())
        except Exception:
            # No update would take away a rule that the program never listed.
            aws.client("ec2").delete_security_group(GroupId=made["GroupId"])
            raise
        return made["GroupId"]

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the group, and first its rules if the program says so."""
        if known.get("revokeRulesOnDelete"):
            for egress in _DIRECTIONS.values():
                _set_rules(aws, id, egress, set())
        aws.client("ec2").delete_security_group(GroupId=id)


class DefaultSecurityGroup(_Group):
    """The default security group of a VPC, adopted: it keeps only the rules that the program lists."""

    token = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
    properties = {
        "vpcId": NEEDED,
        **_Group.inline,
        # Nothing listed means no rule: one that appears is drift.
        **dict.fromkeys(_DIRECTIONS, Property(form="set", after_create=True, nested=_RULE, default=[])),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Adopt the group and take all its rules away, as the official provider does."""
        filters = of_vpc(props["vpcId"], group_name="default")
        id: str = only(aws.client("ec2").describe_security_groups(Filters=filters)["SecurityGroups"])["GroupId"]
        with existing(id):
            for egress in _DIRECTIONS.values():
                _set_rules(aws, id, egress, set())
            if tags:
                self.tag(aws, id, {}, tags)
        return id

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Leave the group alone: AWS deletes it with its VPC."""


class _GroupRule(Ec2Resource):
    """A rule of a security group, for one peer."""

    egress: bool
    one_of = tuple(_PEERS)
    properties = {
        "securityGroupId": REPLACES,
        **dict.fromkeys(("ipProtocol", "fromPort", "toPort", "description"), PLAIN),
        **dict.fromkeys(_PEERS, PLAIN),
    }

    def replaced_by(self, olds: Props, news: Props) -> frozenset[str]:
        """AWS changes a rule's peer, but not from one kind of peer to another."""
        before, after = ({name for name in _PEERS if props.get(name)} for props in (olds, news))
        return frozenset(before ^ after)

    @staticmethod
    def _rule(props: Props) -> Rule:
        peer = only(list(given(props, _PEERS).items()))
        ports = (props.get("fromPort", -1), props.get("toPort", -1))
        return Rule(_protocol(props["ipProtocol"]), *ports, peer, props.get("description") or "")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the rule."""
        tag_specifications = tagged("security-group-rule", tags)
        rules = [self._rule(props)]
        made = _authorize(aws, props["securityGroupId"], self.egress, rules, TagSpecifications=tag_specifications)
        return only(made)["SecurityGroupRuleId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the rule."""
        rules = aws.client("ec2").describe_security_group_rules(SecurityGroupRuleIds=[id])["SecurityGroupRules"]
        found = only([rule for rule in rules if rule["IsEgress"] == self.egress])
        rule = Rule.of_aws(found)
        words = known.get("ipProtocol", "")
        kind, peer = rule.peer
        return {
            "arn": aws.arn("ec2", f"security-group-rule/{id}"),
            "securityGroupRuleId": id,
            "securityGroupId": found["GroupId"],
            "ipProtocol": words if _protocol(words) == rule.protocol else rule.protocol,
            "fromPort": known.get("fromPort") if rule.from_port == -1 else rule.from_port,
            "toPort": known.get("toPort") if rule.to_port == -1 else rule.to_port,
            "description": rule.description or None,
            **{ours: peer if theirs == kind else None for ours, theirs in _PEERS.items()},
            "tags": tag_dict(found.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the rule."""
        update = {"SecurityGroupRuleId": id, "SecurityGroupRule": self._rule(props).request()}
        aws.client("ec2").modify_security_group_rules(GroupId=props["securityGroupId"], SecurityGroupRules=[update])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the rule out of its group."""
        _revoke(aws, known["securityGroupId"], self.egress, [id])


class SecurityGroupIngressRule(_GroupRule):
    """A rule that lets traffic in."""

    token = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
    egress = False


class SecurityGroupEgressRule(_GroupRule):
    """A rule that lets traffic out."""

    token = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
    egress = True


RESOURCES: Final = (
    SecurityGroup(),
    DefaultSecurityGroup(),
    SecurityGroupIngressRule(),
    SecurityGroupEgressRule(),
)
