"""Filter policies of subscriptions: SNS's constraints are checked before anything is registered."""

import contextlib
import json
import math
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import Cloud, Recorder

from strongroom.core import InputError, RuleError
from strongroom.observability import AlertTopic, AlertTopicArgs, QueueSubscription
from strongroom.observability._topic._filter_policy import check_filter_policy

CLOUD = Cloud("aws", "eu-central-1", "123456789012")
KEY = "arn:aws:kms:eu-central-1:123456789012:key/0f9a2c1e-7a64-4a55-8f0e-6a4f5f1d2b3c"
QUEUE = "arn:aws:sqs:eu-central-1:123456789012:pager"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


def refusal(policy: Any, scope: str = "MessageBody") -> str:
    with pytest.raises(InputError) as error:
        QueueSubscription.model_validate({"queue_arn": QUEUE, "filter_policy": policy, "filter_scope": scope})
    (problem,) = error.value.problems
    assert problem.path == ("filter_policy" if scope == "MessageBody" else "filter_scope")
    assert problem.remedy
    return str(problem)


@pytest.mark.parametrize(
    "policy",
    [
        {"state": ["ALARM", "OK", 5, -1.5, True, False, None]},
        {"state": [{"prefix": "AL"}, {"suffix": "RM"}, {"equals-ignore-case": "alarm"}, {"exists": True}]},
        {"state": [{"anything-but": "OK"}, {"anything-but": ["OK", "x"]}, {"anything-but": [1, 2]}]},
        {"state": [{"anything-but": {"prefix": "x"}}, {"anything-but": {"suffix": "x"}}, {"anything-but": 5}]},
        {"price": [{"numeric": ["=", 1]}, {"numeric": [">", 0, "<=", 1.5]}, {"numeric": ["<", -3]}]},
        {"source": [{"cidr": "10.0.0.0/24"}, {"cidr": "2001:db8::/32"}]},
        {"a": {"b": {"c": [1, 2, 3, 4]}}, "d": {"e": [1, 2, 3]}},  # 3 x 4 x 2 x 3 = 72
        {"$or": [{"a": [1]}, {"b": {"c": [2]}}], "d": [3]},
        {"a": [*range(150)]},
        {key: [1] for key in "abcde"},
        {"a": ("x", "y")},
    ],
)
def test_filter_policy_is_accepted(policy: Any) -> None:
    assert check_filter_policy(policy) == policy


