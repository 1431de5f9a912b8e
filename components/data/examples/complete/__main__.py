"""Everything at rest: a key, buckets, a secret, a database with a replica and a proxy, an Aurora cluster, and backups.

Config:
    data-complete:durability: `persistent` keeps all of it from being destroyed; `ephemeral`, the default, does not.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.data import (
    AuroraCluster,
    AuroraClusterArgs,
    BackupPlan,
    BackupPlanArgs,
    BackupRule,
    Bucket,
    BucketArgs,
    Database,
    DatabaseArgs,
    EncryptionKey,
    EncryptionKeyArgs,
    GeneratedValue,
    LifecycleRule,
    LogBucket,
    LogBucketArgs,
    ProxyOptions,
    ReadReplica,
    Secret,
    SecretArgs,
    SecretRotation,
)

durability = pulumi.Config().get("durability") or "ephemeral"
common: dict[str, Any] = {"environment_suffix": "prod", "durability": durability, "tags": {"Owner": "payments"}}

vpc = aws.ec2.Vpc("complete", cidr_block="10.30.0.0/16", tags=common["tags"])
zones = aws.get_availability_zones_output(state="available").names
subnets = [
    aws.ec2.Subnet(
        f"isolated-{number}",
        vpc_id=vpc.id,
        cidr_block=f"10.30.{number}.0/24",
        availability_zone=zones[number],
        tags=common["tags"],
    )
    for number in range(2)
]
app = aws.ec2.SecurityGroup("app", vpc_id=vpc.id, description="The application", tags=common["tags"])
place: dict[str, Any] = {
    "vpc_id": vpc.id,
    "subnet_ids": [subnet.id for subnet in subnets],
    "allowed_security_groups": {"app": app.id},
}

key = EncryptionKey("complete", EncryptionKeyArgs(**common, services={"cloudwatch_logs", "rds_events"}))

logs = LogBucket("complete-logs", LogBucketArgs(**common, log_sources={"s3_access_logs"}))
documents = Bucket(
    "documents",
    BucketArgs(
        **common,
        kms_key_arn=key.kms_key_arn,
        access_log_bucket_name=logs.bucket_name,
        lifecycle_rules={"drafts": LifecycleRule(prefix="drafts/", expiration_days=30)},
        eventbridge=True,
    ),
)

signing = Secret(
    "signing",
    SecretArgs(
        **common,
        kms_key_arn=key.kms_key_arn,
        description="Signs what the application sends",
        generate=GeneratedValue(length=64, min_special=None),
        rotation=SecretRotation(schedule_expression="cron(0 3 1 * ? *)"),
    ),
)

orders = Database(
    "orders",
    DatabaseArgs(
        **common,
        **place,
        engine="postgres",
        kms_key_arn=key.kms_key_arn,
        instance_class="db.r7g.large",
        allocated_storage_gib=100,
        max_allocated_storage_gib=1000,
        database_name="orders",
        password_management="generated",  # noqa: S106 not a password, but who makes it
        iam_usernames=["app", "reports"],
        parameters={"log_min_duration_statement": "500"},
        backup_retention_days=35,
        performance_insights_retention_days=465,
        database_insights_mode="advanced",
        ca_certificate="rds-ca-ecc384-g1",
        read_replicas={"reports": ReadReplica(instance_class="db.r7g.xlarge")},
        proxy=ProxyOptions(idle_client_timeout_seconds=900),
    ),
)
ledger = AuroraCluster(
    "ledger",
    AuroraClusterArgs(
        **common,
        **place,
        engine="aurora-mysql",
        kms_key_arn=key.kms_key_arn,
        readers=1,
        database_name="ledger",
        backtrack_hours=24,
        event_topic_arn=orders.event_topic_arn,
    ),
)
backups = BackupPlan(
    "complete",
    BackupPlanArgs(
        **common,
        kms_key_arn=key.kms_key_arn,
        rules={
            "daily": BackupRule(),
            "monthly": BackupRule(schedule="cron(0 4 1 * ? *)", retention_days=365),
        },
        resource_arns=[orders.arn, ledger.arn],
    ),
)

pulumi.export("kms_key_arn", key.kms_key_arn)
pulumi.export("documents_bucket_name", documents.bucket_name)
pulumi.export("signing_secret_arn", signing.secret_arn)
pulumi.export("orders_endpoint", orders.endpoint)
pulumi.export("orders_proxy_endpoint", orders.proxy_endpoint)
pulumi.export("orders_reader_endpoints", orders.reader_endpoints)
pulumi.export("orders_login_policy", orders.iam_login_policy)
pulumi.export("orders_secret_arn", orders.secret_arn)
pulumi.export("ledger_endpoint", ledger.endpoint)
pulumi.export("ledger_reader_endpoint", ledger.reader_endpoint)
pulumi.export("backup_vault_arn", backups.vault_arn)
