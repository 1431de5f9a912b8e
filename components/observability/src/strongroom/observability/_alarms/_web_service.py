"""The alarms of a web service."""

from collections.abc import Iterator, Mapping, Sequence

import pulumi

from strongroom.core import Percent, Problem, WebServiceMetrics
from strongroom.observability._alarms._alarm_set import AlarmSet
from strongroom.observability._alarms._model import Alarm, AnomalyBand
from strongroom.observability._alarms._set_args import AlarmSetArgs
from strongroom.observability._alarms._types import Count, Seconds
from strongroom.observability._alarms._watches import (
    Watch,
    possible_thresholds,
    threshold_problems,
    watched,
)
from strongroom.observability._metrics._web_service import (
    balancer_metric,
    error_percent,
    instance_metric,
    missing_instances,
    target_metric,
)


class WebServiceAlarmsArgs(AlarmSetArgs):
    """Inputs of `WebServiceAlarms`. A threshold that is None turns its alarm off."""

    metrics: WebServiceMetrics
    """The metrics of the web service: `WebService.metrics`, or a `WebServiceMetrics` of other resources.
    Only the alarms on the resources that it identifies exist."""

    cpu_high_percent: Percent | None = 80
    """`cpu-high`: the instances' average CPU in percent, above which it is high for 15 minutes. Default: 80."""

    cpu_low_percent: Percent | None = 5
    """`cpu-low`: the instances' average CPU in percent, below which they idle for a day. Default: 5."""

    memory_high_percent: Percent | None = 85
    """`memory-high`: the instances' average memory in use in percent, above which it is high. Default: 85."""

    disk_high_percent: Percent | None = 85
    """`disk-high`: the fullest disk of all instances in percent, above which it is full soon. Default: 85."""

    unhealthy_hosts: Count | None = 1
    """`unhealthy-hosts`: targets that fail their health checks, from which on it is too many. Default: 1."""

    healthy_hosts_min: Count | None = 1
    """`no-healthy-hosts`: targets that pass their health checks, below which it is too few. Default: 1."""

    target_errors_percent: Percent | None = 1
    """`target-errors`: requests of a hundred that targets answer with 5xx, above which it is too many. Default: 1."""

    elb_5xx_count: Count | None = 10
    """`balancer-errors`: 5xx of the load balancer itself in 5 minutes, from which on it is too many. Default: 10."""

    latency_p99_seconds: Seconds | None = 1
    """`latency`: seconds that the slowest of a hundred requests takes, above which it is slow. Default: 1."""

    request_count_anomaly_band: AnomalyBand | None = AnomalyBand(width=4)
    """`requests`: the band in which the number of requests is expected, by its own past. Default: 4 wide."""

    missing_instances: Count | None = 1
    """`in-service-low`: instances missing to the group's minimum, from which on it is too many. Default: 1."""

    @property
    def presets(self) -> Mapping[str, Alarm]:
        """The alarms of the set, before `overrides`, by name."""
        return watched(self, self.metrics, WATCHES)

    @property
    def empty_fields(self) -> Sequence[str]:
        """Names of the inputs of which each adds an alarm to the set, if it is empty."""
        return possible_thresholds(self, self.metrics, WATCHES)

    def problems(self) -> Iterator[Problem]:
        """Find what doesn't fit together in the inputs.

        Yields:
            One problem at a time, by its field, with the remedy.
        """
        yield from super().problems()
        yield from threshold_problems(self, self.metrics, WATCHES)
        low, high = self.cpu_low_percent, self.cpu_high_percent
        if low is not None and high is not None and low >= high:
            reason = f"CPU can't be low below {low:g} and high above {high:g} percent"
            yield Problem("cpu_low_percent", reason, "lower it, or raise cpu_high_percent")


_INSTANCES = ("auto_scaling_group_name",)
_AGENT = ("auto_scaling_group_name", "cloudwatch_agent")
_BALANCER = ("load_balancer_arn_suffix",)
_TARGETS = ("load_balancer_arn_suffix", "target_group_arn_suffix")
_HOUR = 3600

