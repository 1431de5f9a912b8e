"""Amazon EC2 Auto Scaling."""

from typing import Any

from strongroom.sandbox.provider.wire import Props

from .launch_templates import TEMPLATE
from .lb import TARGETS
from .world import REGION, Life, World

SCALING, POLICY = "aws:autoscaling/group:Group", "aws:autoscaling/policy:Policy"
SCHEDULE, HOOK = "aws:autoscaling/schedule:Schedule", "aws:autoscaling/lifecycleHook:LifecycleHook"
NOTIFICATION = "aws:autoscaling/notification:Notification"
_LAUNCH, _END = "autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_TERMINATE"


def plain_template(world: World) -> Props:
    """Return a launch template as a group names it."""
    made = world.make(TEMPLATE, name=world.name(), imageId="ami-12345678", instanceType="t3.micro")
    return {"id": made.id, "version": "1"}


def group(world: World, **more: Any) -> Props:
    """Return what a group of two instances is made of."""
    return {
        "name": world.name(),
        "minSize": 1,
        "maxSize": 4,
        "desiredCapacity": 2,
        "vpcZoneIdentifiers": world.subnets(),
        "launchTemplate": plain_template(world),
        **more,
    }


def targets(world: World) -> str:
    return world.make(TARGETS, name=world.name(), port=80, protocol="HTTP", vpcId=world.vpc()).id


def full_group(world: World) -> Props:
    return group(
        world,
        healthCheckType="ELB",
        healthCheckGracePeriod=120,
        targetGroupArns=[targets(world)],
        terminationPolicies=["OldestLaunchTemplate", "OldestInstance"],
        enabledMetrics=["GroupInServiceInstances", "GroupDesiredCapacity"],
        instanceRefresh={
            "strategy": "Rolling",
            "preferences": {"minHealthyPercentage": 90, "instanceWarmup": "60", "skipMatching": True},
            "triggers": ["tag"],
        },
        instanceMaintenancePolicy={"minHealthyPercentage": 100, "maxHealthyPercentage": 110},
        warmPool={"poolState": "Stopped", "minSize": 1, "instanceReusePolicy": {"reuseOnScaleIn": True}},
        initialLifecycleHooks=[
            {
                "name": "starts",
                "lifecycleTransition": _LAUNCH,
                "heartbeatTimeout": 60,
                "defaultResult": "CONTINUE",
                "notificationMetadata": "says why",
            }
        ],
        capacityRebalance=True,
        defaultCooldown=60,
        defaultInstanceWarmup=30,
        maxInstanceLifetime=604800,
        tags=[{"key": "Name", "value": "web", "propagateAtLaunch": True}],
    )


def changed_group(world: World) -> Props:
    return {
        "minSize": 2,
        "maxSize": 6,
        "desiredCapacity": 3,
        "launchTemplate": plain_template(world),
        "targetGroupArns": [targets(world)],
        "healthCheckType": "EC2",
        "healthCheckGracePeriod": 60,
        "terminationPolicies": ["NewestInstance"],
        "enabledMetrics": ["GroupTotalInstances"],
        "suspendedProcesses": ["AZRebalance"],
        "instanceMaintenancePolicy": {"minHealthyPercentage": 90, "maxHealthyPercentage": 120},
        "warmPool": {"poolState": "Running", "minSize": 2},
        "capacityRebalance": False,
        "defaultCooldown": 120,
        "defaultInstanceWarmup": 90,
        "maxInstanceLifetime": 1209600,
        "placementGroup": "close",
        "protectFromScaleIn": True,
        "tags": [{"key": "Team", "value": "web", "propagateAtLaunch": False}],
        "vpcZoneIdentifiers": world.new_subnets(),
    }


def mixed(world: World, **distribution: Any) -> Props:
    """Return a policy of several types, some of them spot instances."""
    template = plain_template(world)
    return {
        "launchTemplate": {
            "launchTemplateSpecification": {"launchTemplateId": template["id"], "version": "1"},
            "overrides": [{"instanceType": "m7g.large"}, {"instanceType": "m6g.large", "weightedCapacity": "1"}],
        },
        "instancesDistribution": {"onDemandBaseCapacity": 1, "onDemandPercentageAboveBaseCapacity": 50, **distribution},
    }


def mixed_group(world: World) -> Props:
    news = group(world, mixedInstancesPolicy=mixed(world), forceDelete=True)
    del news["launchTemplate"]
    return news


def of_group(world: World, **more: Any) -> Props:
    """Return what belongs to a group, and is named."""
    made = world.make(SCALING, **group(world))
    return {"autoscalingGroupName": made.id, "name": world.name(), **more}


def tracked(target: float, **more: Any) -> Props:
    return {"targetValue": target, **more}


def memory(world: World) -> Props:
    dimensions = [{"name": "AutoScalingGroupName", "value": "web"}]
    metric = {"namespace": "CWAgent", "metricName": "mem_used_percent", "dimensions": dimensions}
    return of_group(
        world,
        policyType="TargetTrackingScaling",
        targetTrackingConfiguration=tracked(
            60.0,
            customizedMetricSpecification={
                "metrics": [
                    {"id": "m1", "metricStat": {"metric": metric, "stat": "Average"}, "returnData": False},
                    {"id": "e1", "expression": "m1 * 1", "label": "memory"},
                ]
            },
        ),
    )


