"""The Auto Scaling group, and what belongs to it: hooks and schedules."""

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.compute._capacity_options import CapacityOptions, LifecycleHookOptions
from strongroom.compute._instances_options import InstancesOptions
from strongroom.compute._instances_plan import InstancesPlan
from strongroom.compute._launch_template import LaunchTemplate
from strongroom.compute._scope import ServiceScope, vpc_trigger
from strongroom.core import vpc_name_part
from strongroom.core.aws import with_default_tags

_ROLE = "group"
_METRICS: list[pulumi.Input[Any]] = [
    *(f"Group{state}Instances" for state in ("InService", "Pending", "Standby", "Terminating", "Total")),
    *(f"Group{state}Capacity" for state in ("InService", "Pending", "Standby", "Terminating", "Total")),
    *("GroupMinSize", "GroupMaxSize", "GroupDesiredCapacity"),
    *(f"WarmPool{state}Capacity" for state in ("Desired", "Warmed", "Pending", "Terminating", "Total")),
    *("GroupAndWarmPoolDesiredCapacity", "GroupAndWarmPoolTotalCapacity"),
]
_ALL_PERCENT = 100
_DAY_SECONDS = 86_400
_UNCHANGED = -1


def make_auto_scaling_group(
    scope: ServiceScope,
    template: LaunchTemplate,
    target_group: aws.lb.TargetGroup,
    listeners: Sequence[pulumi.Resource],
) -> aws.autoscaling.Group:
    """Make the group, its hooks and its schedules.

    Args:
        scope: The web service.
        template: What instances are made of.
        target_group: Where they are registered.
        listeners: What leads to them; until then the load balancer checks nobody's health.
    """
    plan, capacity = InstancesPlan(scope.args), scope.args.capacity
    group = aws.autoscaling.Group(
        scope.child(_ROLE),
        # A group does not move to another VPC, and the replacement is created first, so it needs another name.
        name=pulumi.Output.from_input(scope.args.vpc_id).apply(
            lambda vpc_id: scope.physical_name(vpc_name_part(vpc_id), max_length=255)
        ),
        min_size=plan.min_size,
        max_size=plan.max_size,
        desired_capacity=plan.desired_capacity,
        vpc_zone_identifiers=scope.args.subnet_ids,
        availability_zone_distribution={"capacity_distribution_strategy": capacity.zone_distribution},
        mixed_instances_policy=_mixed(scope.args.instances, plan, template.template),
        capacity_rebalance=scope.args.instances.spot is not None,
        target_group_arns=[target_group.arn],
        health_check_type="ELB",
        health_check_grace_period=capacity.health_check_grace_period_seconds,
        default_instance_warmup=capacity.instance_warmup_seconds,
        instance_refresh=_refresh(capacity),
        instance_maintenance_policy={
            "min_healthy_percentage": capacity.instance_maintenance_policy.min_healthy_percentage,
            "max_healthy_percentage": capacity.instance_maintenance_policy.max_healthy_percentage,
        },
        warm_pool=_warm_pool(capacity),
        initial_lifecycle_hooks=[_initial(scope, name, hook) for name, hook in capacity.lifecycle_hooks.items()]
        or None,
        termination_policies=[*capacity.termination_policies],
        max_instance_lifetime=_seconds(capacity.max_instance_lifetime_days),
        enabled_metrics=_METRICS,
        tags=with_default_tags(scope.tags("instances"), scope.invoke_opts).apply(
            lambda tags: [_tag(key, value) for key, value in tags.items()]
        ),
        opts=scope.opts(
            depends_on=listeners,
            ignore_changes=["name", *_left_alone(capacity)],
            replacement_trigger=vpc_trigger(scope),
        ),
    )
    for name, hook in capacity.lifecycle_hooks.items():
        _make_hook(scope, group, name, hook)
    for name, schedule in capacity.schedules.items():
        aws.autoscaling.Schedule(
            scope.child(f"schedule-{name}"),
            scheduled_action_name=scope.physical_name(name, max_length=255),
            autoscaling_group_name=group.name,
            recurrence=schedule.recurrence,
            time_zone=schedule.time_zone,
            min_size=_or_unchanged(schedule.min_size),
            max_size=_or_unchanged(schedule.max_size),
            desired_capacity=_or_unchanged(schedule.desired_capacity),
            opts=scope.opts(),
        )
    return group


def _tag(key: str, value: str) -> aws.autoscaling.GroupTagArgs:
    return aws.autoscaling.GroupTagArgs(key=key, value=value, propagate_at_launch=True)


