from itertools import pairwise
from typing import Any

import pytest
from compute_parts import Deploy, refusals
from hypothesis import given
from hypothesis import strategies as st
from recording import Deployment
from web_service_inputs import ACCOUNT, NAME

from strongroom.compute import ScaleStep
from strongroom.compute._scaling_steps import Interval, downwards, upwards

TOPIC = f"arn:aws:sns:eu-central-1:{ACCOUNT}:scaling"
POLICY, ALARM = "aws:autoscaling/policy:Policy", "aws:cloudwatch/metricAlarm:MetricAlarm"


def policies(deployment: Deployment) -> dict[str, Any]:
    return {each.name: each.inputs for each in deployment.of_type(POLICY)}


def alarms(deployment: Deployment) -> dict[str, Any]:
    return {each.name: each.inputs for each in deployment.of_type(ALARM)}


def outputs(deployment: Deployment) -> dict[str, Any]:
    return dict(deployment.named("portal").outputs or {})


# Targets


def test_cpu_is_kept_at_a_target_by_default(deploy: Deploy) -> None:
    deployment = deploy()
    policy = deployment.one(POLICY).inputs
    assert policy["policyType"] == "TargetTrackingScaling"
    configuration = policy["targetTrackingConfiguration"]
    assert configuration["targetValue"] == 60
    assert configuration["predefinedMetricSpecification"] == {"predefinedMetricType": "ASGAverageCPUUtilization"}
    assert not alarms(deployment)
    assert outputs(deployment)["scalingPolicyArns"].keys() == {"cpu-target"}
    assert not outputs(deployment)["scalingAlarmArns"]


def test_nothing_scales_when_none_is_wanted(deploy: Deploy) -> None:
    assert not policies(deploy(scaling=None))


def test_requests_are_counted_for_targets_behind_the_load_balancer(deploy: Deploy) -> None:
    scaling = {"requests_target": {"target_value": 1_000, "disable_scale_in": True, "instance_warmup_seconds": 60}}
    deployment = deploy(scaling=scaling)
    policy = deployment.one(POLICY).inputs
    assert policy["estimatedInstanceWarmup"] == 60
    configuration = policy["targetTrackingConfiguration"]
    assert configuration["disableScaleIn"] is True
    shown = outputs(deployment)
    assert configuration["predefinedMetricSpecification"] == {
        "predefinedMetricType": "ALBRequestCountPerTarget",
        "resourceLabel": f"{shown['loadBalancerArnSuffix']}/{shown['targetGroupArnSuffix']}",
    }


def test_memory_is_the_agents_metric_of_the_group(deploy: Deploy) -> None:
    deployment = deploy(scaling={"memory_target": {"target_value": 70}, "cpu_target": {"target_value": 50}})
    assert policies(deployment).keys() == {"portal-cpu-target", "portal-memory-target"}
    configuration = policies(deployment)["portal-memory-target"]["targetTrackingConfiguration"]
    assert configuration["customizedMetricSpecification"] == {
        "namespace": "CWAgent",
        "metricName": "mem_used_percent",
        "metricDimensions": [{"name": "AutoScalingGroupName", "value": NAME}],
        "statistic": "Average",
    }


# Steps


def test_steps_are_started_by_alarms_on_cpu(deploy: Deploy) -> None:
    deployment = deploy(scaling={"cpu_steps": {"topic_arns": [TOPIC]}})
    up, down = (deployment.one(POLICY, f"portal-scale-{way}") for way in ("up", "down"))
    assert up.inputs["policyType"] == down.inputs["policyType"] == "StepScaling"
    assert up.inputs["stepAdjustments"] == [
        {"scalingAdjustment": 1, "metricIntervalLowerBound": "0", "metricIntervalUpperBound": "15"},
        {"scalingAdjustment": 2, "metricIntervalLowerBound": "15"},
    ]
    assert down.inputs["stepAdjustments"] == [{"scalingAdjustment": -1, "metricIntervalUpperBound": "0"}]
    high, low = (deployment.one(ALARM, f"portal-cpu-{side}").inputs for side in ("high", "low"))
    assert high["alarmActions"] == [(up.outputs or {})["arn"], TOPIC]
    assert low["alarmActions"] == [(down.outputs or {})["arn"], TOPIC]
    assert (high["threshold"], high["comparisonOperator"]) == (70, "GreaterThanOrEqualToThreshold")
    assert (low["threshold"], low["comparisonOperator"]) == (30, "LessThanOrEqualToThreshold")
    assert (high["evaluationPeriods"], low["evaluationPeriods"]) == (3, 15)


