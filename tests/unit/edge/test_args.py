"""What is refused of a site's inputs, and what to do instead."""

from typing import Any

import pulumi
import pytest
from edge_inputs import BUCKET, PUBLIC, SERVICE, site_inputs
from hypothesis import given
from hypothesis import strategies as st
from recording import Recorder

from strongroom.core import InputError
from strongroom.edge import Site, SiteArgs

ORIGINS: dict[str, Any] = {"site": BUCKET, "api": SERVICE}
PAGE: dict[str, Any] = {"error_code": 404, "response_code": 200, "response_page_path": "/index.html"}


def bucket(**inputs: Any) -> dict[str, Any]:
    return {"origins": {"site": BUCKET | inputs}}


def api(**inputs: Any) -> dict[str, Any]:
    return {"origins": ORIGINS | {"api": SERVICE | inputs}}


def default(**inputs: Any) -> dict[str, Any]:
    return {"origins": ORIGINS, "default_behavior": {"origin": "site"} | inputs}


def path(**inputs: Any) -> dict[str, Any]:
    return {"origins": ORIGINS, "behaviors": [{"path_pattern": "/api/*", "origin": "api"} | inputs]}


def public_path(**inputs: Any) -> dict[str, Any]:
    return path(**inputs) | {"origins": {"site": BUCKET, "api": PUBLIC}}


def group(**inputs: Any) -> dict[str, Any]:
    return {"origins": ORIGINS, "origin_groups": {"both": {"primary": "site", "secondary": "api"} | inputs}}


def cache(**inputs: Any) -> dict[str, Any]:
    return {"cache_policies": {"pages": inputs}}


def requests(**inputs: Any) -> dict[str, Any]:
    return {"origin_request_policies": {"api": {"headers": "all"} | inputs}}


