"""What happens to requests."""

from collections.abc import Callable
from typing import Any

import pytest
from edge_inputs import BUCKET, PUBLIC, SERVICE
from edge_parts import behavior, distribution
from recording import Deployment

from strongroom.edge._managed_policies import CACHE_POLICIES, ORIGIN_REQUEST_POLICIES, RESPONSE_HEADERS_POLICIES

Deploy = Callable[..., Deployment]
READ = ["GET", "HEAD"]
ASK = [*READ, "OPTIONS"]
ALL = [*ASK, "PUT", "POST", "PATCH", "DELETE"]
ORIGINS: dict[str, Any] = {"site": BUCKET, "api": SERVICE, "old": PUBLIC}
KEY = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETTC+/E8XdCGdjirhx0oFs8OuoBQG\n"
    "XFWIGwtryKUzRGrwPPwd6mrKE2/6ht8FD2BrI8nWi+J6sNOCW0Kcn8zILQ==\n"
    "-----END PUBLIC KEY-----"
)


@pytest.mark.parametrize("origin", ["api", "old"])
def test_a_server_gets_every_request_as_it_is(deploy: Deploy, origin: str) -> None:
    found = behavior(deploy(origins=ORIGINS, behaviors=[{"path_pattern": "/api/*", "origin": origin}]), "/api/*")
    assert (found["targetOriginId"], found["allowedMethods"], found["cachedMethods"]) == (origin, ALL, READ)
    assert found["cachePolicyId"] == CACHE_POLICIES["CachingDisabled"]
    assert found["originRequestPolicyId"] == ORIGIN_REQUEST_POLICIES["AllViewerExceptHostHeader"]


def test_a_bucket_is_read_and_cached(deploy: Deploy) -> None:
    found = behavior(deploy())
    assert (found["allowedMethods"], found["cachedMethods"]) == (ASK, READ)
    assert found["cachePolicyId"] == CACHE_POLICIES["CachingOptimized"]
    assert "originRequestPolicyId" not in found


def test_a_group_of_servers_is_only_read(deploy: Deploy) -> None:
    groups = {"both": {"primary": "api", "secondary": "site"}}
    found = behavior(deploy(origins=ORIGINS, origin_groups=groups, default_behavior={"origin": "both"}))
    assert found["allowedMethods"] == ASK
    assert found["cachePolicyId"] == CACHE_POLICIES["CachingDisabled"]


def test_viewers_come_over_https_and_are_sent_what_is_compressed(deploy: Deploy) -> None:
    deployment = deploy(
        origins=ORIGINS,
        behaviors=[
            {"path_pattern": "/a/*", "origin": "api", "viewer_protocol_policy": "https-only", "compress": False},
            {"path_pattern": "/b/*", "origin": "site", "allowed_methods": "get_head"},
            {"path_pattern": "/c/*", "origin": "site", "cached_methods": "get_head_options"},
            {"path_pattern": "/d/*", "origin": "old", "grpc": True},
        ],
    )
    policies = [behavior(deployment), behavior(deployment, "/a/*")]
    assert [each["viewerProtocolPolicy"] for each in policies] == ["redirect-to-https", "https-only"]
    assert [each["compress"] for each in policies] == [True, False]
    assert behavior(deployment, "/b/*")["allowedMethods"] == READ
    assert behavior(deployment, "/c/*")["cachedMethods"] == ASK
    assert [behavior(deployment, path)["grpcConfig"]["enabled"] for path in ("/c/*", "/d/*")] == [False, True]


def test_behaviours_keep_their_order(deploy: Deploy) -> None:
    paths = ["/b/*", "/a/*", "*.png", "/c?"]
    deployment = deploy(behaviors=[{"path_pattern": path, "origin": "site"} for path in paths])
    assert [each["pathPattern"] for each in distribution(deployment)["orderedCacheBehaviors"]] == paths


