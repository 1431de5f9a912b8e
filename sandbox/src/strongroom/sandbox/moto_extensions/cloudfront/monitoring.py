"""Subscriptions to a distribution's further metrics.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html
"""

from typing import Any

from moto.cloudfront.exceptions import CloudFrontException, NoSuchDistribution
from moto.cloudfront.responses import CloudFrontResponse
from moto.core.responses import ActionResult, EmptyResult

from ..request import attributes, parameter, replace
from .common import answer_at, check_values


def _distribution(response: CloudFrontResponse) -> dict[str, Any]:
    found = response.backend.distributions.get(parameter(response, "DistributionId"))
    if found is None:
        raise NoSuchDistribution
    return attributes(found)


def _subscribed(response: CloudFrontResponse) -> dict[str, Any]:
    distribution = _distribution(response)
    if "monitoring" not in distribution:
        message = "A monitoring subscription does not exist for the specified distribution."
        raise CloudFrontException("NoSuchMonitoringSubscription", message)
    return distribution


def create_monitoring_subscription(self: CloudFrontResponse) -> ActionResult:
    """Say whether there are further metrics of a distribution.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateMonitoringSubscription.html
    """
    subscription = parameter(self, "MonitoringSubscription")
    check_values("MonitoringSubscription", subscription)
    _distribution(self)["monitoring"] = subscription
    return ActionResult({"MonitoringSubscription": subscription})


def get_monitoring_subscription(self: CloudFrontResponse) -> ActionResult:
    """Tell whether there are further metrics of a distribution.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_GetMonitoringSubscription.html
    """
    return ActionResult({"MonitoringSubscription": _subscribed(self)["monitoring"]})


def delete_monitoring_subscription(self: CloudFrontResponse) -> EmptyResult:
    """End the subscription of a distribution.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DeleteMonitoringSubscription.html
    """
    del _subscribed(self)["monitoring"]
    return EmptyResult()


def install() -> None:
    """Add the operations."""
    answer_at("distributions/{DistributionId}/monitoring-subscription")
    replace(
        CloudFrontResponse,
        create_monitoring_subscription,
        get_monitoring_subscription,
        delete_monitoring_subscription,
    )