REFUSED: list[tuple[dict[str, Any], str, str, str]] = [
    # Origins
    ({"origins": {}}, "origins", "at least 1", "add"),
    (
        bucket(bucket_regional_domain_name="portal.s3.amazonaws.com"),
        "origins.site.bucket_regional_domain_name",
        "regional domain name",
        "bucket_regional_domain_name",
    ),
    (
        bucket(bucket_regional_domain_name="portal.s3-website.eu-central-1.amazonaws.com"),
        "origins.site.bucket_regional_domain_name",
        "not that of its website",
        "a function for index documents",
    ),
    (
        bucket(bucket_regional_domain_name="portal"),
        "origins.site.bucket_regional_domain_name",
        "regional domain name of a bucket",
        "portal-site-dev.s3.eu-central-1",
    ),
    (bucket(path="site"), "origins.site.path", "begins with /", "/site"),
    (bucket(path="/site/"), "origins.site.path", "doesn't end with it", "/site"),
    (bucket(connection_attempts=4), "origins.site.connection_attempts", "at most 3", "3"),
    (bucket(connection_timeout_seconds=11), "origins.site.connection_timeout_seconds", "at most 10", "10"),
    (bucket(origin_shield="eu-central-2"), "origins.site.origin_shield", "must be", "eu-central-1"),
    (bucket(headers={"Host": "a"}), "origins.site.headers.Host", "CloudFront sets itself", "rename"),
    (bucket(headers={"X-Amz-Date": "a"}), "origins.site.headers.X-Amz-Date", "CloudFront sets itself", "rename"),
    (bucket(headers={"x-a": "1", "X-A": "2"}), "origins.site", "differ only in case", "remove"),
    (bucket(headers={f"x-{n}": "a" * 1783 for n in range(6)}), "origins.site", "more than 10,240", "shorten"),
    (api(load_balancer_arn="portal"), "origins.api.load_balancer_arn", "ARN of an application", "arn:aws:elastic"),
    (api(protocol="http"), "origins.api.protocol", "where the durability is persistent", "durability"),
    (
        api(domain_name="internal-a-1.eu-central-1.elb.amazonaws.com"),
        "origins.api.domain_name",
        "no certificate is for",
        "its certificate is for",
    ),
    (
        api(domain_name="portal-0123456789abcdef.elb.eu-central-1.amazonaws.com"),
        "origins.api.domain_name",
        "no certificate is for",
        "its certificate is for",
    ),
    (api(read_timeout_seconds=121), "origins.api.read_timeout_seconds", "at most 120", "120"),
    (api(keepalive_timeout_seconds=0), "origins.api.keepalive_timeout_seconds", "at least 1", "1"),
    (api(response_completion_timeout_seconds=20), "origins.api", "at least the 30 seconds", "30"),
    ({"origins": {"site": BUCKET | {"type": "web"}}}, "origins.site", "'bucket', 'load_balancer', 'public'", "choose"),
    (
        {"origins": ORIGINS | {"api": {key: value for key, value in PUBLIC.items() if key != "headers"}}},
        "origins.api.headers",
        "is required",
        "give it",
    ),
    # Groups of origins
    (group(secondary="site"), "origin_groups.both.secondary", "the primary as well", "another"),
    (group(secondary="copy"), "origin_groups.both.secondary", "no origin copy", "site, api"),
    (group(primary="sit"), "origin_groups.both.primary", "no origin sit", "did you mean site?"),
    (group(status_codes=[]), "origin_groups.both.status_codes", "at least 1", "add"),
    (group(status_codes=[501]), "origin_groups.both.status_codes.0", "must be", "choose"),
    (
        {"origins": ORIGINS, "origin_groups": {"site": {"primary": "site", "secondary": "api"}}},
        "origin_groups.site",
        "the name of an origin as well",
        "rename",
    ),
    (
        group() | {"default_behavior": {"origin": "both", "allowed_methods": "all"}},
        "default_behavior.allowed_methods",
        "GET, HEAD and OPTIONS only",
        "one origin",
    ),
    # Behaviours
    (default(origin="sites"), "default_behavior.origin", "no origin sites", "did you mean site?"),
    (path(origin="web"), "behaviors.0.origin", "no origin web", "site, api"),
    (default(allowed_methods="all"), "default_behavior.allowed_methods", "only read", "leave it out"),
    (
        path(allowed_methods="get_head", cached_methods="get_head_options"),
        "behaviors.0",
        "has OPTIONS",
        "set it to get_head",
    ),
    (path(viewer_protocol_policy="allow-all"), "behaviors.0.viewer_protocol_policy", "must be", "choose"),
    (default(cache_policy="CachingOptimised"), "default_behavior.cache_policy", "policy of AWS", "CachingOptimized?"),
    (default(cache_policy="Nothing"), "default_behavior.cache_policy", "policy of AWS", "AWS manages CachingDisabled"),
    (default(cache_policy="pages"), "default_behavior.cache_policy", "no cache policy pages", "CachingDisabled"),
    (path(origin_request_policy="AllViewers"), "behaviors.0.origin_request_policy", "policy", "AllViewer?"),
    (path(origin_request_policy="mine"), "behaviors.0.origin_request_policy", "no origin request policy", "add it"),
    (default(origin_request_policy="AllViewer"), "default_behavior.origin_request_policy", "viewer's host", "CORS-S3"),
    (
        default(cache_policy="UseOriginCacheControlHeaders"),
        "default_behavior.cache_policy",
        "viewer's host",
        "CachingOptimized",
    ),
    (
        cache(headers=["host"]) | default(cache_policy="pages"),
        "default_behavior.cache_policy",
        "viewer's host",
        "CachingOptimized",
    ),
    (
        requests() | default(origin_request_policy="api"),
        "default_behavior.origin_request_policy",
        "viewer's host",
        "CORS-S3Origin",
    ),
    (path(response_headers_policy="SecurityHeaders"), "behaviors.0.response_headers_policy", "policy", "did you mean"),
    (path(response_headers_policy="mine"), "behaviors.0.response_headers_policy", "no response headers", "add it"),
    (default(viewer_request="app"), "default_behavior.viewer_request", "no function app", "none"),
    (default(viewer_response="app"), "default_behavior.viewer_response", "no function app", "none"),
    (default(trusted_key_groups=["a"]), "default_behavior.trusted_key_groups", "no key group a", "none"),
    (default(trusted_key_groups=[*"abcde"]), "default_behavior.trusted_key_groups", "at most 4", "remove"),
    (default(grpc=True), "default_behavior.grpc", "needs a public server", "leave it out"),
    (path(grpc=True), "behaviors.0.grpc", "VPC origins", "HttpOrigin"),
    (public_path(grpc=True, allowed_methods="get_head"), "behaviors.0.grpc", "POST", "allowed_methods"),
    (public_path(grpc=True) | {"http_version": "http3"}, "behaviors.0.grpc", "HTTP/2", "http2and3"),
    (path(path_pattern="api"), "behaviors.0.path_pattern", "begins with /", "/api/*"),
    (path(path_pattern="/a b"), "behaviors.0.path_pattern", "begins with /", "/api/*"),
    (path(path_pattern="/*"), "behaviors.0.path_pattern", "every path", "default_behavior"),
    (
        {"origins": ORIGINS, "behaviors": 2 * [{"path_pattern": "/api/*", "origin": "api"}]},
        "behaviors.1.path_pattern",
        "that of behaviors.0",
        "remove one",
    ),
    (
        {"behaviors": [{"path_pattern": pattern, "origin": "site"} for pattern in ("*.png", "/*.png")]},
        "behaviors.1.path_pattern",
        "that of behaviors.0",
        "remove one",
    ),
    ({"default_root_object": None}, "default_root_object", "in a bucket (CloudFront.1)", "index.html"),
    ({"default_root_object": "/index.html"}, "default_root_object", "without a slash", "index.html"),
    # Policies
    (cache(default_ttl_seconds=0), "cache_policies.pages", "ascending order", "CachingDisabled"),
    (cache(max_ttl_seconds=60), "cache_policies.pages", "ascending order", "all three"),
    (
        cache(min_ttl_seconds=0, default_ttl_seconds=0, max_ttl_seconds=0),
        "cache_policies.pages",
        "caches nothing",
        "false",
    ),
    (cache(cookies="some"), "cache_policies.pages.cookies", "must be", ""),
    (cache(query_strings=["a", "a"]), "cache_policies.pages.query_strings", "each once", "remove"),
    (requests(headers=["Authorization"]), "origin_request_policies.api", "Authorization", "cache policy"),
    (
        requests(headers="none", cloudfront_headers=["CloudFront-Is-Mobile-Viewer"]),
        "origin_request_policies.api",
        "all of the viewer's headers",
        "set headers to all",
    ),
    (requests(cloudfront_headers=["Accept"]), "origin_request_policies.api", "Accept is no header", "headers"),
    # Functions, keys, errors, countries
    ({"functions": {"app": {"type": "code", "code": "x"}}}, "functions.app.code", "handler(event)", "add"),
    ({"functions": {"app": {"type": "code", "code": ""}}}, "functions.app.code", "1 to 10,240 bytes", "minify"),
    ({"functions": {"App": {"type": "single_page_app"}}}, "functions.App", "lower-case", "office"),
    ({"functions": {"app": {"type": "single_page_app", "document": "/a"}}}, "functions.app.document", "slash", "index"),
    ({"key_groups": {"a": {"public_keys": {}}}}, "key_groups.a.public_keys", "at least 1", "add"),
    ({"key_groups": {"a": {"public_keys": {"b": "ssh-rsa"}}}}, "key_groups.a.public_keys.b", "PEM", "openssl"),
    ({"error_responses": [PAGE, PAGE]}, "error_responses.1.error_code", "has a response already", "remove one"),
    ({"error_responses": [{"error_code": 404, "response_code": 200}]}, "error_responses.0", "belong together", "both"),
    ({"error_responses": [{"error_code": 418}]}, "error_responses.0.error_code", "must be", "choose"),
    (
        path() | {"error_responses": [PAGE]},
        "error_responses.0.response_page_path",
        "what the server of behaviors.0 answers with 404",
        "SinglePageApp",
    ),
    ({"geo_restriction": {}}, "geo_restriction", "either some countries", "one of allow and block"),
    ({"geo_restriction": {"allow": ["UK"]}}, "geo_restriction.allow.0", "ISO 3166-1", "use GB"),
    ({"geo_restriction": {"block": ["de"]}}, "geo_restriction.block.0", "upper-case", "DE"),
    ({"price_class": "PriceClass_300"}, "price_class", "must be", "PriceClass_"),
    ({"comment": "x" * 129}, "comment", "at most 128", "shorten"),
]


