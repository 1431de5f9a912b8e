"""Origins of a CloudFront distribution: components publish them, and `Site` accepts them."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from strongroom.core._errors import RuleError
from strongroom.core._ids import DomainName, pattern
from strongroom.core._inputs import Input, Model
from strongroom.core._types import Port

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-custom-headers
_HEADERS_LENGTH = 10_240
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
_CLOUDFRONTS_OWN = frozenset(
    {
        *("cache-control", "connection", "content-length", "cookie", "host", "if-match", "if-modified-since"),
        *("if-none-match", "if-range", "if-unmodified-since", "max-forwards", "pragma", "proxy-authenticate"),
        *("proxy-authorization", "proxy-connection", "range", "request-range", "te", "trailer", "transfer-encoding"),
        *("upgrade", "via", "x-real-ip"),
    }
)


def _bucket_domain_name(value: str) -> str:
    if ".s3-website" in value:
        reason = "must be a bucket's own domain name, not that of its website, which has no HTTPS"
        raise RuleError(reason, "use its regional domain name, and a function for index documents", value)
    if re.fullmatch(r"[a-z0-9.-]+\.s3\.amazonaws\.com", value):
        reason = "must be the bucket's regional domain name: the global one redirects until DNS knows the bucket"
        raise RuleError(reason, "use BUCKET.s3.REGION.amazonaws.com, its bucket_regional_domain_name", value)
    return value


def _origin_header_name(value: str) -> str:
    if value.lower() in _CLOUDFRONTS_OWN or value.lower().startswith(("x-amz-", "x-edge-")):
        raise RuleError("must be a header other than those that CloudFront sets itself", "rename it", value)
    return value


def _origin_header_value(value: str) -> str:
    if not 1 <= len(value) <= 1783 or not value.isascii() or not value.isprintable():
        # Without the value, which may be a secret.
        raise RuleError("must be 1 to 1,783 printable characters of ASCII", "shorten or encode it")
    return value


BucketDomainName: TypeAlias = Annotated[
    str,
    AfterValidator(_bucket_domain_name),
    pattern(
        r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\.s3\.[a-z]{2}(-[a-z]+)+-\d+\.amazonaws\.com(\.cn)?",
        "the regional domain name of a bucket",
        "portal-site-dev.s3.eu-central-1.amazonaws.com",
    ),
]
"""The domain name of a bucket in its region: `BUCKET.s3.REGION.amazonaws.com`."""

LoadBalancerArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer/(app|net)/[A-Za-z0-9-]{1,32}/[0-9a-f]+",
        "the ARN of an application or network load balancer",
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/portal/50dc6c495c0c9188",
    ),
]
"""The ARN of an application or network load balancer."""

OriginFolder: TypeAlias = Annotated[
    str,
    pattern(
        r"(?=.{1,255}$)(/[A-Za-z0-9_.~!$&'()*+,;=:@%-]+)+",
        "a folder that begins with / and doesn't end with it, of at most 255 characters",
        "/site",
    ),
]
"""A folder of an origin, such as `/site`: CloudFront puts it before the path that viewers ask for."""

OriginHeaderName: TypeAlias = Annotated[
    str,
    pattern(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}", "the name of a header", "x-origin-verify"),
    AfterValidator(_origin_header_name),
]
"""The name of a header that CloudFront adds: up to 256 characters, none of those that it sets itself.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
"""

OriginHeaderValue: TypeAlias = Annotated[str, AfterValidator(_origin_header_value)]
"""The value of a header that CloudFront adds: up to 1,783 printable characters of ASCII."""

OriginShieldRegion: TypeAlias = Literal[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "me-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-2",
]
"""A region that CloudFront offers for Origin Shield: take the one next to the origin.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html
"""


class OriginOptions(Model):
    """What every origin has.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html
    """

    path: OriginFolder | None = None
    """Folder of the origin that the site is in, such as `/site`. Default: the origin as a whole."""

    headers: Annotated[Mapping[OriginHeaderName, Input[OriginHeaderValue]], Field(repr=False)] = {}
    """Headers that CloudFront adds to each request, by their names; the values are secrets. Default: none."""

    connection_attempts: Annotated[int, Field(ge=1, le=3)] = 3
    """How often CloudFront tries to connect, 1 to 3. Default: 3."""

    connection_timeout_seconds: Annotated[int, Field(ge=1, le=10)] = 10
    """Seconds that each try to connect may take, 1 to 10. Default: 10."""

    response_completion_timeout_seconds: Annotated[int, Field(ge=1)] | None = None
    """Seconds that a whole response may take, at least as many as to wait for its beginning. Default: no limit."""

    origin_shield: OriginShieldRegion | None = None
    """Region of one more cache, which all others ask: the one next to the origin. Default: none, as it costs extra.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html
    """

    @model_validator(mode="after")
    def _headers_fit(self) -> "OriginOptions":
        if len({name.lower() for name in self.headers}) < len(self.headers):
            raise RuleError("headers has names that differ only in case, which are one", "remove one of them")
        # What is known later is left to AWS.
        known = sum(len(name) + (len(value) if isinstance(value, str) else 0) for name, value in self.headers.items())
        if known > _HEADERS_LENGTH:
            raise RuleError(f"headers has more than {_HEADERS_LENGTH:,} characters, names and values", "shorten them")
        return self


class S3Origin(OriginOptions):
    """A private bucket, which CloudFront reads with signed requests (origin access control, CloudFront.13).

    Its policy, and that of its key, must let CloudFront read before the site is there, by the account's distributions:
    so does `strongroom.data.Bucket` with the grant `CloudFrontOrigin()`, and `EncryptionKey` with the service
    `cloudfront`. For the exact ARN, name `distribution_arn` in both in a second deployment.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """

    type: Literal["bucket"] = "bucket"
    """What kind of origin it is."""

    bucket_regional_domain_name: Input[BucketDomainName]
    """Domain name of the bucket in its region: `BUCKET.s3.REGION.amazonaws.com`."""


class CustomOriginOptions(OriginOptions):
    """What every origin has that is a server."""

    domain_name: Input[DomainName]
    """The host that CloudFront asks for: a name that the origin's certificate is for, or viewers get 502.

    Where it is sent the viewer's host, as by the policy `AllViewer`, a certificate for that does as well.
    """

    read_timeout_seconds: Annotated[int, Field(ge=1, le=120)] = 30
    """Seconds to wait for the beginning of a response, and between its packets, 1 to 120. Default: 30."""

    keepalive_timeout_seconds: Annotated[int, Field(ge=1, le=120)] = 5
    """Seconds that an idle connection is kept, 1 to 120, fewer than the origin keeps it. Default: 5."""

    @property
    def by_https(self) -> bool:
        """Whether it is asked over HTTPS."""
        return True

    @model_validator(mode="after")
    def _completes_after_it_begins(self) -> "CustomOriginOptions":
        completion = self.response_completion_timeout_seconds
        if completion is not None and completion < self.read_timeout_seconds:
            reason = f"response_completion_timeout_seconds must be at least the {self.read_timeout_seconds} seconds of"
            raise RuleError(f"{reason} read_timeout_seconds", f"use {self.read_timeout_seconds} or more")
        return self


class VpcOrigin(CustomOriginOptions):
    """A private load balancer, which CloudFront reaches in its VPC (VPC origin): it has no public address at all.

    The VPC must have an internet gateway, through which nothing flows. The load balancer's security group must admit
    the prefix list of CloudFront, as that of `strongroom.compute.WebService` does. AWS takes it not in every
    availability zone, such as use1-az3, and no network load balancer that is dual-stack, has a TLS listener, or lacks a
    security group. It passes on neither gRPC nor WebSockets.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
    """

    type: Literal["load_balancer"] = "load_balancer"
    """What kind of origin it is."""

    load_balancer_arn: Input[LoadBalancerArn]
    """ARN of an existing load balancer; as an Output, one that resolves once the load balancer is active."""

    protocol: Literal["https", "http"] = "https"
    """What CloudFront speaks with it: HTTPS with TLS 1.2 (CloudFront.9, .10), or HTTP, if the site is ephemeral."""

    port: Port | None = None
    """Port that it listens to. Default: 443, or 80 for HTTP."""

    @property
    def by_https(self) -> bool:
        """Whether it is asked over HTTPS."""
        return self.protocol == "https"


class HttpOrigin(CustomOriginOptions):
    """A server that the internet reaches, such as a public load balancer: over HTTPS with TLS 1.2 only.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
    """

    type: Literal["public"] = "public"
    """What kind of origin it is."""

    headers: Mapping[OriginHeaderName, Input[OriginHeaderValue]] = Field(repr=False)
    """Headers that CloudFront adds to each request, by their names; the values are secrets.

    A load balancer needs one with a secret, without which it refuses what comes: its security group admits all of
    CloudFront, and so the distributions of others. `strongroom.compute.WebService` has it as `origin_header_name` and
    `origin_header_value`. For a server that is open to everyone, give none: `{}`.
    """

    port: Port = 443
    """Port that it listens to. Default: 443."""

    ip_address_type: Literal["ipv4", "ipv6", "dualstack"] | None = None
    """By which kind of address CloudFront reaches it. Default: CloudFront's own, which is IPv4."""
