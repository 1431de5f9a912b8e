"""What an alarm tells the topics that are its actions, if they and their keys let it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from moto.cloudwatch.models import Alarm, Dimension
from moto.kms.models import kms_backends
from moto.sns.models import Topic, sns_backends
from moto.utilities.arns import parse_arn

from ..permissions import lets

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
    for action in actions[alarm.state_value]:
        arn = parse_arn(action)
        topic = sns_backends[arn.account][arn.region].topics.get(action) if arn.service == "sns" else None
        if topic and _lets_publish(topic, alarm):
            subject = f'{alarm.state_value}: "{alarm.name}" in {alarm.region_name}'
            topic.publish(json.dumps(message(alarm, before)), subject=subject[:_LONGEST_SUBJECT])


def _lets_publish(topic: Topic, alarm: Alarm) -> bool:
    owner = parse_arn(alarm.alarm_arn).account
    context = {"aws:SourceArn": alarm.alarm_arn, "aws:SourceAccount": owner, "aws:SourceOwner": owner}
    published = lets(topic.policy, _CLOUDWATCH, "sns:Publish", topic.arn, context)
    return published and (not topic.kms_master_key_id or _lets_encrypt(topic, context))


def _lets_encrypt(topic: Topic, context: Mapping[str, str]) -> bool:
    """Tell whether a topic's key lets CloudWatch use it; the policy of AWS's own key for SNS never does.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    region = topic.sns_backend.region_name
    backend = kms_backends[topic.account_id][region]
    key = backend.keys.get(backend.any_id_to_key_id(topic.kms_master_key_id))
    if key is None or not key.enabled or key.key_manager == "AWS":
        return False
    context = {**context, "kms:EncryptionContext:aws:sns:topicArn": topic.arn}
    actions = ("kms:GenerateDataKey", "kms:Decrypt")
    return all(lets(key.policy, _CLOUDWATCH, action, key.arn, context) for action in actions)


def message(alarm: Alarm, before: str | None) -> dict[str, Any]:
    """Return what is published when an alarm has changed its state."""
    told: dict[str, Any] = {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": parse_arn(alarm.alarm_arn).account,
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
