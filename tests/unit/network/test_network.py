import json
from collections.abc import Callable
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import UNKNOWN, Cloud, Deployment, Recorder

from strongroom.core import InputError
from strongroom.network import Network, NetworkArgs

ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
GATEWAY = "aws:ec2/internetGateway:InternetGateway"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
NAT = "aws:ec2/natGateway:NatGateway"
ROLE = "aws:iam/role:Role"
ROUTE = "aws:ec2/route:Route"
SUBNET = "aws:ec2/subnet:Subnet"
VPC = "aws:ec2/vpc:Vpc"

TIERS = ("public", "private", "isolated")
EVERYWHERE = "0.0.0.0/0"
KEY_ID = "11111111-2222-3333-4444-555555555555"

Deploy = Callable[..., Deployment]


def kms_key_arn(cloud: Cloud) -> str:
    return f"arn:{cloud.partition}:kms:{cloud.region}:{cloud.account_id}:key/{KEY_ID}"


def default_routes(deployment: Deployment) -> dict[str, str | None]:
    """Where each subnet sends what is not for the VPC: the id of a gateway, or None."""
    targets = {
        route.inputs["routeTableId"]: route.inputs["gatewayId"] or route.inputs["natGatewayId"]
        for route in deployment.of_type(ROUTE)
        if route.inputs["destinationCidrBlock"] == EVERYWHERE
    }
    tables = {each.inputs["subnetId"]: each.inputs["routeTableId"] for each in deployment.of_type(ASSOCIATION)}
    return {subnet.name: targets.get(tables[subnet.id]) for subnet in deployment.of_type(SUBNET)}


def test_hosts_in_the_vpc_have_names_that_resolve(deploy: Deploy) -> None:
    vpc = deploy(cidr_block="10.64.0.0/18").one(VPC)
    assert vpc.inputs["cidrBlock"] == "10.64.0.0/18"
    assert vpc.inputs["enableDnsSupport"] is True
    assert vpc.inputs["enableDnsHostnames"] is True


def test_the_default_security_group_has_no_rules(deploy: Deploy) -> None:
    deployment = deploy()
    group = deployment.one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert group.inputs["vpcId"] == deployment.one(VPC).id
    assert group.inputs["ingress"] == []
    assert group.inputs["egress"] == []


@pytest.mark.parametrize("zones", [1, 2, 3, 6])
def test_each_tier_has_a_subnet_in_each_of_the_regions_first_zones(deploy: Deploy, zones: int) -> None:
    deployment = deploy(availability_zones=zones)
    wanted = sorted(deployment.cloud.zones())[:zones]
    for tier in TIERS:
        subnets = [deployment.one(SUBNET, f"portal-{tier}-{number}") for number in range(1, zones + 1)]
        assert [subnet.inputs["availabilityZone"] for subnet in subnets] == wanted
    assert len(deployment.of_type(SUBNET)) == len(TIERS) * zones


@pytest.mark.parametrize(
    ("zones", "numbers"),
    [
        (["xx-west-1a", "xx-west-1c"], {1: "a", 3: "c"}),
        (["xx-west-1b", "xx-west-1d", "xx-west-1f"], {2: "b", 4: "d", 6: "f"}),
        ({"xx-west-1c": 2, "xx-west-1b": 1}, {1: "b", 2: "c"}),
    ],
)
def test_named_zone_keeps_the_number_of_its_letter_or_its_own(
    deploy: Deploy, zones: Any, numbers: dict[int, str]
) -> None:
    deployment = deploy(availability_zones=zones)
    for tier in TIERS:
        found = {each.name: each for each in deployment.of_type(SUBNET) if each.name.startswith(f"portal-{tier}-")}
        assert {name: each.inputs["availabilityZone"] for name, each in found.items()} == {
            f"portal-{tier}-{number}": f"xx-west-1{letter}" for number, letter in numbers.items()
        }
    private = {name: f"10.0.{16 * (name - 1)}.0/20" for name in numbers}
    for number, block in private.items():
        assert deployment.one(SUBNET, f"portal-private-{number}").inputs["cidrBlock"] == block
    assert {each.name for each in deployment.of_type("aws:ec2/natGateway:NatGateway")} == {
        f"portal-nat-{number}" for number in numbers
    }
    assert deployment.value(deployment.result.subnets.private.availability_zones) == [
        f"xx-west-1{letter}" for letter in numbers.values()
    ]
    assert "getAvailabilityZones" not in {each.token.split(":")[-1] for each in deployment.invocations}


NAMES = st.lists(st.sampled_from([f"xx-west-1{letter}" for letter in "abcdefgh"]), min_size=2, max_size=6, unique=True)


