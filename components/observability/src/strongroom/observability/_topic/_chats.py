"""Posts the messages of a topic in channels of chats."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.core import AwsEnvironment, ComponentContext
from strongroom.observability._topic._args import AlertTopicArgs
from strongroom.observability._topic._policies import CHAT_GUARDRAIL, chat_policy, chat_region, chat_trust_policy
from strongroom.observability._topic._subscriptions import Chat, SlackChannel

_ROLE = "chat"


def make_chats(
    scope: ComponentContext, args: AlertTopicArgs, home: pulumi.Output[AwsEnvironment], topic_arn: pulumi.Output[str]
) -> dict[str, pulumi.Output[str]]:
    """Make what posts in channels, and the one role that it draws graphs with.

    Args:
        scope: The component.
        args: Its inputs.
        home: Where the topic is.
        topic_arn: ARN of the topic.

    Returns:
        ARNs of the configurations, by name.
    """
    role = aws.iam.Role(
        scope.child(_ROLE),
        name=scope.global_name(_ROLE, max_length=64),
        description=f"Draws the graphs of alarms that {scope.physical_name()} posts in chats",
        assume_role_policy=home.apply(lambda home: json.dumps(chat_trust_policy(home))),
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    aws.iam.RolePolicy(
        scope.child(_ROLE), role=role.name, name="graphs", policy=json.dumps(chat_policy()), opts=scope.opts()
    )
    guardrail = home.apply(lambda home: f"arn:{home.partition}:iam::aws:policy/{CHAT_GUARDRAIL}")
    common: dict[str, Any] = {
        "iam_role_arn": role.arn,
        "sns_topic_arns": [topic_arn],
        "guardrail_policy_arns": [guardrail],
        "logging_level": "ERROR",
        "region": home.apply(chat_region),
    }
    return {name: _post(scope, name, chat, common) for name, chat in args.chat_channels.items()}


def _post(scope: ComponentContext, name: str, chat: Chat, common: dict[str, Any]) -> pulumi.Output[str]:
    settings: dict[str, Any] = {"configuration_name": scope.global_name(name, max_length=128), **common}
    if isinstance(chat, SlackChannel):
        slack = aws.chatbot.SlackChannelConfiguration(
            scope.child(name),
            slack_team_id=chat.team_id,
            slack_channel_id=chat.channel_id,
            tags=scope.tags(name),
            opts=scope.opts(),
            **settings,
        )
        return slack.chat_configuration_arn
    teams = aws.chatbot.TeamsChannelConfiguration(
        scope.child(name),
        tenant_id=chat.tenant_id,
        team_id=chat.team_id,
        channel_id=chat.channel_id,
        tags=scope.tags(name),
        opts=scope.opts(),
        **settings,
    )
    return teams.chat_configuration_arn
