"""What is special about events: what a target gets of them, and where they go that it does not take."""

import json
from typing import Any

import grpc
import pytest
from lives import World
from lives.events import RULE, TARGET, rule
from lives.log_filters import METRIC_FILTER, metric_filter
from lives.sqs import QUEUE, receiving
from lives.world import TOPIC, policy
from provider_client import InvalidInputsError

from strongroom.sandbox.moto_extensions.events import input_of
from strongroom.sandbox.provider.wire import Props

EVENT = {
    "id": "7",
    "source": "it.test",
    "detail-type": "Finding",
    "detail": {"severity": 8, "type": 'A "bad" one', "hosts": [{"id": "i-1"}]},
}


@pytest.fixture(scope="module")
def world(estate: World) -> World:
    return estate


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ({"Input": '{"a": 1}'}, {"a": 1}),
        ({"InputPath": "$.detail.severity"}, 8),
        ({"InputPath": "$.detail.nothing"}, ""),
        ({}, EVENT),
        (
            {
                "InputTransformer": {
                    "InputPathsMap": {
                        "what": "$.detail.type",
                        "how": "$.detail.severity",
                        "host": "$.detail.hosts[0].id",
                    },
                    "InputTemplate": '{"text": "<what> on <host>", "severity": <how>, "what": <what>, "no": "<other>"}',
                }
            },
            {"text": 'A "bad" one on i-1', "severity": 8, "what": 'A "bad" one', "no": "<other>"},
        ),
        ({"InputTransformer": {"InputTemplate": "<aws.events.event.json>"}}, EVENT),
    ],
)
def test_a_target_gets_what_it_makes_of_an_event(target: dict[str, Any], expected: Any) -> None:
    assert json.loads(input_of(target, EVENT)) == expected


def queue(world: World, **more: Any) -> tuple[str, str]:
    made = world.make(QUEUE, **more)
    return made.outputs["arn"], made.id


def bodies(world: World, url: str) -> list[str]:
    messages = world.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [message["Body"] for message in messages]


def happens(world: World, source: str) -> None:
    entry = {"Source": source, "DetailType": "Finding", "Detail": json.dumps({"severity": 8})}
    world.client("events").put_events(Entries=[entry])


class TestDelivery:
    def test_is_to_topics_and_queues_that_let_the_rule_in(self, world: World) -> None:
        source = world.name()
        made = world.make(RULE, **rule(world, eventPattern=json.dumps({"source": [source]})))
        allowed = policy("sns:Publish", Principal={"Service": "events.amazonaws.com"})
        topic = world.make(TOPIC, policy=allowed).id
        behind, heard = queue(world)
        world.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=behind)
        closed, unheard = queue(world)
        opened, direct = queue(world, policy=receiving("events"))
        last, dead = queue(world, policy=receiving("events"))
        for arn in (topic, opened):
            world.make(TARGET, rule=made.id, arn=arn, inputPath="$.detail")
        world.make(TARGET, rule=made.id, arn=closed, inputPath="$.detail", deadLetterConfig={"arn": last})

        happens(world, source)
        happens(world, "another")

        sent = '{"severity": 8}'
        assert [json.loads(each)["Message"] for each in bodies(world, heard)] == [sent]
        assert (bodies(world, direct), bodies(world, unheard), bodies(world, dead)) == ([sent], [], [sent])

    def test_is_of_no_rule_that_is_disabled(self, world: World) -> None:
        source = world.name()
        made = world.make(RULE, **rule(world, eventPattern=json.dumps({"source": [source]}), state="DISABLED"))
        opened, url = queue(world, policy=receiving("events"))
        world.make(TARGET, rule=made.id, arn=opened)

        happens(world, source)

        assert bodies(world, url) == []


