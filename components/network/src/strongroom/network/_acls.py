"""The rules of a tier's network ACL.

A network ACL keeps no state, so answers need rules of their own: whoever asks from a subnet is answered at a port of
1024 or above. No rule admits port 22 or 3389 from the internet (EC2.21), not even one that another rule restricts: a
range leaves them out. Among the answers that is one port of 64,512, and whoever meets it tries again.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pulumi

from strongroom.network._plan import EVERYWHERE, EVERYWHERE_IPV6, Plan, Reach

RULES_PER_DIRECTION = 19
"""Rules that a network ACL holds for IPv4, and again for IPv6: AWS's quota of 20, less the last one, which denies all.

https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
"""

_ALL, _ICMP, _TCP, _UDP, _ICMPV6 = "-1", "1", "6", "17", "58"
_ANY_PORT = [(0, 21), (23, 3388), (3390, 65535)]
_ANSWERS = [(1024, 3388), (3390, 65535)]
_HTTPS = (443, 443)
_PORTS = {"anything": _ANY_PORT, "answers": _ANSWERS, "endpoints": _ANSWERS}


@dataclass(frozen=True)
class AclRule:
    """A rule that admits traffic."""

    number: int
    """Its place: rules are looked at in this order."""
    network: pulumi.Input[str]
    """Where the traffic comes from or goes to."""
    ipv6: bool
    """Whether that is an IPv6 network."""
    protocol: str = _ALL
    """Number of the protocol, `-1` for any."""
    ports: tuple[int, int] = (0, 0)
    """First and last port, both 0 where the protocol has none."""

    @property
    def is_icmp(self) -> bool:
        """Whether the protocol has types and codes, all of which are admitted, rather than ports."""
        return self.protocol in {_ICMP, _ICMPV6}


def ingress_rules(
    plan: Plan, tier: str, own: Sequence[pulumi.Input[str]], own_ipv6: pulumi.Input[str] | None
) -> list[AclRule]:
    """Return the rules for traffic into a tier's subnets.

    Args:
        plan: The network.
        tier: The tier's name.
        own: The IPv4 CIDR blocks of the VPC.
        own_ipv6: The IPv6 CIDR block of the VPC, if there is one.
    """
    return [
        *_inside(plan, tier, own, own_ipv6),
        *_from_world(plan.reach(tier, 4), ipv6=False),
        *_from_world(plan.reach(tier, 6), ipv6=True),
    ]


def egress_rules(
    plan: Plan, tier: str, own: Sequence[pulumi.Input[str]], own_ipv6: pulumi.Input[str] | None
) -> list[AclRule]:
    """Return the rules for traffic out of a tier's subnets.

    Args:
        plan: The network.
        tier: The tier's name.
        own: The IPv4 CIDR blocks of the VPC.
        own_ipv6: The IPv6 CIDR block of the VPC, if there is one.
    """
    return [
        *_inside(plan, tier, own, own_ipv6),
        *_to_world(plan.reach(tier, 4), ipv6=False),
        *_to_world(plan.reach(tier, 6), ipv6=True),
    ]


def _inside(
    plan: Plan, tier: str, own: Sequence[pulumi.Input[str]], own_ipv6: pulumi.Input[str] | None
) -> Iterator[AclRule]:
    """Admit everything between the VPC's subnets, and networks that the tier is connected to."""
    connected = plan.connected(tier)
    ipv4 = [*own, *(each for each in connected if ":" not in each)]
    ipv6 = [*([] if own_ipv6 is None else [own_ipv6]), *(each for each in connected if ":" in each)]
    yield from (AclRule(_number(index, ipv6=False), each, False) for index, each in enumerate(ipv4))
    yield from (AclRule(_number(index, ipv6=True), each, True) for index, each in enumerate(ipv6))


def _from_world(reach: Reach, *, ipv6: bool) -> Iterator[AclRule]:
    if reach == "nothing":
        return
    network = _world(ipv6=ipv6)
    # S3 and DynamoDB answer over TCP; over the internet there is UDP as well, and ICMP tells what a path can carry.
    protocols = [_TCP] if reach == "endpoints" else [_TCP, _UDP]
    rules = [(protocol, ports) for protocol in protocols for ports in _PORTS[reach]]
    if reach != "endpoints":
        rules.append((_ICMPV6 if ipv6 else _ICMP, (0, 0)))
    for index, (protocol, ports) in enumerate(rules):
        yield AclRule(_number(index, ipv6=ipv6, world=True), network, ipv6, protocol, ports)


def _to_world(reach: Reach, *, ipv6: bool) -> Iterator[AclRule]:
    if reach == "nothing":
        return
    number, network = _number(0, ipv6=ipv6, world=True), _world(ipv6=ipv6)
    if reach == "endpoints":
        yield AclRule(number, network, ipv6, _TCP, _HTTPS)
    else:
        yield AclRule(number, network, ipv6)


def _world(*, ipv6: bool) -> str:
    return EVERYWHERE_IPV6 if ipv6 else EVERYWHERE


def _number(index: int, *, ipv6: bool, world: bool = False) -> int:
    """Number a rule so that each family and each origin has room for growth."""
    return 100 + 10 * index + (1000 if world else 0) + (2000 if ipv6 else 0)
