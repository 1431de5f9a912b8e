"""The model of an alarm: what is watched, when it is wrong, and what to do then."""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from strongroom.core import Model, Problem
from strongroom.observability._metrics._expressions import Expression
from strongroom.observability._metrics._model import Measure, Metric, MetricMath
from strongroom.observability._metrics._types import Period

Comparison: TypeAlias = Literal[
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanThreshold",
    "GreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
]
"""How the value is compared: the first four with a threshold, the last three with an anomaly band."""

MissingData: TypeAlias = Literal["breaching", "ignore", "missing", "notBreaching"]
"""What a period without data means.

- `breaching`: as bad as a wrong value; for what must always be measured.
- `ignore`: the alarm stays as it is.
- `missing`: nobody knows; when it goes on, the alarm turns to `INSUFFICIENT_DATA`.
- `notBreaching`: as good as a right value; for what is measured only when it happens.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

Severity: TypeAlias = Literal["critical", "warning", "notice"]
"""How bad it is: `critical` for what users notice, `warning` for what they soon will, `notice` for what can wait."""

_BANDS = ("GreaterThanUpperThreshold", "LessThanLowerThreshold", "LessThanLowerOrGreaterThanUpperThreshold")
_MINUTE = 60
_HOUR, _DAY = 60 * _MINUTE, 24 * 60 * _MINUTE


class AnomalyBand(Model):
    """A band around what the metric's own past lets one expect, instead of a threshold.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
    """

    width: Annotated[float, Field(gt=0, le=100)] = 2
    """Half the width of the band in standard deviations; a wider one alarms less. Default: 2."""


class Alarm(Model):
    """An alarm of CloudWatch.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """

    measure: Measure
    """What is watched: a metric, or an expression over metrics."""

    comparison: Comparison = "GreaterThanThreshold"
    """How the value is compared with the threshold, or the band. Default: it is wrong when it is greater."""

    threshold: float | AnomalyBand
    """What it is compared with, in the metric's unit; or a band around what is to be expected."""

    period_seconds: Period = 300
    """Seconds that are summed up to one value. Default: 5 minutes. Metrics of AWS have a minute at least."""

    evaluation_periods: Annotated[int, Field(ge=1, le=10_080)] = 3
    """How many of the last periods are looked at. Default: 3.

    Altogether they may last a day; with periods of an hour or more, 7 days.
    """

    datapoints_to_alarm: Annotated[int, Field(ge=1)] | None = None
    """In how many of these the value must be wrong. Default: in all of them."""

    missing_data: MissingData = "missing"
    """What a period without data means. Default: nobody knows, and nothing is made up."""

    low_samples: Literal["evaluate", "ignore"] = "evaluate"
    """Whether a percentile of few data points is looked at, or the alarm stays as it is. Default: it is looked at."""

    description: Annotated[str, Field(min_length=20, max_length=1024)]
    """What is wrong, and what to do about it: the text that whoever is woken reads. 20 to 1,024 characters."""

    severity: Severity = "warning"
    """How bad it is; the tag `Severity`. Default: `warning`."""


def alarm_problems(alarm: Alarm) -> Iterator[Problem]:
    """Find what doesn't fit together in an alarm.

    Args:
        alarm: The alarm, each of its inputs right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    yield from _timing(alarm)
    if isinstance(alarm.measure, MetricMath):
        yield from _expression(Expression(alarm.measure.expression))
    yield from _band(alarm) if isinstance(alarm.threshold, AnomalyBand) else _threshold(alarm, alarm.threshold)


def _expression(expression: Expression) -> Iterator[Problem]:
    if "SEARCH" in expression.functions:
        yield Problem("measure", "must not use SEARCH, which alarms do not support", "name the metrics")
    elif "ANOMALY_DETECTION_BAND" in expression.functions:
        yield Problem("measure", "must not use ANOMALY_DETECTION_BAND", "set threshold to an AnomalyBand")
    elif expression.several:
        yield Problem("measure", "must be one time series", "aggregate several, for example SUM(METRICS())")


def _timing(alarm: Alarm) -> Iterator[Problem]:
    if (datapoints := alarm.datapoints_to_alarm or 1) > alarm.evaluation_periods:
        reason = f"{datapoints} of {alarm.evaluation_periods} periods can't be wrong"
        yield Problem("datapoints_to_alarm", reason, "lower it, or raise evaluation_periods")
    hourly = alarm.period_seconds >= _HOUR
    longest = 7 * _DAY if hourly else _DAY
    if alarm.evaluation_periods * alarm.period_seconds > longest:
        days = "7 days" if hourly else "a day, where a period is shorter than an hour"
        reason = f"{alarm.evaluation_periods} periods of {alarm.period_seconds} seconds are more than {days}"
        yield Problem("evaluation_periods", reason, f"use {longest // alarm.period_seconds} or fewer, or other periods")
    metrics = [alarm.measure] if isinstance(alarm.measure, Metric) else alarm.measure.metrics.values()
    if alarm.period_seconds < _MINUTE and any(metric.namespace.startswith("AWS/") for metric in metrics):
        yield Problem("period_seconds", "AWS measures once a minute at most", f"use {_MINUTE} or more")


def _band(alarm: Alarm) -> Iterator[Problem]:
    if alarm.comparison not in _BANDS:
        yield Problem("comparison", "a band has a lower and an upper end", f"use {', '.join(_BANDS)}")


def _threshold(alarm: Alarm, threshold: float) -> Iterator[Problem]:
    if alarm.comparison in _BANDS:
        reason = f"{alarm.comparison} is for an anomaly band, and threshold is a number"
        yield Problem("comparison", reason, "use GreaterThanThreshold or LessThanThreshold, or give an AnomalyBand")
        return
    unit = alarm.measure.unit if isinstance(alarm.measure, Metric) else None
    if unit == "Percent" and not 0 <= threshold <= 100:
        yield Problem("threshold", f"must be 0 to 100 percent, got {threshold:g}", "give a share of a hundred")
    elif unit not in (None, "None") and (threshold < 0 or (threshold == 0 and alarm.comparison == "LessThanThreshold")):
        reason = f"what is measured in {unit} is never less than 0, and this alarm would say nothing or everything"
        yield Problem("threshold", reason, "give a threshold above 0")
