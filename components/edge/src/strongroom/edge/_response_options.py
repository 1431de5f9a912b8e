"""The options of errors, and of who is served."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from strongroom.core import Model, RuleError, UniqueItems
from strongroom.edge._types import CountryCode, WebPath

ErrorCode: TypeAlias = Literal[400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
"""A status whose response CloudFront can replace."""


class ErrorResponse(Model):
    """What viewers get instead of an origin's error.

    It holds for the whole site. For a single-page app use the function `SinglePageApp`: a page for 403 and 404 would
    replace those of an API as well.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html
    """

    error_code: ErrorCode
    """The status that the origin answers with."""

    response_page_path: WebPath | None = None
    """Path of the page that viewers get, with `response_code`. Default: what the origin answers."""

    response_code: Literal[200, 400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504] | None = None
    """The status that viewers get, with `response_page_path`. Default: the origin's."""

    error_caching_min_ttl_seconds: Annotated[int, Field(ge=0, le=31_536_000)] = 10
    """Seconds that the error is kept, up to a year. Default: 10."""

    allow_masking_origin_errors: bool = False
    """Whether the page replaces what servers behind the site answer as well. Default: that is refused."""

    @model_validator(mode="after")
    def _page_and_code(self) -> "ErrorResponse":
        if (self.response_page_path is None) != (self.response_code is None):
            reason = "response_page_path and response_code belong together"
            raise RuleError(reason, "give both, or none to set only how long the error is kept")
        return self


class GeoRestriction(Model):
    """The countries whose viewers are served, by their addresses; others get 403.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/georestrictions.html
    """

    allow: Annotated[list[CountryCode], UniqueItems] = []
    """Codes of the only countries that are served. This or `block` must be given."""

    block: Annotated[list[CountryCode], UniqueItems] = []
    """Codes of the countries that are not served. This or `allow` must be given."""

    @model_validator(mode="after")
    def _one_list(self) -> "GeoRestriction":
        if bool(self.allow) == bool(self.block):
            raise RuleError("either some countries are allowed or some are blocked", "give one of allow and block")
        return self
