"""A change of `environment_suffix` renames or replaces resources, and is complete after one deployment."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import automation
from support import run

from strongroom.data import (
    AuroraCluster,
    AuroraClusterArgs,
    Database,
    DatabaseArgs,
    EncryptionKey,
    EncryptionKeyArgs,
    LogBucket,
    LogBucketArgs,
)
from strongroom.observability import (
    AccountBaseline,
    AccountBaselineArgs,
    AlertTopic,
    AlertTopicArgs,
    Compliance,
    ComplianceArgs,
)
from strongroom.sandbox.testing import TestSandbox


def stack(sandbox: TestSandbox, suffix: str, keys: str = "first") -> automation.Stack:
    """Return a stack with databases and a topic, whose provider has default tags with the suffix."""

    def program() -> None:
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        zones = aws.get_availability_zones_output(state="available").names
        subnets = [
            aws.ec2.Subnet(f"subnet-{n}", vpc_id=vpc.id, cidr_block=f"10.0.{n}.0/24", availability_zone=zones[n])
            for n in range(2)
        ]
        common: dict[str, Any] = {"environment_suffix": suffix}
        ephemeral: dict[str, Any] = {**common, "durability": "ephemeral"}
        services: Any = {"cloudwatch_alarms", "cloudwatch_logs", "rds_events", "sns"}
        kms_key_arns = {
            name: EncryptionKey(name, EncryptionKeyArgs(**ephemeral, services=services)).kms_key_arn
            for name in ("first", "second")
        }
        database: dict[str, Any] = {
            **ephemeral,
            "vpc_id": vpc.id,
            "subnet_ids": [subnet.id for subnet in subnets],
            "kms_key_arn": kms_key_arns[keys],
        }
        login: dict[str, Any] = {"password_management": "generated", "proxy": {}, "read_replicas": {"reports": {}}}
        orders = Database("orders", DatabaseArgs(engine="postgres", **database, **login))
        AuroraCluster("orders", AuroraClusterArgs(engine="aurora-postgresql", **database))
        AlertTopic("alerts", AlertTopicArgs(**common, kms_key_arn=kms_key_arns["first"]))
        pulumi.export("identifier", orders.identifier)

    tags = {"Environment": suffix, "CostCenter": f"{suffix}-42"}
    return sandbox.program(program, config={"aws:defaultTags": json.dumps({"tags": tags})})


def assert_replicated(sandbox: TestSandbox, identifier: str) -> None:
    rds = sandbox.client("rds")
    source = rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]
    (name,) = source["ReadReplicaDBInstanceIdentifiers"]
    replica = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    assert replica["ReadReplicaSourceDBInstanceIdentifier"] == identifier


def test_changed_suffix_is_complete_after_one_deployment(sandbox: TestSandbox) -> None:
    stack(sandbox, "dev").up()
    changed = stack(sandbox, "test")
    first = run(changed.up)
    assert first.steps["Instance orders-instance"] == first.steps["Instance orders-replica-reports"] == "update"
    assert run(changed.up).steps == {}
    assert run(changed.refresh).steps == {}
    assert run(changed.up).steps == {}
    assert_replicated(sandbox, first.outputs["identifier"])

    replaced = stack(sandbox, "prod", "second")
    second = run(replaced.up)
    assert second.steps["Instance orders-instance"] == second.steps["Instance orders-replica-reports"] == "replace"
    assert run(replaced.up).steps == {}
    assert_replicated(sandbox, second.outputs["identifier"])


def test_changed_suffix_keeps_the_recorder_and_replaces_the_analyzers(sandbox: TestSandbox) -> None:
    def account(suffix: str) -> automation.Stack:
        def program() -> None:
            common: dict[str, Any] = {"environment_suffix": suffix}
            services: Any = {"cloudwatch_alarms", "config", "eventbridge", "sns"}
            key = EncryptionKey("account", EncryptionKeyArgs(**common, durability="ephemeral", services=services))
            senders: Any = {"config"}
            logs = LogBucket(
                "account",
                LogBucketArgs(**common, durability="ephemeral", kms_key_arn=key.kms_key_arn, log_sources=senders),
            )
            topic = AlertTopic("account", AlertTopicArgs(**common, kms_key_arn=key.kms_key_arn))
            notified: dict[str, Any] = {**common, "topic_arn": topic.topic_arn}
            compliance: dict[str, Any] = {"kms_key_arn": key.kms_key_arn, "controls": ["IAM.3"], "standards": set()}
            Compliance("account", ComplianceArgs(**notified, **compliance, bucket_name=logs.bucket_name))
            analyzers: Any = {"unused_access_days": 90}
            AccountBaseline("account", AccountBaselineArgs(**notified, access_analyzer=analyzers))

        return sandbox.program(program)

    account("dev").up()
    first = run(account("test").up)
    assert first.steps.get("Recorder account-recorder") != "replace"
    assert first.steps["DeliveryChannel account-delivery"] == "update"  # the bucket has another name
    assert first.steps["Analyzer account-external-access"] == "replace"
    assert first.steps["Analyzer account-unused-access"] == "replace"
    assert run(account("test").up).steps == {}
