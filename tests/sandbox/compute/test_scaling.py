"""How a web service scales, as boto3 sees it: policies, and the alarms that start them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from support import run
from web_service_program import web_service

from strongroom.sandbox.testing import TestSandbox


@dataclass(frozen=True)
class Scaled:
    """A service's policies and alarms."""

    sandbox: TestSandbox
    outputs: dict[str, Any]

    @property
    def group_name(self) -> str:
        """Name of the Auto Scaling group."""
        return self.outputs["auto_scaling_group_name"]

    @property
    def policies(self) -> dict[str, Any]:
        """The policies by name."""
        scaling = self.sandbox.client("autoscaling")
        found = scaling.describe_policies(AutoScalingGroupName=self.group_name)["ScalingPolicies"]
        return {each["PolicyName"]: each for each in found}

    @property
    def alarms(self) -> dict[str, Any]:
        """The alarms by name."""
        found = self.sandbox.client("cloudwatch").describe_alarms(AlarmNamePrefix="portal-")["MetricAlarms"]
        return {each["AlarmName"]: each for each in found}


@pytest.fixture(scope="module")
def deploy(open_sandbox: Callable[[], TestSandbox]) -> Callable[..., Scaled]:
    """Deploys the same service with one kind of scaling after another, which is what a team does that tries them."""
    sandbox = open_sandbox()

    def up(**inputs: Any) -> Scaled:
        stack = sandbox.program(web_service(**inputs))
        outputs = run(stack.up).outputs
        assert run(stack.up).steps == {}
        assert run(stack.refresh).steps == {}
        return Scaled(sandbox, outputs)

    return up


def test_steps_are_wired_to_alarms_on_cpu(deploy: Callable[..., Scaled]) -> None:
    scaled = deploy(scaling={"cpu_steps": {}})
    up, down = scaled.policies["portal-scale-up-dev"], scaled.policies["portal-scale-down-dev"]
    assert up["PolicyType"] == down["PolicyType"] == "StepScaling"
    assert up["StepAdjustments"] == [
        {"MetricIntervalLowerBound": 0.0, "MetricIntervalUpperBound": 15.0, "ScalingAdjustment": 1},
        {"MetricIntervalLowerBound": 15.0, "ScalingAdjustment": 2},
    ]
    assert down["StepAdjustments"] == [{"MetricIntervalUpperBound": 0.0, "ScalingAdjustment": -1}]
    assert_wired(scaled, high=70, low=30)


def test_simple_scaling_is_wired_to_alarms_on_cpu(deploy: Callable[..., Scaled]) -> None:
    scaled = deploy(scaling={"cpu_simple": {"high_cpu_percent": 80, "low_cpu_percent": 20, "cooldown_seconds": 60}})
    up, down = scaled.policies["portal-scale-up-dev"], scaled.policies["portal-scale-down-dev"]
    assert (up["PolicyType"], up["ScalingAdjustment"], up["Cooldown"]) == ("SimpleScaling", 1, 60)
    assert down["ScalingAdjustment"] == -1
    assert_wired(scaled, high=80, low=20)


def assert_wired(scaled: Scaled, high: float, low: float) -> None:
    """There are the two alarms, on the group's CPU, and each starts its policy."""
    assert scaled.alarms.keys() == {"portal-cpu-high-dev", "portal-cpu-low-dev"}
    for side, way, threshold in (("high", "up", high), ("low", "down", low)):
        alarm = scaled.alarms[f"portal-cpu-{side}-dev"]
        assert alarm["AlarmActions"] == [scaled.policies[f"portal-scale-{way}-dev"]["PolicyARN"]]
        assert alarm["AlarmArn"] == scaled.outputs["scaling_alarm_arns"][f"cpu-{side}"]
        assert alarm["ActionsEnabled"] is True
        assert alarm["Threshold"] == threshold
        assert alarm["TreatMissingData"] == "notBreaching"
        assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/EC2", "CPUUtilization")
        assert alarm["Dimensions"] == [{"Name": "AutoScalingGroupName", "Value": scaled.group_name}]


def test_targets_take_the_place_of_alarms(deploy: Callable[..., Scaled]) -> None:
    targets = {
        "cpu_target": {"target_value": 55},
        "memory_target": {"target_value": 65},
        "requests_target": {"target_value": 500, "disable_scale_in": True},
    }
    scaled = deploy(scaling=targets)
    found = {name: each["TargetTrackingConfiguration"] for name, each in scaled.policies.items()}
    assert {name: each["TargetValue"] for name, each in found.items()} == {
        "portal-cpu-target-dev": 55,
        "portal-memory-target-dev": 65,
        "portal-requests-target-dev": 500,
    }
    memory = found["portal-memory-target-dev"]["CustomizedMetricSpecification"]
    assert (memory["Namespace"], memory["MetricName"]) == ("CWAgent", "mem_used_percent")
    assert memory["Dimensions"] == [{"Name": "AutoScalingGroupName", "Value": scaled.group_name}]
    requests = found["portal-requests-target-dev"]["PredefinedMetricSpecification"]
    suffixes = (scaled.outputs["load_balancer_arn_suffix"], scaled.outputs["target_group_arn_suffix"])
    assert requests["ResourceLabel"] == "/".join(suffixes)
    assert not {name for name in scaled.alarms if "cpu" in name}
    assert scaled.outputs["scaling_alarm_arns"] == {}


def test_spot_instances_and_further_types(deploy: Callable[..., Scaled]) -> None:
    types = ["m7g.large", "m6g.large", "c7g.large"]
    spot = {"on_demand_base_capacity": 1, "percentage": 75}
    scaled = deploy(instances={"instance_types": types, "spot": spot})
    scaling = scaled.sandbox.client("autoscaling")
    (group,) = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[scaled.group_name])["AutoScalingGroups"]
    policy = group["MixedInstancesPolicy"]
    assert [each["InstanceType"] for each in policy["LaunchTemplate"]["Overrides"]] == types
    distribution = policy["InstancesDistribution"]
    assert (distribution["OnDemandBaseCapacity"], distribution["OnDemandPercentageAboveBaseCapacity"]) == (1, 25)
    assert group["CapacityRebalance"] is True
