"""The inputs of an Auto Scaling group: how many instances, and how they come and go."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from strongroom.core import (
    Input,
    ItemName,
    Model,
    RoleArn,
    TimeZone,
    UniqueItems,
    UnixCronExpression,
    WholePercent,
    pattern,
)

GroupSize: TypeAlias = Annotated[int, Field(ge=0, le=10_000)]
"""A number of instances."""

NotificationTargetArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:(sns|sqs):[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}",
        "the ARN of an SNS topic or an SQS queue",
        "arn:aws:sqs:eu-central-1:123456789012:starting",
    ),
]
"""The ARN of an SNS topic or an SQS queue."""

TerminationPolicy: TypeAlias = Literal[
    "Default",
    "AllocationStrategy",
    "OldestLaunchTemplate",
    "OldestInstance",
    "NewestInstance",
    "ClosestToNextInstanceHour",
]
"""Which instance ends first when there are too many.

https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html
"""


class HealthyPercentages(Model):
    """How many instances serve while others are replaced, as percentages of the desired capacity."""

    min_healthy_percentage: Annotated[int, Field(ge=0, le=100)] = 100
    """The least that are healthy, 0 to 100. Default: 100, new ones come before old ones go."""

    max_healthy_percentage: Annotated[int, Field(ge=100, le=200)] = 110
    """The most that there are, 100 to 200, at most 100 above the least. Default: 110."""


class InstanceRefreshOptions(HealthyPercentages):
    """How instances are renewed when the launch template or their types change.

    The first failure rolls everything back to the version before.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html
    """

    auto_rollback: bool = True
    """Whether a refresh that fails is rolled back. Default: it is."""

    skip_matching: bool = True
    """Whether instances stay that are as wanted already. Default: they do."""

    checkpoint_percentages: Annotated[list[WholePercent], UniqueItems] = []
    """Percentages of renewed instances at which the refresh waits, ascending; all are renewed in the end.

    Default: it doesn't wait.
    """

    checkpoint_delay_seconds: Annotated[int, Field(ge=0, le=172_800)] = 3_600
    """Seconds that it waits at each of them, 0 to 172,800, two days. Default: an hour."""


class WarmPoolOptions(Model):
    """Instances that were started before they are needed.

    Starting a stopped instance needs the same use of the KMS key by EC2 Auto Scaling as launching it.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html
    """

    state: Literal["Stopped", "Running"] = "Stopped"
    """How they wait. Default: stopped, when they cost their volumes only."""

    min_size: GroupSize = 0
    """How many there are at least. Default: as many as the desired capacity is below the prepared one."""

    max_prepared_capacity: GroupSize | None = None
    """How many instances there are with those in service, at most. Default: the group's `max_size`."""

    reuse_on_scale_in: bool = False
    """Whether instances return to the pool when there are too many, instead of being ended. Default: they don't."""


class LifecycleHookOptions(Model):
    """A pause in which something else is done while an instance starts or ends.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html
    """

    transition: Literal["launching", "terminating"]
    """Whether it is when an instance starts, or when it ends."""

    heartbeat_timeout_seconds: Annotated[int, Field(ge=30, le=7_200)] = 300
    """Seconds until it is over if nobody says so, 30 to 7,200. Default: five minutes."""

    default_result: Literal["CONTINUE", "ABANDON"] = "ABANDON"
    """What happens then; an instance that starts is ended when abandoned. Default: it is abandoned."""

    notification_target_arn: Input[NotificationTargetArn] | None = None
    """ARN of the SNS topic or SQS queue that is told. Default: EventBridge alone is."""

    role_arn: Input[RoleArn] | None = None
    """ARN of the role with which Auto Scaling tells it; required with it."""

    notification_metadata: Annotated[str, Field(min_length=1, max_length=1_023)] | None = None
    """What it is told besides, at most 1,023 characters. Default: nothing."""


class ScheduleOptions(Model):
    """Sizes that the group gets at certain times; at least one of the three must be given.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html
    """

    recurrence: UnixCronExpression
    """When, as cron has it: minute, hour, day of the month, month, day of the week."""

    time_zone: TimeZone = "Etc/UTC"
    """The time zone that `recurrence` is in. Default: UTC."""

    min_size: GroupSize | None = None
    """The least instances from then on. Default: as before."""

    max_size: GroupSize | None = None
    """The most instances from then on. Default: as before."""

    desired_capacity: GroupSize | None = None
    """The instances from then on, until scaling changes it. Default: as before."""


class CapacityOptions(Model):
    """How many instances there are, and how they come and go."""

    min_size: GroupSize | None = None
    """The least instances. Default: 2, one in each of two zones; 1 if the durability is ephemeral."""

    max_size: Annotated[GroupSize, Field(ge=1)] | None = None
    """The most instances. Default: three times the least, and the first desired number at least."""

    desired_capacity: GroupSize | None = None
    """Instances to begin with; scaling decides afterwards, and a later change here changes nothing.

    Default: the least.
    """

    health_check_grace_period_seconds: Annotated[int, Field(ge=0, le=7_200)] = 300
    """Seconds after its start before an instance that fails the load balancer's check is replaced, 0 to 7,200.

    Default: five minutes.
    """

    instance_warmup_seconds: Annotated[int, Field(ge=0, le=3_600)] = 120
    """Seconds until a new instance counts in metrics and in a refresh, 0 to 3,600. Default: two minutes."""

    instance_refresh: InstanceRefreshOptions = InstanceRefreshOptions()
    """How instances are renewed when the launch template changes."""

    instance_maintenance_policy: HealthyPercentages = HealthyPercentages()
    """How many serve while AWS replaces instances for any other reason."""

    termination_policies: Annotated[list[TerminationPolicy], UniqueItems, Field(min_length=1)] = ["Default"]
    """Which instances end first when there are too many, in this order. Default: AWS's own order."""

    max_instance_lifetime_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """Days after which an instance is replaced, 1 to 365. Default: never, a deployment renews them."""

    zone_distribution: Literal["balanced-best-effort", "balanced-only"] = "balanced-best-effort"
    """Whether instances start in another zone when one has no room. Default: they do."""

    warm_pool: WarmPoolOptions | None = None
    """Instances that were started before they are needed. Default: none."""

    lifecycle_hooks: Annotated[Mapping[ItemName, LifecycleHookOptions], Field(max_length=20)] = {}
    """Pauses while an instance starts or ends, by name, at most 20. Default: none."""

    schedules: Annotated[Mapping[ItemName, ScheduleOptions], Field(max_length=50)] = {}
    """Sizes at certain times, by name, at most 50. Default: none.

    What they set is left to them: a later change of this `min_size` or `max_size` then changes nothing.
    """
