"""Posts the messages of a topic in channels of chats."""

import json

import pulumi
import pulumi_aws as aws

from strongroom.core import Home, Scope
from strongroom.observability._topic._args import AlertTopicArgs
from strongroom.observability._topic._policies import CHAT_GUARDRAIL, chat_policy, chat_trust_policy
from strongroom.observability._topic._subscriptions import Chat, SlackChannel

_ROLE = "chat"


def make_chats(
    scope: Scope, args: AlertTopicArgs, home: pulumi.Output[Home], topic_arn: pulumi.Output[str]
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
        # A role belongs to all regions of an account, and each may have a topic of this name.
        name=home.apply(lambda home: scope.physical_name(f"{_ROLE}-{home.region}", max_length=64)),
        description=f"Draws the graphs of alarms that {scope.physical_name()} posts in chats",
        assume_role_policy=home.apply(lambda home: json.dumps(chat_trust_policy(home))),
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    aws.iam.RolePolicy(
        scope.child(_ROLE), role=role.name, name="graphs", policy=json.dumps(chat_policy()), opts=scope.opts()
    )
    guardrail = home.apply(lambda home: f"arn:{home.partition}:iam::aws:policy/{CHAT_GUARDRAIL}")
    return {name: _post(scope, name, chat, role.arn, topic_arn, guardrail) for name, chat in args.chats.items()}


def _post(
    scope: Scope,
    name: str,
    chat: Chat,
    role_arn: pulumi.Output[str],
    topic_arn: pulumi.Output[str],
    guardrail: pulumi.Output[str],
) -> pulumi.Output[str]:
    if isinstance(chat, SlackChannel):
        slack = aws.chatbot.SlackChannelConfiguration(
            scope.child(name),
            configuration_name=scope.physical_name(name, max_length=128),
            slack_team_id=chat.team_id,
            slack_channel_id=chat.channel_id,
            iam_role_arn=role_arn,
            sns_topic_arns=[topic_arn],
            guardrail_policy_arns=[guardrail],
            logging_level="ERROR",
            tags=scope.tags(name),
            opts=scope.opts(),
        )
        return slack.chat_configuration_arn
    teams = aws.chatbot.TeamsChannelConfiguration(
        scope.child(name),
        configuration_name=scope.physical_name(name, max_length=128),
        tenant_id=chat.tenant_id,
        team_id=chat.team_id,
        channel_id=chat.channel_id,
        iam_role_arn=role_arn,
        sns_topic_arns=[topic_arn],
        guardrail_policy_arns=[guardrail],
        logging_level="ERROR",
        tags=scope.tags(name),
        opts=scope.opts(),
    )
    return teams.chat_configuration_arn
