"""Databases restored from snapshots and to a point in time."""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pytest
from database_inputs import KEY, database_inputs
from recording import UNKNOWN, Cloud, Deployment, Recorder, always

from strongroom.core import InputError
from strongroom.data import AuroraCluster, AuroraClusterArgs, Database, DatabaseArgs, RestoreToPointInTime

INSTANCE, CLUSTER = "aws:rds/instance:Instance", "aws:rds/cluster:Cluster"
OTHER_KEY = KEY.replace("1234-1234", "1234-5678")
SNAPSHOT = "orders-prod-final-1a2b3c4d"
NOW = RestoreToPointInTime(source_identifier="orders-prod", use_latest_restorable_time=True)
Answer = Callable[[Cloud, Mapping[str, Any]], Mapping[str, Any]]


def answers(**found: Any) -> dict[str, Answer]:
    facts = {"id": SNAPSHOT, "engineVersion": "17.6", "kmsKeyId": KEY, "allocatedStorage": 20, **found}
    encrypted = facts["kmsKeyId"] is not None
    instance = {"engine": "postgres", "encrypted": encrypted, "storageEncrypted": encrypted, **facts}
    cluster = {**instance, "engine": found.get("engine", "aurora-postgresql")}
    login = {"masterUsername": "dbadmin", "dbName": "app", "databaseName": "app"}
    return {
        "aws:rds/getSnapshot:getSnapshot": always(instance),
        "aws:rds/getInstance:getInstance": always({**login, **instance}),
        "aws:rds/getClusterSnapshot:getClusterSnapshot": always(cluster),
        "aws:rds/getCluster:getCluster": always({**login, **cluster}),
    }


def program(type_: str, **inputs: Any) -> Callable[[], Database | AuroraCluster]:
    def run() -> Database | AuroraCluster:
        given: dict[str, Any] = {name: value() if callable(value) else value for name, value in inputs.items()}
        if type_ == INSTANCE:
            return Database("orders", DatabaseArgs(**database_inputs(**given)))
        return AuroraCluster("orders", AuroraClusterArgs(**{**database_inputs("aurora-postgresql"), **given}))

    return run


def deploy(record: Recorder, type_: str, *, preview: bool = True, **inputs: Any) -> Deployment:
    return record(program(type_, **inputs), preview=preview, answers=answers())


def refused(record: Recorder, type_: str, found: Mapping[str, Any] | None = None, **inputs: Any) -> str:
    options = {"answers": answers(**(found or {})), "preview": True}
    return record.failing(InputError, program(type_, **inputs), **options).message  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("type_", [INSTANCE, CLUSTER])
def test_database_from_a_snapshot_leaves_login_and_database_name_to_the_snapshot(record: Recorder, type_: str) -> None:
    database = deploy(record, type_, snapshot_identifier=SNAPSHOT).one(type_).inputs
    assert database["snapshotIdentifier"] == SNAPSHOT
    assert database["kmsKeyId"] == KEY
    for name in {INSTANCE: ("username", "dbName"), CLUSTER: ("masterUsername", "databaseName")}[type_]:
        assert database[name] is None


@pytest.mark.parametrize("type_", [INSTANCE, CLUSTER])
def test_restored_database_gets_the_generated_password(record: Recorder, type_: str) -> None:
    deployment = deploy(record, type_, snapshot_identifier=SNAPSHOT, password_management="generated")  # noqa: S106
    database = deployment.one(type_).inputs
    assert database["password" if type_ == INSTANCE else "masterPassword"] is not None


def test_instance_is_restored_to_a_point_in_time(record: Recorder) -> None:
    time = deploy(record, INSTANCE, restore_to_point_in_time=NOW).one(INSTANCE).inputs["restoreToPointInTime"]
    assert {name: value for name, value in time.items() if value is not None} == {
        "sourceDbInstanceIdentifier": "orders-prod",
        "useLatestRestorableTime": True,
    }


