from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import Deployment, Recorded, Recorder

from strongroom.core import InputError
from strongroom.network import SecurityGroup, SecurityGroupArgs, SecurityGroupRule
from strongroom.network._rules import HIGH_RISK_PORTS

EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


def rule(**inputs: Any) -> SecurityGroupRule:
    return SecurityGroupRule.model_validate({"name": "web", "description": "Web traffic", "ports": 443, **inputs})


def args(**inputs: Any) -> SecurityGroupArgs:
    return SecurityGroupArgs.model_validate({"vpc_id": "vpc-0a", "description": "Web servers", **inputs})


def group(record: Recorder, make: Callable[[], SecurityGroupArgs], **options: Any) -> Deployment:
    return record(lambda: SecurityGroup("web", make()), **options)


def refused(record: Recorder, make: Callable[[], object]) -> str:
    failure = record.failing(InputError, make)
    assert not failure.deployment.resources
    return failure.message


def test_a_group_without_rules_lets_nothing_in_or_out(record: Recorder) -> None:
    deployment = group(record, lambda: args(environment_suffix="prod", tags={"Owner": "payments"}))
    made = deployment.one(GROUP)
    assert made.inputs["vpcId"] == "vpc-0a"
    assert made.inputs["description"] == "Web servers"
    assert made.inputs["ingress"] is None
    assert made.inputs["egress"] is None
    assert made.inputs["namePrefix"] == "web-prod-"
    assert made.inputs["tags"] == {
        "Name": "web-prod",
        "Environment": "prod",
        "ManagedBy": "pulumi",
        "Owner": "payments",
    }
    assert not deployment.of_type(INGRESS)
    assert not deployment.of_type(EGRESS)
    assert deployment.value(deployment.result.security_group_id) == made.id
    assert deployment.value(deployment.result.security_group_arn).endswith(made.id)


@pytest.mark.parametrize("name", ["sg", "sg-web", "a-name-as-long-as-the-longest-that-is-ok"])
def test_every_name_of_a_component_makes_one_that_ec2_allows(record: Recorder, name: str) -> None:
    deployment = record(lambda: SecurityGroup(name, args(environment_suffix="environment")))
    prefix = deployment.one(GROUP).inputs["namePrefix"]
    assert not prefix.startswith("sg-")
    assert len(prefix) <= 100


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"cidr_ipv4": "10.0.0.0/8"}, {"cidrIpv4": "10.0.0.0/8"}),
        ({"cidr_ipv6": "fd00::/8"}, {"cidrIpv6": "fd00::/8"}),
        ({"prefix_list_id": "pl-0a"}, {"prefixListId": "pl-0a"}),
        ({"security_group_id": "sg-0a"}, {"referencedSecurityGroupId": "sg-0a"}),
        ({"cidr_ipv4": "10.0.0.0/8", "ports": [8000, 8100]}, {"fromPort": 8000, "toPort": 8100}),
        ({"cidr_ipv4": "10.0.0.0/8", "protocol": "udp"}, {"ipProtocol": "udp", "fromPort": 443}),
        (
            {"cidr_ipv4": "10.0.0.0/8", "protocol": "icmp", "ports": None},
            {"ipProtocol": "icmp", "fromPort": -1, "toPort": -1},
        ),
        (
            {"cidr_ipv4": "10.0.0.0/8", "protocol": "all", "ports": None},
            {"ipProtocol": "-1", "fromPort": None, "toPort": None},
        ),
    ],
)
@pytest.mark.parametrize(("direction", "kind"), [("ingress", INGRESS), ("egress", EGRESS)])
def test_a_rule_becomes_a_resource_of_its_own(
    record: Recorder, inputs: dict[str, Any], expected: dict[str, Any], direction: str, kind: str
) -> None:
    deployment = group(record, lambda: args(**{direction: [rule(**inputs)]}))
    made = deployment.one(kind)
    defaults = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "description": "Web traffic"}
    peers = dict.fromkeys(("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"))
    relevant = {**({} if "ipProtocol" in expected or "fromPort" in expected else {**peers, **defaults}), **expected}
    assert {name: made.inputs[name] for name in relevant} == relevant
    assert made.inputs["securityGroupId"] == deployment.one(GROUP).id
    assert made.inputs["tags"]["Name"] == "web-web-dev"
    content = made.name.removesuffix(made.name.rsplit(".", 1)[-1])
    assert made.aliases[:2] == [f"web-{direction}-web", f"{content}web"]


def test_a_rule_can_be_for_the_group_itself(record: Recorder) -> None:
    deployment = group(record, lambda: args(ingress=[rule(self_reference=True)]))
    assert deployment.one(INGRESS).inputs["referencedSecurityGroupId"] == deployment.one(GROUP).id


