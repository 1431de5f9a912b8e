from typing import Any

import pytest
from compute_parts import Deploy, group, refusals, template
from web_service_inputs import ACCOUNT, SUBNETS

QUEUE = f"arn:aws:sqs:eu-central-1:{ACCOUNT}:starting"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/hooks"
SCHEDULE = "aws:autoscaling/schedule:Schedule"


def test_a_group_stands_in_the_given_subnets_behind_the_load_balancer(deploy: Deploy) -> None:
    deployment = deploy()
    inputs = group(deployment).inputs
    assert inputs["vpcZoneIdentifiers"] == SUBNETS
    targets = deployment.one("aws:lb/targetGroup:TargetGroup")
    assert inputs["targetGroupArns"] == [(targets.outputs or {})["arn"]]
    assert (inputs["healthCheckType"], inputs["healthCheckGracePeriod"]) == ("ELB", 300)
    assert "portal-listener" in group(deployment).depends_on


@pytest.mark.parametrize(
    ("inputs", "sizes"),
    [
        ({}, (2, 2, 6)),
        ({"durability": "ephemeral"}, (1, 1, 3)),
        ({"capacity": {"min_size": 4}}, (4, 4, 12)),
        ({"capacity": {"min_size": 0}}, (0, 0, 1)),
        ({"capacity": {"desired_capacity": 9}}, (2, 9, 9)),
        ({"capacity": {"min_size": 1, "desired_capacity": 2, "max_size": 3}}, (1, 2, 3)),
    ],
)
def test_sizes(deploy: Deploy, inputs: dict[str, Any], sizes: tuple[int, int, int]) -> None:
    given = group(deploy(**inputs)).inputs
    assert (given["minSize"], given["desiredCapacity"], given["maxSize"]) == sizes


def test_the_desired_capacity_is_left_to_scaling(deploy: Deploy) -> None:
    assert "desiredCapacity" in group(deploy()).request.ignoreChanges
    assert not {"minSize", "maxSize"} & {*group(deploy()).request.ignoreChanges}


def test_a_group_has_the_numbered_version_of_the_template(deploy: Deploy) -> None:
    deployment = deploy()
    policy = group(deployment).inputs["mixedInstancesPolicy"]["launchTemplate"]
    specification = policy["launchTemplateSpecification"]
    assert specification == {"launchTemplateId": template(deployment).id, "version": "1"}
    assert [each["instanceType"] for each in policy["overrides"]] == ["m7g.large", "m6g.large"]


def distribution(deploy: Deploy, **instances: Any) -> dict[str, Any]:
    return group(deploy(instances=instances)).inputs["mixedInstancesPolicy"]["instancesDistribution"]


def test_all_instances_are_on_demand_by_default(deploy: Deploy) -> None:
    given = distribution(deploy)
    assert given["onDemandPercentageAboveBaseCapacity"] == 100
    assert given["onDemandAllocationStrategy"] == "prioritized"
    assert group(deploy()).inputs["capacityRebalance"] is False


def test_some_instances_are_spot_when_wanted(deploy: Deploy) -> None:
    spot = {"on_demand_base_capacity": 2, "percentage": 80, "allocation_strategy": "capacity-optimized"}
    given = distribution(deploy, spot=spot)
    assert given["onDemandBaseCapacity"] == 2
    assert given["onDemandPercentageAboveBaseCapacity"] == 20
    assert given["spotAllocationStrategy"] == "capacity-optimized"
    assert group(deploy(instances={"spot": {}})).inputs["capacityRebalance"] is True


def test_another_template_renews_the_instances_and_a_failure_rolls_back(deploy: Deploy) -> None:
    assert group(deploy()).inputs["instanceRefresh"] == {
        "strategy": "Rolling",
        "preferences": {
            "autoRollback": True,
            "skipMatching": True,
            "minHealthyPercentage": 100,
            "maxHealthyPercentage": 110,
        },
    }


