"""AWS Budgets: changes of a budget, who is told of what, and tags."""

import json
from typing import Any, Final

from moto.budgets.exceptions import NotFoundException
from moto.budgets.models import Budget, BudgetsBackend
from moto.budgets.responses import BudgetsResponse
from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult, EmptyResult

from .request import attributes, parameter, replace
from .service_models import told, violations_in

_create_budget: Any = BudgetsResponse.create_budget
_create_notification: Any = BudgetsResponse.create_notification
_MOST: Final = {"SNS": 1, "EMAIL": 10}
"""How many subscribers of a type a notification has at most."""
_MOST_NOTIFICATIONS: Final = 10
_KINDS: Final = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")


def _budget(backend: BudgetsBackend, account_id: str, name: str) -> Any:
    budgets: Any = backend.budgets[account_id]
    if name not in budgets:
        raise NotFoundException(f"Unable to get budget: {name} - the budget doesn't exist.")
    return budgets[name]


def _asked(response: BudgetsResponse) -> Any:
    return _budget(response.backend, parameter(response, "AccountId"), parameter(response, "BudgetName"))


def _check(response: BudgetsResponse) -> None:
    """Refuse a request whose values AWS does not take.

    Raises:
        JsonRESTError: The service model tells others.
    """
    if found := violations_in("budgets", response, json.loads(response.body)):
        raise JsonRESTError("InvalidParameterException", told(found))


def create_budget(self: BudgetsResponse) -> str:
    """Create a budget, with its tags.

    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html
    """
    _check(self)
    created = _create_budget(self)
    known = _budget(self.backend, parameter(self, "AccountId"), parameter(self, "Budget")["BudgetName"])
    attributes(known)["tags"] = {tag["Key"]: tag["Value"] for tag in parameter(self, "ResourceTags", [])}
    return created


def update_budget(self: BudgetsResponse) -> EmptyResult:
    """Change a budget; its notifications stay.

    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_UpdateBudget.html
    """
    _check(self)
    wanted = parameter(self, "NewBudget")
    known = _budget(self.backend, parameter(self, "AccountId"), wanted["BudgetName"])
    period = wanted.get("TimePeriod") or known.budget["TimePeriod"]
    made: Any = Budget({**wanted, "TimePeriod": period}, [])
    known.budget = made.budget
    return EmptyResult()


def create_notification(self: BudgetsResponse) -> str:
    """Tell somebody when a budget is used up.

    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateNotification.html
    """
    _check(self)
    notification, subscribers = parameter(self, "Notification"), parameter(self, "Subscribers")
    present = _asked(self).notifications
    if any(_same(one.details, notification) for one in present):
        raise JsonRESTError("DuplicateRecordException", "Unable to create notification - it exists.")
    if len(present) >= _MOST_NOTIFICATIONS:
        raise JsonRESTError(
            "CreationLimitExceededException", f"A budget has {_MOST_NOTIFICATIONS} notifications at most"
        )
    for kind, most in _MOST.items():
        if sum(one["SubscriptionType"] == kind for one in subscribers) > most:
            raise JsonRESTError("CreationLimitExceededException", f"A notification has {most} subscribers by {kind}")
    return _create_notification(self)


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two notifications are one: their state makes no difference."""
    return all((one.get(name) or "PERCENTAGE") == (other.get(name) or "PERCENTAGE") for name in _KINDS)


def _notification(response: BudgetsResponse) -> Any:
    asked = parameter(response, "Notification")
    for one in _asked(response).notifications:
        if _same(one.details, asked):
            return one
    raise NotFoundException("Unable to get subscribers - the notification doesn't exist.")


def describe_notifications_for_budget(self: BudgetsResponse) -> ActionResult:
    """Tell what a budget tells of.

    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeNotificationsForBudget.html
    """
    return ActionResult({"Notifications": [one.details for one in _asked(self).notifications]})


def describe_subscribers_for_notification(self: BudgetsResponse) -> ActionResult:
    """Tell who is told.

    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeSubscribersForNotification.html
    """
    return ActionResult({"Subscribers": _notification(self).subscribers})


# Tags


def _tags(response: BudgetsResponse) -> dict[str, str]:
    arn = parameter(response, "ResourceARN")
    account, _, name = arn.split(":", 4)[4].partition(":budget/")
    known = _budget(response.backend, account, name)
    return attributes(known).setdefault("tags", {})


def tag_resource(self: BudgetsResponse) -> EmptyResult:
    """Add or overwrite tags.

    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_TagResource.html
    """
    _tags(self).update({tag["Key"]: tag["Value"] for tag in parameter(self, "ResourceTags")})
    return EmptyResult()


def untag_resource(self: BudgetsResponse) -> EmptyResult:
    """Take tags away.

    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_UntagResource.html
    """
    for key in parameter(self, "ResourceTagKeys"):
        _tags(self).pop(key, None)
    return EmptyResult()


def list_tags_for_resource(self: BudgetsResponse) -> ActionResult:
    """Tell tags.

    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_ListTagsForResource.html
    """
    return ActionResult({"ResourceTags": [{"Key": key, "Value": value} for key, value in _tags(self).items()]})


def install() -> None:
    """Add the operations, and put those that moto has in the place of moto's."""
    replace(
        BudgetsResponse,
        create_budget,
        create_notification,
        update_budget,
        describe_notifications_for_budget,
        describe_subscribers_for_notification,
        tag_resource,
        untag_resource,
        list_tags_for_resource,
    )