def _left_alone(capacity: CapacityOptions) -> list[str]:
    """Tell which properties of the group are changed behind our back, and must not be put back.

    Scaling and schedules change the sizes; initial hooks become hooks of their own, and mean nothing later.
    """
    schedules = capacity.schedules.values()
    scheduled = {
        "minSize": any(schedule.min_size is not None for schedule in schedules),
        "maxSize": any(schedule.max_size is not None for schedule in schedules),
    }
    return ["desiredCapacity", "initialLifecycleHooks", *(name for name, changed in scheduled.items() if changed)]


def _mixed(
    options: InstancesOptions, plan: InstancesPlan, template: aws.ec2.LaunchTemplate
) -> aws.autoscaling.GroupMixedInstancesPolicyArgsDict:
    distribution: aws.autoscaling.GroupMixedInstancesPolicyInstancesDistributionArgsDict = {
        "on_demand_allocation_strategy": "prioritized",
        "on_demand_base_capacity": options.spot.on_demand_base_capacity if options.spot else 0,
        "on_demand_percentage_above_base_capacity": 100 - (options.spot.percentage if options.spot else 0),
        "spot_allocation_strategy": options.spot.allocation_strategy if options.spot else "price-capacity-optimized",
    }
    return {
        "instances_distribution": distribution,
        "launch_template": {
            "launch_template_specification": {
                "launch_template_id": template.id,
                # A number, as AWS can roll back only to one: not to $Latest or $Default.
                "version": template.latest_version.apply(str),
            },
            "overrides": [{"instance_type": each} for each in plan.instance_types],
        },
    }


def _refresh(capacity: CapacityOptions) -> aws.autoscaling.GroupInstanceRefreshArgsDict:
    refresh = capacity.instance_refresh
    waits = bool(refresh.checkpoint_percentages)
    preferences: aws.autoscaling.GroupInstanceRefreshPreferencesArgsDict = {
        "auto_rollback": refresh.auto_rollback,
        "skip_matching": refresh.skip_matching,
        "min_healthy_percentage": refresh.min_healthy_percentage,
        "max_healthy_percentage": refresh.max_healthy_percentage,
    }
    if waits:
        # AWS renews as many as the last one tells, and no more.
        preferences["checkpoint_percentages"] = [*dict.fromkeys([*refresh.checkpoint_percentages, _ALL_PERCENT])]
        preferences["checkpoint_delay"] = str(refresh.checkpoint_delay_seconds)
    return {"strategy": "Rolling", "preferences": preferences}


def _warm_pool(capacity: CapacityOptions) -> aws.autoscaling.GroupWarmPoolArgsDict | None:
    pool = capacity.warm_pool
    if pool is None:
        return None
    prepared = pool.max_prepared_capacity
    return {
        "pool_state": pool.state,
        "min_size": pool.min_size,
        "max_group_prepared_capacity": _or_unchanged(prepared),
        "instance_reuse_policy": {"reuse_on_scale_in": pool.reuse_on_scale_in},
    }


def _transition(hook: LifecycleHookOptions) -> str:
    return f"autoscaling:EC2_INSTANCE_{hook.transition.upper()}"


def _initial(
    scope: ServiceScope, name: str, hook: LifecycleHookOptions
) -> aws.autoscaling.GroupInitialLifecycleHookArgsDict:
    """Make a hook part of the group, so that its first instances wait as well."""
    given: aws.autoscaling.GroupInitialLifecycleHookArgsDict = {
        "name": scope.physical_name(name, max_length=255),
        "lifecycle_transition": _transition(hook),
        "default_result": hook.default_result,
        "heartbeat_timeout": hook.heartbeat_timeout_seconds,
    }
    if hook.notification_metadata is not None:
        given["notification_metadata"] = hook.notification_metadata
    if hook.notification_target_arn is not None and hook.role_arn is not None:
        given["notification_target_arn"] = hook.notification_target_arn
        given["role_arn"] = hook.role_arn
    return given


def _make_hook(scope: ServiceScope, group: aws.autoscaling.Group, name: str, hook: LifecycleHookOptions) -> None:
    """Make a hook of its own, which takes the initial one of that name over and can be changed."""
    aws.autoscaling.LifecycleHook(
        scope.child(f"hook-{name}"),
        name=scope.physical_name(name, max_length=255),
        autoscaling_group_name=group.name,
        lifecycle_transition=_transition(hook),
        default_result=hook.default_result,
        heartbeat_timeout=hook.heartbeat_timeout_seconds,
        notification_target_arn=hook.notification_target_arn,
        role_arn=hook.role_arn,
        notification_metadata=hook.notification_metadata,
        opts=scope.opts(),
    )


def _seconds(days: int | None) -> int | None:
    return None if days is None else days * _DAY_SECONDS


def _or_unchanged(size: int | None) -> int:
    """Return a size as AWS has it, which takes -1 for none."""
    return _UNCHANGED if size is None else size