def test_alarms_watch_the_groups_average_and_do_nothing_without_data(deploy: Deploy) -> None:
    for side, alarm in alarms(deploy(scaling={"cpu_steps": {}})).items():
        assert (alarm["namespace"], alarm["metricName"]) == ("AWS/EC2", "CPUUtilization")
        assert alarm["dimensions"] == {"AutoScalingGroupName": NAME}
        assert (alarm["statistic"], alarm["period"], alarm["treatMissingData"]) == ("Average", 60, "notBreaching")
        assert alarm["name"] == f"{side}-dev"


def test_steps_as_given(deploy: Deploy) -> None:
    steps = {
        "up": [{"cpu_percent": 60, "change": 10}, {"cpu_percent": 72.5, "change": 50}],
        "down": [{"cpu_percent": 40, "change": 10}, {"cpu_percent": 20, "change": 25}],
        "adjustment_type": "PercentChangeInCapacity",
        "min_adjustment_magnitude": 2,
        "instance_warmup_seconds": 90,
        "period_seconds": 300,
        "high_evaluation_periods": 1,
        "low_evaluation_periods": 2,
    }
    deployment = deploy(scaling={"cpu_steps": steps})
    up, down = (policies(deployment)[f"portal-scale-{way}"] for way in ("up", "down"))
    assert (up["adjustmentType"], up["minAdjustmentMagnitude"]) == ("PercentChangeInCapacity", 2)
    assert up["estimatedInstanceWarmup"] == 90
    assert up["stepAdjustments"][1] == {"scalingAdjustment": 50, "metricIntervalLowerBound": "12.5"}
    assert down["stepAdjustments"] == [
        {"scalingAdjustment": -10, "metricIntervalLowerBound": "-20", "metricIntervalUpperBound": "0"},
        {"scalingAdjustment": -25, "metricIntervalUpperBound": "-20"},
    ]
    high, low = (alarms(deployment)[f"portal-cpu-{side}"] for side in ("high", "low"))
    assert (high["period"], high["evaluationPeriods"], high["threshold"]) == (300, 1, 60)
    assert (low["period"], low["evaluationPeriods"], low["threshold"]) == (300, 2, 40)


@given(percents=st.lists(st.integers(1, 99), min_size=1, max_size=20, unique=True))
def test_intervals_are_without_gaps_and_overlaps_from_the_threshold_on(percents: list[int]) -> None:
    def steps(ordered: list[int]) -> list[ScaleStep]:
        return [ScaleStep(cpu_percent=percent, change=1) for percent in ordered]

    up, down = upwards(steps(sorted(percents))), downwards(steps(sorted(percents)[::-1]))
    assert (up[0].lower, up[-1].upper) == (0, None)
    assert (down[0].upper, down[-1].lower) == (0, None)
    assert all(first.upper == second.lower for first, second in pairwise(up))
    assert all(first.lower == second.upper for first, second in pairwise(down))
    assert {each.change for each in up} == {1}
    assert {each.change for each in down} == {-1}


def test_an_interval_of_one_step_has_no_end() -> None:
    step = [ScaleStep(cpu_percent=70, change=3)]
    assert upwards(step) == [Interval(3, 0, None)]
    assert downwards(step) == [Interval(-3, None, 0)]


# Simple


