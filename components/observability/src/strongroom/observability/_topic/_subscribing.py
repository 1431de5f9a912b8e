"""Subscribes to a topic."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.core import Scope
from strongroom.observability._topic._subscriptions import (
    EmailSubscription,
    FunctionSubscription,
    HttpsSubscription,
    QueueSubscription,
    Subscription,
)


def make_subscription(
    scope: Scope,
    role: str,
    subscription: Subscription,
    topic_arn: pulumi.Output[str],
    letters: aws.sqs.Queue | None,
    region: str | None,
) -> aws.sns.TopicSubscription:
    """Subscribe someone to a topic.

    Args:
        scope: The component.
        role: What the subscription is called.
        subscription: Who it is.
        topic_arn: ARN of the topic.
        letters: The queue of what can't be delivered; None without.
        region: Where the topic is; the provider's region when None.
    """
    settings = _endpoint(subscription)
    if subscription.filter_policy is not None:
        settings |= {
            "filter_policy": json.dumps(subscription.filter_policy),
            "filter_policy_scope": subscription.filter_scope,
        }
    if letters is not None and not isinstance(subscription, EmailSubscription):
        settings["redrive_policy"] = letters.arn.apply(lambda arn: json.dumps({"deadLetterTargetArn": arn}))
    after: list[pulumi.Resource] = []
    if isinstance(subscription, FunctionSubscription):
        after = [
            aws.lambda_.Permission(
                scope.child(role),
                action="lambda:InvokeFunction",
                function=subscription.function_arn,
                principal="sns.amazonaws.com",
                source_arn=topic_arn,
                region=region,
                opts=scope.opts(),
            )
        ]
    return aws.sns.TopicSubscription(
        scope.child(role), topic=topic_arn, region=region, opts=scope.opts(depends_on=after), **settings
    )


def _endpoint(subscription: Subscription) -> dict[str, Any]:
    match subscription:
        case EmailSubscription():
            return {
                "protocol": "email-json" if subscription.as_json else "email",
                "endpoint": subscription.address,
            }
        case HttpsSubscription():
            return {
                "protocol": "https",
                "endpoint": subscription.url,
                "endpoint_auto_confirms": subscription.confirms_itself,
                "raw_message_delivery": subscription.raw,
            }
        case QueueSubscription():
            return {
                "protocol": "sqs",
                "endpoint": subscription.queue_arn,
                "raw_message_delivery": subscription.raw,
            }
        case FunctionSubscription():
            return {"protocol": "lambda", "endpoint": subscription.function_arn}
