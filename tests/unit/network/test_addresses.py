"""Where a network's addresses come from: CIDR blocks, IPAM, secondary blocks, IPv6, tiers."""

from ipaddress import IPv4Network, IPv6Network
from typing import Any

import pulumi
import pytest
from recording import Cloud, Deployment, Recorder

from strongroom.core import InputError
from strongroom.network import STANDARD_TIERS, IpamAllocation, Network, NetworkArgs, Tier

ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
EGRESS_ONLY = "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway"
GATEWAY = "aws:ec2/internetGateway:InternetGateway"
NAT = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"
SECONDARY = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
SUBNET = "aws:ec2/subnet:Subnet"
VPC = "aws:ec2/vpc:Vpc"


def cidrs(deployment: Deployment, property_name: str = "cidrBlock") -> dict[str, str]:
    return {subnet.name: subnet.inputs[property_name] for subnet in deployment.of_type(SUBNET)}


def test_a_vpc_can_take_its_addresses_from_an_ipam_pool(deploy: Any) -> None:
    def allocation() -> IpamAllocation:
        return IpamAllocation(pool_id=pulumi.Output.from_input("ipam-pool-0a1b"), netmask_length=20)

    deployment = deploy(cidr_block=allocation, availability_zones=2)
    vpc = deployment.one(VPC)
    assert vpc.inputs["cidrBlock"] is None
    assert vpc.inputs["ipv4IpamPoolId"] == "ipam-pool-0a1b"
    assert vpc.inputs["ipv4NetmaskLength"] == 20
    allocated = deployment.value(deployment.result.cidr_block)
    assert cidrs(deployment) == {
        f"portal-{tier}-{number}": cidr
        for tier, blocks in {
            "private": ["10.128.0.0/24", "10.128.1.0/24"],
            "public": ["10.128.8.0/27", "10.128.8.32/27"],
            "isolated": ["10.128.9.0/27", "10.128.9.32/27"],
        }.items()
        for number, cidr in enumerate(blocks, start=1)
    }
    assert allocated == "10.128.0.0/20"


def test_a_preview_of_an_ipam_allocation_shows_every_subnet(record: Recorder) -> None:
    args = NetworkArgs(cidr_block=IpamAllocation(pool_id="ipam-pool-0a1b", netmask_length=16), ipv6=True)
    preview = record(lambda: Network("portal", args), preview=True)
    assert len(preview.of_type(SUBNET)) == 9


def test_tiers_can_lie_in_secondary_blocks_which_are_there_first(deploy: Any) -> None:
    tiers = {**STANDARD_TIERS, "pods": Tier(kind="private", cidr_blocks=["100.64.0.0/18", "100.64.64.0/18"])}
    deployment = deploy(tiers=tiers, secondary_cidr_blocks=["100.64.0.0/16"], availability_zones=2)
    block = deployment.one(SECONDARY)
    assert block.inputs["cidrBlock"] == "100.64.0.0/16"
    assert block.inputs["vpcId"] == deployment.one(VPC).id
    assert deployment.one(SUBNET, "portal-pods-2").inputs["cidrBlock"] == "100.64.64.0/18"
    assert deployment.one(SUBNET, "portal-pods-2").depends_on == {block.name}
    assert not deployment.one(SUBNET, "portal-private-1").depends_on


def test_further_tiers_have_subnets_routes_and_outputs_of_their_own(deploy: Any) -> None:
    tiers = {
        **STANDARD_TIERS,
        "cache": Tier(kind="isolated", prefix_length=26),
        "jobs": Tier(kind="private"),
        "edge": Tier(kind="public"),
    }
    deployment = deploy(tiers=tiers, availability_zones=2)
    subnets = deployment.result.subnets
    assert list(subnets) == list(tiers)
    assert deployment.value(subnets["cache"].ids) == [
        deployment.one(SUBNET, f"portal-cache-{number}").id for number in (1, 2)
    ]
    assert [IPv4Network(cidr).prefixlen for cidr in deployment.value(subnets["cache"].cidr_blocks)] == [26, 26]
    tables = {name: deployment.value(subnets[name].route_table_ids) for name in tiers}
    assert len({table for of_tier in tables.values() for table in of_tier}) == 4 + 2 + 2
    targets = {
        route.inputs["routeTableId"]: route.inputs["natGatewayId"] or route.inputs["gatewayId"]
        for route in deployment.of_type(ROUTE)
    }
    assert [targets[table] for table in tables["jobs"]] == [
        deployment.one(NAT, f"portal-nat-{number}").id for number in (1, 2)
    ]
    assert {targets[table] for table in tables["edge"]} == {deployment.one(GATEWAY).id}
    assert not set(tables["cache"]) & set(targets)


