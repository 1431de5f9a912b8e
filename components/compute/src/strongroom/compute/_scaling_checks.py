"""The rules between the inputs of scaling."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from strongroom.compute._instances_plan import InstancesPlan
from strongroom.compute._scaling_options import ScaleStep, StepScalingOptions, TargetTrackingOptions
from strongroom.core import Problem

_ALL_PERCENT = 100


def scaling_problems(plan: InstancesPlan) -> Iterator[Problem]:
    """Find what doesn't fit together in when instances are added and taken away.

    Args:
        plan: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    scaling = plan.args.scaling
    if scaling is None:
        return
    percentages = {"cpu_target": scaling.cpu_target, "memory_target": scaling.memory_target}
    given = {**percentages, "requests_target": scaling.requests_target}
    targets = [name for name, target in given.items() if target is not None]
    alarms = {"cpu_steps": scaling.cpu_steps, "cpu_simple": scaling.cpu_simple}
    started = [name for name, options in alarms.items() if options is not None]
    if targets and started:
        reason = f"would take away what {' and '.join(targets)} adds, or the other way round"
        yield Problem(f"scaling.{started[0]}", reason, "keep targets or alarms, not both")
    if len(started) > 1:
        yield Problem("scaling.cpu_simple", "would act on the same metric as cpu_steps", "keep one of them")
    for name, target in percentages.items():
        yield from _percentage(name, target)
    if scaling.memory_target is not None and plan.args.instances.agent is None:
        reason = "the CloudWatch agent would measure memory, and there is none"
        yield Problem("scaling.memory_target", reason, "leave instances.agent out, or use cpu_target")
    if scaling.cpu_steps is not None:
        yield from _steps(scaling.cpu_steps)
    simple = scaling.cpu_simple
    if simple is not None and simple.low_cpu_percent >= simple.high_cpu_percent:
        reason = f"must be below high_cpu_percent, {simple.high_cpu_percent:g}, not {simple.low_cpu_percent:g}"
        yield Problem("scaling.cpu_simple.low_cpu_percent", reason, "lower it, well below: it would go up and down")


def _percentage(name: str, target: TargetTrackingOptions | None) -> Iterator[Problem]:
    if target is not None and target.target_value >= _ALL_PERCENT:
        reason = f"must be below {_ALL_PERCENT} percent, not {target.target_value:g}"
        yield Problem(f"scaling.{name}.target_value", reason, "use for example 60")


def _steps(options: StepScalingOptions) -> Iterator[Problem]:
    up, down = ([step.cpu_percent for step in steps] for steps in (options.up, options.down))
    if not _ascend(up):
        yield Problem("scaling.cpu_steps.up", "must ascend in cpu_percent", f"use {_told(sorted(set(up)))}")
    if not _ascend(down[::-1]):
        yield Problem("scaling.cpu_steps.down", "must descend in cpu_percent", f"use {_told(sorted(set(down))[::-1])}")
    if max(down) >= min(up):
        reason = f"begin at {max(down):g} percent, not below {min(up):g}, where those upwards begin"
        yield Problem("scaling.cpu_steps.down", reason, "lower them, well below: it would go up and down")
    for field, steps in (("up", options.up), ("down", options.down)):
        yield from _too_much(f"scaling.cpu_steps.{field}", steps, options)
    if options.min_adjustment_magnitude is not None and options.adjustment_type == "ChangeInCapacity":
        path, reason = "scaling.cpu_steps.min_adjustment_magnitude", "is for changes in percent"
        yield Problem(path, reason, "remove it, or set adjustment_type to PercentChangeInCapacity")


def _too_much(path: str, steps: Sequence[ScaleStep], options: StepScalingOptions) -> Iterator[Problem]:
    largest = max(step.change for step in steps)
    if path.endswith("down") and options.adjustment_type == "PercentChangeInCapacity" and largest > _ALL_PERCENT:
        yield Problem(path, f"takes {largest} percent of the instances away", f"use {_ALL_PERCENT} or less")


def _ascend(values: Sequence[float]) -> bool:
    return all(first < second for first, second in pairwise(values))


def _told(values: Sequence[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)
