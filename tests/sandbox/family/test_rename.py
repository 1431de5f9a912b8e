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
        disposable: dict[str, Any] = {**common, "durability": "disposable"}
        key = EncryptionKey(
            name,
            EncryptionKeyArgs(**disposable, services=SERVICES, multi_region=True, replica_regions=["us-east-1"]),
            opts,
        )
        logs = LogBucket(
            name,
            LogBucketArgs(
                **disposable, key_arn=key.key_arn, senders={"log_delivery"}, log_delivery_regions=["us-east-1"]
            ),
            opts,
        )
        bucket = Bucket(
            name,
            BucketArgs(**disposable, key_arn=key.key_arn, access_log_bucket_name=None, grants=[CloudFrontOrigin()]),
            opts,
        )
        site: Any = {
            "origins": {"site": {"type": "bucket", "bucket_regional_domain_name": bucket.bucket_regional_domain_name}},
            "default_behavior": {"origin": "site", "viewer_request": "app"},
            "functions": {"app": {"type": "single_page_app"}},
        }
        global_key = key.replica_key_arns["us-east-1"]
        Site(name, SiteArgs(**disposable, **site, key_arn=global_key, log_bucket_name=logs.bucket_name), opts)
        network = Network(name, NetworkArgs(**disposable, availability_zones=2, key_arn=key.key_arn), opts)
        login: Any = {"master_password": "generated", "read_replicas": {"reports": {}}}
        database = Database(
            name,
            DatabaseArgs(
                **disposable,
                **login,
                engine="postgres",
                vpc_id=network.vpc_id,
                subnet_ids=network.subnets["isolated"].ids,
                key_arn=key.key_arn,
            ),
            opts,
        )
        pager: Any = {"pager": {"kind": "https", "url": "https://pager.example.com"}}
        topic = AlertTopic(name, AlertTopicArgs(**common, key_arn=key.key_arn, subscriptions=pager), opts)
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
