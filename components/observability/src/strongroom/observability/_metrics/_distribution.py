"""The metrics of a CloudFront distribution and its web ACL, which are all in us-east-1.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
"""

from strongroom.core import DistributionMetrics, Input
from strongroom.observability._metrics._model import Metric

REGION = "us-east-1"
"""Where CloudFront's metrics are, and so every alarm on them."""


def distribution_metric(metrics: DistributionMetrics, name: str, statistic: str = "Average") -> Metric:
    """Return a metric of a distribution.

    Args:
        metrics: The distribution's metrics.
        name: Name of the metric.
        statistic: Statistic of the metric.
    """
    dimensions: dict[str, Input[str]] = {"DistributionId": metrics.distribution_id, "Region": "Global"}
    return Metric(namespace="AWS/CloudFront", name=name, dimensions=dimensions, statistic=statistic)


def web_acl_metric(metrics: DistributionMetrics, name: str) -> Metric:
    """Return a metric of a distribution's web ACL, over all its rules.

    Args:
        metrics: The distribution's metrics, with a web ACL.
        name: Name of the metric.
    """
    assert metrics.web_acl_metric_name is not None  # noqa: S101 only called with one
    # Those of CloudFront have no dimension for the region.
    dimensions: dict[str, Input[str]] = {"WebACL": metrics.web_acl_metric_name, "Rule": "ALL"}
    return Metric(namespace="AWS/WAFV2", name=name, dimensions=dimensions, statistic="Sum")