def test_policies_of_aws_go_by_their_names(deploy: Deploy) -> None:
    found = behavior(
        deploy(
            default_behavior={
                "origin": "site",
                "cache_policy": "Managed-CachingDisabled",
                "origin_request_policy": "CORS-S3Origin",
                "response_headers_policy": "SimpleCORS",
            }
        )
    )
    assert found["cachePolicyId"] == CACHE_POLICIES["CachingDisabled"]
    assert found["originRequestPolicyId"] == ORIGIN_REQUEST_POLICIES["CORS-S3Origin"]
    assert found["responseHeadersPolicyId"] == RESPONSE_HEADERS_POLICIES["SimpleCORS"]


def test_security_headers_are_on_every_behaviour_that_names_no_others(deploy: Deploy) -> None:
    deployment = deploy(
        origins=ORIGINS,
        response_headers_policies={"framed": {"frame_options": "SAMEORIGIN"}},
        behaviors=[
            {"path_pattern": "/api/*", "origin": "api"},
            {"path_pattern": "/widget/*", "origin": "site", "response_headers_policy": "framed"},
        ],
    )
    type_ = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
    headers, framed = (deployment.one(type_, f"portal-{role}").id for role in ("headers", "headers-framed"))
    paths = (None, "/api/*", "/widget/*")
    assert [behavior(deployment, path)["responseHeadersPolicyId"] for path in paths] == [headers, headers, framed]


def test_a_cache_policy_of_ones_own_is_made_once(deploy: Deploy) -> None:
    policy = {
        "default_ttl_seconds": 60,
        "max_ttl_seconds": 600,
        "headers": ["Accept-Language"],
        "cookies": {"names": ["session"]},
        "query_strings": ["page", "size"],
        "brotli": False,
    }
    deployment = deploy(
        cache_policies={"pages": policy},
        default_behavior={"origin": "site", "cache_policy": "pages"},
        behaviors=[{"path_pattern": "/news/*", "origin": "site", "cache_policy": "pages"}],
    )
    made = deployment.one("aws:cloudfront/cachePolicy:CachePolicy", "portal-cache-pages")
    assert (made.inputs["minTtl"], made.inputs["defaultTtl"], made.inputs["maxTtl"]) == (1, 60, 600)
    assert made.inputs["parametersInCacheKeyAndForwardedToOrigin"] == {
        "headersConfig": {"headerBehavior": "whitelist", "headers": {"items": ["Accept-Language"]}},
        "cookiesConfig": {"cookieBehavior": "allExcept", "cookies": {"items": ["session"]}},
        "queryStringsConfig": {"queryStringBehavior": "whitelist", "queryStrings": {"items": ["page", "size"]}},
        "enableAcceptEncodingGzip": True,
        "enableAcceptEncodingBrotli": False,
    }
    assert {behavior(deployment, path)["cachePolicyId"] for path in (None, "/news/*")} == {made.id}


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"headers": "none"}, {"headerBehavior": "none"}),
        ({"headers": "all"}, {"headerBehavior": "allViewer"}),
        ({"headers": ["Accept"]}, {"headerBehavior": "whitelist", "headers": {"items": ["Accept"]}}),
        ({"headers": {"names": ["Host"]}}, {"headerBehavior": "allExcept", "headers": {"items": ["Host"]}}),
        (
            {"headers": "all", "cloudfront_headers": ["CloudFront-Viewer-Country"]},
            {"headerBehavior": "allViewerAndWhitelistCloudFront", "headers": {"items": ["CloudFront-Viewer-Country"]}},
        ),
    ],
)
def test_an_origin_request_policy_of_ones_own_is_made(
    deploy: Deploy, headers: dict[str, Any], told: dict[str, Any]
) -> None:
    deployment = deploy(
        origins=ORIGINS,
        origin_request_policies={"api": headers | {"cookies": ["session"]}},
        behaviors=[{"path_pattern": "/api/*", "origin": "api", "origin_request_policy": "api"}],
    )
    made = deployment.one("aws:cloudfront/originRequestPolicy:OriginRequestPolicy", "portal-requests-api")
    assert made.inputs["headersConfig"] == told
    assert made.inputs["cookiesConfig"] == {"cookieBehavior": "whitelist", "cookies": {"items": ["session"]}}
    assert made.inputs["queryStringsConfig"] == {"queryStringBehavior": "all"}
    assert behavior(deployment, "/api/*")["originRequestPolicyId"] == made.id


