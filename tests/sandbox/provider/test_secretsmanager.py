"""What is special about secrets: their deletion, versions, replicas and policies, as boto3 sees them."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from lives import World
from lives.secretsmanager import RESOURCE_POLICY, SECRET, VERSION, access
from lives.world import REGION, policy
from provider_client import InvalidInputsError, ProviderClient
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2 as pb

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.moto_extensions.secretsmanager.policies import is_public
from strongroom.sandbox.provider.wire import Props, decode_marked, encode, secrets_in

VALUE = "value-8136540927"


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    account = local_aws.account()
    provider = ProviderClient(local_aws.serve(account)["aws"], {"region": REGION})
    yield World(account, provider)
    provider.close()


@pytest.fixture(scope="module")
def boto(world: World) -> Any:
    return world.client("secretsmanager")


def refused(call: Callable[..., object], **arguments: Any) -> str:
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return str(error.value)


def stages(boto: Any, secret: str) -> dict[str, str]:
    """Return the value that each stage is on."""
    versions: dict[str, list[str]] = boto.describe_secret(SecretId=secret)["VersionIdsToStages"]
    return {
        stage: boto.get_secret_value(SecretId=secret, VersionId=version)["SecretString"]
        for version, labels in versions.items()
        for stage in labels
    }


class TestDeletion:
    def test_waits_for_the_recovery_window(self, world: World, boto: Any) -> None:
        made = world.make(SECRET, recoveryWindowInDays=7)
        world.provider.delete(made)

        (told,) = [
            secret
            for secret in boto.list_secrets(IncludePlannedDeletion=True)["SecretList"]
            if secret["ARN"] == made.id
        ]
        assert round((told["DeletedDate"] - told["CreatedDate"]).total_seconds() / 86400) == 7
        assert world.provider.refresh(made) is None

    def test_leaves_no_name_to_take_meanwhile(self, world: World) -> None:
        name = world.name()
        world.provider.delete(world.make(SECRET, name=name))

        with pytest.raises(grpc.RpcError, match="with this name is already scheduled for deletion"):
            world.make(SECRET, name=name)

    def test_is_at_once_with_a_window_of_no_days(self, world: World) -> None:
        name = world.name()
        world.provider.delete(world.make(SECRET, name=name, recoveryWindowInDays=0))

        assert world.make(SECRET, name=name).inputs["name"] == name

    @pytest.mark.parametrize("days", [-1, 1, 6, 31])
    def test_has_no_other_window(self, world: World, days: int) -> None:
        with pytest.raises(InvalidInputsError) as error:
            world.make(SECRET, recoveryWindowInDays=days)
        assert error.value.failures == {
            "recoveryWindowInDays": "recoveryWindowInDays: expected 0, to delete at once, or 7 to 30 days"
        }

    def test_takes_a_secret_out_of_use(self, world: World, boto: Any) -> None:
        version = world.make(VERSION, secretId=world.make(SECRET).id, secretString=VALUE)
        secret = version.inputs["secretId"]
        boto.delete_secret(SecretId=secret)

        for call in (
            lambda: boto.get_secret_value(SecretId=secret),
            lambda: boto.put_secret_value(SecretId=secret, SecretString="x"),
            lambda: boto.update_secret(SecretId=secret, Description="x"),
        ):
            assert "(InvalidRequestException)" in refused(call)
        assert world.provider.refresh(version) is None
        boto.restore_secret(SecretId=secret)
        assert world.provider.refresh(version) == version

    def test_ends_with_the_replicas(self, world: World) -> None:
        made = world.make(SECRET, replicas=[{"region": "us-east-1"}], recoveryWindowInDays=0)
        elsewhere = world.client("secretsmanager", "us-east-1")
        assert [secret["Name"] for secret in elsewhere.list_secrets()["SecretList"]] == [made.inputs["name"]]

        world.provider.delete(made)

        assert elsewhere.list_secrets()["SecretList"] == []


def test_a_secret_is_cleared_of_what_is_no_longer_said(world: World, boto: Any) -> None:
    made = world.make(SECRET, description="Says why", policy=access())
    world.provider.update(made, policy="")

    assert "Description" not in boto.describe_secret(SecretId=made.id)
    assert "ResourcePolicy" not in boto.get_resource_policy(SecretId=made.id)


def test_a_prefix_makes_a_name_of_its_own_each_time(world: World) -> None:
    names = {world.make(SECRET, namePrefix="bank/").outputs["name"] for _ in range(2)}

    assert len(names) == 2
    assert all(name.startswith("bank/") for name in names)


class TestVersions:
    def test_a_new_value_replaces_the_version_and_keeps_the_last(self, world: World, boto: Any) -> None:
        news = {"secretId": world.make(SECRET).id}
        made = world.make(VERSION, **news, secretString="first")

        assert list(world.provider.diff(made, **news, secretString="second").replaces) == ["secretString"]
        new = world.make(VERSION, **news, secretString="second")
        world.provider.delete(made)

        assert stages(boto, news["secretId"]) == {"AWSCURRENT": "second"}
        assert new.outputs["versionStages"] == ["AWSCURRENT"]

    def test_the_current_one_stays_when_it_is_deleted(self, world: World, boto: Any) -> None:
        made = world.make(
            VERSION, secretId=world.make(SECRET).id, secretString="first", versionStages=["AWSCURRENT", "blue"]
        )
        world.provider.delete(made)

        assert stages(boto, made.inputs["secretId"]) == {"AWSCURRENT": "first"}

    def test_the_current_stage_moves_and_leaves_the_previous_one_behind(self, world: World, boto: Any) -> None:
        news = {"secretId": world.make(SECRET).id}
        world.make(VERSION, **news, secretString="first")
        other: Props = {**news, "secretString": "second", "versionStages": ["green"]}
        made = world.make(VERSION, **other)

        other["versionStages"] = ["AWSCURRENT"]
        world.provider.update(made, **other)

        assert stages(boto, news["secretId"]) == {"AWSCURRENT": "second", "AWSPREVIOUS": "first"}
        assert boto.get_secret_value(SecretId=news["secretId"])["SecretString"] == "second"

    def test_it_is_read_by_its_id_whatever_is_current(self, world: World, boto: Any) -> None:
        made = world.make(VERSION, secretId=world.make(SECRET).id, secretString="first")
        boto.put_secret_value(SecretId=made.inputs["secretId"], SecretString="second")

        drifted = world.provider.refresh(made)

        assert drifted is not None
        assert (drifted.outputs["secretString"], drifted.outputs["versionStages"]) == ("first", ["AWSPREVIOUS"])
        assert world.provider.kinds(drifted, secretId=made.inputs["secretId"], secretString="first") == {}

    def test_bytes_are_bytes(self, world: World, boto: Any) -> None:
        given_bytes = bytes(range(256))
        encoded = base64.b64encode(given_bytes).decode()
        made = world.make(VERSION, secretId=world.make(SECRET).id, secretBinary=encoded)

        assert boto.get_secret_value(SecretId=made.inputs["secretId"])["SecretBinary"] == given_bytes

    def test_a_version_has_one_value(self, world: World) -> None:
        for values in ({}, {"secretString": "a", "secretBinary": "YQ=="}):
            with pytest.raises(InvalidInputsError, match="give one of secretString, secretBinary"):
                world.make(VERSION, secretId=world.make(SECRET).id, **values)

    @pytest.mark.parametrize("name", ["secretString", "secretBinary"])
    def test_values_are_secret_outputs_even_if_the_program_does_not_say_so(self, world: World, name: str) -> None:
        value = base64.b64encode(VALUE.encode()).decode()
        made = world.make(VERSION, secretId=world.make(SECRET).id, **{name: value})
        request = pb.ReadRequest(urn=made.urn, id=made.id, properties=encode(made.outputs), inputs=encode(made.inputs))
        answer = world.provider.stub.Read(request)

        assert value in secrets_in(decode_marked(answer.properties))
        plain = {key: val for key, val in rpc.deserialize_properties(answer.properties).items() if key != name}
        assert value not in str(plain)


class TestStages:
    @pytest.fixture
    def versions(self, boto: Any, world: World) -> tuple[str, str, str]:
        """Return a secret's name and the ids of its previous and current version."""
        name = world.name()
        first = boto.create_secret(Name=name, SecretString="first")["VersionId"]
        return name, first, boto.put_secret_value(SecretId=name, SecretString="second")["VersionId"]

    def test_the_current_one_is_moved_back_and_forth(self, boto: Any, versions: tuple[str, str, str]) -> None:
        name, first, second = versions
        boto.update_secret_version_stage(
            SecretId=name, VersionStage="AWSCURRENT", MoveToVersionId=first, RemoveFromVersionId=second
        )

        assert stages(boto, name) == {"AWSCURRENT": "first", "AWSPREVIOUS": "second"}
        assert boto.get_secret_value(SecretId=name)["SecretString"] == "first"

    def test_a_stage_is_on_one_version(self, boto: Any, versions: tuple[str, str, str]) -> None:
        name, first, second = versions
        boto.update_secret_version_stage(SecretId=name, VersionStage="blue", MoveToVersionId=first)
        move = {"SecretId": name, "VersionStage": "blue", "MoveToVersionId": second}

        assert "currently attached to version" in refused(boto.update_secret_version_stage, **move)
        boto.update_secret_version_stage(**move, RemoveFromVersionId=first)
        assert stages(boto, name)["blue"] == "second"

    def test_a_new_current_value_leaves_other_stages_where_they_are(
        self, boto: Any, versions: tuple[str, str, str]
    ) -> None:
        name, _, second = versions
        boto.update_secret_version_stage(SecretId=name, VersionStage="blue", MoveToVersionId=second)
        boto.put_secret_value(SecretId=name, SecretString="third")

        assert stages(boto, name) == {"AWSCURRENT": "third", "AWSPREVIOUS": "second", "blue": "second"}

    def test_what_aws_refuses(self, boto: Any, versions: tuple[str, str, str]) -> None:
        name, first, second = versions
        change = {"SecretId": name, "VersionStage": "AWSCURRENT"}
        call = boto.update_secret_version_stage

        assert "can't be completely removed" in refused(call, **change, RemoveFromVersionId=second)
        assert "not found in version" in refused(call, **change, RemoveFromVersionId=first, MoveToVersionId=second)
        assert "Not a valid version" in refused(call, **change, MoveToVersionId="a" * 36)


