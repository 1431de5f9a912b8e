"""Changes of the rules of a security group, on the real engine."""

from collections.abc import Callable
from typing import Any

import pulumi_aws as aws
import pytest
from support import run

from strongroom.network import SecurityGroup, SecurityGroupArgs
from strongroom.sandbox.testing import TestSandbox

Rules = list[dict[str, Any]]


def rule(name: str, **inputs: Any) -> dict[str, Any]:
    return {
        "name": name,
        "description": f"Rule {name}",
        **({"ports": 443} if "protocol" not in inputs else {}),
        **inputs,
    }


def group(ingress: Rules, egress: Rules) -> Callable[[], None]:
    def program() -> None:
        vpc = aws.ec2.Vpc("plain", cidr_block="10.0.0.0/16")
        clients = aws.ec2.SecurityGroup("clients", vpc_id=vpc.id)
        ids = {"clients": clients.id}
        named = [
            [
                {
                    **each,
                    **({"security_group_id": ids[each["security_group_id"]]} if "security_group_id" in each else {}),
                }
                for each in rules
            ]
            for rules in (ingress, egress)
        ]
        inputs = {"vpc_id": vpc.id, "description": "Portal", "ingress": named[0], "egress": named[1]}
        SecurityGroup("portal", SecurityGroupArgs.model_validate(inputs))

    return program


OFFICE, PARTNER, IPV6 = {"cidr_ipv4": "10.8.0.0/16"}, {"cidr_ipv4": "203.0.113.0/24"}, {"cidr_ipv6": "2001:db8::/32"}
FIRST = [rule("office", **OFFICE), rule("partner", **PARTNER), rule("ipv6", **IPV6), rule("members", itself=True)]
CHANGES: dict[str, Rules] = {
    "renamed": [
        rule("headquarters", **OFFICE),
        rule("partner", **PARTNER),
        rule("v6", **IPV6),
        rule("own", itself=True),
    ],
    "names swapped": [rule("partner", **OFFICE), rule("office", **PARTNER), rule("ipv6", **IPV6)],
    "renamed in turn": [rule("partner", **OFFICE), rule("ipv6", **PARTNER), rule("office", **IPV6)],
    "other ports, and the first ones for another": [rule("office", **OFFICE, ports=8443), rule("late", **OFFICE)],
    "reordered": FIRST[::-1],
}


@pytest.mark.parametrize("change", CHANGES)
def test_rules_can_be_renamed_and_exchanged(sandbox: TestSandbox, change: str) -> None:
    run(sandbox.program(group(FIRST, FIRST)).up)
    changed = sandbox.program(group(CHANGES[change], CHANGES[change]))
    run(changed.up)
    assert run(changed.up).steps == {}
    assert run(changed.refresh).steps == {}
    rules = sandbox.client("ec2").describe_security_group_rules()["SecurityGroupRules"]
    descriptions = sorted(each.get("Description", "") for each in rules if "Rule" in each.get("Description", ""))
    assert descriptions == sorted(2 * [each["description"] for each in CHANGES[change]])


def test_rule_for_a_security_group_gets_other_ports(sandbox: TestSandbox) -> None:
    for ports in (443, [8000, 8100], 8443):
        changed = sandbox.program(group([rule("clients", ports=ports, security_group_id="clients")], []))
        run(changed.up)
        assert run(changed.up).steps == {}


def test_rules_of_an_earlier_version_are_kept(sandbox: TestSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def by_name(prefix: str, name: str, *_content: object) -> str:
        return f"{prefix}{name}"

    with monkeypatch.context() as earlier:
        earlier.setattr("strongroom.network._security_group.rule_role", by_name)
        run(sandbox.program(group(FIRST, FIRST)).up)
    assert run(sandbox.program(group(FIRST, FIRST)).up).steps == {}
    assert run(sandbox.program(group(CHANGES["renamed"], FIRST)).up).steps.keys() == {
        f"SecurityGroupIngressRule portal-ingress-tcp.443.443.{peer}"
        for peer in ("10-8-0-0-16", "2001-db8---32", "itself")
    }