def test_only_urls_that_a_key_has_signed_are_answered(deploy: Deploy) -> None:
    deployment = deploy(
        key_groups={"reports": {"public_keys": {"first": KEY, "next": f"  {KEY}\n\n"}}},
        behaviors=[{"path_pattern": "/reports/*", "origin": "site", "trusted_key_groups": ["reports"]}],
    )
    keys = deployment.of_type("aws:cloudfront/publicKey:PublicKey")
    # CloudFront gives a key back with the line's end.
    assert {each.inputs["encodedKey"] for each in keys} == {f"{KEY}\n"}
    group = deployment.one("aws:cloudfront/keyGroup:KeyGroup")
    assert group.inputs["items"] == [each.id for each in keys]
    assert behavior(deployment, "/reports/*")["trustedKeyGroups"] == [group.id]
    assert behavior(deployment)["trustedKeyGroups"] == []
    ids = {name: deployment.value(id_) for name, id_ in deployment.result.public_key_ids.items()}
    assert ids == {"reports/first": keys[0].id, "reports/next": keys[1].id}


def test_keys_of_groups_with_similar_names_are_told_apart(deploy: Deploy) -> None:
    groups = {"a": {"public_keys": {"b-c": KEY}}, "a-b": {"public_keys": {"c": KEY}}}
    assert len(deploy(key_groups=groups).of_type("aws:cloudfront/publicKey:PublicKey")) == 2


def test_errors_are_replaced_only_where_that_is_asked_for(deploy: Deploy) -> None:
    page = {"error_code": 404, "response_code": 404, "response_page_path": "/404.html"}
    found = distribution(deploy(error_responses=[page, {"error_code": 503, "error_caching_min_ttl_seconds": 0}]))
    assert found["customErrorResponses"] == [
        {"errorCode": 404, "responseCode": 404, "responsePagePath": "/404.html", "errorCachingMinTtl": 10},
        {"errorCode": 503, "errorCachingMinTtl": 0},
    ]
    assert distribution(deploy())["customErrorResponses"] == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, {"restrictionType": "none", "locations": []}),
        ({"allow": ["DE", "AT"]}, {"restrictionType": "whitelist", "locations": ["DE", "AT"]}),
        ({"block": ["AQ"]}, {"restrictionType": "blacklist", "locations": ["AQ"]}),
    ],
)
def test_countries_are_served_or_not(deploy: Deploy, given: Any, told: dict[str, Any]) -> None:
    assert distribution(deploy(geo_restriction=given))["restrictions"] == {"geoRestriction": told}


def test_what_the_whole_site_has_is_passed_on(deploy: Deploy) -> None:
    found = distribution(deploy())
    names = ("httpVersion", "isIpv6Enabled", "priceClass", "comment", "waitForDeployment", "defaultRootObject")
    assert [found[name] for name in names] == ["http2and3", True, "PriceClass_All", "portal-dev", True, "index.html"]
    given: dict[str, Any] = {
        "http_version": "http2",
        "ipv6": False,
        "price_class": "PriceClass_100",
        "comment": "The portal",
        "wait_for_deployment": False,
        "default_root_object": None,
    }
    found = distribution(deploy(origins={"api": SERVICE}, default_behavior={"origin": "api"}, **given))
    assert [found[name] for name in names] == ["http2", False, "PriceClass_100", "The portal", False, ""]
    assert found["tags"]["Name"] == "portal-distribution-dev"
