import re
from collections.abc import Callable
from typing import Any

import pytest
from edge_inputs import site_inputs
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Deployment

from strongroom.core import InputError
from strongroom.edge import ContentSecurityPolicy, PermissionsPolicy, SecurityHeaders, SiteArgs
from strongroom.edge._permissions_policy import DENIED

Deploy = Callable[..., Deployment]
TYPE = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
HASH = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
HOSTS = st.sampled_from(["https://cdn.example.com", "static.example.com", "https://a.example.com:8443/lib/", "'self'"])
OPEN = st.sampled_from(["*", "https:", "data:", "*.example.com", "https://*", "'unsafe-inline'", "'unsafe-eval'"])


def registered(deployment: Deployment) -> Any:
    return deployment.one(TYPE).inputs


def security(deployment: Deployment) -> Any:
    return registered(deployment)["securityHeadersConfig"]


def custom(deployment: Deployment) -> dict[str, str]:
    return {each["header"]: each["value"] for each in registered(deployment)["customHeadersConfig"]["items"]}


def directives(header: str) -> dict[str, list[str]]:
    found = [part.split(" ") for part in header.split("; ")]
    return {name: sources for name, *sources in found}


def problem(**headers: Any) -> str:
    with pytest.raises(InputError) as caught:
        SiteArgs(**site_inputs(security_headers=headers))
    (found,) = caught.value.problems
    assert found.reason
    assert found.remedy
    return str(found).removeprefix("security_headers.").removeprefix("security_headers: ")


def test_browsers_come_by_https_for_two_years(deploy: Deploy) -> None:
    assert security(deploy())["strictTransportSecurity"] == {
        "accessControlMaxAgeSec": 63_072_000,
        "includeSubdomains": True,
        "preload": True,
        "override": True,
    }


