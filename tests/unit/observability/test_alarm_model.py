"""The model of an alarm: what makes no sense is refused, what does becomes what AWS takes."""

from typing import Any

import pytest
from alarm_inputs import DESCRIPTION, METRIC, TOPIC
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import InputError
from strongroom.observability import Alarm, AnomalyBand, CustomAlarmsArgs, Metric, MetricMath
from strongroom.observability._alarms._making import measured
from strongroom.observability._alarms._model import alarm_problems

RATIO = {
    "expression": "100 * failed / FILL(all_of_them, 1)",
    "label": "Share",
    "metrics": {"failed": METRIC, "all_of_them": METRIC},
}


def alarm(**inputs: Any) -> Alarm:
    return Alarm.model_validate({"measure": METRIC, "threshold": 5, "description": DESCRIPTION, **inputs})


def told(**inputs: Any) -> str:
    given = {"measure": METRIC, "threshold": 5, "description": DESCRIPTION, **inputs}
    with pytest.raises(InputError) as error:
        CustomAlarmsArgs.model_validate({"topic_arns": [TOPIC], "alarms": {"orders": given}})
    return "\n".join(str(problem) for problem in error.value.problems)


PERCENT = METRIC | {"unit": "Percent"}
AWS = {"namespace": "AWS/EC2", "name": "CPUUtilization"}


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"measure": PERCENT, "threshold": 120}, "alarms.orders.threshold: must be 0 to 100 percent, got 120"),
        (
            {"measure": METRIC | {"unit": "Bytes"}, "threshold": -1},
            "alarms.orders.threshold: what is measured in Bytes",
        ),
        (
            {"period_seconds": 45},
            "alarms.orders.period_seconds: must be 10, 20, 30 or a multiple of 60 seconds, got 45",
        ),
        ({"measure": AWS, "period_seconds": 10}, "alarms.orders.period_seconds: AWS measures once a minute at most"),
        ({"datapoints_to_alarm": 4}, "alarms.orders.datapoints_to_alarm: 4 of 3 periods can't be wrong"),
        (
            {"evaluation_periods": 289},
            "alarms.orders.evaluation_periods: 289 periods of 300 seconds are more than a day",
        ),
        ({"period_seconds": 3600, "evaluation_periods": 169}, "are more than 7 days; use 168 or fewer"),
        (
            {"comparison": "LessThanLowerThreshold"},
            "alarms.orders.comparison: LessThanLowerThreshold is for an anomaly",
        ),
        ({"threshold": {"width": 2}}, "alarms.orders.comparison: a band has a lower and an upper end"),
        ({"threshold": {"width": 0}}, "alarms.orders.threshold"),
        ({"description": "bad"}, "alarms.orders.description: must have at least 20 characters"),
        ({"missing_data": "notBreeching"}, "did you mean notBreaching?"),
        ({"measure": METRIC | {"statistic": "p101"}}, "alarms.orders.measure.statistic: must be a statistic of"),
        (
            {"measure": METRIC | {"namespace": ":x"}},
            "alarms.orders.measure.namespace: must be the namespace of a metric",
        ),
        ({"measure": RATIO | {"expression": "failed / none"}}, "alarms.orders.measure: the expression uses none"),
        (
            {"measure": RATIO | {"expression": "failed * 2"}},
            "alarms.orders.measure: the expression does not use all_of",
        ),
        ({"measure": RATIO | {"metrics": {"Failed": METRIC}}}, "alarms.orders.measure.metrics.Failed"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(inputs: dict[str, Any], expected: str) -> None:
    assert expected in told(**inputs)


def test_all_problems_are_told_at_once() -> None:
    lines = told(measure=PERCENT, threshold=120, datapoints_to_alarm=999, evaluation_periods=300).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "alarms.orders.datapoints_to_alarm",
        "alarms.orders.evaluation_periods",
        "alarms.orders.threshold",
    ]


@given(
    period=st.sampled_from([10, 20, 30, 60, 120, 300, 3540, 3600, 86_400, 604_800]),
    periods=st.integers(1, 10_080),
    datapoints=st.none() | st.integers(1, 10_080),
)
def test_an_alarm_looks_back_a_day_or_with_hours_a_week(period: int, periods: int, datapoints: int | None) -> None:
    found = alarm(period_seconds=period, evaluation_periods=periods, datapoints_to_alarm=datapoints)
    longest = 604_800 if period >= 3600 else 86_400
    fields = {problem.path for problem in alarm_problems(found)}
    assert ("evaluation_periods" in fields) == (period * periods > longest)
    assert ("datapoints_to_alarm" in fields) == (datapoints is not None and datapoints > periods)


@pytest.mark.parametrize("statistic", ["p99", "p99.9", "p100", "tm90", "wm98", "TM(2%:98%)", "PR(:300)", "IQM"])
def test_extended_statistics_are_told_as_such(statistic: str) -> None:
    found = measured(alarm(measure=Metric(namespace="Portal", name="Latency", statistic=statistic)))
    assert found["extended_statistic"] == statistic
    assert "statistic" not in found


def test_an_expression_is_compared_and_its_metrics_are_not() -> None:
    found = measured(alarm(measure=MetricMath.model_validate(RATIO), period_seconds=60))
    result, *metrics = found["metric_queries"]
    assert (result["expression"], result["return_data"]) == ("100 * failed / FILL(all_of_them, 1)", True)
    assert [(query["id"], query["metric"]["period"]) for query in metrics] == [("failed", 60), ("all_of_them", 60)]
    assert all("return_data" not in query for query in metrics)
    assert "period" not in found


@pytest.mark.parametrize(("measure", "banded"), [(METRIC, "value"), (RATIO, "result")])
def test_a_band_is_around_what_is_measured(measure: dict[str, Any], banded: str) -> None:
    outside = "LessThanLowerOrGreaterThanUpperThreshold"
    found = measured(alarm(measure=measure, threshold=AnomalyBand(width=2.5), comparison=outside))
    band = found["metric_queries"][-1]
    assert band["expression"] == f"ANOMALY_DETECTION_BAND({banded}, 2.5)"
    assert found["threshold_metric_id"] == band["id"]
    assert "threshold" not in found
    compared = [query["id"] for query in found["metric_queries"] if query.get("return_data")]
    assert compared == [banded, band["id"]]


def test_names_in_quotes_are_no_ids() -> None:
    math = MetricMath.model_validate(
        RATIO | {"expression": "SEARCH('failed orders', \"x\", 300) + failed / all_of_them"}
    )
    renamed = math.renamed("m1_")
    assert renamed.expression == "SEARCH('failed orders', \"x\", 300) + m1_failed / m1_all_of_them"
    assert [*renamed.metrics] == ["m1_failed", "m1_all_of_them"]