class TestReplicas:
    def test_keep_their_keys(self, world: World, boto: Any) -> None:
        made = world.make(SECRET, replicas=[{"region": "us-east-1", "kmsKeyId": "alias/it"}, {"region": "eu-north-1"}])

        told = boto.describe_secret(SecretId=made.id)["ReplicationStatus"]
        assert {(status["Region"], status["KmsKeyId"], status["Status"]) for status in told} == {
            ("us-east-1", "alias/it", "InSync"),
            ("eu-north-1", "alias/aws/secretsmanager", "InSync"),
        }

    def test_have_the_value_and_take_none(self, world: World) -> None:
        version = world.make(
            VERSION, secretId=world.make(SECRET, replicas=[{"region": "eu-west-2"}]).id, secretString="first"
        )
        replica = version.inputs["secretId"].replace(REGION, "eu-west-2")
        elsewhere = world.client("secretsmanager", "eu-west-2")

        assert elsewhere.get_secret_value(SecretId=replica)["SecretString"] == "first"
        assert "on a replica" in refused(elsewhere.put_secret_value, SecretId=replica, SecretString="x")

    def test_one_that_would_overwrite_another_secret_fails(self, world: World, boto: Any) -> None:
        name = world.name()
        world.client("secretsmanager", "eu-west-3").create_secret(Name=name, SecretString="mine")
        made = world.make(SECRET, name=name, replicas=[{"region": "eu-west-3"}])

        (status,) = boto.describe_secret(SecretId=made.id)["ReplicationStatus"]
        assert (status["Status"], name in status["StatusMessage"]) == ("Failed", True)