def test_the_headers_of_the_owasp_are_sent(deploy: Deploy) -> None:
    deployment = deploy()
    found = security(deployment)
    assert found["contentTypeOptions"] == {"override": True}
    assert found["frameOptions"] == {"frameOption": "DENY", "override": True}
    assert found["referrerPolicy"] == {"referrerPolicy": "strict-origin-when-cross-origin", "override": True}
    assert found["xssProtection"] == {"protection": False, "override": True}
    sent = custom(deployment)
    assert (sent["Cross-Origin-Opener-Policy"], sent["Cross-Origin-Embedder-Policy"]) == ("same-origin", "require-corp")
    assert sent["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"camera=()", "payment=()"} <= set(sent["Permissions-Policy"].split(", "))


def test_what_an_origin_runs_on_is_not_told(deploy: Deploy) -> None:
    removed = [each["header"] for each in registered(deploy())["removeHeadersConfig"]["items"]]
    assert removed == ["Server", "X-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version"]


def test_a_page_holds_only_what_is_the_sites(deploy: Deploy) -> None:
    found = directives(security(deploy())["contentSecurityPolicy"]["contentSecurityPolicy"])
    assert found["default-src"] == found["object-src"] == found["frame-ancestors"] == ["'none'"]
    assert found["script-src"] == found["connect-src"] == found["form-action"] == found["base-uri"] == ["'self'"]
    assert found["upgrade-insecure-requests"] == []


def test_each_header_can_be_left_out(deploy: Deploy) -> None:
    fields = ("hsts", "content_security_policy", "referrer_policy", "permissions_policy")
    cross = ("cross_origin_opener_policy", "cross_origin_embedder_policy", "cross_origin_resource_policy")
    none: dict[str, Any] = dict.fromkeys([*fields, *cross])
    deployment = deploy(security_headers=none | {"content_type_nosniff": False, "removed_headers": []})
    assert set(security(deployment)) == {"frameOptions", "xssProtection"}
    assert registered(deployment)["customHeadersConfig"] is None
    assert registered(deployment)["removeHeadersConfig"] is None


def test_violations_can_be_reported(deploy: Deploy) -> None:
    url = "https://reports.example.com/csp"
    deployment = deploy(security_headers={"content_security_policy": {"report_url": url}})
    policy = directives(security(deployment)["contentSecurityPolicy"]["contentSecurityPolicy"])
    assert (policy["report-uri"], policy["report-to"]) == ([url], ["csp"])
    assert custom(deployment)["Reporting-Endpoints"] == f'csp="{url}"'


def test_pages_of_other_origins_can_be_let_in(deploy: Deploy) -> None:
    cors = {"allow_origins": ["https://app.example.com"], "allow_credentials": True, "expose_headers": ["ETag"]}
    assert registered(deploy())["corsConfig"] is None
    assert registered(deploy(security_headers={"cors": cors}))["corsConfig"] == {
        "accessControlAllowCredentials": True,
        "accessControlAllowHeaders": {"items": ["Content-Type"]},
        "accessControlAllowMethods": {"items": ["GET", "HEAD", "OPTIONS"]},
        "accessControlAllowOrigins": {"items": ["https://app.example.com"]},
        "accessControlExposeHeaders": {"items": ["ETag"]},
        "accessControlMaxAgeSec": 600,
        "originOverride": True,
    }


def test_further_headers_and_timing_can_be_sent(deploy: Deploy) -> None:
    deployment = deploy(security_headers={"custom_headers": {"X-Robots-Tag": "noindex"}, "server_timing_percent": 5.0})
    assert custom(deployment)["X-Robots-Tag"] == "noindex"
    assert registered(deployment)["serverTimingHeadersConfig"] == {"enabled": True, "samplingRate": 5.0}


@pytest.mark.parametrize(
    ("ancestors", "options", "expected"),
    [
        (["'none'"], None, "DENY"),
        (["'self'"], None, "SAMEORIGIN"),
        (["https://a.example.com"], None, None),
        (["'self'"], "DENY", "DENY"),
    ],
)
def test_old_browsers_are_told_who_frames_a_page(ancestors: list[str], options: Any, expected: str | None) -> None:
    policy = ContentSecurityPolicy(frame_ancestors=ancestors)
    headers = SecurityHeaders(content_security_policy=policy, frame_options=options)
    assert headers.sent_frame_options == expected


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"hsts": {"max_age_seconds": 31_535_999}}, "hsts: preload needs max_age_seconds of 31536000"),
        ({"hsts": {"include_subdomains": False}}, "hsts: preload needs"),
        ({"content_security_policy": {"script_src": ["*"]}}, "content_security_policy: script_src has *"),
        ({"content_security_policy": {"script_src": [], "default_src": ["https:"]}}, "content_security_policy: script"),
        (
            {"content_security_policy": {"script_src": ["self"]}},
            "content_security_policy.script_src.0: must have a key",
        ),
        (
            {"content_security_policy": {"script_src": ["'nonce-abc'"]}},
            "content_security_policy.script_src.0: must be no",
        ),
        (
            {"content_security_policy": {"img_src": ["http://a.example.com"]}},
            "content_security_policy.img_src.0: must no",
        ),
        (
            {"content_security_policy": {"style_src": ["'sha256-x'"]}},
            "content_security_policy.style_src.0: must be a so",
        ),
        (
            {"content_security_policy": {"img_src": ["'none'", "data:"]}},
            "content_security_policy.img_src: must have 'no",
        ),
        ({"content_security_policy": {"base_uri": ["*"]}}, "content_security_policy: base_uri has *"),
        ({"content_security_policy": {"frame_ancestors": []}}, "content_security_policy.frame_ancestors"),
        (
            {"permissions_policy": {"allowed": {"camera": ["http://a.example.com"]}}},
            "permissions_policy.allowed.camera",
        ),
        ({"permissions_policy": {"allowed": {"telepathy": []}}}, "permissions_policy.allowed.telepathy"),
        ({"cors": {"allow_origins": ["*"], "allow_credentials": True}}, "cors: allow_credentials and *"),
        ({"cors": {"allow_origins": []}}, "cors.allow_origins"),
        ({"custom_headers": {"strict-transport-security": "x"}}, "custom_headers has strict-transport-security"),
        (
            {"custom_headers": {"Access-Control-Allow-Origin": "*"}},
            "custom_headers has Access-Control-Allow-Origin, which is set elsewhere; use cors.allow_origins",
        ),
        ({"custom_headers": {"Via": "x"}}, "custom_headers.Via"),
        ({"custom_headers": {"X-A": "1", "x-a": "2"}}, "custom_headers has both X-A and x-a"),
        ({"custom_headers": {"Server": "none"}}, "Server is both"),
        ({"custom_headers": {"X-A": "a" * 1784}}, "custom_headers.X-A"),
        ({"custom_headers": {f"X-{number}": "1" for number in range(7)}}, "custom_headers make 11"),
        ({"removed_headers": ["Content-Length"]}, "removed_headers.0"),
        ({"removed_headers": ["x-amzn-RequestId"]}, "removed_headers.0"),
        ({"removed_headers": [f"X-{number}" for number in range(11)]}, "removed_headers"),
        ({"server_timing_percent": 101.0}, "server_timing_percent"),
        ({"referrer_policy": "unsafe-url"}, "referrer_policy"),
        (
            {"content_security_policy": {"img_src": [f"https://{number}.example.com" for number in range(99)]}},
            "content_security_policy has",
        ),
    ],
)
def test_what_browsers_or_cloudfront_would_not_take_is_refused(headers: dict[str, Any], told: str) -> None:
    assert problem(**headers).startswith(told)