@settings(max_examples=10)
@given(NAMES, st.data())
def test_removing_a_named_zone_changes_no_resource_of_the_others(names: list[str], data: st.DataObject) -> None:
    removed = data.draw(st.sampled_from(names))

    def subnets(zones: list[str]) -> dict[str, Any]:
        made = Recorder()(lambda: Network("portal", NetworkArgs(availability_zones=zones))).of_type(SUBNET)
        return {each.name: (each.inputs["availabilityZone"], each.inputs["cidrBlock"]) for each in made}

    before, after = subnets(sorted(names)), subnets(sorted({*names} - {removed}))
    assert after == {name: inputs for name, inputs in before.items() if inputs[0] != removed}


def test_only_zones_that_need_no_opting_in_are_asked_for(deploy: Deploy) -> None:
    (asked,) = [each for each in deploy().invocations if each.token.endswith(":getAvailabilityZones")]
    assert asked.args == {
        "state": "available",
        "filters": [{"name": "opt-in-status", "values": ["opt-in-not-required"]}],
    }


def test_no_subnet_gives_public_addresses(deploy: Deploy) -> None:
    for subnet in deploy().of_type(SUBNET):
        assert subnet.inputs["mapPublicIpOnLaunch"] is False
        assert subnet.inputs["assignIpv6AddressOnCreation"] is None


def test_subnets_lie_in_the_vpc_and_do_not_overlap(deploy: Deploy) -> None:
    subnets = [IPv4Network(subnet.inputs["cidrBlock"]) for subnet in deploy(cidr_block="172.16.0.0/20").of_type(SUBNET)]
    for subnet in subnets:
        assert subnet.subnet_of(IPv4Network("172.16.0.0/20"))
        assert [other for other in subnets if other.overlaps(subnet)] == [subnet]


def test_adding_zones_changes_nothing_that_exists(record: Recorder) -> None:
    cloud = Cloud("aws", "eu-west-1", "123456789012", "abcdef")
    small, large = (
        record(lambda zones=zones: Network("portal", NetworkArgs(availability_zones=zones, ipv6=True)), cloud=cloud)
        for zones in (2, 3)
    )
    grown = {resource.urn: dict(resource.inputs) for resource in large.resources}
    for resource in small.resources:
        for name, value in resource.inputs.items():
            if name in {"subnetIds", "routeTableIds"}:
                assert set(value) < set(grown[resource.urn][name])
            else:
                assert grown[resource.urn][name] == value


@pytest.mark.parametrize(
    ("inputs", "gateways"),
    [
        ({}, 3),
        ({"durability": "persistent", "availability_zones": 2}, 2),
        ({"durability": "ephemeral"}, 1),
        ({"durability": "ephemeral", "nat": "per_zone"}, 3),
        ({"nat": "single"}, 1),
        ({"nat": "none"}, 0),
    ],
)
def test_nat_follows_its_input_or_the_durability(deploy: Deploy, inputs: dict[str, Any], gateways: int) -> None:
    deployment = deploy(**inputs)
    assert len(deployment.of_type(NAT)) == gateways
    assert len(deployment.of_type("aws:ec2/eip:Eip")) == gateways
    assert len(deployment.value(deployment.result.nat_public_ips)) == gateways


def test_nat_gateways_stand_in_public_subnets_with_addresses_of_their_own(deploy: Deploy) -> None:
    deployment = deploy(nat="per_zone")
    for number in (1, 2, 3):
        gateway = deployment.one(NAT, f"portal-nat-{number}")
        address = deployment.one("aws:ec2/eip:Eip", f"portal-nat-{number}")
        assert gateway.inputs["subnetId"] == deployment.one(SUBNET, f"portal-public-{number}").id
        assert gateway.inputs["allocationId"] == address.id
        assert address.inputs["domain"] == "vpc"


def test_nat_and_its_addresses_wait_for_the_internet_gateway(deploy: Deploy) -> None:
    deployment = deploy()
    gateway = deployment.one(GATEWAY)
    assert gateway.inputs["vpcId"] == deployment.one(VPC).id
    for resource in (*deployment.of_type(NAT), *deployment.of_type("aws:ec2/eip:Eip")):
        assert gateway.name in resource.depends_on


def test_public_subnets_route_to_the_internet_gateway(deploy: Deploy) -> None:
    deployment = deploy()
    routes = default_routes(deployment)
    for number in (1, 2, 3):
        assert routes[f"portal-public-{number}"] == deployment.one(GATEWAY).id


