"""Groups: their whole configuration kept, sizes that fit, metrics with their granularity, and traffic sources."""

from typing import Any

from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult

from ..request import attributes, parameter, replace
from .launches import end, forget_targets

_create: Any = AutoScalingResponse.create_auto_scaling_group
_update: Any = AutoScalingResponse.update_auto_scaling_group
_delete: Any = AutoScalingBackend.delete_auto_scaling_group
_KEPT = {
    "availability_zone_distribution": "AvailabilityZoneDistribution",
    "capacity_rebalance": "CapacityRebalance",
    "capacity_reservation_specification": "CapacityReservationSpecification",
    "context": "Context",
    "default_cooldown": "DefaultCooldown",
    "default_instance_warmup": "DefaultInstanceWarmup",
    "desired_capacity_type": "DesiredCapacityType",
    "health_check_grace_period": "HealthCheckGracePeriod",
    "instance_maintenance_policy": "InstanceMaintenancePolicy",
    "max_instance_lifetime": "MaxInstanceLifetime",
    "placement_group": "PlacementGroup",
    "service_linked_role_arn": "ServiceLinkedRoleARN",
    "termination_policies": "TerminationPolicies",
}
_OFF: tuple[tuple[str, Any], ...] = (
    ("default_instance_warmup", -1),
    ("max_instance_lifetime", 0),
    ("instance_maintenance_policy", {"MinHealthyPercentage": -1, "MaxHealthyPercentage": -1}),
)
_KINDS_OF_TARGETS = ("elbv2", "")


def group_named(response: AutoScalingResponse, name: str | None = None) -> Any:
    """Return the group that a request names.

    Raises:
        ValidationError: There is none: what AWS answers.
    """
    name = name or parameter(response, "AutoScalingGroupName")
    group = response.autoscaling_backend.autoscaling_groups.get(str(name))
    if group is None:
        raise ValidationError(f"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found")
    return group


def _check_sizes(low: int | None, desired: int | None, high: int | None) -> None:
    if low is not None and high is not None and low > high:
        raise ValidationError("Max bound must be greater than or equal to min bound")
    if desired is not None and low is not None and desired < low:
        raise ValidationError(f"Desired capacity:{desired} must be above or equal to minimum size:{low}")
    if desired is not None and high is not None and desired > high:
        raise ValidationError(f"Desired capacity:{desired} must be below or equal to maximum size:{high}")


def _keep(response: AutoScalingResponse, group: Any) -> None:
    for ours, theirs in _KEPT.items():
        if (value := parameter(response, theirs)) is not None:
            attributes(group)[ours] = value
    for ours, off in _OFF:
        if attributes(group).get(ours) == off:
            del attributes(group)[ours]


def create_auto_scaling_group(self: AutoScalingResponse) -> EmptyResult:
    """Make a group.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
    """
    name = parameter(self, "AutoScalingGroupName")
    if name in self.autoscaling_backend.autoscaling_groups:
        raise ValidationError(f"AutoScalingGroup by this name already exists - {name}")
    _check_sizes(*(parameter(self, size) for size in ("MinSize", "DesiredCapacity", "MaxSize")))
    answer = _create(self)
    _keep(self, group_named(self))
    _add_sources(self, parameter(self, "TrafficSources", []))
    return answer


def update_auto_scaling_group(self: AutoScalingResponse) -> EmptyResult:
    """Change a group; what it launches stays as it is unless the request names it.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
    """
    group = group_named(self)
    low, high = parameter(self, "MinSize", group.min_size), parameter(self, "MaxSize", group.max_size)
    _check_sizes(low, parameter(self, "DesiredCapacity"), high)
    policy = group.mixed_instances_policy
    answer = _update(self)
    if not any(parameter(self, name) for name in ("LaunchTemplate", "MixedInstancesPolicy", "LaunchConfigurationName")):
        group.mixed_instances_policy = policy
    _keep(self, group)
    return answer


def _launch_template(self: Any) -> dict[str, Any] | None:
    """Return the template of a group that launches one kind of instance."""
    if self.ec2_launch_template is None or self.mixed_instances_policy:
        return None
    version = {"Version": self.provided_launch_template_version} if self.provided_launch_template_version else {}
    template = self.ec2_launch_template
    return {"LaunchTemplateId": template.id, "LaunchTemplateName": template.name, **version}


