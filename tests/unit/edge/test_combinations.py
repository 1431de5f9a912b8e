"""Any combination of inputs is refused with a remedy, or makes a site that CloudFront takes and nobody gets around."""

from typing import Any

from edge_inputs import BUCKET, DOMAIN, PUBLIC, SERVICE, ZONE, site_inputs
from edge_parts import distribution
from hypothesis import event, given, settings
from hypothesis import strategies as st
from recording import Cloud, Deployment, Recorder, clouds_in
from refusals import check_told, refused

from strongroom.edge import Site, SiteArgs

Inputs = dict[str, Any]
METHODS = [{"GET", "HEAD"}, {"GET", "HEAD", "OPTIONS"}, {"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"}]
KEY = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETTC+/E8XdCGdjirhx0oFs8OuoBQG\n"
    "XFWIGwtryKUzRGrwPPwd6mrKE2/6ht8FD2BrI8nWi+J6sNOCW0Kcn8zILQ==\n"
    "-----END PUBLIC KEY-----"
)


def mostly(*usual: Any, odd: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Values that are right, and now and then one that may be odd."""
    return st.sampled_from([*usual * 8, *odd])


ANY_ORIGIN: Inputs = {
    "path": mostly(None, "/site", odd=("site",)),
    "connection_attempts": mostly(1, 3, odd=(4,)),
    "response_completion_timeout_seconds": mostly(None, 60, odd=(1,)),
    "origin_shield": mostly(None, "eu-west-1", odd=("eu-west-9",)),
}
SERVER: Inputs = ANY_ORIGIN | {
    "read_timeout_seconds": mostly(1, 30, odd=(121,)),
    "headers": mostly({}, {"x-verify": "a-secret"}, odd=({"Host": "a"},)),
}
ORIGINS = st.one_of(
    st.fixed_dictionaries({}, optional=ANY_ORIGIN).map(lambda more: BUCKET | more),
    st.fixed_dictionaries({}, optional=SERVER | {"protocol": mostly("https", odd=("http",))}).map(
        lambda more: SERVICE | more
    ),
    st.fixed_dictionaries({}, optional=SERVER | {"port": mostly(443, odd=(0,))}).map(lambda more: PUBLIC | more),
)
TARGETS = mostly("site", "api", "both", odd=("web",))
BEHAVIOR: Inputs = {
    "allowed_methods": mostly(None, None, "get_head", "get_head_options", odd=("all",)),
    "cached_methods": mostly("get_head", odd=("get_head_options",)),
    "viewer_protocol_policy": mostly("https-only", odd=("allow-all",)),
    "cache_policy": mostly(None, "CachingDisabled", "pages", odd=("Caching", "other")),
    "origin_request_policy": mostly(None, "CORS-S3Origin", odd=("AllViewer", "api")),
    "response_headers_policy": mostly(None, "framed", odd=("other",)),
    "viewer_request": mostly(None, "app", odd=("other",)),
    "trusted_key_groups": mostly([], ["reports"], odd=(["other"],)),
    "grpc": mostly(False, odd=(True,)),
}
PATHS: st.SearchStrategy[Inputs] = st.fixed_dictionaries(
    {"origin": TARGETS, "path_pattern": mostly("/api/*", "/a", "*.png", "/b/?", odd=("/*", "api"))},
    optional=BEHAVIOR,
)
ERRORS: st.SearchStrategy[Inputs] = st.fixed_dictionaries(
    {"error_code": mostly(403, 404, odd=(418,)), "error_caching_min_ttl_seconds": mostly(10, 0)},
    optional={"allow_masking_origin_errors": mostly(True, False)},
)


def _path(behavior: Inputs) -> str:
    return behavior["path_pattern"]


PARTS: Inputs = {
    "durability": st.sampled_from(["persistent", "ephemeral"]),
    "domain": mostly(DOMAIN, {"name": "a.example.com", "zone_id": ZONE}, odd=(None,)),
    "behaviors": st.lists(PATHS, max_size=3, unique_by=_path),
    "default_behavior": st.fixed_dictionaries({"origin": TARGETS}, optional=BEHAVIOR),
    "error_responses": st.lists(ERRORS, max_size=2),
    "geo_restriction": mostly(None, {"allow": ["DE"]}, odd=({}, {"block": ["UK"]})),
    "default_root_object": mostly("index.html", odd=(None, "/")),
    "http_version": mostly("http2", "http2and3", odd=("http3", "spdy")),
    "web_acl": mostly({}, None),
    "log_bucket_name": mostly("logs", None),
}


@st.composite
def inputs(draw: st.DrawFn) -> Inputs:
    """What a site needs, with at most three parts that may be odd."""
    parts = draw(st.lists(st.sampled_from(sorted(PARTS)), unique=True, max_size=3))
    return site_inputs(
        origins={"site": draw(ORIGINS), "api": draw(ORIGINS)},
        origin_groups={"both": {"primary": "site", "secondary": "api"}},
        cache_policies={"pages": {"query_strings": ["page"]}},
        origin_request_policies={"api": {"headers": "all"}},
        response_headers_policies={"framed": {"frame_options": "SAMEORIGIN"}},
        functions={"app": {"type": "single_page_app"}},
        key_groups={"reports": {"public_keys": {"first": KEY}}},
        **draw(st.fixed_dictionaries({name: PARTS[name] for name in parts})),
    )


@given(given=inputs(), cloud=clouds_in("aws"))
@settings(max_examples=60)
def test_any_combination_is_refused_with_a_remedy_or_makes_a_site(
    record: Recorder, given: Inputs, cloud: Cloud
) -> None:
    error = refused(SiteArgs, given)
    event("refused" if error else "made")
    if error is not None:
        check_told(error, SiteArgs.model_fields)
        return
    deployment = record(lambda: Site("portal", SiteArgs(**given)), cloud=cloud)
    _check_origins(deployment, persistent=given.get("durability") != "ephemeral")
    _check_behaviors(deployment)
    assert distribution(deployment)["viewerCertificate"].get("minimumProtocolVersion") or given["domain"] is None


def _check_origins(deployment: Deployment, *, persistent: bool) -> None:
    """Buckets are read by signed requests, servers over TLS 1.2, and the values of headers are secrets."""
    found = distribution(deployment)
    for origin in found["origins"]:
        kinds = {"originAccessControlId", "vpcOriginConfig", "customOriginConfig"} & origin.keys()
        assert len(kinds) == 1
        if "customOriginConfig" in origin:
            assert origin["customOriginConfig"]["originProtocolPolicy"] == "https-only"
            assert origin["customOriginConfig"]["originSslProtocols"] == ["TLSv1.2"]
    for vpc_origin in deployment.of_type("aws:cloudfront/vpcOrigin:VpcOrigin"):
        assert vpc_origin.inputs["vpcOriginEndpointConfig"]["originProtocolPolicy"] == "https-only" or not persistent
    if any(origin["customHeaders"] for origin in found["origins"]):
        assert "origins" in deployment.one("aws:cloudfront/distribution:Distribution").secrets


def _check_behaviors(deployment: Deployment) -> None:
    """Each behaviour has a target that there is, one of CloudFront's sets of methods, a cache policy and headers."""
    found = distribution(deployment)
    origins = {origin["originId"] for origin in found["origins"]}
    groups = {group["originId"] for group in found["originGroups"]}
    behaviors = [found["defaultCacheBehavior"], *found["orderedCacheBehaviors"]]
    for behavior in behaviors:
        allowed, cached = set(behavior["allowedMethods"]), set(behavior["cachedMethods"])
        assert behavior["targetOriginId"] in origins | groups
        assert allowed in METHODS
        assert cached in METHODS[:2]
        assert cached <= allowed
        assert "POST" not in allowed or behavior["targetOriginId"] in origins
        assert behavior["viewerProtocolPolicy"] != "allow-all"
        assert behavior["cachePolicyId"]
        assert behavior["responseHeadersPolicyId"]
        assert not behavior["grpcConfig"]["enabled"] or "POST" in allowed
    paths = [behavior["pathPattern"] for behavior in behaviors[1:]]
    assert len(set(paths)) == len(paths)
