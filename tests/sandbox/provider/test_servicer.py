"""The provider at the other end of a real connection, as the engine meets it."""

import json
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from provider_client import InvalidInputsError, ProviderClient, World
from pulumi.runtime.proto import provider_pb2 as pb

import strongroom.sandbox.provider.aws as aws_types
from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.changes import DEFAULTS
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.provider.wire import UNKNOWN, decode, encode

REGION = "eu-west-1"
VPC, ROLE, LOG_GROUP = "aws:ec2/vpc:Vpc", "aws:iam/role:Role", "aws:cloudwatch/logGroup:LogGroup"
STRING = "random:index/randomString:RandomString"
PASSWORD = "random:index/randomPassword:RandomPassword"  # noqa: S105 - Pulumi's word for a resource type
SOURCES = Path(aws_types.__file__).parents[4]


@pytest.fixture
def provider(world: World) -> ProviderClient:
    return world.connect(region=REGION)


def failures(client: ProviderClient, **settings: Any) -> dict[str, str]:
    answer = client.stub.CheckConfig(
        pb.CheckRequest(urn=client.urn("pulumi:providers:aws", "it"), news=encode(settings))
    )
    return {failure.property: failure.reason for failure in answer.failures}


class TestSettings:
    def test_each_connection_has_its_own(self, world: World) -> None:
        one = world.connect(region="eu-west-1", defaultTags={"tags": {"team": "one"}})
        two = world.connect(region="us-east-1", defaultTags=json.dumps({"tags": {"team": "two"}}))

        made = [client.create(LOG_GROUP, called=name) for client, name in ((one, "a"), (two, "b"), (one, "c"))]

        assert [group.outputs["region"] for group in made] == ["eu-west-1", "us-east-1", "eu-west-1"]
        assert [group.outputs["tagsAll"] for group in made] == [{"team": "one"}, {"team": "two"}, {"team": "one"}]
        assert [len(world.log_groups(region)) for region in ("eu-west-1", "us-east-1")] == [2, 1]

    def test_good_ones_pass(self, world: World, provider: ProviderClient) -> None:
        own = [world.account.account_id]
        assert failures(provider, region=REGION, allowedAccountIds=own, profile="me", version="7.0.0") == {}
        assert failures(provider, allowedAccountIds=json.dumps(own), forbiddenAccountIds='["111111111111"]') == {}

    def test_the_wrong_account_is_refused(self, world: World, provider: ProviderClient) -> None:
        own = [world.account.account_id]
        assert list(failures(provider, allowedAccountIds=["111111111111"])) == ["allowedAccountIds"]
        assert list(failures(provider, forbiddenAccountIds=json.dumps(own))) == ["forbiddenAccountIds"]

    def test_what_is_wrong_or_not_supported_is_named(self, provider: ProviderClient) -> None:
        found = failures(provider, region="mars-north-1", ignoreTags={"keys": ["a"]})
        assert found["region"] == "AWS has no region mars-north-1"
        assert (SOURCES / found["ignoreTags"].split("add it in ")[1]).is_file()
        assert found.keys() == {"region", "ignoreTags"}

    @pytest.mark.parametrize("setting", ["region", "defaultTags", "allowedAccountIds", "forbiddenAccountIds"])
    def test_what_is_not_known_yet_passes(self, provider: ProviderClient, setting: str) -> None:
        assert failures(provider, **{setting: UNKNOWN}) == {}

    def test_a_missing_region_is_told_with_the_command_that_sets_it(self, world: World) -> None:
        client = world.connect()
        for attempt in (
            lambda: client.create(LOG_GROUP),
            lambda: client.import_(LOG_GROUP, "it"),
            lambda: client.invoke("aws:index/getRegion:getRegion"),
        ):
            with pytest.raises(grpc.RpcError, match="pulumi config set aws:region"):
                attempt()
        assert world.log_groups() == []

    def test_without_a_region_a_resource_may_name_its_own(self, world: World) -> None:
        world.connect().create(LOG_GROUP, region="eu-central-1")
        assert len(world.log_groups("eu-central-1")) == 1

    def test_the_version_is_the_sdks(self, provider: ProviderClient) -> None:
        assert provider.stub.GetPluginInfo(empty_pb2.Empty()).version.startswith("7.")


