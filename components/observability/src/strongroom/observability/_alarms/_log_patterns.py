"""Patterns in the events of a log group, each an alarm on how often it was found."""

from collections.abc import Mapping
from typing import Annotated

import pulumi
import pulumi_aws as aws
from pydantic import Field

from strongroom.core import ComponentContext, Input, Model
from strongroom.observability._alarms._filter_patterns import FilterPattern
from strongroom.observability._alarms._model import Alarm, MissingData, Severity
from strongroom.observability._alarms._types import Count
from strongroom.observability._metrics._model import Metric
from strongroom.observability._metrics._types import Period


class LogPattern(Model):
    """Something in the events of a log group, and the alarm on how often it was found."""

    pattern: Input[FilterPattern]
    """What is looked for, as a filter pattern: `ERROR`, or `{ $.level = "error" }` where events are JSON."""

    threshold: Count = 1
    """How often in a period is too often. Default: once."""

    period_seconds: Period = 300
    """Seconds in which it is counted. Default: 5 minutes."""

    evaluation_periods: Annotated[int, Field(ge=1, le=10_080)] = 1
    """How many of the last periods are looked at. Default: the last one."""

    datapoints_to_alarm: Annotated[int, Field(ge=1)] | None = None
    """In how many of these it must be found too often. Default: in all of them."""

    missing_data: MissingData = "notBreaching"
    """What a period without events means. Default: that nothing was found.

    `breaching` is for a log that must never be silent.
    """

    description: Annotated[str, Field(min_length=20, max_length=1024)]
    """What is wrong, and what to do about it: the text that whoever is woken reads. 20 to 1,024 characters."""

    severity: Severity = "warning"
    """How bad it is. Default: `warning`."""

    def alarm(self, namespace: str, name: str) -> Alarm:
        """Return the alarm on a metric that counts what was found.

        Args:
            namespace: The metric's namespace.
            name: What it is called.
        """
        return Alarm(
            measure=Metric(namespace=namespace, name=name, statistic="Sum"),
            comparison="GreaterThanOrEqualToThreshold",
            threshold=self.threshold,
            period_seconds=self.period_seconds,
            evaluation_periods=self.evaluation_periods,
            datapoints_to_alarm=self.datapoints_to_alarm,
            missing_data=self.missing_data,
            description=self.description,
            severity=self.severity,
        )


def make_metric_filters(
    scope: ComponentContext,
    log_group_name: "pulumi.Input[str]",
    patterns: Mapping[str, LogPattern],
    namespace: str,
) -> dict[str, Metric]:
    """Make the filters that count what is found in a log group.

    Args:
        scope: The component that they belong to.
        log_group_name: Name of the log group.
        patterns: What is looked for, by what it is called.
        namespace: The namespace of the metrics.

    Returns:
        The metrics, by what they are called.
    """
    metrics = {
        name: Metric(namespace=namespace, name=scope.physical_name(name, max_length=255), statistic="Sum")
        for name in patterns
    }
    for name, pattern in patterns.items():
        aws.cloudwatch.LogMetricFilter(
            scope.child(name),
            name=metrics[name].name,
            log_group_name=log_group_name,
            pattern=pattern.pattern,
            metric_transformation={
                "namespace": namespace,
                "name": metrics[name].name,
                "value": "1",
                # Whenever anything is logged, there is data: an alarm turns to OK as soon as the pattern is gone.
                "default_value": "0",
            },
            opts=scope.opts(),
        )
    return metrics
