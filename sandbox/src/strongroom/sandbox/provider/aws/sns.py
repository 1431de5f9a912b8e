"""Amazon Simple Notification Service."""

import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..resource import CHOSEN, CHOSEN_ONCE, PLAIN, REPLACES, AutoName, Property, Resource
from ..schema import Problem
from ..session import Session
from ..wire import Props
from .tags import tag_dict, tag_list

_FEEDBACK: Final[Mapping[str, str]] = {
    f"{ours}{what}": f"{theirs}{what}"
    for ours, theirs in {
        "application": "Application",
        "firehose": "Firehose",
        "http": "HTTP",
        "lambda": "Lambda",
        "sqs": "SQS",
    }.items()
    for what in ("FailureFeedbackRoleArn", "SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate")
}
_TOPIC: Final[Mapping[str, str]] = {
    **_FEEDBACK,
    "archivePolicy": "ArchivePolicy",
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deliveryPolicy": "DeliveryPolicy",
    "displayName": "DisplayName",
    "fifoThroughputScope": "FifoThroughputScope",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "maximumMessageSize": "MaximumMessageSize",
    "policy": "Policy",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
}
_ONLY_FIFO: Final = ("archivePolicy", "contentBasedDeduplication", "fifoThroughputScope")
_NUMBERS: Final = {"signatureVersion", "maximumMessageSize", *(name for name in _FEEDBACK if name.endswith("Rate"))}


