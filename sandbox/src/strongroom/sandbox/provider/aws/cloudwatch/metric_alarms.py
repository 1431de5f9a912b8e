"""Alarms on metrics."""

from typing import Any, Final

from ...changes import filled
from ...resource import CHOSEN, PLAIN, AutoName, Property, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict, tag_list
from .common import ACTIONS, Alarm

_NAMES: Final = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "alarmDescription": "AlarmDescription",
    "comparisonOperator": "ComparisonOperator",
    "datapointsToAlarm": "DatapointsToAlarm",
    "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
    "evaluationPeriods": "EvaluationPeriods",
    "extendedStatistic": "ExtendedStatistic",
    "insufficientDataActions": "InsufficientDataActions",
    "metricName": "MetricName",
    "namespace": "Namespace",
    "okActions": "OKActions",
    "period": "Period",
    "statistic": "Statistic",
    "threshold": "Threshold",
    "thresholdMetricId": "ThresholdMetricId",
    "treatMissingData": "TreatMissingData",
    "unit": "Unit",
}
_QUERY: Final = {
    "accountId": "AccountId",
    "id": "Id",
    "expression": "Expression",
    "label": "Label",
    "period": "Period",
    "returnData": "ReturnData",
}
_STAT: Final = {"period": "Period", "stat": "Stat", "unit": "Unit"}
_METRIC: Final = {"metricName": "MetricName", "namespace": "Namespace"}
_IN_QUERY: Final = frozenset(
    {*_QUERY, "metric", "metric.dimensions", *(f"metric.{name}" for name in (*_STAT, *_METRIC))}
)


class MetricAlarm(Alarm):
    """An alarm on a metric, or on an expression of several. Its id is its name."""

    token = "aws:cloudwatch/metricAlarm:MetricAlarm"
    one_of = ("metricName", "metricQueries")
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=255)),
        **dict.fromkeys(_NAMES, PLAIN),
        **dict.fromkeys(ACTIONS, Property(form="set")),
        "actionsEnabled": Property(default=True),
        "evaluateLowSampleCountPercentiles": CHOSEN,
        "treatMissingData": Property(default="missing"),
        "dimensions": PLAIN,
        "metricQueries": Property(form="set", nested=_IN_QUERY, inner={"returnData": False}),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the alarm."""
        self._put(aws, props, Tags=tag_list(tags))
        return props["name"]

    @staticmethod
    def _put(aws: Session, props: Props, **more: Any) -> None:
        asked: dict[str, Any] = {theirs: props[ours] for ours, theirs in _NAMES.items() if ours in props}
        if dimensions := props.get("dimensions"):
            asked["Dimensions"] = tag_list(dimensions, "Name")
        if queries := props.get("metricQueries"):
            asked["Metrics"] = [_asked_query(query) for query in filled(queries, {"returnData": False})]
        aws.client("cloudwatch").put_metric_alarm(AlarmName=props["name"], **asked, **more)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the alarm."""
        cloudwatch = aws.client("cloudwatch")
        found = only(cloudwatch.describe_alarms(AlarmNames=[id])["MetricAlarms"])
        return {
            "arn": found["AlarmArn"],
            "name": id,
            **{ours: found.get(theirs) for ours, theirs in _NAMES.items()},
            "alarmDescription": found.get("AlarmDescription") or None,
            "dimensions": tag_dict(found.get("Dimensions"), "Name") or None,
            "metricQueries": [_told_query(query) for query in found.get("Metrics", [])],
            "tags": tag_dict(cloudwatch.list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the alarm."""
        self._put(aws, props)


def _asked_query(query: Props) -> dict[str, Any]:
    asked = {theirs: query[ours] for ours, theirs in _QUERY.items() if ours in query}
    if metric := query.get("metric"):
        named = {theirs: metric[ours] for ours, theirs in _METRIC.items() if ours in metric}
        named["Dimensions"] = tag_list(metric.get("dimensions") or {}, "Name")
        asked["MetricStat"] = {
            "Metric": named,
            **{theirs: metric[ours] for ours, theirs in _STAT.items() if ours in metric},
        }
    return asked


def _told_query(query: dict[str, Any]) -> Props:
    told: Props = {ours: query[theirs] for ours, theirs in _QUERY.items() if theirs in query}
    if stat := query.get("MetricStat"):
        metric: Props = {ours: stat[theirs] for ours, theirs in _STAT.items() if theirs in stat}
        metric |= {ours: stat["Metric"][theirs] for ours, theirs in _METRIC.items() if theirs in stat["Metric"]}
        if dimensions := tag_dict(stat["Metric"].get("Dimensions"), "Name"):
            metric["dimensions"] = dimensions
        told["metric"] = metric
    return told
