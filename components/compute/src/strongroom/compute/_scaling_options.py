"""The inputs of scaling: when instances are added, and when they are taken away."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from strongroom.core import Input, Model, Percent, TopicArn, UniqueItems

PeriodSeconds: TypeAlias = Literal[60, 120, 300, 600, 900]
"""Seconds that one value of a metric is of."""


class TargetTrackingOptions(Model):
    """Keeps a metric at a target, as a thermostat does; AWS makes the alarms for it.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
    """

    target_value: Annotated[float, Field(gt=0)]
    """The value to keep: percent of CPU or memory, requests for each instance in a minute."""

    disable_scale_in: bool = False
    """Whether it only adds instances. Default: it takes them away as well."""

    instance_warmup_seconds: Annotated[int, Field(ge=0, le=3_600)] | None = None
    """Seconds until a new instance counts, 0 to 3,600. Default: `capacity.instance_warmup_seconds`."""


class CpuAlarmOptions(Model):
    """The alarms on average CPU, high and low, that start scaling."""

    period_seconds: PeriodSeconds = 60
    """Seconds that a value is of: 60, 120, 300, 600 or 900. Default: 60."""

    high_evaluation_periods: Annotated[int, Field(ge=1, le=60)] = 3
    """Periods in a row that CPU must be high, 1 to 60. Default: 3."""

    low_evaluation_periods: Annotated[int, Field(ge=1, le=60)] = 15
    """Periods in a row that CPU must be low, 1 to 60. Default: 15, as taking away can wait."""

    topic_arns: Annotated[list[Input[TopicArn]], UniqueItems, Field(max_length=4)] = []
    """ARNs of SNS topics that are told as well, at most 4. Default: none, as scaling is no trouble."""


class ScaleStep(Model):
    """What happens from a certain CPU on, until the next step."""

    cpu_percent: Percent
    """Average CPU at which the step begins, above 0 and below 100 percent."""

    change: Annotated[int, Field(ge=1, le=1_000)]
    """By how much: instances, or percent of them."""


class StepScalingOptions(CpuAlarmOptions):
    """Adds and takes away instances in steps: the further CPU is off, the more.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html
    """

    up: Annotated[list[ScaleStep], Field(min_length=1, max_length=20)] = [
        ScaleStep(cpu_percent=70, change=1),
        ScaleStep(cpu_percent=85, change=2),
    ]
    """Steps upwards, from low CPU to high, 1 to 20; the first is the high alarm's threshold.

    Default: one instance from 70 percent, two from 85.
    """

    down: Annotated[list[ScaleStep], Field(min_length=1, max_length=20)] = [ScaleStep(cpu_percent=30, change=1)]
    """Steps downwards, from high CPU to low, 1 to 20; the first is the low alarm's threshold.

    Default: one instance from 30 percent.
    """

    adjustment_type: Literal["ChangeInCapacity", "PercentChangeInCapacity"] = "ChangeInCapacity"
    """Whether changes are instances, or percent of them. Default: instances."""

    min_adjustment_magnitude: Annotated[int, Field(ge=1)] | None = None
    """The least instances that a change in percent comes to. Default: AWS rounds."""

    instance_warmup_seconds: Annotated[int, Field(ge=0, le=3_600)] | None = None
    """Seconds until a new instance counts, 0 to 3,600. Default: `capacity.instance_warmup_seconds`."""


class SimpleScalingOptions(CpuAlarmOptions):
    """Adds or takes away some instances, and then waits.

    AWS advises steps instead: while it waits, nothing else happens.
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scaling-cooldowns.html
    """

    high_cpu_percent: Percent = 70
    """Average CPU from which instances are added, above 0 and below 100 percent. Default: 70."""

    low_cpu_percent: Percent = 30
    """Average CPU up to which instances are taken away, above 0 and below 100 percent. Default: 30."""

    scale_up_by: Annotated[int, Field(ge=1, le=100)] = 1
    """How many instances are added, 1 to 100. Default: one."""

    scale_down_by: Annotated[int, Field(ge=1, le=100)] = 1
    """How many instances are taken away, 1 to 100. Default: one."""

    cooldown_seconds: Annotated[int, Field(ge=0, le=3_600)] = 300
    """Seconds that it waits after a change, 0 to 3,600. Default: five minutes."""


class ScalingOptions(Model):
    """When instances are added and taken away: by targets, or by alarms on CPU in steps or simply.

    Targets and alarms exclude each other, as one would add what the other takes away. Default: a target of 60 percent
    of CPU.
    """

    cpu_target: TargetTrackingOptions | None = None
    """A target for average CPU, in percent."""

    memory_target: TargetTrackingOptions | None = None
    """A target for average memory in use, in percent; the CloudWatch agent measures it."""

    requests_target: TargetTrackingOptions | None = None
    """A target for requests that each instance gets in a minute."""

    cpu_steps: StepScalingOptions | None = None
    """Steps upwards and downwards, started by alarms on CPU."""

    cpu_simple: SimpleScalingOptions | None = None
    """One change upwards and one downwards, started by alarms on CPU."""
