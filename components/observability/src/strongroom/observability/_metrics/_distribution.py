"""The metrics of a CloudFront distribution and its web ACL, which are all in us-east-1.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
"""

from typing import Annotated, TypeAlias

from strongroom.core import Input, Model, shaped
from strongroom.observability._metrics._model import Metric

REGION = "us-east-1"
"""Where CloudFront's metrics are, and so every alarm on them."""

DistributionId: TypeAlias = Annotated[
    str, shaped(r"[A-Z0-9]{8,32}", "the id of a distribution of CloudFront", "E2QWRUHEXAMPLE")
]
"""The id of a distribution of CloudFront."""

WebAclMetricName: TypeAlias = Annotated[
    str, shaped(r"[A-Za-z0-9_-]{1,128}", "the metric name of a web ACL", "portal-dev")
]
"""What the metrics of a web ACL call it: the metric name in its visibility configuration."""


class DistributionNames(Model):
    """What the metrics of a distribution are found by."""

    distribution_id: Input[DistributionId]
    """Id of the distribution."""

    web_acl_metric_name: Input[WebAclMetricName] | None = None
    """What the metrics of its web ACL call that, in the visibility configuration. Default: none is watched."""


def distribution_metric(names: DistributionNames, name: str, statistic: str = "Average") -> Metric:
    """Return a metric of a distribution.

    Args:
        names: The distribution's.
        name: What the metric is called.
        statistic: The statistic of it.
    """
    dimensions: dict[str, Input[str]] = {"DistributionId": names.distribution_id, "Region": "Global"}
    return Metric(namespace="AWS/CloudFront", name=name, dimensions=dimensions, statistic=statistic)


def web_acl_metric(names: DistributionNames, name: str) -> Metric:
    """Return a metric of a distribution's web ACL, over all its rules.

    Args:
        names: The distribution's; its web ACL must be named.
        name: What the metric is called.
    """
    assert names.web_acl_metric_name is not None  # noqa: S101 only called with one
    # Those of CloudFront have no dimension for the region.
    dimensions: dict[str, Input[str]] = {"WebACL": names.web_acl_metric_name, "Rule": "ALL"}
    return Metric(namespace="AWS/WAFV2", name=name, dimensions=dimensions, statistic="Sum")
