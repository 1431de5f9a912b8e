"""The headers of responses that keep browsers safe."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from strongroom.core import Input, Model, RuleError, UniqueItems
from strongroom.edge._content_security_policy import REPORTING_GROUP, ContentSecurityPolicy
from strongroom.edge._header_types import HttpsOrigin, ResponseHeaderName, ResponseHeaderValue
from strongroom.edge._permissions_policy import PermissionsPolicy

_YEAR_SECONDS = 31_536_000
_CSP_LENGTH = 1783
_CUSTOM_HEADERS = 10
_CUSTOM_LENGTH = 10_240
_OF_THEIR_OWN = {
    "strict-transport-security": "hsts",
    "content-security-policy": "content_security_policy",
    "x-content-type-options": "content_type_nosniff",
    "x-frame-options": "frame_options",
    "referrer-policy": "referrer_policy",
    "x-xss-protection": "",
    "permissions-policy": "permissions_policy",
    "cross-origin-opener-policy": "cross_origin_opener_policy",
    "cross-origin-embedder-policy": "cross_origin_embedder_policy",
    "cross-origin-resource-policy": "cross_origin_resource_policy",
    "reporting-endpoints": "content_security_policy.report_url",
    "server-timing": "server_timing_percent",
    "access-control-allow-credentials": "cors.allow_credentials",
    "access-control-allow-headers": "cors.allow_headers",
    "access-control-allow-methods": "cors.allow_methods",
    "access-control-allow-origin": "cors.allow_origins",
    "access-control-expose-headers": "cors.expose_headers",
    "access-control-max-age": "cors.max_age_seconds",
}

FrameOptions: TypeAlias = Literal["DENY", "SAMEORIGIN"]
"""Who may frame a page, for browsers that don't know `frame-ancestors`."""

ReferrerPolicy: TypeAlias = Literal[
    "no-referrer",
    "origin",
    "origin-when-cross-origin",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
]
"""What other sites are told of the page that a user comes from; never its whole address."""


class Hsts(Model):
    """How long browsers remember to come by HTTPS only.

    https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Strict_Transport_Security_Cheat_Sheet.html
    """

    max_age_seconds: Annotated[int, Field(ge=0, le=2_147_483_647)] = 2 * _YEAR_SECONDS
    """Seconds that browsers remember it; 0 to forget. Default: two years; to be preloaded, one is the least."""

    include_subdomains: bool = True
    """Whether it is for all names below the site's too. Default: it is."""

    preload: bool = True
    """Whether the domain may be put on the list that browsers are shipped with (https://hstspreload.org).

    Default: it may; it must be sent there for that. What is on the list stays there for months.
    """

    @model_validator(mode="after")
    def _can_be_preloaded(self) -> "Hsts":
        if self.preload and (self.max_age_seconds < _YEAR_SECONDS or not self.include_subdomains):
            reason = f"preload needs max_age_seconds of {_YEAR_SECONDS} or more, and include_subdomains"
            raise RuleError(reason, "raise it and include them, or set preload to false")
        return self