def test_a_refresh_and_maintenance_as_given(deploy: Deploy) -> None:
    refresh = {
        "auto_rollback": False,
        "skip_matching": False,
        "min_healthy_percentage": 50,
        "max_healthy_percentage": 150,
        "checkpoint_percentages": [20, 100],
        "checkpoint_delay_seconds": 60,
    }
    maintenance = {"min_healthy_percentage": 90, "max_healthy_percentage": 120}
    inputs = group(deploy(capacity={"instance_refresh": refresh, "instance_maintenance_policy": maintenance})).inputs
    assert inputs["instanceRefresh"]["preferences"] == {
        "autoRollback": False,
        "skipMatching": False,
        "minHealthyPercentage": 50,
        "maxHealthyPercentage": 150,
        "checkpointPercentages": [20, 100],
        "checkpointDelay": "60",
    }
    assert inputs["instanceMaintenancePolicy"] == {"minHealthyPercentage": 90, "maxHealthyPercentage": 120}


def test_a_refresh_that_waits_on_its_way_renews_all_instances_in_the_end(deploy: Deploy) -> None:
    inputs = group(deploy(capacity={"instance_refresh": {"checkpoint_percentages": [20, 50]}})).inputs
    assert inputs["instanceRefresh"]["preferences"]["checkpointPercentages"] == [20, 50, 100]


def test_everything_else_of_a_group(deploy: Deploy) -> None:
    capacity = {
        "health_check_grace_period_seconds": 60,
        "instance_warmup_seconds": 30,
        "termination_policies": ["OldestLaunchTemplate", "OldestInstance"],
        "max_instance_lifetime_days": 30,
        "zone_distribution": "balanced-only",
    }
    inputs = group(deploy(capacity=capacity)).inputs
    assert inputs["healthCheckGracePeriod"] == 60
    assert inputs["defaultInstanceWarmup"] == 30
    assert inputs["terminationPolicies"] == ["OldestLaunchTemplate", "OldestInstance"]
    assert inputs["maxInstanceLifetime"] == 2_592_000
    assert inputs["availabilityZoneDistribution"] == {"capacityDistributionStrategy": "balanced-only"}
    assert group(deploy()).inputs["maxInstanceLifetime"] is None


def test_all_metrics_of_the_group_are_on(deploy: Deploy) -> None:
    metrics = group(deploy()).inputs["enabledMetrics"]
    assert len(metrics) == len({*metrics}) == 20
    assert {"GroupInServiceInstances", "GroupDesiredCapacity", "GroupAndWarmPoolTotalCapacity"} <= {*metrics}


def test_tags_go_on_to_the_instances(deploy: Deploy) -> None:
    tags = group(deploy(tags={"Team": "portal"})).inputs["tags"]
    assert {"key": "Team", "value": "portal", "propagateAtLaunch": True} in tags
    assert {tag["key"] for tag in tags} == {"Name", "Environment", "ManagedBy", "Team"}


def test_a_warm_pool(deploy: Deploy) -> None:
    assert group(deploy()).inputs["warmPool"] is None
    assert group(deploy(capacity={"warm_pool": {}})).inputs["warmPool"] == {
        "poolState": "Stopped",
        "minSize": 0,
        "maxGroupPreparedCapacity": -1,
        "instanceReusePolicy": {"reuseOnScaleIn": False},
    }
    given = {"state": "Running", "min_size": 1, "max_prepared_capacity": 4, "reuse_on_scale_in": True}
    assert group(deploy(capacity={"warm_pool": given})).inputs["warmPool"] == {
        "poolState": "Running",
        "minSize": 1,
        "maxGroupPreparedCapacity": 4,
        "instanceReusePolicy": {"reuseOnScaleIn": True},
    }