def test_adding_a_tier_changes_nothing_that_exists(record: Recorder) -> None:
    cloud = Cloud.drawn()
    more = {**STANDARD_TIERS, "cache": Tier(kind="isolated"), "jobs": Tier(kind="private")}
    small, large = (
        record(lambda tiers=tiers: Network("portal", NetworkArgs(tiers=tiers, ipv6=True)), cloud=cloud)
        for tiers in (STANDARD_TIERS, more)
    )
    grown = {resource.urn: dict(resource.inputs) for resource in large.resources}
    for resource in small.resources:
        changed = {name for name, value in resource.inputs.items() if grown[resource.urn][name] != value}
        assert changed <= {"routeTableIds"}


def test_standard_tiers_can_be_left_out(deploy: Any) -> None:
    deployment = deploy(tiers={"isolated": Tier(kind="isolated")}, cidr_block="10.9.8.0/21")
    assert {name.rsplit("-", 1)[0] for name in cidrs(deployment)} == {"portal-isolated"}
    assert not deployment.of_type(GATEWAY)
    assert not deployment.of_type(NAT)
    assert not deployment.of_type(ROUTE)
    assert deployment.result.internet_gateway_id is None
    assert deployment.value(deployment.result.nat_public_ips) == []


def test_using_a_tier_that_was_left_out_is_told(record: Recorder) -> None:
    def program() -> None:
        tiers = {"isolated": Tier(kind="isolated")}
        pulumi.export("ids", Network("portal", NetworkArgs(tiers=tiers)).subnets.private.ids)

    failure = record.failing(InputError, program)
    assert "tiers: there is no tier private" in failure.message


def test_by_default_there_is_no_ipv6(deploy: Any) -> None:
    deployment = deploy()
    assert deployment.one(VPC).inputs["assignGeneratedIpv6CidrBlock"] is None
    assert not deployment.of_type(EGRESS_ONLY)
    assert set(cidrs(deployment, "ipv6CidrBlock").values()) == {None}
    assert not [route for route in deployment.of_type(ROUTE) if route.inputs["destinationIpv6CidrBlock"]]
    assert deployment.result.ipv6_cidr_block is None
    assert deployment.value(deployment.result.subnets.private.ipv6_cidr_blocks) == []