class Cors(Model):
    """Which pages of other origins may read responses.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
    """

    allow_origins: Annotated[list[HttpsOrigin | Literal["*"]], Field(min_length=1), UniqueItems]
    """Origins of the pages, such as `https://app.example.com`; `*` for all."""

    allow_methods: Annotated[
        list[Literal["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]], Field(min_length=1), UniqueItems
    ] = ["GET", "HEAD", "OPTIONS"]
    """Methods that the pages may use. Default: those that change nothing."""

    allow_headers: Annotated[list[ResponseHeaderName], Field(min_length=1), UniqueItems] = ["Content-Type"]
    """Headers that the pages may send; `*` for all but `Authorization`. Default: `Content-Type`."""

    expose_headers: Annotated[list[ResponseHeaderName], UniqueItems] = []
    """Headers that the pages may read, besides those that are always read; `*` for all. Default: none."""

    allow_credentials: bool = False
    """Whether the pages may send cookies. Default: they may not."""

    max_age_seconds: Annotated[int, Field(ge=0, le=86_400)] = 600
    """Seconds that browsers remember the answer, 0 to 86,400. Default: 10 minutes."""

    @model_validator(mode="after")
    def _names_who_has_credentials(self) -> "Cors":
        wild = [name for name in ("allow_origins", "allow_headers", "expose_headers") if "*" in getattr(self, name)]
        if self.allow_credentials and wild:
            reason = f"allow_credentials and * don't go together, which {' and '.join(wild)} have"
            raise RuleError(reason, "name each, or set allow_credentials to false")
        return self


class SecurityHeaders(Model):
    """The headers of responses that keep browsers safe; they replace those that the origin sends.

    https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
    """

    hsts: Hsts | None = Hsts()
    """How long browsers come by HTTPS only (CKV_AWS_259); None for no header. Default: two years, with subdomains."""

    content_security_policy: ContentSecurityPolicy | None = ContentSecurityPolicy()
    """Where pages load from and who frames them; None for no header. Default: the site alone, and nobody."""

    frame_options: FrameOptions | None = None
    """Who may frame a page, for old browsers.

    Default: as `content_security_policy.frame_ancestors` has it: `DENY` for `'none'` and where there is no such policy,
    `SAMEORIGIN` for `'self'`, no header for others, whom it can't name.
    """

    content_type_nosniff: bool = True
    """Whether browsers must believe the content type (`X-Content-Type-Options`). Default: they must."""

    referrer_policy: ReferrerPolicy | None = "strict-origin-when-cross-origin"
    """What other sites are told of the page that a user comes from; None for no header. Default: the origin only."""

    permissions_policy: PermissionsPolicy | None = PermissionsPolicy()
    """Which abilities of a browser pages may use; None for no header. Default: no devices, sensors or payments."""

    cross_origin_opener_policy: Literal["same-origin", "same-origin-allow-popups", "unsafe-none"] | None = "same-origin"
    """Which pages share a window's group with the site's; None for no header. Default: its own.

    A login or payment in a window that is opened needs `same-origin-allow-popups`.
    """

    cross_origin_embedder_policy: Literal["require-corp", "credentialless", "unsafe-none"] | None = "require-corp"
    """What of other sites pages may hold; None for no header. Default: what says that it may be held."""

    cross_origin_resource_policy: Literal["same-origin", "same-site", "cross-origin"] | None = "same-origin"
    """Which sites may hold what this one has; None for no header. Default: this one alone."""

    cors: Cors | None = None
    """Which pages of other origins may read responses. Default: none."""

    custom_headers: Mapping[ResponseHeaderName, Input[ResponseHeaderValue]] = {}
    """Further headers with their values. Default: none. A policy has at most 10, of which some above take five."""

    removed_headers: Annotated[list[ResponseHeaderName], Field(max_length=10), UniqueItems] = [
        "Server",
        "X-Powered-By",
        "X-AspNet-Version",
        "X-AspNetMvc-Version",
    ]
    """Headers of the origin that viewers don't get, at most 10. Default: those that tell what it runs on."""

    server_timing_percent: Annotated[float, Field(ge=0, le=100)] | None = None
    """Percentage of responses that tell how CloudFront served them, in `Server-Timing`. Default: none does."""

    @property
    def sent_frame_options(self) -> FrameOptions | None:
        """What `X-Frame-Options` says; None for no header."""
        policy = self.content_security_policy
        if self.frame_options is not None or policy is None:
            return self.frame_options or "DENY"
        options: dict[str, FrameOptions] = {"'none'": "DENY", "'self'": "SAMEORIGIN"}
        return options.get(" ".join(policy.frame_ancestors))

    @property
    def sent_custom_headers(self) -> "dict[str, Input[str]]":
        """The headers for which CloudFront has no setting of its own, by name."""
        policy = self.content_security_policy
        report_url = policy and policy.report_url
        headers = {
            "Permissions-Policy": self.permissions_policy and self.permissions_policy.header,
            "Cross-Origin-Opener-Policy": self.cross_origin_opener_policy,
            "Cross-Origin-Embedder-Policy": self.cross_origin_embedder_policy,
            "Cross-Origin-Resource-Policy": self.cross_origin_resource_policy,
            "Reporting-Endpoints": report_url and f'{REPORTING_GROUP}="{report_url}"',
        }
        return {name: value for name, value in headers.items() if value is not None} | dict(self.custom_headers)

    @model_validator(mode="after")
    def _fits_cloudfront(self) -> "SecurityHeaders":
        if found := next(_misfits(self), None):
            raise found
        return self


def _misfits(headers: SecurityHeaders) -> Iterator[RuleError]:
    policy = headers.content_security_policy
    if policy is not None and len(policy.header) > _CSP_LENGTH:
        reason = (
            f"content_security_policy has {len(policy.header)} characters of the {_CSP_LENGTH} that CloudFront sends"
        )
        yield RuleError(reason, "name fewer hosts, for example *.example.com for several")
    seen: dict[str, str] = {}
    for name in headers.custom_headers:
        field = _OF_THEIR_OWN.get(name.lower())
        if field is not None:
            remedy = f"use {field}" if field else "leave it out: browsers that know it are safer without"
            yield RuleError(f"custom_headers has {name}, which is set elsewhere", remedy)
        if seen.setdefault(name.lower(), name) != name:
            yield RuleError(f"custom_headers has both {seen[name.lower()]} and {name}, which are one", "remove one")
    for name in headers.removed_headers:
        if name.lower() in seen:
            yield RuleError(f"{name} is both in custom_headers and in removed_headers", "remove it from one")
    sent = headers.sent_custom_headers
    if len(sent) > _CUSTOM_HEADERS:
        reason = (
            f"custom_headers make {len(sent)} with those that are set already, and CloudFront has {_CUSTOM_HEADERS}"
        )
        yield RuleError(reason, "remove some, or a policy such as permissions_policy")
    if sum(len(name) + len(value) for name, value in sent.items() if isinstance(value, str)) > _CUSTOM_LENGTH:
        yield RuleError(
            f"custom_headers have more than the {_CUSTOM_LENGTH} characters that CloudFront sends", "shorten them"
        )