def test_the_first_instances_wait_for_a_hook_that_can_be_changed_later(deploy: Deploy) -> None:
    hook = {
        "transition": "launching",
        "heartbeat_timeout_seconds": 60,
        "notification_target_arn": QUEUE,
        "role_arn": ROLE,
        "notification_metadata": "portal",
    }
    deployment = deploy(capacity={"lifecycle_hooks": {"warm-caches": hook, "drain": {"transition": "terminating"}}})
    initial = {each["name"]: each for each in group(deployment).inputs["initialLifecycleHooks"]}
    later = {
        each.inputs["name"]: each.inputs for each in deployment.of_type("aws:autoscaling/lifecycleHook:LifecycleHook")
    }
    assert initial.keys() == later.keys() == {"portal-warm-caches-dev", "portal-drain-dev"}
    for name, inputs in initial.items():
        assert all(later[name][key] == value for key, value in inputs.items())
    assert initial["portal-drain-dev"]["lifecycleTransition"] == "autoscaling:EC2_INSTANCE_TERMINATING"
    assert initial["portal-warm-caches-dev"] == {
        "name": "portal-warm-caches-dev",
        "lifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING",
        "defaultResult": "ABANDON",
        "heartbeatTimeout": 60,
        "notificationMetadata": "portal",
        "notificationTargetArn": QUEUE,
        "roleArn": ROLE,
    }
    assert "initialLifecycleHooks" in group(deployment).request.ignoreChanges


def test_schedules_have_the_sizes_and_are_left_with_them(deploy: Deploy) -> None:
    schedules = {
        "day": {"recurrence": "0 7 * * MON-FRI", "time_zone": "Europe/Berlin", "min_size": 4},
        "night": {"recurrence": "0 20 * * *", "min_size": 1, "desired_capacity": 1},
    }
    deployment = deploy(capacity={"schedules": schedules})
    day = deployment.one(SCHEDULE, "portal-schedule-day").inputs
    assert day["scheduledActionName"] == "portal-day-dev"
    assert (day["recurrence"], day["timeZone"]) == ("0 7 * * MON-FRI", "Europe/Berlin")
    assert (day["minSize"], day["maxSize"], day["desiredCapacity"]) == (4, -1, -1)
    night = deployment.one(SCHEDULE, "portal-schedule-night").inputs
    assert (night["timeZone"], night["desiredCapacity"]) == ("Etc/UTC", 1)
    ignored = group(deployment).request.ignoreChanges
    assert "minSize" in ignored
    assert "maxSize" not in ignored