@settings(max_examples=60)
@given(st.lists(HOSTS, min_size=1, unique=True), st.lists(HOSTS, unique=True), st.booleans())
def test_a_policy_says_what_its_lists_say(scripts: list[str], images: list[str], upgrade: bool) -> None:
    policy = ContentSecurityPolicy(
        script_src=[*scripts, HASH], img_src=images, frame_src=[], upgrade_insecure_requests=upgrade
    )
    found = directives(policy.header)
    assert found["script-src"] == [*scripts, HASH]
    assert found.get("img-src", []) == images
    assert ("frame-src" in found, "upgrade-insecure-requests" in found) == (False, upgrade)


@settings(max_examples=60)
@given(st.lists(HOSTS, unique=True), OPEN, st.sampled_from(["script_src", "object_src", "base_uri"]))
def test_nobody_elses_scripts_run(hosts: list[str], source: str, directive: str) -> None:
    sources: dict[str, Any] = {directive: [*hosts, source]}
    with pytest.raises(InputError, match=re.escape(f"{directive} has {source}")):
        ContentSecurityPolicy(**sources)
    if directive == "script_src":
        assert source in directives(ContentSecurityPolicy(**sources, unsafe_scripts=True).header)["script-src"]
    else:
        with pytest.raises(InputError):
            ContentSecurityPolicy(**sources, unsafe_scripts=True)


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(["camera", "payment", "fullscreen", "web-share"]),
        st.lists(st.sampled_from(["self", "*", "https://pay.example.com"]), unique=True),
    )
)
def test_abilities_are_denied_unless_they_are_allowed(allowed: dict[Any, list[str]]) -> None:
    header = PermissionsPolicy(allowed=allowed).header
    found = dict(part.split("=", 1) for part in header.split(", "))
    assert set(found) == {*DENIED, *allowed}
    for feature, told in found.items():
        names = allowed.get(feature, [])
        quoted = " ".join(name if name == "self" else f'"{name}"' for name in names)
        assert told == ("*" if "*" in names else f"({quoted})")


@pytest.mark.parametrize("port", ["0", "00443", "65536", "99999"])
def test_ports_in_urls_must_exist(port: str) -> None:
    url, source = f"https://reports.example.com:{port}/csp", f"https://cdn.example.com:{port}"
    assert "65535" in problem(content_security_policy={"report_url": url})
    assert "must be a source" in problem(content_security_policy={"connect_src": [source]})
    assert "65535" in problem(cors={"allow_origins": [source]})
    assert "65535" in problem(permissions_policy={"allowed": {"camera": [source]}})


@pytest.mark.parametrize("host", ["-a.example.com", "a..example.com", "a.example.com.", f"{64 * 'a'}.example.com"])
def test_hosts_in_urls_must_be_domain_names(host: str) -> None:
    assert "URL" in problem(content_security_policy={"report_url": f"https://{host}/csp"})
    assert "must be a source" in problem(content_security_policy={"connect_src": [f"wss://{host}"]})
    assert "origin" in problem(cors={"allow_origins": [f"https://{host}"]})


@given(st.integers(1, 65535))
def test_every_port_is_accepted_in_urls(port: int) -> None:
    policy = ContentSecurityPolicy(
        report_url=f"https://reports.example.com:{port}/csp?from=site", connect_src=[f"wss://live.example.com:{port}"]
    )
    assert f"report-uri https://reports.example.com:{port}/csp?from=site" in policy.header
