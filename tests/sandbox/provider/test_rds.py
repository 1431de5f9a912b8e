"""What is special about databases: their versions, how they end, and who knows their password."""

import json
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from lives import World
from lives.rds import (
    CLUSTER,
    INSTANCE,
    PASSWORD,
    cluster,
    instance,
)
from lives.world import REGION, new_world
from moto.rds.models import rds_backends
from provider_client import Deployed
from pulumi.runtime.proto import provider_pb2 as pb

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.wire import Props, Secret, decode_marked, encode


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    with new_world(local_aws) as world:
        yield world


def snapshots(world: World, identifier: str) -> list[dict[str, Any]]:
    return world.client("rds").describe_db_snapshots(DBInstanceIdentifier=identifier)["DBSnapshots"]


def password_of(world: World, identifier: str) -> str:
    """Return the password that a database has, which no API tells."""
    database: Any = rds_backends[world.account.account_id][REGION].databases[identifier]
    return database.__dict__["_master_user_password"]


def managed(world: World, **more: Any) -> Props:
    inputs = instance(world, manageMasterUserPassword=True, **more)
    del inputs["password"]
    return inputs


def replica(world: World, source: Deployed, **more: Any) -> Deployed:
    return world.make(
        INSTANCE,
        identifier=world.name(),
        replicateSourceDb=source.outputs["identifier"],
        instanceClass="db.t4g.medium",
        skipFinalSnapshot=True,
        **more,
    )


def secret_value(world: World, arn: str) -> dict[str, str]:
    return json.loads(world.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])


class TestVersion:
    @pytest.mark.parametrize(
        ("engine", "major"),
        [*(("postgres", str(major)) for major in range(13, 19)), ("mysql", "8.0"), ("mysql", "8.4")],
    )
    def test_a_major_one_stands_for_a_full_one(self, world: World, engine: str, major: str) -> None:
        news: Props = instance(world, engine=engine, engineVersion=major)
        made = world.make(INSTANCE, **news)

        assert made.outputs["engineVersion"] == major
        assert made.outputs["engineVersionActual"].startswith(f"{major}.")
        assert made.outputs["parameterGroupName"] == f"default.{engine}{major}"
        assert made.outputs["optionGroupName"] == f"default:{engine}-{major.replace('.', '-')}"
        assert world.provider.refresh(made) == made
        assert world.provider.kinds(made, **news) == {}

    @pytest.mark.parametrize(
        ("engine", "major"), [("aurora-postgresql", "16"), ("aurora-mysql", "8.0"), ("aurora-mysql", "8.4")]
    )
    def test_so_it_is_of_clusters(self, world: World, engine: str, major: str) -> None:
        made = world.make(CLUSTER, **cluster(world, engine=engine, engineVersion=major))

        assert made.outputs["engineVersion"] == major
        assert made.outputs["engineVersionActual"].startswith(f"{major}.")
        assert made.outputs["dbClusterParameterGroupName"] == f"default.{engine}{major}"

    @pytest.mark.parametrize("version", ["12", "99", "17.x.y-z", "1"])
    def test_one_that_there_is_not_is_refused(self, world: World, version: str) -> None:
        with pytest.raises(grpc.RpcError, match=f"Cannot find version {version} for postgres"):
            world.make(INSTANCE, **instance(world, engineVersion=version))

    def test_a_new_major_one_must_be_allowed(self, world: World) -> None:
        news: Props = instance(world, engineVersion="16.10")
        made = world.make(INSTANCE, **news)

        with pytest.raises(grpc.RpcError, match="AllowMajorVersionUpgrade flag must be present"):
            world.provider.update(made, **Props(news, engineVersion="17.6"))
        changed = world.provider.update(made, **Props(news, engineVersion="17", allowMajorVersionUpgrade=True))
        assert changed.outputs["engineVersionActual"].startswith("17.")


