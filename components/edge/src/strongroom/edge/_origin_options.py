"""Where a site's content comes from."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from strongroom.core import HttpOrigin, ItemName, Model, S3Origin, UniqueItems, VpcOrigin

FailoverStatusCode: TypeAlias = Literal[400, 403, 404, 416, 429, 500, 502, 503, 504]
"""A status at which CloudFront can turn to the second origin of a group."""


Origin: TypeAlias = Annotated[S3Origin | VpcOrigin | HttpOrigin, Field(discriminator="type")]
"""Where content comes from: a `S3Origin`, a `VpcOrigin` or a `HttpOrigin`."""


class OriginGroup(Model):
    """Two origins, of which the second stands in for the first (CloudFront.4).

    It is asked when the first can't be reached, or answers with one of the status codes. Only `GET`, `HEAD` and
    `OPTIONS` are allowed then.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
    """

    primary: ItemName
    """Name of the origin that is asked first."""

    secondary: ItemName
    """Name of the origin that stands in."""

    status_codes: Annotated[list[FailoverStatusCode], Field(min_length=1), UniqueItems] = [500, 502, 503, 504]
    """Statuses at which the second is asked. Default: 500, 502, 503 and 504.

    A bucket answers 403 for an object that is not there: add it if the second has what the first lacks.
    """
