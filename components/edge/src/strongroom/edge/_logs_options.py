"""The options of a site's access logs."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import BucketName, LogPrefix, Model, RuleError, UniqueItems, pattern


def _without_dots(value: str) -> str:
    if "." in value:
        raise RuleError(
            "must have no dots, as CloudWatch Logs delivers to no such bucket", "give another bucket", value
        )
    return value


LogBucketName: TypeAlias = Annotated[BucketName, AfterValidator(_without_dots)]
"""The name of an S3 bucket that CloudWatch Logs can deliver to: one without dots."""

LogField: TypeAlias = Literal[
    "asn",
    "c-country",
    "c-ip",
    "c-port",
    "cache-behavior-path-pattern",
    "cs(Host)",
    "cs(Referer)",
    "cs(User-Agent)",
    "cs-bytes",
    "cs-method",
    "cs-protocol",
    "cs-protocol-version",
    "cs-uri-query",
    "cs-uri-stem",
    "date",
    "fle-encrypted-fields",
    "fle-status",
    "origin-fbl",
    "origin-lbl",
    "sc-bytes",
    "sc-content-len",
    "sc-content-type",
    "sc-range-end",
    "sc-range-start",
    "sc-status",
    "ssl-cipher",
    "ssl-protocol",
    "time",
    "time-taken",
    "time-to-first-byte",
    "timestamp(ms)",
    "x-edge-detailed-result-type",
    "x-edge-location",
    "x-edge-request-id",
    "x-edge-response-result-type",
    "x-edge-result-type",
    "x-forwarded-for",
    "x-host-header",
]
"""A field of an access log: all that standard logging v2 has, but for cookies.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
"""

_STEP = r"([A-Za-z0-9!_.'()-]|\{(DistributionId|distributionid|yyyy|MM|dd|HH)\})+"

LogPath: TypeAlias = Annotated[
    str,
    pattern(
        rf"(?=.{{1,200}}$){_STEP}(/{_STEP})*",
        "a path of folders, in which {distributionid}, {yyyy}, {MM}, {dd} and {HH} stand for what they say",
        "{distributionid}/{yyyy}/{MM}/{dd}",
    ),
]
"""Folders of log files, in which `{distributionid}`, `{yyyy}`, `{MM}`, `{dd}` and `{HH}` stand for what they say."""


class Logs(Model):
    """How each request is logged to the log bucket (CloudFront.5), by standard logging v2.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
    """

    prefix: LogPrefix = "log-delivery"
    """The folder of the bucket that its policy lets CloudWatch Logs deliver to.

    Default: `log-delivery`, which is where a `LogBucket` of strongroom.data takes them. Files are below it, in
    `AWSLogs/ACCOUNT/CloudFront`.
    """

    path: LogPath = "{distributionid}/{yyyy}/{MM}/{dd}/{HH}"
    """Folders below that. Default: by distribution, day and hour."""

    hive_compatible: bool = True
    """Whether the folders are named as Athena and Hive find them, such as `year=2026`. Default: they are."""

    output_format: Literal["json", "parquet", "w3c", "plain", "raw"] = "json"
    """The format of the files; `parquet` costs extra. Default: JSON."""

    fields: Annotated[list[LogField], Field(min_length=1), UniqueItems] = [
        "date",
        "time",
        "x-edge-location",
        "x-edge-request-id",
        "x-edge-result-type",
        "x-edge-response-result-type",
        "x-edge-detailed-result-type",
        "c-ip",
        "c-port",
        "c-country",
        "asn",
        "x-forwarded-for",
        "cs-method",
        "cs-protocol",
        "cs-protocol-version",
        "ssl-protocol",
        "ssl-cipher",
        "cs(Host)",
        "x-host-header",
        "cs-uri-stem",
        "cs-uri-query",
        "cs(Referer)",
        "cs(User-Agent)",
        "cs-bytes",
        "cache-behavior-path-pattern",
        "sc-status",
        "sc-bytes",
        "sc-content-type",
        "sc-content-len",
        "time-taken",
        "time-to-first-byte",
        "origin-fbl",
        "origin-lbl",
    ]
    """What is logged of each request. Default: who asked what, how and when, and what they got; no cookies."""
