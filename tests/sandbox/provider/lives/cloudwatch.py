"""Amazon CloudWatch."""

from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import REGION, Life, World

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
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


def expression(world: World) -> Props:
    """Return what an alarm on the share of errors is made of."""

    def metric(name: str) -> Props:
        balancer = {"LoadBalancer": "app/web/1234567890123456"}
        return {
            "metricName": name,
            "namespace": "AWS/ApplicationELB",
            "period": 60,
            "stat": "Sum",
            "dimensions": balancer,
        }

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
            "dimensions": {"AutoScalingGroupName": "api"},
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
)
