"""Named types of sites: values that CloudFront constrains."""

import base64
import binascii
import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import RuleError, pattern
from strongroom.edge._countries import COUNTRY_CODES
from strongroom.edge._function_source import check_function_source
from strongroom.edge._public_key import is_cloudfront_key

_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+?)\s+-----END PUBLIC KEY-----")


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


CountryCode: TypeAlias = Annotated[str, AfterValidator(_country_code), Field(examples=["DE"])]
"""A country's code of two upper-case letters, as ISO 3166-1 alpha-2 has it."""

FileExtension: TypeAlias = Annotated[
    str, pattern(r"[a-z0-9]{1,16}", "a file extension in lower case without the dot", "html")
]
"""A file extension without the dot: 1 to 16 lower-case letters and digits."""

FunctionSource: TypeAlias = Annotated[str, AfterValidator(check_function_source)]
"""JavaScript that defines the global function `handler(event)`, up to 10,240 bytes."""

KeyName: TypeAlias = Annotated[
    str, pattern(r"[!#$%&'*+.^_`|~A-Za-z0-9\[\]-]{1,256}", "the name of a header, cookie or parameter", "lang")
]
"""The name of a header, of a cookie, or of a parameter of the query string."""

KeyValueStoreArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:cloudfront::\d{12}:key-value-store/[a-f0-9-]{36}",
        "the ARN of a CloudFront KeyValueStore",
        "arn:aws:cloudfront::123456789012:key-value-store/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
]
"""The ARN of a CloudFront KeyValueStore."""

PathPattern: TypeAlias = Annotated[
    str,
    pattern(
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
    pattern(
        r"(?=.{1,255}$)[A-Za-z0-9_.*$~\"'@:+-]+(/[A-Za-z0-9_.*$~\"'@:+-]+)*",
        "the name of an object, without a slash before it",
        "index.html",
    ),
]
"""The name of an object, such as `index.html`, without a slash before it."""

WebPath: TypeAlias = Annotated[
    str,
    pattern(r"(?=.{1,255}$)(/[A-Za-z0-9_.$~\"'@:+-]+)+", "the path of a document, with a slash before it", "/404.html"),
]
"""The path of a document, such as `/errors/404.html`."""
