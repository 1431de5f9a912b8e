"""The life of a resource of each type: made, read, imported, changed, tagged, deleted, as boto3 sees it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import network_parts
import pytest
from provider_client import Deployed, ProviderClient

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider import aws
from strongroom.sandbox.provider.changes import DEFAULTS
from strongroom.sandbox.provider.session import Account
from strongroom.sandbox.provider.wire import Props

REGION = "eu-west-1"
VPC, SUBNET = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"
GATEWAY, EIP, NAT = "aws:ec2/internetGateway:InternetGateway", "aws:ec2/eip:Eip", "aws:ec2/natGateway:NatGateway"
TABLE, ROUTE = "aws:ec2/routeTable:RouteTable", "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
DEFAULT_GROUP, FLOW_LOG = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "aws:ec2/flowLog:FlowLog"
ROLE, ROLE_POLICY = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
KEY, ALIAS, LOG_GROUP = "aws:kms/key:Key", "aws:kms/alias:Alias", "aws:cloudwatch/logGroup:LogGroup"

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}],
    }
)
POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
)


@dataclass(frozen=True)
class World:
    """An account, and a provider instance in it. All tests share it, so each makes what it needs under new names."""

    account: Account
    provider: ProviderClient
    _numbers: Iterator[int] = field(default_factory=count)

    def name(self) -> str:
        """Return a name that nothing has yet."""
        return f"it{next(self._numbers)}"

    def client(self, service: str) -> Any:
        return self.account.client(service, REGION)

    def make(self, token: str, **news: Any) -> Deployed:
        return self.provider.create(token, called=self.name(), **news)

    def vpc(self) -> str:
        return self.make(VPC, cidrBlock="10.0.0.0/16").id

    def subnet(self) -> str:
        return self.make(SUBNET, vpcId=self.vpc(), cidrBlock="10.0.1.0/24").id

    def table(self) -> str:
        return self.make(TABLE, vpcId=self.vpc()).id

    def role(self) -> Deployed:
        return self.make(ROLE, assumeRolePolicy=TRUST)


@pytest.fixture(scope="module")
def world(local: LocalAws) -> Iterator[World]:
    account = local.account()
    provider = ProviderClient(local.serve(account)["aws"], {"region": REGION})
    yield World(account, provider)
    provider.close()


def route(world: World) -> Props:
    vpc = world.vpc()
    gateway = world.make(GATEWAY, vpcId=vpc).id
    table = world.make(TABLE, vpcId=vpc).id
    return {"routeTableId": table, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway}


def association(world: World) -> Props:
    vpc = world.vpc()
    subnet = world.make(SUBNET, vpcId=vpc, cidrBlock="10.0.1.0/24").id
    return {"routeTableId": world.make(TABLE, vpcId=vpc).id, "subnetId": subnet}


def flow_log(world: World) -> Props:
    return {
        "vpcId": world.vpc(),
        "trafficType": "ALL",
        "logDestination": world.make(LOG_GROUP).outputs["arn"],
        "iamRoleArn": world.role().outputs["arn"],
        "maxAggregationInterval": 60,
    }


MAKING: dict[str, Callable[[World], Props]] = {
    VPC: lambda _: {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True},
    SUBNET: lambda world: {"vpcId": world.vpc(), "cidrBlock": "10.0.1.0/24", "availabilityZone": f"{REGION}b"},
    GATEWAY: lambda world: {"vpcId": world.vpc()},
    EIP: lambda _: {"domain": "vpc"},
    NAT: lambda world: {"subnetId": world.subnet(), "allocationId": world.make(EIP).id},
    TABLE: lambda world: {"vpcId": world.vpc()},
    ROUTE: route,
    ASSOCIATION: association,
    DEFAULT_GROUP: lambda world: {"vpcId": world.vpc()},
    FLOW_LOG: flow_log,
    ROLE: lambda world: {"name": world.name(), "assumeRolePolicy": TRUST, "description": "Says why"},
    ROLE_POLICY: lambda world: {"name": world.name(), "role": world.role().id, "policy": POLICY},
    KEY: lambda _: {"description": "Says why", "enableKeyRotation": True, "deletionWindowInDays": 7},
    ALIAS: lambda world: {"name": f"alias/{world.name()}", "targetKeyId": world.make(KEY).id},
    LOG_GROUP: lambda world: {"name": world.name(), "retentionInDays": 30},
}
"""The inputs of one resource of each type; what it needs is made."""

CHANGING: dict[str, Callable[[World], Props]] = {
    VPC: lambda _: {"enableDnsHostnames": False, "enableDnsSupport": False},
    SUBNET: lambda _: {"mapPublicIpOnLaunch": True},
    GATEWAY: lambda world: {"vpcId": world.vpc()},
    ROLE: lambda _: {
        "description": "Says more",
        "maxSessionDuration": 7200,
        "assumeRolePolicy": TRUST.replace("ec2", "ecs"),
    },
    ROLE_POLICY: lambda _: {"policy": POLICY.replace("GetObject", "PutObject")},
    KEY: lambda _: {"description": "Says more", "enableKeyRotation": False, "policy": POLICY},
    ALIAS: lambda world: {"targetKeyId": world.make(KEY).id},
    LOG_GROUP: lambda world: {"retentionInDays": 7, "kmsKeyId": world.make(KEY).outputs["arn"]},
}
"""Inputs that change in place."""

TAGGABLE = [token for token in MAKING if aws.PACKAGE.resources[token].taggable]
KEPT_WITH_ITS_VPC = {DEFAULT_GROUP}


def test_each_type_has_its_life_told_here() -> None:
    elsewhere = set(network_parts.TOKENS.values())  # in test_provider_network.py
    assert MAKING.keys() | elsewhere == aws.PACKAGE.resources.keys()


@pytest.mark.parametrize("token", MAKING)
class TestEachType:
    def test_what_is_made_is_what_aws_says(self, world: World, token: str) -> None:
        made = world.make(token, **MAKING[token](world))

        assert made.id
        assert world.provider.refresh(made) == made
        assert made.outputs.items() >= {name: made.inputs[name] for name in made.inputs if name != DEFAULTS}.items()

    def test_the_same_program_again_changes_nothing(self, world: World, token: str) -> None:
        news = MAKING[token](world)
        made = world.make(token, **news)

        assert world.provider.kinds(made, **news) == {}

    def test_what_is_gone_is_read_as_gone_and_can_be_deleted(self, world: World, token: str) -> None:
        made = world.make(token, **MAKING[token](world))

        world.provider.delete(made)

        if token not in KEPT_WITH_ITS_VPC:
            assert world.provider.refresh(made) is None
        world.provider.delete(made)

    def test_an_imported_one_is_what_was_made(self, world: World, token: str) -> None:
        made = world.make(token, **MAKING[token](world))

        imported = world.provider.import_(token, made.id)

        assert imported is not None
        # Inputs that only the provider knows, such as how long to wait, can't be imported.
        told = {name: value for name, value in made.inputs.items() if name in imported.outputs}
        told.pop(DEFAULTS, None)
        assert {name: imported.inputs.get(name) for name in told} == told
        assert imported.outputs.items() <= {**made.outputs, **imported.inputs}.items()

    def test_importing_what_the_program_says_changes_nothing(self, world: World, token: str) -> None:
        news = MAKING[token](world)
        imported = world.provider.import_(token, world.make(token, **news).id)

        assert imported is not None
        # How long AWS is to wait before it deletes a key is told to it only then: the official provider, too, adds it.
        assert world.provider.kinds(imported, **news).keys() <= {"deletionWindowInDays"}


@pytest.mark.parametrize("token", MAKING)
def test_importing_what_does_not_exist_finds_nothing(world: World, token: str) -> None:
    ids = {
        VPC: "vpc-12345678",
        ROUTE: "rtb-12345678_0.0.0.0/0",
        ROLE_POLICY: "nobody:nothing",
        KEY: "12345678-1234-1234-1234-123456789012",
        EIP: "eipalloc-12345678",
    }
    assert world.provider.import_(token, ids.get(token, "it-12345678")) is None


@pytest.mark.parametrize("token", CHANGING)
class TestChanges:
    def test_are_made_in_place(self, world: World, token: str) -> None:
        news = MAKING[token](world)
        made = world.make(token, **news)
        news |= CHANGING[token](world)

        difference = world.provider.diff(made, **news)
        changed = world.provider.update(made, **news)

        assert set(difference.diffs) == CHANGING[token](world).keys()
        assert not difference.replaces
        assert changed.id == made.id
        assert {name: changed.outputs[name] for name in news} == news
        assert world.provider.refresh(changed) == changed
        assert world.provider.kinds(changed, **news) == {}

    def test_are_undone_after_a_drift(self, world: World, token: str) -> None:
        before = MAKING[token](world)
        made = world.make(token, **before)
        world.provider.update(made, **before, **{k: v for k, v in CHANGING[token](world).items() if k not in before})
        world.provider.update(made, **{**before, **CHANGING[token](world)})

        drifted = world.provider.refresh(made)

        assert drifted is not None
        assert world.provider.kinds(drifted, **before) != {}
        mended = world.provider.update(drifted, **before)
        assert world.provider.refresh(mended) == mended
        assert {name: mended.outputs[name] for name in before} == before


@pytest.mark.parametrize("token", TAGGABLE)
def test_tags_are_added_changed_and_taken_away(world: World, token: str) -> None:
    news = MAKING[token](world)
    made = world.make(token, **news, tags={"stays": "1", "changes": "1", "goes": "1"})
    assert made.outputs["tagsAll"] == {"stays": "1", "changes": "1", "goes": "1"}

    tags = {"stays": "1", "changes": "2", "comes": "1"}
    kinds = world.provider.kinds(made, **news, tags=tags)
    assert kinds == {"tags.changes": "UPDATE", "tags.goes": "DELETE", "tags.comes": "ADD"}
    changed = world.provider.update(made, **news, tags=tags)

    assert changed.outputs["tagsAll"] == tags
    assert world.provider.refresh(changed) == changed
    bare = world.provider.update(changed, **news)
    assert bare.outputs["tagsAll"] == {}


class TestAsBotoSees:
    def test_the_vpc_and_its_dns_settings(self, world: World) -> None:
        made = world.make(VPC, cidrBlock="10.9.0.0/16", enableDnsHostnames=True, tags={"Name": "it"})

        ec2 = world.client("ec2")
        seen = ec2.describe_vpcs(VpcIds=[made.id])["Vpcs"][0]
        assert (seen["CidrBlock"], seen["Tags"]) == ("10.9.0.0/16", [{"Key": "Name", "Value": "it"}])
        hostnames = ec2.describe_vpc_attribute(VpcId=made.id, Attribute="enableDnsHostnames")
        assert hostnames["EnableDnsHostnames"]["Value"]
        assert made.outputs["arn"] == f"arn:aws:ec2:{REGION}:{world.account.account_id}:vpc/{made.id}"

    def test_the_gateway_is_attached_and_detached(self, world: World) -> None:
        vpc = world.vpc()
        made = world.make(GATEWAY, vpcId=vpc)

        def attached() -> list[str]:
            gateways = world.client("ec2").describe_internet_gateways(InternetGatewayIds=[made.id])
            return [each["VpcId"] for each in gateways["InternetGateways"][0]["Attachments"]]

        assert attached() == [vpc]
        world.provider.update(made)
        assert attached() == []

    def test_the_default_group_loses_its_rules_at_once_and_after_a_drift(self, world: World) -> None:
        news: Props = {"vpcId": world.vpc(), "ingress": [], "egress": []}
        made = world.make(DEFAULT_GROUP, **news)
        ec2 = world.client("ec2")

        def rules() -> list[Any]:
            group = ec2.describe_security_groups(GroupIds=[made.id])["SecurityGroups"][0]
            return [*group["IpPermissions"], *group["IpPermissionsEgress"]]

        assert rules() == []
        ec2.authorize_security_group_ingress(
            GroupId=made.id, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"
        )
        drifted = world.provider.refresh(made)
        assert drifted is not None
        assert world.provider.kinds(drifted, **news)
        world.provider.update(drifted, **news)
        assert rules() == []

    def test_the_key_is_scheduled_to_be_deleted_after_its_window(self, world: World) -> None:
        made = world.make(KEY, deletionWindowInDays=7)
        kms = world.client("kms")
        world.provider.delete(made)

        key = kms.describe_key(KeyId=made.id)["KeyMetadata"]
        assert key["KeyState"] == "PendingDeletion"

    def test_a_disabled_key_that_rotates(self, world: World) -> None:
        made = world.make(KEY, isEnabled=False, enableKeyRotation=True, rotationPeriodInDays=90)

        assert world.client("kms").describe_key(KeyId=made.id)["KeyMetadata"]["Enabled"] is False
        assert world.provider.refresh(made) == made

    def test_an_alias_given_the_keys_arn_stays_so(self, world: World) -> None:
        key = world.make(KEY)
        made = world.make(ALIAS, targetKeyId=key.outputs["arn"])

        assert made.inputs["name"].startswith("alias/it")
        assert made.outputs["targetKeyArn"] == key.outputs["arn"]
        assert world.provider.refresh(made) == made

    def test_a_kept_log_group_outlives_its_resource(self, world: World) -> None:
        made = world.make(LOG_GROUP, skipDestroy=True)
        world.provider.delete(made)

        found = world.client("logs").describe_log_groups(logGroupNamePrefix=made.id)
        assert [group["logGroupName"] for group in found["logGroups"]] == [made.id]

    def test_a_log_groups_key_and_retention_are_taken_away(self, world: World) -> None:
        key = world.make(KEY).outputs["arn"]
        made = world.make(LOG_GROUP, kmsKeyId=key, retentionInDays=7)
        changed = world.provider.update(made)

        group = world.client("logs").describe_log_groups(logGroupNamePrefix=made.id)["logGroups"][0]
        assert "kmsKeyId" not in group
        assert "retentionInDays" not in group
        assert "kmsKeyId" not in changed.outputs

    def test_a_role_with_policies_is_deleted_if_the_program_says_so(self, world: World) -> None:
        made = world.make(ROLE, assumeRolePolicy=TRUST, forceDetachPolicies=True)
        world.make(ROLE_POLICY, role=made.id, policy=POLICY)
        world.provider.delete(made)

        assert made.id not in [role["RoleName"] for role in world.client("iam").list_roles()["Roles"]]

    def test_a_route_is_led_elsewhere(self, world: World) -> None:
        news = route(world)
        made = world.make(ROUTE, **news)
        subnet = world.client("ec2").describe_route_tables(RouteTableIds=[news["routeTableId"]])["RouteTables"][0]
        inside = world.make(SUBNET, vpcId=subnet["VpcId"], cidrBlock="10.0.2.0/24").id
        nat = world.make(NAT, subnetId=inside, allocationId=world.make(EIP).id).id
        del news["gatewayId"]

        assert world.provider.kinds(made, **news, natGatewayId=nat) == {"gatewayId": "DELETE", "natGatewayId": "ADD"}
        changed = world.provider.update(made, **news, natGatewayId=nat)

        assert changed.outputs["natGatewayId"] == nat
        assert "gatewayId" not in changed.outputs
