"""The alarms on what a trail logs."""

import pulumi
import pulumi_aws as aws

from strongroom.observability._alarms._making import Actions, make_alarm
from strongroom.observability._alarms._model import Alarm
from strongroom.observability._metrics._model import Metric
from strongroom.observability._trail._scope import TrailScope
from strongroom.observability._trail._watches import WATCHES, Watch


def make_trail_alarms(scope: TrailScope, log_group: aws.cloudwatch.LogGroup) -> dict[str, pulumi.Output[str]]:
    """Make a filter and an alarm for each of CIS 4.1 to 4.15 that is not disabled.

    Args:
        scope: The audit trail.
        log_group: The log group that it writes to.

    Returns:
        ARNs of the alarms, by name.
    """
    actions = Actions(alarm=scope.args.topic_arns, ok=scope.args.topic_arns)
    arns: dict[str, pulumi.Output[str]] = {}
    for name, watch in WATCHES.items():
        if name not in scope.args.disabled_alarms:
            _filter(scope, name, watch, log_group)
            arns[name] = make_alarm(scope, name, trail_alarm(metric_namespace(scope), watch), actions).arn
    return arns


def metric_namespace(scope: TrailScope) -> str:
    """Return the namespace of the metrics: one for each trail, or two would count into one metric.

    Args:
        scope: The audit trail.
    """
    return f"AuditTrail/{scope.name}"


def trail_alarm(namespace: str, watch: Watch) -> Alarm:
    """Return the alarm that the benchmark asks for: once in five minutes is enough.

    Args:
        namespace: Namespace of the metric.
        watch: What is looked for.
    """
    return Alarm(
        measure=Metric(namespace=namespace, name=watch.metric, statistic="Sum"),
        comparison="GreaterThanOrEqualToThreshold",
        threshold=1,
        period_seconds=300,
        evaluation_periods=1,
        # What nobody logged has not happened.
        missing_data="notBreaching",
        description=f"CIS {watch.cis}. {watch.advice}",
        severity=watch.severity,
    )


def _filter(scope: TrailScope, name: str, watch: Watch, log_group: aws.cloudwatch.LogGroup) -> None:
    aws.cloudwatch.LogMetricFilter(
        scope.child(name),
        name=scope.physical_name(name, max_length=512),
        log_group_name=log_group.name,
        pattern=watch.pattern,
        metric_transformation={
            "namespace": metric_namespace(scope),
            "name": watch.metric,
            "value": "1",
        },
        opts=scope.opts(),
    )
