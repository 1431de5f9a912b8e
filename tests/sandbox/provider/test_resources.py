"""The life of a resource of each type: made, read, imported, changed, tagged, deleted, as boto3 sees it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import network_parts
import pytest
from lives import LIVES, Life, World
from lives.ec2 import DEFAULT_GROUP, EIP, GATEWAY, NAT, ROUTE, route
from lives.iam import ROLE_POLICY
from lives.kms import ALIAS
from lives.world import KEY, LOG_GROUP, POLICY, REGION, ROLE, SUBNET, TRUST, VPC, new_world
from provider_client import Deployed

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider import aws
from strongroom.sandbox.provider.changes import DEFAULTS, same
from strongroom.sandbox.provider.wire import Props

CHANGING = [(life, life.changing) for life in LIVES if life.changing]
TAGGABLE = [life for life in LIVES if aws.PACKAGE.resources[life.token].taggable]


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    with new_world(local_aws) as world:
        yield world


def test_each_type_has_its_life_told_here() -> None:
    elsewhere = set(network_parts.TOKENS.values())  # in test_network.py
    assert {life.token for life in LIVES} | elsewhere == aws.PACKAGE.resources.keys()


@pytest.fixture(scope="module")
def news(world: World, life: Life) -> Props:
    """What the program says of a resource."""
    return life.making(world)


@pytest.fixture(scope="module")
def made(world: World, life: Life, news: Props) -> Deployed:
    """The resource itself, which tests only look at."""
    return world.make(life.token, **news)


@pytest.mark.parametrize("life", LIVES, ids=str, scope="module")
class TestEachType:
    def test_what_is_made_is_what_aws_says(self, world: World, made: Deployed) -> None:
        assert made.id
        assert world.provider.refresh(made) == made
        assert made.outputs.items() >= {name: made.inputs[name] for name in made.inputs if name != DEFAULTS}.items()

    def test_a_preview_tells_what_the_program_says(self, world: World, life: Life, news: Props, made: Deployed) -> None:
        expected = world.provider.preview(life.token, **news)
        assert {name: expected[name] for name in news} == {name: made.inputs[name] for name in news}

    def test_the_same_program_again_changes_nothing(self, world: World, news: Props, made: Deployed) -> None:
        assert world.provider.kinds(made, **news) == {}

    def test_an_imported_one_is_what_was_made(self, world: World, life: Life, made: Deployed) -> None:
        imported = world.provider.import_(life.token, life.imported_by(made))

        assert imported is not None
        # Inputs that only the provider knows, such as how long to wait, can't be imported.
        properties = aws.PACKAGE.resources[life.token].properties
        differing = {
            name
            for name, value in made.inputs.items()
            if name in imported.outputs and not same(imported.inputs.get(name), value, properties[name])
        }
        assert differing <= {re.split(r"[.[]", path)[0] for path in life.not_told}
        assert imported.outputs.items() <= {**made.outputs, **imported.inputs}.items()

    def test_importing_what_the_program_says_changes_nothing(
        self, world: World, life: Life, news: Props, made: Deployed
    ) -> None:
        imported = world.provider.import_(life.token, life.imported_by(made))

        assert imported is not None
        assert world.provider.kinds(imported, **news).keys() <= life.not_told

    def test_importing_what_does_not_exist_finds_nothing(self, world: World, life: Life) -> None:
        assert world.provider.import_(life.token, life.missing) is None

    def test_what_is_gone_is_read_as_gone_and_can_be_deleted(self, world: World, life: Life) -> None:
        made = world.make(life.token, **life.making(world))

        world.provider.delete(made)

        assert (world.provider.refresh(made) is not None) == life.kept
        world.provider.delete(made)


@pytest.mark.parametrize(("life", "changing"), CHANGING, ids=[str(life) for life, _ in CHANGING])
class TestChanges:
    def test_are_made_in_place(self, world: World, life: Life, changing: Callable[[World], Props]) -> None:
        news = life.making(world)
        made = world.make(life.token, **news)
        changes = changing(world)
        news |= changes

        difference = world.provider.diff(made, **news)
        changed = world.provider.update(made, **news)

        assert set(difference.diffs) == changes.keys()
        assert not difference.replaces
        assert changed.id == made.id
        assert {name: changed.outputs[name] for name in news} == news
        assert world.provider.refresh(changed) == changed
        assert world.provider.kinds(changed, **news) == {}

    def test_are_undone_after_a_drift(self, world: World, life: Life, changing: Callable[[World], Props]) -> None:
        before = life.making(world)
        made = world.make(life.token, **before)
        changes = changing(world)
        world.provider.update(made, **before, **{k: v for k, v in changes.items() if k not in before})
        world.provider.update(made, **{**before, **changes})

        drifted = world.provider.refresh(made)

        assert drifted is not None
        assert world.provider.kinds(drifted, **before) != {}
        mended = world.provider.update(drifted, **before)
        assert world.provider.refresh(mended) == mended
        assert {name: mended.outputs[name] for name in before} == before

    def test_that_the_program_no_longer_says_are_taken_back(
        self, world: World, life: Life, changing: Callable[[World], Props]
    ) -> None:
        before = life.making(world)
        changes = changing(world)
        changed = world.provider.update(world.make(life.token, **before), **{**before, **changes})

        back = world.provider.update(changed, **before)

        properties = aws.PACKAGE.resources[life.token].properties
        left_out = [name for name in changes.keys() - before.keys() - life.stays if not properties[name].computed]
        assert [name for name in left_out if back.outputs.get(name) == changes[name]] == []
        assert world.provider.refresh(back) == back


@pytest.mark.parametrize("life", TAGGABLE, ids=str)
def test_tags_are_added_changed_and_taken_away(world: World, life: Life) -> None:
    news = life.making(world)
    made = world.make(life.token, **news, tags={"stays": "1", "changes": "1", "goes": "1"})
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
