"""Alarms on metrics: a new one has no data yet, a changed one keeps its state, and AWS's rules of them hold."""

import re
from collections.abc import Iterator
from typing import Any, Final

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from ..request import attributes, parameter, replace

_put_metric_alarm: Any = CloudWatchBackend.put_metric_alarm
_answer_put: Any = CloudWatchResponse.put_metric_alarm
_STATE: Final = ("history", "state_reason", "state_reason_data", "state_value", "state_updated_timestamp")
_OF_ANOMALIES: Final = (
    "GreaterThanUpperThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
)
_SHORT_PERIODS: Final = (10, 20, 30)
_RANGE: Final = r"\((\d+(\.\d+)?%?)?:(\d+(\.\d+)?%?)?\)"
_EXTENDED: Final = re.compile(rf"(p|tm|tc|ts|wm)\d{{1,2}}(\.\d{{1,10}})?|p100|IQM|(PR|TC|TM|TS|WM){_RANGE}")


def _put_with_state(self: Any, *args: Any, name: str, **more: Any) -> Any:
    """Make or change an alarm.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """
    before = self.alarms.get(name)
    # moto knows no extended statistic but percentiles.
    alarm = _put_metric_alarm(self, *args, name=name, **{**more, "extended_statistic": None})
    alarm.extended_statistic = more.get("extended_statistic")
    if before is None:
        alarm.state_value = "INSUFFICIENT_DATA"
    else:
        for part in _STATE:
            setattr(alarm, part, getattr(before, part))
    return alarm


def put_metric_alarm(self: CloudWatchResponse) -> ActionResult:
    """Make or change an alarm that keeps to AWS's rules, and keep the accounts of its metrics.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """
    for problem in _problems(self):
        raise ValidationError(problem)
    answer: ActionResult = _answer_put(self)
    alarm = self.cloudwatch_backend.alarms[parameter(self, "AlarmName")]
    for query, asked in zip(alarm.metric_data_queries, parameter(self, "Metrics", []), strict=True):
        attributes(query)["account_id"] = asked.get("AccountId")
    return answer


def _problems(request: CloudWatchResponse) -> Iterator[str]:
    metrics: list[dict[str, Any]] = parameter(request, "Metrics", [])
    yield from _of_metrics(request, metrics) if metrics else _of_one_metric(request)
    band = parameter(request, "ThresholdMetricId")
    if (band is None) == (parameter(request, "Threshold") is None):
        yield "Exactly one of Threshold and ThresholdMetricId must be given"
    if (parameter(request, "ComparisonOperator") in _OF_ANOMALIES) != (band is not None):
        yield "ThresholdMetricId goes with the comparison operators of anomaly detection, and only with them"
    if int(parameter(request, "DatapointsToAlarm", 1)) > int(parameter(request, "EvaluationPeriods", 1)):
        yield "DatapointsToAlarm must be less than or equal to EvaluationPeriods"


def _of_one_metric(request: CloudWatchResponse) -> Iterator[str]:
    if not parameter(request, "MetricName"):
        yield "Either MetricName or Metrics must be given"
    extended = parameter(request, "ExtendedStatistic")
    if (extended is None) == (parameter(request, "Statistic") is None):
        yield "Exactly one of Statistic and ExtendedStatistic must be given"
    if extended is not None and not _EXTENDED.fullmatch(extended):
        yield f"The value {extended} for parameter ExtendedStatistic is not supported."
    period = int(parameter(request, "Period", 0))
    if period not in _SHORT_PERIODS and (period < 1 or period % 60):
        yield f"Period must be 10, 20, 30 or a multiple of 60, not {period}"


def _of_metrics(request: CloudWatchResponse, metrics: list[dict[str, Any]]) -> Iterator[str]:
    alone = ("Dimensions", "ExtendedStatistic", "MetricName", "Namespace", "Period", "Statistic", "Unit")
    for name in alone:
        if parameter(request, name):
            yield f"{name} must not be given along with Metrics"
    for metric in metrics:
        if ("Expression" in metric) == ("MetricStat" in metric):
            yield f"Metrics list must give either an Expression or a MetricStat for {metric['Id']}"
    band = parameter(request, "ThresholdMetricId")
    if band is not None and band not in [metric["Id"] for metric in metrics]:
        yield f"ThresholdMetricId {band} is not the Id of any of the Metrics"
    returned = [metric for metric in metrics if metric.get("ReturnData", True) and metric["Id"] != band]
    if len(returned) != 1:
        yield "Exactly one element of the metrics list should return data."


def install() -> None:
    """Put the operations in the place of moto's."""
    setattr(CloudWatchBackend, "put_metric_alarm", _put_with_state)  # noqa: B010 - its types are looser
    replace(CloudWatchResponse, put_metric_alarm)