REFUSED: list[tuple[Any, str]] = [
    ({}, "receive every message"),
    ({"a": []}, "a must have at least one value"),
    ({"a": {}}, "a must not be empty"),
    ({"a": {"b": []}}, "a.b must have at least one value"),
    ({"a": {"b": "c"}}, "a.b must be a list of values"),
    ({"a": {"b": 5}}, "a.b must be a list of values"),
    ({key: [1] for key in "abcdef"}, "at most 5 keys, got 6"),
    ({"a": [*range(200)]}, "got 200"),
    ({"a": [*range(13)], "b": [*range(12)]}, "got 156"),
    ({"a": {"b": {"c": [*range(51)]}}}, "got 153"),
    ({"$or": [{"a": [*range(100)]}, {"b": [*range(51)]}]}, "got 151"),
    ({"a": [[1]]}, "must have texts, numbers, booleans"),
    ({"a": [object()]}, "must have texts, numbers, booleans"),
    ({"a": [math.nan]}, "numbers from"),
    ({"a": [math.inf]}, "numbers from"),
    ({"a": [10**400]}, "numbers from"),
    ({"a": [-1_000_000_001]}, "numbers from"),
    ({"a": [{"wildcard": "*"}]}, "operator wildcard; use one of"),
    ({"a": [{"Prefix": "x"}]}, "operator Prefix; use one of"),
    ({"a": [{}]}, "one operator in each mapping"),
    ({"a": [{"prefix": "x", "suffix": "y"}]}, "one operator in each mapping"),
    ({"a": [{"prefix": 5}]}, "a text for prefix"),
    ({"a": [{"equals-ignore-case": ["x"]}]}, "a text for equals-ignore-case"),
    ({"a": [{"exists": "true"}]}, "true or false for exists"),
    ({"a": [{"cidr": "10.0.0.1"}]}, "an IP network"),
    ({"a": [{"cidr": "10.0.0.1/24"}]}, "an IP network"),
    ({"a": [{"cidr": 5}]}, "an IP network"),
    ({"a": [{"anything-but": []}]}, "for anything-but"),
    ({"a": [{"anything-but": ["x", 1]}]}, "for anything-but"),
    ({"a": [{"anything-but": True}]}, "for anything-but"),
    ({"a": [{"anything-but": {"numeric": ["=", 1]}}]}, "in anything-but"),
    ({"a": [{"anything-but": {"prefix": 5}}]}, "in anything-but"),
    ({"a": [{"numeric": []}]}, "one or two comparisons"),
    ({"a": [{"numeric": [">"]}]}, "one or two comparisons"),
    ({"a": [{"numeric": [">", "1"]}]}, "one or two comparisons"),
    ({"a": [{"numeric": ["!=", 1]}]}, "must compare by"),
    ({"a": [{"numeric": ["<", 1, ">", 0]}]}, "must have a lower bound"),
    ({"a": [{"numeric": [">", 1, "<", 1]}]}, "less than the upper bound"),
    ({"a": [{"numeric": [">", math.nan]}]}, "numbers from"),
    ({"$or": [{"a": [1]}]}, "two or more mappings"),
    ({"$or": [1, 2]}, "two or more mappings"),
    ({"a": ["x" * 300_000]}, "256 KiB"),
    ({"a": "b"}, "must be a list"),
]


@pytest.mark.parametrize(("policy", "expected"), REFUSED)
def test_filter_policy_is_refused(policy: Any, expected: str) -> None:
    assert expected in refusal(policy)


@pytest.mark.parametrize("policy", [{"a": {"b": ["c"]}}, {"$or": [{"a": {"b": [1]}}, {"c": [2]}]}])
def test_attributes_have_no_nested_keys(policy: Any) -> None:
    assert "must be MessageBody" in refusal(policy, "MessageAttributes")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "$or", "exists", "numeric"]), JSON, max_size=6))
def test_any_mapping_is_refused_or_written_as_json(policy: dict[str, Any]) -> None:
    with contextlib.suppress(RuleError):
        json.dumps(check_filter_policy(policy), allow_nan=False)


def program(value: Any, operator: str | None = None) -> None:
    output = pulumi.Output.from_input(value)
    rule = output if operator is None else {operator: output}
    subscription = QueueSubscription(queue_arn=QUEUE, filter_policy={"a": ["x", rule]})
    AlertTopic("alerts", AlertTopicArgs(kms_key_arn=KEY, subscriptions={"pager": subscription}))


def test_outputs_in_a_filter_policy_resolve(record: Recorder) -> None:
    made = record(lambda: program("y"), cloud=CLOUD).one(SUBSCRIPTION).inputs
    assert json.loads(made["filterPolicy"]) == {"a": ["x", "y"]}
    made = record(lambda: program("y", "anything-but"), cloud=CLOUD).one(SUBSCRIPTION).inputs
    assert json.loads(made["filterPolicy"]) == {"a": ["x", {"anything-but": "y"}]}


@pytest.mark.parametrize(
    ("value", "operator"), [(["y"], None), (5, "prefix"), ("10.0.0.0", "cidr"), ([">"], "numeric")]
)
def test_outputs_in_a_filter_policy_are_checked_once_known(record: Recorder, value: Any, operator: str | None) -> None:
    failure = record.failing(InputError, lambda: program(value, operator), cloud=CLOUD)
    assert "subscriptions.pager.filter_policy: a must" in failure.message
