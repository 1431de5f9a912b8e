"""What may be subscribed to a topic."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import FunctionArn, Input, Model, RuleError
from strongroom.observability._topic._types import (
    EmailAddress,
    HttpsUrl,
    QueueArn,
    SlackChannelId,
    SlackTeamId,
    TeamsChannelId,
    Uuid,
)

_FILTER_KEYS = 5


def _filter(policy: Mapping[str, Any]) -> Mapping[str, Any]:
    if not 1 <= len(policy) <= _FILTER_KEYS:
        raise RuleError(f"must be 1 to {_FILTER_KEYS} names with what they may be", "leave it out to get every message")
    return policy


FilterPolicy: TypeAlias = Annotated[Mapping[str, Sequence[Any] | Mapping[str, Any]], AfterValidator(_filter)]
"""Which messages a subscriber gets: what the named attributes or parts of a message may be.

https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
"""


class _Subscription(Model):
    """What every subscription has."""

    filter_policy: FilterPolicy | None = None
    """Which messages it gets, such as `{"NewStateValue": ["ALARM"]}`. Default: all.

    With a filter of message bodies, what is no JSON never arrives, such as the notices of `Compliance` and
    `AccountBaseline`.
    """

    filter_scope: Literal["MessageAttributes", "MessageBody"] = "MessageBody"
    """Where the filter looks. Default: into the message, since alarms have no attributes."""


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