class TestRegions:
    def test_a_resource_lives_in_the_region_that_it_names(self, world: World, provider: ProviderClient) -> None:
        made = provider.create(VPC, cidrBlock="10.1.0.0/16", region="us-east-1")

        assert (world.vpcs("us-east-1"), world.vpcs()) == (["10.1.0.0/16"], [])
        assert made.outputs["region"] == "us-east-1"
        assert provider.refresh(made) == made
        changed = provider.update(made, cidrBlock="10.1.0.0/16", region="us-east-1", tags={"a": "1"})
        assert changed.outputs["tagsAll"] == {"a": "1"}
        provider.delete(changed)
        assert world.vpcs("us-east-1") == []

    def test_another_region_replaces(self, provider: ProviderClient) -> None:
        made = provider.create(LOG_GROUP)

        assert provider.kinds(made, region="us-east-1") == {"region": "UPDATE_REPLACE"}
        assert provider.kinds(made, region=UNKNOWN) == {"region": "UPDATE_REPLACE"}
        assert provider.kinds(made, region=REGION) == {}

    def test_another_region_of_the_provider_replaces_but_not_what_is_global(self, world: World) -> None:
        old, new = world.connect(region=REGION), world.connect(region="us-east-1")

        assert new.kinds(old.create(LOG_GROUP)) == {"region": "UPDATE_REPLACE"}
        assert new.kinds(old.create(ROLE, assumeRolePolicy="{}"), assumeRolePolicy="{}") == {}


class TestDefaultTags:
    def test_a_change_of_them_only_updates(self, world: World) -> None:
        old = world.connect(region=REGION, defaultTags={"tags": {"team": "a", "cost": "1"}})
        new = world.connect(region=REGION, defaultTags={"tags": {"team": "b"}})
        made = old.create(LOG_GROUP, tags={"own": "1"})

        assert new.kinds(made, tags={"own": "1"}) == {"tagsAll.team": "UPDATE", "tagsAll.cost": "DELETE"}
        changed = new.update(made, tags={"own": "1"})
        assert changed.outputs["tagsAll"] == {"own": "1", "team": "b"}
        assert (changed.outputs["tags"], changed.inputs["tags"]) == ({"own": "1"}, {"own": "1"})
        assert new.refresh(changed) == changed
        assert new.kinds(changed, tags={"own": "1"}) == {}

    def test_own_tags_go_before(self, world: World) -> None:
        client = world.connect(region=REGION, defaultTags={"tags": {"team": "a"}})
        made = client.create(LOG_GROUP, tags={"team": "own"})
        assert made.outputs["tagsAll"] == {"team": "own"}
        assert client.update(made).outputs["tagsAll"] == {"team": "a"}

    def test_they_are_put_back_after_a_drift(self, world: World) -> None:
        client = world.connect(region=REGION, defaultTags={"tags": {"team": "a"}})
        made = client.create(LOG_GROUP)
        world.boto("logs").untag_resource(resourceArn=made.outputs["arn"], tagKeys=["team"])
        drifted = client.refresh(made)

        assert drifted is not None
        assert client.kinds(drifted) == {"tagsAll.team": "ADD"}
        assert client.update(drifted).outputs["tagsAll"] == {"team": "a"}


class TestPreviews:
    def test_of_a_new_resource_make_nothing(self, world: World, provider: ProviderClient) -> None:
        state = provider.preview(VPC, cidrBlock="10.0.0.0/16", tags={"a": UNKNOWN})

        assert (state["cidrBlock"], state["id" if "id" in state else "arn"]) == ("10.0.0.0/16", UNKNOWN)
        assert (state["tags"], state["tagsAll"], state["region"]) == ({"a": UNKNOWN}, {"a": UNKNOWN}, REGION)
        assert world.vpcs() == []

    def test_with_tags_that_are_not_known_at_all(self, world: World) -> None:
        client = world.connect(region=REGION, defaultTags={"tags": {"team": "a"}})
        made = client.create(LOG_GROUP)

        assert client.preview(LOG_GROUP, tags=UNKNOWN)["tagsAll"] is UNKNOWN
        assert client.kinds(made, tags=UNKNOWN) == {"tags": "ADD"}
        assert client.update(made, preview=True, tags=UNKNOWN).outputs["tagsAll"] is UNKNOWN

    def test_of_a_change_change_nothing(self, world: World, provider: ProviderClient) -> None:
        made = provider.create(LOG_GROUP, retentionInDays=7, kmsKeyId="key")
        state = provider.update(made, preview=True, retentionInDays=UNKNOWN, tags={"a": "1"}).outputs

        assert (state["retentionInDays"], state["arn"]) == (UNKNOWN, made.outputs["arn"])
        assert state["tagsAll"] == {"a": "1"}
        assert "kmsKeyId" not in state
        assert provider.refresh(made) == made