def test_private_subnets_route_through_nat_in_their_own_zone(deploy: Deploy) -> None:
    deployment = deploy(nat="per_zone")
    routes = default_routes(deployment)
    for number in (1, 2, 3):
        assert routes[f"portal-private-{number}"] == deployment.one(NAT, f"portal-nat-{number}").id


def test_private_subnets_share_a_single_nat_gateway(deploy: Deploy) -> None:
    deployment = deploy(nat="single")
    routes = default_routes(deployment)
    for number in (1, 2, 3):
        assert routes[f"portal-private-{number}"] == deployment.one(NAT).id


def test_without_nat_private_subnets_have_no_way_out(deploy: Deploy) -> None:
    routes = default_routes(deploy(nat="none"))
    assert [routes[f"portal-private-{number}"] for number in (1, 2, 3)] == [None] * 3


def test_isolated_subnets_never_have_a_way_out(deploy: Deploy) -> None:
    routes = default_routes(deploy())
    assert [routes[f"portal-isolated-{number}"] for number in (1, 2, 3)] == [None] * 3


def test_all_traffic_is_logged_to_an_encrypted_group_that_is_kept_for_a_year(deploy: Deploy) -> None:
    arn = kms_key_arn(Cloud.drawn())
    deployment = deploy(kms_key_arn=arn)
    log, group = deployment.one(FLOW_LOG), deployment.one(LOG_GROUP)
    assert log.inputs["vpcId"] == deployment.one(VPC).id
    assert log.inputs["trafficType"] == "ALL"
    assert log.inputs["logDestinationType"] == "cloud-watch-logs"
    assert group.inputs["name"] == "/aws/vpc/flow-logs/portal-dev"
    assert group.inputs["kmsKeyId"] == arn
    assert group.inputs["retentionInDays"] == 365


def test_the_flow_log_has_a_role_for_its_group_alone(deploy: Deploy) -> None:
    deployment = deploy()
    role, policy, cloud = deployment.one(ROLE), deployment.one("aws:iam/rolePolicy:RolePolicy"), deployment.cloud
    log = deployment.one(FLOW_LOG)
    group_arn = deployment.value(deployment.result.flow_log_group_arn)
    assert log.inputs["logDestination"] == group_arn
    name = f"portal-flow-log-{cloud.region}-dev"
    assert log.inputs["iamRoleArn"].endswith(f":{cloud.account_id}:role/{name}")
    assert role.inputs["name"] == policy.inputs["role"] == name
    (trust,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert trust["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": cloud.account_id},
        "ArnLike": {
            "aws:SourceArn": f"arn:{cloud.partition}:ec2:{cloud.region}:{cloud.account_id}:vpc-flow-log/*",
        },
    }
    (delivery,) = json.loads(policy.inputs["policy"])["Statement"]
    assert delivery["Resource"] == [group_arn, f"{group_arn}:*"]
    assert policy.name in log.depends_on


def test_retention_can_be_set(deploy: Deploy) -> None:
    assert deploy(log_retention_days=3653).one(LOG_GROUP).inputs["retentionInDays"] == 3653


def test_without_a_key_the_log_group_is_left_to_aws_own_encryption(deploy: Deploy) -> None:
    assert deploy().one(LOG_GROUP).inputs["kmsKeyId"] is None


def test_a_key_may_be_known_only_at_the_deployment(record: Recorder) -> None:
    arn = kms_key_arn(Cloud.drawn())
    deployment = record(lambda: Network("portal", NetworkArgs(kms_key_arn=pulumi.Output.from_input(arn))))
    assert deployment.one(LOG_GROUP).inputs["kmsKeyId"] == arn


def test_a_key_that_turns_out_wrong_at_the_deployment_is_told_by_its_field(record: Recorder) -> None:
    failure = record.failing(
        InputError, lambda: Network("portal", NetworkArgs(kms_key_arn=pulumi.Output.from_input("alias/portal")))
    )
    assert "kms_key_arn: must be the ARN of a KMS key" in failure.message
    assert not failure.deployment.of_type(LOG_GROUP)


