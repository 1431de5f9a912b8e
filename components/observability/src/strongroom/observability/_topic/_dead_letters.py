"""The queue of what a topic could not deliver, and the alarm on it."""

import json

import pulumi
import pulumi_aws as aws

from strongroom.core import ComponentContext
from strongroom.observability._alarms._making import Actions, make_alarm
from strongroom.observability._alarms._model import Alarm
from strongroom.observability._metrics._model import Metric
from strongroom.observability._topic._policies import dead_letter_policy

_ROLE = "dead-letters"
_FOURTEEN_DAYS = 14 * 24 * 3600


def make_dead_letters(
    scope: ComponentContext,
    topic: aws.sns.Topic,
    kms_key_arn: pulumi.Output[str],
    told: pulumi.Output[str],
    region: str | None,
) -> aws.sqs.Queue:
    """Make a queue for what a topic can't deliver, and an alarm that tells the topic's other subscribers.

    Args:
        scope: The component.
        topic: The topic.
        kms_key_arn: ARN of the key that encrypts messages.
        told: ARN of the topic, told when alarms may publish.
        region: Where the topic is; the provider's region when None.

    Returns:
        The queue.
    """
    queue = aws.sqs.Queue(
        scope.child(_ROLE),
        name=(scope.global_name if region else scope.physical_name)(_ROLE, max_length=80),
        kms_master_key_id=kms_key_arn,
        # The longest that there is: whoever looks after a holiday still finds what was lost.
        message_retention_seconds=_FOURTEEN_DAYS,
        region=region,
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    aws.sqs.QueuePolicy(
        scope.child(_ROLE),
        queue_url=queue.url,
        policy=pulumi.Output.all(queue.arn, topic.arn).apply(lambda arns: json.dumps(dead_letter_policy(*arns))),
        region=region,
        opts=scope.opts(),
    )
    make_alarm(scope, _ROLE, _undelivered(queue.name), Actions([told], [told]), region)
    return queue


def _undelivered(queue_name: pulumi.Output[str]) -> Alarm:
    return Alarm(
        measure=Metric(
            namespace="AWS/SQS",
            name="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": queue_name},
            statistic="Maximum",
        ),
        threshold=0,
        evaluation_periods=1,
        # SQS measures only queues that were used in the last hours.
        missing_data="notBreaching",
        description="Alerts could not be delivered to a subscriber, and wait in the dead-letter queue for 14 days. "
        "Read them there; mend the endpoint, or the policy of its queue, function or key, and send them again.",
        severity="critical",
    )
