"""Named types of sites: values that CloudFront constrains."""

import base64
import binascii
import re
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import RuleError, shaped
from strongroom.edge._countries import COUNTRY_CODES
from strongroom.edge._function_source import check_function_source
from strongroom.edge._public_key import is_cloudfront_key

_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+?)\s+-----END PUBLIC KEY-----")
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


def _country_code(value: str) -> str:
    if value not in COUNTRY_CODES:
        remedy = "use GB" if value == "UK" else "use codes such as DE, FR or GB"
        raise RuleError("must be a country's code of two upper-case letters (ISO 3166-1 alpha-2)", remedy, value)
    return value


def _public_key(value: str) -> str:
    found = _PEM.fullmatch(value.strip())
    try:
        decoded = base64.b64decode("".join(found[1].split()), validate=True) if found else b""
    except binascii.Error:
        decoded = b""
    if not decoded:
        what = "a private key" if "PRIVATE KEY" in value else "something else"
        remedy = "use what `openssl pkey -pubout` writes"
        raise RuleError(f"must be a public key in PEM (BEGIN PUBLIC KEY), and is {what}", remedy)
    if not is_cloudfront_key(decoded):
        reason = "must be the public key of an RSA key of 2,048 bits or an ECDSA key on P-256"
        raise RuleError(reason, "generate one with `openssl genrsa 2048`")
    # Without the line's end AWS gives back another text than it was given.
    return f"{value.strip()}\n"


BucketDomainName: TypeAlias = Annotated[
    str,
    AfterValidator(_bucket_domain_name),
    shaped(
        r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\.s3\.[a-z]{2}(-[a-z]+)+-\d+\.amazonaws\.com(\.cn)?",
        "the regional domain name of a bucket",
        "portal-site-dev.s3.eu-central-1.amazonaws.com",
    ),
]
"""The domain name of a bucket in its region: `BUCKET.s3.REGION.amazonaws.com`."""

CountryCode: TypeAlias = Annotated[str, AfterValidator(_country_code), Field(examples=["DE"])]
"""A country's code of two upper-case letters, as ISO 3166-1 alpha-2 has it."""

FileExtension: TypeAlias = Annotated[
    str, shaped(r"[a-z0-9]{1,16}", "a file extension in lower case without the dot", "html")
]
"""A file extension without the dot: 1 to 16 lower-case letters and digits."""

FunctionSource: TypeAlias = Annotated[str, AfterValidator(check_function_source)]
"""JavaScript that defines the global function `handler(event)`, up to 10,240 bytes."""

KeyName: TypeAlias = Annotated[
    str, shaped(r"[!#$%&'*+.^_`|~A-Za-z0-9\[\]-]{1,256}", "the name of a header, cookie or parameter", "lang")
]
"""The name of a header, of a cookie, or of a parameter of the query string."""

KeyValueStoreArn: TypeAlias = Annotated[
    str,
    shaped(
        r"arn:aws[a-z-]*:cloudfront::\d{12}:key-value-store/[a-f0-9-]{36}",
        "the ARN of a CloudFront KeyValueStore",
        "arn:aws:cloudfront::123456789012:key-value-store/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
]
"""The ARN of a CloudFront KeyValueStore."""

LoadBalancerArn: TypeAlias = Annotated[
    str,
    shaped(
        r"arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer/(app|net)/[A-Za-z0-9-]{1,32}/[0-9a-f]+",
        "the ARN of an application or network load balancer",
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/portal/50dc6c495c0c9188",
    ),
]
"""The ARN of an application or network load balancer."""

OriginFolder: TypeAlias = Annotated[
    str,
    shaped(
        r"(?=.{1,255}$)(/[A-Za-z0-9_.~!$&'()*+,;=:@%-]+)+",
        "a folder that begins with / and doesn't end with it, of at most 255 characters",
        "/site",
    ),
]
"""A folder of an origin, such as `/site`: CloudFront puts it before the path that viewers ask for."""

OriginHeaderName: TypeAlias = Annotated[
    str,
    shaped(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}", "the name of a header", "x-origin-verify"),
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

PathPattern: TypeAlias = Annotated[
    str,
    shaped(
        r"""(?=.{1,255}$)[/*][A-Za-z0-9_.*$/~"'@:+&?-]*""",
        "a path that begins with / of at most 255 characters, * and ? for any",
        "/api/*",
    ),
]
"""The paths that a behaviour is for, in their own case: `*` stands for any characters, `?` for one.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
"""

PublicKeyPem: TypeAlias = Annotated[str, AfterValidator(_public_key)]
"""A public key in PEM: RSA with 2,048 bits or ECDSA on P-256, as CloudFront knows them."""

RootObject: TypeAlias = Annotated[
    str,
    shaped(
        r"(?=.{1,255}$)[A-Za-z0-9_.*$~\"'@:+-]+(/[A-Za-z0-9_.*$~\"'@:+-]+)*",
        "the name of an object, without a slash before it",
        "index.html",
    ),
]
"""The name of an object, such as `index.html`, without a slash before it."""

WebPath: TypeAlias = Annotated[
    str,
    shaped(r"(?=.{1,255}$)(/[A-Za-z0-9_.$~\"'@:+-]+)+", "the path of a document, with a slash before it", "/404.html"),
]
"""The path of a document, such as `/errors/404.html`."""
