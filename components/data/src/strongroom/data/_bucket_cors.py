"""CORS rules of a bucket."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import Model, RuleError, UniqueItems, pattern


def _one_wildcard(value: str) -> str:
    if value.count("*") > 1:
        raise RuleError("must have at most one *", "split it into two entries", value)
    return value


CorsOrigin: TypeAlias = Annotated[
    str,
    pattern(
        r"\*|null|[a-z*][a-z0-9+.*-]*://[^\s/?#@A-Z]+",
        "an origin in lower case: scheme, host and optional port, without a path or trailing slash",
        "https://www.example.com",
    ),
    AfterValidator(_one_wildcard),
    Field(max_length=2048),
]
"""An origin, such as `https://www.example.com` or `https://*.example.com`; `*` stands for every origin.

S3 compares it with the `Origin` header that a browser sends.
"""

CorsHeader: TypeAlias = Annotated[
    str,
    pattern(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", "the name of an HTTP header", "x-amz-*"),
    AfterValidator(_one_wildcard),
    Field(max_length=256),
]
"""The name of an HTTP header; one `*` stands for any characters."""

ExposedHeader: TypeAlias = Annotated[
    str,
    pattern(r"[A-Za-z0-9!#$%&'+.^_`|~-]+", "the name of an HTTP header without *", "ETag"),
    Field(max_length=256),
]
"""The name of an HTTP header, without wildcards."""


class BucketCorsRule(Model):
    """A rule that lets web pages of other origins read or write objects of the bucket.

    S3 applies one rule to a request, the first that matches its origin, method and headers. The AWS provider keeps the
    rules as a set without an order, so let no two rules match the same request.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
    """

    allowed_origins: Annotated[list[CorsOrigin], Field(min_length=1), UniqueItems]
    """Origins whose pages may send requests, each with at most one `*`, such as `https://*.example.com`."""

    allowed_methods: Annotated[
        list[Literal["GET", "PUT", "POST", "DELETE", "HEAD"]], Field(min_length=1, max_length=5), UniqueItems
    ]
    """HTTP methods that the pages may use. S3 answers preflight requests (`OPTIONS`) for these itself."""

    allowed_headers: Annotated[list[CorsHeader], UniqueItems] = []
    """Request headers that a preflight request may ask for, each with at most one `*`. Default: none."""

    expose_headers: Annotated[list[ExposedHeader], UniqueItems] = []
    """Response headers that scripts may read, such as `ETag`. Default: only those that browsers always allow."""

    max_age_seconds: Annotated[int, Field(ge=0, le=2_147_483_647)] | None = None
    """Seconds that a browser may cache the answer to a preflight request. Default: the browser's own."""

    id: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    """Identifier of the rule, 1 to 255 characters. Default: none."""


CorsRules: TypeAlias = Annotated[list[BucketCorsRule], Field(max_length=100)]
"""CORS rules of a bucket, at most 100."""