class TestRefused:
    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"eventPattern": None}, "give eventPattern, scheduleExpression or both"),
            ({"isEnabled": True, "state": "ENABLED"}, "conflicts with state"),
        ],
    )
    def test_is_a_rule_that_says_too_little_or_twice(self, world: World, change: Props, reason: str) -> None:
        with pytest.raises(InvalidInputsError, match=reason):
            world.make(RULE, **{**rule(world), **change})

    def test_is_a_target_with_two_inputs(self, world: World) -> None:
        with pytest.raises(InvalidInputsError, match="a target takes one of"):
            world.make(TARGET, rule="any", arn="arn:aws:sns:eu-west-1:1:a", input="{}", inputPath="$")

    def test_is_a_sixth_target(self, world: World) -> None:
        made = world.make(RULE, **rule(world))

        for i in range(5):
            world.make(TARGET, rule=made.id, arn=f"arn:aws:sns:eu-west-1:1:topic{i}")

        with pytest.raises(grpc.RpcError, match="exceeds the maximum number"):
            world.make(TARGET, rule=made.id, arn="arn:aws:sns:eu-west-1:1:topic5")

    def test_is_the_end_of_a_rule_with_targets(self, world: World) -> None:
        made = world.make(RULE, **rule(world))
        target = world.make(TARGET, rule=made.id, arn="arn:aws:sns:eu-west-1:1:a")

        with pytest.raises(grpc.RpcError, match="has targets"):
            world.provider.delete(made)
        world.provider.delete(target)
        world.provider.delete(made)


class TestQueue:
    def test_keeps_its_policy_when_something_else_is_set(self, world: World) -> None:
        news: Props = {"name": world.name(), "policy": receiving("sns")}
        made = world.make(QUEUE, **news)

        world.provider.update(made, **news, delaySeconds=5)

        seen = world.client("sqs").get_queue_attributes(QueueUrl=made.id, AttributeNames=["All"])["Attributes"]
        assert json.loads(seen["Policy"]) == json.loads(news["policy"])

    def test_has_one_kind_of_encryption(self, world: World) -> None:
        own = world.make(QUEUE)
        keyed = world.make(QUEUE, kmsMasterKeyId=world.key())
        assert (own.outputs["sqsManagedSseEnabled"], keyed.outputs["sqsManagedSseEnabled"]) == (True, False)

        back = world.provider.update(keyed, sqsManagedSseEnabled=True)

        assert back.outputs["sqsManagedSseEnabled"]
        assert "kmsMasterKeyId" not in back.outputs

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"kmsMasterKeyId": "alias/a", "sqsManagedSseEnabled": True}, "conflicts with kmsMasterKeyId"),
            ({"deduplicationScope": "queue"}, "only a FIFO queue"),
        ],
    )
    def test_of_two_minds_is_refused(self, world: World, change: Props, reason: str) -> None:
        with pytest.raises(InvalidInputsError, match=reason):
            world.make(QUEUE, **change)

    @pytest.mark.parametrize("change", [{"messageRetentionSeconds": 1_209_601}, {"visibilityTimeoutSeconds": 43_201}])
    def test_out_of_range_is_refused(self, world: World, change: Props) -> None:
        with pytest.raises(grpc.RpcError, match="InvalidAttributeValue"):
            world.make(QUEUE, **change)


class TestMetricFilter:
    @pytest.mark.parametrize("default", ["1234567", "0.25", "-3"])
    def test_its_default_is_told_as_it_was_said(self, world: World, default: str) -> None:
        news = metric_filter(world)
        news["metricTransformation"]["defaultValue"] = default
        made = world.make(METRIC_FILTER, **news)

        assert world.provider.refresh(made) == made
        assert world.provider.kinds(made, **news) == {}

    def test_goes_with_its_group(self, world: World) -> None:
        made = world.make(METRIC_FILTER, **metric_filter(world))

        world.client("logs").delete_log_group(logGroupName=made.outputs["logGroupName"])

        assert world.provider.refresh(made) is None

    def test_of_no_group_is_refused(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="ResourceNotFoundException"):
            world.make(METRIC_FILTER, **{**metric_filter(world), "logGroupName": "nothing"})
