"""Network ACLs, as packets meet them, and the ban on public access."""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from recording import Deployment, Recorder

from strongroom.core import InputError
from strongroom.network import STANDARD_TIERS, Network, NetworkArgs, Tier

ACL = "aws:ec2/networkAcl:NetworkAcl"
DEFAULT_ACL = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
EXCLUSION = "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion"
OPTIONS = "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions"
SUBNET = "aws:ec2/subnet:Subnet"

NUMBERS = {"icmp": "1", "tcp": "6", "udp": "17", "icmpv6": "58", "esp": "50"}
INTERNET, INTERNET_IPV6 = "198.51.100.7", "2600::7"
TIERS = ("public", "private", "isolated")


def admits(acl: Any, direction: str, protocol: str, address: str, port: int = 0) -> bool:
    """Tell whether a packet passes, as AWS decides it: by the first rule that matches."""

    def matches(rule: Mapping[str, Any]) -> bool:
        network = ip_network(rule.get("cidrBlock") or rule["ipv6CidrBlock"])
        if ip_address(address).version != network.version or ip_address(address) not in network:
            return False
        if rule["protocol"] == "-1":
            return True
        has_ports = protocol in {"tcp", "udp"}
        return rule["protocol"] == NUMBERS[protocol] and (not has_ports or rule["fromPort"] <= port <= rule["toPort"])

    rules = sorted(acl.inputs[direction], key=lambda rule: rule["ruleNo"])
    assert len({rule["ruleNo"] for rule in rules}) == len(rules)
    first = next((rule for rule in rules if matches(rule)), None)
    return first is not None and first["action"] == "allow"


def acls(deployment: Deployment) -> dict[str, Any]:
    return {acl.name.removeprefix("portal-"): acl for acl in deployment.of_type(ACL)}


def test_each_tier_has_an_acl_for_its_subnets(deploy: Any) -> None:
    deployment = deploy()
    for tier, acl in acls(deployment).items():
        assert acl.inputs["subnetIds"] == [deployment.one(SUBNET, f"portal-{tier}-{n}").id for n in (1, 2, 3)]
        assert deployment.value(deployment.result.network_acl_ids[tier]) == acl.id
    assert set(acls(deployment)) == set(TIERS)


@pytest.mark.parametrize("ipv6", [False, True])
@pytest.mark.parametrize("port", [22, 3389])
@pytest.mark.parametrize("protocol", ["tcp", "udp"])
def test_no_rule_names_ssh_or_rdp_from_the_internet(deploy: Any, ipv6: bool, port: int, protocol: str) -> None:
    tiers = {**STANDARD_TIERS, "edge": Tier(kind="public"), "jobs": Tier(kind="private")}
    for acl in acls(deploy(ipv6=ipv6, tiers=tiers)).values():
        for source in (INTERNET, INTERNET_IPV6):
            assert not admits(acl, "ingress", protocol, source, port)
        # A check that looks at each rule alone finds none either.
        wide = [
            rule
            for rule in acl.inputs["ingress"]
            if (rule.get("cidrBlock") or rule.get("ipv6CidrBlock")) in {"0.0.0.0/0", "::/0"}
        ]
        assert not [rule for rule in wide if rule["protocol"] == "-1" or rule["fromPort"] <= port <= rule["toPort"]]
        assert wide


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("protocol", ["tcp", "udp", "icmp", "esp"])
def test_inside_the_vpc_everything_passes(deploy: Any, tier: str, protocol: str) -> None:
    deployment = deploy(secondary_cidr_blocks=["100.64.0.0/16"])
    for address in ("10.0.7.7", "100.64.7.7"):
        for direction in ("ingress", "egress"):
            assert admits(acls(deployment)[tier], direction, protocol, address, 22)


def test_public_subnets_serve_the_internet_and_get_answers(deploy: Any) -> None:
    acl = acls(deploy())["public"]
    for port in (80, 443, 1024, 32768, 65535):
        assert admits(acl, "ingress", "tcp", INTERNET, port)
        assert admits(acl, "egress", "tcp", INTERNET, port)
    assert admits(acl, "ingress", "udp", INTERNET, 443)
    assert admits(acl, "ingress", "icmp", INTERNET)
    assert not admits(acl, "ingress", "tcp", INTERNET_IPV6, 443)


@pytest.mark.parametrize(("nat", "answers"), [("per_zone", True), ("regional", True), ("none", False)])
def test_private_subnets_get_answers_from_where_they_can_ask(deploy: Any, nat: str, answers: bool) -> None:
    acl = acls(deploy(nat=nat))["private"]
    assert admits(acl, "ingress", "tcp", INTERNET, 32768)  # S3 answers with public addresses in any case
    assert admits(acl, "ingress", "udp", INTERNET, 32768) is answers
    assert admits(acl, "egress", "udp", INTERNET, 123) is answers
    assert admits(acl, "egress", "tcp", INTERNET, 443)
    for port in (80, 443, 1023):
        assert not admits(acl, "ingress", "tcp", INTERNET, port)


def test_isolated_subnets_talk_to_the_vpc_and_the_gateway_endpoints_only(deploy: Any) -> None:
    acl = acls(deploy(ipv6=True))["isolated"]
    assert admits(acl, "egress", "tcp", INTERNET, 443)
    assert admits(acl, "ingress", "tcp", INTERNET, 50000)
    assert not admits(acl, "egress", "tcp", INTERNET, 80)
    assert not admits(acl, "egress", "udp", INTERNET, 443)
    assert not admits(acl, "ingress", "udp", INTERNET, 50000)
    assert not admits(acl, "egress", "tcp", INTERNET_IPV6, 443)
    assert not admits(acl, "ingress", "tcp", INTERNET_IPV6, 50000)


