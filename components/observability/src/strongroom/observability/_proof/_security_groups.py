"""Checks of security groups: what is open, and to whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from strongroom.observability._proof._checks import Check, Judge, Judgement, check, expected, own
from strongroom.observability._proof._state import Properties, Registered, StackState

_KINDS = "ec2.SecurityGroup ec2.DefaultSecurityGroup"
_RULES = frozenset(
    {
        *("ec2.SecurityGroup", "ec2.SecurityGroupRule"),
        *("vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule"),
    }
)
"""The kinds of resources that name a security group to say whom it, or another, lets in or out."""
_IPV4_WORLD, _IPV6_WORLD = "0.0.0.0/0", "::/0"
_ALL_PORTS = (0, 65_535)
_RISKY_PORTS = tuple(map(int, expected("EC2.19", "blockedPorts")))
_AUTHORIZED_PORTS = frozenset(map(int, expected("EC2.18", "authorizedTcpPorts")))
_REMOTE_PORTS = tuple(map(int, expected("EC2.53", "restrictPorts")))


@dataclass(frozen=True)
class _Rule:
    """Who is let in or out, where to."""

    protocol: str
    ports: tuple[int, int]
    ranges: frozenset[str]
    described: bool

    def opens(self, port: int) -> bool:
        """Tell whether it is about a TCP port."""
        return self.protocol in ("-1", "tcp", "6") and self.ports[0] <= port <= self.ports[1]


def _rule(found: Properties, *range_names: str) -> _Rule:
    protocol = (found.text("ipProtocol") or found.text("protocol") or "-1").lower()
    every = protocol in ("-1", "all") or found.number("fromPort") == -1
    return _Rule(
        protocol="-1" if protocol == "all" else protocol,
        ports=_ALL_PORTS if every else (found.number("fromPort"), found.number("toPort")),
        ranges=frozenset(each for name in range_names for each in found.texts(name)),
        described=bool(found.text("description")),
    )


def _rules(group: Registered, stack: StackState, direction: str) -> Iterator[_Rule]:
    """Yield the rules of a group: those in it, and those that are resources of their own."""
    for each in group.parts(direction):
        yield _rule(each, "cidrBlocks", "ipv6CidrBlocks")
    for each in stack.where("ec2.SecurityGroupRule", "securityGroupId", group.id):
        if each.text("type") == direction:
            yield _rule(each, "cidrBlocks", "ipv6CidrBlocks")
    for each in stack.where(f"vpc.SecurityGroup{direction.title()}Rule", "securityGroupId", group.id):
        yield _rule(each, "cidrIpv4", "cidrIpv6")


def _closed(ports: Iterable[int], *world: str) -> Judge:
    """Judge whether everyone is kept away from some TCP ports."""

    def judge(group: Registered, stack: StackState) -> Judgement:
        rules = [each for each in _rules(group, stack, "ingress") if each.ranges & {*world}]
        found = [port for port in ports if any(each.opens(port) for each in rules)]
        return f"everyone may connect to port {', '.join(map(str, found))}" if found else None

    return judge


def _authorized(group: Registered, stack: StackState) -> Judgement:
    for each in _rules(group, stack, "ingress"):
        right = each.protocol in ("tcp", "6") and set(range(each.ports[0], each.ports[1] + 1)) <= _AUTHORIZED_PORTS
        if each.ranges & {_IPV4_WORLD, _IPV6_WORLD} and not right:
            ports = sorted(_AUTHORIZED_PORTS)
            return f"everyone may connect to other ports than {' and '.join(map(str, ports))}"
    return None


def _described(group: Registered, stack: StackState) -> Judgement:
    if group.text("description") in ("", "Managed by Pulumi", "Managed by Terraform"):
        return "it has no description"
    rules = [*_rules(group, stack, "ingress"), *_rules(group, stack, "egress")]
    return None if all(each.described for each in rules) else "a rule of it has no description"


def _attached(group: Registered, stack: StackState) -> Judgement:
    used = stack.texts.get(group.id, frozenset()) - _RULES
    return None if used else "nothing in the stack has it"


def _egress(group: Registered, stack: StackState) -> Judgement:
    rules = [each for each in _rules(group, stack, "egress") if each.ranges & {_IPV4_WORLD, _IPV6_WORLD}]
    return "it lets everything out to everywhere" if any(each.ports == _ALL_PORTS for each in rules) else None


CHECKS: tuple[Check, ...] = (
    check("EC2.13", _KINDS, _closed((22,), _IPV4_WORLD, _IPV6_WORLD), "CKV_AWS_24"),
    check("EC2.14", _KINDS, _closed((3389,), _IPV4_WORLD, _IPV6_WORLD), "CKV_AWS_25"),
    check("EC2.53", _KINDS, _closed(_REMOTE_PORTS, _IPV4_WORLD), "CKV_AWS_24 CKV_AWS_25"),
    check("EC2.54", _KINDS, _closed(_REMOTE_PORTS, _IPV6_WORLD), "CKV_AWS_24 CKV_AWS_25"),
    check("EC2.18", _KINDS, _authorized, "CKV_AWS_260 CKV_AWS_277"),
    check("EC2.19", _KINDS, _closed(_RISKY_PORTS, _IPV4_WORLD, _IPV6_WORLD)),
    check(
        own("SecurityGroup.Described", "Security groups and their rules have descriptions"),
        "ec2.SecurityGroup",
        _described,
        "CKV_AWS_23",
    ),
    check(own("SecurityGroup.Attached", "Security groups are used"), "ec2.SecurityGroup", _attached, "CKV2_AWS_5"),
    check(own("SecurityGroup.Egress", "Security groups don't let everything out"), _KINDS, _egress, "CKV_AWS_382"),
)
"""The checks of security groups.

https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html
"""
