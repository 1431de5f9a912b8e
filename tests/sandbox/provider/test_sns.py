"""What is special about topics: policies that are never gone, filters, e-mail, and what only ordered ones have."""

import json
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from lives import World
from lives.sns import SUBSCRIPTION, TOPIC_POLICY, publishing, subscription
from lives.world import TOPIC, new_world
from provider_client import InvalidInputsError

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.wire import Props


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    with new_world(local_aws) as world:
        yield world


def attributes(world: World, topic: str) -> dict[str, str]:
    return world.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]


def filters(world: World, arn: str) -> dict[str, str]:
    seen = world.client("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    return {name: value for name, value in seen.items() if name.startswith("FilterPolicy")}


class TestTopic:
    def test_boto_sees_all_its_attributes(self, world: World) -> None:
        role = world.role("sns").outputs["arn"]
        made = world.make(
            TOPIC,
            signatureVersion=2,
            tracingConfig="Active",
            sqsFailureFeedbackRoleArn=role,
            firehoseSuccessFeedbackSampleRate=7,
        )

        seen = attributes(world, made.id)
        assert seen["SignatureVersion"] == "2"
        assert seen["TracingConfig"] == "Active"
        assert seen["SQSFailureFeedbackRoleArn"] == role
        assert seen["FirehoseSuccessFeedbackSampleRate"] == "7"

    def test_attributes_are_taken_away(self, world: World) -> None:
        made = world.make(TOPIC, displayName="Alerts", kmsMasterKeyId=world.key())

        changed = world.provider.update(made)

        assert "KmsMasterKeyId" not in attributes(world, made.id)
        assert changed.outputs.keys().isdisjoint({"displayName", "kmsMasterKeyId"})
        assert world.provider.refresh(changed) == changed

    def test_an_attribute_that_there_is_not_is_refused(self, world: World) -> None:
        with pytest.raises(ClientError, match="InvalidParameter"):
            world.client("sns").set_topic_attributes(
                TopicArn=world.topic(), AttributeName="KmsMasterKeyID", AttributeValue="a"
            )

    @pytest.mark.parametrize("name", ["archivePolicy", "contentBasedDeduplication", "fifoThroughputScope"])
    def test_what_only_ordered_ones_have_is_refused(self, world: World, name: str) -> None:
        given = {"archivePolicy": "{}", "contentBasedDeduplication": True, "fifoThroughputScope": "Topic"}[name]

        with pytest.raises(InvalidInputsError, match=f"{name}: only a FIFO topic has it"):
            world.make(TOPIC, **{name: given})

    def test_a_prefix_gives_a_name(self, world: World) -> None:
        made = world.make(TOPIC, namePrefix="alerts-", fifoTopic=True)

        assert made.outputs["name"].startswith("alerts-")
        assert made.outputs["name"].endswith(".fifo")
        assert world.provider.refresh(made) == made


class TestPolicy:
    def test_goes_back_to_that_of_a_new_topic(self, world: World) -> None:
        topic = world.topic()
        new = json.loads(attributes(world, topic)["Policy"])
        made = world.make(TOPIC_POLICY, arn=topic, policy=publishing("cloudwatch"))
        assert json.loads(attributes(world, topic)["Policy"]) != new

        world.provider.delete(made)

        assert json.loads(attributes(world, topic)["Policy"]) == new

    def test_of_another_topic_replaces_it(self, world: World) -> None:
        news = {"policy": publishing("cloudwatch")}
        made = world.make(TOPIC_POLICY, arn=world.topic(), **news)

        assert list(world.provider.diff(made, arn=world.topic(), **news).replaces) == ["arn"]

    def test_set_beside_the_topic_is_no_change_of_it(self, world: World) -> None:
        topic = world.make(TOPIC, name=world.name())
        world.make(TOPIC_POLICY, arn=topic.id, policy=publishing("cloudwatch"))

        seen = world.provider.refresh(topic)

        assert seen is not None
        assert world.provider.kinds(seen, name=topic.outputs["name"]) == {}


class TestSubscription:
    def test_by_email_waits_for_its_confirmation(self, world: World) -> None:
        made = world.make(SUBSCRIPTION, topic=world.topic(), protocol="email", endpoint="a@example.com")

        assert made.outputs["pendingConfirmation"] is True
        assert made.outputs["confirmationWasAuthenticated"] is False
        assert world.provider.refresh(made) == made

    def test_of_a_queue_needs_none(self, world: World) -> None:
        made = world.make(SUBSCRIPTION, **subscription(world))

        assert made.outputs["pendingConfirmation"] is False

    def test_by_https_is_never_called(self, world: World) -> None:
        topic = world.topic()
        world.make(SUBSCRIPTION, topic=topic, protocol="https", endpoint="https://127.0.0.1:1/")
        assert world.client("sns").publish(TopicArn=topic, Message="hello")["MessageId"]

    def test_loses_its_filter(self, world: World) -> None:
        news = subscription(world)
        made = world.make(SUBSCRIPTION, **news, filterPolicy=json.dumps({"a": ["b"]}))
        assert filters(world, made.id)["FilterPolicyScope"] == "MessageAttributes"

        changed = world.provider.update(made, **news)

        assert filters(world, made.id) == {}
        assert "filterPolicy" not in changed.outputs
        assert world.provider.refresh(changed) == changed

    @pytest.mark.parametrize("to_body", [True, False])
    def test_filters_bodies_which_may_be_nested_or_attributes_which_may_not(self, world: World, to_body: bool) -> None:
        news = subscription(world)
        flat: Props = {"filterPolicyScope": "MessageAttributes", "filterPolicy": json.dumps({"a": ["b"]})}
        body: Props = {"filterPolicyScope": "MessageBody", "filterPolicy": json.dumps({"a": {"b": ["c"]}})}
        before, after = (flat, body) if to_body else (body, flat)
        made = world.make(SUBSCRIPTION, **news, **before)

        changed = world.provider.update(made, **news, **after)

        assert {name: changed.outputs[name] for name in after} == after
        assert filters(world, made.id)["FilterPolicyScope"] == after["filterPolicyScope"]

    @pytest.mark.parametrize("change", [{"protocol": "lambda"}, {"endpoint": "arn:aws:sqs:eu-west-1:123456789012:a"}])
    def test_of_something_else_replaces_it(self, world: World, change: dict[str, Any]) -> None:
        news = subscription(world)
        made = world.make(SUBSCRIPTION, **news)

        assert list(world.provider.diff(made, **{**news, **change}).replaces) == list(change)

    def test_of_no_topic_is_refused(self, world: World) -> None:
        nowhere = "arn:aws:sns:eu-west-1:123456789012:nowhere"

        with pytest.raises(grpc.RpcError, match="NotFound"):
            world.make(SUBSCRIPTION, **{**subscription(world), "topic": nowhere})