def test_outputs_tell_what_was_made(deploy: Deploy) -> None:
    deployment = deploy(cidr_block="10.64.0.0/16", nat="per_zone")
    network: Network = deployment.result
    vpc = deployment.one(VPC)
    assert deployment.value(network.vpc_id) == vpc.id
    assert deployment.value(network.vpc_arn).endswith(f":{deployment.cloud.account_id}:vpc/{vpc.id}")
    assert deployment.value(network.cidr_block) == "10.64.0.0/16"
    assert network.internet_gateway_id is not None
    assert deployment.value(network.internet_gateway_id) == deployment.one(GATEWAY).id
    assert network.flow_log_group_name is not None
    assert deployment.value(network.flow_log_group_name) == "/aws/vpc/flow-logs/portal-dev"
    assert network.database_subnet_group_name is not None
    assert deployment.value(network.database_subnet_group_name) == "portal-database-dev"
    assert sorted(deployment.value(network.route_table_ids)) == sorted(
        table.id for table in deployment.of_type("aws:ec2/routeTable:RouteTable")
    )
    for tier, result in zip(
        TIERS, (network.subnets.public, network.subnets.private, network.subnets.isolated), strict=True
    ):
        subnets = [deployment.one(SUBNET, f"portal-{tier}-{number}") for number in (1, 2, 3)]
        tables = {each.inputs["subnetId"]: each.inputs["routeTableId"] for each in deployment.of_type(ASSOCIATION)}
        assert deployment.value(result.ids) == [subnet.id for subnet in subnets]
        assert deployment.value(result.cidr_blocks) == [subnet.inputs["cidrBlock"] for subnet in subnets]
        assert deployment.value(result.availability_zones) == [s.inputs["availabilityZone"] for s in subnets]
        assert deployment.value(result.route_table_ids) == [tables[subnet.id] for subnet in subnets]


def test_everything_that_can_be_tagged_is_named_for_its_environment_and_has_the_users_tags(deploy: Deploy) -> None:
    deployment = deploy(environment_suffix="prod", tags={"Owner": "payments"})
    untaggable = {ASSOCIATION, ROUTE, "aws:iam/rolePolicy:RolePolicy"}
    taggable = [each for each in deployment.resources if each.custom and each.type not in untaggable]
    for resource in taggable:
        tags = resource.inputs["tags"]
        assert tags["Owner"] == "payments"
        assert tags["Environment"] == "prod"
        assert tags["Name"].startswith("portal-")
        assert tags["Name"].endswith("-prod")
    assert len(taggable) > len(TIERS) * 3


def test_all_parts_belong_to_the_network(deploy: Deploy) -> None:
    deployment = deploy()
    network = deployment.named("portal")
    assert network.type == "strongroom-network:index:Network"
    assert len(deployment.children_of(network)) == len(deployment.resources) - 1


def test_two_networks_live_in_one_stack(record: Recorder) -> None:
    def program() -> None:
        Network("front", NetworkArgs())
        Network("back", NetworkArgs(cidr_block="10.1.0.0/16"))

    deployment = record(program)
    names = [group.inputs["name"] for group in deployment.of_type(LOG_GROUP)]
    assert sorted(names) == ["/aws/vpc/flow-logs/back-dev", "/aws/vpc/flow-logs/front-dev"]


def test_a_preview_shows_every_part_before_any_exists(record: Recorder) -> None:
    deployment, preview = (
        record(lambda: Network("portal", NetworkArgs()), preview=preview) for preview in (False, True)
    )
    assert {resource.urn for resource in preview.resources} == {resource.urn for resource in deployment.resources}
    assert preview.one(FLOW_LOG).inputs["vpcId"] is UNKNOWN


@pytest.mark.parametrize(
    "inputs", [{"cidr_block": "10.0.0.0/8"}, {"availability_zones": 7}, {"nat": "all"}, {"zones": 3}]
)
def test_bad_input_ends_the_program_before_anything_is_registered(record: Recorder, inputs: dict[str, Any]) -> None:
    failure = record.failing(InputError, lambda: Network("portal", NetworkArgs(**inputs)))
    assert not failure.deployment.resources


def test_a_region_with_too_few_zones_ends_the_program_without_subnets(record: Recorder) -> None:
    failure = record.failing(InputError, lambda: Network("portal", NetworkArgs(availability_zones=4)))
    assert "availability_zones: this region has only 3 zones" in failure.message
    assert "use at most 3" in failure.message
    assert not failure.deployment.of_type(SUBNET)


@pytest.mark.parametrize("nat", ["single", "per_zone"])
def test_nat_gateway_with_an_address_is_deleted_before_its_replacement(deploy: Deploy, nat: str) -> None:
    for gateway in deploy(nat=nat).of_type(NAT):
        assert gateway.request.deleteBeforeReplace
    assert not deploy(nat="regional").one(NAT).request.deleteBeforeReplace


def test_vpc_replacement_replaces_the_internet_gateway_and_the_database_subnet_group(deploy: Deploy) -> None:
    deployment = deploy()
    assert list(deployment.one(GATEWAY).request.replaceOnChanges) == ["vpcId"]
    group = deployment.one("aws:rds/subnetGroup:SubnetGroup").request
    assert list(group.replace_with) == [deployment.one(VPC).urn]
    assert group.deleteBeforeReplace