def test_peers_may_be_known_only_at_the_deployment(record: Recorder) -> None:
    def make() -> SecurityGroupArgs:
        network = pulumi.Output.from_input("10.0.0.0/8")
        return args(
            vpc_id=pulumi.Output.from_input("vpc-0b"),
            ingress=[
                rule(name="office", cidr_ipv4=network),
                rule(name="balancer", security_group_id=pulumi.Output.from_input("sg-0a")),
            ],
        )

    deployment = group(record, make)
    assert deployment.one(GROUP).inputs["vpcId"] == "vpc-0b"
    assert deployment.one(INGRESS, "web-ingress-tcp.443.443.office").inputs["cidrIpv4"] == "10.0.0.0/8"
    assert deployment.one(INGRESS, "web-ingress-tcp.443.443.balancer").inputs["referencedSecurityGroupId"] == "sg-0a"


def test_a_network_that_turns_out_to_be_the_internet_is_refused(record: Recorder) -> None:
    def program() -> None:
        everywhere = pulumi.Output.from_input("0.0.0.0/0")
        SecurityGroup("web", args(ingress=[rule(ports=22, cidr_ipv4=everywhere)]))

    failure = record.failing(InputError, program)
    assert "ingress: the rule web opens port 22 to 0.0.0.0/0" in failure.message
    assert not failure.deployment.of_type(INGRESS)


@pytest.mark.parametrize(
    ("peer", "identity"),
    [
        ({"cidr_ipv4": "10.0.0.0/8"}, "tcp.443.443.10-0-0-0-8"),
        ({"cidr_ipv6": "2001:db8::/32", "ports": [8000, 8100]}, "tcp.8000.8100.2001-db8---32"),
        ({"security_group_id": "sg-0a", "protocol": "all", "ports": None}, "all.sg-0a"),
        ({"self_reference": True}, "tcp.443.443.self_reference"),
    ],
)
def test_rule_is_identified_by_its_content_and_not_by_its_name(
    record: Recorder, peer: dict[str, Any], identity: str
) -> None:
    for name in ("web", "renamed"):
        assert group(record, lambda name=name: args(ingress=[rule(name=name, **peer)])).one(
            INGRESS, f"web-ingress-{identity}"
        )


@pytest.mark.parametrize(("peer", "role"), [("sg-0a", "sg-0a"), ("sg-0b", "sg-0b")])
def test_rule_keeps_its_resource_between_a_plain_peer_and_an_output(record: Recorder, peer: str, role: str) -> None:
    plain = group(record, lambda: args(ingress=[rule(security_group_id=peer)])).one(INGRESS)
    output = group(record, lambda: args(ingress=[rule(security_group_id=pulumi.Output.from_input(peer))])).one(INGRESS)
    assert (plain.name, output.name) == (f"web-ingress-tcp.443.443.{role}", "web-ingress-tcp.443.443.web")
    assert output.name in plain.aliases
    assert plain.name in output.aliases


@pytest.mark.parametrize("peer", ["sg-0a", "output"])
def test_rule_keeps_its_resource_between_a_plain_port_and_an_output(record: Recorder, peer: str) -> None:
    def ruled(*, output: bool) -> Recorded:
        def make() -> SecurityGroupArgs:
            group_id = pulumi.Output.from_input("sg-0a") if peer == "output" else peer
            port = pulumi.Output.from_input(5433) if output else 5433
            return args(egress=[rule(ports=port, security_group_id=group_id)])

        return group(record, make).one(EGRESS)

    plain, output = ruled(output=False), ruled(output=True)
    assert (output.inputs["fromPort"], output.inputs["toPort"]) == (5433, 5433)
    assert output.name != plain.name
    assert output.name in plain.aliases
    assert plain.name in output.aliases


@pytest.mark.parametrize(("port", "refused"), [(443, False), (22, True)])
def test_port_that_resolves_later_is_checked_with_its_network(record: Recorder, port: int, refused: bool) -> None:
    def program() -> None:
        SecurityGroup("web", args(ingress=[rule(ports=pulumi.Output.from_input(port), cidr_ipv4="0.0.0.0/0")]))

    if refused:
        assert "the rule web opens port 22 to 0.0.0.0/0" in record.failing(InputError, program).message
    else:
        assert record(program).one(INGRESS).inputs["toPort"] == port


@pytest.mark.parametrize("port", [0, 70_000, "443"])
def test_port_that_resolves_to_no_port_is_refused(record: Recorder, port: Any) -> None:
    def program() -> None:
        SecurityGroup("web", args(egress=[rule(ports=pulumi.Output.from_input(port), security_group_id="sg-0a")]))

    assert "ports: must be" in record.failing(InputError, program).message


def test_secret_peer_is_in_no_alias(record: Recorder) -> None:
    deployment = group(record, lambda: args(ingress=[rule(cidr_ipv4=pulumi.Output.secret("10.0.0.0/8"))]))
    assert {*deployment.one(INGRESS).aliases} == {"web-ingress-web", "web-ingress-tcp.443.443.web"}


