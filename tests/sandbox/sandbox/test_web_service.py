"""A web service on the real engine: made, changed without a new group, and destroyed to nothing."""

import base64
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
from support import inventory, run

from strongroom.sandbox.testing import TestSandbox

AMAZON_LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"


def web_service(*, script: str = "one", protocol: str = "HTTP") -> Callable[[], None]:
    """Return a program of plain resources: a balancer before a group that an alarm scales."""

    def program() -> None:
        vpc = aws.ec2.Vpc("it", cidr_block="10.0.0.0/16")
        zones = aws.get_availability_zones_output(state="available").names
        subnets = [
            aws.ec2.Subnet(f"it-{i}", vpc_id=vpc.id, cidr_block=f"10.0.{i}.0/24", availability_zone=zones[i])
            for i in range(2)
        ]
        subnet_ids = [subnet.id for subnet in subnets]
        inside = aws.ec2.SecurityGroup("it", vpc_id=vpc.id)
        balancer = aws.lb.LoadBalancer("it", internal=True, subnets=subnet_ids, security_groups=[inside.id])
        targets = aws.lb.TargetGroup(
            "it", port=8080, protocol=protocol, vpc_id=vpc.id, health_check={"path": "/health", "protocol": protocol}
        )
        forward = aws.lb.ListenerDefaultActionArgs(type="forward", target_group_arn=targets.arn)
        aws.lb.Listener("it", load_balancer_arn=balancer.arn, port=80, protocol="HTTP", default_actions=[forward])
        template = aws.ec2.LaunchTemplate(
            "it",
            image_id=aws.ssm.get_parameter_output(name=AMAZON_LINUX).insecure_value,
            instance_type="t3.micro",
            user_data=base64.b64encode(script.encode()).decode(),
            vpc_security_group_ids=[inside.id],
            metadata_options={"http_tokens": "required", "http_put_response_hop_limit": 1},
        )
        group = aws.autoscaling.Group(
            "it",
            min_size=1,
            max_size=3,
            vpc_zone_identifiers=subnet_ids,
            target_group_arns=[targets.arn],
            health_check_type="ELB",
            launch_template={"id": template.id, "version": template.latest_version.apply(str)},
            instance_refresh={"strategy": "Rolling", "preferences": {"min_healthy_percentage": 90}},
            opts=pulumi.ResourceOptions(ignore_changes=["desiredCapacity"]),
        )
        up = aws.autoscaling.Policy(
            "up", autoscaling_group_name=group.name, adjustment_type="ChangeInCapacity", scaling_adjustment=1
        )
        aws.cloudwatch.MetricAlarm(
            "busy",
            comparison_operator="GreaterThanThreshold",
            evaluation_periods=2,
            metric_name="CPUUtilization",
            namespace="AWS/EC2",
            period=60,
            statistic="Average",
            threshold=70,
            dimensions={"AutoScalingGroupName": group.name},
            alarm_actions=[up.arn],
        )
        pulumi.export("group", group.name)
        pulumi.export("targets", targets.arn)

    return program


def group_of(sandbox: TestSandbox, name: str) -> dict[str, Any]:
    scaling = sandbox.client("autoscaling")
    return scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]


def test_a_web_service_changes_without_a_new_group_and_leaves_nothing(sandbox: TestSandbox) -> None:
    before = inventory(sandbox)
    first = run(sandbox.program(web_service()).up)
    name = first.outputs["group"]
    started = {one["InstanceId"] for one in group_of(sandbox, name)["Instances"]}
    assert len(started) == 1
    assert run(sandbox.program(web_service()).up).steps == {}
    assert run(sandbox.program(web_service()).refresh).steps == {}

    renewed = sandbox.program(web_service(script="two"))
    expected = {"LaunchTemplate it": "update", "Group it": "update"}
    assert run(renewed.preview).steps == expected
    assert run(renewed.up).steps == expected
    instances = group_of(sandbox, name)["Instances"]
    assert [one["LaunchTemplate"]["Version"] for one in instances] == ["2"]
    assert started.isdisjoint(one["InstanceId"] for one in instances)

    last = sandbox.program(web_service(script="two", protocol="HTTPS"))
    moved = run(last.up)
    assert moved.steps == {"TargetGroup it": "replace", "Listener it": "update", "Group it": "update"}
    assert group_of(sandbox, name)["TargetGroupARNs"] == [moved.outputs["targets"]] != [first.outputs["targets"]]

    run(last.destroy)
    assert inventory(sandbox) == before
