"""Subscriptions of a topic follow their endpoints: SNS returns the existing subscription of a known endpoint."""

from collections.abc import Callable, Mapping

import pulumi
import pulumi_aws as aws
import pytest
from botocore.exceptions import ClientError
from support import run

from strongroom.data import EncryptionKey, EncryptionKeyArgs
from strongroom.observability import (
    AlertTopic,
    AlertTopicArgs,
    EmailSubscription,
    HttpsSubscription,
    QueueSubscription,
)
from strongroom.observability._topic._subscriptions import Subscription
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

Subscriptions = Mapping[str, Subscription]
FIRST, SECOND = EmailSubscription(address="first@example.com"), EmailSubscription(address="second@example.com")
PAGER = HttpsSubscription(url="https://pager.example.com/token")


def topic(subscriptions: Callable[[aws.sqs.Queue, aws.sqs.Queue], Subscriptions]) -> Callable[[], None]:
    """A program with a topic, and two queues that may subscribe."""

    def program() -> None:
        services = EncryptionKeyArgs(durability="ephemeral", services={"cloudwatch_alarms", "eventbridge", "sns"})
        key = EncryptionKey("alerts", services)
        queues = aws.sqs.Queue("one", name="one"), aws.sqs.Queue("two", name="two")
        args = AlertTopicArgs(
            kms_key_arn=key.kms_key_arn, subscriptions=subscriptions(*queues), dead_letter_queue=False
        )
        pulumi.export("topic_arn", AlertTopic("alerts", args).topic_arn)

    return program


STEPS: dict[str, tuple[Callable[[aws.sqs.Queue, aws.sqs.Queue], Subscriptions], set[str], Mapping[str, int]]] = {
    "all": (
        lambda one, two: {
            "a": FIRST,
            "b": SECOND,
            "c": QueueSubscription(queue_arn=one.arn),
            "d": QueueSubscription(queue_arn=two.arn),
            "e": PAGER,
        },
        {"first@example.com", "second@example.com", "one", "two", "https://pager.example.com/token"},
        {"create": 5},
    ),
    "keys swapped": (
        lambda one, two: {
            "a": SECOND,
            "b": FIRST,
            "c": QueueSubscription(queue_arn=two.arn),
            "d": QueueSubscription(queue_arn=one.arn),
            "e": PAGER,
        },
        {"first@example.com", "second@example.com", "one", "two", "https://pager.example.com/token"},
        {},
    ),
    "first removed, keys renamed and shifted, options changed": (
        lambda one, two: {
            "a": EmailSubscription(address="second@example.com", filter_policy={"NewStateValue": ["ALARM"]}),
            "queue": QueueSubscription(queue_arn=one.arn, raw=True),
            "c": PAGER,
        },
        {"second@example.com", "one", "https://pager.example.com/token"},
        {"delete": 2, "update": 2},
    ),
    "endpoint changed": (
        lambda one, two: {"a": FIRST, "queue": QueueSubscription(queue_arn=two.arn), "c": PAGER},
        {"first@example.com", "two", "https://pager.example.com/token"},
        {"delete": 2, "create": 2},
    ),
    "letter case changed": (
        lambda one, two: {
            "a": EmailSubscription(address="First@Example.com"),
            "queue": QueueSubscription(queue_arn=two.arn),
        },
        {"First@Example.com", "two"},
        {"replace": 1, "delete": 1},
    ),
}


def subscribed(sandbox: TestSandbox, topic_arn: str) -> set[str]:
    found = sandbox.client("sns").list_subscriptions_by_topic(TopicArn=topic_arn)["Subscriptions"]
    return {each["Endpoint"].removeprefix(f"arn:aws:sqs:{sandbox.region}:{sandbox.account_id}:") for each in found}


def test_no_change_of_the_mapping_loses_a_subscriber(sandbox: TestSandbox) -> None:
    for step, (subscriptions, endpoints, expected) in STEPS.items():
        stack = sandbox.program(topic(subscriptions))
        previewed = [op for name, op in run(stack.preview).steps.items() if name.startswith("TopicSubscription")]
        done = run(stack.up)
        steps = [op for name, op in done.steps.items() if name.startswith("TopicSubscription")]
        assert {op: steps.count(op) for op in steps} == expected, step
        assert len(previewed) == len(steps), step
        assert subscribed(sandbox, done.outputs["topic_arn"]) == endpoints, step
        assert run(stack.refresh).steps == {}, step
    sandbox.program(lambda: None).up()
    assert read_journal(sandbox.journal) == []


def test_subscribe_returns_the_subscription_of_a_known_endpoint_if_attributes_agree(sandbox: TestSandbox) -> None:
    sns = sandbox.client("sns")
    topic_arn = sns.create_topic(Name="known")["TopicArn"]
    endpoint = {"TopicArn": topic_arn, "Protocol": "https", "Endpoint": "https://pager.example.com/"}
    raw = {"RawMessageDelivery": "true", "FilterPolicy": '{"a": ["b"]}'}
    arn = sns.subscribe(**endpoint, Attributes=raw)["SubscriptionArn"]
    assert sns.subscribe(**endpoint)["SubscriptionArn"] == arn
    assert sns.subscribe(**endpoint, Attributes={"FilterPolicy": '{"a":["b"]}'})["SubscriptionArn"] == arn
    for different in ({"RawMessageDelivery": "false"}, {"FilterPolicy": '{"a": ["c"]}'}):
        with pytest.raises(ClientError, match="Subscription already exists with different attributes"):
            sns.subscribe(**endpoint, Attributes=different)
    attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert (attributes["RawMessageDelivery"], attributes["FilterPolicy"]) == ("true", '{"a": ["b"]}')