def test_deleted_instance_is_restored_by_its_resource_id(record: Recorder) -> None:
    source = {"source_resource_id": "db-ABCDEF", "restore_time": "2026-01-31T23:45:00Z"}
    time = deploy(record, INSTANCE, restore_to_point_in_time=source).one(INSTANCE).inputs["restoreToPointInTime"]
    assert {name: value for name, value in time.items() if value is not None} == {
        "sourceDbiResourceId": "db-ABCDEF",
        "restoreTime": "2026-01-31T23:45:00Z",
    }


def test_cluster_is_restored_to_a_point_in_time(record: Recorder) -> None:
    source = {"source_identifier": "ledger-prod", "restore_time": "2026-01-31T23:45:00Z"}
    time = deploy(record, CLUSTER, restore_to_point_in_time=source).one(CLUSTER).inputs["restoreToPointInTime"]
    assert {name: value for name, value in time.items() if value is not None} == {
        "sourceClusterIdentifier": "ledger-prod",
        "restoreToTime": "2026-01-31T23:45:00Z",
    }


@pytest.mark.parametrize("type_", [INSTANCE, CLUSTER])
def test_origin_is_ignored_once_it_is_removed_and_replaces_when_it_changes(record: Recorder, type_: str) -> None:
    origin = {"snapshotIdentifier", "restoreToPointInTime"}
    assert origin <= set(deploy(record, type_).one(type_).request.ignoreChanges)
    restored = deploy(record, type_, snapshot_identifier=SNAPSHOT).one(type_).request
    assert not origin & set(restored.ignoreChanges)
    assert origin <= set(restored.replaceOnChanges)


@pytest.mark.parametrize("type_", [INSTANCE, CLUSTER])
def test_unknown_snapshot_is_accepted_in_a_preview(record: Recorder, type_: str) -> None:
    def unknown() -> pulumi.Output[str]:
        return pulumi.Output.from_input(pulumi.CustomResource("pulumi:x:X", "x", {}).id)

    assert deploy(record, type_, snapshot_identifier=unknown).one(type_).inputs["snapshotIdentifier"] == UNKNOWN


@pytest.mark.parametrize(
    ("type_", "found", "inputs", "message"),
    [
        (INSTANCE, {"engine": "mysql"}, {}, "engine: must be the engine of the source, mysql, got postgres"),
        (INSTANCE, {"engineVersion": "16.4"}, {}, "engine_version: must be the major version of the source, 16.4"),
        (INSTANCE, {"allocatedStorage": 100}, {}, "allocated_storage_gib: must be at least the source's 100 GiB"),
        (INSTANCE, {"kmsKeyId": OTHER_KEY}, {}, "kms_key_arn: must be the key of the source, which is encrypted with"),
        (INSTANCE, {"kmsKeyId": None}, {}, "kms_key_arn: must be the key of the source, which is not encrypted"),
        (CLUSTER, {"engine": "aurora-mysql"}, {}, "engine: must be the engine of the source, aurora-mysql"),
        (CLUSTER, {"engineVersion": "15.4"}, {}, "engine_version: must be the major version of the source, 15.4"),
    ],
)
def test_snapshot_that_does_not_fit_is_refused(
    record: Recorder, type_: str, found: dict[str, Any], inputs: dict[str, Any], message: str
) -> None:
    assert message in refused(record, type_, found, snapshot_identifier=SNAPSHOT, **inputs)


@pytest.mark.parametrize("key", [OTHER_KEY, None])
def test_cluster_snapshot_is_restored_with_another_key(record: Recorder, key: str | None) -> None:
    run = program(CLUSTER, snapshot_identifier=SNAPSHOT)
    deployment = record(run, preview=True, answers=answers(kmsKeyId=key))
    assert deployment.one(CLUSTER).inputs["kmsKeyId"] == KEY


@pytest.mark.parametrize(
    ("type_", "found", "message"),
    [
        (
            INSTANCE,
            {"masterUsername": "keeper"},
            "master_username: must be what the restored database has, keeper, got dbadm",
        ),
        (INSTANCE, {"dbName": "ledger"}, "database_name: must be what the restored database has, ledger, got app"),
        (CLUSTER, {"databaseName": "ledger"}, "database_name: must be what the restored database has, ledger, got app"),
        (CLUSTER, {"kmsKeyId": None}, "kms_key_arn: must be the key of the source, which is not encrypted"),
    ],
)
def test_source_of_another_login_or_key_is_refused(
    record: Recorder, type_: str, found: dict[str, Any], message: str
) -> None:
    assert message in refused(record, type_, found, restore_to_point_in_time=NOW)


