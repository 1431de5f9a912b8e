"""The policies of a topic, of the queue of what it could not deliver, and of what posts in chats."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from strongroom.core import AwsEnvironment, PolicyDocument, Problem, ResourceStatement, policy_document
from strongroom.observability._topic._types import Publisher

CHAT_GUARDRAIL = "CloudWatchReadOnlyAccess"
"""The managed policy that nobody gets beyond who gives commands in a chat; without one, AWS takes administrator's."""


_CHAT_REGIONS = ("ap-southeast-1", "eu-west-1", "us-east-2", "us-west-2")


def chat_region(home: AwsEnvironment) -> str:
    """Return where what posts in chats is set up: it belongs to the whole account, and has endpoints in four regions.

    https://docs.aws.amazon.com/general/latest/gr/chatbot.html

    Args:
        home: Where the topic is.
    """
    return home.region if home.region in _CHAT_REGIONS or home.partition != "aws" else "us-west-2"


def topic_policy(
    home: AwsEnvironment, topic_arn: str, publishers: Iterable[Publisher], statements: Iterable[ResourceStatement] = ()
) -> PolicyDocument:
    """Let services publish to a topic, and nobody publish without TLS (SNS.4).

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html and
    https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html

    Args:
        home: Where the topic is.
        topic_arn: Its ARN.
        publishers: The services.
        statements: What a team adds.
    """
    return policy_document(
        [
            *(_publisher(home, topic_arn, publisher) for publisher in sorted(publishers)),
            _tls_only("sns:Publish", topic_arn),
            *(statement.document(topic_arn) for statement in statements),
        ]
    )


def statement_problems(statements: Sequence[ResourceStatement], publishers: Iterable[Publisher]) -> Iterator[Problem]:
    """Find statements that SNS would reject in the policy of a topic.

    Args:
        statements: The statements that a user adds.
        publishers: The services that may publish.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    sids = {_TLS_ONLY, *(_PUBLISHERS[publisher][0] for publisher in publishers)}
    for index, statement in enumerate(statements):
        if statement.sid in sids:
            reason = f"must be unique in the topic's policy, got {statement.sid}"
            yield Problem(f"policy_statements.{index}.sid", reason, "use another one")
        sids.add(statement.sid)
        for action in statement.actions:
            if not any(fnmatchcase(each.lower(), action.lower()) for each in _TOPIC_ACTIONS):
                reason = f"must be actions on a topic, got {action}"
                yield Problem(f"policy_statements.{index}.actions", reason, f"use {', '.join(_TOPIC_ACTIONS)}")


def dead_letter_policy(queue_arn: str, topic_arn: str) -> PolicyDocument:
    """Let a topic send what it could not deliver to a queue, and nobody use that without TLS (SQS.1, SQS.3).

    https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html

    Args:
        queue_arn: ARN of the queue.
        topic_arn: ARN of the topic.
    """
    return policy_document(
        [
            {
                "Sid": "Topic",
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": queue_arn,
                "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
            },
            _tls_only("sqs:*", queue_arn),
        ]
    )


def chat_trust_policy(home: AwsEnvironment) -> PolicyDocument:
    """Let what posts in chats act for this account only.

    https://docs.aws.amazon.com/chatbot/latest/adminguide/cross-service-confused-deputy-prevention.html

    Args:
        home: Where the topic is.
    """
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": "chatbot.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"aws:SourceAccount": home.account_id}},
            }
        ]
    )


def chat_policy() -> PolicyDocument:
    """Let what posts in chats draw the graph of an alarm's metric; these actions know no resources.

    https://docs.aws.amazon.com/chatbot/latest/adminguide/getting-started-prerequisites.html
    """
    return policy_document(
        [
            {
                "Sid": "Graphs",
                "Effect": "Allow",
                "Action": [
                    "cloudwatch:DescribeAlarms",
                    "cloudwatch:GetMetricData",
                    "cloudwatch:GetMetricStatistics",
                    "cloudwatch:GetMetricWidgetImage",
                    "cloudwatch:ListMetrics",
                ],
                "Resource": "*",
            }
        ]
    )


_TLS_ONLY = "TlsOnly"
# https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
_TOPIC_ACTIONS = (
    "sns:AddPermission",
    "sns:DeleteTopic",
    "sns:GetDataProtectionPolicy",
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:ListTagsForResource",
    "sns:Publish",
    "sns:PutDataProtectionPolicy",
    "sns:RemovePermission",
    "sns:SetTopicAttributes",
    "sns:Subscribe",
)
_Source = Callable[[AwsEnvironment], str]
# EventBridge tells nothing of where a message comes from: a condition would refuse all that it publishes.
_PUBLISHERS: Mapping[Publisher, tuple[str, str, _Source | None]] = {
    "budgets": ("Budgets", "budgets.amazonaws.com", lambda home: home.arn("budgets", "*", region="")),
    "cloudtrail": ("CloudTrail", "cloudtrail.amazonaws.com", lambda home: home.arn("cloudtrail", "trail/*")),
    "cloudwatch_alarms": (
        "CloudWatchAlarms",
        "cloudwatch.amazonaws.com",
        lambda home: home.arn("cloudwatch", "alarm:*"),
    ),
    "eventbridge": ("EventBridge", "events.amazonaws.com", None),
    "rds_events": ("RdsEvents", "events.rds.amazonaws.com", lambda home: home.arn("rds", "*")),
}


def _publisher(home: AwsEnvironment, topic_arn: str, publisher: Publisher) -> PolicyDocument:
    sid, service, source = _PUBLISHERS[publisher]
    statement: PolicyDocument = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sns:Publish",
        "Resource": topic_arn,
    }
    if source is None:
        return statement
    of_the_account = {
        "StringEquals": {"aws:SourceAccount": home.account_id},
        "ArnLike": {"aws:SourceArn": source(home)},
    }
    return statement | {"Condition": of_the_account}


def _tls_only(action: str, resource: str) -> PolicyDocument:
    return {
        "Sid": _TLS_ONLY,
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": resource,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