# What is missing: instances and targets are measured all the time, so no data is no knowledge, and where there must be
# some, as bad as none; errors, latency and requests are measured when there are requests, so no data is no error.
WATCHES: Mapping[str, Watch[WebServiceAlarmsArgs]] = {
    "cpu-high": Watch(
        "cpu_high_percent",
        _INSTANCES,
        lambda args, threshold: Alarm(
            measure=instance_metric(args.metrics, "CPUUtilization"),
            threshold=threshold,
            description="The instances' average CPU is high. See whether requests, a deployment or a job raise it; if "
            "the group has reached its maximum size, raise that, or take larger instances.",
        ),
    ),
    "cpu-low": Watch(
        "cpu_low_percent",
        _INSTANCES,
        lambda args, threshold: Alarm(
            measure=instance_metric(args.metrics, "CPUUtilization"),
            comparison="LessThanThreshold",
            threshold=threshold,
            period_seconds=_HOUR,
            evaluation_periods=24,
            severity="notice",
            description="The instances have idled for a day. See whether requests still arrive; if they do, lower the "
            "group's minimum size or take smaller instances, to pay less.",
        ),
    ),
    "memory-high": Watch(
        "memory_high_percent",
        _AGENT,
        lambda args, threshold: Alarm(
            measure=instance_metric(args.metrics, "mem_used_percent"),
            threshold=threshold,
            description="The instances' memory is nearly used up. Look for a leak since the last deployment; restart "
            "what holds too much, or take instances with more memory.",
        ),
    ),
    "disk-high": Watch(
        "disk_high_percent",
        _AGENT,
        lambda args, threshold: Alarm(
            measure=instance_metric(args.metrics, "disk_used_percent", "Maximum"),
            threshold=threshold,
            description="A disk of an instance is nearly full. Find what fills it, often logs that are not rotated; "
            "clear it, replace the instance, or give the instances larger volumes.",
        ),
    ),
    "unhealthy-hosts": Watch(
        "unhealthy_hosts",
        _TARGETS,
        lambda args, threshold: Alarm(
            measure=target_metric(args.metrics, "UnHealthyHostCount", "Maximum"),
            comparison="GreaterThanOrEqualToThreshold",
            threshold=threshold,
            period_seconds=60,
            evaluation_periods=5,
            datapoints_to_alarm=3,
            description="Targets fail their health checks. See why in the target group's health reasons and the "
            "instances' logs; if a deployment did it, roll it back.",
        ),
    ),
    "no-healthy-hosts": Watch(
        "healthy_hosts_min",
        _TARGETS,
        lambda args, threshold: Alarm(
            measure=target_metric(args.metrics, "HealthyHostCount", "Minimum"),
            comparison="LessThanThreshold",
            threshold=threshold,
            period_seconds=60,
            evaluation_periods=3,
            missing_data="breaching",
            severity="critical",
            description="Too few targets pass their health checks, and users get errors. Roll the last deployment "
            "back; see the target group's health reasons, and whether the group can start instances at all.",
        ),
    ),
    "target-errors": Watch(
        "target_errors_percent",
        _TARGETS,
        lambda args, threshold: Alarm(
            measure=error_percent(args.metrics),
            threshold=threshold,
            period_seconds=60,
            evaluation_periods=5,
            datapoints_to_alarm=3,
            missing_data="notBreaching",
            severity="critical",
            description="The service answers too many requests with errors (5xx). See its logs for what fails, and "
            "whether its database can be reached; if a deployment did it, roll it back.",
        ),
    ),
    "balancer-errors": Watch(
        "elb_5xx_count",
        _BALANCER,
        lambda args, threshold: Alarm(
            measure=balancer_metric(args.metrics, "HTTPCode_ELB_5XX_Count"),
            comparison="GreaterThanOrEqualToThreshold",
            threshold=threshold,
            evaluation_periods=1,
            missing_data="notBreaching",
            severity="critical",
            description="The load balancer itself answers with errors (5xx): targets refuse connections, time out, or "
            "there are none. See elb_status_code and error_reason in its access logs.",
        ),
    ),
    "latency": Watch(
        "latency_p99_seconds",
        _TARGETS,
        lambda args, threshold: Alarm(
            measure=target_metric(args.metrics, "TargetResponseTime", "p99"),
            threshold=threshold,
            period_seconds=60,
            evaluation_periods=15,
            datapoints_to_alarm=10,
            missing_data="notBreaching",
            description="One request of a hundred is slow. See which paths in the load balancer's access logs, and "
            "whether CPU, the database's latency or its locks rose at the same time.",
        ),
    ),
    "requests": Watch(
        "request_count_anomaly_band",
        _BALANCER,
        lambda args, threshold: Alarm(
            measure=balancer_metric(args.metrics, "RequestCount"),
            comparison="LessThanLowerOrGreaterThanUpperThreshold",
            threshold=threshold,
            missing_data="notBreaching",
            description="There are far more or far fewer requests than usual. More: see who sends them, and whether "
            "the web ACL should limit them. Fewer: see whether users still reach the service, by name and network.",
        ),
    ),
    "in-service-low": Watch(
        "missing_instances",
        _INSTANCES,
        lambda args, threshold: Alarm(
            measure=missing_instances(args.metrics),
            comparison="GreaterThanOrEqualToThreshold",
            threshold=threshold,
            period_seconds=60,
            evaluation_periods=10,
            missing_data="breaching",
            severity="critical",
            description="The group has fewer instances in service than its minimum. See its activity history for why "
            "none are started: quotas, capacity of the zone, an image or a key that can't be used.",
        ),
    ),
}


class WebServiceAlarms(AlarmSet):
    """The alarms of a web service: a load balancer, its target group, and the instances behind it.

    Pass `WebService.metrics`, or a `WebServiceMetrics` of other resources.

    Args:
        name: Name of the set; the names of its alarms start with it.
        args: What is watched, and from which thresholds on.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _kind = "web-service-alarms"

    def __init__(self, name: str, args: WebServiceAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self._make(args, args.resolved_alarms)
        self.publish()