def test_the_order_of_rules_is_of_no_importance(record: Recorder) -> None:
    rules = [rule(name="one", self_reference=True), rule(name="two", cidr_ipv4="10.0.0.0/8")]
    one, other = (group(record, lambda rules=rules: args(ingress=rules)) for rules in (rules, list(reversed(rules))))
    assert {each.urn for each in one.resources} == {each.urn for each in other.resources}


@given(st.integers(1, 65535), st.integers(1, 65535), st.sampled_from(["0.0.0.0/0", "0.0.0.0/1", "::/0", "2000::/3"]))
def test_no_port_of_high_risk_can_be_opened_to_the_internet(one: int, other: int, world: str) -> None:
    first, last = sorted((one, other))
    peer = {"cidr_ipv6" if ":" in world else "cidr_ipv4": world}
    risky = any(first <= port <= last for port in HIGH_RISK_PORTS)
    with pytest.raises(InputError, match="the rule web opens port") if risky else nullcontext():
        args(ingress=[rule(ports=[first, last], **peer)])


def test_what_a_bank_serves_can_be_opened_to_the_internet(record: Recorder) -> None:
    rules = [rule(cidr_ipv4="0.0.0.0/0"), rule(name="web-ipv6", cidr_ipv6="::/0")]
    egress = [rule(cidr_ipv4="0.0.0.0/0")]
    assert len(group(record, lambda: args(ingress=rules, egress=egress)).of_type(INGRESS)) == 2


@pytest.mark.parametrize(
    ("make", "reason", "remedy"),
    [
        (lambda: rule(), "must have one peer, and has none", "give one of cidr_ipv4"),
        (lambda: rule(self_reference=True, cidr_ipv4="10.0.0.0/8"), "has cidr_ipv4 and self_reference", "give one of"),
        (lambda: rule(ports=None, self_reference=True), "which ports of tcp", "give ports"),
        (lambda: rule(protocol="icmp", self_reference=True), "has ports, which icmp has not", "remove ports"),
        (lambda: rule(ports=0, self_reference=True), "at least 1", "use 1 or more"),
        (lambda: rule(ports=[443, 80], self_reference=True), "the first port and the last", "use [80, 443]"),
        (lambda: rule(name="Web", self_reference=True), "lower-case", "https-from-office"),
        (lambda: rule(description="Größe", self_reference=True), "letters of English", "remove other"),
        (lambda: rule(description="", self_reference=True), "1 to 255", "remove other"),
        (lambda: rule(cidr_ipv4="10.0.0.1/8"), "host bits", "use 10.0.0.0/8"),
        (lambda: rule(cidr_ipv6="fd00:0::/8"), "shortest form", "use fd00::/8"),
        (lambda: rule(cidr_ipv6="fe80::%1/64"), "an IPv6 network in CIDR notation", "2001:db8::/56"),
        (lambda: rule(security_group_id="web"), "id of a security group", "sg-"),
        (lambda: rule(prefix_list_id="s3"), "id of a prefix list", "pl-"),
        (lambda: args(vpc_id="portal"), "id of a VPC", "vpc-"),
        (lambda: args(description="x" * 256), "1 to 255", "remove other"),
        (
            lambda: args(ingress=[rule(self_reference=True), rule(cidr_ipv4="10.0.0.0/8")]),
            "two rules are called web",
            "a name of its own",
        ),
        (
            lambda: args(ingress=[rule(self_reference=True), rule(name="again", self_reference=True)]),
            "the rules web and again admit the same",
            "remove one",
        ),
        (
            lambda: args(ingress=[rule(protocol="all", ports=None, cidr_ipv4="0.0.0.0/0")]),
            "admits everything from 0.0.0.0/0",
            "a narrower network",
        ),
        (lambda: args(ingress=[rule(ports=22, cidr_ipv4="0.0.0.0/0")]), "opens port 22", "a prefix list"),
        (lambda: args(ingress=[rule(ports=3389, cidr_ipv6="::/0")]), "opens port 3389 to ::/0", "narrower network"),
        (
            lambda: args(egress=[rule(protocol="all", ports=None, cidr_ipv4="0.0.0.0/0")]),
            "lets everything out to 0.0.0.0/0",
            "such as 443",
        ),
        (
            lambda: args(egress=[rule(ports=[1, 65535], cidr_ipv6="::/0")]),
            "lets everything out to ::/0",
            "such as 443",
        ),
    ],
)
def test_a_bad_rule_is_refused_with_reason_and_remedy(
    record: Recorder, make: Callable[[], object], reason: str, remedy: str
) -> None:
    (line,) = refused(record, make).splitlines()[1:]
    assert reason in line
    assert remedy in line
