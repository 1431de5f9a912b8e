"""The metrics of a web service: its load balancer, its target group, its instances.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/metrics-collected-by-CloudWatch-agent.html
"""

from strongroom.core import Input, WebServiceMetrics
from strongroom.observability._metrics._model import Metric, MetricMath

_BALANCER, _SCALING = "AWS/ApplicationELB", "AWS/AutoScaling"


def balancer_metric(metrics: WebServiceMetrics, name: str, statistic: str = "Sum") -> Metric:
    """Return a metric of a web service's load balancer.

    Args:
        metrics: The web service's metrics, with a load balancer.
        name: Name of the metric.
        statistic: Statistic of the metric.
    """
    return _metric(_BALANCER, name, {"LoadBalancer": metrics.load_balancer_arn_suffix}, statistic)


def target_metric(metrics: WebServiceMetrics, name: str, statistic: str = "Sum") -> Metric:
    """Return a metric of a web service's target group.

    Args:
        metrics: The web service's metrics, with a target group.
        name: Name of the metric.
        statistic: Statistic of the metric.
    """
    dimensions = {"LoadBalancer": metrics.load_balancer_arn_suffix, "TargetGroup": metrics.target_group_arn_suffix}
    return _metric(_BALANCER, name, dimensions, statistic)


def instance_metric(metrics: WebServiceMetrics, name: str, statistic: str = "Average") -> Metric:
    """Return a metric of a web service's instances, over all of them.

    Args:
        metrics: The web service's metrics, with an Auto Scaling group.
        name: Name of the metric; those of the CloudWatch agent are in small letters.
        statistic: Statistic of the metric.
    """
    namespace = "CWAgent" if name.islower() else "AWS/EC2"
    return _metric(namespace, name, {"AutoScalingGroupName": metrics.auto_scaling_group_name}, statistic)


def group_metric(metrics: WebServiceMetrics, name: str, statistic: str = "Minimum") -> Metric:
    """Return a metric of a web service's Auto Scaling group itself.

    Args:
        metrics: The web service's metrics, with an Auto Scaling group.
        name: Name of the metric.
        statistic: Statistic of the metric.
    """
    return _metric(_SCALING, name, {"AutoScalingGroupName": metrics.auto_scaling_group_name}, statistic)


def error_percent(metrics: WebServiceMetrics) -> MetricMath:
    """Return how many requests of a hundred a web service's targets answer with an error of their own (5xx).

    Args:
        metrics: The web service's metrics, with a target group.
    """
    return MetricMath(
        # Errors are counted only when there are some.
        expression="100 * FILL(errors, 0) / requests",
        label="Target 5xx (%)",
        metrics={
            "errors": target_metric(metrics, "HTTPCode_Target_5XX_Count"),
            "requests": target_metric(metrics, "RequestCount"),
        },
    )


def missing_instances(metrics: WebServiceMetrics) -> MetricMath:
    """Return how many instances are missing to the minimum of a web service's group.

    Args:
        metrics: The web service's metrics, with an Auto Scaling group.
    """
    return MetricMath(
        expression="minimum - in_service",
        label="Instances missing to the minimum",
        metrics={
            "minimum": group_metric(metrics, "GroupMinSize"),
            "in_service": group_metric(metrics, "GroupInServiceInstances"),
        },
    )


def _metric(namespace: str, name: str, dimensions: dict[str, Input[str] | None], statistic: str) -> Metric:
    named = {dimension: value for dimension, value in dimensions.items() if value is not None}
    return Metric(namespace=namespace, name=name, dimensions=named, statistic=statistic)