def _delete_with_parts(self: Any, group_name: str) -> None:
    """Delete a group with all that belongs to it alone."""
    if group := self.autoscaling_groups.get(group_name):
        end(group, group.instance_states)  # those that are protected from scaling in too
    _delete(self, group_name)
    for parts in (self.policies, self.lifecycle_hooks, self.scheduled_actions):
        for key in [key for key, part in parts.items() if part.auto_scaling_group_name == group_name]:
            del parts[key]
    attributes(self).setdefault("notification_configurations", {}).pop(group_name, None)


# Metrics


def enable_metrics_collection(self: AutoScalingResponse) -> EmptyResult:
    """Collect metrics, besides those that are collected already.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_EnableMetricsCollection.html
    """
    group = group_named(self)
    group.metrics = sorted({*group.metrics, *parameter(self, "Metrics", [])})
    attributes(group)["granularity"] = parameter(self, "Granularity")
    return EmptyResult()


def disable_metrics_collection(self: AutoScalingResponse) -> EmptyResult:
    """Stop collecting metrics: those named, or all.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DisableMetricsCollection.html
    """
    group = group_named(self)
    group.metrics = sorted({*group.metrics} - {*parameter(self, "Metrics", group.metrics)})
    return EmptyResult()


def _enabled_metrics(self: Any) -> list[dict[str, str]]:
    granularity = attributes(self).get("granularity") or "1Minute"
    return [{"Metric": metric, "Granularity": granularity} for metric in self.metrics]


# Traffic sources


def _traffic_sources(self: Any) -> list[dict[str, str]]:
    """Return where a group's traffic comes from: its target groups are sources too."""
    targets = [{"Identifier": arn, "Type": "elbv2"} for arn in self.target_group_arns]
    return [*targets, *attributes(self).get("other_sources", [])]


def _add_sources(response: AutoScalingResponse, sources: list[dict[str, str]]) -> None:
    group, backend = group_named(response), response.autoscaling_backend
    for source in sources:
        if source.get("Type", "") in _KINDS_OF_TARGETS:
            backend.attach_load_balancer_target_groups(group.name, [source["Identifier"]])
        else:
            attributes(group).setdefault("other_sources", []).append(source)


def attach_traffic_sources(self: AutoScalingResponse) -> EmptyResult:
    """Attach sources.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachTrafficSources.html
    """
    _add_sources(self, parameter(self, "TrafficSources", []))
    return EmptyResult()


def detach_traffic_sources(self: AutoScalingResponse) -> EmptyResult:
    """Detach sources.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DetachTrafficSources.html
    """
    group = group_named(self)
    gone = [source["Identifier"] for source in parameter(self, "TrafficSources", [])]
    forget_targets(group, [state.instance_id for state in group.instance_states])
    group.target_group_arns = [arn for arn in group.target_group_arns if arn not in gone]
    others: list[dict[str, str]] = attributes(group).get("other_sources", [])
    attributes(group)["other_sources"] = [source for source in others if source["Identifier"] not in gone]
    self.autoscaling_backend.update_attached_target_groups(group.name)
    return EmptyResult()


def describe_traffic_sources(self: AutoScalingResponse) -> ActionResult:
    """List sources.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeTrafficSources.html
    """
    kind = parameter(self, "TrafficSourceType")
    sources = [{**source, "State": "InService"} for source in _traffic_sources(group_named(self))]
    return ActionResult({"TrafficSources": [source for source in sources if kind in (None, source["Type"])]})


def install() -> None:
    """Add the operations."""
    setattr(FakeAutoScalingGroup, "launch_template", property(_launch_template))  # noqa: B010 - its types are looser
    setattr(FakeAutoScalingGroup, "enabled_metrics", property(_enabled_metrics))  # noqa: B010 - its types are looser
    setattr(FakeAutoScalingGroup, "traffic_sources", property(_traffic_sources))  # noqa: B010 - moto has none
    setattr(AutoScalingBackend, "delete_auto_scaling_group", _delete_with_parts)  # noqa: B010 - its types are looser
    replace(
        AutoScalingResponse,
        create_auto_scaling_group,
        update_auto_scaling_group,
        enable_metrics_collection,
        disable_metrics_collection,
        attach_traffic_sources,
        detach_traffic_sources,
        describe_traffic_sources,
    )