def test_without_gateway_endpoints_isolated_subnets_talk_to_the_vpc_only(deploy: Any) -> None:
    acl = acls(deploy(endpoints={"gateway": []}))["isolated"]
    for direction in ("ingress", "egress"):
        assert [rule["cidrBlock"] for rule in acl.inputs[direction]] == ["10.0.0.0/16"]


def test_ipv6_has_rules_of_its_own(deploy: Any) -> None:
    deployment = deploy(ipv6=True, nat="none")
    own = next(iter(ip_network(deployment.value(deployment.result.ipv6_cidr_block)).hosts()))
    for acl in acls(deployment).values():
        assert admits(acl, "ingress", "tcp", str(own), 22)
    assert admits(acls(deployment)["public"], "ingress", "tcp", INTERNET_IPV6, 443)
    assert admits(acls(deployment)["public"], "ingress", "icmpv6", INTERNET_IPV6)
    private = acls(deployment)["private"]
    assert admits(private, "ingress", "tcp", INTERNET_IPV6, 50000)
    assert not admits(private, "ingress", "tcp", INTERNET_IPV6, 443)
    assert admits(private, "egress", "tcp", INTERNET_IPV6, 443)


def test_connected_networks_reach_the_tiers_that_have_routes_to_them(deploy: Any) -> None:
    peerings = [{"connection_id": "pcx-0a", "destinations": ["10.7.0.0/16"]}]
    found = acls(deploy(peerings=peerings))
    assert admits(found["private"], "ingress", "tcp", "10.7.0.1", 22)
    assert not admits(found["isolated"], "ingress", "tcp", "10.7.0.1", 22)
    assert not admits(found["public"], "ingress", "tcp", "10.7.0.1", 22)


def test_a_default_route_to_a_transit_gateway_admits_answers_and_nothing_else(deploy: Any) -> None:
    transit = {"transit_gateway_id": "tgw-0a", "destinations": ["0.0.0.0/0"]}
    acl = acls(deploy(transit_gateway=transit, nat="none"))["private"]
    assert admits(acl, "ingress", "udp", INTERNET, 50000)
    assert not admits(acl, "ingress", "tcp", INTERNET, 22)
    assert not admits(acl, "ingress", "tcp", INTERNET, 443)


def test_the_default_acl_lets_nothing_through(deploy: Any) -> None:
    deployment = deploy()
    default = deployment.one(DEFAULT_ACL)
    assert default.inputs["defaultNetworkAclId"].endswith("defaultNetworkAclId")
    assert default.inputs["ingress"] == []
    assert default.inputs["egress"] == []
    assert list(default.request.ignoreChanges) == ["subnetIds"]


@pytest.mark.parametrize("ipv6", [False, True])
def test_turned_off_acls_leave_the_default_one_as_aws_makes_it(deploy: Any, ipv6: bool) -> None:
    deployment = deploy(network_acls=False, ipv6=ipv6)
    assert not deployment.of_type(ACL)
    default = deployment.one(DEFAULT_ACL)
    for direction in ("ingress", "egress"):
        assert admits(default, direction, "tcp", INTERNET, 22)
        assert admits(default, direction, "tcp", INTERNET_IPV6, 22) is ipv6
    assert deployment.result.network_acl_ids == {}


def test_more_networks_than_an_acl_holds_are_refused_with_the_ways_out(record: Recorder) -> None:
    def network(count: int, **more: Any) -> Network:
        destinations = [f"10.{number}.0.0/16" for number in range(1, count + 1)]
        peerings = [{"connection_id": "pcx-0a", "destinations": destinations, "route_tiers": ["public"]}]
        return Network("portal", NetworkArgs.model_validate({"peerings": peerings, **more}))

    (acl,) = [acl for acl in record(lambda: network(11)).of_type(ACL) if acl.name == "portal-public"]
    assert len(acl.inputs["ingress"]) == 19
    failure = record.failing(InputError, lambda: network(12))
    assert "network_acls: the tier public has more networks" in failure.message
    assert "sum up destinations, or turn network_acls off" in failure.message
    assert not failure.deployment.resources
    assert record(lambda: network(12, network_acls=False)).resources


def test_public_access_is_left_as_it_is_by_default(deploy: Any) -> None:
    deployment = deploy()
    assert not deployment.of_type(OPTIONS)
    assert not deployment.of_type(EXCLUSION)


@pytest.mark.parametrize("mode", ["ingress", "bidirectional"])
def test_public_access_can_be_banned_after_what_is_exempt_is_known(deploy: Any, mode: str) -> None:
    deployment = deploy(block_public_access={"mode": mode, "exempt_tiers": ["public"]}, availability_zones=2)
    options = deployment.one(OPTIONS)
    assert options.inputs["internetGatewayBlockMode"] == f"block-{mode}"
    exclusions = deployment.of_type(EXCLUSION)
    assert [each.inputs["subnetId"] for each in exclusions] == [
        deployment.one(SUBNET, f"portal-public-{number}").id for number in (1, 2)
    ]
    assert {each.inputs["internetGatewayExclusionMode"] for each in exclusions} == {"allow-bidirectional"}
    assert options.depends_on == {each.name for each in exclusions}


def test_an_unknown_exempt_tier_is_refused(record: Recorder) -> None:
    ban = {"mode": "ingress", "exempt_tiers": ["edge"]}
    failure = record.failing(
        InputError, lambda: Network("portal", NetworkArgs.model_validate({"block_public_access": ban}))
    )
    assert "block_public_access.exempt_tiers.0: there is no tier edge" in failure.message
    assert not failure.deployment.resources