class TestEnd:
    def test_a_last_snapshot_keeps_the_tags(self, world: World) -> None:
        name = world.name()
        news: Props = instance(
            world, skipFinalSnapshot=False, finalSnapshotIdentifier=f"{name}-last", copyTagsToSnapshot=True
        )
        made = world.make(INSTANCE, **news, tags={"team": "bank"})

        world.provider.delete(made)

        last = snapshots(world, news["identifier"])
        assert [(one["DBSnapshotIdentifier"], one["SnapshotType"]) for one in last] == [(f"{name}-last", "manual")]
        assert last[0]["TagList"] == [{"Key": "team", "Value": "bank"}]
        assert last[0]["DbiResourceId"] == made.id

    def test_none_is_made_if_the_program_waives_it(self, world: World) -> None:
        made = world.make(INSTANCE, **instance(world))

        world.provider.delete(made)

        assert snapshots(world, made.outputs["identifier"]) == []

    def test_automated_backups_outlive_it_if_the_program_says_so(self, world: World) -> None:
        made = world.make(INSTANCE, **instance(world, deleteAutomatedBackups=False))

        world.provider.delete(made)

        assert [one["SnapshotType"] for one in snapshots(world, made.outputs["identifier"])] == ["automated"]

    @pytest.mark.parametrize(("token", "inputs"), [(INSTANCE, instance), (CLUSTER, cluster)])
    def test_without_a_name_for_the_snapshot_it_does_not_end(self, world: World, token: str, inputs: Any) -> None:
        made = world.make(token, **{**inputs(world), "skipFinalSnapshot": False})

        with pytest.raises(grpc.RpcError, match="finalSnapshotIdentifier is required when skipFinalSnapshot is false"):
            world.provider.delete(made)

        assert world.provider.refresh(made) == made

    @pytest.mark.parametrize(("token", "inputs"), [(INSTANCE, instance), (CLUSTER, cluster)])
    def test_a_protected_one_ends_after_its_protection(self, world: World, token: str, inputs: Any) -> None:
        news: Props = inputs(world, deletionProtection=True)
        made = world.make(token, **news)

        with pytest.raises(grpc.RpcError, match="please disable deletion protection and try again"):
            world.provider.delete(made)
        freed = world.provider.update(made, **Props(news, deletionProtection=False))
        world.provider.delete(freed)

        assert world.provider.refresh(freed) is None

    def test_boto_is_refused_what_rds_refuses(self, world: World) -> None:
        rds, made = world.client("rds"), world.make(INSTANCE, **instance(world))
        name = made.outputs["identifier"]

        with pytest.raises(ClientError, match="FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot"):
            rds.delete_db_instance(DBInstanceIdentifier=name)
        with pytest.raises(ClientError, match="can not be specified when SkipFinalSnapshot is specified"):
            rds.delete_db_instance(
                DBInstanceIdentifier=name, SkipFinalSnapshot=True, FinalDBSnapshotIdentifier="a-last-one"
            )
        with pytest.raises(ClientError, match="FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot"):
            rds.delete_db_cluster(DBClusterIdentifier=world.make(CLUSTER, **cluster(world)).id)

    def test_a_cluster_leaves_its_last_snapshot_and_no_other(self, world: World) -> None:
        name = world.name()
        news: Props = cluster(world, skipFinalSnapshot=False, finalSnapshotIdentifier=f"{name}-last")
        made = world.make(CLUSTER, **news)

        world.provider.delete(made)

        left = world.client("rds").describe_db_cluster_snapshots(DBClusterIdentifier=made.id)["DBClusterSnapshots"]
        assert [one["DBClusterSnapshotIdentifier"] for one in left] == [f"{name}-last"]
        again = world.make(CLUSTER, **Props(news, skipFinalSnapshot=True))
        assert again.id == made.id


