"""The alarms on CPU that start scaling."""

from collections.abc import Mapping
from typing import Literal

import pulumi
import pulumi_aws as aws

from strongroom.compute._agent import GROUP_DIMENSION
from strongroom.compute._scaling_options import CpuAlarmOptions
from strongroom.compute._scope import ServiceScope

Side = Literal["high", "low"]
"""Whether an alarm is for CPU that is too high, or too low."""


def make_cpu_alarms(
    scope: ServiceScope,
    group: aws.autoscaling.Group,
    options: CpuAlarmOptions,
    thresholds: Mapping[Side, float],
    policies: Mapping[Side, aws.autoscaling.Policy],
) -> dict[str, pulumi.Output[str]]:
    """Make the alarm on high CPU and the one on low CPU.

    Args:
        scope: The web service.
        group: The group whose instances are averaged.
        options: How long CPU must be high or low, and who is told.
        thresholds: From where on it is high, and up to where it is low, in percent.
        policies: What each alarm starts.

    Returns:
        Their ARNs, `cpu-high` and `cpu-low`.
    """
    sides: list[Side] = ["high", "low"]
    return {f"cpu-{side}": _alarm(scope, group, options, side, thresholds[side], policies[side]).arn for side in sides}


def _alarm(
    scope: ServiceScope,
    group: aws.autoscaling.Group,
    options: CpuAlarmOptions,
    side: Side,
    threshold: float,
    policy: aws.autoscaling.Policy,
) -> aws.cloudwatch.MetricAlarm:
    role, high = f"cpu-{side}", side == "high"
    return aws.cloudwatch.MetricAlarm(
        scope.child(role),
        name=scope.physical_name(role, max_length=255),
        alarm_description=f"Average CPU of {scope.physical_name()} is {side}: scale {'up' if high else 'down'}",
        namespace="AWS/EC2",
        metric_name="CPUUtilization",
        dimensions={GROUP_DIMENSION: group.name},
        statistic="Average",
        period=options.period_seconds,
        comparison_operator="GreaterThanOrEqualToThreshold" if high else "LessThanOrEqualToThreshold",
        threshold=threshold,
        evaluation_periods=options.high_evaluation_periods if high else options.low_evaluation_periods,
        # What nobody measured is neither high nor low: it must not scale.
        treat_missing_data="notBreaching",
        alarm_actions=[policy.arn, *options.topic_arns],
        tags=scope.tags(role),
        opts=scope.opts(),
    )
