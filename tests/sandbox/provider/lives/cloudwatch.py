"""Amazon CloudWatch."""

import json
from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import REGION, Life, World

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
TOPIC = f"arn:aws:sns:{REGION}:123456789012:alarms"


def alarm(world: World, **more: Any) -> Props:
    """Return what an alarm on a group's CPU is made of."""
    return {
        "name": world.name(),
        "comparisonOperator": "GreaterThanOrEqualToThreshold",
        "evaluationPeriods": 3,
        "datapointsToAlarm": 2,
        "metricName": "CPUUtilization",
        "namespace": "AWS/EC2",
        "period": 60,
        "statistic": "Average",
        "threshold": 70.0,
        "dimensions": {"AutoScalingGroupName": "web"},
        "alarmActions": [TOPIC],
        "alarmDescription": "Says why",
        **more,
    }


def metric(name: str) -> Props:
    """Return a metric of a load balancer, summed up."""
    balancer = {"LoadBalancer": "app/web/1234567890123456"}
    return {
        "metricName": name,
        "namespace": "AWS/ApplicationELB",
        "period": 60,
        "stat": "Sum",
        "dimensions": balancer,
    }


def expression(world: World) -> Props:
    """Return what an alarm on the share of errors is made of."""

    return {
        "name": world.name(),
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 1,
        "threshold": 5.0,
        "treatMissingData": "notBreaching",
        "metricQueries": [
            {"id": "rate", "expression": "100 * errors / requests", "label": "errors in percent", "returnData": True},
            {"id": "errors", "metric": metric("HTTPCode_ELB_5XX_Count")},
            {"id": "requests", "metric": metric("RequestCount")},
        ],
    }


def band(world: World) -> Props:
    """Return what an alarm on an unusual number of requests is made of."""
    return {
        **{name: value for name, value in expression(world).items() if name != "threshold"},
        "comparisonOperator": "LessThanLowerOrGreaterThanUpperThreshold",
        "thresholdMetricId": "band",
        "metricQueries": [
            {"id": "band", "expression": "ANOMALY_DETECTION_BAND(requests, 2)", "returnData": True},
            {
                "id": "requests",
                "returnData": True,
                "metric": {
                    "metricName": "RequestCount",
                    "namespace": "AWS/ApplicationELB",
                    "period": 60,
                    "stat": "Sum",
                },
            },
        ],
    }


def child(world: World) -> str:
    """Return the name of an alarm."""
    return world.make(ALARM, **alarm(world, alarmActions=[])).id


def composite(world: World) -> Props:
    """Return what an alarm on two others is made of."""
    return {
        "alarmName": world.name(),
        "alarmRule": f'ALARM("{child(world)}") AND NOT ALARM({child(world)})',
        "alarmDescription": "Says why",
        "alarmActions": [TOPIC],
    }


def body(*texts: str) -> str:
    widgets = [{"type": "text", "width": 24, "properties": {"markdown": text}} for text in texts]
    return json.dumps({"widgets": widgets})


LIVES = (
    Life(
        token=ALARM,
        making=alarm,
        changing=lambda _: {
            "actionsEnabled": False,
            "alarmActions": [TOPIC, f"{TOPIC}-more"],
            "okActions": [TOPIC],
            "insufficientDataActions": [TOPIC],
            "alarmDescription": "Says more",
            "comparisonOperator": "LessThanThreshold",
            "datapointsToAlarm": 4,
            "dimensions": {"AutoScalingGroupName": "api"},
            "evaluationPeriods": 5,
            "metricName": "NetworkIn",
            "namespace": "AWS/EC2/More",
            "statistic": "Sum",
            "threshold": 20.5,
            "period": 300,
            "treatMissingData": "breaching",
            "unit": "Percent",
        },
    ),
    Life(
        token=ALARM,
        what="on a percentile",
        making=lambda world: {
            name: value for name, value in alarm(world, extendedStatistic="p99").items() if name != "statistic"
        },
        changing=lambda _: {"extendedStatistic": "p90", "evaluateLowSampleCountPercentiles": "ignore"},
    ),
    Life(
        token=ALARM,
        what="on an expression",
        making=expression,
        changing=lambda _: {"threshold": 10.0},
    ),
    Life(
        token=ALARM,
        what="on a band",
        making=band,
        changing=lambda world: {
            "comparisonOperator": "GreaterThanUpperThreshold",
            "thresholdMetricId": "usual",
            "metricQueries": [
                {"id": "usual", "expression": "ANOMALY_DETECTION_BAND(m, 3)", "label": "usual", "returnData": True},
                {
                    "id": "m",
                    "accountId": world.account.account_id,
                    "returnData": True,
                    "metric": {"metricName": "CPUUtilization", "namespace": "AWS/EC2", "period": 300, "stat": "p90"},
                },
            ],
        },
    ),
    Life(
        token=COMPOSITE,
        making=composite,
        changing=lambda world: {
            "actionsSuppressor": {"alarm": child(world), "extensionPeriod": 60, "waitPeriod": 120},
            "alarmActions": [TOPIC, f"{TOPIC}-more"],
            "alarmDescription": "Says more",
            "alarmRule": f"AT_LEAST(50%, OK, ({child(world)}, {child(world)})) OR FALSE",
            "insufficientDataActions": [TOPIC],
            "okActions": [TOPIC],
        },
    ),
    Life(
        token=DASHBOARD,
        making=lambda world: {"dashboardName": world.name(), "dashboardBody": body("Hello")},
        changing=lambda _: {"dashboardBody": body("Hello", "Good-bye")},
    ),
)
