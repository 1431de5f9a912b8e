"""Network ACLs and their rules."""

from collections.abc import Iterable
from typing import Any, Final

from ...resource import REPLACES, Property, Resource, existing, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict
from .common import Ec2Resource, managed, of_vpc, tagged

_LAST_RULE: Final = 32766
"""Rules with higher numbers are AWS's own, which deny what no other rule allows."""
_PROTOCOLS: Final = {"all": "-1", "icmp": "1", "tcp": "6", "udp": "17", "icmpv6": "58", "ipv6-icmp": "58"}
_ICMP: Final = ("1", "58")
_RULE: Final = frozenset(
    {"action", "cidrBlock", "fromPort", "icmpCode", "icmpType", "ipv6CidrBlock", "protocol", "ruleNo", "toPort"}
)
_DIRECTIONS: Final = {"ingress": False, "egress": True}


def _protocol(name: str) -> str:
    """Return a protocol's number, as AWS keeps it."""
    return _PROTOCOLS.get(name.lower(), name)


def _entry(rule: Props) -> dict[str, Any]:
    """Return an inline rule as AWS takes it."""
    protocol = _protocol(rule["protocol"])
    entry: dict[str, Any] = {
        "RuleNumber": rule["ruleNo"],
        "RuleAction": rule["action"].lower(),
        "Protocol": protocol,
    }
    if cidr := rule.get("cidrBlock"):
        entry["CidrBlock"] = cidr
    if ipv6 := rule.get("ipv6CidrBlock"):
        entry["Ipv6CidrBlock"] = ipv6
    if protocol in _ICMP:
        entry["IcmpTypeCode"] = {"Type": rule.get("icmpType", 0), "Code": rule.get("icmpCode", 0)}
    elif protocol != "-1":
        entry["PortRange"] = {"From": rule.get("fromPort", 0), "To": rule.get("toPort", 0)}
    return entry


def _rule(entry: dict[str, Any]) -> Props:
    """Return an entry of AWS as an inline rule."""
    icmp, ports = entry.get("IcmpTypeCode", {}), entry.get("PortRange", {})
    rule = {
        "ruleNo": entry["RuleNumber"],
        "action": entry["RuleAction"],
        "protocol": entry["Protocol"],
        "fromPort": ports.get("From", 0),
        "toPort": ports.get("To", 0),
        "cidrBlock": entry.get("CidrBlock"),
        "ipv6CidrBlock": entry.get("Ipv6CidrBlock"),
        "icmpType": icmp.get("Type"),
        "icmpCode": icmp.get("Code"),
    }
    return {name: value for name, value in rule.items() if value is not None}


def _find(aws: Session, id: str) -> dict[str, Any]:
    return only(aws.client("ec2").describe_network_acls(NetworkAclIds=[id])["NetworkAcls"])


def _own_entries(acl: dict[str, Any], egress: bool) -> list[dict[str, Any]]:
    entries = [one for one in acl["Entries"] if one["Egress"] == egress and one["RuleNumber"] <= _LAST_RULE]
    return sorted(entries, key=lambda one: one["RuleNumber"])


def _told(acl: dict[str, Any], egress: bool, known: Props, name: str) -> list[Props]:
    """Return the rules in one direction: in the program's words where these mean the same."""
    seen = [_rule(entry) for entry in _own_entries(acl, egress)]
    words: list[Props] = known.get(name) or []
    means = [_rule(_entry(rule)) for rule in words]
    return words if sorted(means, key=_number) == sorted(seen, key=_number) else seen


def _number(rule: Props) -> int:
    return rule["ruleNo"]


