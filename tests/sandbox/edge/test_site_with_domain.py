"""The life of what guards a site: its names, web ACL, headers, logs and files."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
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
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

US_EAST_1 = "us-east-1"
ZONE_NAME = "example.net"
NAME = f"portal.{ZONE_NAME}"
CHANGED: dict[str, Any] = {
    "web_acl": {
        "common": {
            "path_exceptions": {"SizeRestrictions_BODY": ["/uploads/", "/files/"], "GenericLFI_BODY": ["/wiki/"]}
        },
        "blocked_networks": ["198.51.100.0/24", "2001:db8::/48"],
        "blocked_countries": ["KP"],
        "anonymous_ip": {"count": True},
        "logs": {"kept_actions": ["BLOCK"], "redact_query_string": True},
    },
    "security_headers": {"hsts": {"preload": False, "max_age_seconds": 600}},
    # What is made anew under its own name.
    "logs": {"fields": ["date", "time", "c-ip", "sc-status"], "output_format": "parquet"},
}


def guarded(folder: Path, region: str, **inputs: Any) -> Callable[[], None]:
    """Return a program with a site that has names, a web ACL, logs and files, in a bucket that one key encrypts."""

    def program() -> None:
        zone = aws.route53.Zone("plain", name=ZONE_NAME, force_destroy=True)
        key = EncryptionKey(
            "plain",
            EncryptionKeyArgs(
                durability="ephemeral",
                services={"cloudfront", "cloudwatch_logs", "log_delivery"},
                multi_region=True,
                replica_regions=[] if region == US_EAST_1 else [US_EAST_1],
            ),
        )
        logs = LogBucket(
            "logs",
            LogBucketArgs(
                durability="ephemeral",
                log_sources={"log_delivery"},
                log_delivery_regions=[US_EAST_1],
                kms_key_arn=key.kms_key_arn,
            ),
        )
        bucket = Bucket(
            "site",
            BucketArgs(
                durability="ephemeral",
                kms_key_arn=key.kms_key_arn,
                access_log_bucket_name=None,
                policy_statements=[CloudFrontOrigin()],
            ),
        )
        usual: dict[str, Any] = {
            "domain": {"name": NAME, "alternative_names": [f"*.{NAME}"], "zone_id": zone.zone_id},
            "kms_key_arn": key.replica_kms_key_arns.get(US_EAST_1, key.kms_key_arn),
            "log_bucket_name": logs.bucket_name,
            "origins": {"site": {"type": "bucket", "bucket_regional_domain_name": bucket.bucket_regional_domain_name}},
            "default_behavior": {"origin": "site"},
            "static_files": {"folder": str(folder)},
        }
        made = Site("portal", SiteArgs(**usual | inputs))
        pulumi.export("zone_id", zone.zone_id)
        pulumi.export("bucket_name", bucket.bucket_name)
        pulumi.export("log_bucket_name", logs.bucket_name)
        pulumi.export("log_key_arn", usual["kms_key_arn"])
        for name in Site.__annotations__:
            pulumi.export(name, getattr(made, name))

    return program


@dataclass(frozen=True)
class Deployed:
    sandbox: TestSandbox
    outputs: dict[str, Any]

    @property
    def config(self) -> Any:
        cloudfront = self.sandbox.client("cloudfront")
        return cloudfront.get_distribution_config(Id=self.outputs["distribution_id"])["DistributionConfig"]

    @property
    def waf(self) -> Any:
        return self.sandbox.client("wafv2", US_EAST_1)

    @property
    def acl(self) -> Any:
        arn = self.outputs["web_acl_arn"]
        return self.waf.get_web_acl(Name=self.outputs["web_acl_name"], Scope="CLOUDFRONT", Id=arn.split("/")[-1])

    @property
    def rules(self) -> dict[str, Any]:
        return {rule["Name"]: rule for rule in sorted(self.acl["WebACL"]["Rules"], key=lambda rule: rule["Priority"])}

    @property
    def logging(self) -> Any:
        found = self.waf.get_logging_configuration(ResourceArn=self.outputs["web_acl_arn"])
        return found["LoggingConfiguration"]

    def object(self, key: str) -> Any:
        return self.sandbox.client("s3").get_object(Bucket=self.outputs["bucket_name"], Key=key)


def test_what_guards_a_site_lives_changes_and_dies(sandbox: TestSandbox, tmp_path: Path) -> None:
    regions = {sandbox.region, US_EAST_1}
    before = {region: inventory(sandbox, region) for region in regions}
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    for path, text in {"index.html": "<h1>one", "assets/app.3f9a1c2e.js": "1", "assets/old.css": "2"}.items():
        (folder / path).write_text(text)

    stack = sandbox.program(guarded(folder, sandbox.region))
    deployed = Deployed(sandbox, run(stack.up).outputs)
    _check_names(deployed)
    _check_web_acl(deployed)
    _check_access_logs(deployed)
    _check_headers(deployed)
    _check_files(deployed)
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}

    (folder / "index.html").write_text("<h1>two")
    (folder / "assets" / "old.css").unlink()
    (folder / "assets" / "new.css").write_text("3")
    stack = sandbox.program(guarded(folder, sandbox.region, **CHANGED))
    assert run(stack.up).steps == {
        "BucketObjectv2 portal-content-index.html": "update",
        "BucketObjectv2 portal-content-assets/new.css": "create",
        "BucketObjectv2 portal-content-assets/old.css": "delete",
        "IpSet portal-blocked-ipv4": "create",
        "IpSet portal-blocked-ipv6": "create",
        "LogDelivery portal-access-logs": "replace",
        "LogDeliveryDestination portal-access-logs": "replace",
        "ResponseHeadersPolicy portal-headers": "update",
        "WebAcl portal-web-acl": "update",
        "WebAclLoggingConfiguration portal-web-acl-logs": "update",
    }
    _check_changes(deployed)
    _check_that_drift_is_put_right(deployed, stack)

    gone = [*run(stack.destroy).steps]
    # A web ACL that a distribution has can't be deleted, nor a bucket that has objects.
    assert gone.index("Distribution portal-distribution") < gone.index("WebAcl portal-web-acl")
    assert gone.index("WebAcl portal-web-acl") < gone.index("IpSet portal-blocked-ipv4")
    assert gone.index("BucketObjectv2 portal-content-index.html") < gone.index("Bucket site-bucket")
    assert {region: inventory(sandbox, region) for region in regions} == before
    assert read_journal(sandbox.journal) == []


def test_domain_and_rule_groups_change_in_place_in_one_update(sandbox: TestSandbox, tmp_path: Path) -> None:
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "index.html").write_text("<h1>one")
    waf = sandbox.client("wafv2", US_EAST_1)
    visibility = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "own"}

    def group(name: str) -> str:
        created = waf.create_rule_group(
            Name=name, Scope="CLOUDFRONT", Capacity=5, Rules=[], VisibilityConfig=visibility
        )
        return created["Summary"]["ARN"]

    arns = {name: group(name) for name in ("first", "middle", "last")}

    def site(groups: dict[str, int | None], **inputs: Any) -> Callable[[], None]:
        own = {name: {"arn": arns[name], "capacity": 5, "priority": priority} for name, priority in groups.items()}
        settings = {"durability": "ephemeral", "web_acl": {"rule_groups": own}, **inputs}
        return guarded(folder, sandbox.region, **settings)

    def up(program: Callable[[], None]) -> tuple[dict[str, str], dict[str, int]]:
        stack = sandbox.program(program)
        found = run(stack.up)
        assert run(stack.up).steps == {}
        rules = Deployed(sandbox, found.outputs).rules
        own = {name: rule["Priority"] for name, rule in rules.items() if name.startswith("own-")}
        return found.steps, own

    _, by_place = up(site({"first": None, "last": None}))
    assert by_place == {"own-first": 100, "own-last": 101}
    steps, by_place = up(site({"first": None, "middle": None, "last": None}))
    assert (steps, by_place["own-last"]) == ({"WebAcl portal-web-acl": "update"}, 102)
    up(site({"first": 10, "last": 30}))
    steps, by_priority = up(site({"last": 30, "middle": 20, "first": 10}, domain=None))
    assert by_priority == {"own-first": 109, "own-middle": 119, "own-last": 129}
    # The certificate and all alias records go, the distribution stays.
    assert steps["Distribution portal-distribution"] == steps["WebAcl portal-web-acl"] == "update"
    assert {step for name, step in steps.items() if name.split()[0] in ("Record", "Certificate")} == {"delete"}
    steps, _ = up(site({"first": 10, "last": 30}))
    assert steps["Distribution portal-distribution"] == "update"


def _check_names(deployed: Deployed) -> None:
    config = deployed.config
    assert config["Aliases"]["Items"] == [NAME, f"*.{NAME}"]
    viewer = config["ViewerCertificate"]
    assert (viewer["MinimumProtocolVersion"], viewer["SSLSupportMethod"]) == ("TLSv1.2_2021", "sni-only")
    acm = deployed.sandbox.client("acm", US_EAST_1)
    certificate = acm.describe_certificate(CertificateArn=viewer["ACMCertificateArn"])["Certificate"]
    assert (certificate["Status"], deployed.outputs["certificate_arn"]) == ("ISSUED", certificate["CertificateArn"])
    route53 = deployed.sandbox.client("route53")
    records = route53.list_resource_record_sets(HostedZoneId=deployed.outputs["zone_id"])["ResourceRecordSets"]
    leading = {(each["Name"], each["Type"]): each["AliasTarget"] for each in records if "AliasTarget" in each}
    assert {type_ for _, type_ in leading} == {"A", "AAAA"}
    assert len(leading) == 4
    for target in leading.values():
        assert target["DNSName"].rstrip(".") == deployed.outputs["domain_name"]
        assert target["HostedZoneId"] == deployed.outputs["hosted_zone_id"]
    assert deployed.outputs["url"] == f"https://{NAME}"


def _check_web_acl(deployed: Deployed) -> None:
    assert deployed.config["WebACLId"] == deployed.outputs["web_acl_arn"]
    assert [*deployed.rules] == [*deployed.outputs["web_acl_rule_names"]]
    limit = deployed.rules["rate-limit"]
    assert limit["Statement"]["RateBasedStatement"]["Limit"] == 2000
    assert limit["Action"]["Block"]["CustomResponse"]["ResponseCode"] == 429
    for rule in deployed.rules.values():
        assert rule["VisibilityConfig"]["CloudWatchMetricsEnabled"] is True
    redacted = [field["SingleHeader"]["Name"] for field in deployed.logging["RedactedFields"]]
    assert redacted == ["authorization", "cookie"]
    logs = deployed.sandbox.client("logs", US_EAST_1)
    (group,) = logs.describe_log_groups(logGroupNamePrefix="aws-waf-logs-")["logGroups"]
    assert deployed.outputs["web_acl_log_group_name"] == group["logGroupName"]
    assert deployed.logging["LogDestinationConfigs"] == [group["arn"].removesuffix(":*")]
    assert (group["kmsKeyId"], group["retentionInDays"]) == (deployed.outputs["log_key_arn"], 365)


def _check_access_logs(deployed: Deployed) -> None:
    logs = deployed.sandbox.client("logs", US_EAST_1)
    (source,) = logs.describe_delivery_sources()["deliverySources"]
    (destination,) = logs.describe_delivery_destinations()["deliveryDestinations"]
    (delivery,) = logs.describe_deliveries()["deliveries"]
    assert source["resourceArns"] == [deployed.outputs["distribution_arn"]]
    folder = f"{deployed.outputs['log_bucket_name']}/log-delivery/AWSLogs/{deployed.sandbox.account_id}/CloudFront"
    arn = destination["deliveryDestinationConfiguration"]["destinationResourceArn"]
    assert (arn, destination["outputFormat"]) == (f"arn:aws:s3:::{folder}", "json")
    assert (delivery["deliverySourceName"], delivery["deliveryDestinationArn"]) == (source["name"], destination["arn"])
    assert delivery["s3DeliveryConfiguration"]["suffixPath"] == "{distributionid}/{yyyy}/{MM}/{dd}/{HH}"
    assert "cs(Cookie)" not in delivery["recordFields"]
    _check_that_the_bucket_takes_them(deployed, folder)
    metrics = deployed.sandbox.client("cloudfront").get_monitoring_subscription(
        DistributionId=deployed.outputs["distribution_id"]
    )["MonitoringSubscription"]["RealtimeMetricsSubscriptionConfig"]
    assert metrics["RealtimeMetricsSubscriptionStatus"] == "Enabled"


def _check_that_the_bucket_takes_them(deployed: Deployed, folder: str) -> None:
    policy = deployed.sandbox.client("s3").get_bucket_policy(Bucket=deployed.outputs["log_bucket_name"])["Policy"]
    (writing,) = [each for each in json.loads(policy)["Statement"] if each["Sid"] == "LogDeliveryWrite"]
    (allowed,) = [writing["Resource"]] if isinstance(writing["Resource"], str) else writing["Resource"]
    assert f"arn:aws:s3:::{folder}/".startswith(allowed.removesuffix("*"))
    assert f":{US_EAST_1}:" in json.dumps(writing["Condition"])


def _check_headers(deployed: Deployed) -> None:
    id_ = deployed.config["DefaultCacheBehavior"]["ResponseHeadersPolicyId"]
    policy = deployed.sandbox.client("cloudfront").get_response_headers_policy(Id=id_)["ResponseHeadersPolicy"]
    config = policy["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    assert security["StrictTransportSecurity"]["Preload"] is True
    assert "script-src 'self';" in security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert {each["Header"] for each in config["RemoveHeadersConfig"]["Items"]} >= {"Server"}
    assert "Permissions-Policy" in {each["Header"] for each in config["CustomHeadersConfig"]["Items"]}


def _check_files(deployed: Deployed) -> None:
    page, script = deployed.object("index.html"), deployed.object("assets/app.3f9a1c2e.js")
    assert (page["Body"].read(), page["ContentType"]) == (b"<h1>one", "text/html; charset=utf-8")
    assert (page["CacheControl"], script["CacheControl"]) == ("no-cache", "public, max-age=31536000, immutable")
    assert page["ServerSideEncryption"] == "aws:kms"


def _check_changes(deployed: Deployed) -> None:
    assert [*deployed.rules][:3] == ["blocked-ipv4", "blocked-ipv6", "blocked-countries"]
    common = deployed.rules["AWSManagedRulesCommonRuleSet"]["Statement"]["ManagedRuleGroupStatement"]
    assert common["RuleActionOverrides"] == [
        {"Name": rule, "ActionToUse": {"Count": {}}} for rule in ("SizeRestrictions_BODY", "GenericLFI_BODY")
    ]
    elsewhere = deployed.rules["AWSManagedRulesCommonRuleSet-elsewhere"]
    sizes, _ = (each["AndStatement"]["Statements"] for each in elsewhere["Statement"]["OrStatement"]["Statements"])
    assert sizes[0]["LabelMatchStatement"]["Key"] == "awswaf:managed:aws:core-rule-set:SizeRestrictions_Body"
    paths = [each["NotStatement"]["Statement"]["ByteMatchStatement"]["SearchString"] for each in sizes[1:]]
    assert (elsewhere["Action"], paths) == ({"Block": {}}, [b"/uploads/", b"/files/"])
    assert deployed.rules["AWSManagedRulesAnonymousIpList"]["OverrideAction"] == {"Count": {}}
    assert deployed.logging["LoggingFilter"]["DefaultBehavior"] == "DROP"
    logs = deployed.sandbox.client("logs", US_EAST_1)
    (destination,) = logs.describe_delivery_destinations()["deliveryDestinations"]
    (delivery,) = logs.describe_deliveries()["deliveries"]
    assert (destination["outputFormat"], delivery["recordFields"]) == ("parquet", CHANGED["logs"]["fields"])
    assert deployed.object("index.html")["Body"].read() == b"<h1>two"
    listed = deployed.sandbox.client("s3").list_objects_v2(Bucket=deployed.outputs["bucket_name"])["Contents"]
    assert {each["Key"] for each in listed} == {"index.html", "assets/app.3f9a1c2e.js", "assets/new.css"}


def _check_that_drift_is_put_right(deployed: Deployed, stack: Any) -> None:
    """Somebody turns the logs off, and a rule."""
    acl = deployed.acl
    deployed.waf.delete_logging_configuration(ResourceArn=deployed.outputs["web_acl_arn"])
    deployed.waf.update_web_acl(
        Name=acl["WebACL"]["Name"],
        Scope="CLOUDFRONT",
        Id=acl["WebACL"]["Id"],
        DefaultAction={"Allow": {}},
        VisibilityConfig=acl["WebACL"]["VisibilityConfig"],
        Rules=[rule for rule in acl["WebACL"]["Rules"] if rule["Name"] != "rate-limit"],
        LockToken=acl["LockToken"],
    )
    run(stack.refresh)
    assert run(stack.up).steps == {
        "WebAcl portal-web-acl": "update",
        "WebAclLoggingConfiguration portal-web-acl-logs": "create",
    }
    assert "rate-limit" in deployed.rules
    assert deployed.logging["RedactedFields"]
