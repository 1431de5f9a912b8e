"""RDS: event subscriptions that can be changed, and what AWS refuses of them."""

from collections.abc import Mapping
from typing import Any, Final

from moto.core.responses import ActionResult
from moto.rds.exceptions import InvalidParameterCombination, RDSClientError
from moto.rds.models import EventSubscription
from moto.rds.responses import RDSResponse
from moto.sns.models import sns_backends

from ..request import attributes, replace

_init: Any = EventSubscription.__init__
CATEGORIES: Final[Mapping[str, frozenset[str]]] = {
    "db-instance": frozenset(
        {
            "availability",
            "backtrack",
            "backup",
            "configuration change",
            "creation",
            "deletion",
            "failover",
            "failure",
            "low storage",
            "maintenance",
            "notification",
            "read replica",
            "recovery",
            "restoration",
            "security",
            "security patching",
        }
    ),
    "db-cluster": frozenset(
        {
            "configuration change",
            "creation",
            "deletion",
            "failover",
            "failure",
            "global-failover",
            "maintenance",
            "migration",
            "notification",
            "serverless",
        }
    ),
    "db-parameter-group": frozenset({"configuration change"}),
    "db-security-group": frozenset({"configuration change", "failure"}),
    "db-snapshot": frozenset({"creation", "deletion", "notification", "restoration"}),
    "db-cluster-snapshot": frozenset({"backup", "notification"}),
}
"""The categories of the sources that are known here; those of other sources are not looked at.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
"""


def _check(region: str, account: str, wanted: Mapping[str, Any]) -> None:
    topic, source = wanted["sns_topic_arn"], wanted["source_type"]
    if topic not in sns_backends[account][region].topics:
        raise RDSClientError("SNSTopicArnNotFound", f"The SNS topic {topic} does not exist.")
    if wanted["source_ids"] and not source:
        raise InvalidParameterCombination("SourceIds can't be given without SourceType.")
    unknown = [one for one in wanted["event_categories"] if one not in CATEGORIES.get(source, {one})]
    if unknown:
        raise RDSClientError(
            "SubscriptionCategoryNotFound", f"The event categories {', '.join(unknown)} are not of {source}."
        )


def __init__(self: EventSubscription, backend: Any, subscription_name: str, **request: Any) -> None:  # noqa: N807 - takes the place of moto's
    """Make a subscription, which is enabled unless told otherwise.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateEventSubscription.html
    """
    wanted: dict[str, Any] = {"source_type": None, "source_ids": [], "event_categories": [], "enabled": True, **request}
    _check(backend.region_name, backend.account_id, wanted)
    _init(self, backend, subscription_name, **wanted)
    attributes(self)["customer_aws_id"] = backend.account_id


def _subscription(response: RDSResponse) -> Any:
    return next(iter(response.backend.describe_event_subscriptions(response.params["SubscriptionName"])))


def modify_event_subscription(self: RDSResponse) -> ActionResult:
    """Change a subscription.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyEventSubscription.html
    """
    subscription, present = _subscription(self), attributes(_subscription(self))
    names = ("sns_topic_arn", "source_type", "event_categories", "enabled")
    after = {**present, **{name: self.params[name] for name in names if name in self.params}}
    _check(self.region, self.current_account, after)
    present.update(after)
    return ActionResult({"EventSubscription": subscription})


def add_source_identifier_to_subscription(self: RDSResponse) -> ActionResult:
    """Add a source to those that a subscription is about.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AddSourceIdentifierToSubscription.html
    """
    subscription = _subscription(self)
    subscription.source_ids = sorted({*subscription.source_ids, self.params["SourceIdentifier"]})
    return ActionResult({"EventSubscription": subscription})


def remove_source_identifier_from_subscription(self: RDSResponse) -> ActionResult:
    """Take a source away from those that a subscription is about.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RemoveSourceIdentifierFromSubscription.html
    """
    subscription = _subscription(self)
    subscription.source_ids = [one for one in subscription.source_ids if one != self.params["SourceIdentifier"]]
    return ActionResult({"EventSubscription": subscription})


def install() -> None:
    """Add the operations, and the checks to those that moto has."""
    replace(EventSubscription, __init__)
    replace(
        RDSResponse,
        modify_event_subscription,
        add_source_identifier_to_subscription,
        remove_source_identifier_from_subscription,
    )
