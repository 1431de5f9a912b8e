"""Named types of web services: values that Elastic Load Balancing, ACM and Route 53 constrain."""

import re
from ipaddress import ip_network
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import IpCidrBlock, RuleError, pattern

_WIDEST_CLIENT = {4: 8, 6: 16}
_RESERVED_COOKIES = ("AWSALB", "AWSALBAPP", "AWSALBTG")
_ORIGIN_SECRET = re.compile(r"[A-Za-z0-9_-]{16,128}")
_CODES = re.compile(r"[0-9]{1,3}([,-][0-9]{1,3})*")


def _narrow(value: str) -> str:
    network = ip_network(value)
    widest = _WIDEST_CLIENT[network.version]
    if network.prefixlen < widest:
        reason = f"must be a /{widest} or narrower: a wider IPv{network.version} network is most of the internet"
        raise RuleError(reason, "use narrower networks, or anyone=True for a public load balancer", value)
    return value


def is_ipv6(network: object) -> bool:
    """Return whether a network is known to be an IPv6 network; an Output is not known yet.

    Args:
        network: The network in CIDR notation.
    """
    return isinstance(network, str) and ":" in network


def _status_codes(value: str) -> str:
    if not _CODES.fullmatch(value):
        raise RuleError("must be status codes", "write them like 200, 200-299 or 200,204", value)
    return value


def _origin_secret(value: str) -> str:
    if not _ORIGIN_SECRET.fullmatch(value):
        # Without the value, which is a secret.
        raise RuleError("must be 16 to 128 letters of English, digits, _ and -", "leave it out to have one generated")
    return value


def _slow_start(value: int) -> int:
    if value != 0 and not 30 <= value <= 900:
        raise RuleError("must be 0 for none, or 30 to 900 seconds", f"use {30 if value < 30 else 900}, or 0", value)
    return value


def _cookie_name(value: str) -> str:
    if value.upper().startswith(_RESERVED_COOKIES):
        raise RuleError("must not begin with AWSALB, which the load balancer keeps for its own", "rename it", value)
    return value


def _header_name(value: str) -> str:
    if value.lower() == "host":
        raise RuleError("must be a header other than Host, which has a condition of its own", "use hosts", value)
    return value


ClientCidrBlock: TypeAlias = Annotated[IpCidrBlock, AfterValidator(_narrow)]
"""A network of clients: an IPv4 /8 or narrower, or an IPv6 /16 or narrower."""

CookieName: TypeAlias = Annotated[
    str,
    pattern(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}", "the name of a cookie", "SESSION"),
    AfterValidator(_cookie_name),
]
"""The name of an application's cookie; not one of the load balancer's own, which begin with `AWSALB`."""

HeaderName: TypeAlias = Annotated[
    str,
    pattern(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}", "the name of a header, of at most 40 characters", "x-api-version"),
    AfterValidator(_header_name),
]
"""The name of a header that a rule looks at: 1 to 40 characters, not `Host`."""

HostPattern: TypeAlias = Annotated[
    str,
    pattern(
        r"(?=.{1,128}$)[A-Za-z0-9.*?-]+\.[A-Za-z*?]+",
        "a host name of at most 128 characters, * and ? for any",
        "api.example.com",
    ),
]
"""A host name to compare with, in any case: `*` stands for any characters, `?` for one; up to 128 characters."""

HttpMethod: TypeAlias = Annotated[str, pattern(r"[A-Z_-]{1,40}", "an HTTP method in upper case", "POST")]
"""A method of HTTP, in upper case."""

MatchedText: TypeAlias = Annotated[
    str, pattern(r"[ -~]{1,128}", "1 to 128 printable characters of ASCII, * and ? for any", "v2*")
]
"""A text to compare with: `*` stands for any characters, `?` for one; up to 128 characters."""

OriginSecret: TypeAlias = Annotated[str, AfterValidator(_origin_secret)]
"""A secret that a header carries: 16 to 128 letters of English, digits, `_` and `-`."""

PathPattern: TypeAlias = Annotated[
    str,
    pattern(
        r"""(?=.{1,128}$)[/*][A-Za-z0-9_.$/~"'@:+&*?-]*""",
        "a path that begins with / of at most 128 characters, * and ? for any",
        "/api/*",
    ),
]
"""A path to compare with: `*` stands for any characters, `?` for one; up to 128 characters."""

RulePriority: TypeAlias = Annotated[int, Field(ge=1, le=49_999)]
"""The priority of a rule, 1 to 49,999: the lowest comes first. The last that AWS has, 50,000, is kept free."""

SlowStartSeconds: TypeAlias = Annotated[int, AfterValidator(_slow_start)]
"""Seconds over which a new target gets its full share of requests: 0 for none, or 30 to 900."""

SslPolicy: TypeAlias = Literal[
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
]
"""The protocols and ciphers that a listener accepts: one of those that ELB.17 recommends.

All have TLS 1.3; `1-2` has TLS 1.2 with forward secrecy as well, `PQ` key exchange that withstands quantum computers,
`FIPS` modules that are validated for that.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
"""

StatusCodes: TypeAlias = Annotated[str, AfterValidator(_status_codes)]
"""Status codes that mean healthy: one, several (`200,204`) or a range (`200-299`)."""

WebAclArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:wafv2:[a-z0-9-]+:\d{12}:regional/webacl/[\w-]+/[a-f0-9-]+",
        "the ARN of a regional web ACL",
        "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/portal/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
]
"""The ARN of a web ACL of AWS WAF, of the scope `REGIONAL`."""