@pytest.mark.parametrize(("inputs", "field", "reason", "remedy"), REFUSED, ids=lambda each: str(each)[:40])
def test_wrong_inputs_are_refused_with_a_remedy(inputs: dict[str, Any], field: str, reason: str, remedy: str) -> None:
    with pytest.raises(InputError) as refused:
        SiteArgs(**site_inputs(**inputs))
    found = {problem.path: problem for problem in refused.value.problems}
    assert field in found
    assert reason in found[field].reason
    assert remedy in found[field].remedy


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        SiteArgs(**site_inputs(**default(origin="web", viewer_request="app"), error_responses=[PAGE, PAGE]))
    assert [problem.path for problem in refused.value.problems] == [
        "default_behavior.origin",
        "default_behavior.viewer_request",
        "error_responses.1.error_code",
    ]


def test_pages_may_replace_what_a_server_answers_if_that_is_said() -> None:
    SiteArgs(**site_inputs(**path(), error_responses=[PAGE | {"allow_masking_origin_errors": True}]))
    SiteArgs(**site_inputs(**path(), error_responses=[{"error_code": 404}]))
    SiteArgs(**site_inputs(error_responses=[PAGE]))


def test_a_value_that_is_known_later_is_checked_then(record: Recorder) -> None:
    def program() -> Site:
        domain_name = pulumi.Output.from_input("portal.s3.amazonaws.com")
        return Site("portal", SiteArgs(**site_inputs(**bucket(bucket_regional_domain_name=domain_name))))

    failure = record.failing(InputError, program)
    assert "bucket_regional_domain_name: must be the bucket's regional domain name" in failure.message


