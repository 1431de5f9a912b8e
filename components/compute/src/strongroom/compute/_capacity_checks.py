"""The rules between the inputs of an Auto Scaling group."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from strongroom.compute._capacity_options import HealthyPercentages, ScheduleOptions
from strongroom.compute._instances_plan import InstancesPlan
from strongroom.core import Problem

_WIDEST = 100


def capacity_problems(plan: InstancesPlan) -> Iterator[Problem]:
    """Find what doesn't fit together in how many instances there are, and how they come and go.

    Args:
        plan: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    yield from _sizes(plan)
    yield from _percentages("capacity.instance_refresh", plan.args.capacity.instance_refresh)
    yield from _percentages("capacity.instance_maintenance_policy", plan.args.capacity.instance_maintenance_policy)
    yield from _checkpoints(plan)
    yield from _termination(plan)
    yield from _warm_pool(plan)
    yield from _hooks(plan)
    yield from _at_once(plan.args.capacity.schedules)
    for name, schedule in plan.args.capacity.schedules.items():
        yield from _schedule(plan, f"capacity.schedules.{name}", schedule)


def _sizes(plan: InstancesPlan) -> Iterator[Problem]:
    given = plan.args.capacity
    if plan.min_size > plan.max_size:
        field = "max_size" if given.max_size is not None else "min_size"
        reason = f"the least instances, {plan.min_size}, are more than the most, {plan.max_size}"
        yield Problem(f"capacity.{field}", reason, "lower min_size, or raise max_size")
        return
    if not plan.min_size <= plan.desired_capacity <= plan.max_size:
        reason = f"must be from min_size, {plan.min_size}, to max_size, {plan.max_size}, not {plan.desired_capacity}"
        yield Problem("capacity.desired_capacity", reason, "use a number in between, or leave it out")


def _percentages(field: str, given: HealthyPercentages) -> Iterator[Problem]:
    if given.max_healthy_percentage - given.min_healthy_percentage > _WIDEST:
        reason = f"is more than {_WIDEST} above min_healthy_percentage, {given.min_healthy_percentage}"
        remedy = f"use {given.min_healthy_percentage + _WIDEST} or less"
        yield Problem(f"{field}.max_healthy_percentage", reason, remedy)


def _checkpoints(plan: InstancesPlan) -> Iterator[Problem]:
    given = plan.args.capacity.instance_refresh.checkpoint_percentages
    if given != sorted(given):
        ordered = ", ".join(map(str, sorted(given)))
        yield Problem("capacity.instance_refresh.checkpoint_percentages", "must be ascending", f"use {ordered}")


def _termination(plan: InstancesPlan) -> Iterator[Problem]:
    policies = plan.args.capacity.termination_policies
    if "Default" in policies[:-1]:
        reason = f"Default leaves nothing for {policies[-1]} to decide"
        yield Problem("capacity.termination_policies", reason, "put Default last, or leave it out")


def _warm_pool(plan: InstancesPlan) -> Iterator[Problem]:
    pool = plan.args.capacity.warm_pool
    if pool is None:
        return
    if plan.args.instances.spot is not None:
        yield Problem("capacity.warm_pool", "spot instances can't wait in it", "remove it, or instances.spot")
    prepared = pool.max_prepared_capacity
    if prepared is not None and prepared < plan.min_size:
        reason = f"must be min_size, {plan.min_size}, at least, as it counts instances in service too"
        yield Problem("capacity.warm_pool.max_prepared_capacity", reason, "raise it, or leave it out")


def _hooks(plan: InstancesPlan) -> Iterator[Problem]:
    for name, hook in plan.args.capacity.lifecycle_hooks.items():
        if (hook.notification_target_arn is None) != (hook.role_arn is None):
            missing = "role_arn" if hook.role_arn is None else "notification_target_arn"
            path = f"capacity.lifecycle_hooks.{name}.{missing}"
            yield Problem(path, "is missing, and one can't be without the other", "give both, or neither")


def _at_once(schedules: Mapping[str, ScheduleOptions]) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], str] = {}
    for name, schedule in schedules.items():
        first = seen.setdefault((schedule.time_zone, *schedule.recurrence.upper().split()), name)
        if first != name:
            reason = f"is when {first} is too, and AWS takes one schedule of a group at a time"
            yield Problem(f"capacity.schedules.{name}.recurrence", reason, "make one schedule of both, or move it")


def _schedule(plan: InstancesPlan, path: str, schedule: ScheduleOptions) -> Iterator[Problem]:
    sizes = {"min_size": schedule.min_size, "desired_capacity": schedule.desired_capacity}
    sizes["max_size"] = schedule.max_size
    if all(size is None for size in sizes.values()):
        yield Problem(path, "changes nothing", "give min_size, max_size or desired_capacity")
        return
    # What no schedule sets stays as the group has it; what another one sets may be anything at that time.
    schedules = plan.args.capacity.schedules.values()
    for field, own in (("min_size", plan.min_size), ("max_size", plan.max_size)):
        if all(getattr(each, field) is None for each in schedules):
            sizes[field] = own
    ascending = [(field, size) for field, size in sizes.items() if size is not None]
    for (lower, least), (upper, most) in pairwise(ascending):
        if least > most:
            reason = f"{lower} would be {least}, more than {upper}, {most}"
            yield Problem(path, reason, f"give a {lower} of {most} or less, or a {upper} of {least} or more")
