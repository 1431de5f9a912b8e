"""Notifications of what a group does, sent to topics."""

from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult

from ..request import attributes, parameter, replace
from .groups import group_named

Configurations = dict[str, dict[str, list[str]]]
"""The kinds of notification by topic, by group."""


def _configurations(response: AutoScalingResponse) -> Configurations:
    return attributes(response.autoscaling_backend).setdefault("notification_configurations", {})


def put_notification_configuration(self: AutoScalingResponse) -> EmptyResult:
    """Send kinds of notification to a topic; those sent to it so far no more.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutNotificationConfiguration.html
    """
    topics = _configurations(self).setdefault(group_named(self).name, {})
    topics[parameter(self, "TopicARN")] = parameter(self, "NotificationTypes", [])
    return EmptyResult()


def describe_notification_configurations(self: AutoScalingResponse) -> ActionResult:
    """List what is sent where.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeNotificationConfigurations.html
    """
    names = parameter(self, "AutoScalingGroupNames", [])
    found = [
        {"AutoScalingGroupName": group, "TopicARN": topic, "NotificationType": kind}
        for group, topics in _configurations(self).items()
        for topic, kinds in topics.items()
        for kind in kinds
        if not names or group in names
    ]
    return ActionResult({"NotificationConfigurations": found})


def delete_notification_configuration(self: AutoScalingResponse) -> EmptyResult:
    """Send a topic nothing more.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteNotificationConfiguration.html
    """
    _configurations(self).get(group_named(self).name, {}).pop(parameter(self, "TopicARN"), None)
    return EmptyResult()


def install() -> None:
    """Add the operations."""
    replace(
        AutoScalingResponse,
        put_notification_configuration,
        describe_notification_configurations,
        delete_notification_configuration,
    )
