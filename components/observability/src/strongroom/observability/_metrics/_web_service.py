"""The metrics of a web service: its load balancer, its target group, its instances.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/metrics-collected-by-CloudWatch-agent.html
"""

from typing import Annotated, TypeAlias

from strongroom.core import Input, Model, shaped
from strongroom.observability._metrics._model import Metric, MetricMath

_BALANCER, _SCALING = "AWS/ApplicationELB", "AWS/AutoScaling"

AutoScalingGroupName: TypeAlias = Annotated[
    str, shaped(r"[^:\x00-\x1f]{1,255}", "the name of an Auto Scaling group", "portal-dev")
]
"""The name of an Auto Scaling group."""

LoadBalancerArnSuffix: TypeAlias = Annotated[
    str,
    shaped(
        r"app/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}",
        "the end of an application load balancer's ARN",
        "app/portal-dev/0123456789abcdef",
    ),
]
"""What CloudWatch's metrics call an application load balancer: the end of its ARN, `app/NAME/ID`."""

TargetGroupArnSuffix: TypeAlias = Annotated[
    str,
    shaped(
        r"targetgroup/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}",
        "the end of a target group's ARN",
        "targetgroup/portal-dev/0123456789abcdef",
    ),
]
"""What CloudWatch's metrics call a target group: the end of its ARN, `targetgroup/NAME/ID`."""


class WebServiceNames(Model):
    """What a web service's metrics are found by."""

    load_balancer_arn_suffix: Input[LoadBalancerArnSuffix] | None = None
    """What metrics call the application load balancer, `app/NAME/ID`. Default: none is watched."""

    target_group_arn_suffix: Input[TargetGroupArnSuffix] | None = None
    """What metrics call its target group, `targetgroup/NAME/ID`. Default: none is watched."""

    auto_scaling_group_name: Input[AutoScalingGroupName] | None = None
    """Name of the Auto Scaling group of the instances. Default: none is watched.

    Memory and disks are measured by the CloudWatch agent, which must sum them up for the group
    (`aggregation_dimensions`, with the namespace `CWAgent`); instances in service are measured where the group's own
    metrics are turned on.
    """


def balancer_metric(names: WebServiceNames, name: str, statistic: str = "Sum") -> Metric:
    """Return a metric of a web service's load balancer.

    Args:
        names: The web service's; its load balancer must be named.
        name: What the metric is called.
        statistic: The statistic of it.
    """
    return _metric(_BALANCER, name, {"LoadBalancer": names.load_balancer_arn_suffix}, statistic)


def target_metric(names: WebServiceNames, name: str, statistic: str = "Sum") -> Metric:
    """Return a metric of a web service's target group.

    Args:
        names: The web service's; its load balancer and its target group must be named.
        name: What the metric is called.
        statistic: The statistic of it.
    """
    dimensions = {"LoadBalancer": names.load_balancer_arn_suffix, "TargetGroup": names.target_group_arn_suffix}
    return _metric(_BALANCER, name, dimensions, statistic)


def instance_metric(names: WebServiceNames, name: str, statistic: str = "Average") -> Metric:
    """Return a metric of a web service's instances, over all of them.

    Args:
        names: The web service's; its Auto Scaling group must be named.
        name: What the metric is called; those of the CloudWatch agent are in small letters.
        statistic: The statistic of it.
    """
    namespace = "CWAgent" if name.islower() else "AWS/EC2"
    return _metric(namespace, name, {"AutoScalingGroupName": names.auto_scaling_group_name}, statistic)


def group_metric(names: WebServiceNames, name: str, statistic: str = "Minimum") -> Metric:
    """Return a metric of a web service's Auto Scaling group itself.

    Args:
        names: The web service's; its Auto Scaling group must be named.
        name: What the metric is called.
        statistic: The statistic of it.
    """
    return _metric(_SCALING, name, {"AutoScalingGroupName": names.auto_scaling_group_name}, statistic)


def error_percent(names: WebServiceNames) -> MetricMath:
    """Return how many requests of a hundred a web service's targets answer with an error of their own (5xx).

    Args:
        names: The web service's; its load balancer and its target group must be named.
    """
    return MetricMath(
        # Errors are counted only when there are some.
        expression="100 * FILL(errors, 0) / requests",
        label="Target 5xx (%)",
        metrics={
            "errors": target_metric(names, "HTTPCode_Target_5XX_Count"),
            "requests": target_metric(names, "RequestCount"),
        },
    )


def missing_instances(names: WebServiceNames) -> MetricMath:
    """Return how many instances are missing to the minimum of a web service's group.

    Args:
        names: The web service's; its Auto Scaling group must be named.
    """
    return MetricMath(
        expression="minimum - in_service",
        label="Instances missing to the minimum",
        metrics={
            "minimum": group_metric(names, "GroupMinSize"),
            "in_service": group_metric(names, "GroupInServiceInstances"),
        },
    )


def _metric(namespace: str, name: str, dimensions: dict[str, Input[str] | None], statistic: str) -> Metric:
    named = {dimension: value for dimension, value in dimensions.items() if value is not None}
    return Metric(namespace=namespace, name=name, dimensions=named, statistic=statistic)
