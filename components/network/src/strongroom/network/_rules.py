"""The rules of a security group."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Literal, TypeAlias

import pulumi
from pydantic import AfterValidator, Field, model_validator

from strongroom.core import (
    CidrBlock,
    Input,
    Ipv6CidrBlock,
    ItemName,
    Model,
    Port,
    PrefixListId,
    RuleError,
    SecurityGroupId,
)
from strongroom.network._plan import is_world

HIGH_RISK_PORTS = frozenset(
    [
        *(20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601),
        *(8080, 8088, 8888, 9200, 9300),
    ]
)
"""Ports that must not be open to the internet: EC2.19, which has those of EC2.13, .14, .53 and .54 among them.

https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19
"""

_DESCRIPTION = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{1,255}")


def _description(value: str) -> str:
    if not _DESCRIPTION.fullmatch(value):
        reason = "must be 1 to 255 letters of English, digits, spaces and . _ - : / ( ) # , @ [ ] + = & ; { } ! $ *"
        raise RuleError(reason, "remove other characters")
    return value


def _ascending(ports: tuple[int, int]) -> tuple[int, int]:
    if ports[0] > ports[1]:
        remedy = f"use [{ports[1]}, {ports[0]}]"
        raise RuleError("must be the first port and the last one", remedy, list(ports))
    return ports


Description: TypeAlias = Annotated[str, AfterValidator(_description)]
"""What a security group or a rule is for: 1 to 255 of the characters that EC2 allows there.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
"""

PortRange: TypeAlias = Annotated[tuple[Port, Port], AfterValidator(_ascending)]
"""The first port and the last one, such as `[8000, 8100]`."""

Protocol: TypeAlias = Literal["tcp", "udp", "icmp", "icmpv6", "all"]
"""A protocol, or all of them."""


class SecurityGroupRule(Model):
    """Traffic that a security group admits, with exactly one peer: where it comes from, or goes to.

    https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
    """

    name: ItemName
    """Name of the rule, unique in its list, in the rule's `Name` tag.

    A rule whose peer is an Output is identified by this name too: rename it in two updates, without the rule in
    between. Otherwise the rule can be renamed. A peer can change between a plain value and an Output.
    """

    description: Description
    """What the rule is for."""

    protocol: Protocol = "tcp"
    """The protocol. Default: TCP."""

    ports: Input[Port] | PortRange | None = None
    """The port, such as `database.port`, or the first and the last one, of TCP or UDP; required for these, left out for
    others."""

    cidr_ipv4: Input[CidrBlock] | None = None
    """A peer: an IPv4 network."""

    cidr_ipv6: Input[Ipv6CidrBlock] | None = None
    """A peer: an IPv6 network."""

    prefix_list_id: Input[PrefixListId] | None = None
    """A peer: the networks of a prefix list, such as those of S3 behind a gateway endpoint."""

    security_group_id: Input[SecurityGroupId] | None = None
    """A peer: the members of another security group."""

    self_reference: bool = False
    """A peer: the members of this security group."""

    @property
    def peer(self) -> tuple[str, object]:
        """Where the traffic comes from or goes to: the input that says so, and its value."""
        return self._given[0]

    @property
    def range(self) -> tuple[Input[int], Input[int]] | None:
        """The first and the last port; None where the protocol has none."""
        return self.ports if self.ports is None or isinstance(self.ports, tuple) else (self.ports, self.ports)

    @property
    def known_range(self) -> tuple[int, int] | None:
        """The first and the last port; None where the protocol has none, or they are known later."""
        if isinstance(self.ports, int):
            return (self.ports, self.ports)
        return self.ports if isinstance(self.ports, tuple) else None

    @property
    def _given(self) -> list[tuple[str, object]]:
        values: dict[str, object] = {name: getattr(self, name) for name in _PEERS}
        # Not the truth of a value: an Output has none.
        return [(name, value) for name, value in values.items() if value is not None and value is not False]

    @model_validator(mode="after")
    def _has_one_peer(self) -> "SecurityGroupRule":
        if len(self._given) != 1:
            found = " and ".join(name for name, _ in self._given) or "none"
            remedy = f"give one of {', '.join(_PEERS)}"
            raise RuleError(f"the rule {self.name} must have one peer, and has {found}", remedy)
        return self

    @model_validator(mode="after")
    def _has_ports_if_its_protocol_has(self) -> "SecurityGroupRule":
        if self.protocol in {"tcp", "udp"} and self.ports is None:
            reason = f"the rule {self.name} must say which ports of {self.protocol} it is for"
            raise RuleError(reason, "give ports, a number or the first and the last one")
        if self.protocol not in {"tcp", "udp"} and self.ports is not None:
            raise RuleError(f"the rule {self.name} has ports, which {self.protocol} has not", "remove ports")
        return self


_PEERS = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "security_group_id", "self_reference")


CheckRule: TypeAlias = Callable[[SecurityGroupRule, str, tuple[int, int] | None], None]
"""Checks a rule with its network and its ports."""


def check_ingress(rule: SecurityGroupRule, cidr_block: str, ports: tuple[int, int] | None) -> None:
    """Check that a rule admits no dangerous traffic from the internet.

    Args:
        rule: The rule.
        cidr_block: The network that it admits.
        ports: The first and the last port; None where the protocol has none.

    Raises:
        RuleError: It does.
    """
    if not is_world(cidr_block):
        return
    if rule.protocol == "all":
        reason = f"the rule {rule.name} admits everything from {cidr_block}"
        raise RuleError(reason, "name the protocol and its ports, or a narrower network")
    first, last = ports or (1, 0)
    risky = sorted(port for port in HIGH_RISK_PORTS if first <= port <= last)
    if risky:
        reason = f"the rule {rule.name} opens port {', '.join(map(str, risky[:5]))} to {cidr_block}"
        raise RuleError(reason, "name a narrower network, a prefix list or a security group, or other ports")


def check_egress(rule: SecurityGroupRule, cidr_block: str, ports: tuple[int, int] | None) -> None:
    """Check that a rule does not let everything out to the internet.

    Args:
        rule: The rule.
        cidr_block: The network that it leads to.
        ports: The first and the last port; None where the protocol has none.

    Raises:
        RuleError: It does.
    """
    if is_world(cidr_block) and (rule.protocol == "all" or (ports and ports[1] - ports[0] >= 65534)):
        reason = f"the rule {rule.name} lets everything out to {cidr_block}"
        raise RuleError(reason, "name the ports that are needed, such as 443, or a narrower network")


def check_rules(rules: Sequence[SecurityGroupRule], check: CheckRule) -> Sequence[SecurityGroupRule]:
    """Check the rules of one direction.

    Args:
        rules: The rules.
        check: Checks a rule with the network and the ports that it names.

    Raises:
        RuleError: One admits too much, or is there twice.
    """
    names: set[str] = set()
    admitted: dict[object, str] = {}
    for rule in rules:
        if rule.name in names:
            raise RuleError(f"two rules are called {rule.name}", "give each a name of its own")
        names.add(rule.name)
        kind, value = rule.peer
        if kind.startswith("cidr") and isinstance(value, str) and not isinstance(rule.ports, pulumi.Output):
            check(rule, value, rule.known_range)
        # Whether two Outputs are equal is known to AWS only.
        peer = value if isinstance(value, str | bool) else rule.name
        first = admitted.setdefault((rule.protocol, rule.range, kind, peer), rule.name)
        if first != rule.name:
            raise RuleError(f"the rules {first} and {rule.name} admit the same", "remove one of them")
    return rules


def _ingress(rules: list[SecurityGroupRule]) -> list[SecurityGroupRule]:
    return [*check_rules(rules, check_ingress)]


def _egress(rules: list[SecurityGroupRule]) -> list[SecurityGroupRule]:
    return [*check_rules(rules, check_egress)]


IngressRules: TypeAlias = Annotated[list[SecurityGroupRule], Field(max_length=60), AfterValidator(_ingress)]
"""Rules for what comes in: each once, and no port of high risk open to the internet."""

EgressRules: TypeAlias = Annotated[list[SecurityGroupRule], Field(max_length=60), AfterValidator(_egress)]
"""Rules for what goes out: each once, and not everything to the internet."""
