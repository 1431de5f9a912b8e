"""Budgets: who is told of what, and what is refused of it."""

import grpc
import pytest
from lives import World
from lives.budgets import BUDGET, budget, notification
from provider_client import InvalidInputsError

from strongroom.sandbox.provider.wire import Props

LIMIT: Props = {"limitAmount": "100", "limitUnit": "USD"}


def test_topic_and_people_are_told(estate: World) -> None:
    topic = estate.topic()
    told = notification(80, subscriberSnsTopicArns=[topic])
    made = estate.make(BUDGET, **budget(estate, notifications=[told], **LIMIT))

    answer = estate.client("budgets").describe_subscribers_for_notification(
        AccountId=estate.account.account_id,
        BudgetName=made.outputs["name"],
        Notification={"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80},
    )

    assert answer["Subscribers"] == [
        {"SubscriptionType": "EMAIL", "Address": "billing@example.com"},
        {"SubscriptionType": "SNS", "Address": topic},
    ]


@pytest.mark.parametrize(
    ("notifications", "message"),
    [
        ([notification(80), notification(80)], "DuplicateRecordException"),
        ([notification(number) for number in range(1, 12)], "CreationLimitExceededException: A budget has 10"),
        (
            [notification(80, subscriberEmailAddresses=[f"a{number}@example.com" for number in range(11)])],
            "A notification has 10 subscribers by EMAIL",
        ),
        ([{**notification(80), "notificationType": "GUESSED"}], "'notification.notificationType' failed to satisfy"),
    ],
    ids=["twice", "too many", "too many people", "by nobody's words"],
)
def test_notifications_that_aws_does_not_take_are_refused_of_a_budget_that_stays(
    estate: World, notifications: list[Props], message: str
) -> None:
    news = budget(estate, notifications=notifications, **LIMIT)

    with pytest.raises(grpc.RpcError, match=message):
        estate.make(BUDGET, **news)

    whose = {"AccountId": estate.account.account_id, "BudgetName": news["name"]}
    assert estate.client("budgets").describe_budget(**whose)["Budget"]["BudgetLimit"]["Amount"] == "100"


def test_a_budget_without_a_limit_is_refused(estate: World) -> None:
    with pytest.raises(grpc.RpcError, match="Budget Limit"):
        estate.make(BUDGET, **budget(estate))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"timeUnit": "WEEKLY"}, "timeUnit"),
        ({"limitAmount": "-1"}, "budgetLimit.amount"),
        ({"name": "a:b"}, "budgetName"),
    ],
)
def test_values_that_aws_does_not_have_are_refused(estate: World, wrong: Props, field: str) -> None:
    message = f"InvalidParameterException: 1 validation error detected: .* at 'budget.{field}' failed to satisfy"
    with pytest.raises(grpc.RpcError, match=message):
        estate.make(BUDGET, **{**budget(estate, **LIMIT), **wrong})


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"limitAmount": "1"}, "limitUnit: give both"),
        (
            {**LIMIT, "plannedLimits": [{"startTime": "2026-01-01_00:00", "amount": "1", "unit": "USD"}]},
            "plannedLimits: conflicts",
        ),
        ({**LIMIT, "timePeriodStart": "2026-01-01"}, "timePeriodStart: give a time as 2017-01-01_12:00"),
    ],
)
def test_limits_and_times_that_the_provider_does_not_take_are_refused(estate: World, more: Props, message: str) -> None:
    with pytest.raises(InvalidInputsError, match=message):
        estate.make(BUDGET, **budget(estate, **more))


def test_budget_is_created_with_the_tags_of_the_request(estate: World) -> None:
    budgets, account_id = estate.client("budgets"), estate.account.account_id
    budgets.create_budget(
        AccountId=account_id,
        Budget={
            "BudgetName": "monthly",
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "BudgetLimit": {"Amount": "100", "Unit": "USD"},
        },
        ResourceTags=[{"Key": "Team", "Value": "payments"}],
    )

    arn = f"arn:aws:budgets::{account_id}:budget/monthly"
    assert budgets.list_tags_for_resource(ResourceARN=arn)["ResourceTags"] == [{"Key": "Team", "Value": "payments"}]