def test_with_ipv6_each_subnet_has_a_network_and_assigns_no_address(deploy: Any) -> None:
    deployment = deploy(ipv6=True)
    vpc = IPv6Network(deployment.value(deployment.result.ipv6_cidr_block))
    assert deployment.one(VPC).inputs["assignGeneratedIpv6CidrBlock"] is True
    networks = {IPv6Network(cidr) for cidr in cidrs(deployment, "ipv6CidrBlock").values()}
    assert len(networks) == 9
    assert all(network.subnet_of(vpc) for network in networks)
    for subnet in deployment.of_type(SUBNET):
        assert subnet.inputs["assignIpv6AddressOnCreation"] is False
    assert deployment.value(deployment.result.subnets.public.ipv6_cidr_blocks) == [
        deployment.one(SUBNET, f"portal-public-{number}").inputs["ipv6CidrBlock"] for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("nat", ["none", "single", "per_zone"])
def test_ipv6_of_private_subnets_goes_out_only_and_isolated_subnets_stay_in(deploy: Any, nat: str) -> None:
    deployment = deploy(ipv6=True, nat=nat)
    tables = {each.inputs["subnetId"]: each.inputs["routeTableId"] for each in deployment.of_type(ASSOCIATION)}
    targets = {
        route.inputs["routeTableId"]: route.inputs["gatewayId"] or route.inputs["egressOnlyGatewayId"]
        for route in deployment.of_type(ROUTE)
        if route.inputs["destinationIpv6CidrBlock"] == "::/0"
    }
    egress_only, internet = deployment.one(EGRESS_ONLY).id, deployment.one(GATEWAY).id
    expected = {"public": internet, "private": egress_only, "isolated": None}
    for subnet in deployment.of_type(SUBNET):
        assert targets.get(tables[subnet.id]) == expected[subnet.name.split("-")[1]]


@pytest.mark.parametrize(
    ("inputs", "field", "reason", "remedy"),
    [
        (
            {"tiers": {**STANDARD_TIERS, "cache": Tier(kind="isolated", cidr_blocks=["10.0.0.0/24"] * 1)}},
            "tiers.cache.cidr_blocks",
            "overlaps 10.0.0.0/17, the room of the tier private in up to 8 zones",
            "use another block",
        ),
        (
            {"tiers": {"a": {"kind": "isolated", "cidr_blocks": ["10.1.0.0/24"]}}},
            "tiers.a.cidr_blocks",
            "10.1.0.0/24 does not lie in the VPC",
            "add it to secondary_cidr_blocks",
        ),
        (
            {
                "tiers": {
                    "a": {"kind": "isolated", "cidr_blocks": ["10.0.0.0/24"]},
                    "b": {"kind": "isolated", "cidr_blocks": ["10.0.0.128/25"]},
                }
            },
            "tiers.b.cidr_blocks",
            "10.0.0.128/25 overlaps 10.0.0.0/24 of the tier a",
            "use another block",
        ),
        ({"tiers": {"a": {"kind": "isolated", "cidr_blocks": ["10.0.0.0/24", "10.0.1.0/24"]}}}, "tiers.a.cidr_blocks",
         "2 CIDR blocks for 1 zones", "one for each zone"),
        ({"tiers": {"a": {"kind": "isolated", "cidr_blocks": ["10.0.0.0/24"], "prefix_length": 24}}},
         "tiers.a.prefix_length", "beside cidr_blocks", "remove one"),
        ({"tiers": {"a": {"kind": "isolated", "prefix_length": 29}}}, "tiers.a.prefix_length", "at most 28", "28"),
        ({"tiers": {"a": {"kind": "isolated", "prefix_length": 18}}}, "tiers", "a does not fit", "greater prefix"),
        ({"tiers": {"private": {"kind": "public"}}}, "tiers.private.kind", "must be of that kind", "something else"),
        ({"tiers": {"a-1": {"kind": "public"}}}, "tiers.a-1", "words of lower-case", "use for example cache"),
        ({"tiers": {"a-ipv6": {"kind": "public"}}}, "tiers.a-ipv6", "not end in -ipv6", "another name"),
        ({"tiers": {}}, "tiers", "at least 1", "add"),
        ({"cidr_block": "10.0.0.0/22"}, "cidr_block", "too small for the tier public", "use a /21 or larger"),
        ({"cidr_block": "10.0.0.0/29"}, "cidr_block", "smaller than AWS allows", "such as 10.0.0.0/28"),
        ({"cidr_block": {"pool_id": "ipam-pool-0a", "netmask_length": 22}}, "cidr_block", "too small", "use a /21"),
        ({"cidr_block": {"pool_id": "pool", "netmask_length": 20}}, "cidr_block.pool_id", "IPAM pool", "ipam-pool-"),
        ({"cidr_block": {"pool_id": "ipam-pool-0a", "netmask_length": 20}, "secondary_cidr_blocks": ["10.1.0.0/16"]},
         "secondary_cidr_blocks", "beside an IPAM pool", "remove it"),
        ({"secondary_cidr_blocks": ["10.0.128.0/20"]}, "secondary_cidr_blocks", "10.0.128.0/20 overlaps 10.0.0.0/16",
         "use a block"),
        ({"secondary_cidr_blocks": ["10.1.0.0/16", "10.1.0.0/16"]}, "secondary_cidr_blocks", "each once", "10.1"),
        ({"secondary_cidr_blocks": ["10.1.0.0/16", "10.2.0.0/15"]}, "secondary_cidr_blocks.1", "larger", "10.2.0.0/16"),
    ],
)  # fmt: skip
def test_addresses_that_do_not_fit_are_refused_before_anything_is_registered(
    record: Recorder, inputs: dict[str, Any], field: str, reason: str, remedy: str
) -> None:
    program_inputs = {"availability_zones": 1, **inputs}
    failure = record.failing(InputError, lambda: Network("portal", NetworkArgs.model_validate(program_inputs)))
    (line,) = failure.message.splitlines()[1:]
    assert line.strip().startswith(f"{field}: ")
    assert reason in line
    assert remedy in line
    assert not failure.deployment.resources
