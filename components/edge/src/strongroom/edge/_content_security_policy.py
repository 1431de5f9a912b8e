"""The content security policy: where a page may load from, and who may frame it."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from strongroom.core import HttpsUrl, Model, RuleError, UniqueItems
from strongroom.edge._header_types import LABEL, PORT

REPORTING_GROUP = "csp"
"""The name by which the policy knows where violations are reported to."""

_KEYWORDS = (
    *("none", "self", "strict-dynamic", "report-sample", "wasm-unsafe-eval"),
    *("unsafe-inline", "unsafe-eval", "unsafe-hashes"),
)
_HOST = rf"(\*\.)?{LABEL}(\.{LABEL})*"
_SOURCE = re.compile(
    rf"\*|(https|wss|data|blob|mediastream|filesystem):|((https|wss)://)?({_HOST}|\*)(:({PORT}|\*))?(/[!-+\--:<-~]*)?"
)
_HASH = re.compile(r"'(?:sha256-[A-Za-z0-9+/_-]{43}=?|sha384-[A-Za-z0-9+/_-]{64}|sha512-[A-Za-z0-9+/_-]{86}(==)?)'")
_NONCE = re.compile(r"'?nonce-")
_PLAIN_HTTP = re.compile(r"(http|ws):")
_UNSAFE = ("'unsafe-inline'", "'unsafe-eval'")


def _in_header(value: str) -> str:
    if re.search('[",;]', value):
        raise RuleError(
            'must not contain ", comma or semicolon, which end the URL within the header', "use their percent-encoding"
        )
    return value


def _source(value: str) -> str:
    if _HASH.fullmatch(value) or value in {f"'{word}'" for word in _KEYWORDS}:
        return value
    if value in _KEYWORDS:
        raise RuleError("must have a keyword in single quotes", f"write it \"'{value}'\"", value, f"'{value}'")
    if _NONCE.match(value):
        reason = "must be no nonce, which has to differ in each response, and this header is always the same"
        raise RuleError(reason, "use the hash of the script or style, 'sha256-…'", value)
    if _PLAIN_HTTP.match(value):
        raise RuleError("must not be loaded without encryption", "use https: or wss:", value)
    if not _SOURCE.fullmatch(value):
        remedy = "use for example 'self' with its quotes, https://cdn.example.com or 'sha256-…'"
        raise RuleError("must be a source of a content security policy", remedy, value)
    return value


def _alone(sources: Sequence[str]) -> Sequence[str]:
    if "'none'" in sources and len(sources) > 1:
        raise RuleError("must have 'none' alone", "remove 'none', or all others")
    return sources


Source: TypeAlias = Annotated[str, AfterValidator(_source)]
"""A source of a content security policy: a keyword in single quotes, a host, a scheme, or the hash of what is inline.

https://www.w3.org/TR/CSP3/#framework-directive-source-list
"""

SourcesOrDefault: TypeAlias = Annotated[list[Source], UniqueItems, AfterValidator(_alone)]
"""Where one kind of content may come from; an empty list for what `default_src` says."""

Sources: TypeAlias = Annotated[SourcesOrDefault, Field(min_length=1)]
"""Where something may come from or go to, of which `default_src` says nothing: at least one source."""


ReportUrl: TypeAlias = Annotated[HttpsUrl, AfterValidator(_in_header)]
"""A full URL with `https` that can be part of a response header."""


class ContentSecurityPolicy(Model):
    """Where a page may load from and send to, and who may frame it; whatever is not named is refused.

    The default fits an application whose files and API are of the site itself. Sources are written as browsers have
    them, keywords in single quotes: `["'self'", "https://cdn.example.com"]`.

    https://cheatsheetseries.owasp.org/cheatsheets/Content_Security_Policy_Cheat_Sheet.html
    """

    default_src: Sources = ["'none'"]
    """What has no list of its own. Default: nothing."""

    script_src: SourcesOrDefault = ["'self'"]
    """Scripts. Default: the site's own.

    What would let anyone's scripts run is refused, unless `unsafe_scripts` is true: a wildcard, a scheme alone,
    `'unsafe-inline'` and `'unsafe-eval'`.
    """

    style_src: SourcesOrDefault = ["'self'"]
    """Style sheets. Default: the site's own."""

    img_src: SourcesOrDefault = ["'self'", "data:"]
    """Images. Default: the site's own, and small ones that bundlers write into a page."""

    font_src: SourcesOrDefault = ["'self'"]
    """Fonts. Default: the site's own."""

    connect_src: SourcesOrDefault = ["'self'"]
    """What scripts may ask and send to. Default: the site's own API."""

    media_src: SourcesOrDefault = ["'self'"]
    """Sound and video. Default: the site's own."""

    manifest_src: SourcesOrDefault = ["'self'"]
    """Manifests of applications. Default: the site's own."""

    worker_src: SourcesOrDefault = ["'self'"]
    """Workers. Default: the site's own."""

    frame_src: SourcesOrDefault = ["'none'"]
    """Pages in frames. Default: none."""

    object_src: SourcesOrDefault = ["'none'"]
    """Plugins; never from anywhere. Default: none."""

    base_uri: Sources = ["'self'"]
    """What relative addresses may be based on; never anything. Default: the site."""

    form_action: Sources = ["'self'"]
    """Where forms may be sent to. Default: the site."""

    frame_ancestors: Sources = ["'none'"]
    """Which pages may have this one in a frame. Default: none, so that nobody lays something over it."""

    upgrade_insecure_requests: bool = True
    """Whether browsers ask by HTTPS for what a page names by HTTP. Default: they do."""

    report_url: ReportUrl | None = None
    """URL that browsers report violations to. Default: none."""

    unsafe_scripts: bool = False
    """Whether `script_src` may have what lets anyone's scripts run, such as `'unsafe-inline'`. Default: no."""

    @model_validator(mode="after")
    def _keeps_others_out(self) -> "ContentSecurityPolicy":
        scripts = [] if self.unsafe_scripts else [*_open_to_all("script_src", self.script_src or self.default_src)]
        objects = _open_to_all("object_src", self.object_src or self.default_src)
        others = [*objects, *_open_to_all("base_uri", self.base_uri)]
        if scripts or others:
            remedy = "name hosts in full, or hashes of what is inline"
            raise RuleError("; ".join([*scripts, *others]), remedy if others else f"{remedy}, or set unsafe_scripts")
        return self

    @property
    def header(self) -> str:
        """The value of the header."""
        return "; ".join(self._directives())

    def _directives(self) -> Iterator[str]:
        for name in type(self).model_fields:
            if name.endswith(("_src", "_uri", "_action", "_ancestors")) and (sources := getattr(self, name)):
                yield " ".join([name.replace("_", "-"), *sources])
        if self.upgrade_insecure_requests:
            yield "upgrade-insecure-requests"
        if self.report_url is not None:
            # Firefox knows the first only, Chrome prefers the second.
            yield f"report-uri {self.report_url}"
            yield f"report-to {REPORTING_GROUP}"


def _open_to_all(directive: str, sources: Sequence[str]) -> Iterator[str]:
    for source in sources:
        if source in _UNSAFE:
            yield f"{directive} has {source}, by which anyone's scripts run"
        elif source.endswith(":") or "*" in _host(source):
            yield f"{directive} has {source}, which lets in whoever has a place there"


def _host(source: str) -> str:
    """The host of a source, in which `*` stands for any; in its port and path it does no harm."""
    return source.rpartition("//")[2].partition("/")[0].partition(":")[0]
