"""Makes an alarm of CloudWatch of its model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.core import ComponentContext
from strongroom.observability._alarms._model import Alarm, AnomalyBand
from strongroom.observability._metrics._model import Metric, MetricMath
from strongroom.observability._metrics._types import is_plain

_RESULT, _BAND, _VALUE = "result", "band", "value"


@dataclass(frozen=True)
class Actions:
    """Who is told of an alarm: ARNs of topics."""

    alarm: "Sequence[pulumi.Input[str]]"
    """When something is wrong."""
    ok: "Sequence[pulumi.Input[str]]"
    """When it is right again."""
    insufficient_data: "Sequence[pulumi.Input[str]]" = ()
    """When nobody knows."""

    def settings(self) -> dict[str, Any]:
        """Return the settings of an alarm that tells them; an empty list is left out, as AWS does."""
        told = {
            "alarm_actions": [*self.alarm],
            "ok_actions": [*self.ok],
            "insufficient_data_actions": [*self.insufficient_data],
        }
        return {setting: arns for setting, arns in told.items() if arns}


def make_alarm(
    scope: ComponentContext, role: str, alarm: Alarm, actions: Actions, region: str | None = None
) -> aws.cloudwatch.MetricAlarm:
    """Make an alarm.

    Args:
        scope: The component that it belongs to.
        role: What it is called in it.
        alarm: The alarm.
        actions: Who is told.
        region: Where its metrics are; the provider's region when None.
    """
    return aws.cloudwatch.MetricAlarm(
        scope.child(role),
        name=(scope.global_name if region else scope.physical_name)(role, max_length=255),
        alarm_description=alarm.description,
        comparison_operator=alarm.comparison,
        evaluation_periods=alarm.evaluation_periods,
        # AWS takes a missing number for all of the periods; written out, a change to fewer and back is seen.
        datapoints_to_alarm=alarm.datapoints_to_alarm or alarm.evaluation_periods,
        treat_missing_data=alarm.missing_data,
        evaluate_low_sample_count_percentiles="ignore" if alarm.low_samples == "ignore" else None,
        tags={**scope.tags(role), "Severity": alarm.severity},
        region=region,
        opts=scope.opts(),
        **measured(alarm),
        **actions.settings(),
    )


def measured(alarm: Alarm) -> dict[str, Any]:
    """Return what an alarm watches as the provider has it: one metric, or queries.

    Args:
        alarm: The alarm.
    """
    if isinstance(alarm.threshold, AnomalyBand):
        queries = [*_queries(alarm.measure, alarm.period_seconds)]
        label = alarm.measure.label if isinstance(alarm.measure, MetricMath) else alarm.measure.name
        band_id = _unused_id(_BAND, alarm.measure)
        band = {
            "id": band_id,
            "expression": f"ANOMALY_DETECTION_BAND({queries[0]['id']}, {alarm.threshold.width:g})",
            "label": f"{label} (expected)",
            "return_data": True,
        }
        return {"metric_queries": [*queries, band], "threshold_metric_id": band_id}
    if isinstance(alarm.measure, MetricMath):
        return {"metric_queries": _queries(alarm.measure, alarm.period_seconds), "threshold": alarm.threshold}
    metric = alarm.measure
    return {
        "namespace": metric.namespace,
        "metric_name": metric.name,
        "dimensions": dict(metric.dimensions) or None,
        "statistic" if is_plain(metric.statistic) else "extended_statistic": metric.statistic,
        "period": alarm.period_seconds,
        "unit": metric.unit,
        "threshold": alarm.threshold,
    }


def _queries(measure: Metric | MetricMath, period: int) -> list[dict[str, Any]]:
    """Return the queries of a measure, the one that is compared first."""
    if isinstance(measure, Metric):
        return [_query(_VALUE, measure, period, compared=True)]
    id = _unused_id(_RESULT, measure)
    result = {"id": id, "expression": measure.expression, "label": measure.label, "return_data": True}
    return [result, *(_query(id, metric, period, compared=False) for id, metric in measure.metrics.items())]


def _unused_id(id: str, measure: Metric | MetricMath) -> str:
    """Return an id of a query that no metric of the measure has."""
    taken = measure.metrics if isinstance(measure, MetricMath) else ()
    while id in taken:
        id += "_"
    return id


def _query(id: str, metric: Metric, period: int, *, compared: bool) -> dict[str, Any]:
    asked = {
        "namespace": metric.namespace,
        "metric_name": metric.name,
        "dimensions": dict(metric.dimensions) or None,
        "stat": metric.statistic,
        "period": period,
        "unit": metric.unit,
    }
    return {
        "id": id,
        "metric": {name: value for name, value in asked.items() if value is not None},
        **({"return_data": True} if compared else {}),
    }
