"""AWS Budgets."""

from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import Life, World

BUDGET = "aws:budgets/budget:Budget"


def notification(threshold: float, **more: Any) -> Props:
    """Return who is told when so much is spent."""
    return {
        "comparisonOperator": "GREATER_THAN",
        "notificationType": "ACTUAL",
        "threshold": threshold,
        "thresholdType": "PERCENTAGE",
        "subscriberEmailAddresses": ["billing@example.com"],
        **more,
    }


def budget(world: World, **more: Any) -> Props:
    """Return the inputs of a budget."""
    return {"name": world.name(), "budgetType": "COST", "timeUnit": "MONTHLY", **more}


LIVES = (
    Life(
        token=BUDGET,
        making=lambda world: budget(
            world,
            limitAmount="1000",
            limitUnit="USD",
            timePeriodStart="2026-01-01_00:00",
            timePeriodEnd="2027-01-01_00:00",
            costFilters=[{"name": "Service", "values": ["Amazon Relational Database Service"]}],
            costTypes={"includeTax": False},
            notifications=[notification(80), notification(100, subscriberSnsTopicArns=[world.topic()])],
        ),
        changing=lambda world: {
            "budgetType": "USAGE",
            "timeUnit": "QUARTERLY",
            "limitAmount": "2000",
            "limitUnit": "GB",
            "timePeriodStart": "2026-04-01_00:00",
            "timePeriodEnd": "2028-01-01_00:00",
            "costFilters": [{"name": "Region", "values": ["eu-west-1"]}],
            "costTypes": {"includeTax": True, "useBlended": True},
            "notifications": [notification(90.5, notificationType="FORECASTED", thresholdType="ABSOLUTE_VALUE")],
        },
        missing="123456789012:it-12345678",
    ),
    Life(
        token=BUDGET,
        what="planned",
        making=lambda world: budget(
            world,
            timeUnit="MONTHLY",
            plannedLimits=[
                {"startTime": "2026-01-01_00:00", "amount": "100", "unit": "USD"},
                {"startTime": "2026-02-01_00:00", "amount": "200", "unit": "USD"},
            ],
        ),
        changing=lambda _: {"plannedLimits": [{"startTime": "2026-03-01_00:00", "amount": "300", "unit": "USD"}]},
        missing="123456789012:it-12345678",
    ),
)