def _set_entries(aws: Session, id: str, egress: bool, rules: Iterable[Props]) -> None:
    """Make the rules in one direction those that are wanted."""
    ec2 = aws.client("ec2")
    wanted = {rule["ruleNo"]: rule for rule in rules}
    for entry in _own_entries(_find(aws, id), egress):
        number = entry["RuleNumber"]
        if number in wanted and _rule(_entry(wanted[number])) == _rule(entry):
            del wanted[number]
        else:
            ec2.delete_network_acl_entry(NetworkAclId=id, RuleNumber=number, Egress=egress)
    for rule in wanted.values():
        ec2.create_network_acl_entry(NetworkAclId=id, Egress=egress, **_entry(rule))


def _default_acl(aws: Session, vpc_id: str) -> str:
    found = aws.client("ec2").describe_network_acls(Filters=of_vpc(vpc_id, default="true"))
    return only(found["NetworkAcls"])["NetworkAclId"]


def _use(aws: Session, subnet_id: str, acl_id: str) -> str:
    """Let a subnet use a network ACL; return the association's id."""
    ec2 = aws.client("ec2")
    by_subnet = [{"Name": "association.subnet-id", "Values": [subnet_id]}]
    acl = only(ec2.describe_network_acls(Filters=by_subnet)["NetworkAcls"])
    present = only([one for one in acl["Associations"] if one["SubnetId"] == subnet_id])
    made = ec2.replace_network_acl_association(AssociationId=present["NetworkAclAssociationId"], NetworkAclId=acl_id)
    return made["NewAssociationId"]


class _Acl(Ec2Resource):
    """What an ACL of the program and the VPC's default ACL have in common."""

    inline: Final = {
        "ingress": Property(form="set", after_create=True, computed=True, nested=_RULE),
        "egress": Property(form="set", after_create=True, computed=True, nested=_RULE),
        "subnetIds": Property(form="set", after_create=True, computed=True),
    }

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the ACL; its rules and subnets if the program lists them here."""
        acl = _find(aws, id)
        seen = {
            "arn": aws.arn("ec2", f"network-acl/{id}"),
            "ownerId": acl["OwnerId"],
            "vpcId": acl["VpcId"],
            **{name: _told(acl, egress, known, name) for name, egress in _DIRECTIONS.items()},
            "subnetIds": sorted(one["SubnetId"] for one in acl["Associations"]),
            "tags": tag_dict(acl.get("Tags")),
        }
        return managed(self.inline, known, seen)

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Bring the rules and the subnets to what they should be."""
        for name in changed & _DIRECTIONS.keys():
            _set_entries(aws, id, _DIRECTIONS[name], props.get(name) or [])
        if "subnetIds" in changed:
            acl = _find(aws, id)
            present = {one["SubnetId"] for one in acl["Associations"]}
            wanted = set[str](props.get("subnetIds") or [])
            for subnet_id in sorted(wanted - present):
                _use(aws, subnet_id, id)
            if not acl["IsDefault"]:  # a subnet leaves the default ACL only for another one
                for subnet_id in sorted(present - wanted):
                    _use(aws, subnet_id, _default_acl(aws, acl["VpcId"]))


class NetworkAcl(_Acl):
    """A network ACL, with its rules or without: then they are resources of their own."""

    token = "aws:ec2/networkAcl:NetworkAcl"
    properties = {"vpcId": REPLACES, **_Acl.inline}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the ACL."""
        made = aws.client("ec2").create_network_acl(VpcId=props["vpcId"], TagSpecifications=tagged("network-acl", tags))
        return made["NetworkAcl"]["NetworkAclId"]

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Give its subnets back to the default ACL, and delete it."""
        acl = _find(aws, id)
        for association in acl["Associations"]:
            _use(aws, association["SubnetId"], _default_acl(aws, acl["VpcId"]))
        aws.client("ec2").delete_network_acl(NetworkAclId=id)


