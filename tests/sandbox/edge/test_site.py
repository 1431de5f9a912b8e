"""The life of a site: made, read back, changed in place, drifted, put right and destroyed."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_program import SECRET, site
from support import assert_hidden, inventory, run

from strongroom.edge._managed_policies import CACHE_POLICIES, ORIGIN_REQUEST_POLICIES, RESPONSE_HEADERS_POLICIES
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

EXAMPLES = Path(__file__).parents[3] / "components" / "edge" / "examples"
KEY = (EXAMPLES / "complete" / "reports.pem").read_text()
EVERYTHING: dict[str, Any] = {
    "origin_groups": {"both": {"primary": "site", "secondary": "copy"}},
    "default_behavior": {"origin": "both", "viewer_request": "app", "cache_policy": "pages"},
    "behaviors": [
        {"path_pattern": "/api/*", "origin": "api"},
        {"path_pattern": "/rates/*", "origin": "rates", "origin_request_policy": "few"},
        {
            "path_pattern": "/reports/*",
            "origin": "site",
            "trusted_key_groups": ["reports"],
            "response_headers_policy": "SimpleCORS",
        },
    ],
    "cache_policies": {"pages": {"default_ttl_seconds": 60, "max_ttl_seconds": 600, "cookies": ["lang"]}},
    "origin_request_policies": {"few": {"headers": {"names": ["Host"]}, "query_strings": ["currency"]}},
    "functions": {"app": {"type": "single_page_app"}},
    "key_groups": {"reports": {"public_keys": {"first": KEY}}},
    "error_responses": [{"error_code": 503, "error_caching_min_ttl_seconds": 0}],
    "geo_restriction": {"block": ["AQ"]},
    "price_class": "PriceClass_100",
}
"""A site with every part that the site itself has."""
CHANGED: dict[str, Any] = EVERYTHING | {
    "security_headers": {"frame_options": "SAMEORIGIN", "hsts": {"preload": False, "max_age_seconds": 600}},
    "default_behavior": {"origin": "both", "viewer_request": "app", "viewer_protocol_policy": "https-only"},
    "behaviors": [*reversed(EVERYTHING["behaviors"])],
    "functions": {"app": {"type": "single_page_app", "document": "app.html"}},
    "origin_groups": {"both": {"primary": "copy", "secondary": "site", "status_codes": [500]}},
    "price_class": "PriceClass_All",
}
"""The same site with other headers, behaviours and functions."""


@dataclass(frozen=True)
class Deployed:
    sandbox: TestSandbox
    outputs: dict[str, Any]

    @property
    def cloudfront(self) -> Any:
        return self.sandbox.client("cloudfront")

    @property
    def config(self) -> Any:
        return self.cloudfront.get_distribution_config(Id=self.outputs["distribution_id"])["DistributionConfig"]

    def origin(self, name: str) -> Any:
        (found,) = [each for each in self.config["Origins"]["Items"] if each["Id"] == name]
        return found

    def behavior(self, path: str) -> Any:
        (found,) = [each for each in self.config["CacheBehaviors"]["Items"] if each["PathPattern"] == path]
        return found

    def change(self, **changed: Any) -> None:
        """Change the distribution as somebody else would."""
        tag = self.cloudfront.get_distribution_config(Id=self.outputs["distribution_id"])["ETag"]
        self.cloudfront.update_distribution(
            Id=self.outputs["distribution_id"], IfMatch=tag, DistributionConfig=self.config | changed
        )


def test_a_site_lives_on_defaults_changes_in_place_and_dies(sandbox: TestSandbox) -> None:
    before = inventory(sandbox)
    stack = sandbox.program(site())
    first = run(stack.up)
    deployed = Deployed(sandbox, first.outputs)
    _check_defaults(deployed)
    _check_origins(deployed)
    _check_that_cloudfront_may_read(deployed)
    assert_hidden(sandbox, [SECRET])
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}

    second = run(sandbox.program(site(**EVERYTHING)).up)
    assert {step: op for step, op in second.steps.items() if op != "create"} == {
        "Distribution portal-distribution": "update"
    }
    assert second.outputs["distribution_id"] == first.outputs["distribution_id"]
    _check_everything(Deployed(sandbox, second.outputs))

    stack = sandbox.program(site(api_port=8080, **CHANGED))
    assert run(stack.up).steps == {
        "Distribution portal-distribution": "update",
        "Function portal-function-app": "update",
        "ResponseHeadersPolicy portal-headers": "update",
        # AWS changes no VPC origin that a distribution has.
        "VpcOrigin portal-origin-api": "replace",
    }
    paths = [each["PathPattern"] for each in deployed.config["CacheBehaviors"]["Items"]]
    assert paths == ["/reports/*", "/rates/*", "/api/*"]
    assert deployed.config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "https-only"
    assert run(stack.up).steps == {}

    _check_that_drift_is_put_right(deployed, stack)
    back = sandbox.program(site())
    # What behaviours name is let go before it is gone.
    assert set(run(back.up).steps.values()) == {"update", "delete", "replace"}
    back.destroy()
    assert inventory(sandbox) == before
    assert read_journal(sandbox.journal) == []


def _check_defaults(deployed: Deployed) -> None:
    config = deployed.config
    assert (config["Enabled"], config["HttpVersion"], config["IsIPV6Enabled"]) == (True, "http2and3", True)
    assert config["DefaultRootObject"] == "index.html"
    behavior = config["DefaultCacheBehavior"]
    assert behavior["ViewerProtocolPolicy"] == "redirect-to-https"
    assert behavior["CachePolicyId"] == CACHE_POLICIES["CachingOptimized"]
    headers = deployed.cloudfront.get_response_headers_policy(Id=behavior["ResponseHeadersPolicyId"])
    hsts = headers["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert hsts["StrictTransportSecurity"]["Preload"] is True
    assert deployed.outputs["url"] == f"https://{deployed.outputs['domain_name']}"


def _check_origins(deployed: Deployed) -> None:
    bucket, api, rates = (deployed.origin(name) for name in ("site", "api", "rates"))
    assert bucket["DomainName"].startswith(f"{deployed.outputs['bucket_name']}.s3.")
    control = deployed.cloudfront.get_origin_access_control(Id=bucket["OriginAccessControlId"])["OriginAccessControl"]
    assert control["OriginAccessControlConfig"]["SigningBehavior"] == "always"
    assert deployed.origin("copy")["OriginAccessControlId"] == bucket["OriginAccessControlId"]
    assert api["VpcOriginConfig"]["VpcOriginId"] == deployed.outputs["vpc_origin_ids"]["api"]
    vpc_origin = deployed.cloudfront.get_vpc_origin(Id=api["VpcOriginConfig"]["VpcOriginId"])["VpcOrigin"]
    assert vpc_origin["VpcOriginEndpointConfig"]["Arn"] == deployed.outputs["load_balancer_arn"]
    assert vpc_origin["Status"] == "Deployed"
    assert rates["CustomOriginConfig"]["OriginSslProtocols"]["Items"] == ["TLSv1.2"]
    assert rates["CustomHeaders"]["Items"] == [{"HeaderName": "x-origin-verify", "HeaderValue": SECRET}]


def _check_that_cloudfront_may_read(deployed: Deployed) -> None:
    """Both policies name the account's distributions, of which this is one, so that neither waits for it."""
    account = deployed.sandbox.account_id
    distributions = {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{account}:distribution/*"}}
    policies = [
        deployed.sandbox.client("s3").get_bucket_policy(Bucket=deployed.outputs["bucket_name"])["Policy"],
        deployed.sandbox.client("kms").get_key_policy(KeyId=deployed.outputs["kms_key_arn"], PolicyName="default")[
            "Policy"
        ],
    ]
    for policy in policies:
        allowed = [each for each in json.loads(policy)["Statement"] if "cloudfront" in json.dumps(each["Principal"])]
        assert [(each["Effect"], each["Condition"]) for each in allowed] == [("Allow", distributions)]
    assert deployed.outputs["distribution_arn"].startswith(f"arn:aws:cloudfront::{account}:distribution/")


def _check_everything(deployed: Deployed) -> None:
    config, cloudfront = deployed.config, deployed.cloudfront
    (group,) = config["OriginGroups"]["Items"]
    assert [member["OriginId"] for member in group["Members"]["Items"]] == ["site", "copy"]
    assert sorted(group["FailoverCriteria"]["StatusCodes"]["Items"]) == [500, 502, 503, 504]
    default, api = config["DefaultCacheBehavior"], deployed.behavior("/api/*")
    rates, reports = deployed.behavior("/rates/*"), deployed.behavior("/reports/*")
    (association,) = default["FunctionAssociations"]["Items"]
    assert association["FunctionARN"] == deployed.outputs["function_arns"]["app"]
    function = cloudfront.describe_function(Name=f"portal-function-app-{deployed.sandbox.region}-dev", Stage="LIVE")[
        "FunctionSummary"
    ]
    assert function["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
    pages = cloudfront.get_cache_policy(Id=default["CachePolicyId"])["CachePolicy"]["CachePolicyConfig"]
    assert (pages["MinTTL"], pages["DefaultTTL"], pages["MaxTTL"]) == (1, 60, 600)
    assert api["CachePolicyId"] == CACHE_POLICIES["CachingDisabled"]
    assert api["OriginRequestPolicyId"] == ORIGIN_REQUEST_POLICIES["AllViewerExceptHostHeader"]
    assert len(api["AllowedMethods"]["Items"]) == 7
    few = cloudfront.get_origin_request_policy(Id=rates["OriginRequestPolicyId"])["OriginRequestPolicy"]
    assert few["OriginRequestPolicyConfig"]["HeadersConfig"]["HeaderBehavior"] == "allExcept"
    assert reports["TrustedKeyGroups"]["Items"] == [deployed.outputs["key_group_ids"]["reports"]]
    members = cloudfront.get_key_group(Id=deployed.outputs["key_group_ids"]["reports"])["KeyGroup"]["KeyGroupConfig"]
    assert members["Items"] == [deployed.outputs["public_key_ids"]["reports/first"]]
    assert reports["ResponseHeadersPolicyId"] == RESPONSE_HEADERS_POLICIES["SimpleCORS"]
    assert config["CustomErrorResponses"]["Items"][0]["ErrorCachingMinTTL"] == 0
    assert config["Restrictions"]["GeoRestriction"] == {"RestrictionType": "blacklist", "Quantity": 1, "Items": ["AQ"]}
    assert config["PriceClass"] == "PriceClass_100"


def _check_that_drift_is_put_right(deployed: Deployed, stack: Any) -> None:
    intended = deployed.config
    opened = intended["DefaultCacheBehavior"] | {"ViewerProtocolPolicy": "allow-all"}
    deployed.change(DefaultCacheBehavior=opened, DefaultRootObject="", PriceClass="PriceClass_200")
    run(stack.refresh)
    assert run(stack.up).steps == {"Distribution portal-distribution": "update"}
    assert deployed.config == intended
    assert run(stack.refresh).steps == {}
