"""What is special about channels: what AWS never changes, where it has them, and names that are no names."""

from typing import Any

import grpc
import pytest
from lives import World
from lives.chatbot import SLACK, TEAMS, slack, teams


@pytest.fixture(scope="module")
def world(estate: World) -> World:
    return estate


def test_a_channel_keeps_its_name_and_its_team(world: World) -> None:
    for token, news, change in (
        (SLACK, slack(world), {"slackTeamId": "T07EA123LEQ"}),
        (TEAMS, teams(world), {"configurationName": "another"}),
    ):
        made = world.make(token, **news)

        with pytest.raises(grpc.RpcError, match=f"AWS can't change {next(iter(change))} of a channel"):
            world.provider.update(made, preview=False, **{**news, **change})


def test_a_channel_is_told_of_in_each_region_that_has_the_service(world: World) -> None:
    made = world.make(SLACK, **slack(world, region="us-west-2"))

    seen = world.client("chatbot").describe_slack_channel_configurations(ChatConfigurationArn=made.id)

    assert [each["SlackChannelId"] for each in seen["SlackChannelConfigurations"]] == ["C07EZ1ABC23"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"region": "eu-central-1"}, "no endpoint in eu-central-1"),
        ({"configurationName": "with a space"}, "'configurationName' failed to satisfy constraint"),
        ({"slackTeamId": "lower"}, "'slackTeamId' failed to satisfy constraint"),
    ],
)
def test_what_aws_does_not_take_is_refused(world: World, change: dict[str, Any], reason: str) -> None:
    with pytest.raises(grpc.RpcError, match=reason):
        world.make(SLACK, **slack(world, **change))


def test_a_name_is_given_once(world: World) -> None:
    news = slack(world)
    world.make(SLACK, **news)

    with pytest.raises(grpc.RpcError, match="ConflictException"):
        world.make(SLACK, **news)
