"""Metric math: what CloudWatch rejects, in alarms above all, is refused before anything is registered."""

import contextlib
from typing import Any

import pytest
from alarm_inputs import DESCRIPTION, METRIC, TOPIC
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import InputError, RuleError
from strongroom.observability import Alarm, CustomAlarmsArgs, MetricMath
from strongroom.observability._alarms._making import measured
from strongroom.observability._metrics._expressions import Expression


@pytest.mark.parametrize(
    "expression",
    [
        "a / b",
        "100 * a / (a + b)",
        "-a + b ^ 2",
        "1.5e3 * a - .5 * b",
        "FILL(a, 0) + FILL(b, REPEAT) + FILL(a, LINEAR)",
        "IF(a > 10 AND b <= 5 || a == b, a, 0)",
        "IF(b, a)",
        "SUM([a, b])",
        "SUM(METRICS())",
        'MAX(METRICS("errors"))',
        "RATE(a) * PERIOD(b)",
        "FIRST(SORT(METRICS(), AVG, DESC, 3))",
        "AVG(REMOVE_EMPTY(METRICS()))",
        "IF(HOUR(a) < 6, 0, b)",
        "a / SERVICE_QUOTA(b)",
    ],
)
def test_expression_is_accepted(expression: str) -> None:
    parsed = Expression(expression)
    assert not parsed.several
    assert parsed.ids <= {"a", "b"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a b", "b was not expected"),
        ("a +", "ends too early"),
        ("(a", ") is missing"),
        ("a)", ") was not expected"),
        ("[a, b", "] is missing"),
        ("SUM(a", ") is missing"),
        ("a ** b", "* was not expected"),
        ("a = b", "character 3 was not expected"),
        ("a & b", "character 3 was not expected"),
        ("a; b", "character 2 was not expected"),
        ('"a', "character 1 was not expected"),
        ("sum(a)", "there is no function sum"),
        ("MEDIAN(a)", "there is no function MEDIAN"),
        ("FILL(a)", "FILL has 1 arguments instead of 2"),
        ("IF(a, b, a, b)", "IF has 4 arguments instead of 2 to 3"),
        ("SUM(a, b)", "SUM has 2 arguments instead of 1"),
        ("SUM", "SUM was not expected"),
        ("A + b", "A was not expected"),
        ("a + AVG", "AVG was not expected"),
        ("(" * 300, "levels"),
    ],
)
def test_expression_is_refused(expression: str, expected: str) -> None:
    with pytest.raises(InputError) as error:
        MetricMath.model_validate({"expression": expression, "metrics": {"a": METRIC, "b": METRIC}, "label": "x"})
    assert expected in str(error.value)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("SUM(SEARCH('{AWS/EC2} CPUUtilization', 'Average', 300)) + a", "must not use SEARCH"),
        ("ANOMALY_DETECTION_BAND(a, 2)", "set threshold to an AnomalyBand"),
        ("METRICS()", "must be one time series"),
        ("METRICS() / a", "must be one time series"),
        ("SORT(METRICS(), AVG, DESC, 3)", "must be one time series"),
        ("RATE(METRICS())", "must be one time series"),
        ("[a, a]", "must be one time series"),
    ],
)
def test_alarm_refuses_expression(expression: str, expected: str) -> None:
    measure = {"expression": expression, "metrics": {"a": METRIC}, "label": "x"}
    own = {"orders": {"measure": measure, "threshold": 1, "description": DESCRIPTION}}
    with pytest.raises(InputError) as error:
        CustomAlarmsArgs.model_validate({"topic_arns": [TOPIC], "alarms": own})
    (problem,) = error.value.problems
    assert problem.path == "alarms.orders.measure"
    assert expected in str(problem)


@pytest.mark.parametrize("threshold", [1, {"width": 2}])
def test_query_ids_are_unique(threshold: Any) -> None:
    measure = {"expression": "result + band", "metrics": {"result": METRIC, "band": METRIC}, "label": "x"}
    alarm = Alarm.model_validate({"measure": measure, "threshold": threshold, "description": DESCRIPTION})
    queries = measured(alarm)["metric_queries"]
    ids = [query["id"] for query in queries]
    assert len({*ids}) == len(ids)
    assert {"result", "band"} <= {*ids}
    assert next(query["expression"] for query in queries if "expression" in query) == "result + band"


@given(st.text(alphabet="ab01+-*/()[],<>=&|. SUMIF'\"", max_size=30) | st.text(max_size=30))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with contextlib.suppress(RuleError):
        Expression(text)
