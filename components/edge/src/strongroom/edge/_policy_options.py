"""The options of what CloudFront caches by, and what it tells an origin."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from strongroom.core import Model, RuleError, UniqueItems
from strongroom.edge._types import KeyName

_YEAR_SECONDS = 31_536_000


class AllExcept(Model):
    """All of them but some."""

    names: Annotated[list[KeyName], Field(min_length=1), UniqueItems]
    """Names of those that are left out."""


Selection: TypeAlias = Literal["none", "all"] | Annotated[list[KeyName], Field(min_length=1), UniqueItems] | AllExcept
"""Which of several: `none`, `all`, those in a list of names, or all but those of an `AllExcept`."""


class CachePolicy(Model):
    """What tells one cached response from another, and how long each is kept.

    What is in the cache's key is sent to the origin as well; the less there is, the more requests the cache answers.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html
    """

    min_ttl_seconds: Annotated[int, Field(ge=0)] = 1
    """Seconds that a response is kept at least, whatever the origin says. Default: 1."""

    default_ttl_seconds: Annotated[int, Field(ge=0)] = 86_400
    """Seconds that a response is kept of which the origin says nothing. Default: a day."""

    max_ttl_seconds: Annotated[int, Field(ge=0)] = _YEAR_SECONDS
    """Seconds that a response is kept at most; 0 caches nothing. Default: a year."""

    headers: Annotated[list[KeyName], UniqueItems] = []
    """Headers in the key, such as `Authorization` or `Accept-Language`. Default: none."""

    cookies: Selection = "none"
    """Cookies in the key. Default: none."""

    query_strings: Selection = "none"
    """Parameters of the query string in the key. Default: none."""

    gzip: bool = True
    """Whether responses compressed with gzip are kept, each for those who can read it. Default: they are."""

    brotli: bool = True
    """Whether responses compressed with Brotli are kept, each for those who can read it. Default: they are."""

    @property
    def forwards_host(self) -> bool:
        """Whether the origin is sent the host that the viewer asked for, as it is in the key."""
        return "host" in {name.lower() for name in self.headers}

    @model_validator(mode="after")
    def _in_order(self) -> "CachePolicy":
        if not self.min_ttl_seconds <= self.default_ttl_seconds <= self.max_ttl_seconds:
            reason = "min_ttl_seconds, default_ttl_seconds and max_ttl_seconds must be in ascending order"
            remedy = "to cache nothing set all three to 0, or use the policy CachingDisabled"
            raise RuleError(reason, remedy)
        return self

    @model_validator(mode="after")
    def _keys_are_for_a_cache(self) -> "CachePolicy":
        selects = self.headers or self.cookies != "none" or self.query_strings != "none" or self.gzip or self.brotli
        if self.max_ttl_seconds == 0 and selects:
            reason = "a policy that caches nothing has no headers, cookies, query strings, gzip or brotli in its key"
            raise RuleError(reason, "set them in an origin request policy, gzip and brotli to false")
        return self


class OriginRequestPolicy(Model):
    """What the origin is told of a viewer's request, besides what is in the cache's key.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html
    """

    headers: Selection
    """Headers that are sent: `none`, `all`, those in a list, or all but those of an `AllExcept`."""

    cloudfront_headers: Annotated[list[KeyName], UniqueItems] = []
    """Headers that CloudFront adds to all of the viewer's, such as `CloudFront-Viewer-Country`. Default: none."""

    cookies: Selection = "all"
    """Cookies that are sent. Default: all."""

    query_strings: Selection = "all"
    """Parameters of the query string that are sent. Default: all."""

    @model_validator(mode="after")
    def _headers_fit(self) -> "OriginRequestPolicy":
        if self.cloudfront_headers and self.headers != "all":
            reason = "cloudfront_headers are added to all of the viewer's headers"
            raise RuleError(reason, "name them in headers, or set headers to all")
        if foreign := [name for name in self.cloudfront_headers if not name.lower().startswith("cloudfront-")]:
            raise RuleError(f"{foreign[0]} is no header that CloudFront adds", "leave it to headers")
        named = self.headers if isinstance(self.headers, list) else []
        if {"authorization"} & {name.lower() for name in named}:
            reason = "an origin request policy can't name Authorization"
            raise RuleError(reason, "name it in a cache policy, or set headers to all")
        return self

    @property
    def forwards_host(self) -> bool:
        """Whether the origin is sent the host that the viewer asked for."""
        if isinstance(self.headers, AllExcept):
            return "host" not in {name.lower() for name in self.headers.names}
        return self.headers == "all" or "host" in {name.lower() for name in self.headers}
