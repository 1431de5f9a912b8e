"""Amazon Simple Queue Service."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..resource import CHOSEN, CHOSEN_ONCE, PLAIN, REPLACES, AutoName, NotFoundError, Property, Resource
from ..schema import Problem
from ..session import Session
from ..wire import Props

_NUMBERS: Final[Mapping[str, str]] = {
    "delaySeconds": "DelaySeconds",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
_SWITCHES: Final[Mapping[str, str]] = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "fifoQueue": "FifoQueue",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
}
_DOCUMENTS: Final[Mapping[str, str]] = {
    "policy": "Policy",
    "redriveAllowPolicy": "RedriveAllowPolicy",
    "redrivePolicy": "RedrivePolicy",
}
_QUEUE: Final[Mapping[str, str]] = {
    **_NUMBERS,
    **_SWITCHES,
    **_DOCUMENTS,
    "deduplicationScope": "DeduplicationScope",
    "fifoThroughputLimit": "FifoThroughputLimit",
    "kmsMasterKeyId": "KmsMasterKeyId",
}
_ONLY_FIFO: Final = ("contentBasedDeduplication", "deduplicationScope", "fifoThroughputLimit")


class Queue(Resource):
    """A queue. Its id is its URL."""

    token = "aws:sqs/queue:Queue"
    taggable = True
    properties = {
        **dict.fromkeys(_DOCUMENTS, Property(form="json", computed=True)),
        "contentBasedDeduplication": Property(default=False),
        "deduplicationScope": CHOSEN,
        "delaySeconds": Property(default=0),
        "fifoQueue": Property(default=False, replace=True),
        "fifoThroughputLimit": CHOSEN,
        "kmsDataKeyReusePeriodSeconds": CHOSEN,
        "kmsMasterKeyId": PLAIN,
        "maxMessageSize": Property(default=262_144),
        "messageRetentionSeconds": Property(default=345_600),
        "name": Property(replace=True, computed=True, autoname=AutoName(max_length=80)),
        "namePrefix": CHOSEN_ONCE,
        "receiveWaitTimeSeconds": Property(default=0),
        "sqsManagedSseEnabled": CHOSEN,
        "visibilityTimeoutSeconds": Property(default=30),
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return what only an ordered queue has, and two kinds of encryption at once."""
        if props.get("fifoQueue") is False or "fifoQueue" not in props:
            for name in _ONLY_FIFO:
                if props.get(name):
                    yield Problem(name, "only a FIFO queue has it; set fifoQueue")
        if "kmsMasterKeyId" in props and "sqsManagedSseEnabled" in props:
            yield Problem("sqsManagedSseEnabled", "conflicts with kmsMasterKeyId: leave one of them out")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the queue."""
        given = {theirs: _text(props[ours]) for ours, theirs in _QUEUE.items() if ours in props}
        if not props["fifoQueue"]:  # which AWS takes to be left out, not to be false
            del given["FifoQueue"], given["ContentBasedDeduplication"]
        suffix = ".fifo" if props["fifoQueue"] else ""
        name = props.get("name") or f"{props['namePrefix']}{secrets.token_hex(13)}{suffix}"
        return aws.client("sqs").create_queue(QueueName=name, Attributes=given, tags=tags)["QueueUrl"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the queue."""
        sqs = aws.client("sqs")
        seen = _attributes(aws, id)
        return {
            **{ours: seen.get(theirs) or None for ours, theirs in _QUEUE.items()},
            **{ours: seen.get(theirs) == "true" for ours, theirs in _SWITCHES.items()},
            **{ours: int(seen[theirs]) for ours, theirs in _NUMBERS.items() if theirs in seen},
            "arn": seen["QueueArn"],
            "name": id.split("/")[-1],
            "tags": sqs.list_queue_tags(QueueUrl=id).get("Tags", {}),
            "url": id,
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Set the attributes that changed; one that is left out is emptied."""
        asked = {_QUEUE[name]: "" if props.get(name) is None else _text(props[name]) for name in changed}
        aws.client("sqs").set_queue_attributes(QueueUrl=id, Attributes=asked)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the queue with its messages."""
        aws.client("sqs").delete_queue(QueueUrl=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("sqs").tag_queue(QueueUrl=id, Tags=tags)

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("sqs").untag_queue(QueueUrl=id, TagKeys=keys)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _attributes(aws: Session, url: str) -> dict[str, str]:
    return aws.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


class _Document(Resource):
    """A document of a queue, as a resource of its own. Its id is the queue's URL."""

    property: str

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set the document."""
        self._put(aws, props["queueUrl"], props[self.property])
        return props["queueUrl"]

    def _put(self, aws: Session, url: str, document: str) -> None:
        aws.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={_DOCUMENTS[self.property]: document})

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the document."""
        document = _attributes(aws, id).get(_DOCUMENTS[self.property])
        if not document:
            raise NotFoundError
        return {"queueUrl": id, self.property: document}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the document."""
        self._put(aws, id, props[self.property])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the document away."""
        self._put(aws, id, "")


class QueuePolicy(_Document):
    """Who may use a queue."""

    token = "aws:sqs/queuePolicy:QueuePolicy"
    property = "policy"
    properties = {"queueUrl": REPLACES, "policy": Property(form="json")}


class RedrivePolicy(_Document):
    """Where the messages of a queue go that nobody could process."""

    token = "aws:sqs/redrivePolicy:RedrivePolicy"
    property = "redrivePolicy"
    properties = {"queueUrl": REPLACES, "redrivePolicy": Property(form="json")}


class RedriveAllowPolicy(_Document):
    """Which queues may send a queue the messages that nobody could process."""

    token = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"
    property = "redriveAllowPolicy"
    properties = {"queueUrl": REPLACES, "redriveAllowPolicy": Property(form="json")}


RESOURCES: Final = (Queue(), QueuePolicy(), RedrivePolicy(), RedriveAllowPolicy())
