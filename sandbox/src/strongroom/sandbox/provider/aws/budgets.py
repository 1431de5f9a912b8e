"""AWS Budgets."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from ..resource import CHOSEN, CHOSEN_ONCE, EVERYTHING, PLAIN, AutoName, Property, Resource, existing
from ..schema import Problem
from ..session import Session
from ..wire import Props
from .lists import items_of
from .tags import tag_dict, tag_list
from .translate import request, told

_TIME: Final = "%Y-%m-%d_%H:%M"
_SUBSCRIBERS: Final = {"subscriberEmailAddresses": "EMAIL", "subscriberSnsTopicArns": "SNS"}
_NOTIFICATION: Final = {
    "comparisonOperator": "ComparisonOperator",
    "notificationType": "NotificationType",
    "threshold": "Threshold",
    "thresholdType": "ThresholdType",
}


class Budget(Resource):
    """What may be spent or used. Its id names account and budget."""

    token = "aws:budgets/budget:Budget"
    taggable = True
    regional = False
    properties = {
        "accountId": CHOSEN_ONCE,
        "name": Property(replace=True, computed=True, autoname=AutoName(max_length=100)),
        "namePrefix": CHOSEN_ONCE,
        "budgetType": PLAIN,
        "timeUnit": PLAIN,
        "costFilters": Property(computed=True, form="set", nested=EVERYTHING),
        "costTypes": Property(computed=True, partial=True, nested=EVERYTHING),
        "limitAmount": CHOSEN,
        "limitUnit": CHOSEN,
        "plannedLimits": Property(form="set", nested=EVERYTHING),
        "notifications": Property(form="set", after_create=True, nested=EVERYTHING),
        "timePeriodStart": CHOSEN,
        "timePeriodEnd": Property(default="2087-06-15_00:00"),
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return what the official provider finds wrong with limits and times."""
        if ("limitAmount" in props) != ("limitUnit" in props):
            yield Problem("limitUnit", "give both of limitAmount and limitUnit, or neither")
        if "plannedLimits" in props and ("limitAmount" in props or "limitUnit" in props):
            yield Problem("plannedLimits", "conflicts with limitAmount and limitUnit")
        for name in ("timePeriodStart", "timePeriodEnd"):
            if isinstance(value := props.get(name), str) and not _is_time(value):
                yield Problem(name, f"give a time as 2017-01-01_12:00, not {value}")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the budget."""
        account = props.get("accountId", aws.account_id)
        name = props.get("name") or f"{props['namePrefix']}{secrets.token_hex(13)}"
        aws.client("budgets").create_budget(AccountId=account, Budget=_budget(aws, name, props))
        id = f"{account}:{name}"
        if tags:
            with existing(id):
                self.tag(aws, id, props, tags)
        return id

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the budget."""
        account, _, name = id.partition(":")
        budgets, whose = aws.client("budgets"), {"AccountId": account, "BudgetName": name}
        seen = budgets.describe_budget(**whose)["Budget"]
        limit: dict[str, str] = seen.get("BudgetLimit") or {}
        planned: dict[str, dict[str, str]] = seen.get("PlannedBudgetLimits") or {}
        filters: dict[str, list[str]] = seen.get("CostFilters") or {}
        return {
            "accountId": account,
            "arn": _arn(aws, id),
            "name": name,
            "budgetType": seen["BudgetType"],
            "timeUnit": seen["TimeUnit"],
            "costFilters": [{"name": key, "values": values} for key, values in filters.items()] or None,
            "costTypes": told(self.token, "costTypes", seen.get("CostTypes")),
            "limitAmount": limit.get("Amount"),
            "limitUnit": limit.get("Unit"),
            "plannedLimits": [_planned(start, spend) for start, spend in planned.items()] or None,
            "notifications": [_told(budgets, whose, one) for one in _notifications(budgets, whose)] or None,
            "timePeriodStart": seen["TimePeriod"]["Start"].astimezone(UTC).strftime(_TIME),
            "timePeriodEnd": seen["TimePeriod"]["End"].astimezone(UTC).strftime(_TIME),
            "tags": tag_dict(budgets.list_tags_for_resource(ResourceARN=_arn(aws, id))["ResourceTags"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the budget, and make its notifications anew."""
        account, _, name = id.partition(":")
        budgets, whose = aws.client("budgets"), {"AccountId": account, "BudgetName": name}
        budgets.update_budget(AccountId=account, NewBudget=_budget(aws, name, props))
        if "notifications" in changed:
            for one in _notifications(budgets, whose):
                budgets.delete_notification(Notification=one, **whose)
            _notify(aws, id, items_of(props, "notifications"))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the budget."""
        account, _, name = id.partition(":")
        aws.client("budgets").delete_budget(AccountId=account, BudgetName=name)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("budgets").tag_resource(ResourceARN=_arn(aws, id), ResourceTags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("budgets").untag_resource(ResourceARN=_arn(aws, id), ResourceTagKeys=keys)


def _arn(aws: Session, id: str) -> str:
    account, _, name = id.partition(":")
    return f"arn:{aws.partition}:budgets::{account}:budget/{name}"


def _is_time(text: str) -> bool:
    try:
        _time(text)
    except ValueError:
        return False
    return True


def _time(text: str) -> datetime:
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC)


def _budget(aws: Session, name: str, props: Props) -> dict[str, Any]:
    """Return a budget as AWS takes it."""
    made: dict[str, Any] = {
        "BudgetName": name,
        "BudgetType": props["budgetType"],
        "TimeUnit": props["timeUnit"],
        "CostFilters": {one["name"]: one["values"] for one in items_of(props, "costFilters")},
    }
    if types := props.get("costTypes"):
        made["CostTypes"] = request(aws, "budgets", "CostTypes", types)
    if "limitAmount" in props:
        made["BudgetLimit"] = {"Amount": props["limitAmount"], "Unit": props["limitUnit"]}
    if planned := items_of(props, "plannedLimits"):
        made["PlannedBudgetLimits"] = {
            str(int(_time(one["startTime"]).timestamp())): {"Amount": one["amount"], "Unit": one["unit"]}
            for one in planned
        }
    if start := props.get("timePeriodStart"):
        made["TimePeriod"] = {"Start": _time(start), "End": _time(props["timePeriodEnd"])}
    return made


def _planned(start: str, spend: dict[str, str]) -> Props:
    time = datetime.fromtimestamp(int(start), UTC).strftime(_TIME)
    return {"startTime": time, "amount": spend["Amount"], "unit": spend["Unit"]}


def _notify(aws: Session, id: str, notifications: list[Props]) -> None:
    account, _, name = id.partition(":")
    for one in notifications:
        addresses = [(kind, address) for ours, kind in _SUBSCRIBERS.items() for address in items_of(one, ours)]
        aws.client("budgets").create_notification(
            AccountId=account,
            BudgetName=name,
            Notification={theirs: one[ours] for ours, theirs in _NOTIFICATION.items()},
            Subscribers=[{"SubscriptionType": kind, "Address": address} for kind, address in addresses],
        )


def _notifications(budgets: Any, whose: dict[str, str]) -> list[dict[str, Any]]:
    return budgets.describe_notifications_for_budget(**whose)["Notifications"]


def _told(budgets: Any, whose: dict[str, str], notification: dict[str, Any]) -> Props:
    """Return a notification with those who are told."""
    answer = budgets.describe_subscribers_for_notification(Notification=notification, **whose)
    subscribers: list[dict[str, str]] = answer["Subscribers"]
    addresses = {
        ours: [one["Address"] for one in subscribers if one["SubscriptionType"] == kind]
        for ours, kind in _SUBSCRIBERS.items()
    }
    return {
        **{ours: notification.get(theirs, "PERCENTAGE") for ours, theirs in _NOTIFICATION.items()},
        **{ours: listed for ours, listed in addresses.items() if listed},
    }


RESOURCES: Final = (Budget(),)