@pytest.mark.parametrize("type_", [INSTANCE, CLUSTER])
def test_restored_database_with_another_master_user_is_refused_before_its_secret_exists(
    record: Recorder, type_: str
) -> None:
    run = program(type_, snapshot_identifier=SNAPSHOT, password_management="generated")  # noqa: S106
    failure = record.failing(InputError, run, answers=answers())  # the kit makes up the login of the database
    assert "master_username: must be what the restored database has" in failure.message
    assert not failure.deployment.of_type("aws:secretsmanager/secretVersion:SecretVersion")


@pytest.mark.parametrize("type_", [INSTANCE, CLUSTER])
def test_missing_snapshot_is_refused_with_a_way_out(record: Recorder, type_: str) -> None:
    def missing(*_: Any) -> Mapping[str, Any]:
        raise LookupError("no matching snapshot found")

    found = dict.fromkeys(answers(), missing)
    failure = record.failing(InputError, program(type_, snapshot_identifier=SNAPSHOT), preview=True, answers=found)
    assert "snapshot_identifier: must name an existing snapshot of a DB" in failure.message
    assert "remove snapshot_identifier" in failure.message


@pytest.mark.parametrize(
    ("type_", "inputs", "field", "reason"),
    [
        (INSTANCE, {"snapshot_identifier": SNAPSHOT, "restore_to_point_in_time": NOW}, "snapshot_identifier", "togeth"),
        (INSTANCE, {"snapshot_identifier": "a snapshot"}, "snapshot_identifier", "name or the ARN"),
        (INSTANCE, {"snapshot_identifier": "-orders"}, "snapshot_identifier", "name or the ARN"),
        (
            INSTANCE,
            {"snapshot_identifier": "arn:aws:rds:eu-west-1:111122223333:cluster-snapshot:a"},
            "snapshot_identifier",
            "snapshot of a DB instance",
        ),
        (
            CLUSTER,
            {"snapshot_identifier": "arn:aws:rds:eu-west-1:111122223333:snapshot:a"},
            "snapshot_identifier",
            "snapshot of a DB cluster",
        ),
        (
            CLUSTER,
            {"restore_to_point_in_time": {"source_resource_id": "db-A", "use_latest_restorable_time": True}},
            "restore_to_point_in_time.source_resource_id",
            "must start with cluster-",
        ),
        (INSTANCE, {"restore_to_point_in_time": {}}, "restore_to_point_in_time", "source_identifier"),
        (
            INSTANCE,
            {"restore_to_point_in_time": {"source_identifier": "a", "source_resource_id": "db-A"}},
            "restore_to_point_in_time",
            "not both",
        ),
        (
            INSTANCE,
            {"restore_to_point_in_time": {"source_identifier": "a"}},
            "restore_to_point_in_time",
            "restore_time",
        ),
        (
            INSTANCE,
            {"restore_to_point_in_time": {"source_identifier": "a", "restore_time": "2026-02-30T00:00:00Z"}},
            "restore_to_point_in_time.restore_time",
            "time that exists",
        ),
        (
            INSTANCE,
            {"restore_to_point_in_time": {"source_identifier": "a", "restore_time": "yesterday"}},
            "restore_to_point_in_time.restore_time",
            "time in UTC",
        ),
    ],
)
def test_conflicting_restore_inputs_are_refused(type_: str, inputs: dict[str, Any], field: str, reason: str) -> None:
    model, engine = (DatabaseArgs, "postgres") if type_ == INSTANCE else (AuroraClusterArgs, "aurora-postgresql")
    with pytest.raises(InputError) as error:
        model(**database_inputs(engine, **inputs))
    found = {problem.path: problem.reason for problem in error.value.problems}
    assert reason in found[field]
