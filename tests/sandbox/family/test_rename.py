"""A component that is renamed with `aliases` and `base_name` keeps its resources and what they hold."""

from collections.abc import Callable
from typing import Any

import pulumi
from support import run

from strongroom.data import (
    Bucket,
    BucketArgs,
    CloudFrontOrigin,
    Database,
    DatabaseArgs,
    EncryptionKey,
    EncryptionKeyArgs,
    LogBucket,
    LogBucketArgs,
)
from strongroom.edge import Site, SiteArgs
from strongroom.network import Network, NetworkArgs
from strongroom.observability import AlertTopic, AlertTopicArgs, DatabaseAlarms, DatabaseAlarmsArgs
from strongroom.sandbox.testing import TestSandbox

SERVICES: Any = {"cloudfront", "cloudwatch_alarms", "cloudwatch_logs", "log_delivery", "rds_events", "sns"}


def program(name: str, common: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> Callable[[], None]:
    """Return a program with components of one name that hold something, or whose names clients rely on."""

    def create() -> None:
        ephemeral: dict[str, Any] = {**common, "durability": "ephemeral"}
        key = EncryptionKey(
            name,
            EncryptionKeyArgs(**ephemeral, services=SERVICES, multi_region=True, replica_regions=["us-east-1"]),
            opts,
        )
        logs = LogBucket(
            name,
            LogBucketArgs(
                **ephemeral,
                kms_key_arn=key.kms_key_arn,
                log_sources={"log_delivery"},
                log_delivery_regions=["us-east-1"],
            ),
            opts,
        )
        bucket = Bucket(
            name,
            BucketArgs(
                **ephemeral,
                kms_key_arn=key.kms_key_arn,
                access_log_bucket_name=None,
                policy_statements=[CloudFrontOrigin()],
            ),
            opts,
        )
        site: Any = {
            "origins": {"site": {"type": "bucket", "bucket_regional_domain_name": bucket.bucket_regional_domain_name}},
            "default_behavior": {"origin": "site", "viewer_request": "app"},
            "functions": {"app": {"type": "single_page_app"}},
        }
        global_key = key.replica_kms_key_arns["us-east-1"]
        Site(name, SiteArgs(**ephemeral, **site, kms_key_arn=global_key, log_bucket_name=logs.bucket_name), opts)
        network = Network(name, NetworkArgs(**ephemeral, availability_zones=2, kms_key_arn=key.kms_key_arn), opts)
        login: Any = {"password_management": "generated", "read_replicas": {"reports": {}}}
        database = Database(
            name,
            DatabaseArgs(
                **ephemeral,
                **login,
                engine="postgres",
                vpc_id=network.vpc_id,
                subnet_ids=network.subnets["isolated"].ids,
                kms_key_arn=key.kms_key_arn,
            ),
            opts,
        )
        pager: Any = {"pager": {"kind": "https", "url": "https://pager.example.com"}}
        topic = AlertTopic(name, AlertTopicArgs(**common, kms_key_arn=key.kms_key_arn, subscriptions=pager), opts)
        DatabaseAlarms(
            name,
            DatabaseAlarmsArgs(
                **common,
                topic_arns=[topic.topic_arn],
                metrics=database.metrics,
            ),
            opts,
        )
        pulumi.export("bucket_name", bucket.bucket_name)

    return create


def test_renamed_components_keep_their_resources_and_objects(sandbox: TestSandbox) -> None:
    bucket = run(sandbox.program(program("portal", {})).up).outputs["bucket_name"]
    s3 = sandbox.client("s3")
    s3.put_object(Bucket=bucket, Key="ledger.txt", Body=b"precious")

    opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="portal")])
    renamed = run(sandbox.program(program("website", {"base_name": "portal"}, opts)).up)
    assert renamed.steps == {}
    assert s3.get_object(Bucket=bucket, Key="ledger.txt")["Body"].read() == b"precious"

    # The alias is not needed any more; the base of the names is.
    assert run(sandbox.program(program("website", {"base_name": "portal"})).up).steps == {}
