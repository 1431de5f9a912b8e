"""The inputs of a topic for alerts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field, model_validator

from strongroom.core import (
    TOPIC_POLICY,
    Args,
    AwsEnvironment,
    Input,
    InputError,
    ItemName,
    Problem,
    RegionName,
    ResourceStatement,
    UniqueItems,
)
from strongroom.observability._topic._policies import statement_problems
from strongroom.observability._topic._subscriptions import (
    Chat,
    EmailSubscription,
    Subscription,
    duplicate_problem,
    endpoint_identity,
    endpoint_of,
)
from strongroom.observability._topic._types import AWS_MANAGED_REASON, OWN_KEY_REMEDY, Publisher, TopicKeyArn


class AlertTopicArgs(Args):
    """Inputs of an `AlertTopic`."""

    kms_key_arn: Input[TopicKeyArn]
    """ARN of the KMS key that encrypts messages (SNS.1), in the topic's region: a key of your own, not `alias/aws/sns`.

    CloudWatch and other services can't use the key that AWS manages, and alarms are lost without a word. The key's
    policy must let each of `publishers` use it, and `sns.amazonaws.com` for the dead-letter queue:
    `strongroom.data.EncryptionKey` does, told the same names and `sns` as its `services`.
    """

    publishers: Annotated[Sequence[Publisher], Field(min_length=1), UniqueItems] = ["cloudwatch_alarms", "eventbridge"]
    """Services that may publish. Default: alarms, and rules of EventBridge."""

    policy_statements: Sequence[ResourceStatement] = []
    """Further statements of the topic's policy, such as for a role that publishes. Default: none."""

    region: RegionName | None = None
    """Where the topic is. Default: the provider's region.

    CloudWatch tells only topics in the alarm's own region: alarms on CloudFront, in us-east-1, need one there.
    """

    display_name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """Who emails are from. Default: the topic's name."""

    subscriptions: Mapping[ItemName, Subscription] = {}
    """Endpoints that receive the messages, by a name of your choice. Default: none.

    An endpoint may be subscribed once. It identifies the subscription, so that names may be changed or swapped. Only a
    secret Output is identified by its name: to rename it, remove it in one deployment and add it in the next one.
    """

    chat_channels: Mapping[ItemName, Chat] = {}
    """Channels of Slack or Microsoft Teams that the messages are posted in, by name. Default: none."""

    dead_letter_queue: bool = True
    """Whether what can't be delivered to an HTTPS, SQS or Lambda subscription is kept in a queue for 14 days, with an
    alarm on it. Default: it is, as soon as there is such a subscription."""

    @property
    def delivers(self) -> bool:
        """Whether there are subscriptions whose messages may be kept when they can't be delivered."""
        return any(not isinstance(each, EmailSubscription) for each in self.subscriptions.values())

    def problems(self) -> Iterator[Problem]:
        """Find what doesn't fit together in the inputs.

        Yields:
            One problem at a time, by its field, with the remedy.
        """
        yield from statement_problems(self.policy_statements, self.publishers)
        yield from self._duplicates()
        documents = [statement.document("*") for statement in self.policy_statements]
        if documents and (problem := TOPIC_POLICY.problem("policy_statements", [documents])):
            yield problem
        key = self.kms_key_arn
        if self.region is not None and isinstance(key, str) and (problem := key_problem(key, self.region)):
            yield problem

    def _duplicates(self) -> Iterator[Problem]:
        endpoints = {key: endpoint_of(subscription) for key, subscription in self.subscriptions.items()}
        identities: dict[str, str] = {}
        for key, (protocol, endpoint) in endpoints.items():
            if isinstance(endpoint, str):
                first = identities.setdefault(endpoint_identity(protocol, endpoint), key)
                if first != key:
                    yield duplicate_problem(first, key)
        channels: dict[tuple[str, ...], str] = {}
        for key, chat in self.chat_channels.items():
            if (first := channels.setdefault((*chat.model_dump(exclude={"kind"}).values(),), key)) != key:
                reason = f"must not be the channel of chats.{first}, where each message would appear twice"
                yield Problem(f"chat_channels.{key}", reason, f"remove {key} or {first}")

    @model_validator(mode="after")
    def _fits_together(self) -> "AlertTopicArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := [*self.problems()]:
            raise InputError(type(self).__name__, found)
        return self


def key_problem(kms_key_arn: str, region: str) -> Problem | None:
    """Say what is wrong with a key for a topic in a region.

    Args:
        kms_key_arn: ARN of the key.
        region: Region of the topic.

    Returns:
        The problem; None if the topic can be encrypted with it.
    """
    if AwsEnvironment.of(kms_key_arn).region == region:
        return None
    remedy = "use a key of that region, such as a replica of this one (replica_kms_key_arns of EncryptionKey)"
    return Problem("kms_key_arn", f"the topic is in {region}, and the key is not: {kms_key_arn}", remedy)


def manager_problem(kms_key_arn: str, manager: str) -> Problem | None:
    """Say what is wrong with who manages a key for a topic.

    Args:
        kms_key_arn: ARN of the key.
        manager: Who manages it, as KMS says: `AWS` or `CUSTOMER`.

    Returns:
        The problem; None if services can be let use it.
    """
    return (
        Problem("kms_key_arn", f"{AWS_MANAGED_REASON}, not {kms_key_arn}", OWN_KEY_REMEDY) if manager == "AWS" else None
    )
