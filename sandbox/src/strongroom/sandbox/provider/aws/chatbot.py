"""Amazon Q Developer in chat applications, which was AWS Chatbot."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from ..errors import ProviderError
from ..resource import CHOSEN, PLAIN, Property, Resource, only
from ..session import Session
from ..wire import Props
from .tags import tag_dict, tag_list

_COMMON: Final[Mapping[str, str]] = {
    "configurationName": "ConfigurationName",
    "guardrailPolicyArns": "GuardrailPolicyArns",
    "iamRoleArn": "IamRoleArn",
    "loggingLevel": "LoggingLevel",
    "snsTopicArns": "SnsTopicArns",
    "userAuthorizationRequired": "UserAuthorizationRequired",
}
_PROPERTIES: Final[Mapping[str, Property]] = {
    "configurationName": PLAIN,
    "guardrailPolicyArns": CHOSEN,
    "iamRoleArn": PLAIN,
    "loggingLevel": Property(default="NONE"),
    "snsTopicArns": Property(form="set", computed=True),
    "userAuthorizationRequired": Property(default=False),
}


class _Channel(Resource):
    """A channel that topics write to."""

    taggable = True
    kind: ClassVar[str]
    """What AWS's operations call it."""
    names: ClassVar[Mapping[str, str]]
    """AWS's names of the properties."""
    told: ClassVar[Mapping[str, str]] = {"chatConfigurationArn": "ChatConfigurationArn"}
    """AWS's names of the other outputs."""
    fixed: ClassVar[frozenset[str]]
    """What AWS never changes, though the official provider replaces nothing for it."""

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the channel's configuration."""
        given = {theirs: props[ours] for ours, theirs in self.names.items() if props.get(ours) is not None}
        asked = {**given, "Tags": tag_list(tags, "TagKey", "TagValue")}
        made = self._call(aws, "create", **asked)["ChannelConfiguration"]
        return self.id_of(made)

    def _call(self, aws: Session, verb: str, **arguments: Any) -> dict[str, Any]:
        operation = getattr(aws.client("chatbot"), f"{verb}_{self.kind}_channel_configuration")
        return operation(**arguments)

    @abstractmethod
    def id_of(self, seen: Mapping[str, Any]) -> str:
        """Return what a channel is imported by."""

    @abstractmethod
    def found(self, aws: Session, id: str, known: Props) -> Iterable[dict[str, Any]]:
        """Return the channels that an id may stand for."""

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the channel."""
        seen = only([*self.found(aws, id, known)])
        return {
            **{ours: seen.get(theirs) for ours, theirs in {**self.names, **self.told}.items()},
            "tags": tag_dict(seen.get("Tags"), "TagKey", "TagValue"),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the channel.

        Raises:
            ProviderError: AWS can't change it.
        """
        if stuck := changed & self.fixed:
            raise ProviderError(f"AWS can't change {', '.join(sorted(stuck))} of a channel; give it another name")
        kept = {theirs: props.get(ours) for ours, theirs in self.names.items() if ours not in self.fixed}
        arn = self._arn(aws, id, props)
        given = {name: value for name, value in kept.items() if value is not None}
        self._call(aws, "update", ChatConfigurationArn=arn, **given)

    def _arn(self, aws: Session, id: str, known: Props) -> str:
        return only([*self.found(aws, id, known)])["ChatConfigurationArn"]

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the channel's configuration."""
        self._call(aws, "delete", ChatConfigurationArn=self._arn(aws, id, known))

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        named = tag_list(tags, "TagKey", "TagValue")
        aws.client("chatbot").tag_resource(ResourceARN=self._arn(aws, id, known), Tags=named)

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("chatbot").untag_resource(ResourceARN=self._arn(aws, id, known), TagKeys=keys)


class SlackChannelConfiguration(_Channel):
    """A channel of Slack. Its id is its ARN."""

    token = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
    kind = "slack"
    names = {**_COMMON, "slackChannelId": "SlackChannelId", "slackTeamId": "SlackTeamId"}
    told = {**_Channel.told, "slackChannelName": "SlackChannelName", "slackTeamName": "SlackTeamName"}
    fixed = frozenset({"configurationName", "slackTeamId"})
    properties = {**_PROPERTIES, "slackChannelId": PLAIN, "slackTeamId": PLAIN}

    def id_of(self, seen: Mapping[str, Any]) -> str:
        """Return the ARN."""
        return seen["ChatConfigurationArn"]

    def found(self, aws: Session, id: str, known: Props) -> Iterable[dict[str, Any]]:
        """Return the channel of that ARN."""
        chatbot = aws.client("chatbot")
        return chatbot.describe_slack_channel_configurations(ChatConfigurationArn=id)["SlackChannelConfigurations"]


class TeamsChannelConfiguration(_Channel):
    """A channel of Microsoft Teams. Its id is that of its team, of which the official provider knows one channel."""

    token = "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration"
    kind = "microsoft_teams"
    names = {
        **_COMMON,
        "channelId": "ChannelId",
        "channelName": "ChannelName",
        "teamId": "TeamId",
        "teamName": "TeamName",
        "tenantId": "TenantId",
    }
    fixed = frozenset({"configurationName", "teamId", "teamName", "tenantId"})
    properties = {
        **_PROPERTIES,
        "channelId": PLAIN,
        "channelName": CHOSEN,
        "teamId": PLAIN,
        "teamName": CHOSEN,
        "tenantId": PLAIN,
    }

    def id_of(self, seen: Mapping[str, Any]) -> str:
        """Return the team."""
        return seen["TeamId"]

    def found(self, aws: Session, id: str, known: Props) -> Iterable[dict[str, Any]]:
        """Return the channels of the team, or the one that is known."""
        chatbot = aws.client("chatbot")
        listed = chatbot.list_microsoft_teams_channel_configurations(TeamId=id)["TeamChannelConfigurations"]
        name = known.get("configurationName")
        return [each for each in listed if name in (None, each["ConfigurationName"])]


RESOURCES: Final = (SlackChannelConfiguration(), TeamsChannelConfiguration())
