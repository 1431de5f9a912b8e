"""Every component with the inputs that it requires, for tests of what all components have in common."""

from collections.abc import Callable
from typing import Any

from alarm_inputs import SETS
from database_inputs import database_inputs
from edge_inputs import site_inputs
from web_service_inputs import KEY, LOG_BUCKET, PUBLIC, VPC, WEB_ACL, web_service_inputs

from strongroom.compute import WebService, WebServiceArgs
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
    VaultLock,
)
from strongroom.edge import Site, SiteArgs
from strongroom.network import Network, NetworkArgs, Rule, SecurityGroup, SecurityGroupArgs
from strongroom.observability import (
    AccountBaseline,
    AccountBaselineArgs,
    AlertTopic,
    AlertTopicArgs,
    AuditTrail,
    AuditTrailArgs,
    Budget,
    BudgetArgs,
    Compliance,
    ComplianceArgs,
    EbsEncryptionOptions,
)

TOPIC = "arn:aws:sns:eu-central-1:111122223333:alerts"
BUCKET = "arn:aws:s3:::documents"

COMPONENTS: dict[str, Callable[[], Any]] = {
    "Network": lambda: Network("all", NetworkArgs(ipv6=True, secondary_cidr_blocks=["100.64.0.0/16"])),
    "SecurityGroup": lambda: SecurityGroup(
        "all",
        SecurityGroupArgs(
            vpc_id=VPC, description="Any", ingress=[Rule(name="a", description="Any", ports=443, itself=True)]
        ),
    ),
    "EncryptionKey": lambda: EncryptionKey("all", EncryptionKeyArgs(multi_region=True)),
    "LogBucket": lambda: LogBucket("all", LogBucketArgs(senders={"elastic_load_balancing"})),
    "Bucket": lambda: Bucket("all", BucketArgs(key_arn=KEY, access_log_bucket_name=LOG_BUCKET)),
    "Secret": lambda: Secret("all", SecretArgs(key_arn=KEY)),
    "Database": lambda: Database("all", DatabaseArgs(**database_inputs(read_replicas=None))),
    "AuroraCluster": lambda: AuroraCluster("all", AuroraClusterArgs(**database_inputs("aurora-mysql"))),
    "BackupPlan": lambda: BackupPlan("all", BackupPlanArgs(key_arn=KEY, resource_arns=[BUCKET], lock=VaultLock())),
    "WebService": lambda: WebService(
        "all", WebServiceArgs(**web_service_inputs(load_balancer={**PUBLIC, "web_acl_arn": WEB_ACL}))
    ),
    "Site": lambda: Site("all", SiteArgs(**site_inputs())),
    "AlertTopic": lambda: AlertTopic("all", AlertTopicArgs(key_arn=KEY)),
    "AuditTrail": lambda: AuditTrail("all", AuditTrailArgs(key_arn=KEY, bucket_name="logs", topic_arns=[TOPIC])),
    "AccountBaseline": lambda: AccountBaseline(
        "all", AccountBaselineArgs(topic_arn=TOPIC, ebs_encryption=EbsEncryptionOptions(key_arn=KEY))
    ),
    "Budget": lambda: Budget("all", BudgetArgs(monthly_amount=10, topic_arn=TOPIC)),
    "Compliance": lambda: Compliance("all", ComplianceArgs(bucket_name="logs", topic_arn=TOPIC)),
    **{
        kind.__name__: lambda kind=kind, model=model, inputs=inputs: kind("all", model(**inputs))
        for kind, (model, inputs) in SETS.items()
    },
}
