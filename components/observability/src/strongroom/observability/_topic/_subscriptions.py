"""Subscriptions of a topic, and chat channels."""

import re
from typing import Annotated, Literal, TypeAlias

import pulumi
from pydantic import Field, ValidationInfo, field_validator

from strongroom.core import FunctionArn, HttpsUrl, Input, Model, Problem, RuleError
from strongroom.observability._topic._filter_policy import FilterPolicy, is_nested
from strongroom.observability._topic._types import (
    EmailAddress,
    QueueArn,
    SlackChannelId,
    SlackTeamId,
    TeamsChannelId,
    Uuid,
)


class _Subscription(Model):
    """What every subscription has."""

    filter_policy: FilterPolicy | None = None
    """Filter policy: which messages are delivered, such as `{"NewStateValue": ["ALARM"]}`. Default: all.

    A filter on message bodies never matches a body that is not JSON, such as the notices of `Compliance` and
    `AccountBaseline`.
    """

    filter_scope: Literal["MessageAttributes", "MessageBody"] = "MessageBody"
    """Whether the filter policy applies to the message's attributes or its body. Default: body; alarms have no
    attributes."""

    @field_validator("filter_scope")
    @classmethod
    def _nested_filter_needs_body(cls, value: str, info: ValidationInfo) -> str:
        policy = info.data.get("filter_policy")
        if value == "MessageAttributes" and policy is not None and is_nested(policy):
            raise RuleError("must be MessageBody, because attributes have no properties", "remove the nested keys")
        return value


class EmailSubscription(_Subscription):
    """An email address. Whoever reads its mail must confirm, by the link in the first message, before alarms arrive."""

    kind: Literal["email"] = "email"
    """What it is."""

    address: Input[EmailAddress]
    """The address."""

    as_json: bool = False
    """Whether messages are sent as JSON, for programs that read mail. Default: as text."""


class HttpsSubscription(_Subscription):
    """A web service that takes messages, such as one that pages; it must confirm before alarms arrive."""

    kind: Literal["https"] = "https"
    """What it is."""

    url: Input[HttpsUrl]
    """Its URL. Give a secret Output if a password is in it."""

    raw: bool = False
    """Whether it gets the message alone, without what SNS adds. Default: with it."""

    confirms_itself: bool = False
    """Whether it confirms at once, and the deployment waits for that. Default: somebody confirms later."""


class QueueSubscription(_Subscription):
    """An SQS queue. Its policy must let the topic send to it, and its key `sns.amazonaws.com` use it."""

    kind: Literal["sqs"] = "sqs"
    """What it is."""

    queue_arn: Input[QueueArn]
    """ARN of the queue."""

    raw: bool = False
    """Whether it gets the message alone, without what SNS adds. Default: with it."""


class FunctionSubscription(_Subscription):
    """A Lambda function; it is told that the topic may call it."""

    kind: Literal["lambda"] = "lambda"
    """What it is."""

    function_arn: Input[FunctionArn]
    """ARN of the function."""


Subscription: TypeAlias = Annotated[
    EmailSubscription | HttpsSubscription | QueueSubscription | FunctionSubscription, Field(discriminator="kind")
]
"""Who gets the messages of a topic."""


def endpoint_of(subscription: Subscription) -> "tuple[str, pulumi.Input[str]]":
    """Return the protocol and the endpoint of a subscription, as SNS has them.

    Args:
        subscription: The subscription.
    """
    match subscription:
        case EmailSubscription():
            return "email-json" if subscription.as_json else "email", subscription.address
        case HttpsSubscription():
            return "https", subscription.url
        case QueueSubscription():
            return "sqs", subscription.queue_arn
        case FunctionSubscription():
            return "lambda", subscription.function_arn


def endpoint_identity(protocol: str, endpoint: str) -> str:
    """Return a text that is equal for endpoints that reach the same recipient.

    Args:
        protocol: The protocol.
        endpoint: The endpoint. Letter case counts neither in an email address nor in the host of a URL.
    """
    if protocol.startswith("email"):
        endpoint = endpoint.casefold()
    elif protocol == "https":
        host = re.match(r"https://[^/?]*", endpoint)
        endpoint = endpoint if host is None else host[0].casefold() + endpoint[host.end() :]
    return f"{protocol} {endpoint}"


def duplicate_problem(first: str, key: str) -> Problem:
    """Describe a subscription of an endpoint that another one has.

    Args:
        first: Key of the other subscription.
        key: Key of the subscription.
    """
    reason = f"must not have the endpoint of subscriptions.{first}: SNS subscribes an endpoint to a topic once"
    return Problem(f"subscriptions.{key}", reason, f"remove {key} or {first}")


class SlackChannel(Model):
    """A channel of Slack, by Amazon Q Developer in chat applications, formerly AWS Chatbot.

    Someone must have allowed it in the workspace before, in the console; no API can.
    https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html
    """

    kind: Literal["slack"] = "slack"
    """What it is."""

    team_id: SlackTeamId
    """Id of the workspace."""

    channel_id: SlackChannelId
    """Id of the channel; into a private one, `@Amazon Q` must be invited."""


class TeamsChannel(Model):
    """A channel of Microsoft Teams, by Amazon Q Developer in chat applications, formerly AWS Chatbot.

    Someone must have allowed it in the team before, in the console; no API can.
    https://docs.aws.amazon.com/chatbot/latest/adminguide/teams-setup.html
    """

    kind: Literal["teams"] = "teams"
    """What it is."""

    tenant_id: Uuid
    """Id of the tenant."""

    team_id: Uuid
    """Id of the team."""

    channel_id: TeamsChannelId
    """Id of the channel, as it stands in the link to it."""


Chat: TypeAlias = Annotated[SlackChannel | TeamsChannel, Field(discriminator="kind")]
"""A channel that people talk in."""