class DefaultNetworkAcl(_Acl):
    """The default network ACL of a VPC, adopted: it keeps only the rules that the program lists."""

    token = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
    properties = {
        "defaultNetworkAclId": REPLACES,
        **_Acl.inline,
        # Nothing listed means no rule: one that appears is drift.
        **dict.fromkeys(_DIRECTIONS, Property(form="set", after_create=True, nested=_RULE, default=[])),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Adopt the ACL and take all its rules away, as the official provider does."""
        id = props["defaultNetworkAclId"]
        with existing(id):
            for egress in _DIRECTIONS.values():
                _set_entries(aws, id, egress, [])
            if tags:
                self.tag(aws, id, {}, tags)
        return id

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the ACL."""
        return {**(super().read(aws, id, known) or {}), "defaultNetworkAclId": id}

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Leave the ACL alone: AWS deletes it with its VPC."""


class NetworkAclRule(Resource):
    """A rule of a network ACL."""

    token = "aws:ec2/networkAclRule:NetworkAclRule"
    properties = {
        **dict.fromkeys(("networkAclId", "ruleNumber", "ruleAction", "protocol"), REPLACES),
        **dict.fromkeys(("cidrBlock", "ipv6CidrBlock", "fromPort", "toPort", "icmpType", "icmpCode"), REPLACES),
        "egress": Property(default=False, replace=True),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the rule. Its id is how it is imported: ACL, number, protocol, direction."""
        rule = {**props, "ruleNo": props["ruleNumber"], "action": props["ruleAction"]}
        aws.client("ec2").create_network_acl_entry(
            NetworkAclId=props["networkAclId"], Egress=props["egress"], **_entry(rule)
        )
        direction = str(props["egress"]).lower()
        return f"{props['networkAclId']}:{props['ruleNumber']}:{_protocol(props['protocol'])}:{direction}"

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the rule."""
        acl_id, number, egress = self._parts(id)
        entries = _own_entries(_find(aws, acl_id), egress)
        rule = _rule(only([entry for entry in entries if entry["RuleNumber"] == number]))
        ports = {} if rule["protocol"] in ("-1", *_ICMP) else {"fromPort": rule["fromPort"], "toPort": rule["toPort"]}
        words = known.get("protocol", "")
        return {
            "networkAclId": acl_id,
            "ruleNumber": number,
            "ruleAction": rule["action"],
            "egress": egress,
            "protocol": words if _protocol(words) == rule["protocol"] else rule["protocol"],
            "cidrBlock": rule.get("cidrBlock"),
            "ipv6CidrBlock": rule.get("ipv6CidrBlock"),
            "icmpType": rule.get("icmpType"),
            "icmpCode": rule.get("icmpCode"),
            **ports,
        }

    @staticmethod
    def _parts(id: str) -> tuple[str, int, bool]:
        acl_id, number, _, egress = f"{id}:0:-1:false".split(":")[:4]
        return acl_id, int(number), egress == "true"

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the rule."""
        acl_id, number, egress = self._parts(id)
        aws.client("ec2").delete_network_acl_entry(NetworkAclId=acl_id, RuleNumber=number, Egress=egress)


class NetworkAclAssociation(Resource):
    """A subnet's use of a network ACL."""

    token = "aws:ec2/networkAclAssociation:NetworkAclAssociation"
    properties = {"networkAclId": REPLACES, "subnetId": REPLACES}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Let the subnet use the ACL in place of the one that it uses."""
        return _use(aws, props["subnetId"], props["networkAclId"])

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the association."""
        by_id = [{"Name": "association.association-id", "Values": [id]}]
        acl = only(aws.client("ec2").describe_network_acls(Filters=by_id)["NetworkAcls"])
        found = only([one for one in acl["Associations"] if one["NetworkAclAssociationId"] == id])
        return {"networkAclId": acl["NetworkAclId"], "subnetId": found["SubnetId"]}

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Give the subnet back to the VPC's default ACL, unless it has long been given to another one."""
        if found := self.read(aws, id, known):
            acl = _find(aws, found["networkAclId"])
            _use(aws, found["subnetId"], _default_acl(aws, acl["VpcId"]))


RESOURCES: Final = (
    NetworkAcl(),
    DefaultNetworkAcl(),
    NetworkAclRule(),
    NetworkAclAssociation(),
)
