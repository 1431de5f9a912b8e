"""Budgets: who is told of what, and what is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import Cloud, Recorder
from refusals import refused

from strongroom.observability import Budget, BudgetArgs
from strongroom.observability._budget._budget import amount_text

TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts"
TYPE = "aws:budgets/budget:Budget"
NEEDED: dict[str, Any] = {"monthly_amount": 1200, "topic_arn": TOPIC}


def test_what_was_spent_and_will_be_is_told_to_the_topic(record: Recorder) -> None:
    budget = record(lambda: Budget("portal", BudgetArgs(**NEEDED)), cloud=Cloud.drawn("aws")).one(TYPE).inputs
    assert (budget["limitAmount"], budget["limitUnit"], budget["timeUnit"]) == ("1200", "USD", "MONTHLY")
    told = [(each["notificationType"], each["threshold"]) for each in budget["notifications"]]
    assert told == [("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100)]
    assert all(each["subscriberSnsTopicArns"] == [TOPIC] for each in budget["notifications"])


def test_a_budget_can_count_what_has_a_tag_and_tell_people(record: Recorder) -> None:
    inputs: dict[str, Any] = {
        "monthly_amount": 99.5,
        "currency": "EUR",
        "email_addresses": ["owner@example.com"],
        "cost_tags": {"Environment": "prod", "App": "portal"},
        "alerts": [{"percentage": 50}],
        "environment_suffix": "y" * 12,
    }
    budget = record(lambda: Budget("x" * 40, BudgetArgs(**inputs)), cloud=Cloud.drawn("aws")).one(TYPE).inputs
    (filter_,) = budget["costFilters"]
    assert filter_ == {"name": "TagKeyValue", "values": ["user:App$portal", "user:Environment$prod"]}
    (told,) = budget["notifications"]
    assert told["subscriberEmailAddresses"] == ["owner@example.com"]
    assert "subscriberSnsTopicArns" not in told
    assert (budget["limitAmount"], budget["limitUnit"]) == ("99.5", "EUR")
    assert len(budget["name"]) <= 100


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"monthly_amount": 0}, "monthly_amount"),
    ({"currency": "usd"}, "currency"),
    ({"topic_arn": None}, ""),
    ({"email_addresses": ["owner"]}, "email_addresses.0"),
    ({"email_addresses": ["owner@example.com", "Owner@Example.com"]}, ""),
    ({"alerts": []}, "alerts"),
    ({"alerts": [{"percentage": 80}, {"percentage": 80, "of": "actual"}]}, ""),
    ({"alerts": [{"percentage": 0}]}, "alerts.0.percentage"),
    ({"cost_tags": {"A$": "b"}}, "cost_tags.A$"),
]


@pytest.mark.parametrize(("inputs", "field"), REFUSED)
def test_what_does_not_fit_is_refused(inputs: dict[str, Any], field: str) -> None:
    error = refused(BudgetArgs, NEEDED | inputs)
    assert error is not None
    (problem,) = error.problems
    assert problem.path.startswith(field)
    assert problem.reason


@given(st.decimals("0.01", "1000000000", places=2))
def test_an_amount_is_written_as_it_is_without_needless_digits(amount: Any) -> None:
    text = amount_text(float(amount))
    assert float(text) == pytest.approx(float(amount))
    assert "." not in text or not text.endswith(("0", "."))
