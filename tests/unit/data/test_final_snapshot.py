"""Names of final snapshots."""

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest
from database_inputs import KEY, SUBNETS, VPC, database_inputs
from pydantic.alias_generators import to_snake
from recording import UNKNOWN, Deployment, Recorder

from strongroom.data import AuroraCluster, AuroraClusterArgs, Database, DatabaseArgs
from strongroom.data._final_snapshot import REPLACED_BY

OFFICIAL: dict[str, list[str]] = json.loads(Path(__file__).with_name("replaced_by.json").read_text(encoding="utf-8"))
INSTANCE, CLUSTER = "aws:rds/instance:Instance", "aws:rds/cluster:Cluster"
SUFFIX = "random:index/randomId:RandomId"
OTHER_KEY = KEY.replace("1234-1234", "1234-5678")


def deploy(record: Recorder, type_: str, *, preview: bool = False, **inputs: Any) -> Deployment:
    def program() -> Database | AuroraCluster:
        given: dict[str, Any] = {name: value() if callable(value) else value for name, value in inputs.items()}
        if type_ == INSTANCE:
            return Database("orders", DatabaseArgs(**database_inputs(**given)))
        return AuroraCluster("orders", AuroraClusterArgs(**database_inputs("aurora-postgresql") | given))

    return record(program, preview=preview)


def keepers(record: Recorder, type_: str, **inputs: Any) -> dict[str, str]:
    return deploy(record, type_, **inputs).one(SUFFIX).inputs["keepers"]


@pytest.mark.parametrize("type_", [INSTANCE, CLUSTER])
def test_every_property_that_replaces_a_database_is_known(type_: str) -> None:
    official = {to_snake(path.split(".")[0]).replace("s_3", "s3") for path in OFFICIAL[type_]}
    assert official <= REPLACED_BY


@pytest.mark.parametrize("type_", [INSTANCE, CLUSTER])
@pytest.mark.parametrize("durability", ["persistent", "ephemeral"])
def test_final_snapshot_suffix_is_kept_by_every_input_that_replaces(
    record: Recorder, type_: str, durability: str
) -> None:
    deployment = deploy(record, type_, durability=durability, final_snapshot=True)
    database, suffix = deployment.one(type_), deployment.one(SUFFIX)
    replacing = {path.split(".")[0] for path in OFFICIAL[type_]}
    given = {to_snake(name) for name in replacing & database.inputs.keys() if database.inputs[name] is not None}
    assert given <= suffix.inputs["keepers"].keys()
    hex_ = (suffix.outputs or {})["hex"]
    assert database.inputs["finalSnapshotIdentifier"] == f"orders-dev-final-{hex_}"
    assert database.inputs["skipFinalSnapshot"] is False


@pytest.mark.parametrize(
    ("type_", "change"),
    [
        (INSTANCE, {"kms_key_arn": OTHER_KEY}),
        (INSTANCE, {"engine": "mysql"}),
        (INSTANCE, {"database_name": "ledger"}),
        (INSTANCE, {"master_username": "keeper"}),
        (INSTANCE, {"multi_az": False, "availability_zone": "eu-central-1b"}),
        (INSTANCE, {"environment_suffix": "qa"}),
        (CLUSTER, {"kms_key_arn": OTHER_KEY}),
        (CLUSTER, {"engine": "aurora-mysql"}),
        (CLUSTER, {"database_name": "ledger"}),
        (CLUSTER, {"master_username": "keeper"}),
        (CLUSTER, {"subnet_ids": None, "subnet_group_name": "isolated"}),
        (CLUSTER, {"environment_suffix": "qa"}),
    ],
)
def test_final_snapshot_suffix_changes_with_the_database(record: Recorder, type_: str, change: dict[str, Any]) -> None:
    assert keepers(record, type_) != keepers(record, type_, **change)


@pytest.mark.parametrize("type_", [INSTANCE, CLUSTER])
@pytest.mark.parametrize(
    "change",
    [
        {"backup_retention_days": 14},
        {"port": 6000},
        {"engine_version": "16"},
        {"tags": {"Owner": "payments"}},
        {"deletion_protection": False},
        {"parameters": {"work_mem": "65536"}},
    ],
)
def test_final_snapshot_suffix_stays_when_the_database_stays(
    record: Recorder, type_: str, change: dict[str, Any]
) -> None:
    assert keepers(record, type_) == keepers(record, type_, **change)


@pytest.mark.parametrize("type_", [INSTANCE, CLUSTER])
def test_unknown_key_leaves_the_suffix_unknown_in_a_preview(record: Recorder, type_: str) -> None:
    def unknown() -> pulumi.Output[str]:
        return pulumi.Output.from_input(pulumi.CustomResource("pulumi:x:X", "x", {"arn": None}).id)

    deployment = deploy(record, type_, preview=True, kms_key_arn=unknown, vpc_id=VPC, subnet_ids=SUBNETS)
    assert deployment.one(SUFFIX).inputs["keepers"]["kms_key_id"] == UNKNOWN
