"""SNS: every attribute that a topic and a subscription were given is told, and e-mail waits for its confirmation."""

import json
from collections.abc import Mapping
from typing import Any, Final, cast

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import camelcase_to_underscores
from moto.sns.exceptions import SNSInvalidParameter
from moto.sns.models import SNSBackend, Subscription
from moto.sns.responses import SNSResponse

from .request import attributes, parameter, replace, result_of

_DELIVERERS: Final = ("Application", "Firehose", "HTTP", "Lambda", "SQS")
_TOLD: Final = (
    "ArchivePolicy",
    "FifoThroughputScope",
    "MaximumMessageSize",
    "SignatureVersion",
    "TracingConfig",
    *(
        f"{deliverer}{what}"
        for deliverer in _DELIVERERS
        for what in ("FailureFeedbackRoleArn", "SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate")
    ),
)
"""Attributes of a topic that moto keeps but does not tell."""
_SETTABLE: Final = {
    *_TOLD,
    "ContentBasedDeduplication",
    "DeliveryPolicy",
    "DisplayName",
    "KmsMasterKeyId",
    "Policy",
}
_SUBSCRIPTION_DEFAULTS: Final[Mapping[str, Any]] = {
    "FilterPolicyScope": "MessageAttributes",
    "RawMessageDelivery": False,
}
_CALLED: Final = ("http", "https")
_CONFIRMED_BY_A_PERSON: Final = ("email", "email-json")

_get_topic_attributes: Any = SNSResponse.get_topic_attributes
_set_topic_attributes: Any = SNSResponse.set_topic_attributes
_set_subscription_attributes: Any = SNSBackend.set_subscription_attributes
_subscribe: Any = SNSBackend.subscribe
_subscribe_with_attributes: Any = SNSResponse.subscribe
_publish: Any = Subscription.publish


def get_topic_attributes(self: SNSResponse) -> ActionResult:
    """Tell a topic's attributes.

    https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
    """
    answer: ActionResult = _get_topic_attributes(self)
    kept = attributes(self.backend.get_topic(parameter(self, "TopicArn")))
    told = {name: kept.get(camelcase_to_underscores(name)) for name in _TOLD}
    result_of(answer)["Attributes"] |= {name: str(value) for name, value in told.items() if value}
    return answer


def set_topic_attributes(self: SNSResponse) -> ActionResult:
    """Set an attribute of a topic, if there is such a one.

    https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
    """
    if parameter(self, "AttributeName") not in _SETTABLE:
        raise SNSInvalidParameter("Invalid parameter: AttributeName")
    _set_topic_attributes(self)
    return EmptyResult()


def set_subscription_attributes(self: SNSBackend, arn: str, name: str, value: Any) -> None:
    """Set an attribute of a subscription, or take it away; one that replays messages, too.

    https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
    """
    if name == "ReplayPolicy" and arn in self.subscriptions:
        self.subscriptions[arn].attributes[name] = value
    else:
        # An empty filter lets everything through, as none does.
        _set_subscription_attributes(self, arn, name, None if name == "FilterPolicy" and value == "{}" else value)
    if value is None or (name == "FilterPolicy" and value == "{}"):
        self.subscriptions[arn].attributes.pop(name, None)


def subscribe_with_attributes(self: SNSResponse) -> ActionResult:
    """Subscribe an endpoint. A known endpoint keeps its subscription, which `Subscribe` never changes.

    https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
    """
    topic, endpoint, protocol = (parameter(self, name) for name in ("TopicArn", "Endpoint", "Protocol"))
    existing: Any = cast("Any", self.backend)._find_subscription(topic, endpoint, protocol)
    if existing is not None:
        given: Mapping[str, Any] = cast("Any", self)._get_attributes() or {}
        current = _SUBSCRIPTION_DEFAULTS | existing.attributes
        if any(_decoded(value) != _decoded(current.get(name)) for name, value in given.items()):
            raise SNSInvalidParameter(
                "Invalid parameter: Attributes Reason: Subscription already exists with different attributes"
            )
        return ActionResult({"SubscriptionArn": existing.arn})
    return _subscribe_with_attributes(self)


def _decoded(value: object) -> object:
    """Return a value of an attribute without regard to its notation."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def subscribe(self: SNSBackend, topic_arn: str, endpoint: str, protocol: str) -> Subscription:
    """Subscribe an endpoint; a person has to confirm an e-mail address, which nobody does here.

    https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
    """
    made: Subscription = _subscribe(self, topic_arn, endpoint, protocol)
    if protocol in _CONFIRMED_BY_A_PERSON:
        made.attributes |= {"PendingConfirmation": True, "ConfirmationWasAuthenticated": False}
    return made


def publish(self: Subscription, message: str, message_id: str, *more: Any, **settings: Any) -> None:
    """Deliver a message, except over HTTP: the local AWS calls nobody, so no endpoint ever confirmed.

    https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html
    """
    if self.protocol not in _CALLED:
        _publish(self, message, message_id, *more, **settings)


def put_data_protection_policy(self: SNSResponse) -> ActionResult:
    """Say what a topic does with messages that hold personal data; an empty text takes that away.

    https://docs.aws.amazon.com/sns/latest/api/API_PutDataProtectionPolicy.html
    """
    topic = self.backend.get_topic(parameter(self, "ResourceArn"))
    attributes(topic)["data_protection_policy"] = parameter(self, "DataProtectionPolicy")
    return EmptyResult()


def get_data_protection_policy(self: SNSResponse) -> ActionResult:
    """Tell what a topic does with messages that hold personal data.

    https://docs.aws.amazon.com/sns/latest/api/API_GetDataProtectionPolicy.html
    """
    topic = self.backend.get_topic(parameter(self, "ResourceArn"))
    return ActionResult({"DataProtectionPolicy": attributes(topic).get("data_protection_policy") or ""})


def install() -> None:
    """Add the operations, and put those that tell all in the place of moto's."""
    replace(
        SNSResponse,
        get_topic_attributes,
        set_topic_attributes,
        put_data_protection_policy,
        get_data_protection_policy,
    )
    replace(SNSBackend, set_subscription_attributes, subscribe)
    SNSResponse.subscribe = subscribe_with_attributes
    replace(Subscription, publish)
