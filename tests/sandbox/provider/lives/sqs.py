"""Amazon Simple Queue Service."""

import json

from strongroom.sandbox.provider.wire import Props

from .world import REGION, Life, World, policy

QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
REDRIVE, REDRIVE_ALLOW = "aws:sqs/redrivePolicy:RedrivePolicy", "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"
NO_QUEUE = f"https://sqs.{REGION}.amazonaws.com/123456789012/it-12345678"


def queue(world: World) -> str:
    """Return the URL of a queue."""
    return world.make(QUEUE).id


def redrive(world: World, times: int = 3) -> str:
    return json.dumps({"deadLetterTargetArn": world.make(QUEUE).outputs["arn"], "maxReceiveCount": times})


def receiving(service: str) -> str:
    return policy("sqs:SendMessage", Principal={"Service": f"{service}.amazonaws.com"})


def allowing(world: World) -> str:
    return json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [world.make(QUEUE).outputs["arn"]]})


def full(world: World) -> Props:
    return {
        "name": world.name(),
        "kmsMasterKeyId": world.key(),
        "kmsDataKeyReusePeriodSeconds": 600,
        "messageRetentionSeconds": 1_209_600,
        "policy": receiving("sns"),
        "redrivePolicy": redrive(world),
    }


LIVES = (
    Life(
        token=QUEUE,
        making=full,
        changing=lambda world: {
            "delaySeconds": 10,
            "kmsMasterKeyId": world.key("another use"),
            "kmsDataKeyReusePeriodSeconds": 900,
            "maxMessageSize": 2048,
            "messageRetentionSeconds": 60,
            "policy": receiving("events"),
            "receiveWaitTimeSeconds": 20,
            "redriveAllowPolicy": json.dumps({"redrivePermission": "denyAll"}),
            "redrivePolicy": redrive(world, 5),
            "visibilityTimeoutSeconds": 60,
        },
        missing=NO_QUEUE,
    ),
    Life(
        token=QUEUE,
        what="in order",
        making=lambda world: {
            "name": f"{world.name()}.fifo",
            "fifoQueue": True,
            "contentBasedDeduplication": True,
            "sqsManagedSseEnabled": True,
        },
        changing=lambda _: {
            "contentBasedDeduplication": False,
            "deduplicationScope": "messageGroup",
            "fifoThroughputLimit": "perMessageGroupId",
            "sqsManagedSseEnabled": False,
        },
        missing=f"{NO_QUEUE}.fifo",
    ),
    Life(
        token=QUEUE_POLICY,
        making=lambda world: {"queueUrl": queue(world), "policy": receiving("sns")},
        changing=lambda _: {"policy": receiving("events")},
        missing=NO_QUEUE,
    ),
    Life(
        token=REDRIVE,
        making=lambda world: {"queueUrl": queue(world), "redrivePolicy": redrive(world)},
        changing=lambda world: {"redrivePolicy": redrive(world, 5)},
        missing=NO_QUEUE,
    ),
    Life(
        token=REDRIVE_ALLOW,
        making=lambda world: {"queueUrl": queue(world), "redriveAllowPolicy": allowing(world)},
        changing=lambda world: {"redriveAllowPolicy": allowing(world)},
        missing=NO_QUEUE,
    ),
)
