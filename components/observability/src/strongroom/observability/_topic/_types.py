"""Named types of topics and their subscriptions."""

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field

from strongroom.core import KmsKeyArn, RuleError, pattern

Publisher: TypeAlias = Literal["budgets", "cloudtrail", "cloudwatch_alarms", "eventbridge", "rds_events"]
"""A service that may publish to a topic.

- `budgets`: the account's budgets.
- `cloudtrail`: the account's trails in the topic's region. They announce each log file that they deliver, every few
  minutes: give them a topic of their own.
- `cloudwatch_alarms`: the account's alarms in the topic's region.
- `eventbridge`: rules of EventBridge. It tells SNS nothing that a condition could compare, so the statement has none.
  AWS Config, which can't publish to encrypted topics at all, and GuardDuty, Security Hub and others tell by it.
- `rds_events`: event subscriptions of the account's databases in the topic's region.

The topic's key must let the same services use it: those of `strongroom.data.EncryptionKey` have these names.
"""

_AWS_MANAGED = re.compile(r"(arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:)?alias/aws/")
_EMAIL_LENGTH = 254


AWS_MANAGED_REASON = (
    "must be a key of your own: CloudWatch can't use one that AWS manages, and alarms would be lost without a word"
)
"""Why a topic must not have the key that AWS manages for SNS."""
OWN_KEY_REMEDY = "use the ARN of a key such as strongroom.data's EncryptionKey makes"
"""What to give instead."""


def _customer_managed(value: object) -> object:
    if isinstance(value, str) and _AWS_MANAGED.match(value):
        raise RuleError(AWS_MANAGED_REASON, OWN_KEY_REMEDY, value)
    return value


def _email(value: str) -> str:
    local, _, domain = value.rpartition("@")
    shape = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    labels = r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
    if (
        len(value) > _EMAIL_LENGTH
        or not re.fullmatch(shape, local, re.ASCII)
        or not re.fullmatch(labels, domain, re.ASCII)
        or local.startswith(".")
        or local.endswith(".")
        or ".." in local
    ):
        # A password in the wrong field must not be shown.
        raise RuleError("must be an email address", "use for example alerts@example.com")
    return value


EmailAddress: TypeAlias = Annotated[str, AfterValidator(_email), Field(examples=["alerts@example.com"])]
"""An email address."""

QueueArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}",
        "the ARN of a standard SQS queue",
        "arn:aws:sqs:eu-central-1:123456789012:alerts",
    ),
]
"""The ARN of a standard (not FIFO) SQS queue."""

SlackChannelId: TypeAlias = Annotated[
    str, pattern(r"[CG][A-Z0-9]{8,20}", "the id of a channel of Slack", "C0123456789")
]
"""The id of a channel of Slack, the last part of the link to it."""

SlackTeamId: TypeAlias = Annotated[str, pattern(r"[TE][A-Z0-9]{7,20}", "the id of a workspace of Slack", "T0123ABCDEF")]
"""The id of a workspace of Slack."""

TeamsChannelId: TypeAlias = Annotated[
    str,
    pattern(
        r"[\w=+/.,-]*%3[aA][\w=+/.,-]*%40[\w=+/.,-]*",
        "the id of a channel of Microsoft Teams as it stands in the link to it, with %3a and %40",
        "19%3a0123456789abcdef%40thread.tacv2",
    ),
]
"""The id of a channel of Microsoft Teams, as it stands in the link to it: with `%3a` and `%40`."""

TopicKeyArn: TypeAlias = Annotated[KmsKeyArn, BeforeValidator(_customer_managed)]
"""The ARN of a KMS key of one's own; the one that AWS manages for SNS is refused."""

Uuid: TypeAlias = Annotated[
    str,
    pattern(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", "a UUID", "01234567-89ab-cdef-0123-456789abcdef"),
]
"""A UUID: 32 hexadecimal digits in five groups."""
