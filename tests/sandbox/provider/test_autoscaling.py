"""Auto scaling beyond the lives of its types: what instances bear, how they are renewed, and what scales them."""

from typing import Any

import pytest
from lives import World
from lives.autoscaling import HOOK, NOTIFICATION, POLICY, SCALING, group, mixed_group, of_group
from lives.cloudwatch import ALARM, alarm
from lives.launch_templates import NEWEST_IMAGE, TEMPLATE, template, user_data
from lives.lb import TARGETS, targets
from lives.world import REGION
from provider_client import Deployed, InvalidInputsError

from strongroom.sandbox.provider.wire import UNKNOWN, Props

_ROLLING: Props = {"strategy": "Rolling", "preferences": {"minHealthyPercentage": 90}}


def profile(estate: World) -> str:
    name, iam = estate.name(), estate.client("iam")
    iam.create_instance_profile(InstanceProfileName=name)
    return name


def web_template(estate: World, **more: Any) -> tuple[Deployed, Props]:
    news = template(estate, iamInstanceProfile={"name": profile(estate)}, **more)
    return estate.make(TEMPLATE, **news), news


def launching(made: Deployed) -> Props:
    return {"id": made.id, "version": str(made.outputs["latestVersion"])}


def seen(estate: World, made: Deployed) -> dict[str, Any]:
    scaling = estate.client("autoscaling")
    return scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[made.id])["AutoScalingGroups"][0]


def instances(estate: World, made: Deployed) -> list[dict[str, Any]]:
    ids = [one["InstanceId"] for one in seen(estate, made)["Instances"]]
    if not ids:
        return []
    found = estate.client("ec2").describe_instances(InstanceIds=ids)["Reservations"]
    return [instance for reservation in found for instance in reservation["Instances"]]


def refreshes(estate: World, made: Deployed) -> list[dict[str, Any]]:
    scaling = estate.client("autoscaling")
    return scaling.describe_instance_refreshes(AutoScalingGroupName=made.id)["InstanceRefreshes"]


class TestLaunchTemplate:
    def test_a_change_is_a_version_whose_number_a_preview_does_not_know(self, estate: World) -> None:
        made, news = web_template(estate)
        after: Props = {**news, "userData": user_data("#!/bin/sh\necho other\n")}

        expected = estate.provider.update(made, preview=True, **after)
        changed = estate.provider.update(made, **after)

        assert (made.outputs["latestVersion"], made.outputs["defaultVersion"]) == (1, 1)
        assert expected.outputs["latestVersion"] is UNKNOWN
        assert (changed.id, changed.outputs["latestVersion"], changed.outputs["defaultVersion"]) == (made.id, 2, 1)

    def test_tags_of_its_own_make_no_version(self, estate: World) -> None:
        made, news = web_template(estate)
        changed = estate.provider.update(made, **news, tags={"Team": "web"})
        assert changed.outputs["latestVersion"] == 1

    @pytest.mark.parametrize("given", [{"updateDefaultVersion": True}, {"defaultVersion": 2}])
    def test_the_default_version_follows_if_the_program_says_so(self, estate: World, given: Props) -> None:
        made, news = web_template(estate)
        changed = estate.provider.update(made, **Props(news, imageId="ami-11111111"), **given)
        assert changed.outputs["defaultVersion"] == 2


