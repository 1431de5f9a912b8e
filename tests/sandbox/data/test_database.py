"""The life of a database: made, read back, changed in place, drifted, put right, protected, and destroyed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from support import Run, WriteProject, failure, inventory, run

from strongroom.data import Database, DatabaseArgs, EncryptionKey, EncryptionKeyArgs
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

Opener = Callable[[], TestSandbox]
EPHEMERAL: dict[str, Any] = {"durability": "ephemeral"}
COMPLETE: dict[str, Any] = {
    "password_management": "generated",
    "read_replicas": {"reports": {}},
    "iam_usernames": ["app"],
    "proxy": {},
}
# What a refresh may note of a rotation: the stages of the version that Pulumi made have moved on.
ROTATED = {"SecretVersion orders-master-password"}
TOLD = (
    *("endpoint", "port", "identifier", "arn", "resource_id", "secret_arn", "kms_key_arn", "security_group_id"),
    *("event_topic_arn", "log_group_names", "proxy_endpoint", "secret_read_policy", "iam_login_policy"),
)


PERSISTENT = """
from strongroom.data import Database, DatabaseArgs, EncryptionKey, EncryptionKeyArgs

vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
zones = aws.get_availability_zones_output(state="available").names
subnets = [
    aws.ec2.Subnet(f"subnet-{n}", vpc_id=vpc.id, cidr_block=f"10.0.{n}.0/24", availability_zone=zones[n])
    for n in range(2)
]
keys = {each: EncryptionKey(each, EncryptionKeyArgs(durability="ephemeral")) for each in ("first", "second")}
Database(
    "orders",
    DatabaseArgs(
        engine="postgres",
        kms_key_arn=keys["KEY"].kms_key_arn,
        vpc_id=vpc.id,
        subnet_ids=[subnet.id for subnet in subnets],
        log_exports=[],
    ),
)
"""


def database_program(**inputs: Any) -> Callable[[], None]:
    """A program with one database in a VPC of two subnets, and one client."""

    def program() -> None:
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        zones = aws.get_availability_zones_output(state="available").names
        subnets = [
            aws.ec2.Subnet(f"subnet-{n}", vpc_id=vpc.id, cidr_block=f"10.0.{n}.0/24", availability_zone=zones[n])
            for n in range(2)
        ]
        client, late = (aws.ec2.SecurityGroup(name, vpc_id=vpc.id) for name in ("client", "late"))
        use = EncryptionKeyArgs(durability="ephemeral", services={"cloudwatch_logs", "rds_events"})
        keys = {each: EncryptionKey(each, use).kms_key_arn for each in sorted({"vault", inputs.get("key", "vault")})}
        settings: dict[str, Any] = {
            "engine": "postgres",
            "kms_key_arn": keys[inputs.get("key", "vault")],
            "vpc_id": vpc.id,
            "subnet_ids": [subnet.id for subnet in subnets],
            "allowed_security_groups": {"web": client.id},
            **{name: value for name, value in inputs.items() if name not in {"key", "copy"}},
        }
        database = Database("orders", DatabaseArgs(**settings))
        database.allow_from("late", late.id)
        if "copy" in inputs:
            Database("orders-copy", DatabaseArgs(**settings | inputs["copy"]))
        for name in TOLD:
            pulumi.export(name, getattr(database, name))
        pulumi.export("client", client.id)
        pulumi.export("late", late.id)

    return program


def described(sandbox: TestSandbox, identifier: str = "orders-dev") -> dict[str, Any]:
    (found,) = sandbox.client("rds").describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"]
    return found


def snapshots(sandbox: TestSandbox) -> list[str]:
    found = sandbox.client("rds").describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]
    return [snapshot["DBSnapshotIdentifier"] for snapshot in found]


def secret(sandbox: TestSandbox, secret_arn: str, stage: str = "AWSCURRENT") -> dict[str, Any]:
    manager = sandbox.client("secretsmanager")
    return json.loads(manager.get_secret_value(SecretId=secret_arn, VersionStage=stage)["SecretString"])


def assert_nowhere(sandbox: TestSandbox, passwords: list[str], *screens: str) -> None:
    """Show that passwords are on no screen and in no file: the state is among them."""
    files = [file.read_bytes() for file in sandbox.journal.parent.rglob("*") if file.is_file()]
    assert [content for content in files if b"orders-dev" in content]
    for password in passwords:
        assert len(password) > 8
        assert [text for text in screens if password in text] == []
        assert [content for content in files if password.encode() in content] == []


@dataclass(frozen=True)
class Deployed:
    sandbox: TestSandbox
    run: Run

    @property
    def outputs(self) -> dict[str, Any]:
        return self.run.outputs


@pytest.fixture(scope="module", params=["postgres", "mysql"])
def database(open_sandbox: Opener, request: pytest.FixtureRequest) -> Deployed:
    """The database that the defaults make, which tests only read."""
    sandbox = open_sandbox()
    return Deployed(sandbox, run(sandbox.program(database_program(engine=request.param)).up, diff=True))


# What is there


def test_allow_from_lets_a_later_client_connect(database: Deployed) -> None:
    ec2, outputs = database.sandbox.client("ec2"), database.outputs
    rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
    peers = {
        (rule["GroupId"], rule["IsEgress"], rule["FromPort"]): rule["ReferencedGroupInfo"]["GroupId"]
        for rule in rules
        if "ReferencedGroupInfo" in rule
        and outputs["late"] in (rule["GroupId"], rule["ReferencedGroupInfo"]["GroupId"])
    }
    group, late, port = outputs["security_group_id"], outputs["late"], int(outputs["port"])
    assert peers == {(group, False, port): late, (late, True, port): group}


def test_a_database_is_encrypted_private_and_protected(database: Deployed) -> None:
    found, outputs = described(database.sandbox), database.outputs
    assert found["StorageEncrypted"]
    assert found["KmsKeyId"] == found["PerformanceInsightsKMSKeyId"] == outputs["kms_key_arn"]
    assert not found["PubliclyAccessible"]
    assert found["DeletionProtection"]
    assert found["MultiAZ"]
    assert found["IAMDatabaseAuthenticationEnabled"]
    assert found["CopyTagsToSnapshot"]
    assert found["BackupRetentionPeriod"] == 7
    assert (found["PreferredBackupWindow"], found["PreferredMaintenanceWindow"]) == (
        "02:00-03:00",
        "sun:04:00-sun:05:00",
    )
    assert found["Endpoint"]["Address"] == outputs["endpoint"]
    assert found["Endpoint"]["Port"] == outputs["port"] not in {5432, 3306}
    assert (found["DBInstanceArn"], found["DbiResourceId"]) == (outputs["arn"], outputs["resource_id"])


def test_only_the_clients_are_let_in(database: Deployed) -> None:
    ec2, outputs = database.sandbox.client("ec2"), database.outputs
    (group,) = ec2.describe_security_groups(GroupIds=[outputs["security_group_id"]])["SecurityGroups"]
    (rule,) = group["IpPermissions"]
    assert {pair["GroupId"] for pair in rule["UserIdGroupPairs"]} == {outputs["client"], outputs["late"]}
    assert rule["FromPort"] == rule["ToPort"] == outputs["port"]
    assert not rule["IpRanges"]
    assert group["IpPermissionsEgress"] == []
    attached = described(database.sandbox)["VpcSecurityGroups"]
    assert [each["VpcSecurityGroupId"] for each in attached] == [group["GroupId"]]


def test_the_parameter_group_enforces_tls(database: Deployed) -> None:
    (used,) = described(database.sandbox)["DBParameterGroups"]
    rds = database.sandbox.client("rds")
    pages = rds.get_paginator("describe_db_parameters").paginate(
        DBParameterGroupName=used["DBParameterGroupName"], Source="user"
    )
    found = {each["ParameterName"]: each.get("ParameterValue") for page in pages for each in page["Parameters"]}
    switch = "rds.force_ssl" if described(database.sandbox)["Engine"] == "postgres" else "require_secure_transport"
    assert found[switch] == "1"


def test_every_exported_log_has_its_group_with_key_and_retention(database: Deployed) -> None:
    found, outputs = described(database.sandbox), database.outputs
    groups = database.sandbox.client("logs").describe_log_groups(logGroupNamePrefix="/aws/rds/instance/")["logGroups"]
    expected = {f"/aws/rds/instance/orders-dev/{log}" for log in found["EnabledCloudwatchLogsExports"]}
    assert {group["logGroupName"] for group in groups} == expected == set(outputs["log_group_names"])
    assert {(group["kmsKeyId"], group["retentionInDays"]) for group in groups} == {(outputs["kms_key_arn"], 365)}


def test_events_reach_an_encrypted_topic(database: Deployed) -> None:
    outputs, sandbox = database.outputs, database.sandbox
    topic = sandbox.client("sns").get_topic_attributes(TopicArn=outputs["event_topic_arn"])["Attributes"]
    assert topic["KmsMasterKeyId"] == outputs["kms_key_arn"]
    subscriptions = sandbox.client("rds").describe_event_subscriptions()["EventSubscriptionsList"]
    assert {each["SnsTopicArn"] for each in subscriptions} == {outputs["event_topic_arn"]}
    assert {each["SourceType"] for each in subscriptions} == {"db-instance", "db-parameter-group", "db-security-group"}


def test_the_password_that_rds_manages_is_known_to_nobody_else(database: Deployed) -> None:
    sandbox, outputs = database.sandbox, database.outputs
    managed = described(sandbox)["MasterUserSecret"]
    assert (managed["SecretArn"], managed["KmsKeyId"]) == (outputs["secret_arn"], outputs["kms_key_arn"])
    assert_nowhere(sandbox, [secret(sandbox, outputs["secret_arn"])["password"]], database.run.screen)


# Its life


def test_a_database_changes_in_place_and_is_put_right(sandbox: TestSandbox) -> None:
    before = inventory(sandbox)
    first = run(sandbox.program(database_program(**EPHEMERAL)).up)
    assert run(sandbox.program(database_program(**EPHEMERAL)).up).steps == {}
    larger = {
        "instance_class": "db.r7g.large",
        "allocated_storage_gib": 400,
        "backup_retention_days": 14,
        "backup_window": "23:00-23:45",
        "maintenance_window": "sat:03:00-sat:04:00",
        "engine_version": "18",
        "allow_major_version_upgrade": True,
    }
    wanted = EPHEMERAL | larger | {"parameters": {"work_mem": "65536"}}
    changed = run(sandbox.program(database_program(**wanted)).up)
    assert changed.steps == {
        "Instance orders-instance": "update",
        "ParameterGroup orders-parameters": "replace",
        "EventSubscription orders-parameter-group-events": "update",
    }
    assert changed.outputs == first.outputs
    found = described(sandbox)
    assert (found["DBInstanceClass"], found["AllocatedStorage"]) == ("db.r7g.large", 400)
    assert (found["BackupRetentionPeriod"], found["PreferredBackupWindow"]) == (14, "23:00-23:45")
    assert found["PreferredMaintenanceWindow"] == "sat:03:00-sat:04:00"
    assert found["EngineVersion"].startswith("18.")

    stack = sandbox.program(database_program(**wanted))
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}
    rds = sandbox.client("rds")
    rds.modify_db_instance(
        DBInstanceIdentifier="orders-dev", BackupRetentionPeriod=1, PubliclyAccessible=True, ApplyImmediately=True
    )
    rds.delete_event_subscription(SubscriptionName="orders-instance-events-dev")
    drifted = {"Instance orders-instance": "update", "EventSubscription orders-instance-events": "delete"}
    assert run(stack.refresh).steps == drifted
    assert run(stack.up).steps == drifted | {"EventSubscription orders-instance-events": "create"}
    found = described(sandbox)
    assert (found["BackupRetentionPeriod"], found["PubliclyAccessible"]) == (14, False)

    tagged = run(sandbox.program(database_program(**wanted, tags={"Owner": "payments"})).up)
    assert tagged.steps["Instance orders-instance"] == "update"
    assert "replace" not in tagged.steps.values()
    stack.destroy()
    assert inventory(sandbox) == before
    assert read_journal(sandbox.journal) == []


def test_a_lasting_database_goes_only_when_it_is_let_go_and_leaves_a_snapshot(sandbox: TestSandbox) -> None:
    persistent = sandbox.program(database_program())
    run(persistent.up)
    everything = inventory(sandbox)
    assert "protected" in failure(persistent.preview_destroy)
    assert inventory(sandbox) == everything

    freed = sandbox.program(database_program(deletion_protection=False))
    assert run(freed.up).steps == {"Instance orders-instance": "update"}
    freed.destroy()
    (snapshot,) = snapshots(sandbox)
    assert snapshot.startswith("orders-dev-final-")

    run(freed.up)
    freed.destroy()
    assert len(set(snapshots(sandbox))) == 2


def test_rds_itself_refuses_to_delete_a_lasting_database(database: Deployed) -> None:
    rds = database.sandbox.client("rds")
    with pytest.raises(rds.exceptions.ClientError, match="protect"):
        rds.delete_db_instance(DBInstanceIdentifier="orders-dev", SkipFinalSnapshot=True)
    assert described(database.sandbox)["DeletionProtection"]


def test_another_key_does_not_replace_a_lasting_database(sandbox: TestSandbox, write_project: WriteProject) -> None:
    # In a process of its own, as a failing program inside of this one leaves its loop open.
    stack = sandbox.project(write_project(PERSISTENT.replace("KEY", "first")), "dev")
    run(stack.up)
    before = described(sandbox)["KmsKeyId"]
    screen = failure(sandbox.project(write_project(PERSISTENT.replace("KEY", "second")), "dev").preview)
    assert "unable to replace" in screen
    assert "orders-instance" in screen
    assert described(sandbox)["KmsKeyId"] == before


def test_another_key_replaces_a_disposable_database(sandbox: TestSandbox) -> None:
    first = run(sandbox.program(database_program(**EPHEMERAL)).up)
    second = run(sandbox.program(database_program(**EPHEMERAL, key="other")).up)
    assert second.steps["Instance orders-instance"] == "replace"
    assert second.outputs["kms_key_arn"] != first.outputs["kms_key_arn"]
    assert described(sandbox)["KmsKeyId"] == second.outputs["kms_key_arn"]


@pytest.mark.parametrize("durability", ["persistent", "ephemeral"])
def test_each_replaced_database_leaves_its_own_final_snapshot(sandbox: TestSandbox, durability: str) -> None:
    inputs: dict[str, Any] = {"durability": durability, "deletion_protection": False, "final_snapshot": True}
    run(sandbox.program(database_program(**inputs, database_name="one")).up)
    for number, change in enumerate(
        ({"database_name": "two"}, {"master_username": "keeper"}, {"engine": "mysql"}), start=1
    ):
        inputs |= change
        replaced = run(sandbox.program(database_program(**inputs)).up)
        assert replaced.steps["Instance orders-instance"] == "replace"
        assert len(set(snapshots(sandbox))) == number
    assert run(sandbox.program(database_program(**inputs)).up).steps == {}
    sandbox.program(database_program(**inputs)).destroy()
    assert len(set(snapshots(sandbox))) == 4


def owned_key(sandbox: TestSandbox) -> str:
    """A key of another stack, which outlives the database."""
    return sandbox.client("kms").create_key()["KeyMetadata"]["Arn"]


@pytest.mark.parametrize(("engine", "password"), [("postgres", "generated"), ("mysql", "managed_by_rds")])
def test_a_lasting_database_is_rebuilt_from_its_own_final_snapshot(
    sandbox: TestSandbox, engine: str, password: str
) -> None:
    inputs: dict[str, Any] = {
        **{
            "engine": engine,
            "password_management": password,
            "deletion_protection": False,
            "kms_key_arn": owned_key(sandbox),
        },
        **{"master_username": "keeper", "database_name": "ledger", "allocated_storage_gib": 30},
    }
    first = run(sandbox.program(database_program(**inputs)).up)
    sandbox.program(database_program(**inputs)).destroy()
    (snapshot,) = snapshots(sandbox)

    restored = inputs | {"snapshot_identifier": snapshot}
    second = run(sandbox.program(database_program(**restored)).up)
    found = described(sandbox)
    assert (found["MasterUsername"], found["DBName"], found["AllocatedStorage"]) == ("keeper", "ledger", 30)
    assert (found["StorageEncrypted"], found["KmsKeyId"]) == (True, inputs["kms_key_arn"])
    assert found["DbiResourceId"] != first.outputs["resource_id"]
    assert secret(sandbox, second.outputs["secret_arn"])["username"] == "keeper"
    assert ("MasterUserSecret" in found) == (password == "managed_by_rds")  # noqa: S105
    assert run(sandbox.program(database_program(**restored)).up).steps == {}

    sandbox.client("rds").delete_db_snapshot(DBSnapshotIdentifier=snapshot)
    assert "Instance orders-instance" not in {
        name for name, step in run(sandbox.program(database_program(**inputs)).up).steps.items() if step == "replace"
    }
    assert described(sandbox)["DbiResourceId"] == found["DbiResourceId"]
    assert run(sandbox.program(database_program(**inputs)).up).steps == {}


def test_a_database_is_restored_to_a_point_in_time(sandbox: TestSandbox) -> None:
    inputs: dict[str, Any] = EPHEMERAL | {"kms_key_arn": owned_key(sandbox), "log_exports": []}
    run(sandbox.program(database_program(**inputs)).up)
    time = {"source_identifier": "orders-dev", "use_latest_restorable_time": True}
    copy = inputs | {"restore_to_point_in_time": time}
    program = database_program(**inputs, copy=copy)
    run(sandbox.program(program).up)
    found = described(sandbox, "orders-copy-dev")
    assert (found["MasterUsername"], found["DBName"]) == ("dbadmin", "app")
    assert run(sandbox.program(program).up).steps == {}
    del copy["restore_to_point_in_time"]
    assert "replace" not in run(sandbox.program(database_program(**inputs, copy=copy)).up).steps.values()
    assert described(sandbox, "orders-copy-dev")["DbiResourceId"] == found["DbiResourceId"]


def test_the_secret_of_a_database_that_is_replaced_tells_of_the_new_one_and_stays_rotated(sandbox: TestSandbox) -> None:
    inputs = EPHEMERAL | {"password_management": "generated"}
    first = run(sandbox.program(database_program(**inputs)).up)
    old = secret(sandbox, first.outputs["secret_arn"])
    second = run(sandbox.program(database_program(**inputs, master_username="keeper", port=6543)).up)
    assert second.steps["Instance orders-instance"] == "replace"
    new = secret(sandbox, second.outputs["secret_arn"])
    assert (new["username"], new["port"]) == ("keeper", "6543")
    assert new["password"] != old["password"]
    told = sandbox.client("secretsmanager").describe_secret(SecretId=second.outputs["secret_arn"])
    assert told["RotationEnabled"]


@pytest.mark.parametrize("engine", ["postgres", "mysql"])
def test_a_generated_password_is_rotated_beside_pulumi_and_shown_nowhere(sandbox: TestSandbox, engine: str) -> None:
    before = inventory(sandbox)
    inputs = EPHEMERAL | COMPLETE | {"engine": engine}
    first = run(sandbox.program(database_program(**inputs)).up, diff=True)
    arn = first.outputs["secret_arn"]
    made, at_once = secret(sandbox, arn, "strongroom-first"), secret(sandbox, arn)
    assert at_once == made | {"password": at_once["password"]}
    assert made["password"] != at_once["password"]
    assert (at_once["host"], int(at_once["port"])) == (first.outputs["endpoint"], first.outputs["port"])

    sandbox.client("secretsmanager").rotate_secret(SecretId=arn)
    rotated = secret(sandbox, arn)["password"]
    assert rotated != at_once["password"]
    stack = sandbox.program(database_program(**inputs))
    again, refreshed = run(stack.up, diff=True), run(stack.refresh, diff=True)
    assert again.steps == {}
    assert refreshed.steps.keys() <= ROTATED
    assert run(stack.up).steps == {}
    assert secret(sandbox, arn)["password"] == rotated

    passwords = [made["password"], at_once["password"], rotated]
    assert_nowhere(sandbox, passwords, first.screen, again.screen, refreshed.screen)
    stack.destroy()
    assert inventory(sandbox) == before
    assert read_journal(sandbox.journal) == []


def test_a_read_replica_copies_the_database_and_goes_with_it(sandbox: TestSandbox) -> None:
    inputs = EPHEMERAL | {"password_management": "generated"}
    run(sandbox.program(database_program(**inputs)).up)
    grown = run(sandbox.program(database_program(**inputs, read_replicas={"reports": {}})).up)
    assert grown.steps["Instance orders-replica-reports"] == "create"
    assert "Instance orders-instance" not in grown.steps
    replica = described(sandbox, "orders-replica-reports-dev")
    assert replica["ReadReplicaSourceDBInstanceIdentifier"] == "orders-dev"
    assert (replica["StorageEncrypted"], replica["KmsKeyId"]) == (True, grown.outputs["kms_key_arn"])
    assert described(sandbox)["ReadReplicaDBInstanceIdentifiers"] == ["orders-replica-reports-dev"]
    gone = run(sandbox.program(database_program(**inputs)).up)
    assert gone.steps["Instance orders-replica-reports"] == "delete"
    assert "Instance orders-instance" not in gone.steps
