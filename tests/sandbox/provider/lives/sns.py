"""Amazon Simple Notification Service."""

import json
from collections.abc import Callable
from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import TOPIC, Life, World, policy

TOPIC_POLICY, SUBSCRIPTION = "aws:sns/topicPolicy:TopicPolicy", "aws:sns/topicSubscription:TopicSubscription"

DATA_PROTECTION = "aws:sns/dataProtectionPolicy:DataProtectionPolicy"

RETRIES = {"http": {"defaultHealthyRetryPolicy": {"minDelayTarget": 20, "maxDelayTarget": 20, "numRetries": 3}}}
ENDPOINTS = {
    "email-json": "oncall@example.com",
    "https": "https://example.com/alerts",
    "lambda": "arn:aws:lambda:eu-west-1:123456789012:function:alerts",
    "firehose": "arn:aws:firehose:eu-west-1:123456789012:deliverystream/alerts",
}
NO_TOPIC = "arn:aws:sns:eu-west-1:123456789012:it-12345678"


CHANGES: dict[str, Callable[[World], Props]] = {
    "https": lambda _: {
        "confirmationTimeoutInMinutes": 5,
        "deliveryPolicy": json.dumps({"healthyRetryPolicy": {"numRetries": 3}}),
        "endpointAutoConfirms": True,
    },
    "firehose": lambda world: {"subscriptionRoleArn": world.role("sns").outputs["arn"]},
}


def queue(world: World) -> str:
    """Return the ARN of a queue."""
    sqs = world.client("sqs")
    made = sqs.create_queue(QueueName=world.name())["QueueUrl"]
    return sqs.get_queue_attributes(QueueUrl=made, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def publishing(service: str) -> str:
    document = json.loads(policy("sns:Publish", Principal={"Service": f"{service}.amazonaws.com"}))
    return json.dumps(document, separators=(",", ":"))  # as it is told, which an import compares


def subscription(world: World) -> Props:
    return {"topic": world.topic(), "protocol": "sqs", "endpoint": queue(world)}


def feedback(world: World) -> Props:
    """Return all that says what a topic's deliveries leave in logs."""
    role = world.role("sns").outputs["arn"]
    protocols = ("application", "firehose", "http", "lambda", "sqs")
    roles = {f"{one}{what}FeedbackRoleArn": role for one in protocols for what in ("Failure", "Success")}
    return {**roles, **{f"{one}SuccessFeedbackSampleRate": 10 for one in protocols}}


def masking(operation: str) -> str:
    """Return a policy that does something with the mail addresses in messages."""
    statement: dict[str, Any] = {
        "DataDirection": "Inbound",
        "Principal": ["*"],
        "DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"],
        "Operation": {operation: {}},
    }
    return json.dumps({"Name": "mail", "Version": "2021-06-01", "Statement": [statement]})


LIVES = (
    Life(
        token=TOPIC,
        making=lambda world: {
            "name": world.name(),
            "displayName": "Alerts",
            "kmsMasterKeyId": world.key(),
            "policy": publishing("cloudwatch"),
            "deliveryPolicy": json.dumps(RETRIES),
            "signatureVersion": 2,
            "tracingConfig": "Active",
            "httpFailureFeedbackRoleArn": world.role("sns").outputs["arn"],
            "httpSuccessFeedbackSampleRate": 50,
        },
        changing=lambda world: {
            "displayName": "All alerts",
            "kmsMasterKeyId": world.key("another use"),
            "policy": publishing("events.rds"),
            "deliveryPolicy": json.dumps({"http": {"disableSubscriptionOverrides": True}}),
            "signatureVersion": 1,
            "tracingConfig": "PassThrough",
            "httpSuccessFeedbackSampleRate": 100,
        },
        missing=NO_TOPIC,
    ),
    Life(
        token=TOPIC,
        what="with a log of its deliveries",
        making=lambda world: {"name": world.name(), "displayName": "Alerts"},
        changing=lambda world: {**feedback(world), "displayName": "All alerts", "maximumMessageSize": 2048},
        missing=NO_TOPIC,
    ),
    Life(
        token=TOPIC,
        what="in order",
        making=lambda world: {
            "name": f"{world.name()}.fifo",
            "fifoTopic": True,
            "contentBasedDeduplication": True,
            "fifoThroughputScope": "MessageGroup",
            "archivePolicy": json.dumps({"MessageRetentionPeriod": "30"}),
        },
        changing=lambda _: {
            "contentBasedDeduplication": False,
            "archivePolicy": json.dumps({"MessageRetentionPeriod": "60"}),
        },
        missing=f"{NO_TOPIC}.fifo",
    ),
    Life(
        token=TOPIC_POLICY,
        making=lambda world: {"arn": world.topic(), "policy": publishing("cloudwatch")},
        changing=lambda _: {"policy": publishing("events.rds")},
        missing=NO_TOPIC,
        kept=True,
    ),
    Life(
        token=SUBSCRIPTION,
        making=lambda world: {
            **subscription(world),
            "filterPolicy": json.dumps({"store": ["example_corp"]}),
            "rawMessageDelivery": True,
            "redrivePolicy": json.dumps({"deadLetterTargetArn": queue(world)}),
        },
        changing=lambda world: {
            "filterPolicyScope": "MessageBody",
            "filterPolicy": json.dumps({"store": {"name": ["example_corp"]}}),
            "rawMessageDelivery": False,
            "redrivePolicy": json.dumps({"deadLetterTargetArn": queue(world)}),
        },
        missing=f"{NO_TOPIC}:12345678-1234-1234-1234-123456789012",
    ),
    Life(
        token=DATA_PROTECTION,
        making=lambda world: {"arn": world.topic(), "policy": masking("Deny")},
        changing=lambda _: {"policy": masking("Audit")},
        missing=NO_TOPIC,
    ),
    *(
        Life(
            token=SUBSCRIPTION,
            what=f"by {protocol}",
            making=lambda world, protocol=protocol, endpoint=endpoint: {
                "topic": world.topic(),
                "protocol": protocol,
                "endpoint": endpoint,
                "filterPolicy": json.dumps({"severity": ["low"]}),
                **({"subscriptionRoleArn": world.role("sns").outputs["arn"]} if protocol == "firehose" else {}),
            },
            changing=lambda world, protocol=protocol: {
                "filterPolicy": json.dumps({"severity": ["high"]}),
                **CHANGES.get(protocol, lambda _: {})(world),
            },
            missing=f"{NO_TOPIC}:12345678-1234-1234-1234-123456789012",
        )
        for protocol, endpoint in ENDPOINTS.items()
    ),
)
