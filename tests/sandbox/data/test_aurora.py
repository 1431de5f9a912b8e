"""The life of Aurora clusters: made, read back, changed in place, drifted, put right, protected, and destroyed."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from support import WriteProject, failure, inventory, run

from strongroom.data import AuroraCluster, AuroraClusterArgs, EncryptionKey, EncryptionKeyArgs, KeyService
from strongroom.sandbox.testing import TestSandbox

OUTPUTS = (
    *("arn", "endpoint", "identifier", "iam_login_policy", "instance_identifiers", "kms_key_arn", "log_group_names"),
    *("port", "proxy_endpoint", "proxy_port", "reader_endpoint", "resource_id", "secret_arn", "secret_read_policy"),
    *("event_topic_arn", "security_group_id"),
)


def cluster_program(engine: str, **inputs: Any) -> Callable[[], None]:
    def program() -> None:
        services: set[KeyService] = {"cloudwatch_logs", "rds_events"}
        key = EncryptionKey("vault", EncryptionKeyArgs(durability="ephemeral", services=services))
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        zones = aws.get_availability_zones_output()
        subnets = [
            aws.ec2.Subnet(
                f"isolated-{number}",
                vpc_id=vpc.id,
                cidr_block=f"10.0.{number}.0/24",
                availability_zone=zones.names[number],
            )
            for number in range(2)
        ]
        app = aws.ec2.SecurityGroup("app", vpc_id=vpc.id)
        place = {
            "vpc_id": vpc.id,
            "subnet_ids": [subnet.id for subnet in subnets],
            "allowed_security_groups": {"app": app.id},
        }
        args: dict[str, Any] = {"engine": engine, "kms_key_arn": key.kms_key_arn, **place, **inputs}
        cluster = AuroraCluster("ledger", AuroraClusterArgs(**args))
        pulumi.export("app", app.id)
        for name in OUTPUTS:
            pulumi.export(name, getattr(cluster, name))

    return program


def cluster_of(sandbox: TestSandbox) -> Mapping[str, Any]:
    (cluster,) = sandbox.client("rds").describe_db_clusters()["DBClusters"]
    return cluster


def instances_of(sandbox: TestSandbox) -> list[Mapping[str, Any]]:
    found = sandbox.client("rds").describe_db_instances()["DBInstances"]
    return sorted(found, key=lambda instance: instance["PromotionTier"])


def snapshots(sandbox: TestSandbox) -> list[str]:
    found = sandbox.client("rds").describe_db_cluster_snapshots()["DBClusterSnapshots"]
    return [snapshot["DBClusterSnapshotIdentifier"] for snapshot in found]


def test_a_lasting_cluster_is_what_it_promises_grows_in_place_and_goes_only_when_told_to(
    sandbox: TestSandbox,
) -> None:
    before, rds = inventory(sandbox), sandbox.client("rds")
    stack = sandbox.program(cluster_program("aurora-postgresql", iam_usernames=["orders"]))
    outputs = run(stack.up).outputs
    _is_what_it_promises(sandbox, outputs)
    assert run(stack.up).steps == {}

    bigger = {
        "readers": 2,
        "instance_class": "db.r7g.xlarge",
        "backup_retention_days": 14,
        "backup_window": "22:00-23:00",
        "maintenance_window": "sat:04:00-sat:05:00",
        "parameters": {"log_min_duration_statement": "250", "max_connections": "500"},
        "iam_usernames": ["orders"],
    }
    stack = sandbox.program(cluster_program("aurora-postgresql", **bigger))
    grown = run(stack.up)
    assert grown.steps == {
        "Cluster ledger-cluster": "update",
        "ClusterInstance ledger-instance-1": "update",
        "ClusterInstance ledger-instance-2": "update",
        "ClusterInstance ledger-instance-3": "create",
        "ClusterParameterGroup ledger-parameters": "update",
        "EventSubscription ledger-instance-events": "update",
        "Role ledger-monitoring": "update",
    }
    assert {name: grown.outputs[name] for name in ("arn", "endpoint", "resource_id", "secret_arn")} == {
        name: outputs[name] for name in ("arn", "endpoint", "resource_id", "secret_arn")
    }
    cluster = cluster_of(sandbox)
    assert (cluster["BackupRetentionPeriod"], cluster["PreferredBackupWindow"]) == (14, "22:00-23:00")
    assert {each["DBInstanceClass"] for each in instances_of(sandbox)} == {"db.r7g.xlarge"}
    assert len(instances_of(sandbox)) == 3

    rds.modify_db_cluster(DBClusterIdentifier="ledger-dev", DeletionProtection=False, BackupRetentionPeriod=1)
    assert run(stack.refresh).steps == {"Cluster ledger-cluster": "update"}
    assert run(stack.up).steps == {"Cluster ledger-cluster": "update"}
    cluster = cluster_of(sandbox)
    assert (cluster["DeletionProtection"], cluster["BackupRetentionPeriod"]) == (True, 14)
    assert run(stack.refresh).steps == {}

    assert "protected" in failure(stack.preview_destroy)
    assert len(instances_of(sandbox)) == 3
    stack = sandbox.program(cluster_program("aurora-postgresql", deletion_protection=False, **bigger))
    assert set(run(stack.up).steps) == {"Cluster ledger-cluster"}
    stack.destroy()
    automated, last = sorted(snapshots(sandbox), reverse=True)
    assert automated.startswith("rds:ledger-dev-")
    assert last.startswith("ledger-dev-final-")
    for snapshot in (automated, last):
        rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=snapshot)
    assert inventory(sandbox) == before


def _is_what_it_promises(sandbox: TestSandbox, outputs: Mapping[str, Any]) -> None:
    rds, key = sandbox.client("rds"), outputs["kms_key_arn"]
    cluster, instances = cluster_of(sandbox), instances_of(sandbox)
    assert cluster["DBClusterArn"] == outputs["arn"]
    assert (cluster["Endpoint"], cluster["ReaderEndpoint"]) == (outputs["endpoint"], outputs["reader_endpoint"])
    assert (cluster["Port"], outputs["port"]) == (5433, 5433)
    assert (cluster["StorageEncrypted"], cluster["KmsKeyId"]) == (True, key)
    assert cluster["DeletionProtection"]
    assert cluster["IAMDatabaseAuthenticationEnabled"]
    assert cluster["CopyTagsToSnapshot"]
    assert cluster["MasterUserSecret"]["SecretArn"] == outputs["secret_arn"]
    assert cluster["MasterUserSecret"]["KmsKeyId"] == key
    assert set(cluster["EnabledCloudwatchLogsExports"]) == {"iam-db-auth-error", "instance", "postgresql"}
    assert [member["IsClusterWriter"] for member in cluster["DBClusterMembers"]] == [True, False]

    assert [each["DBInstanceIdentifier"] for each in instances] == outputs["instance_identifiers"]
    for each in instances:
        assert not each["PubliclyAccessible"]
        assert (each["MonitoringInterval"], each["PerformanceInsightsEnabled"]) == (60, True)
        assert each["PerformanceInsightsKMSKeyId"] == key
        assert each["CACertificateIdentifier"] == "rds-ca-rsa2048-g1"

    group = cluster["DBClusterParameterGroup"]
    found = rds.describe_db_cluster_parameters(DBClusterParameterGroupName=group, Source="user")["Parameters"]
    parameters = {each["ParameterName"]: each["ParameterValue"] for each in found}
    assert parameters.items() >= {"rds.force_ssl": "1", "log_statement": "ddl"}.items()

    groups = sandbox.client("logs").describe_log_groups(logGroupNamePrefix="/aws/rds/cluster/ledger-dev/")["logGroups"]
    assert {each["logGroupName"] for each in groups} == set(outputs["log_group_names"])
    assert {(each["kmsKeyId"], each["retentionInDays"]) for each in groups} == {(key, 365)}

    (admitted,) = sandbox.client("ec2").describe_security_groups(GroupIds=[outputs["security_group_id"]])[
        "SecurityGroups"
    ]
    (rule,) = admitted["IpPermissions"]
    assert (rule["FromPort"], rule["ToPort"]) == (5433, 5433)
    assert [pair["GroupId"] for pair in rule["UserIdGroupPairs"]] == [outputs["app"]]
    assert admitted["IpPermissionsEgress"] == []

    subscriptions = rds.describe_event_subscriptions()["EventSubscriptionsList"]
    assert {each["SnsTopicArn"] for each in subscriptions} == {outputs["event_topic_arn"]}
    assert {each["SourceType"] for each in subscriptions} >= {"db-cluster", "db-instance", "db-parameter-group"}
    (login,) = json.loads(outputs["iam_login_policy"])["Statement"]
    assert login["Resource"] == [
        f"arn:aws:rds-db:{sandbox.region}:{sandbox.account_id}:dbuser:{cluster['DbClusterResourceId']}/orders"
    ]


def test_a_disposable_cluster_with_a_rotated_password_and_a_proxy_shows_no_password_and_leaves_nothing(
    sandbox: TestSandbox,
) -> None:
    before, rds, secrets = inventory(sandbox), sandbox.client("rds"), sandbox.client("secretsmanager")
    inputs = {
        "durability": "ephemeral",
        "password_management": "generated",
        "serverless": {"max_capacity_acu": 4},
        "readers": 1,
        "backtrack_hours": 24,
        "proxy": {},
    }
    stack = sandbox.program(cluster_program("aurora-mysql", **inputs))
    first = run(stack.up)
    outputs = first.outputs

    def password() -> str:
        return json.loads(secrets.get_secret_value(SecretId=outputs["secret_arn"])["SecretString"])["password"]

    value = password()
    assert len(value) >= 32
    assert value not in first.screen
    assert value not in json.dumps(stack.export_stack().deployment)

    cluster = cluster_of(sandbox)
    assert cluster["ServerlessV2ScalingConfiguration"] == {"MinCapacity": 0.5, "MaxCapacity": 4.0}
    assert cluster["BacktrackWindow"] == 86_400
    assert {each["DBInstanceClass"] for each in instances_of(sandbox)} == {"db.serverless"}
    (proxy,) = rds.describe_db_proxies()["DBProxies"]
    assert (proxy["Endpoint"], proxy["RequireTLS"]) == (outputs["proxy_endpoint"], True)
    assert [login["SecretArn"] for login in proxy["Auth"]] == [outputs["secret_arn"]]
    targets = rds.describe_db_proxy_targets(DBProxyName=proxy["DBProxyName"])["Targets"]
    assert "ledger-dev" in {target.get("RdsResourceId", target.get("TrackedClusterId")) for target in targets}
    assert (outputs["port"], outputs["proxy_port"]) == (3307, 3306)

    secrets.rotate_secret(SecretId=outputs["secret_arn"])
    assert password() != value
    assert run(stack.up).steps == {}

    stack.destroy()
    assert inventory(sandbox) == before


@pytest.mark.parametrize("durability", ["persistent", "ephemeral"])
def test_each_replaced_cluster_leaves_its_own_final_snapshot(sandbox: TestSandbox, durability: str) -> None:
    rds = sandbox.client("rds")
    inputs: dict[str, Any] = {"durability": durability, "deletion_protection": False, "final_snapshot": True}

    def final_snapshots() -> set[str]:
        return {name for name in snapshots(sandbox) if "-final-" in name}

    run(sandbox.program(cluster_program("aurora-postgresql", **inputs, database_name="one")).up)
    engine = "aurora-postgresql"
    for number, change in enumerate(({"database_name": "two"}, {"master_username": "keeper"}, {}), start=1):
        inputs |= change
        engine = engine if change else "aurora-mysql"
        replaced = run(sandbox.program(cluster_program(engine, **inputs)).up)
        assert replaced.steps["Cluster ledger-cluster"] == "replace"
        assert len(final_snapshots()) == number
    assert run(sandbox.program(cluster_program(engine, **inputs)).up).steps == {}
    sandbox.program(cluster_program(engine, **inputs)).destroy()
    assert len(final_snapshots()) == 4
    assert rds.describe_db_clusters()["DBClusters"] == []


@pytest.mark.parametrize(
    ("engine", "password"), [("aurora-postgresql", "managed_by_rds"), ("aurora-mysql", "generated")]
)
def test_a_lasting_cluster_is_rebuilt_from_its_own_final_snapshot(
    sandbox: TestSandbox, engine: str, password: str
) -> None:
    keys = [sandbox.client("kms").create_key()["KeyMetadata"]["Arn"] for _ in range(2)]
    inputs: dict[str, Any] = {
        **{
            "password_management": password,
            "deletion_protection": False,
            "master_username": "keeper",
            "database_name": "books",
        },
        **{"log_exports": [], "kms_key_arn": keys[0]},
    }
    first = run(sandbox.program(cluster_program(engine, **inputs)).up)
    sandbox.program(cluster_program(engine, **inputs)).destroy()
    (snapshot,) = [name for name in snapshots(sandbox) if "-final-" in name]

    inputs["kms_key_arn"] = keys[1]
    restored = inputs | {"snapshot_identifier": snapshot}
    second = run(sandbox.program(cluster_program(engine, **restored)).up)
    found = cluster_of(sandbox)
    assert (found["MasterUsername"], found["DatabaseName"]) == ("keeper", "books")
    assert (found["StorageEncrypted"], found["KmsKeyId"]) == (True, keys[1])
    assert second.outputs["resource_id"] != first.outputs["resource_id"]
    assert ("MasterUserSecret" in found) == (password == "managed_by_rds")  # noqa: S105
    assert len(instances_of(sandbox)) == 2

    # The provider sets some settings only after a refresh has found them.
    stack = sandbox.program(cluster_program(engine, **restored))
    run(stack.refresh)
    run(stack.up)
    assert cluster_of(sandbox)["IAMDatabaseAuthenticationEnabled"]
    assert run(stack.up).steps == {}

    sandbox.client("rds").delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=snapshot)
    assert "replace" not in {
        step for name, step in run(sandbox.program(cluster_program(engine, **inputs)).up).steps.items() if "Cl" in name
    }
    assert cluster_of(sandbox)["DbClusterResourceId"] == found["DbClusterResourceId"]


WRONG = """
from strongroom.data import AuroraCluster, AuroraClusterArgs

key = aws.kms.Key("key")
vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
place = {"kms_key_arn": key.arn, "vpc_id": vpc.id, "subnet_group_name": "isolated"}
AuroraCluster("ledger", AuroraClusterArgs(**place, engine="aurora-mysql", FIELD))
"""


@pytest.mark.parametrize("field", ["password_management='hunter2'", "serverless={'max_capacity_acu': 0.3}"])
def test_what_can_not_be_built_is_refused_before_anything_is_made(
    sandbox: TestSandbox, write_project: WriteProject, field: str
) -> None:
    before = inventory(sandbox)
    message = failure(sandbox.project(write_project(WRONG.replace("FIELD", field)), "dev").preview)
    assert "AuroraClusterArgs" in message
    assert field.split("=")[0] in message
    assert "hunter2" not in message
    assert inventory(sandbox) == before
