"""Subscriptions of a topic.

SNS identifies a subscription by topic, protocol and endpoint: `Subscribe` returns the existing subscription of a known
endpoint. So does a logical name here. By any other name, such as its key in a mapping, an endpoint that moves to
another name would be subscribed by the new resource, get the same subscription, and lose it to the deletion of the old.
https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from strongroom.core import ComponentContext, InputError, Problem, RuleError, json_dumps
from strongroom.observability._topic._filter_policy import check_filter_policy
from strongroom.observability._topic._subscriptions import (
    EmailSubscription,
    FunctionSubscription,
    HttpsSubscription,
    QueueSubscription,
    Subscription,
    duplicate_problem,
    endpoint_identity,
    endpoint_of,
)

_HASH_LENGTH = 8


def make_subscriptions(
    scope: ComponentContext,
    subscriptions: Mapping[str, Subscription],
    topic_arn: pulumi.Output[str],
    letters: aws.sqs.Queue | None,
    region: str | None,
) -> dict[str, pulumi.Output[str]]:
    """Subscribe endpoints to a topic.

    Args:
        scope: The component.
        subscriptions: The endpoints and their settings, by key.
        topic_arn: ARN of the topic.
        letters: The dead-letter queue; None without.
        region: Region of the topic; the provider's region when None.

    Returns:
        ARNs of the subscriptions, by key.
    """
    keys: dict[str, str] = {}

    def subscribe(key: str, role: str) -> pulumi.Output[str]:
        if (first := keys.setdefault(role, key)) != key:
            raise InputError("AlertTopic", [duplicate_problem(first, key)])
        subscription = subscriptions[key]
        settings = _settings(key, subscription, letters) | {"topic": topic_arn, "region": region}
        return _subscribe(scope, role, key, subscription, settings)

    def subscribed(key: str, protocol: str, endpoint: "pulumi.Input[str]") -> pulumi.Output[str]:
        if not isinstance(endpoint, pulumi.Output):
            return subscribe(key, subscription_role(protocol, cast("str", endpoint)))

        async def role(known: object) -> str:
            # A hash of a secret in a name would confirm guesses of it.
            hashed = isinstance(known, str) and not await endpoint.is_secret()
            return subscription_role(protocol, cast("str", known)) if hashed else key

        # Registered once the endpoint is known, because the name depends on it. In a preview it may stay unknown.
        registered = endpoint.apply(cast("Callable[[str], str]", role), run_with_unknowns=True).apply(
            lambda role: subscribe(key, role)
        )
        return pulumi.Output.unsecret(registered)

    return {key: subscribed(key, *endpoint_of(subscription)) for key, subscription in subscriptions.items()}


def subscription_role(protocol: str, endpoint: str) -> str:
    """Return the role in the logical name of an endpoint's subscription.

    Args:
        protocol: The protocol.
        endpoint: The endpoint.
    """
    identity = endpoint_identity(protocol, endpoint)
    return f"subscription-{hashlib.sha256(identity.encode()).hexdigest()[:_HASH_LENGTH]}"


def _subscribe(
    scope: ComponentContext, role: str, key: str, subscription: Subscription, settings: dict[str, Any]
) -> pulumi.Output[str]:
    # Before, the key was the role.
    aliases = [pulumi.Alias(name=scope.child(key))] if role != key else []
    after: list[pulumi.Resource] = []
    if isinstance(subscription, FunctionSubscription):
        after = [
            aws.lambda_.Permission(
                scope.child(role),
                action="lambda:InvokeFunction",
                function=subscription.function_arn,
                principal="sns.amazonaws.com",
                source_arn=settings["topic"],
                region=settings["region"],
                opts=scope.opts(aliases=aliases),
            )
        ]
    subscribed = aws.sns.TopicSubscription(
        scope.child(role),
        # Subscribing first would return the subscription that is deleted then.
        opts=scope.opts(depends_on=after, delete_before_replace=True, aliases=aliases),
        **settings,
    )
    return subscribed.arn


def _settings(key: str, subscription: Subscription, letters: aws.sqs.Queue | None) -> dict[str, Any]:
    protocol, endpoint = endpoint_of(subscription)
    settings: dict[str, Any] = {"protocol": protocol, "endpoint": endpoint}
    if isinstance(subscription, HttpsSubscription):
        settings["endpoint_auto_confirms"] = subscription.confirms_itself
    if isinstance(subscription, HttpsSubscription | QueueSubscription):
        settings["raw_message_delivery"] = subscription.raw
    if subscription.filter_policy is not None:
        settings["filter_policy"] = json_dumps(subscription.filter_policy).apply(partial(_checked_filter, key))
        settings["filter_policy_scope"] = subscription.filter_scope
    if letters is not None and not isinstance(subscription, EmailSubscription):
        settings["redrive_policy"] = letters.arn.apply(lambda arn: json.dumps({"deadLetterTargetArn": arn}))
    return settings


def _checked_filter(key: str, policy: str) -> str:
    """Return a filter policy whose Outputs are known, checked as a whole."""
    try:
        check_filter_policy(json.loads(policy))
    except RuleError as error:
        problem = Problem(f"subscriptions.{key}.filter_policy", error.reason, error.remedy)
        raise InputError("AlertTopic", [problem]) from None
    return policy