class TestInstances:
    def test_bear_what_the_template_says(self, estate: World) -> None:
        made, news = web_template(estate)
        name = {"key": "Team", "value": "web", "propagateAtLaunch": True}
        apart = {"key": "Cost", "value": "1", "propagateAtLaunch": False}
        scaled = estate.make(SCALING, **group(estate, launchTemplate=launching(made), tags=[name, apart]))

        found = instances(estate, scaled)

        assert len(found) == 2
        for instance in found:
            assert instance["InstanceType"] == "t3.micro"
            assert instance["MetadataOptions"]["HttpTokens"] == "required"
            assert instance["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
            assert instance["Monitoring"]["State"] == "enabled"
            assert instance["EbsOptimized"]
            assert instance["IamInstanceProfile"]["Arn"].endswith(news["iamInstanceProfile"]["name"])
            assert [one["GroupId"] for one in instance["SecurityGroups"]] == news["vpcSecurityGroupIds"]
            tags = {tag["Key"]: tag["Value"] for tag in instance["Tags"]}
            assert tags.items() >= {"Name": "web", "Team": "web", "aws:autoscaling:groupName": scaled.id}.items()
            assert "Cost" not in tags

    def test_have_the_image_that_the_parameter_names_and_encrypted_volumes(self, estate: World) -> None:
        made, _ = web_template(estate)
        scaled = estate.make(SCALING, **group(estate, launchTemplate=launching(made)))

        named = estate.client("ssm").get_parameter(Name=NEWEST_IMAGE.removeprefix("resolve:ssm:"))["Parameter"]
        found = instances(estate, scaled)
        volumes = [one["Ebs"]["VolumeId"] for instance in found for one in instance["BlockDeviceMappings"]]
        details = estate.client("ec2").describe_volumes(VolumeIds=volumes)["Volumes"]

        assert {instance["ImageId"] for instance in found} == {named["Value"]}
        assert [(volume["Encrypted"], volume["Size"], volume["VolumeType"]) for volume in details] == [
            (True, 20, "gp3"),
            (True, 20, "gp3"),
        ]

    def test_are_spread_over_the_subnets(self, estate: World) -> None:
        news = group(estate, desiredCapacity=4)
        made = estate.make(SCALING, **news)
        subnets = [instance["SubnetId"] for instance in instances(estate, made)]
        assert sorted(subnets) == sorted([*news["vpcZoneIdentifiers"]] * 2)

    def test_are_spot_ones_as_the_policy_says(self, estate: World) -> None:
        made = estate.make(SCALING, **Props(mixed_group(estate), desiredCapacity=4))
        found = instances(estate, made)
        kinds = sorted(instance.get("InstanceLifecycle", "on-demand") for instance in found)
        assert kinds == ["on-demand", "on-demand", "on-demand", "spot"]
        assert {instance["InstanceType"] for instance in found} == {"m7g.large"}

    def test_come_and_go_in_the_target_group(self, estate: World) -> None:
        arn = estate.make(TARGETS, **targets(estate)).id
        news = group(estate, targetGroupArns=[arn])
        made = estate.make(SCALING, **news)

        def registered() -> set[str]:
            health = estate.client("elbv2").describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
            return {one["Target"]["Id"] for one in health if one["TargetHealth"]["State"] == "healthy"}

        assert registered() == {one["InstanceId"] for one in instances(estate, made)}
        changed = estate.provider.update(made, **Props(news, desiredCapacity=1))
        assert registered() == {one["InstanceId"] for one in instances(estate, changed)}
        assert len(registered()) == 1
        estate.provider.update(changed, **Props(news, desiredCapacity=1, targetGroupArns=[]))
        assert registered() == set()


class TestRefresh:
    def test_a_new_version_renews_the_instances_of_the_same_group(self, estate: World) -> None:
        made, news = web_template(estate)
        arn = estate.make(TARGETS, **targets(estate)).id
        given = group(estate, instanceRefresh=_ROLLING, targetGroupArns=[arn])
        scaled = estate.make(SCALING, **Props(given, launchTemplate=launching(made)))
        before = {one["InstanceId"] for one in instances(estate, scaled)}
        assert refreshes(estate, scaled) == []

        newer = estate.provider.update(made, **Props(news, imageId="ami-22222222"))
        after = Props(given, launchTemplate=launching(newer))
        difference = estate.provider.diff(scaled, **after)
        changed = estate.provider.update(scaled, **after)

        assert (list(difference.diffs), list(difference.replaces)) == (["launchTemplate"], [])
        assert (changed.id, changed.outputs["arn"]) == (scaled.id, scaled.outputs["arn"])
        [refresh] = refreshes(estate, scaled)
        assert refresh["Status"] == "Successful"
        assert refresh["Preferences"]["MinHealthyPercentage"] == 90
        found = instances(estate, scaled)
        assert {one["ImageId"] for one in found} == {"ami-22222222"}
        assert before.isdisjoint(one["InstanceId"] for one in found)
        versions = {one["LaunchTemplate"]["Version"] for one in seen(estate, scaled)["Instances"]}
        assert versions == {"2"}
        health = estate.client("elbv2").describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
        assert {one["Target"]["Id"] for one in health} == {one["InstanceId"] for one in found}

    def test_nothing_is_renewed_without_being_asked_for_or_for_another_change(self, estate: World) -> None:
        made, news = web_template(estate)
        quiet = group(estate, launchTemplate=launching(made))
        loud = group(estate, launchTemplate=launching(made), instanceRefresh=_ROLLING)
        newer = estate.provider.update(made, **Props(news, imageId="ami-33333333"))

        first, second = estate.make(SCALING, **quiet), estate.make(SCALING, **loud)
        estate.provider.update(first, **Props(quiet, launchTemplate=launching(newer)))
        estate.provider.update(second, **Props(loud, maxSize=5))

        assert refreshes(estate, first) == refreshes(estate, second) == []

    def test_a_trigger_of_the_programs_renews_them_too(self, estate: World) -> None:
        news = group(estate, instanceRefresh={**_ROLLING, "triggers": ["tag"]})
        made = estate.make(SCALING, **news)
        estate.provider.update(made, **news, tags=[{"key": "a", "value": "b", "propagateAtLaunch": True}])
        assert len(refreshes(estate, made)) == 1

    def test_those_that_match_may_stay(self, estate: World) -> None:
        preferences = {"skipMatching": True}
        news = group(estate, instanceRefresh={"strategy": "Rolling", "preferences": preferences, "triggers": ["tag"]})
        made = estate.make(SCALING, **news)
        before = {one["InstanceId"] for one in instances(estate, made)}
        estate.provider.update(made, **news, tags=[{"key": "a", "value": "b", "propagateAtLaunch": True}])
        assert {one["InstanceId"] for one in instances(estate, made)} == before

    @pytest.mark.parametrize(
        ("image", "version", "reason"),
        [("ami-44444444", "$Latest", "numbered version"), (NEWEST_IMAGE, "2", "SSM parameter")],
    )
    def test_what_can_not_be_rolled_back_is_refused(self, estate: World, image: str, version: str, reason: str) -> None:
        made, news = web_template(estate, imageId="ami-55555555")
        refresh = {"strategy": "Rolling", "preferences": {"autoRollback": True}}
        given = group(estate, launchTemplate={"id": made.id, "version": "1"}, instanceRefresh=refresh)
        scaled = estate.make(SCALING, **given)
        estate.provider.update(made, **Props(news, imageId=image))
        with pytest.raises(Exception, match=reason):
            estate.provider.update(scaled, **Props(given, launchTemplate={"id": made.id, "version": version}))

    def test_one_that_can_be_rolled_back_names_what_it_wants(self, estate: World) -> None:
        made, news = web_template(estate, imageId="ami-66666666")
        refresh = {
            "strategy": "Rolling",
            "preferences": {"autoRollback": True, "alarmSpecification": {"alarms": ["a"]}},
        }
        given = group(estate, launchTemplate=launching(made), instanceRefresh=refresh)
        scaled = estate.make(SCALING, **given)
        newer = estate.provider.update(made, **Props(news, imageId="ami-77777777"))

        estate.provider.update(scaled, **Props(given, launchTemplate=launching(newer)))

        [found] = refreshes(estate, scaled)
        assert found["DesiredConfiguration"]["LaunchTemplate"] == {"LaunchTemplateId": made.id, "Version": "2"}
        assert found["Preferences"]["AlarmSpecification"] == {"Alarms": ["a"]}

    def test_none_is_under_way_that_could_be_cancelled(self, estate: World) -> None:
        made = estate.make(SCALING, **group(estate))
        scaling = estate.client("autoscaling")
        for operation in (scaling.cancel_instance_refresh, scaling.rollback_instance_refresh):
            with pytest.raises(Exception, match="ActiveInstanceRefreshNotFound"):
                operation(AutoScalingGroupName=made.id)


class TestGroup:
    @pytest.mark.parametrize(
        ("sizes", "reason"),
        [
            ({"minSize": 3, "maxSize": 2, "desiredCapacity": None}, "Max bound must be greater"),
            ({"minSize": 3, "maxSize": 4, "desiredCapacity": 2}, "above or equal to minimum size:3"),
            ({"minSize": 1, "maxSize": 2, "desiredCapacity": 3}, "below or equal to maximum size:2"),
        ],
    )
    def test_sizes_that_do_not_fit_are_refused(self, estate: World, sizes: Props, reason: str) -> None:
        with pytest.raises(Exception, match=reason):
            estate.make(SCALING, **group(estate, **sizes))

    def test_what_it_launches_is_told_once(self, estate: World) -> None:
        news = group(estate)
        with pytest.raises(InvalidInputsError, match="give one of launchTemplate, mixedInstancesPolicy"):
            estate.make(SCALING, **Props(news, **mixed_group(estate), launchTemplate=news["launchTemplate"]))

    def test_a_capacity_left_to_scaling_is_no_change(self, estate: World) -> None:
        news = group(estate, desiredCapacity=None)
        made = estate.make(SCALING, **news)
        estate.client("autoscaling").set_desired_capacity(AutoScalingGroupName=made.id, DesiredCapacity=3)

        scaled = estate.provider.refresh(made)

        assert scaled is not None
        assert scaled.outputs["desiredCapacity"] == 3
        assert estate.provider.kinds(scaled, **news) == {}
        changed = estate.provider.update(scaled, **Props(news, maxSize=5))
        assert changed.outputs["desiredCapacity"] == 3

    def test_settings_that_are_left_out_again_are_off(self, estate: World) -> None:
        news = group(estate)
        policy = {"minHealthyPercentage": 90, "maxHealthyPercentage": 120}
        settings = {"instanceMaintenancePolicy": policy, "maxInstanceLifetime": 86400, "defaultInstanceWarmup": 60}
        metrics = {"enabledMetrics": ["GroupMinSize"], "warmPool": {"minSize": 1}, "suspendedProcesses": ["Launch"]}
        made = estate.make(SCALING, **news, **settings, **metrics)
        changed = estate.provider.update(made, **news)

        told = seen(estate, made)
        names = ("InstanceMaintenancePolicy", "MaxInstanceLifetime", "DefaultInstanceWarmup", "WarmPoolConfiguration")
        assert [name for name in names if name in told] == []
        assert (told["EnabledMetrics"], told["SuspendedProcesses"]) == ([], [])
        assert estate.provider.refresh(changed) == changed

    def test_a_unit_of_its_capacity_can_not_be_taken_away_as_aws_has_no_word_for_it(self, estate: World) -> None:
        news = group(estate)
        made = estate.make(SCALING, **news, desiredCapacityType="vcpu")
        with pytest.raises(Exception, match="DesiredCapacityType"):
            estate.provider.update(made, **news)

    def test_its_hooks_are_there_before_its_instances_and_go_with_it(self, estate: World) -> None:
        transition = "autoscaling:EC2_INSTANCE_LAUNCHING"
        hook = {"name": "starts", "lifecycleTransition": transition, "heartbeatTimeout": 60}
        made = estate.make(SCALING, **group(estate, initialLifecycleHooks=[hook]))
        scaling = estate.client("autoscaling")

        [found] = scaling.describe_lifecycle_hooks(AutoScalingGroupName=made.id)["LifecycleHooks"]
        assert (found["LifecycleHookName"], found["HeartbeatTimeout"]) == ("starts", 60)
        assert "RoleARN" not in found

        estate.provider.delete(made)
        assert scaling.describe_lifecycle_hooks(AutoScalingGroupName=made.id)["LifecycleHooks"] == []

    def test_it_leaves_no_instance_and_no_interface(self, estate: World) -> None:
        news = {**group(estate), "vpcZoneIdentifiers": estate.new_subnets()}
        made = estate.make(SCALING, **news)
        ids = [one["InstanceId"] for one in instances(estate, made)]

        estate.provider.delete(made)

        ec2 = estate.client("ec2")
        found = ec2.describe_instances(InstanceIds=ids)["Reservations"]
        states = {one["State"]["Name"] for reservation in found for one in reservation["Instances"]}
        assert states == {"terminated"}
        inside = [{"Name": "subnet-id", "Values": news["vpcZoneIdentifiers"]}]
        assert ec2.describe_network_interfaces(Filters=inside)["NetworkInterfaces"] == []


class TestScaling:
    def test_an_alarm_sets_off_a_policy(self, estate: World) -> None:
        news = of_group(estate, adjustmentType="ChangeInCapacity", scalingAdjustment=1)
        policy = estate.make(POLICY, **news)
        made = estate.make(ALARM, **alarm(estate, alarmActions=[policy.outputs["arn"]]))

        told = estate.client("cloudwatch").describe_alarms(AlarmNames=[made.id])["MetricAlarms"][0]
        scaling = estate.client("autoscaling")
        scaling.execute_policy(PolicyName=told["AlarmActions"][0])

        name = news["autoscalingGroupName"]
        found = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]
        assert (found["DesiredCapacity"], len(found["Instances"])) == (3, 3)

    @pytest.mark.parametrize(
        ("news", "path", "reason"),
        [
            ({"stepAdjustments": [{"scalingAdjustment": 1}]}, "stepAdjustments", "only a policy of type StepScaling"),
            ({"policyType": "StepScaling", "cooldown": 60}, "cooldown", "only a policy of type SimpleScaling"),
            ({"policyType": "Scaling"}, "policyType", "expected one of SimpleScaling, StepScaling"),
        ],
    )
    def test_a_policy_is_given_what_its_type_takes(self, estate: World, news: Props, path: str, reason: str) -> None:
        with pytest.raises(InvalidInputsError) as refused:
            estate.make(POLICY, autoscalingGroupName="it", **news)

        assert reason in refused.value.failures[path]

    def test_policies_of_two_groups_may_have_one_name(self, estate: World) -> None:
        first, second = (
            estate.make(
                POLICY, **Props(of_group(estate, adjustmentType="ChangeInCapacity", scalingAdjustment=n), name="up")
            )
            for n in (1, 2)
        )
        assert first.outputs["arn"] != second.outputs["arn"]
        assert estate.provider.refresh(first) == first
        estate.provider.delete(second)
        assert estate.provider.refresh(first) == first

    def test_an_overwritten_policy_keeps_its_arn(self, estate: World) -> None:
        news = of_group(estate, adjustmentType="ChangeInCapacity", scalingAdjustment=1)
        made = estate.make(POLICY, **news)
        changed = estate.provider.update(made, **Props(news, scalingAdjustment=2))
        assert changed.outputs["arn"] == made.outputs["arn"]

    def test_a_new_alarm_knows_nothing_yet_and_a_changed_one_keeps_its_state(self, estate: World) -> None:
        news = alarm(estate)
        made = estate.make(ALARM, **news)
        cloudwatch = estate.client("cloudwatch")

        def state() -> str:
            return cloudwatch.describe_alarms(AlarmNames=[made.id])["MetricAlarms"][0]["StateValue"]

        assert state() == "INSUFFICIENT_DATA"
        cloudwatch.set_alarm_state(AlarmName=made.id, StateValue="ALARM", StateReason="a test")
        estate.provider.update(made, **Props(news, threshold=90.0))
        assert state() == "ALARM"

    def test_a_topic_is_no_longer_told_of_a_group_that_is_left_out(self, estate: World) -> None:
        groups = [estate.make(SCALING, **group(estate)).id for _ in range(2)]
        news: Props = {
            "topicArn": f"arn:aws:sns:{REGION}:123456789012:{estate.name()}",
            "notifications": ["autoscaling:EC2_INSTANCE_LAUNCH_ERROR"],
        }
        made = estate.make(NOTIFICATION, **news, groupNames=groups)
        changed = estate.provider.update(made, **news, groupNames=groups[1:])

        assert changed.outputs["groupNames"] == groups[1:]
        scaling = estate.client("autoscaling")
        told = scaling.describe_notification_configurations(AutoScalingGroupNames=groups[:1])
        assert told["NotificationConfigurations"] == []

    def test_a_hook_of_a_group_that_does_not_exist_is_refused(self, estate: World) -> None:
        with pytest.raises(Exception, match="AutoScalingGroup name not found"):
            estate.make(HOOK, autoscalingGroupName="none", lifecycleTransition="autoscaling:EC2_INSTANCE_LAUNCHING")