class TestPolicies:
    PUBLIC = policy("secretsmanager:*", Principal="*")

    def test_a_public_one_is_refused_if_asked_to(self, world: World, boto: Any) -> None:
        secret = world.make(SECRET).id

        with pytest.raises(grpc.RpcError, match="PublicPolicyException"):
            world.make(RESOURCE_POLICY, secretArn=secret, policy=self.PUBLIC, blockPublicPolicy=True)
        assert "ResourcePolicy" not in boto.get_resource_policy(SecretId=secret)
        assert world.make(RESOURCE_POLICY, secretArn=secret, policy=self.PUBLIC).id == secret

    @pytest.mark.parametrize("document", ["{", "[]", "{}"])
    def test_what_is_none_is_refused(self, world: World, document: str) -> None:
        with pytest.raises(grpc.RpcError, match="MalformedPolicyDocumentException"):
            world.make(RESOURCE_POLICY, secretArn=world.make(SECRET).id, policy=document)

    @given(
        st.sampled_from(["*", ["*"], ["arn:aws:iam::123456789012:root", "*"]]),
        st.booleans(),
        st.sampled_from(
            [
                {},
                {"Bool": {"aws:SecureTransport": "true"}},
                {"StringNotEquals": {"aws:PrincipalAccount": "1"}},
                {"StringLike": {"aws:PrincipalOrgID": "*"}},
            ]
        ),
    )
    def test_everybody_is_public_however_written(self, who: Any, in_aws: bool, condition: Any) -> None:
        statement = {"Effect": "Allow", "Principal": {"AWS": who} if in_aws else "*", "Condition": condition}

        assert is_public({"Statement": [statement]})
        assert is_public({"Statement": statement})

    @pytest.mark.parametrize(
        "statement",
        [
            {"Effect": "Deny", "Principal": "*"},
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
            {"Effect": "Allow", "Principal": {"Service": "rds.amazonaws.com"}},
            {
                "Effect": "Allow",
                "Principal": "*",
                "Condition": {"StringEquals": {"aws:PrincipalAccount": "123456789012"}},
            },
        ],
    )
    def test_who_is_named_is_not(self, statement: Any) -> None:
        assert not is_public({"Statement": [statement]})

    def test_all_but_some_are_public(self) -> None:
        assert is_public({"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": "123456789012"}}})


def test_random_passwords_are_as_asked(boto: Any) -> None:
    letters = boto.get_random_password(PasswordLength=200, ExcludePunctuation=True, ExcludeCharacters="aeiou7")
    signs = boto.get_random_password(PasswordLength=200, ExcludeNumbers=True, ExcludeCharacters="/@")

    assert len(letters["RandomPassword"]) == 200
    assert letters["RandomPassword"].isalnum()
    assert not set("aeiou7") & set(letters["RandomPassword"])
    assert not set("/@0123456789") & set(signs["RandomPassword"])
