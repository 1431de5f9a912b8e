"""Named types of response headers."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import RuleError, pattern

PORT = r"(?:6553[0-5]|655[0-2]\d|65[0-4]\d{2}|6[0-4]\d{3}|[1-5]\d{4}|[1-9]\d{0,3})"
"""Pattern of a port, 1 to 65535."""

LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
"""Pattern of a label of a domain name, in lower case."""

_CHARACTER = r"[A-Za-z0-9!#$%&'*+.^_`|~-]"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
_KEPT = frozenset(
    {
        *("connection", "content-encoding", "content-length", "expect", "host", "keep-alive", "proxy-authenticate"),
        *("proxy-authorization", "proxy-connection", "trailer", "transfer-encoding", "upgrade", "via", "warning"),
        *("x-accel-buffering", "x-accel-charset", "x-accel-limit-rate", "x-accel-redirect", "x-amzn-auth"),
        *("x-amzn-cf-billing", "x-amzn-cf-id", "x-amzn-cf-xff", "x-amzn-errortype", "x-amzn-fle-profile"),
        *("x-amzn-header-count", "x-amzn-header-order", "x-amzn-lambda-integration-tag", "x-amzn-requestid"),
        *("x-cache", "x-forwarded-proto", "x-real-ip"),
    }
)
_KEPT_BEGINNINGS = ("x-amz-cf-", "x-edge-")


def _not_of_cloudfront(value: str) -> str:
    if value.lower() in _KEPT or value.lower().startswith(_KEPT_BEGINNINGS):
        raise RuleError("must be a header that is not CloudFront's own business", "leave it out", value)
    return value


HttpsOrigin: TypeAlias = Annotated[
    str,
    pattern(
        rf"https://(\*\.)?(?=[^:]{{1,253}}(:|$)){LABEL}(\.{LABEL})+(:{PORT})?",
        "the origin of a page, with https, a port up to 65535 if any, and without a path",
        "https://app.example.com",
    ),
]
"""The origin of pages, such as `https://app.example.com`, or of all below it, such as `https://*.example.com`."""

ResponseHeaderName: TypeAlias = Annotated[
    str,
    pattern(rf"{_CHARACTER}{{1,256}}", "the name of a header, of at most 256 characters", "X-Robots-Tag"),
    AfterValidator(_not_of_cloudfront),
]
"""The name of a response header that a policy may set or remove: 1 to 256 characters."""

ResponseHeaderValue: TypeAlias = Annotated[
    str,
    pattern(r"[!-~]([ -~\t]*[!-~])?", "printable characters of ASCII, without spaces at either end", "noindex"),
    Field(max_length=1783),
]
"""The value of a response header: 1 to 1,783 printable characters of ASCII.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-custom-headers
"""
