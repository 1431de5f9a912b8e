"""Deletion protection of everything that holds data."""

from typing import Any

import pytest
from database_inputs import KEY, REPLICATED, database_inputs
from recording import Cloud, Deployment, Recorder

from strongroom.core import Args, Component
from strongroom.data import (
    AuroraCluster,
    AuroraClusterArgs,
    BackupPlan,
    BackupPlanArgs,
    Bucket,
    BucketArgs,
    Database,
    DatabaseArgs,
    EncryptionKey,
    EncryptionKeyArgs,
    LogBucket,
    LogBucketArgs,
    Secret,
    SecretArgs,
)

HOLDS_DATA = {
    "aws:backup/vault:Vault",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:rds/cluster:Cluster",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
    "aws:secretsmanager/secret:Secret",
}
GENERATED: dict[str, Any] = {"password_management": "generated", "proxy": {}}
REGIONS: dict[str, Any] = {"multi_region": True, "replica_regions": ["eu-west-3"]}
AURORA = database_inputs("aurora-postgresql", **GENERATED)
ARN = "arn:aws:rds:eu-central-1:111122223333:db:orders"
COMPONENTS: dict[str, tuple[type[Component], type[Args], dict[str, Any]]] = {
    "AuroraCluster": (AuroraCluster, AuroraClusterArgs, AURORA),
    "BackupPlan": (BackupPlan, BackupPlanArgs, {"kms_key_arn": KEY, "resource_arns": [ARN]}),
    "Bucket": (Bucket, BucketArgs, {"kms_key_arn": KEY, "access_log_bucket_name": None}),
    "Database": (Database, DatabaseArgs, {**database_inputs(**REPLICATED), "proxy": {}}),
    "EncryptionKey": (EncryptionKey, EncryptionKeyArgs, REGIONS),
    "LogBucket": (LogBucket, LogBucketArgs, {"log_sources": ["s3_access_logs"]}),
    "Secret": (Secret, SecretArgs, {"kms_key_arn": KEY}),
}


def protected(deployment: Deployment) -> set[bool]:
    found = [each for each in deployment.resources if each.type in HOLDS_DATA]
    assert found
    return {bool(each.protect) for each in found}


@pytest.mark.parametrize("name", COMPONENTS)
@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({}, True),
        ({"deletion_protection": False}, False),
        ({"durability": "ephemeral"}, False),
        ({"durability": "ephemeral", "deletion_protection": True}, True),
    ],
)
def test_component_protects_everything_that_holds_data(
    record: Recorder, name: str, inputs: dict[str, Any], expected: bool
) -> None:
    cloud = Cloud("aws", "eu-central-1", "111122223333")
    component, args, required = COMPONENTS[name]
    deployment = record(lambda: component("it", args.model_validate({**required, **inputs})), cloud=cloud)
    assert protected(deployment) == {expected}
