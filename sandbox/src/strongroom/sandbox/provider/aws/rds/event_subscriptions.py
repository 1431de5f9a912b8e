"""Subscriptions to what happens to databases."""

from typing import Any, Final

from ...resource import CHOSEN_ONCE, PLAIN, AutoName, Property, only
from ...session import Session
from ...wire import Props
from ..ec2.common import added_and_removed, given
from ..tags import tag_list
from .common import RdsResource, name_of, tags_of


class EventSubscription(RdsResource):
    """A topic that is told what happens to databases."""

    token = "aws:rds/eventSubscription:EventSubscription"
    names: Final = {
        "snsTopic": "SnsTopicArn",
        "sourceType": "SourceType",
        "eventCategories": "EventCategories",
        "enabled": "Enabled",
    }
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=255)),
        "namePrefix": CHOSEN_ONCE,
        "snsTopic": PLAIN,
        "sourceType": PLAIN,
        "sourceIds": Property(form="set"),
        "eventCategories": Property(form="set"),
        "enabled": Property(default=True),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the subscription. Its id is its name."""
        made = aws.client("rds").create_event_subscription(
            SubscriptionName=name_of(props),
            Tags=tag_list(tags),
            **given(props, {**self.names, "sourceIds": "SourceIds"}),
        )
        return made["EventSubscription"]["CustSubscriptionId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the subscription."""
        seen = _find(aws, id)
        return {
            "arn": seen["EventSubscriptionArn"],
            "name": id,
            "customerAwsId": seen["CustomerAwsId"],
            "snsTopic": seen["SnsTopicArn"],
            "sourceType": seen.get("SourceType"),
            "sourceIds": seen.get("SourceIdsList", []),
            "eventCategories": seen.get("EventCategoriesList", []),
            "enabled": seen["Enabled"],
            "tags": tags_of(aws, seen["EventSubscriptionArn"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the subscription; sources are added and taken away one by one."""
        rds = aws.client("rds")
        if changed & self.names.keys():
            # To be told of all categories again, AWS wants none of them named.
            categories: list[str] = props.get("eventCategories") or []
            request = {**given(props, self.names), "EventCategories": categories}
            rds.modify_event_subscription(SubscriptionName=id, **request)
        if "sourceIds" in changed:
            added, removed = added_and_removed(props.get("sourceIds") or [], _find(aws, id).get("SourceIdsList", []))
            for source in removed:
                rds.remove_source_identifier_from_subscription(SubscriptionName=id, SourceIdentifier=source)
            for source in added:
                rds.add_source_identifier_to_subscription(SubscriptionName=id, SourceIdentifier=source)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the subscription."""
        aws.client("rds").delete_event_subscription(SubscriptionName=id)


def _find(aws: Session, id: str) -> dict[str, Any]:
    return only(aws.client("rds").describe_event_subscriptions(SubscriptionName=id)["EventSubscriptionsList"])


RESOURCES: Final = (EventSubscription(),)