class TestPassword:
    @pytest.mark.parametrize(("token", "inputs"), [(INSTANCE, instance), (CLUSTER, cluster)])
    def test_a_given_one_is_secret_in_the_state(self, world: World, token: str, inputs: Any) -> None:
        checked = world.provider.check(token, inputs(world))
        urn = world.provider.urn(token, "it")

        answer = world.provider.stub.Create(pb.CreateRequest(urn=urn, properties=encode(checked)))

        state = decode_marked(answer.properties)
        name = "password" if token == INSTANCE else "masterPassword"
        assert isinstance(state[name], Secret)
        assert PASSWORD not in repr(state)

    def test_a_new_one_is_told_to_the_database(self, world: World) -> None:
        news: Props = instance(world)
        made = world.make(INSTANCE, **news)
        assert password_of(world, news["identifier"]) == PASSWORD

        changed = world.provider.update(made, **Props(news, password=PASSWORD[::-1]))

        assert password_of(world, news["identifier"]) == PASSWORD[::-1]
        assert changed.id == made.id

    def test_one_that_is_only_written_is_told_with_its_version(self, world: World) -> None:
        news: Props = instance(world, passwordWo=PASSWORD, passwordWoVersion=1)
        del news["password"]
        made = world.make(INSTANCE, **news)
        assert password_of(world, news["identifier"]) == PASSWORD

        news["passwordWo"] = PASSWORD[::-1]
        changed = world.provider.update(made, **news)
        assert password_of(world, news["identifier"]) == PASSWORD
        world.provider.update(changed, **Props(news, passwordWoVersion=2))
        assert password_of(world, news["identifier"]) == PASSWORD[::-1]

    @pytest.mark.parametrize("token", [INSTANCE, CLUSTER])
    @pytest.mark.parametrize("wrong", ["short!", "has/a-slash", "has@an-at", 'has"a-quote', "has a space", "x" * 129])
    def test_one_that_rds_refuses_is_not_told_in_the_error(self, world: World, token: str, wrong: str) -> None:
        name = "password" if token == INSTANCE else "masterPassword"
        news: Props = {**(instance if token == INSTANCE else cluster)(world), name: wrong}

        with pytest.raises(grpc.RpcError, match="MasterUserPassword is not a valid password") as refused:
            world.make(token, **news)

        assert wrong not in str(refused.value)

    def test_none_at_all_is_refused(self, world: World) -> None:
        news: Props = instance(world)
        del news["password"]

        with pytest.raises(grpc.RpcError, match="MasterUserPassword must be provided"):
            world.make(INSTANCE, **news)

    @pytest.mark.parametrize("name", ["admin", "rdsadmin"])
    def test_a_reserved_name_is_refused(self, world: World, name: str) -> None:
        with pytest.raises(grpc.RpcError, match=f"MasterUsername {name} cannot be used as it is a reserved word"):
            world.make(INSTANCE, **instance(world, username=name))


class TestManagedPassword:
    def test_is_in_secrets_manager_and_dies_with_the_instance(self, world: World) -> None:
        key = world.key()
        made = world.make(INSTANCE, **managed(world, masterUserSecretKmsKeyId=key))

        [told] = made.outputs["masterUserSecrets"]
        assert (told["kmsKeyId"], told["secretStatus"]) == (key, "active")
        value = secret_value(world, told["secretArn"])
        assert value["username"] == "owner"
        other = world.make(INSTANCE, **managed(world))
        assert value["password"] != secret_value(world, other.outputs["masterUserSecrets"][0]["secretArn"])["password"]
        world.provider.delete(made)
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            secret_value(world, told["secretArn"])

    def test_is_in_secrets_manager_and_dies_with_the_cluster(self, world: World) -> None:
        news: Props = cluster(world, manageMasterUserPassword=True)
        del news["masterPassword"]
        made = world.make(CLUSTER, **news)

        [told] = made.outputs["masterUserSecrets"]
        assert secret_value(world, told["secretArn"])["username"] == "owner"
        world.provider.delete(made)
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            secret_value(world, told["secretArn"])

    def test_gets_another_key_but_stays(self, world: World) -> None:
        news: Props = managed(world)
        made = world.make(INSTANCE, **news)
        key = world.key()

        changed = world.provider.update(made, **news, masterUserSecretKmsKeyId=key)

        [before], [after] = made.outputs["masterUserSecrets"], changed.outputs["masterUserSecrets"]
        assert after == {**before, "kmsKeyId": key}

    def test_a_key_named_by_its_id_stays_so(self, world: World) -> None:
        id = world.key().split("/")[-1]
        news: Props = managed(world, masterUserSecretKmsKeyId=id)
        made = world.make(INSTANCE, **news)

        assert made.outputs["masterUserSecretKmsKeyId"] == id
        assert world.provider.refresh(made) == made

    def test_ends_when_one_is_given_and_begins_again(self, world: World) -> None:
        news: Props = managed(world)
        made = world.make(INSTANCE, **news)
        arn = made.outputs["masterUserSecrets"][0]["secretArn"]
        given: Props = {**news, "manageMasterUserPassword": False, "password": PASSWORD}

        changed = world.provider.update(made, **given)
        assert not changed.outputs.get("masterUserSecrets")
        assert password_of(world, news["identifier"]) == PASSWORD
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            secret_value(world, arn)

        again = world.provider.update(changed, **news)
        assert len(again.outputs["masterUserSecrets"]) == 1

    def test_is_not_given_as_well(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="MasterUserPassword can't be given with ManageMasterUserPassword"):
            world.make(INSTANCE, **instance(world, manageMasterUserPassword=True))

    def test_rules_out_replicas(self, world: World) -> None:
        source = world.make(INSTANCE, **managed(world))

        with pytest.raises(grpc.RpcError, match="whose master user password Secrets Manager manages"):
            replica(world, source)
