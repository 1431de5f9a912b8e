"""Amazon Q Developer in chat applications, which was AWS Chatbot: channels of Slack and of Microsoft Teams."""

from collections.abc import Callable
from typing import Any, Final

from moto.core.base_backend import BaseBackend
from moto.core.responses import ActionResult, BaseResponse, EmptyResult

from .service_models import told, violations_in
from .services import ServiceError, backend_of, serve

_REGIONS: Final = ("us-east-2", "us-west-2", "eu-west-1", "ap-southeast-1")
"""https://docs.aws.amazon.com/general/latest/gr/chatbot.html"""
Channel = dict[str, Any]


class ChatbotBackend(BaseBackend):
    """The channels of an account: each region tells of all."""

    def __init__(self, region_name: str, account_id: str) -> None:
        """Begin with none."""
        super().__init__(region_name, account_id)
        self.channels: dict[str, Channel] = {}
        """By ARN."""


class ChatbotResponse(BaseResponse):
    """Answers the operations on channels."""

    def __init__(self) -> None:
        """Read parameters as the service model says."""
        super().__init__(service_name="chatbot")
        self.automated_parameter_parsing = True

    @property
    def _channels(self) -> dict[str, Channel]:
        if self.region not in _REGIONS:
            message = f"AWS Chatbot has no endpoint in {self.region}, only in {', '.join(_REGIONS)}"
            raise ServiceError("InvalidRequestException", message)
        self.region = _REGIONS[0]  # a channel is the account's, whichever region it is made in
        backend: ChatbotBackend = backend_of(self)
        return backend.channels

    def _make(self, kind: str, **named: Any) -> ActionResult:
        given = self._given()
        arn = f"arn:aws:chatbot::{self.current_account}:chat-configuration/{kind}/{given['ConfigurationName']}"
        if arn in self._channels:
            raise ServiceError("ConflictException", "A configuration with this name already exists.")
        tags: list[dict[str, str]] = given.pop("Tags", [])
        named |= {name: value for name, value in given.items() if value is not None}
        self._channels[arn] = {
            "ChatConfigurationArn": arn,
            "SnsTopicArns": [],
            "LoggingLevel": "NONE",
            "GuardrailPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"],
            "UserAuthorizationRequired": False,
            "State": "ENABLED",
            **named,
            "Tags": tags,
        }
        return ActionResult({"ChannelConfiguration": self._channels[arn]})

    def _given(self) -> dict[str, Any]:
        given: dict[str, Any] = dict(self._get_params())
        if found := violations_in("chatbot", self, given):
            raise ServiceError("InvalidParameterException", told(found))
        return given

    def _channel(self, parameter: str = "ChatConfigurationArn") -> Channel:
        arn: str = self._get_params()[parameter]
        if arn not in self._channels:
            raise ServiceError("ResourceNotFoundException", f"Could not find {arn}.")
        return self._channels[arn]

    def _of_kind(self, kind: str) -> list[Channel]:
        return [channel for arn, channel in self._channels.items() if f"/{kind}/" in arn]

    def _change(self) -> ActionResult:
        channel, given = self._channel(), self._given()
        channel.update({name: value for name, value in given.items() if value is not None})
        return ActionResult({"ChannelConfiguration": channel})

    def _remove(self) -> EmptyResult:
        del self._channels[self._channel()["ChatConfigurationArn"]]
        return EmptyResult()

    def create_slack_channel_configuration(self) -> ActionResult:
        """Let topics write to a channel of Slack; its workspace is taken to be authorized.

        https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
        """
        return self._make(_SLACK, SlackTeamName="", SlackChannelName="")

    def describe_slack_channel_configurations(self) -> ActionResult:
        """Describe the channels of Slack, or the one that is asked for.

        https://docs.aws.amazon.com/chatbot/latest/APIReference/API_DescribeSlackChannelConfigurations.html
        """
        wanted = self._get_params().get("ChatConfigurationArn")
        found = [each for each in self._of_kind(_SLACK) if wanted in (None, each["ChatConfigurationArn"])]
        return ActionResult({"SlackChannelConfigurations": found})

    def create_microsoft_teams_channel_configuration(self) -> ActionResult:
        """Let topics write to a channel of Teams; its team is taken to be authorized.

        https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateMicrosoftTeamsChannelConfiguration.html
        """
        return self._make(_TEAMS)

    def get_microsoft_teams_channel_configuration(self) -> ActionResult:
        """Describe a channel of Teams.

        https://docs.aws.amazon.com/chatbot/latest/APIReference/API_GetMicrosoftTeamsChannelConfiguration.html
        """
        return ActionResult({"ChannelConfiguration": self._channel()})

    def list_microsoft_teams_channel_configurations(self) -> ActionResult:
        """Describe the channels of Teams, or of the team that is asked for.

        https://docs.aws.amazon.com/chatbot/latest/APIReference/API_ListMicrosoftTeamsChannelConfigurations.html
        """
        wanted = self._get_params().get("TeamId")
        found = [each for each in self._of_kind(_TEAMS) if wanted in (None, each["TeamId"])]
        return ActionResult({"TeamChannelConfigurations": found})

    def list_tags_for_resource(self) -> ActionResult:
        """Tell a channel's tags.

        https://docs.aws.amazon.com/chatbot/latest/APIReference/API_ListTagsForResource.html
        """
        return ActionResult({"Tags": self._channel("ResourceARN")["Tags"]})

    def tag_resource(self) -> EmptyResult:
        """Add or overwrite tags of a channel.

        https://docs.aws.amazon.com/chatbot/latest/APIReference/API_TagResource.html
        """
        self._retag(self._get_params()["Tags"], [])
        return EmptyResult()

    def untag_resource(self) -> EmptyResult:
        """Take tags of a channel away.

        https://docs.aws.amazon.com/chatbot/latest/APIReference/API_UntagResource.html
        """
        self._retag([], self._get_params()["TagKeys"])
        return EmptyResult()

    def _retag(self, added: list[dict[str, str]], gone: list[str]) -> None:
        channel = self._channel("ResourceARN")
        replaced = {*gone, *(tag["TagKey"] for tag in added)}
        channel["Tags"] = [*(tag for tag in channel["Tags"] if tag["TagKey"] not in replaced), *added]

    update_slack_channel_configuration: Callable[..., ActionResult] = _change
    update_microsoft_teams_channel_configuration: Callable[..., ActionResult] = _change
    delete_slack_channel_configuration: Callable[..., EmptyResult] = _remove
    delete_microsoft_teams_channel_configuration: Callable[..., EmptyResult] = _remove


_SLACK: Final = "slack-channel"
_TEAMS: Final = "microsoft-teams-channel"


def install() -> None:
    """Add the service."""
    serve("chatbot", ChatbotBackend, ChatbotResponse, _REGIONS)
