"""The policies by which instances are added and taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.compute._agent import GROUP_DIMENSION, MEMORY_METRIC, NAMESPACE
from strongroom.compute._alarms import Side, make_cpu_alarms
from strongroom.compute._instances_plan import InstancesPlan
from strongroom.compute._scaling_options import SimpleScalingOptions, StepScalingOptions, TargetTrackingOptions
from strongroom.compute._scaling_steps import Interval, downwards, upwards
from strongroom.compute._scope import ServiceScope

_ROLES: Mapping[Side, str] = {"high": "scale-up", "low": "scale-down"}


@dataclass(frozen=True)
class Scaled:
    """The policies that were made, with their alarms."""

    policy_arns: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, pulumi.Output[str]])
    """ARNs of the policies, by what they are for."""
    alarm_arns: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, pulumi.Output[str]])
    """ARNs of the alarms that start them, by what they watch; those of targets are AWS's own."""


def make_scaling(
    scope: ServiceScope,
    group: aws.autoscaling.Group,
    load_balancer: aws.lb.LoadBalancer,
    target_group: aws.lb.TargetGroup,
) -> Scaled:
    """Make the policies, and the alarms that start them.

    Args:
        scope: The web service.
        group: The group that they scale.
        load_balancer: Counts requests.
        target_group: Where the instances are registered.
    """
    scaling = InstancesPlan(scope.args).scaling
    if scaling is None:
        return Scaled()
    if scaling.cpu_steps is not None:
        return _steps(scope, group, scaling.cpu_steps)
    if scaling.cpu_simple is not None:
        return _simple(scope, group, scaling.cpu_simple)
    label = pulumi.Output.concat(load_balancer.arn_suffix, "/", target_group.arn_suffix)
    targets = [
        ("cpu-target", scaling.cpu_target, _predefined("ASGAverageCPUUtilization")),
        ("memory-target", scaling.memory_target, _memory(group)),
        ("requests-target", scaling.requests_target, _predefined("ALBRequestCountPerTarget", label)),
    ]
    return Scaled(
        {role: _track(scope, group, role, target, metric).arn for role, target, metric in targets if target is not None}
    )


def _predefined(metric: str, label: pulumi.Input[str] | None = None) -> dict[str, Any]:
    of_what = {} if label is None else {"resource_label": label}
    return {"predefined_metric_specification": {"predefined_metric_type": metric, **of_what}}


def _memory(group: aws.autoscaling.Group) -> dict[str, Any]:
    return {
        "customized_metric_specification": {
            "namespace": NAMESPACE,
            "metric_name": MEMORY_METRIC,
            "metric_dimensions": [{"name": GROUP_DIMENSION, "value": group.name}],
            "statistic": "Average",
        }
    }


def _track(
    scope: ServiceScope,
    group: aws.autoscaling.Group,
    role: str,
    target: TargetTrackingOptions,
    metric: dict[str, Any],
) -> aws.autoscaling.Policy:
    return aws.autoscaling.Policy(
        scope.child(role),
        name=scope.physical_name(role, max_length=255),
        autoscaling_group_name=group.name,
        policy_type="TargetTrackingScaling",
        estimated_instance_warmup=target.instance_warmup_seconds,
        target_tracking_configuration=aws.autoscaling.PolicyTargetTrackingConfigurationArgs(
            target_value=target.target_value, disable_scale_in=target.disable_scale_in, **metric
        ),
        opts=scope.opts(),
    )


def _steps(scope: ServiceScope, group: aws.autoscaling.Group, options: StepScalingOptions) -> Scaled:
    intervals: dict[Side, list[Interval]] = {"high": upwards(options.up), "low": downwards(options.down)}
    policies: dict[Side, aws.autoscaling.Policy] = {
        side: _policy(
            scope,
            group,
            side,
            policy_type="StepScaling",
            adjustment_type=options.adjustment_type,
            min_adjustment_magnitude=options.min_adjustment_magnitude,
            metric_aggregation_type="Average",
            estimated_instance_warmup=options.instance_warmup_seconds,
            step_adjustments=_adjustments(steps),
        )
        for side, steps in intervals.items()
    }
    thresholds: dict[Side, float] = {"high": options.up[0].cpu_percent, "low": options.down[0].cpu_percent}
    return _scaled(policies, make_cpu_alarms(scope, group, options, thresholds, policies))


def _simple(scope: ServiceScope, group: aws.autoscaling.Group, options: SimpleScalingOptions) -> Scaled:
    changes: dict[Side, int] = {"high": options.scale_up_by, "low": -options.scale_down_by}
    policies: dict[Side, aws.autoscaling.Policy] = {
        side: _policy(
            scope,
            group,
            side,
            policy_type="SimpleScaling",
            adjustment_type="ChangeInCapacity",
            scaling_adjustment=change,
            cooldown=options.cooldown_seconds,
        )
        for side, change in changes.items()
    }
    thresholds: dict[Side, float] = {"high": options.high_cpu_percent, "low": options.low_cpu_percent}
    return _scaled(policies, make_cpu_alarms(scope, group, options, thresholds, policies))


def _policy(scope: ServiceScope, group: aws.autoscaling.Group, side: Side, **settings: Any) -> aws.autoscaling.Policy:
    role = _ROLES[side]
    return aws.autoscaling.Policy(
        scope.child(role),
        name=scope.physical_name(role, max_length=255),
        autoscaling_group_name=group.name,
        opts=scope.opts(),
        **settings,
    )


def _adjustments(intervals: Sequence[Interval]) -> list[dict[str, Any]]:
    """Return intervals as the provider has them: bounds as text, none where there is no bound."""
    return [
        {
            "scaling_adjustment": interval.change,
            **({} if interval.lower is None else {"metric_interval_lower_bound": f"{interval.lower:g}"}),
            **({} if interval.upper is None else {"metric_interval_upper_bound": f"{interval.upper:g}"}),
        }
        for interval in intervals
    ]


def _scaled(policies: Mapping[Side, aws.autoscaling.Policy], alarms: Mapping[str, pulumi.Output[str]]) -> Scaled:
    return Scaled({_ROLES[side]: policy.arn for side, policy in policies.items()}, alarms)
