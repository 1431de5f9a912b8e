"""Amazon Q Developer in chat applications, which was AWS Chatbot."""

from itertools import count
from typing import Any, Final

from strongroom.sandbox.provider.wire import Props

from .world import Life, World

SLACK = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
TEAMS = "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration"
_TENANT: Final = "12345678-1234-1234-1234-123456789012"
_teams = count()


def slack(world: World, **more: Any) -> Props:
    """Return what a channel of Slack is made of."""
    return {
        "configurationName": world.name(),
        "iamRoleArn": world.role("chatbot").outputs["arn"],
        "slackChannelId": "C07EZ1ABC23",
        "slackTeamId": "T07EA123LEP",
        "snsTopicArns": [world.topic()],
        **more,
    }


def teams(world: World) -> Props:
    """Return what a channel of Microsoft Teams is made of."""
    return {
        "configurationName": world.name(),
        "iamRoleArn": world.role("chatbot").outputs["arn"],
        "channelId": "19%3aabcdef%40thread.tacv2",
        "teamId": f"12345678-1234-1234-1234-{next(_teams):012}",
        "tenantId": _TENANT,
        "snsTopicArns": [world.topic()],
    }


def changes(world: World) -> Props:
    return {
        "guardrailPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        "iamRoleArn": world.role("chatbot").outputs["arn"],
        "loggingLevel": "ERROR",
        "snsTopicArns": [world.topic(), world.topic()],
        "userAuthorizationRequired": True,
    }


LIVES = (
    Life(
        token=SLACK,
        making=slack,
        changing=lambda world: {**changes(world), "slackChannelId": "C07EZ1ABC24"},
        missing="arn:aws:chatbot::123456789012:chat-configuration/slack-channel/it-12345678",
    ),
    Life(
        token=TEAMS,
        making=teams,
        changing=lambda world: {
            **changes(world),
            "channelId": "19%3aghijkl%40thread.tacv2",
            "channelName": "alerts",
        },
        missing="12345678-1234-1234-1234-999999999999",
    ),
)
