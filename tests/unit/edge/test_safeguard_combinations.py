"""Any combination of what guards a site is refused with a remedy, or is registered as it must be."""

from typing import Any

from edge_inputs import ACCOUNT, CERTIFICATE, KEY, LOG_BUCKET, ZONE, site_inputs
from edge_parts import distribution
from hypothesis import event, given, settings
from hypothesis import strategies as st
from recording import Deployment, Recorder
from refusals import check_told, refused

from strongroom.edge import Site, SiteArgs

Inputs = dict[str, Any]
GROUP = f"arn:aws:wafv2:us-east-1:{ACCOUNT}:global/rulegroup/portal/12345678-1234-1234-1234-123456789012"
BUCKET = "arn:aws:s3:::aws-waf-logs-portal"
LAYER = {"security_headers", "domain", "web_acl", "kms_key_arn", "log_bucket_name", "logs"}


def mostly(*usual: Any, odd: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Values that are right, and now and then one that may be odd."""
    return st.sampled_from([*usual * 12, *odd])


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Inputs]:
    return st.fixed_dictionaries({}, optional=fields)


HEADERS = some(
    hsts=mostly(None, {}, {"preload": False, "max_age_seconds": 60}, odd=({"max_age_seconds": 60},)),
    content_security_policy=some(
        script_src=mostly(["'self'"], ["https://cdn.example.com"], odd=(["*"], ["'unsafe-inline'"], ["self"])),
        frame_ancestors=mostly(["'none'"], ["'self'"], ["https://a.example.com"], odd=([],)),
        unsafe_scripts=st.booleans(),
        report_url=mostly(None, "https://reports.example.com/csp", odd=("http://reports.example.com",)),
    ),
    permissions_policy=some(allowed=mostly({}, {"camera": ["self"]}, odd=({"camera": ["all"]},))),
    cors=mostly(None, {"allow_origins": ["*"]}, odd=({"allow_origins": ["*"], "allow_credentials": True},)),
    custom_headers=mostly({}, {"X-Robots-Tag": "noindex"}, odd=({"Via": "a"}, {"referrer-policy": "origin"})),
    removed_headers=mostly([], ["Server"], odd=(["Content-Length"],)),
)
DOMAINS = some(
    alternative_names=mostly([], ["*.portal.example.com"], odd=(["portal.example.com"],)),
    certificate_arn=mostly(None, CERTIFICATE, odd=(CERTIFICATE.replace("us-east-1", "eu-west-1"),)),
    zone_id=mostly(ZONE, None, odd=("zone",)),
    alias_records=mostly(None, odd=(True,)),
    key_algorithm=mostly("RSA_2048", "EC_prime256v1", odd=("EC_secp384r1",)),
).map(lambda given_: {"name": "portal.example.com", **given_})
ACLS = some(
    common=st.sampled_from([None, {}, {"count": True}, {"rule_actions": {"SizeRestrictions_BODY": "count"}}]),
    bot_control=st.sampled_from([None, {}, {"inspection_level": "TARGETED"}]),
    rate_limit=mostly(None, {}, {"action": "count"}, odd=({"requests": 1},)),
    allowed_networks=mostly([], ["203.0.113.0/24"], ["2001:db8::/32"], odd=(["0.0.0.0/0"],)),
    blocked_networks=mostly([], ["198.51.100.0/24"], odd=(["203.0.113.0/24"], ["x"])),
    blocked_countries=mostly([], ["KP", "IR"], odd=(["UK"],)),
    rule_groups=mostly({}, {"own": {"arn": GROUP, "capacity": 50}}, odd=({"own": {"arn": GROUP, "capacity": 900}},)),
    default_action=mostly("allow", odd=("block",)),
    logs=mostly(None, {}, {"kept_actions": ["BLOCK"]}, {"destination_arn": BUCKET}, odd=({"retention_days": 2},)),
)
SITES = some(
    security_headers=HEADERS,
    domain=DOMAINS,
    web_acl=mostly(None) | ACLS,
    kms_key_arn=mostly(KEY, odd=(None, KEY.replace("us-east-1", "eu-west-1"))),
    log_bucket_name=mostly(LOG_BUCKET, None, odd=("Logs",)),
    logs=some(output_format=mostly("json", "parquet", odd=("csv",)), prefix=mostly("logs", odd=("/logs",))),
    durability=st.sampled_from(["persistent", "ephemeral"]),
)


@settings(max_examples=40)
@given(SITES)
def test_what_is_refused_is_told_and_what_is_taken_guards(record: Recorder, given_: Inputs) -> None:
    inputs = site_inputs(**given_)
    error = refused(SiteArgs, inputs)
    event("refused" if error else "taken")
    if error is not None:
        check_told(error, LAYER)
        return
    deployment = record(lambda: Site("portal", SiteArgs(**inputs)))
    check_guards(deployment, SiteArgs(**inputs))


def check_guards(deployment: Deployment, args: SiteArgs) -> None:
    """Check that what guards a site is as CloudFront and WAF take it, and no more open than was asked for."""
    found = distribution(deployment)
    (policy,) = deployment.of_type("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
    assert found["defaultCacheBehavior"]["responseHeadersPolicyId"] == policy.id
    csp = policy.inputs["securityHeadersConfig"]["contentSecurityPolicy"]["contentSecurityPolicy"]
    assert len(csp) <= 1783
    assert args.security_headers.content_security_policy is not None
    if not args.security_headers.content_security_policy.unsafe_scripts:
        assert "unsafe-inline" not in csp
    custom = policy.inputs["customHeadersConfig"]
    assert custom is None or len(custom["items"]) <= 10
    assert (found["webAclId"] is None) == (args.web_acl is None)
    for acl in deployment.of_type("aws:wafv2/webAcl:WebAcl"):
        priorities = [rule["priority"] for rule in acl.inputs["rules"]]
        assert len(set(priorities)) == len(priorities)
    for logging in deployment.of_type("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"):
        headers = [field["singleHeader"]["name"] for field in logging.inputs["redactedFields"]]
        assert {"authorization", "cookie"} <= set(headers)
    for group in deployment.of_type("aws:cloudwatch/logGroup:LogGroup"):
        assert group.inputs["kmsKeyId"] == KEY
    placed = ("acm/", "wafv2/", "cloudwatch/")
    regions = {each.region for each in deployment.resources if each.type.removeprefix("aws:").startswith(placed)}
    assert regions <= {"us-east-1"}
