"""Changes of the rules of a security group, on the real engine."""

from collections.abc import Callable
from typing import Any

import pulumi
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
FIRST = [
    rule("office", **OFFICE),
    rule("partner", **PARTNER),
    rule("ipv6", **IPV6),
    rule("members", self_reference=True),
]
CHANGES: dict[str, Rules] = {
    "renamed": [
        rule("headquarters", **OFFICE),
        rule("partner", **PARTNER),
        rule("v6", **IPV6),
        rule("own", self_reference=True),
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
        for peer in ("10-8-0-0-16", "2001-db8---32", "self_reference")
    }


@pytest.mark.parametrize("peer", ["cidr_ipv4", "cidr_ipv6", "security_group_id", "prefix_list_id"])
def test_peer_can_change_between_a_plain_value_and_an_output(sandbox: TestSandbox, peer: str) -> None:
    ec2 = sandbox.client("ec2")
    vpc_id = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    plain = {
        "cidr_ipv4": "10.8.0.0/16",
        "cidr_ipv6": "2001:db8::/32",
        "security_group_id": ec2.create_security_group(GroupName="clients", Description="Clients", VpcId=vpc_id)[
            "GroupId"
        ],
        "prefix_list_id": ec2.create_managed_prefix_list(
            PrefixListName="offices", MaxEntries=5, AddressFamily="IPv4", Entries=[{"Cidr": "10.9.0.0/16"}]
        )["PrefixList"]["PrefixListId"],
    }[peer]

    def program(name: str, *, output: bool) -> Callable[[], None]:
        def make() -> None:
            value = pulumi.Output.from_input(plain) if output else plain
            rules = [rule(name, **{peer: value})]
            inputs = {"vpc_id": vpc_id, "description": "Portal", "ingress": rules, "egress": rules}
            SecurityGroup("portal", SecurityGroupArgs.model_validate(inputs))

        return make

    def rule_ids() -> set[str]:
        rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
        return {each["SecurityGroupRuleId"] for each in rules if "Rule" in each.get("Description", "")}

    run(sandbox.program(program("office", output=False)).up)
    first = rule_ids()
    assert len(first) == 2
    # A rule with a plain peer can be renamed in the same update.
    for name, output in (("branch", True), ("branch", False), ("office", True), ("office", False)):
        changed = sandbox.program(program(name, output=output))
        assert set(run(changed.up).steps.values()) <= {"update"}
        assert rule_ids() == first
        assert run(changed.up).steps == {}


def test_rule_can_have_a_secret_peer(sandbox: TestSandbox) -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("plain", cidr_block="10.0.0.0/16")
        ingress = [rule("office", cidr_ipv4=pulumi.Output.secret("10.8.0.0/16"))]
        inputs = {"vpc_id": vpc.id, "description": "Portal", "ingress": ingress}
        SecurityGroup("portal", SecurityGroupArgs.model_validate(inputs))

    stack = sandbox.program(program)
    run(stack.up)
    assert run(stack.up).steps == {}
    assert "10-8-0-0-16" not in str(stack.export_stack().deployment)