def test_simple_scaling_changes_and_waits(deploy: Deploy) -> None:
    simple = {
        "high_cpu_percent": 80,
        "low_cpu_percent": 20,
        "scale_up_by": 2,
        "scale_down_by": 1,
        "cooldown_seconds": 600,
    }
    deployment = deploy(scaling={"cpu_simple": simple})
    up, down = (policies(deployment)[f"portal-scale-{way}"] for way in ("up", "down"))
    assert (up["policyType"], up["cooldown"], up["adjustmentType"]) == ("SimpleScaling", 600, "ChangeInCapacity")
    assert (up["scalingAdjustment"], down["scalingAdjustment"]) == (2, -1)
    high, low = (alarms(deployment)[f"portal-cpu-{side}"] for side in ("high", "low"))
    assert (high["threshold"], low["threshold"]) == (80, 20)
    shown = outputs(deployment)
    assert shown["scalingPolicyArns"].keys() == {"scale-up", "scale-down"}
    assert shown["scalingAlarmArns"].keys() == {"cpu-high", "cpu-low"}
    assert high["alarmActions"] == [shown["scalingPolicyArns"]["scale-up"]]


# What is refused

TARGET = {"target_value": 50}


def step(percent: float, change: int = 1) -> dict[str, Any]:
    return {"cpu_percent": percent, "change": change}


@pytest.mark.parametrize(
    ("scaling", "path", "remedy"),
    [
        ({"cpu_target": TARGET, "cpu_steps": {}}, "scaling.cpu_steps", "keep targets or alarms"),
        ({"requests_target": TARGET, "cpu_simple": {}}, "scaling.cpu_simple", "keep targets or alarms"),
        ({"cpu_steps": {}, "cpu_simple": {}}, "scaling.cpu_simple", "keep one of them"),
        ({"cpu_target": {"target_value": 100}}, "scaling.cpu_target.target_value", "use for example 60"),
        ({"memory_target": {"target_value": 130}}, "scaling.memory_target.target_value", "use for example 60"),
        ({"requests_target": {"target_value": 0}}, "scaling.requests_target.target_value", ""),
        (
            {"cpu_target": TARGET | {"instance_warmup_seconds": 3_601}},
            "scaling.cpu_target.instance_warmup_seconds",
            "3600",
        ),
        ({"cpu_simple": {"cooldown_seconds": 3_601}}, "scaling.cpu_simple.cooldown_seconds", "3600"),
        ({"cpu_simple": {"cooldown_seconds": -1}}, "scaling.cpu_simple.cooldown_seconds", "0"),
        ({"cpu_simple": {"low_cpu_percent": 70}}, "scaling.cpu_simple.low_cpu_percent", "lower it"),
        ({"cpu_simple": {"high_evaluation_periods": 0}}, "scaling.cpu_simple.high_evaluation_periods", "1"),
        ({"cpu_simple": {"period_seconds": 30}}, "scaling.cpu_simple.period_seconds", "60"),
        ({"cpu_steps": {"up": [step(80), step(70)]}}, "scaling.cpu_steps.up", "use 70, 80"),
        ({"cpu_steps": {"up": [step(80), step(80)]}}, "scaling.cpu_steps.up", "use 80"),
        ({"cpu_steps": {"down": [step(10), step(20)]}}, "scaling.cpu_steps.down", "use 20, 10"),
        ({"cpu_steps": {"down": [step(70)]}}, "scaling.cpu_steps.down", "lower them"),
        ({"cpu_steps": {"min_adjustment_magnitude": 2}}, "scaling.cpu_steps.min_adjustment_magnitude", "PercentChange"),
        (
            {"cpu_steps": {"down": [step(20, 101)], "adjustment_type": "PercentChangeInCapacity"}},
            "scaling.cpu_steps.down",
            "use 100 or less",
        ),
        ({"cpu_steps": {"up": [step(100)]}}, "scaling.cpu_steps.up.0.cpu_percent", ""),
    ],
)
def test_scaling_that_would_not_work_is_refused_with_the_remedy(
    scaling: dict[str, Any], path: str, remedy: str
) -> None:
    problems = refusals(scaling=scaling)
    assert list(problems) == [path]
    assert remedy in problems[path]


def test_nobody_measures_memory_without_the_agent() -> None:
    problems = refusals(scaling={"memory_target": TARGET}, instances={"agent": None})
    assert list(problems) == ["scaling.memory_target"]