_REQUESTS = {
    "predefinedMetricType": "ALBRequestCountPerTarget",
    "resourceLabel": "app/web/1234567890123456/targetgroup/web/1234567890123456",
}
_PREDICTED = {"predefinedMetricType": "ASGCPUUtilization"}

LIVES = (
    Life(
        token=SCALING,
        making=full_group,
        changing=changed_group,
        not_told=frozenset(
            {"instanceRefresh", "initialLifecycleHooks"},
        ),
    ),
    Life(
        token=SCALING,
        what="of several types",
        making=mixed_group,
        changing=lambda world: {
            "mixedInstancesPolicy": mixed(world, spotAllocationStrategy="price-capacity-optimized")
        },
        not_told=frozenset({"forceDelete"}),
    ),
    Life(
        token=SCALING,
        what="with traffic sources",
        making=lambda world: group(world, trafficSources=[{"identifier": targets(world), "type": "elbv2"}]),
        changing=lambda world: {"trafficSources": [{"identifier": targets(world), "type": "elbv2"}]},
    ),
    Life(
        token=POLICY,
        making=lambda world: of_group(world, adjustmentType="ChangeInCapacity", scalingAdjustment=1, cooldown=60),
        changing=lambda _: {"scalingAdjustment": 2, "cooldown": 120, "enabled": False},
        missing="no/such",
    ),
    Life(
        token=POLICY,
        what="in steps",
        making=lambda world: of_group(
            world,
            policyType="StepScaling",
            adjustmentType="PercentChangeInCapacity",
            minAdjustmentMagnitude=1,
            estimatedInstanceWarmup=60,
            stepAdjustments=[
                {"scalingAdjustment": 10, "metricIntervalLowerBound": "0", "metricIntervalUpperBound": "20"},
                {"scalingAdjustment": 30, "metricIntervalLowerBound": "20"},
            ],
        ),
        changing=lambda _: {
            "stepAdjustments": [{"scalingAdjustment": 50, "metricIntervalLowerBound": "0"}],
            "metricAggregationType": "Maximum",
        },
        missing="no/such",
    ),
    Life(
        token=POLICY,
        what="by target",
        making=lambda world: of_group(
            world,
            policyType="TargetTrackingScaling",
            targetTrackingConfiguration=tracked(1000.0, predefinedMetricSpecification=_REQUESTS),
        ),
        changing=lambda _: {
            "targetTrackingConfiguration": tracked(
                50.0,
                disableScaleIn=True,
                predefinedMetricSpecification={"predefinedMetricType": "ASGAverageCPUUtilization"},
            )
        },
        missing="no/such",
    ),
    Life(token=POLICY, what="by memory", making=memory, missing="no/such"),
    Life(
        token=POLICY,
        what="by prediction",
        making=lambda world: of_group(
            world,
            policyType="PredictiveScaling",
            predictiveScalingConfiguration={
                "mode": "ForecastAndScale",
                "maxCapacityBreachBehavior": "IncreaseMaxCapacity",
                "maxCapacityBuffer": "10",
                "metricSpecification": {"targetValue": 40.0, "predefinedMetricPairSpecification": _PREDICTED},
            },
        ),
        missing="no/such",
    ),
    Life(
        token=SCHEDULE,
        making=lambda world: {
            "autoscalingGroupName": world.make(SCALING, **group(world)).id,
            "scheduledActionName": world.name(),
            "recurrence": "0 7 * * 1-5",
            "timeZone": "Europe/Berlin",
            "minSize": 2,
            "maxSize": 4,
            "desiredCapacity": 2,
            "startTime": "2099-01-01T00:00:00Z",
        },
        changing=lambda _: {"minSize": 0, "desiredCapacity": 0, "recurrence": "0 19 * * 1-5"},
        missing="no/such",
    ),
    Life(
        token=HOOK,
        making=lambda world: of_group(
            world, lifecycleTransition=_LAUNCH, heartbeatTimeout=120, defaultResult="ABANDON"
        ),
        changing=lambda world: {
            "heartbeatTimeout": 60,
            "defaultResult": "CONTINUE",
            "notificationTargetArn": f"arn:aws:sns:{REGION}:123456789012:it",
            "roleArn": world.role("autoscaling").outputs["arn"],
            "notificationMetadata": "says why",
        },
        stays=frozenset({"notificationMetadata", "notificationTargetArn", "roleArn"}),
        missing="no/such",
    ),
    Life(
        token=NOTIFICATION,
        making=lambda world: {
            "topicArn": f"arn:aws:sns:{REGION}:123456789012:{world.name()}",
            "groupNames": [world.make(SCALING, **group(world)).id],
            "notifications": [_LAUNCH, _END],
        },
        changing=lambda _: {"notifications": [_LAUNCH]},
        missing=f"arn:aws:sns:{REGION}:123456789012:no-such",
    ),
)
