"""The life of a network: made, read back, changed, grown, drifted, put right and destroyed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi
import pytest
from support import Inventory, Run, inventory, run

from strongroom.data import EncryptionKey, EncryptionKeyArgs
from strongroom.network import Network, NetworkArgs
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

EVERYWHERE = "0.0.0.0/0"
Opener = Callable[[], TestSandbox]


def network_program(**inputs: Any) -> Callable[[], None]:
    """A program with one network, whose flow log a key of its own encrypts."""

    def program() -> None:
        suffix = inputs.get("environment_suffix", "dev")
        key = EncryptionKey(
            "logs",
            EncryptionKeyArgs(environment_suffix=suffix, deletion_protection=False, services={"cloudwatch_logs"}),
        )
        network = Network("portal", NetworkArgs(kms_key_arn=key.kms_key_arn, **inputs))
        pulumi.export("kms_key_arn", key.kms_key_arn)
        pulumi.export("vpc_id", network.vpc_id)
        pulumi.export("log_group", network.flow_log_group_name)
        pulumi.export("internet_gateway_id", network.internet_gateway_id)
        pulumi.export("nat_public_ips", network.nat_public_ips)
        for tier in ("public", "private", "isolated"):
            pulumi.export(tier, getattr(network.subnets, tier).ids)

    return program


def subnet_ids(outputs: dict[str, Any]) -> set[str]:
    return {*outputs["public"], *outputs["private"], *outputs["isolated"]}


def subnets(sandbox: TestSandbox, vpc_id: str) -> dict[str, dict[str, Any]]:
    found = sandbox.client("ec2").describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])["Subnets"]
    return {subnet["SubnetId"]: subnet for subnet in found}


def default_route(sandbox: TestSandbox, subnet_id: str) -> dict[str, Any] | None:
    """Where a subnet sends what is not for its VPC, by the route table that it is associated with."""
    of_subnet = [{"Name": "association.subnet-id", "Values": [subnet_id]}]
    (table,) = sandbox.client("ec2").describe_route_tables(Filters=of_subnet)["RouteTables"]
    return next((route for route in table["Routes"] if route.get("DestinationCidrBlock") == EVERYWHERE), None)


def default_group(sandbox: TestSandbox, vpc_id: str) -> dict[str, Any]:
    of_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "group-name", "Values": ["default"]}]
    (group,) = sandbox.client("ec2").describe_security_groups(Filters=of_vpc)["SecurityGroups"]
    return group


def attribute(sandbox: TestSandbox, vpc_id: str, name: str) -> bool:
    answer = sandbox.client("ec2").describe_vpc_attribute(VpcId=vpc_id, Attribute=name)
    return answer[name[0].upper() + name[1:]]["Value"]


@dataclass(frozen=True)
class Deployed:
    sandbox: TestSandbox
    outputs: dict[str, Any]

    @property
    def vpc_id(self) -> str:
        return self.outputs["vpc_id"]


@pytest.fixture(scope="module")
def persistent(open_sandbox: Opener) -> Deployed:
    """The network that the defaults make, which tests only read."""
    sandbox = open_sandbox()
    return Deployed(sandbox, run(sandbox.program(network_program()).up).outputs)


# What is there


def test_private_subnets_go_out_through_the_nat_gateway_of_their_own_zone(persistent: Deployed) -> None:
    ec2 = persistent.sandbox.client("ec2")
    zone_of = {id: subnet["AvailabilityZone"] for id, subnet in subnets(persistent.sandbox, persistent.vpc_id).items()}
    addresses: list[str] = []
    for subnet_id in persistent.outputs["private"]:
        route = default_route(persistent.sandbox, subnet_id)
        assert route
        (gateway,) = ec2.describe_nat_gateways(NatGatewayIds=[route["NatGatewayId"]])["NatGateways"]
        assert gateway["State"] == "available"
        assert gateway["SubnetId"] in persistent.outputs["public"]
        assert zone_of[gateway["SubnetId"]] == zone_of[subnet_id]
        addresses.append(gateway["NatGatewayAddresses"][0]["PublicIp"])
    assert addresses == persistent.outputs["nat_public_ips"]
    assert len(set(addresses)) == 3


def test_public_subnets_go_out_through_the_internet_gateway(persistent: Deployed) -> None:
    (gateway,) = persistent.sandbox.client("ec2").describe_internet_gateways(
        InternetGatewayIds=[persistent.outputs["internet_gateway_id"]]
    )["InternetGateways"]
    assert [attached["VpcId"] for attached in gateway["Attachments"]] == [persistent.vpc_id]
    for subnet_id in persistent.outputs["public"]:
        route = default_route(persistent.sandbox, subnet_id)
        assert route
        assert route["GatewayId"] == gateway["InternetGatewayId"]


def test_isolated_subnets_have_no_way_out(persistent: Deployed) -> None:
    assert len(persistent.outputs["isolated"]) == 3
    assert [default_route(persistent.sandbox, subnet_id) for subnet_id in persistent.outputs["isolated"]] == [None] * 3


def test_each_tier_spans_all_zones_and_gives_nothing_a_public_address(persistent: Deployed) -> None:
    found = subnets(persistent.sandbox, persistent.vpc_id)
    assert found.keys() == subnet_ids(persistent.outputs)
    for tier in ("public", "private", "isolated"):
        assert len({found[id]["AvailabilityZone"] for id in persistent.outputs[tier]}) == 3
    assert not any(subnet["MapPublicIpOnLaunch"] for subnet in found.values())


def test_the_default_security_group_lets_nothing_through(persistent: Deployed) -> None:
    group = default_group(persistent.sandbox, persistent.vpc_id)
    assert group["IpPermissions"] == []
    assert group["IpPermissionsEgress"] == []


def test_hosts_have_names(persistent: Deployed) -> None:
    assert attribute(persistent.sandbox, persistent.vpc_id, "enableDnsSupport")
    assert attribute(persistent.sandbox, persistent.vpc_id, "enableDnsHostnames")


def test_all_traffic_is_logged_to_a_group_that_the_key_encrypts(persistent: Deployed) -> None:
    (log,) = persistent.sandbox.client("ec2").describe_flow_logs(
        Filters=[{"Name": "resource-id", "Values": [persistent.vpc_id]}]
    )["FlowLogs"]
    (group,) = persistent.sandbox.client("logs").describe_log_groups(
        logGroupNamePrefix=persistent.outputs["log_group"]
    )["logGroups"]
    assert (log["FlowLogStatus"], log["TrafficType"]) == ("ACTIVE", "ALL")
    assert log["LogDestination"] == group["arn"].removesuffix(":*")
    assert group["kmsKeyId"] == persistent.outputs["kms_key_arn"]
    assert group["retentionInDays"] == 365
    role = persistent.sandbox.client("iam").get_role(RoleName=log["DeliverLogsPermissionArn"].split("/")[-1])["Role"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": persistent.sandbox.account_id}


# Its life

_TIERS = ("public", "private", "isolated")
# Everything of a persistent network over two zones that can have tags.
TAGGED = {
    "Vpc portal-vpc",
    "DefaultSecurityGroup portal-default",
    "InternetGateway portal-internet",
    "LogGroup portal-flow-log",
    "Role portal-flow-log",
    "FlowLog portal-flow-log",
    "RouteTable portal-public",
    "RouteTable portal-isolated",
    "DefaultNetworkAcl portal-default",
    "SecurityGroup portal-endpoints",
    "SecurityGroupIngressRule portal-endpoints-vpc",
    "SubnetGroup portal-database",
    *(f"NetworkAcl portal-{tier}" for tier in _TIERS),
    *(f"VpcEndpoint portal-{name}" for name in ("s3", "dynamodb", "ec2", "ecr-api", "ecr-dkr", "ssm", "ssmmessages")),
    *(f"RouteTable portal-private-{zone}" for zone in (1, 2)),
    *(f"Subnet portal-{tier}-{zone}" for tier in _TIERS for zone in (1, 2)),
    *(f"{type_} portal-nat-{zone}" for type_ in ("Eip", "NatGateway") for zone in (1, 2)),
}


class Life:
    """A stack that is deployed again and again with other inputs."""

    def __init__(self, sandbox: TestSandbox) -> None:
        self.sandbox = sandbox
        self.before: Inventory = inventory(sandbox)

    def up(self, **inputs: Any) -> Run:
        return run(self.sandbox.program(network_program(**inputs)).up)

    def refresh(self) -> Run:
        return run(self.sandbox.program(lambda: None).refresh)

    def destroy(self) -> None:
        self.sandbox.program(lambda: None).destroy()
        assert inventory(self.sandbox) == self.before
        assert read_journal(self.sandbox.journal) == []


@pytest.fixture
def life(open_sandbox: Opener) -> Life:
    return Life(open_sandbox())


def test_a_lasting_network_changes_in_place_and_leaves_nothing(life: Life) -> None:
    inputs = {"availability_zones": 2}
    life.up(**inputs)
    assert life.up(**inputs).steps == {}

    tagged = life.up(**inputs, tags={"CostCenter": "4711"})
    assert tagged.steps == dict.fromkeys(TAGGED, "update")
    (vpc,) = life.sandbox.client("ec2").describe_vpcs(VpcIds=[tagged.outputs["vpc_id"]])["Vpcs"]
    assert {"Key": "CostCenter", "Value": "4711"} in vpc["Tags"]

    kept = life.up(**inputs, tags={"CostCenter": "4711"}, log_retention_days=30)
    assert kept.steps == {"LogGroup portal-flow-log": "update"}
    (group,) = life.sandbox.client("logs").describe_log_groups()["logGroups"]
    assert group["retentionInDays"] == 30

    assert life.refresh().steps == {}
    life.destroy()


def test_a_disposable_network_in_one_zone_has_one_nat_gateway_and_leaves_nothing(life: Life) -> None:
    inputs = {"durability": "ephemeral", "availability_zones": 1}
    outputs = life.up(**inputs).outputs
    assert len(outputs["nat_public_ips"]) == 1
    assert len(subnets(life.sandbox, outputs["vpc_id"])) == 3
    assert life.refresh().steps == {}
    assert life.up(**inputs).steps == {}
    life.destroy()


def test_a_network_without_nat_keeps_its_private_subnets_in(life: Life) -> None:
    outputs = life.up(nat="none", availability_zones=2).outputs
    assert outputs["nat_public_ips"] == []
    assert [default_route(life.sandbox, subnet_id) for subnet_id in outputs["private"]] == [None, None]


def test_zones_of_a_disposable_network_share_its_nat_gateway(life: Life) -> None:
    outputs = life.up(durability="ephemeral", availability_zones=2).outputs
    ways_out = [default_route(life.sandbox, subnet_id) for subnet_id in outputs["private"]]
    assert len({way["NatGatewayId"] for way in ways_out if way}) == 1
    assert all(ways_out)


def test_a_zone_more_moves_and_replaces_nothing(life: Life) -> None:
    two = life.up(availability_zones=2)
    before = subnets(life.sandbox, two.outputs["vpc_id"])
    three = life.up(availability_zones=3)
    assert set(three.steps.values()) == {"create", "update"}
    assert all(resource.endswith("-3") for resource, step in three.steps.items() if step == "create")
    after = subnets(life.sandbox, three.outputs["vpc_id"])
    assert {id: after[id]["CidrBlock"] for id in before} == {id: before[id]["CidrBlock"] for id in before}
    assert after.keys() - before.keys() == subnet_ids(three.outputs) - subnet_ids(two.outputs)
    assert len(after) == 9


def test_what_somebody_changed_by_hand_is_shown_and_put_right(life: Life) -> None:
    outputs = life.up(availability_zones=2).outputs
    sandbox, vpc_id, private = life.sandbox, outputs["vpc_id"], outputs["private"][0]
    ec2 = sandbox.client("ec2")
    intended = default_route(sandbox, private)

    of_private = [{"Name": "association.subnet-id", "Values": [private]}]
    (table,) = ec2.describe_route_tables(Filters=of_private)["RouteTables"]
    ec2.delete_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock=EVERYWHERE)
    ec2.delete_tags(Resources=[private], Tags=[{"Key": "Environment"}])
    ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": False})
    anyone = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": EVERYWHERE}]}
    ec2.authorize_security_group_ingress(GroupId=default_group(sandbox, vpc_id)["GroupId"], IpPermissions=[anyone])
    sandbox.client("logs").delete_retention_policy(logGroupName=outputs["log_group"])
    drifted = {
        "Subnet portal-private-1": "update",
        "Vpc portal-vpc": "update",
        "DefaultSecurityGroup portal-default": "update",
        "LogGroup portal-flow-log": "update",
    }

    assert life.refresh().steps == {**drifted, "Route portal-private-1": "delete"}
    assert life.up(availability_zones=2).steps == {**drifted, "Route portal-private-1": "create"}

    assert default_route(sandbox, private) == intended
    assert {"Key": "Environment", "Value": "dev"} in subnets(sandbox, vpc_id)[private]["Tags"]
    assert attribute(sandbox, vpc_id, "enableDnsHostnames")
    assert default_group(sandbox, vpc_id)["IpPermissions"] == []
    (group,) = sandbox.client("logs").describe_log_groups()["logGroups"]
    assert group["retentionInDays"] == 365
    assert life.refresh().steps == {}
