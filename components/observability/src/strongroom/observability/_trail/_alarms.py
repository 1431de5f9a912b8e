"""The alarms on what a trail logs."""

import pulumi
import pulumi_aws as aws

from strongroom.observability._alarms._log_patterns import make_metric_filters
from strongroom.observability._alarms._making import Actions, make_alarm
from strongroom.observability._alarms._trail_sets import NAMESPACE
from strongroom.observability._topics import checked_topic
from strongroom.observability._trail._scope import TrailScope
from strongroom.observability._trail._watches import WATCHES


def make_trail_alarms(scope: TrailScope, log_group: aws.cloudwatch.LogGroup) -> dict[str, pulumi.Output[str]]:
    """Make a filter and an alarm for each of CIS 4.1 to 4.15 that is not disabled.

    Args:
        scope: The audit trail.
        log_group: The log group that it writes to.

    Returns:
        ARNs of the alarms, by name.
    """
    disabled = scope.args.disabled_alarms
    patterns = {name: watch.log_pattern for name, watch in WATCHES.items() if name not in disabled}
    metrics = make_metric_filters(scope, log_group.name, patterns, NAMESPACE)
    region = scope.home.apply(lambda home: home.region)
    told = [
        checked_topic("AuditTrail", f"topic_arns.{index}", arn, region)
        for index, arn in enumerate(scope.args.topic_arns)
    ]
    actions = Actions(alarm=told, ok=told)
    return {
        name: make_alarm(scope, name, pattern.alarm(NAMESPACE, metrics[name].name), actions).arn
        for name, pattern in patterns.items()
    }