@pytest.mark.parametrize(
    ("capacity", "path", "remedy"),
    [
        ({"min_size": 3, "max_size": 2}, "capacity.max_size", "raise max_size"),
        ({"min_size": 3, "desired_capacity": 2}, "capacity.desired_capacity", "use a number in between"),
        ({"max_size": 3, "desired_capacity": 4}, "capacity.desired_capacity", "use a number in between"),
        ({"max_size": 0}, "capacity.max_size", ""),
        ({"min_size": -1}, "capacity.min_size", ""),
        ({"health_check_grace_period_seconds": 7_201}, "capacity.health_check_grace_period_seconds", "7200"),
        ({"instance_warmup_seconds": 3_601}, "capacity.instance_warmup_seconds", "3600"),
        (
            {"instance_refresh": {"min_healthy_percentage": 50, "max_healthy_percentage": 151}},
            "capacity.instance_refresh.max_healthy_percentage",
            "use 150 or less",
        ),
        (
            {"instance_maintenance_policy": {"min_healthy_percentage": 0}},
            "capacity.instance_maintenance_policy.max_healthy_percentage",
            "use 100 or less",
        ),
        (
            {"instance_refresh": {"checkpoint_percentages": [50, 20]}},
            "capacity.instance_refresh.checkpoint_percentages",
            "use 20, 50",
        ),
        ({"max_instance_lifetime_days": 0}, "capacity.max_instance_lifetime_days", ""),
        ({"termination_policies": []}, "capacity.termination_policies", ""),
        ({"termination_policies": ["Default", "OldestInstance"]}, "capacity.termination_policies", "put Default last"),
        ({"warm_pool": {"max_prepared_capacity": 1}}, "capacity.warm_pool.max_prepared_capacity", "leave it out"),
        (
            {"lifecycle_hooks": {"a": {"transition": "launching", "heartbeat_timeout_seconds": 29}}},
            "capacity.lifecycle_hooks.a.heartbeat_timeout_seconds",
            "30",
        ),
        (
            {"lifecycle_hooks": {"a": {"transition": "launching", "role_arn": ROLE}}},
            "capacity.lifecycle_hooks.a.notification_target_arn",
            "give both, or neither",
        ),
        (
            {"lifecycle_hooks": {"a": {"transition": "launching", "notification_target_arn": QUEUE}}},
            "capacity.lifecycle_hooks.a.role_arn",
            "give both, or neither",
        ),
        ({"schedules": {"a": {"recurrence": "0 7 * * *"}}}, "capacity.schedules.a", "give min_size"),
        ({"schedules": {"a": {"recurrence": "0 7 * * *", "min_size": 7}}}, "capacity.schedules.a", "min_size of 6"),
        (
            {"schedules": {"a": {"recurrence": "0 7 * * *", "desired_capacity": 1}}},
            "capacity.schedules.a",
            "min_size of 1",
        ),
        (
            {"schedules": {"a": {"recurrence": "0 7 * * *", "min_size": 2, "desired_capacity": 3, "max_size": 2}}},
            "capacity.schedules.a",
            "desired_capacity of 2",
        ),
        (
            {
                "schedules": {
                    "a": {"recurrence": "0 7 * * MON", "min_size": 2},
                    "b": {"recurrence": "0  7 * * mon", "max_size": 9},
                }
            },
            "capacity.schedules.b.recurrence",
            "make one schedule of both",
        ),
        ({"schedules": {"a": {"recurrence": "0 7 * *", "min_size": 2}}}, "capacity.schedules.a.recurrence", "MON-FRI"),
        (
            {"schedules": {"a": {"recurrence": "0 24 * * *", "min_size": 2}}},
            "capacity.schedules.a.recurrence",
            "use 0 to 23",
        ),
        (
            {"schedules": {"a": {"recurrence": "0 7 * * *", "time_zone": "Berlin", "min_size": 2}}},
            "capacity.schedules.a.time_zone",
            "Europe/Berlin",
        ),
    ],
)
def test_a_capacity_that_cannot_be_is_refused_with_the_remedy(capacity: dict[str, Any], path: str, remedy: str) -> None:
    problems = refusals(capacity=capacity)
    assert list(problems) == [path]
    assert remedy in problems[path]


def test_what_another_schedule_sets_is_not_taken_for_the_groups(deploy: Deploy) -> None:
    schedules = {
        "day": {"recurrence": "0 7 * * *", "max_size": 20},
        "noon": {"recurrence": "0 12 * * *", "desired_capacity": 15},
    }
    assert len(deploy(capacity={"schedules": schedules}).of_type(SCHEDULE)) == 2


@pytest.mark.parametrize(
    "cron", ["*/15 * * * *", "0,30 8-18 1 JAN-MAR,12 *", "0 0 * * 7", "5/10 0 * * sun", "59 23 31 12 0"]
)
def test_cron_as_cron_has_it(deploy: Deploy, cron: str) -> None:
    schedules = {"a": {"recurrence": cron, "min_size": 2}}
    assert deploy(capacity={"schedules": schedules}).one(SCHEDULE).inputs["recurrence"] == cron


@pytest.mark.parametrize(
    "cron",
    ["60 * * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *", "5-1 * * * *", "a * * * *", "1- * * * *"],
)
def test_cron_that_cron_does_not_know(cron: str) -> None:
    assert "capacity.schedules.a.recurrence" in refusals(
        capacity={"schedules": {"a": {"recurrence": cron, "min_size": 2}}}
    )


def test_spot_instances_do_not_wait_in_a_warm_pool() -> None:
    problems = refusals(capacity={"warm_pool": {}}, instances={"spot": {}})
    assert list(problems) == ["capacity.warm_pool"]
