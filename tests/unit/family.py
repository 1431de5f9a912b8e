"""Every component of the family with everything on that has a name, for tests of what they have in common."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pulumi
from alarm_inputs import SETS
from database_inputs import database_inputs
from edge_inputs import BUCKET, SERVICE, ZONE, site_inputs
from recording import Cloud
from web_service_inputs import PUBLIC, web_service_inputs

from strongroom.compute import WebService, WebServiceArgs
from strongroom.core import Component
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
from strongroom.edge import Site, SiteArgs
from strongroom.network import Network, NetworkArgs, SecurityGroup, SecurityGroupArgs
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
    Dashboard,
    DashboardArgs,
)

Create: TypeAlias = Callable[..., Component]
"""Creates a component by its name; further arguments are inputs, and `opts`."""

_PUBLIC_KEY = """\
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEz4BYYROmXAcFXdEx2QysFhleHpPq
t1u5VzCmWjeKWNKEOnKYJ9Qv4RST/0B2vhKssK6CW/GHO+ceXcg6AS7a+A==
-----END PUBLIC KEY-----
"""
_POLICY = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}'
_DATABASE: dict[str, Any] = {
    "password_management": "generated",
    "allowed_security_groups": {"app": "sg-0123456789abcdef0"},
    "allowed_cidr_blocks": {"office": "10.0.0.0/16"},
    "proxy": {},
}


def family(cloud: Cloud) -> dict[str, Create]:
    """Return what creates each public component, by its class's name.

    Args:
        cloud: Account and Region; topics and keys of the components are there.
    """
    key = f"arn:{cloud.partition}:kms:{cloud.region}:{cloud.account_id}:key/12345678-1234-1234-1234-123456789012"
    topic = cloud.topic_arn
    web_acl = f"arn:{cloud.partition}:wafv2:{cloud.region}:{cloud.account_id}:regional/webacl/portal/1a2b3c4d-0a1b"
    replica_region = "eu-central-1" if cloud.region == "us-east-1" else "us-east-1"
    complete: dict[type[Component], tuple[type[Any], dict[str, Any]]] = {
        AccountBaseline: (
            AccountBaselineArgs,
            {"topic_arn": topic, "access_analyzer": {"unused_access_days": 90}, "ebs_encryption": {"kms_key_arn": key}},
        ),
        AlertTopic: (
            AlertTopicArgs,
            {
                "kms_key_arn": key,
                "subscriptions": {"pager": {"kind": "https", "url": "https://pager.example.com"}},
                "chat_channels": {
                    "slack": {"kind": "slack", "team_id": "T0123ABCDEF", "channel_id": "C0123456789"},
                    "teams": {
                        "kind": "teams",
                        "team_id": "01234567-89ab-cdef-0123-456789abcdef",
                        "tenant_id": "01234567-89ab-cdef-0123-456789abcdef",
                        "channel_id": "19%3A0123456789abcdef%40thread.tacv2",
                    },
                },
            },
        ),
        AuditTrail: (AuditTrailArgs, {"kms_key_arn": key, "bucket_name": "logs", "topic_arns": [topic]}),
        AuroraCluster: (AuroraClusterArgs, database_inputs("aurora-mysql", **_DATABASE, readers=2)),
        BackupPlan: (
            BackupPlanArgs,
            {
                "kms_key_arn": key,
                "rules": {"daily": {}},
                "lock": {},
                "resource_arns": [f"arn:{cloud.partition}:rds:{cloud.region}:{cloud.account_id}:db:orders"],
                "resource_tags": {"Backup": "yes"},
            },
        ),
        Bucket: (
            BucketArgs,
            {
                "kms_key_arn": key,
                "access_log_bucket_name": "logs",
                "replication": {"destination_bucket_arn": "arn:aws:s3:::copies", "destination_kms_key_arn": key},
            },
        ),
        Budget: (BudgetArgs, {"monthly_amount": 1200, "topic_arn": topic}),
        Compliance: (
            ComplianceArgs,
            {
                "bucket_name": "logs",
                "topic_arn": topic,
                "aggregator": {"organization": True},
            },
        ),
        Dashboard: (DashboardArgs, {"sections": [{"kind": "text", "title": "x", "markdown": "x"}]}),
        Database: (DatabaseArgs, database_inputs("mysql", **_DATABASE, read_replicas={"reports": {}})),
        EncryptionKey: (EncryptionKeyArgs, {"multi_region": True, "replica_regions": [replica_region]}),
        LogBucket: (LogBucketArgs, {"kms_key_arn": key, "log_sources": {"config"}}),
        Network: (NetworkArgs, {}),
        Secret: (SecretArgs, {"kms_key_arn": key, "rotation": {}}),
        SecurityGroup: (SecurityGroupArgs, {"vpc_id": "vpc-0123456789abcdef0", "description": "Servers"}),
        Site: (
            SiteArgs,
            site_inputs(
                domain={"name": "portal.example.com", "zone_id": ZONE},
                origins={"site": BUCKET, "api": SERVICE},
                cache_policies={"rates": {}},
                origin_request_policies={"api": {"headers": "none"}},
                response_headers_policies={"api": {}},
                functions={"app": {"type": "single_page_app"}},
                key_groups={"reports": {"public_keys": {"first": _PUBLIC_KEY}}},
                web_acl={"allowed_networks": ["203.0.113.0/24"], "blocked_networks": ["2001:db8::/32"]},
            ),
        ),
        WebService: (
            WebServiceArgs,
            web_service_inputs(
                domain={"name": "portal.example.com", "zone_id": ZONE},
                load_balancer={
                    **PUBLIC,
                    "ingress": {"cloudfront": True, "cidr_blocks": {"office": "203.0.113.0/24"}},
                    "web_acl_arn": web_acl,
                },
                listener={"redirect_http": True, "rules": [{"name": "root", "paths": ["/"]}]},
                instances={
                    "agent": {"log_files": {"app": "/var/log/app.log"}},
                    "egress": {"database": {"port": 5432, "cidr_block": "10.0.0.0/8"}},
                    "policies": {"more": _POLICY},
                    "policy_statements": [{"sid": "More", "actions": ["s3:ListBucket"], "resources": ["*"]}],
                },
                capacity={
                    "lifecycle_hooks": {"launch": {"transition": "launching"}},
                    "schedules": {"day": {"recurrence": "0 7 * * *", "min_size": 3}},
                },
                scaling={"cpu_steps": {}},
            ),
        ),
    }
    for component, (model, inputs) in SETS.items():
        here = inputs if model.__name__.startswith("Distribution") else {**inputs, "topic_arns": [topic]}
        complete[component] = (model, {**here, "incident": {}})

    def create(component: Any, model: Any, inputs: dict[str, Any]) -> Create:
        def at(name: str, opts: pulumi.ResourceOptions | None = None, **more: Any) -> Component:
            return component(name, model.model_validate({**inputs, **more}), opts)

        return at

    return {component.__name__: create(component, *args) for component, args in complete.items()}


COMPONENTS = sorted(family(Cloud("aws", "eu-central-1", "111122223333")))
"""Names of the classes."""
