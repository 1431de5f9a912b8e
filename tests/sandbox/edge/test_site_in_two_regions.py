"""One site, with its dashboard, alarms and budget, in two Regions of one account."""

from typing import Any

import pulumi
import pulumi_aws as aws
from support import inventory, run

from strongroom.data import (
    Bucket,
    BucketArgs,
    CloudFrontOrigin,
    EncryptionKey,
    EncryptionKeyArgs,
    LogBucket,
    LogBucketArgs,
)
from strongroom.edge import Site, SiteArgs
from strongroom.observability import (
    AlertTopic,
    AlertTopicArgs,
    Budget,
    BudgetArgs,
    Dashboard,
    DashboardArgs,
    DistributionAlarms,
    DistributionAlarmsArgs,
)
from strongroom.sandbox.testing import TestSandbox

SITE: dict[str, Any] = {
    "default_behavior": {"origin": "site", "viewer_request": "app", "cache_policy": "pages"},
    "cache_policies": {"pages": {"default_ttl_seconds": 60}},
    "origin_request_policies": {"few": {"headers": "none"}},
    "response_headers_policies": {"api": {}},
    "functions": {"app": {"type": "single_page_app"}},
    "web_acl": {"allowed_networks": ["203.0.113.0/24"], "blocked_networks": ["2001:db8::/32"]},
}
SERVICES: Any = {"cloudfront", "cloudwatch_logs", "log_delivery", "cloudwatch_alarms", "sns"}
INCIDENT: dict[str, Any] = {"incident": {}}
SECTIONS: Any = [{"kind": "text", "title": "x", "markdown": "x"}]
GLOBAL = "us-east-1"


def deploy(name: str, region: str, opts: pulumi.ResourceOptions | None) -> None:
    """Create a site with the base name `portal`, and its monitoring.

    Args:
        name: The logical name, different in each Region.
        region: The Region of the provider.
        opts: The options with the provider.
    """
    named: dict[str, Any] = {"base_name": "portal"}
    common: dict[str, Any] = {**named, "durability": "ephemeral"}

    key = EncryptionKey(
        name,
        EncryptionKeyArgs(
            **common, services=SERVICES, multi_region=True, replica_regions=[] if region == GLOBAL else [GLOBAL]
        ),
        opts,
    )
    logs = LogBucket(
        name,
        LogBucketArgs(
            **common, kms_key_arn=key.kms_key_arn, log_sources={"log_delivery"}, log_delivery_regions=[GLOBAL]
        ),
        opts,
    )
    bucket = Bucket(
        name,
        BucketArgs(
            **common, kms_key_arn=key.kms_key_arn, access_log_bucket_name=None, policy_statements=[CloudFrontOrigin()]
        ),
        opts,
    )
    origins: Any = {"site": {"type": "bucket", "bucket_regional_domain_name": bucket.bucket_regional_domain_name}}
    site = Site(
        name,
        SiteArgs(
            **common,
            kms_key_arn=key.replica_kms_key_arns.get(GLOBAL, key.kms_key_arn),
            log_bucket_name=logs.bucket_name,
            origins=origins,
            **SITE,
        ),
        opts,
    )
    topic = AlertTopic(
        name,
        AlertTopicArgs(**named, kms_key_arn=key.replica_kms_key_arns.get(GLOBAL, key.kms_key_arn), region=GLOBAL),
        opts,
    )
    DistributionAlarms(
        name,
        DistributionAlarmsArgs(**named, **INCIDENT, topic_arns=[topic.topic_arn], metrics=site.metrics),
        opts,
    )
    Dashboard(name, DashboardArgs(**named, sections=SECTIONS), opts)
    Budget(name, BudgetArgs(**named, monthly_amount=1, email_addresses=["owner@example.com"]), opts)


def test_site_of_one_name_is_deployed_in_two_regions(sandbox: TestSandbox) -> None:
    before = inventory(sandbox)
    elsewhere = "eu-west-1" if sandbox.region != "eu-west-1" else "eu-west-2"

    def program() -> None:
        deploy("portal", sandbox.region, None)
        deploy("elsewhere", elsewhere, pulumi.ResourceOptions(providers=[aws.Provider("elsewhere", region=elsewhere)]))

    stack = sandbox.program(program)
    run(stack.up)
    assert run(stack.refresh).steps == {}
    assert run(stack.up).steps == {}
    stack.destroy()
    assert inventory(sandbox) == before
