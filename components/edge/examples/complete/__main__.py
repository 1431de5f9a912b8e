"""A site with everything on: failover, an API in a VPC, a partner's server, signed URLs, own policies, a firewall.

Its zone, its load balancer and the key that signs are made of plain resources: give the ids of any others. A new zone
must be delegated by that of its parent before ACM issues the certificates.

Config:
    edge-complete:domainName: the site's name; portal.example.com by default.
    edge-complete:partnerSecret: what the partner's server must find in a header; left out for none.
"""

from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
from plain_service import make_load_balancer

from strongroom.data import (
    Bucket,
    BucketArgs,
    CloudFrontOrigin,
    EncryptionKey,
    EncryptionKeyArgs,
    LogBucket,
    LogBucketArgs,
    Replication,
)
from strongroom.edge import (
    AllExcept,
    Behavior,
    CachePolicy,
    ContentSecurityPolicy,
    Cors,
    ErrorResponse,
    FunctionCode,
    GeoRestriction,
    HttpOrigin,
    KeyGroup,
    ManagedRuleGroup,
    OriginGroup,
    OriginRequestPolicy,
    PathBehavior,
    RateLimit,
    S3Origin,
    SecurityHeaders,
    SinglePageApp,
    Site,
    SiteArgs,
    SiteDomain,
    StaticFiles,
    VpcOrigin,
    WebAcl,
)

HERE = Path(__file__).parent
config = pulumi.Config()
domain_name = config.get("domainName") or "portal.example.com"
partner_secret = config.get_secret("partnerSecret")
common: dict[str, Any] = {"environment_suffix": "prod", "tags": {"Owner": "payments"}}
stored: dict[str, Any] = common | {"durability": "ephemeral"}  # so that the example can be destroyed

zone = aws.route53.Zone("zone", name=domain_name, force_destroy=True)
load_balancer = make_load_balancer(domain_name, zone.zone_id)
key = EncryptionKey(
    "complete",
    EncryptionKeyArgs(
        **stored,
        services={"cloudfront", "cloudwatch_logs", "log_delivery"},
        multi_region=True,
        replica_regions=["us-east-1"],
    ),
)
logs = LogBucket(
    "complete-logs",
    LogBucketArgs(
        **stored,
        kms_key_arn=key.kms_key_arn,
    ),
)
buckets: dict[str, Any] = stored | {
    "kms_key_arn": key.kms_key_arn,
    "access_log_bucket_name": logs.bucket_name,
    "policy_statements": [CloudFrontOrigin()],
}
copy = Bucket("complete-copy", BucketArgs(**buckets))
replication = Replication(destination_bucket_arn=copy.bucket_arn, destination_kms_key_arn=key.kms_key_arn)
bucket = Bucket("complete-site", BucketArgs(**buckets, replication=replication))

origins = {
    "site": S3Origin(
        bucket_regional_domain_name=bucket.bucket_regional_domain_name, path="/site", origin_shield="eu-central-1"
    ),
    "copy": S3Origin(bucket_regional_domain_name=copy.bucket_regional_domain_name, path="/site"),
    "api": VpcOrigin(
        load_balancer_arn=load_balancer.arn, domain_name=domain_name, read_timeout_seconds=60, connection_attempts=2
    ),
    "partner": HttpOrigin(
        domain_name="rates.example.net",
        headers={} if partner_secret is None else {"x-origin-verify": partner_secret},
        keepalive_timeout_seconds=30,
    ),
}
behaviors = [
    PathBehavior(path_pattern="/api/*", origin="api", origin_request_policy="api", response_headers_policy="api"),
    PathBehavior(path_pattern="/rates/*", origin="partner", cache_policy="rates", allowed_methods="get_head"),
    PathBehavior(path_pattern="/reports/*", origin="site", trusted_key_groups=["reports"], cache_policy="rates"),
    PathBehavior(path_pattern="/old/*", origin="site", viewer_request="moved"),
]
moved = """\
function handler(event) {
  return {
    statusCode: 301,
    statusDescription: 'Moved Permanently',
    headers: { location: { value: event.request.uri.replace('/old/', '/') } }
  };
}
"""

site = Site(
    "complete",
    SiteArgs(
        **common,
        domain=SiteDomain(name=domain_name, zone_id=zone.zone_id, alternative_names=[f"www.{domain_name}"]),
        kms_key_arn=key.replica_kms_key_arns["us-east-1"],
        log_bucket_name=logs.bucket_name,
        origins=origins,
        origin_groups={
            "site-or-copy": OriginGroup(primary="site", secondary="copy", status_codes=[500, 502, 503, 504])
        },
        default_behavior=Behavior(origin="site-or-copy", viewer_request="app"),
        behaviors=behaviors,
        cache_policies={"rates": CachePolicy(default_ttl_seconds=60, max_ttl_seconds=600, query_strings=["currency"])},
        origin_request_policies={"api": OriginRequestPolicy(headers=AllExcept(names=["Host", "Referer"]))},
        security_headers=SecurityHeaders(
            content_security_policy=ContentSecurityPolicy(connect_src=["'self'", "https://rates.example.net"])
        ),
        response_headers_policies={
            "api": SecurityHeaders(
                cors=Cors(allow_origins=["https://app.example.com"], allow_methods=["GET", "POST"]),
                cross_origin_resource_policy="cross-origin",
            )
        },
        functions={"app": SinglePageApp(), "moved": FunctionCode(code=moved)},
        key_groups={"reports": KeyGroup(public_keys={"first": (HERE / "reports.pem").read_text()})},
        error_responses=[ErrorResponse(error_code=503, error_caching_min_ttl_seconds=0)],
        geo_restriction=GeoRestriction(block=["AQ"]),
        price_class="PriceClass_100",
        web_acl=WebAcl(
            common=ManagedRuleGroup(path_exceptions={"SizeRestrictions_BODY": ["/api/documents/"]}),
            rate_limit=RateLimit(requests=1000, window_seconds=60),
            allowed_networks=["203.0.113.0/24"],
            blocked_networks=["198.51.100.0/24", "2001:db8::/32"],
        ),
        static_files=StaticFiles(folder=str(HERE / "site"), origin="site"),
    ),
)

pulumi.export("url", site.url)
pulumi.export("distribution_id", site.distribution_id)
pulumi.export("domain_name", site.domain_name)
pulumi.export("bucket_name", bucket.bucket_name)
pulumi.export("kms_key_arn", key.kms_key_arn)
pulumi.export("log_bucket_name", logs.bucket_name)
pulumi.export("web_acl_arn", site.web_acl_arn)
pulumi.export("public_key_ids", site.public_key_ids)
