"""Amazon EventBridge."""

import json
from typing import Any

from strongroom.sandbox.provider.wire import Props

from .sqs import QUEUE
from .world import Life, World

RULE, TARGET = "aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget"
PATTERN = json.dumps({"source": ["aws.guardduty"], "detail": {"severity": [{"numeric": [">=", 4]}]}})


def bus(world: World) -> str:
    """Return the name of a bus of events."""
    name = world.name()
    world.client("events").create_event_bus(Name=name)
    return name


def rule(world: World, **more: Any) -> Props:
    return {"name": world.name(), "eventPattern": PATTERN, "description": "Findings", **more}


def target(world: World) -> Props:
    """Return what a target is made of that puts a finding into words."""
    return {
        "rule": world.make(RULE, **rule(world)).id,
        "arn": world.topic(),
        "inputTransformer": {"inputPaths": {"what": "$.detail.type"}, "inputTemplate": '"Found: <what>"'},
        "deadLetterConfig": {"arn": world.make(QUEUE).outputs["arn"]},
    }


LIVES = (
    Life(
        token=RULE,
        making=rule,
        changing=lambda world: {
            "description": "All findings",
            "forceDestroy": True,
            "eventPattern": json.dumps({"source": ["aws.guardduty"]}),
            "roleArn": world.role("events").outputs["arn"],
            "scheduleExpression": "rate(1 hour)",
            "state": "DISABLED",
        },
    ),
    Life(
        token=RULE,
        what="of a bus of one's own",
        making=lambda world: rule(world, eventBusName=bus(world), isEnabled=True),
        changing=lambda _: {"isEnabled": False},
        missing="it-bus/it-12345678",
    ),
    Life(
        token=TARGET,
        making=target,
        changing=lambda world: {
            "arn": world.make(QUEUE).outputs["arn"],
            "deadLetterConfig": {"arn": world.make(QUEUE).outputs["arn"]},
            "inputTransformer": {"inputPaths": {"id": "$.id"}, "inputTemplate": '{"id": <id>}'},
            "retryPolicy": {"maximumEventAgeInSeconds": 3600, "maximumRetryAttempts": 10},
            "roleArn": world.role("events").outputs["arn"],
            "sqsTarget": {"messageGroupId": "findings"},
        },
        missing="it-12345678/it",
    ),
    Life(
        token=TARGET,
        what="with an input of its own",
        making=lambda world: {
            "rule": world.make(RULE, **rule(world)).id,
            "arn": world.topic(),
            "targetId": "findings",
            "input": json.dumps({"what": "a finding"}),
        },
        changing=lambda _: {"input": json.dumps({"what": "another"})},
        missing="it-12345678/it",
    ),
    Life(
        token=TARGET,
        what="with a part of the event",
        making=lambda world: {
            "rule": world.make(RULE, **rule(world)).id,
            "arn": world.topic(),
            "inputPath": "$.detail",
        },
        changing=lambda _: {"forceDestroy": True, "inputPath": "$.detail.type"},
        missing="it-12345678/it",
    ),
)
