"""The life of a web service's instances: launched from the template, renewed in place, scaled from outside."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from support import inventory, run
from web_service_program import web_service

from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

SERVICE: dict[str, Any] = {"name": "app", "command": "/usr/bin/python3 -m http.server 8080"}
READ = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::documents/*"}],
    }
)
BOOTSTRAP: dict[str, Any] = {"bootstrap": {"service": SERVICE}}


@dataclass(frozen=True)
class Deployed:
    """A service, as boto3 sees it."""

    sandbox: TestSandbox
    outputs: dict[str, Any]

    @property
    def group_name(self) -> str:
        return self.outputs["auto_scaling_group_name"]

    @property
    def group(self) -> Any:
        scaling = self.sandbox.client("autoscaling")
        (found,) = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[self.group_name])["AutoScalingGroups"]
        return found

    @property
    def version(self) -> Any:
        """The newest version of the launch template."""
        ec2 = self.sandbox.client("ec2")
        versions = ec2.describe_launch_template_versions(
            LaunchTemplateId=self.outputs["launch_template_id"], Versions=["$Latest"]
        )
        return versions["LaunchTemplateVersions"][0]

    @property
    def template(self) -> Any:
        """What the newest version of the launch template consists of."""
        return self.version["LaunchTemplateData"]

    @property
    def user_data(self) -> Any:
        return yaml.safe_load(base64.b64decode(self.template["UserData"]))

    @property
    def refreshes(self) -> Any:
        scaling = self.sandbox.client("autoscaling")
        return scaling.describe_instance_refreshes(AutoScalingGroupName=self.group_name)["InstanceRefreshes"]

    def policy(self, name: str) -> Any:
        iam = self.sandbox.client("iam")
        return iam.get_role_policy(RoleName=self.outputs["role_name"], PolicyName=name)["PolicyDocument"]


@pytest.fixture(scope="module")
def deployed(open_sandbox: Callable[[], TestSandbox]) -> Deployed:
    """A service for tests that only read: made with little, and changed in place to everything."""
    sandbox = open_sandbox()
    hook = {"transition": "launching", "heartbeat_timeout_seconds": 60}
    first = web_service(capacity={"lifecycle_hooks": {"warm-up": hook}})
    arn = run(sandbox.program(first).up).outputs["auto_scaling_group_arn"]
    statement = {"sid": "Documents", "actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::documents/*"]}
    instances = {
        **BOOTSTRAP,
        "volumes": {"/dev/sdf": {"size_gib": 100}},
        "policy_statements": [statement],
        "policies": {"documents": READ},
        "egress": {"database": {"port": 5433, "cidr_block": "10.0.0.0/16"}},
    }
    capacity = {
        "max_size": 4,
        "max_instance_lifetime_days": 30,
        "termination_policies": ["OldestLaunchTemplate"],
        "lifecycle_hooks": {"warm-up": {"transition": "launching", "default_result": "CONTINUE"}},
        "schedules": {"day": {"recurrence": "0 7 * * MON-FRI", "time_zone": "Europe/Berlin", "min_size": 2}},
        "warm_pool": {"max_prepared_capacity": 2},
    }
    stack = sandbox.program(web_service(instances=instances, capacity=capacity, tags={"Team": "portal"}))
    outputs = run(stack.up).outputs
    assert outputs["auto_scaling_group_arn"] == arn
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}
    return Deployed(sandbox, outputs)


def test_instances_are_launched_from_the_template(deployed: Deployed) -> None:
    ec2, group = deployed.sandbox.client("ec2"), deployed.group
    (member,) = group["Instances"]
    assert member["LifecycleState"] == "InService"
    specification = group["MixedInstancesPolicy"]["LaunchTemplate"]["LaunchTemplateSpecification"]
    assert specification["LaunchTemplateId"] == deployed.outputs["launch_template_id"]
    assert specification["Version"] == str(deployed.version["VersionNumber"]) == "2"
    (reservation,) = ec2.describe_instances(InstanceIds=[member["InstanceId"]])["Reservations"]
    (instance,) = reservation["Instances"]
    assert instance["InstanceType"] == "t4g.small"
    assert instance["ImageId"] == deployed.template["ImageId"]
    tags = {tag["Key"]: tag["Value"] for tag in instance["Tags"]}
    assert (tags["Team"], tags["Name"]) == ("portal", "portal-instances-dev")


def test_the_image_is_amazon_linux_of_the_types_architecture(deployed: Deployed) -> None:
    name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
    parameter = deployed.sandbox.client("ssm").get_parameter(Name=name)["Parameter"]
    assert deployed.template["ImageId"] == parameter["Value"]


def test_the_template_keeps_instances_private_and_encrypted(deployed: Deployed) -> None:
    template = deployed.template
    assert template["MetadataOptions"]["HttpTokens"] == "required"
    assert template["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
    assert template["Monitoring"] == {"Enabled": True}
    (interface,) = template["NetworkInterfaces"]
    assert interface["AssociatePublicIpAddress"] is False
    assert interface["Groups"] == [deployed.outputs["instance_security_group_id"]]
    volumes = {each["DeviceName"]: each["Ebs"] for each in template["BlockDeviceMappings"]}
    assert {name: each["VolumeSize"] for name, each in volumes.items()} == {"/dev/xvda": 30, "/dev/sdf": 100}
    for volume in volumes.values():
        assert (volume["Encrypted"], volume["VolumeType"]) == (True, "gp3")
        assert volume["KmsKeyId"] == deployed.outputs["kms_key_arn"]


def test_user_data_starts_the_agent_with_a_configuration_that_is_there(deployed: Deployed) -> None:
    ((*_, script),) = deployed.user_data["runcmd"]
    name = deployed.outputs["agent_parameter_name"]
    assert f"-c ssm:{name}" in script
    parameter = deployed.sandbox.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]
    assert parameter["Type"] == "SecureString"
    configuration = json.loads(parameter["Value"])
    assert configuration["metrics"]["aggregation_dimensions"] == [["AutoScalingGroupName"]]
    files = configuration["logs"]["logs_collected"]["files"]["collect_list"]
    groups = deployed.sandbox.client("logs").describe_log_groups(logGroupNamePrefix="/web-service/")["logGroups"]
    assert {each["log_group_name"] for each in files} == {each["logGroupName"] for each in groups}
    assert all(each["retentionInDays"] == 365 and each["kmsKeyId"] for each in groups)


def test_the_role_has_what_it_needs_and_what_the_team_adds(deployed: Deployed) -> None:
    iam = deployed.sandbox.client("iam")
    profile = deployed.template["IamInstanceProfile"]["Arn"].rsplit("/", 1)[-1]
    (role,) = iam.get_instance_profile(InstanceProfileName=profile)["InstanceProfile"]["Roles"]
    assert role["RoleName"] == deployed.outputs["role_name"]
    names = iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
    assert len(names) == 3
    texts = json.dumps([deployed.policy(name) for name in names])
    for action in ("ssmmessages:OpenDataChannel", "cloudwatch:PutMetricData", "s3:GetObject"):
        assert action in texts
    attached = iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]
    assert attached == []


def test_the_group_is_as_given(deployed: Deployed) -> None:
    group, scaling = deployed.group, deployed.sandbox.client("autoscaling")
    assert (group["MinSize"], group["DesiredCapacity"], group["MaxSize"]) == (1, 1, 4)
    assert group["HealthCheckType"] == "ELB"
    assert len(group["AvailabilityZones"]) == 2
    assert group["TerminationPolicies"] == ["OldestLaunchTemplate"]
    assert group["MaxInstanceLifetime"] == 2_592_000
    assert len(group["EnabledMetrics"]) == 20
    assert group["WarmPoolConfiguration"]["MaxGroupPreparedCapacity"] == 2
    (hook,) = scaling.describe_lifecycle_hooks(AutoScalingGroupName=deployed.group_name)["LifecycleHooks"]
    assert (hook["LifecycleHookName"], hook["DefaultResult"]) == ("portal-warm-up-dev", "CONTINUE")
    (action,) = scaling.describe_scheduled_actions(AutoScalingGroupName=deployed.group_name)[
        "ScheduledUpdateGroupActions"
    ]
    assert (action["Recurrence"], action["TimeZone"], action["MinSize"]) == ("0 7 * * MON-FRI", "Europe/Berlin", 2)


def test_a_new_image_or_other_user_data_renews_the_instances_in_place(sandbox: TestSandbox) -> None:
    before = inventory(sandbox)
    stack = sandbox.program(web_service(instances=BOOTSTRAP))
    first = Deployed(sandbox, run(stack.up).outputs)
    old, balancer = first.group, first.outputs["load_balancer_arn"]
    assert first.refreshes == []
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}

    image = {**BOOTSTRAP, "image_id": "ami-0123456789abcdef0"}
    stack = sandbox.program(web_service(instances=image))
    renewed = run(stack.up)
    assert renewed.steps == {"LaunchTemplate portal-instances": "update", "Group portal-group": "update"}
    second = Deployed(sandbox, renewed.outputs)
    assert second.version["VersionNumber"] == 2
    assert second.template["ImageId"] == "ami-0123456789abcdef0"
    (refresh,) = second.refreshes
    assert refresh["Preferences"]["AutoRollback"] is True
    assert_same_but_renewed(second, old, balancer)

    old = second.group
    other = {**image, "bootstrap": {"service": SERVICE, "commands": ["touch /ready"]}}
    stack = sandbox.program(web_service(instances=other))
    again = run(stack.up)
    assert again.steps == {"LaunchTemplate portal-instances": "update", "Group portal-group": "update"}
    third = Deployed(sandbox, again.outputs)
    assert third.version["VersionNumber"] == 3
    assert third.user_data["runcmd"][0][-1].endswith("\ntouch /ready")
    assert len(third.refreshes) == 2
    assert_same_but_renewed(third, old, balancer)

    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}
    stack.destroy()
    assert inventory(sandbox) == before
    assert read_journal(sandbox.journal) == []


def assert_same_but_renewed(now: Deployed, old: Any, balancer: str) -> None:
    """The group is the same one with other instances, and so is the load balancer."""
    group = now.group
    assert group["AutoScalingGroupARN"] == old["AutoScalingGroupARN"]
    assert group["CreatedTime"] == old["CreatedTime"]
    assert now.outputs["load_balancer_arn"] == balancer
    policy = group["MixedInstancesPolicy"]["LaunchTemplate"]["LaunchTemplateSpecification"]
    assert policy["Version"] == str(now.version["VersionNumber"])
    ids = {each["InstanceId"] for each in group["Instances"]}
    assert ids
    assert not ids & {each["InstanceId"] for each in old["Instances"]}


def test_what_scaling_and_schedules_changed_is_not_put_back(sandbox: TestSandbox) -> None:
    schedules = {"day": {"recurrence": "0 7 * * *", "min_size": 2}}
    given = {"min_size": 1, "max_size": 5, "schedules": schedules}
    stack = sandbox.program(web_service(capacity=given))
    first = Deployed(sandbox, run(stack.up).outputs)
    scaling = sandbox.client("autoscaling")
    scaling.update_auto_scaling_group(AutoScalingGroupName=first.group_name, MinSize=2, DesiredCapacity=4)

    stack.refresh()
    assert run(stack.up).steps == {}
    stack = sandbox.program(web_service(capacity=given | {"max_size": 6}))
    assert run(stack.up).steps == {"Group portal-group": "update"}
    group = first.group
    assert (group["MinSize"], group["DesiredCapacity"], group["MaxSize"]) == (2, 4, 6)
    assert len(group["Instances"]) == 4


def test_drift_is_put_right(sandbox: TestSandbox) -> None:
    stack = sandbox.program(web_service())
    deployed = Deployed(sandbox, run(stack.up).outputs)
    scaling, ec2 = sandbox.client("autoscaling"), sandbox.client("ec2")
    scaling.update_auto_scaling_group(AutoScalingGroupName=deployed.group_name, HealthCheckType="EC2", MaxSize=9)
    group_id = deployed.outputs["instance_security_group_id"]
    of_group = [{"Name": "group-id", "Values": [group_id]}]
    rules = ec2.describe_security_group_rules(Filters=of_group)["SecurityGroupRules"]
    (admits,) = [rule["SecurityGroupRuleId"] for rule in rules if not rule["IsEgress"]]
    ec2.revoke_security_group_ingress(GroupId=group_id, SecurityGroupRuleIds=[admits])

    stack.refresh()
    assert run(stack.up).steps == {
        "Group portal-group": "update",
        "SecurityGroupIngressRule portal-instances-service": "create",
    }
    assert (deployed.group["HealthCheckType"], deployed.group["MaxSize"]) == ("ELB", 3)
    rules = ec2.describe_security_group_rules(Filters=of_group)["SecurityGroupRules"]
    assert [rule["ToPort"] for rule in rules if not rule["IsEgress"]] == [8080]


def test_default_tags_reach_what_auto_scaling_creates(sandbox: TestSandbox) -> None:
    def stack(owner: str) -> Any:
        config = {"aws:defaultTags": json.dumps({"tags": {"Owner": owner, "Team": "overridden"}})}
        return sandbox.program(web_service(tags={"Team": "portal"}), config=config)

    deployed = Deployed(sandbox, run(stack("ops").up).outputs)
    assert run(stack("ops").up).steps == {}
    assert run(stack("ops").refresh).steps == {}
    for owner in ("ops", "security"):
        deployed = Deployed(sandbox, run(stack(owner).up).outputs)
        assert run(stack(owner).up).steps == {}
        wanted = {"Owner": owner, "Team": "portal"}.items()
        assert {each["Key"]: each["Value"] for each in deployed.group["Tags"]}.items() >= wanted
        for specification in deployed.template["TagSpecifications"]:
            assert {each["Key"]: each["Value"] for each in specification["Tags"]}.items() >= wanted
    ec2 = sandbox.client("ec2")
    (reservation,) = ec2.describe_instances(InstanceIds=[deployed.group["Instances"][0]["InstanceId"]])["Reservations"]
    assert {"Owner", "Team"} <= {each["Key"] for each in reservation["Instances"][0]["Tags"]}