class TestReplacements:
    def test_a_name_that_is_given_must_be_free_first(self, provider: ProviderClient) -> None:
        made = provider.create(ROLE, name="it", assumeRolePolicy="{}")
        difference = provider.diff(made, name="it", assumeRolePolicy="{}", path="/team/")

        assert difference.replaces == ["path"]
        assert difference.deleteBeforeReplace

    def test_a_name_that_changes_or_is_made_needs_not(self, provider: ProviderClient) -> None:
        named = provider.create(ROLE, name="it", assumeRolePolicy="{}")
        unnamed = provider.create(ROLE, assumeRolePolicy="{}")

        for difference in (
            provider.diff(named, name="other", assumeRolePolicy="{}", path="/team/"),
            provider.diff(unnamed, assumeRolePolicy="{}", path="/team/"),
        ):
            assert "path" in difference.replaces
            assert not difference.deleteBeforeReplace

    def test_what_changes_in_place_deletes_nothing(self, provider: ProviderClient) -> None:
        made = provider.create(ROLE, name="it", assumeRolePolicy="{}")
        assert not provider.diff(made, name="it", assumeRolePolicy="{}", description="x").deleteBeforeReplace


class TestIgnoredChanges:
    @pytest.mark.parametrize("ignored", ["tags", "tags.Owner", "tagsAll"])
    def test_they_are_not_told_but_all_others_are(self, provider: ProviderClient, ignored: str) -> None:
        made = provider.create(LOG_GROUP, tags={"Owner": "a", "Stage": "a"}, retentionInDays=7)
        news = {"tags": {"Owner": "b", "Stage": "b"}, "retentionInDays": 30}
        told = set(provider.diff(made, [ignored], **news).detailedDiff)

        everything = {"tags.Owner", "tags.Stage", "retentionInDays"}
        gone = {"tags": {"tags.Owner", "tags.Stage"}, "tags.Owner": {"tags.Owner"}, "tagsAll": set[str]()}
        assert told == everything - gone[ignored]

    def test_a_resource_with_none_but_ignored_changes_stays_as_it_is(self, provider: ProviderClient) -> None:
        made = provider.create(ROLE, name="it", assumeRolePolicy="{}")
        difference = provider.diff(made, ["path"], name="it", assumeRolePolicy="{}", path="/team/")

        assert difference.changes == pb.DiffResponse.DIFF_NONE
        assert not difference.replaces


class TestRefusals:
    def test_bad_inputs_are_named_with_their_path(self, provider: ProviderClient) -> None:
        with pytest.raises(InvalidInputsError) as refused:
            provider.create(VPC, cidr="10.0.0.0/16", enableDnsSupport="maybe")
        assert refused.value.failures.keys() == {"cidr", "enableDnsSupport"}

    def test_what_is_needed_is_missed_before_anything_is_made(self, provider: ProviderClient) -> None:
        with pytest.raises(InvalidInputsError) as refused:
            provider.create(VPC, instanceTenancy="default")
        assert refused.value.failures.keys() == {"cidrBlock"}

    @pytest.mark.parametrize(
        ("token", "told"),
        [
            ("aws:kinesis/stream:Stream", "the sandbox does not support aws:kinesis/stream:Stream; add it in "),
            ("aws:sqs/queue:Quoue", "the installed pulumi SDK has no resource type aws:sqs/queue:Quoue"),
        ],
    )
    def test_a_type_that_is_not_supported(self, provider: ProviderClient, token: str, told: str) -> None:
        with pytest.raises(grpc.RpcError) as refused:
            provider.check(token, {})
        message = str(refused.value.details())  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        assert told in message
        if "add it in" in told:
            assert (SOURCES / message.split("add it in ")[1]).is_dir()

    def test_a_function_that_is_not_supported(self, provider: ProviderClient) -> None:
        with pytest.raises(grpc.RpcError, match="does not support the function aws:ec2/getAmi:getAmi"):
            provider.invoke("aws:ec2/getAmi:getAmi")

    def test_an_argument_that_is_not_supported(self, provider: ProviderClient) -> None:
        answer = provider.invoke("aws:index/getRegion:getRegion", endpoint="ec2")
        assert [failure.property for failure in answer.failures] == ["endpoint"]
        assert (SOURCES / answer.failures[0].reason.split("add it in ")[1]).is_file()


