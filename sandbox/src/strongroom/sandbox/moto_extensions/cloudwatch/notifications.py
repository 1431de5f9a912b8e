"""What an alarm tells the topics that are its actions, if they and their keys let it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from moto.cloudwatch.models import Alarm, Dimension

from ..arns import Arn
from ..deliveries import Sender, publish

_CLOUDWATCH: Final = "cloudwatch.amazonaws.com"
_LONGEST_SUBJECT: Final = 100


def notify(alarm: Alarm, before: str | None) -> None:
    """Tell the topics among the actions for an alarm's new state.

    As in AWS, a topic or key that does not let CloudWatch in loses the message, and nobody is told. Other actions than
    topics do nothing here.
    """
    actions: Mapping[str, list[str]] = {
        "ALARM": alarm.alarm_actions,
        "OK": alarm.ok_actions,
        "INSUFFICIENT_DATA": alarm.insufficient_data_actions,
    }
    if not alarm.actions_enabled:
        return
    subject = f'{alarm.state_value}: "{alarm.name}" in {alarm.region_name}'[:_LONGEST_SUBJECT]
    for action in actions[alarm.state_value]:
        if Arn.of(action).service == "sns":
            publish(action, json.dumps(message(alarm, before)), subject, Sender(_CLOUDWATCH, alarm.alarm_arn))


def message(alarm: Alarm, before: str | None) -> dict[str, Any]:
    """Return what is published when an alarm has changed its state."""
    told: dict[str, Any] = {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": Arn.of(alarm.alarm_arn).account,
        "AlarmConfigurationUpdatedTimestamp": _moment(alarm.configuration_updated_timestamp),
        "NewStateValue": alarm.state_value,
        "NewStateReason": alarm.state_reason,
        "StateChangeTime": _moment(alarm.state_updated_timestamp),
        "Region": alarm.region_name,
        "AlarmArn": alarm.alarm_arn,
        "OldStateValue": before,
        "OKActions": alarm.ok_actions,
        "AlarmActions": alarm.alarm_actions,
        "InsufficientDataActions": alarm.insufficient_data_actions,
    }
    if alarm.rule:
        triggering: list[dict[str, Any]] = json.loads(alarm.state_reason_data).get("triggeringAlarms", [])
        children = [
            {"Arn": child["arn"], "State": {name.title(): value for name, value in child["state"].items()}}
            for child in triggering
        ]
        return {**told, "AlarmRule": alarm.rule, "TriggeringChildren": children}
    return {**told, "Trigger": _trigger(alarm)}


def _trigger(alarm: Alarm) -> dict[str, Any]:
    common = {
        "Period": alarm.period,
        "EvaluationPeriods": alarm.evaluation_periods,
        "DatapointsToAlarm": alarm.datapoints_to_alarm,
        "ComparisonOperator": alarm.comparison_operator,
        "Threshold": alarm.threshold,
        "TreatMissingData": alarm.treat_missing_data or "missing",
        "EvaluateLowSampleCountPercentile": alarm.evaluate_low_sample_count_percentile or "",
    }
    if alarm.metric_data_queries:
        return {**common, "Metrics": [_query(query) for query in alarm.metric_data_queries]}
    kind = {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": alarm.extended_statistic}
    if alarm.statistic:
        kind = {"StatisticType": "Statistic", "Statistic": alarm.statistic.upper()}
    named = {"MetricName": alarm.metric_name, "Namespace": alarm.namespace, "Unit": alarm.unit}
    return {**named, **kind, "Dimensions": _dimensions(alarm.dimensions), **common}


def _query(query: Any) -> dict[str, Any]:
    told = {"Id": query.id, "Label": query.label, "ReturnData": query.return_data}
    if query.metric_stat is None:
        return {**told, "Expression": query.expression}
    metric = query.metric_stat.metric
    named = {"MetricName": metric.metric_name, "Namespace": metric.namespace}
    stat = {"Period": query.metric_stat.period, "Stat": query.metric_stat.stat}
    return {**told, "MetricStat": {"Metric": {**named, "Dimensions": _dimensions(metric.dimensions)}, **stat}}


def _dimensions(dimensions: list[Dimension]) -> list[dict[str, str | None]]:
    return [{"value": dimension.value, "name": dimension.name} for dimension in dimensions]


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"
