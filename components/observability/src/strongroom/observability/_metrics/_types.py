"""Named types of metrics."""

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import RuleError, pattern

_MINUTE = 60
_HIGH_RESOLUTIONS = (10, 20, 30)
_EXTENDED = re.compile(
    r"(p|tm|wm|tc|ts)(100|\d{1,2}(\.\d{1,10})?)|IQM|(TM|WM|TC|TS|PR)\((\d+(\.\d+)?%?)?:(\d+(\.\d+)?%?)?\)", re.ASCII
)
_PLAIN = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")


def is_plain(statistic: str) -> bool:
    """Tell whether a statistic is one of the five that every metric has.

    Args:
        statistic: The statistic.
    """
    return statistic in _PLAIN


def _statistic(value: str) -> str:
    if not is_plain(value) and not _EXTENDED.fullmatch(value):
        remedy = f"use {', '.join(_PLAIN)}, or a percentile such as p99"
        raise RuleError("must be a statistic of CloudWatch", remedy, value)
    return value


def _period(value: int) -> int:
    if value not in _HIGH_RESOLUTIONS and (value < _MINUTE or value % _MINUTE):
        nearest = max(_MINUTE, round(value / _MINUTE) * _MINUTE)
        raise RuleError("must be 10, 20, 30 or a multiple of 60 seconds", f"use {nearest}", value, nearest)
    return value


DimensionValue: TypeAlias = Annotated[
    str, pattern(r"[\x21-\x7e][\x20-\x7e]{0,1023}", "the value of a dimension: 1 to 1,024 characters", "portal-dev")
]
"""The value of a dimension of a metric: 1 to 1,024 characters of ASCII."""

DimensionName: TypeAlias = Annotated[
    str,
    pattern(
        r"(?!:)[\x21-\x7e][\x20-\x7e]{0,254}", "the name of a dimension: 1 to 255 characters", "AutoScalingGroupName"
    ),
]
"""The name of a dimension of a metric, such as `AutoScalingGroupName`."""

MetricId: TypeAlias = Annotated[
    str,
    pattern(r"[a-z][A-Za-z0-9_]{0,254}", "an id of a metric: letters, digits and _, a small letter first", "errors"),
]
"""What an expression calls a metric: letters, digits and `_`, beginning with a small letter."""

MetricName: TypeAlias = Annotated[
    str, pattern(r"[\x21-\x7e][\x20-\x7e]{0,254}", "the name of a metric: 1 to 255 characters", "CPUUtilization")
]
"""The name of a metric, such as `CPUUtilization`."""

Namespace: TypeAlias = Annotated[
    str, pattern(r"(?!:)[0-9A-Za-z.\-_/#: ]{1,255}", "the namespace of a metric", "AWS/ApplicationELB")
]
"""The namespace of a metric: AWS's, such as `AWS/EC2`, or one's own."""

Period: TypeAlias = Annotated[int, AfterValidator(_period), Field(examples=[300])]
"""Seconds that are summed up to one value: 10, 20, 30 or a multiple of 60.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

Statistic: TypeAlias = Annotated[str, AfterValidator(_statistic), Field(examples=["Average", "p99"])]
"""How the data points of a period become one value: `Average`, `Maximum`, `Minimum`, `SampleCount`, `Sum`, or an
extended one such as `p99` or `tm90`.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
"""

Unit: TypeAlias = Literal[
    "Bits",
    "Bits/Second",
    "Bytes",
    "Bytes/Second",
    "Count",
    "Count/Second",
    "Gigabits",
    "Gigabits/Second",
    "Gigabytes",
    "Gigabytes/Second",
    "Kilobits",
    "Kilobits/Second",
    "Kilobytes",
    "Kilobytes/Second",
    "Megabits",
    "Megabits/Second",
    "Megabytes",
    "Megabytes/Second",
    "Microseconds",
    "Milliseconds",
    "None",
    "Percent",
    "Seconds",
    "Terabits",
    "Terabits/Second",
    "Terabytes",
    "Terabytes/Second",
]
"""A unit of CloudWatch."""