class TestFunctions:
    def result(self, client: ProviderClient, name: str, **arguments: Any) -> Any:
        return decode(getattr(client.invoke(f"aws:index/{name}:{name}", **arguments), "return"))

    def test_who_and_where_we_are(self, world: World, provider: ProviderClient) -> None:
        assert self.result(provider, "getCallerIdentity")["accountId"] == world.account.account_id
        assert self.result(provider, "getRegion")["region"] == REGION
        assert self.result(provider, "getRegion", region="us-east-1")["region"] == "us-east-1"
        assert self.result(provider, "getPartition", region="cn-north-1")["partition"] == "aws-cn"

    def test_zones(self, provider: ProviderClient) -> None:
        names = self.result(provider, "getAvailabilityZones", state="available")["names"]
        assert names == sorted(names)
        assert {name[:-1] for name in names} == {REGION}

    def test_of_what_is_not_known_nothing_is_told(self, provider: ProviderClient) -> None:
        assert self.result(provider, "getAvailabilityZones", state=UNKNOWN) == {}

    def test_a_region_that_aws_does_not_have(self, provider: ProviderClient) -> None:
        answer = provider.invoke("aws:index/getPartition:getPartition", region="mars-north-1")
        assert {failure.property: failure.reason for failure in answer.failures} == {
            "region": "AWS has no region mars-north-1"
        }


def test_the_journal_lists_what_exists(world: World, provider: ProviderClient) -> None:
    kept, gone = (provider.create(LOG_GROUP, called=name, name=name) for name in ("kept", "gone"))
    provider.create(LOG_GROUP, called="far", name="far", region="us-east-1")
    provider.delete(gone)

    assert [(made.urn, made.id, made.region) for made in read_journal(world.journal)] == [
        (kept.urn, "kept", REGION),
        (provider.urn(LOG_GROUP, "far"), "far", "us-east-1"),
    ]


def test_accounts_know_nothing_of_each_other(local_aws: LocalAws, world: World, tmp_path: Path) -> None:
    other = World(local_aws, tmp_path / "other")
    world.connect(region=REGION).create(LOG_GROUP, name="it")
    other.connect(region=REGION).create(LOG_GROUP, name="it")

    assert other.log_groups() == world.log_groups() == ["it"]
    assert other.account.account_id != world.account.account_id
    other.close()


class TestRandom:
    def test_needs_no_region_and_stays_as_it_was_drawn(self, world: World) -> None:
        client = world.connect("random")
        made = client.create(STRING, length=12, special=False)

        assert client.refresh(made) == made
        assert client.kinds(made, length=12, special=False) == {}
        assert client.kinds(made, length=13, special=False) == {"length": "UPDATE_REPLACE"}
        assert DEFAULTS not in made.outputs
        client.delete(made)

    def test_a_password_is_sent_to_the_engine_as_a_secret(self, world: World) -> None:
        client = world.connect("random")
        inputs = client.check(PASSWORD, {"length": 20})
        request = pb.CreateRequest(urn=client.urn(PASSWORD, "it"), properties=encode(inputs))
        made = client.stub.Create(request)

        secret = encode({"length": 20})
        for name in ("result", "bcryptHash"):
            assert "4dabf18193072939515e22adb298388d" in made.properties.fields[name].struct_value.fields
        assert made.properties.fields["length"] == secret.fields["length"]

    @pytest.mark.parametrize("token", [STRING, PASSWORD])
    def test_cannot_be_imported_and_says_so(self, world: World, token: str) -> None:
        with pytest.raises(grpc.RpcError, match=f"the sandbox does not import {token}"):
            world.connect("random").import_(token, "abcdef")

    def test_what_cannot_be_drawn_is_refused(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match=r"creating random:index/randomString:RandomString: .*a length of 3"):
            world.connect("random").create(STRING, length=3, minLower=4)