class Topic(Resource):
    """A topic."""

    token = "aws:sns/topic:Topic"
    taggable = True
    properties = {
        **dict.fromkeys(_FEEDBACK, PLAIN),
        "archivePolicy": Property(form="json"),
        "contentBasedDeduplication": Property(default=False),
        "deliveryPolicy": Property(form="json"),
        "displayName": PLAIN,
        "fifoThroughputScope": CHOSEN,
        "fifoTopic": Property(default=False, replace=True),
        "kmsMasterKeyId": PLAIN,
        "maximumMessageSize": CHOSEN,
        "name": Property(replace=True, computed=True, autoname=AutoName(max_length=256)),
        "namePrefix": CHOSEN_ONCE,
        "policy": Property(form="json", computed=True),
        "signatureVersion": CHOSEN,
        "tracingConfig": CHOSEN,
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return the properties that only a FIFO topic has."""
        if not props.get("fifoTopic"):
            for name in _ONLY_FIFO:
                if props.get(name):
                    yield Problem(name, "only a FIFO topic has it; set fifoTopic")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the topic. Its id is its ARN."""
        suffix = ".fifo" if props["fifoTopic"] else ""
        given = {theirs: _text(props[ours]) for ours, theirs in _TOPIC.items() if ours in props}
        if props["fifoTopic"]:
            given["FifoTopic"] = "true"
        else:
            given.pop("ContentBasedDeduplication", None)
        name = props.get("name") or f"{props['namePrefix']}{secrets.token_hex(13)}{suffix}"
        made = aws.client("sns").create_topic(Name=name, Attributes=given, Tags=tag_list(tags))
        return made["TopicArn"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the topic."""
        sns = aws.client("sns")
        seen = sns.get_topic_attributes(TopicArn=id)["Attributes"]
        told = {ours: _value(ours, seen.get(theirs)) for ours, theirs in _TOPIC.items()}
        return {
            **told,
            "arn": id,
            "beginningArchiveTime": seen.get("BeginningArchiveTime"),
            "contentBasedDeduplication": seen.get("ContentBasedDeduplication") == "true",
            "fifoTopic": seen.get("FifoTopic") == "true",
            "name": id.split(":")[-1],
            "owner": seen["Owner"],
            "tags": tag_dict(sns.list_tags_for_resource(ResourceArn=id)["Tags"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the topic, an attribute at a time."""
        for name in sorted(changed):
            value = "" if props.get(name) is None else _text(props[name])
            aws.client("sns").set_topic_attributes(TopicArn=id, AttributeName=_TOPIC[name], AttributeValue=value)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the topic with its subscriptions."""
        aws.client("sns").delete_topic(TopicArn=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("sns").tag_resource(ResourceArn=id, Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("sns").untag_resource(ResourceArn=id, TagKeys=keys)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(name: str, text: str | None) -> Any:
    """Return an attribute of AWS's, which are all text: an empty one is none."""
    if not text:
        return None
    return int(text) if name in _NUMBERS else text


class TopicPolicy(Resource):
    """A topic's policy, as a resource of its own."""

    token = "aws:sns/topicPolicy:TopicPolicy"
    properties = {"arn": REPLACES, "policy": Property(form="json")}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set the policy. Its id is the topic's ARN."""
        _put_policy(aws, props["arn"], props["policy"])
        return props["arn"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the policy."""
        seen = aws.client("sns").get_topic_attributes(TopicArn=id)["Attributes"]
        return {"arn": id, "owner": seen["Owner"], "policy": seen["Policy"]}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the policy."""
        _put_policy(aws, id, props["policy"])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Go back to the policy that AWS gives to a new topic: there is always one."""
        _put_policy(aws, id, _default_policy(aws, id))


def _put_policy(aws: Session, arn: str, policy: str) -> None:
    aws.client("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)


def _default_policy(aws: Session, arn: str) -> str:
    actions = (
        "GetTopicAttributes",
        "SetTopicAttributes",
        "AddPermission",
        "RemovePermission",
        "DeleteTopic",
        "Subscribe",
        "ListSubscriptionsByTopic",
        "Publish",
    )
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in actions],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": aws.account_id}},
    }
    return json.dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})


_SUBSCRIPTION: Final[Mapping[str, str]] = {
    "deliveryPolicy": "DeliveryPolicy",
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
    "replayPolicy": "ReplayPolicy",
    "subscriptionRoleArn": "SubscriptionRoleArn",
}


class TopicSubscription(Resource):
    """A subscription to a topic."""

    token = "aws:sns/topicSubscription:TopicSubscription"
    properties = {
        "topic": REPLACES,
        "protocol": REPLACES,
        "endpoint": REPLACES,
        "confirmationTimeoutInMinutes": Property(default=1),
        "endpointAutoConfirms": Property(default=False),
        "deliveryPolicy": Property(form="json"),
        "filterPolicy": Property(form="json"),
        "filterPolicyScope": CHOSEN,
        "rawMessageDelivery": Property(default=False),
        "redrivePolicy": Property(form="json"),
        "replayPolicy": Property(form="json"),
        "subscriptionRoleArn": PLAIN,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Subscribe. The id is the subscription's ARN, even if it waits for its confirmation."""
        given = {theirs: _text(props[ours]) for ours, theirs in _SUBSCRIPTION.items() if ours in props}
        made = aws.client("sns").subscribe(
            TopicArn=props["topic"],
            Protocol=props["protocol"],
            Endpoint=props["endpoint"],
            Attributes=given,
            ReturnSubscriptionArn=True,
        )
        return made["SubscriptionArn"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the subscription."""
        seen = aws.client("sns").get_subscription_attributes(SubscriptionArn=id)["Attributes"]
        return {
            **{ours: seen.get(theirs) or None for ours, theirs in _SUBSCRIPTION.items()},
            "arn": id,
            "confirmationWasAuthenticated": seen.get("ConfirmationWasAuthenticated") == "true",
            "endpoint": seen["Endpoint"],
            "ownerId": seen["Owner"],
            "pendingConfirmation": seen["PendingConfirmation"] == "true",
            "protocol": seen["Protocol"],
            "rawMessageDelivery": seen.get("RawMessageDelivery") == "true",
            "topic": seen["TopicArn"],
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the subscription: what bodies are filtered by may be nested, so its scope is set first."""
        scope_first = props.get("filterPolicyScope") == "MessageBody"
        order = sorted(changed & _SUBSCRIPTION.keys(), key=lambda name: (name == "filterPolicyScope") != scope_first)
        for name in order:
            value: Any = props.get(name)
            if value is None and name == "filterPolicy":
                value = "{}"  # which AWS takes for none
            given = {} if value is None else {"AttributeValue": _text(value)}
            aws.client("sns").set_subscription_attributes(
                SubscriptionArn=id, AttributeName=_SUBSCRIPTION[name], **given
            )

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Unsubscribe."""
        aws.client("sns").unsubscribe(SubscriptionArn=id)


class DataProtectionPolicy(Resource):
    """What a topic does with messages that hold personal data. Its id is the topic's ARN."""

    token = "aws:sns/dataProtectionPolicy:DataProtectionPolicy"
    properties = {"arn": REPLACES, "policy": Property(form="json")}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set the policy."""
        self._put(aws, props["arn"], props["policy"])
        return props["arn"]

    @staticmethod
    def _put(aws: Session, arn: str, policy: str) -> None:
        aws.client("sns").put_data_protection_policy(ResourceArn=arn, DataProtectionPolicy=policy)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the policy."""
        policy = aws.client("sns").get_data_protection_policy(ResourceArn=id).get("DataProtectionPolicy")
        return {"arn": id, "policy": policy} if policy else None

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the policy."""
        self._put(aws, id, props["policy"])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the policy away."""
        self._put(aws, id, "")


RESOURCES: Final = (Topic(), TopicPolicy(), TopicSubscription(), DataProtectionPolicy())