def test_a_load_balancers_own_name_is_refused_when_it_is_known(record: Recorder) -> None:
    def program() -> Site:
        own_name = pulumi.Output.from_input("internal-portal-1.eu-central-1.elb.amazonaws.com")
        return Site("portal", SiteArgs(**site_inputs(**api(domain_name=own_name))))

    failure = record.failing(InputError, program)
    assert "origins.api.domain_name: is a load balancer's own name" in failure.message


def test_a_load_balancers_own_name_will_do_where_it_is_sent_the_viewers_host() -> None:
    own_name = {"api": SERVICE | {"domain_name": "internal-portal-1.eu-central-1.elb.amazonaws.com"}}
    forwarding: dict[str, Any] = path(origin_request_policy="AllViewer") | {"origins": ORIGINS | own_name}
    SiteArgs(**site_inputs(**forwarding))
    own = forwarding | path(cache_policy="hosts") | {"cache_policies": {"hosts": {"headers": ["Host"]}}}
    SiteArgs(**site_inputs(**own | {"origins": ORIGINS | own_name}))
    forwarding["behaviors"].append({"path_pattern": "/old/*", "origin": "api"})
    with pytest.raises(InputError, match="is a load balancer's own name"):
        SiteArgs(**site_inputs(**forwarding))


@given(value=st.text(min_size=1, max_size=30).filter(lambda text: not (text.isascii() and text.isprintable())))
def test_the_value_of_a_header_is_never_told(value: str) -> None:
    with pytest.raises(InputError) as refused:
        SiteArgs(**site_inputs(**bucket(headers={"x-origin-verify": f"secret{value}"})))
    assert "secret" not in str(refused.value)


def test_the_value_of_a_header_is_in_no_representation() -> None:
    args = SiteArgs(**site_inputs(origins={"site": BUCKET, "api": PUBLIC}))
    assert "open-sesame" not in repr(args)
