"""SQS: attributes that stay when others are set, that exclude each other, and that have their ranges."""

from collections.abc import Mapping
from typing import Any, Final

from moto.sqs.exceptions import InvalidAttributeValue, SQSException
from moto.sqs.models import Queue, SQSBackend

from .request import replace

_set_attributes: Any = Queue._set_attributes  # pyright: ignore[reportPrivateUsage]
_RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "DelaySeconds": (0, 900),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
    "MaximumMessageSize": (1024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
}
"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html"""


def _set_and_keep(self: Any, attributes: dict[str, Any], now: float | None = None) -> None:
    """Set attributes of a queue: the others stay, but that one kind of encryption ends the other.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
    """
    for name, (low, high) in _RANGES.items():
        if name in attributes and not low <= int(attributes[name]) <= high:
            raise InvalidAttributeValue(name)
    asked = dict(attributes)
    if now is None:  # a change, not the making, which sets all of them
        asked.setdefault("Policy", self.policy)
        _check_encryption(asked)
    elif asked.get("KmsMasterKeyId"):
        asked["SqsManagedSseEnabled"] = False
    if asked.get("KmsMasterKeyId"):
        asked["SqsManagedSseEnabled"] = False
    elif str(asked.get("SqsManagedSseEnabled")).lower() == "true":
        asked["KmsMasterKeyId"] = None
    asked["RedriveAllowPolicy"] = asked.get("RedriveAllowPolicy", getattr(self, "redrive_allow_policy", None)) or None
    _set_attributes(self, asked, now)


def _check_encryption(asked: Mapping[str, Any]) -> None:
    if asked.get("KmsMasterKeyId") and str(asked.get("SqsManagedSseEnabled")).lower() == "true":
        raise SQSException(
            "InvalidAttributeValue",
            "You can use one type of server-side encryption (SSE) at one time. "
            "You can either enable KMS SSE or SQS SSE.",
        )


_create_queue: Any = SQSBackend.create_queue


def create_queue(self: SQSBackend, name: str, tags: dict[str, str] | None = None, **kwargs: Any) -> Queue:
    """Make a queue.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
    """
    _check_encryption(kwargs)
    return _create_queue(self, name, tags, **kwargs)


def install() -> None:
    """Put the operations in the place of moto's."""
    Queue.BASE_ATTRIBUTES.append("RedriveAllowPolicy")
    setattr(Queue, "_set_attributes", _set_and_keep)  # noqa: B010 - private to moto
    replace(SQSBackend, create_queue)
