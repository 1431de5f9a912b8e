"""Web services that are moved to another VPC, on the real engine."""

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
from support import WriteProject, failure, inventory, run

from strongroom.compute import WebService, WebServiceArgs
from strongroom.data import EncryptionKey, EncryptionKeyArgs, LogBucket, LogBucketArgs
from strongroom.sandbox.testing import TestSandbox

PROTECTED = """
from strongroom.compute import WebService, WebServiceArgs
from strongroom.data import EncryptionKey, EncryptionKeyArgs, LogBucket, LogBucketArgs

zones = aws.get_availability_zones_output(state="available").names
places = {}
for each in ("a", "b"):
    vpc = aws.ec2.Vpc(each, cidr_block="10.0.0.0/16")
    subnets = [
        aws.ec2.Subnet(f"{each}-{n}", vpc_id=vpc.id, cidr_block=f"10.0.{n}.0/24", availability_zone=zones[n])
        for n in range(2)
    ]
    places[each] = {"vpc_id": vpc.id, "subnet_ids": [subnet.id for subnet in subnets]}
key = EncryptionKey("k", EncryptionKeyArgs(durability="ephemeral", services={"autoscaling", "cloudwatch_logs"}))
logs = LogBucket("logs", LogBucketArgs(durability="ephemeral", log_sources={"elastic_load_balancing"}))
WebService(
    "portal",
    WebServiceArgs(
        durability="ephemeral",
        kms_key_arn=key.kms_key_arn,
        log_bucket_name=logs.bucket_name,
        load_balancer={"deletion_protection": True},
        **places[pulumi.Config().require("vpc")],
    ),
)
"""


def in_vpc(vpc: str, before: Callable[[], None] = lambda: None, **inputs: Any) -> Callable[[], None]:
    """A program with two VPCs, and a web service in one of them."""

    def program() -> None:
        zones = aws.get_availability_zones_output(state="available").names
        places: dict[str, dict[str, Any]] = {}
        for each in ("a", "b"):
            made = aws.ec2.Vpc(each, cidr_block="10.0.0.0/16")
            subnets = [
                aws.ec2.Subnet(f"{each}-{n}", vpc_id=made.id, cidr_block=f"10.0.{n}.0/24", availability_zone=zones[n])
                for n in range(2)
            ]
            places[each] = {"vpc_id": made.id, "subnet_ids": [subnet.id for subnet in subnets]}
        services = {"autoscaling", "cloudwatch_logs"}
        key = EncryptionKey("k", EncryptionKeyArgs.model_validate({"durability": "ephemeral", "services": services}))
        logs = LogBucket("logs", LogBucketArgs(durability="ephemeral", log_sources={"elastic_load_balancing"}))
        before()
        given = {"durability": "ephemeral", "kms_key_arn": key.kms_key_arn, "log_bucket_name": logs.bucket_name}
        service = WebService("portal", WebServiceArgs(**given, **places[vpc], **inputs))
        pulumi.export("vpc_id", places[vpc]["vpc_id"])
        pulumi.export("load_balancer_arn", service.load_balancer_arn)
        pulumi.export("group_name", service.auto_scaling_group_name)

    return program


def vpcs_of(sandbox: TestSandbox) -> set[str]:
    """The VPCs of everything that is in one."""
    elb, ec2 = sandbox.client("elbv2"), sandbox.client("ec2")
    subnets = {each["SubnetId"]: each["VpcId"] for each in ec2.describe_subnets()["Subnets"]}
    (group,) = sandbox.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    return {
        *(each["VpcId"] for each in elb.describe_load_balancers()["LoadBalancers"]),
        *(each["VpcId"] for each in elb.describe_target_groups()["TargetGroups"]),
        *(subnets[each] for each in group["VPCZoneIdentifier"].split(",")),
        *(each["VpcId"] for each in ec2.describe_security_groups()["SecurityGroups"] if each["GroupName"] != "default"),
    }


def test_web_service_is_replaced_in_another_vpc(sandbox: TestSandbox) -> None:
    inputs: dict[str, Any] = {"scaling": {"cpu_steps": {}}}
    before = inventory(sandbox)
    program = in_vpc("a", **inputs)
    run(sandbox.program(program).up)
    for vpc in ("b", "a"):
        program = in_vpc(vpc, **inputs)
        moved = run(sandbox.program(program).up)
        assert moved.steps["LoadBalancer portal-load-balancer"] == moved.steps["Group portal-group"] == "replace"
        assert vpcs_of(sandbox) == {moved.outputs["vpc_id"]}
        assert run(sandbox.program(program).up).steps == {}
        assert run(sandbox.program(program).refresh).steps == {}
    sandbox.program(program).destroy()
    assert inventory(sandbox) == before


def test_web_service_of_an_earlier_version_keeps_its_names_until_the_vpc_changes(sandbox: TestSandbox) -> None:
    def named(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if args.type_ not in ("aws:lb/loadBalancer:LoadBalancer", "aws:autoscaling/group:Group"):
            return None
        args.opts.replacement_trigger = None
        return pulumi.ResourceTransformResult({**args.props, "name": "portal-dev"}, args.opts)

    run(sandbox.program(in_vpc("a", lambda: pulumi.runtime.register_resource_transform(named))).up)
    upgraded = run(sandbox.program(in_vpc("a")).up)
    assert upgraded.steps == {}
    assert upgraded.outputs["group_name"] == "portal-dev"
    assert ":loadbalancer/app/portal-dev/" in upgraded.outputs["load_balancer_arn"]
    moved = run(sandbox.program(in_vpc("b")).up)
    assert moved.outputs["group_name"] != "portal-dev"
    assert vpcs_of(sandbox) == {moved.outputs["vpc_id"]}
    assert run(sandbox.program(in_vpc("b")).up).steps == {}


def test_another_suffix_replaces_load_balancer_and_group_as_before(sandbox: TestSandbox) -> None:
    run(sandbox.program(in_vpc("a")).up)
    renamed = run(sandbox.program(in_vpc("a", environment_suffix="qa")).up)
    assert renamed.steps["LoadBalancer portal-load-balancer"] == renamed.steps["Group portal-group"] == "replace"
    assert renamed.outputs["group_name"].endswith("-qa")
    assert run(sandbox.program(in_vpc("a", environment_suffix="qa")).up).steps == {}


def test_protected_load_balancer_keeps_the_service_in_its_vpc(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    run(sandbox.project(write_project(PROTECTED, {"tiny:vpc": "a"}), "dev").up)
    before = vpcs_of(sandbox)
    moved = sandbox.project(write_project(PROTECTED, {"tiny:vpc": "b"}), "dev")
    for operation in (moved.preview, moved.up):
        screen = failure(operation)
        assert "unable to replace" in screen
        assert "portal-load-balancer" in screen
    assert before <= vpcs_of(sandbox)
