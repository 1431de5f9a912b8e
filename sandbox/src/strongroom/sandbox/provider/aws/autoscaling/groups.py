"""Auto Scaling groups."""

import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any, Final

from ...resource import CHOSEN, CHOSEN_ONCE, EVERYTHING, PLAIN, AutoName, Property, Resource, only
from ...session import Session
from ...wire import Props
from ..ec2.common import added_and_removed
from ..translate import Names, request, told

_NAMES: Final[Names] = {"id": "launchTemplateId", "name": "launchTemplateName"}
_INSIDE: Final = Property(nested=EVERYTHING)
_SETTINGS: Final = {
    "availabilityZoneDistribution": Property(computed=True, partial=True, nested=EVERYTHING),
    "capacityRebalance": PLAIN,
    "capacityReservationSpecification": Property(computed=True, nested=EVERYTHING),
    "context": PLAIN,
    "defaultCooldown": CHOSEN,
    "defaultInstanceWarmup": PLAIN,
    "desiredCapacity": CHOSEN,
    "desiredCapacityType": PLAIN,
    "healthCheckGracePeriod": Property(default=300),
    "healthCheckType": CHOSEN,
    "instanceMaintenancePolicy": _INSIDE,
    "maxInstanceLifetime": PLAIN,
    "maxSize": PLAIN,
    "minSize": PLAIN,
    "placementGroup": PLAIN,
    "serviceLinkedRoleArn": CHOSEN,
    "terminationPolicies": PLAIN,
}
"""What is named alike in AWS's requests and answers."""
_LAUNCHED: Final = ("launchTemplate", "mixedInstancesPolicy")
_OFF: Final[Props] = {
    "capacityRebalance": False,
    "defaultInstanceWarmup": -1,
    "instanceMaintenancePolicy": {"minHealthyPercentage": -1, "maxHealthyPercentage": -1},
    "maxInstanceLifetime": 0,
    "terminationPolicies": ["Default"],
}
"""What a setting is changed to that the program gives no more."""
_EMPTIED: Final = {
    "context": "Context",
    "desiredCapacityType": "DesiredCapacityType",
    "placementGroup": "PlacementGroup",
}
"""Settings of which the official provider then sends an empty text, whether AWS takes that or not."""
_POOL: Final = {"poolState": "Stopped", "minSize": 0, "maxGroupPreparedCapacity": -1}


class Group(Resource):
    """A group of instances that AWS keeps alive, and as many as are needed. Its id is its name."""

    token = "aws:autoscaling/group:Group"
    one_of = _LAUNCHED
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=255)),
        "namePrefix": CHOSEN_ONCE,
        **_SETTINGS,
        "launchTemplate": Property(partial=True, nested=EVERYTHING),
        "mixedInstancesPolicy": Property(partial=True, nested=EVERYTHING),
        "availabilityZones": Property(form="set", computed=True),
        "vpcZoneIdentifiers": Property(form="set", computed=True),
        "protectFromScaleIn": Property(default=False),
        "targetGroupArns": Property(form="set", computed=True),
        "trafficSources": Property(form="set", computed=True, nested=EVERYTHING),
        "tags": Property(form="set", nested=EVERYTHING),
        "enabledMetrics": Property(form="set", after_create=True),
        "metricsGranularity": Property(default="1Minute"),
        "suspendedProcesses": Property(form="set", after_create=True),
        "warmPool": Property(after_create=True, partial=True, nested=EVERYTHING, inner=_POOL),
        "initialLifecycleHooks": Property(form="set", nested=EVERYTHING),
        # What only the provider knows: how it changes and deletes the group, and what it waits for.
        "instanceRefresh": _INSIDE,
        "forceDelete": Property(default=False),
        "forceDeleteWarmPool": Property(default=False),
        "ignoreFailedScalingActivities": Property(default=False),
        "minElbCapacity": PLAIN,
        "waitForCapacityTimeout": Property(default="10m"),
        "waitForElbCapacity": PLAIN,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the group; its first instances are there when it is."""
        name = props.get("name") or f"{props['namePrefix']}{secrets.token_hex(13)}"
        hooks: list[Props] = props.get("initialLifecycleHooks") or []
        asked: Props = {
            **{ours: props.get(ours) for ours in (*_SETTINGS, "availabilityZones", "targetGroupArns")},
            "autoScalingGroupName": name,
            "newInstancesProtectedFromScaleIn": props["protectFromScaleIn"],
            "lifecycleHookSpecificationList": [
                {"lifecycleHookName" if ours == "name" else ours: value for ours, value in hook.items()}
                for hook in hooks
            ],
            "tags": _asked_tags(name, props.get("tags") or []),
            "trafficSources": props.get("trafficSources"),
            "vpcZoneIdentifier": ",".join(props.get("vpcZoneIdentifiers") or []),
        }
        call = request(aws, "autoscaling", "CreateAutoScalingGroupType", asked)
        aws.client("autoscaling").create_auto_scaling_group(**call, **_launched(aws, props))
        return name

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the group."""
        found = only(
            aws.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[id])["AutoScalingGroups"]
        )
        metrics: list[dict[str, str]] = found.get("EnabledMetrics", [])
        theirs = {name.lower(): value for name, value in found.items()}
        return {
            "arn": found["AutoScalingGroupARN"],
            "name": id,
            **{ours: told(self.token, ours, theirs.get(ours.lower())) for ours in _SETTINGS},
            "terminationPolicies": _policies(found["TerminationPolicies"], known),
            "capacityRebalance": found.get("CapacityRebalance") or (False if "capacityRebalance" in known else None),
            "launchTemplate": told(self.token, "launchTemplate", found.get("LaunchTemplate"), _NAMES),
            "mixedInstancesPolicy": told(self.token, "mixedInstancesPolicy", found.get("MixedInstancesPolicy")),
            "availabilityZones": sorted(set(found["AvailabilityZones"])),
            "vpcZoneIdentifiers": [subnet for subnet in found.get("VPCZoneIdentifier", "").split(",") if subnet],
            "protectFromScaleIn": found["NewInstancesProtectedFromScaleIn"],
            "targetGroupArns": sorted(found.get("TargetGroupARNs", [])),
            "trafficSources": told(self.token, "trafficSources", found.get("TrafficSources")),
            "tags": _told_tags(found.get("Tags", [])),
            "enabledMetrics": sorted(metric["Metric"] for metric in metrics),
            "metricsGranularity": next((metric["Granularity"] for metric in metrics), "1Minute"),
            "suspendedProcesses": sorted(one["ProcessName"] for one in found.get("SuspendedProcesses", [])),
            "warmPool": told(self.token, "warmPool", found.get("WarmPoolConfiguration")),
            "warmPoolSize": found.get("WarmPoolSize", 0),
            "predictedCapacity": found.get("PredictedCapacity", 0),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the group, then renew its instances if the program wants that for what changed."""
        scaling = aws.client("autoscaling")
        direct = changed & {*_SETTINGS, "availabilityZones", "vpcZoneIdentifiers", "protectFromScaleIn", *_LAUNCHED}
        if direct:
            asked: Props = {ours: props.get(ours, _OFF.get(ours)) for ours in direct & _SETTINGS.keys()}
            asked["autoScalingGroupName"] = id
            if "protectFromScaleIn" in direct:
                asked["newInstancesProtectedFromScaleIn"] = props["protectFromScaleIn"]
            if "availabilityZones" in direct:
                asked["availabilityZones"] = props.get("availabilityZones")
            if "vpcZoneIdentifiers" in direct:
                asked["vpcZoneIdentifier"] = ",".join(props.get("vpcZoneIdentifiers") or [])
            call = request(aws, "autoscaling", "UpdateAutoScalingGroupType", asked)
            call |= {theirs: "" for ours, theirs in _EMPTIED.items() if ours in direct and not props.get(ours)}
            scaling.update_auto_scaling_group(**call, **(_launched(aws, props) if direct & {*_LAUNCHED} else {}))
        setters: dict[str, Callable[[Session, str, Any], None]] = {
            "tags": _set_tags,
            "targetGroupArns": _set_target_groups,
            "trafficSources": _set_sources,
            "suspendedProcesses": _set_suspended,
            "warmPool": _set_warm_pool,
        }
        for name in setters.keys() & changed:
            setters[name](aws, id, props.get(name))
        if {"enabledMetrics", "metricsGranularity"} & changed:
            _set_metrics(aws, id, props)
        if (refresh := props.get("instanceRefresh")) and changed & _triggers(refresh):
            self._renew(aws, id, props, refresh)

    @staticmethod
    def _renew(aws: Session, id: str, props: Props, refresh: Props) -> None:
        """Start an instance refresh; one that may be rolled back names what is wanted, as AWS asks."""
        preferences: Props = refresh.get("preferences") or {}
        asked: Props = {
            "autoScalingGroupName": id,
            "strategy": refresh["strategy"],
            "preferences": preferences,
        }
        call = request(aws, "autoscaling", "StartInstanceRefreshType", asked)
        if preferences.get("autoRollback"):
            call["DesiredConfiguration"] = _launched(aws, props)
        aws.client("autoscaling").start_instance_refresh(**call)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the group, after its instances unless the program forces it."""
        scaling = aws.client("autoscaling")
        only(scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[id])["AutoScalingGroups"])
        if not known.get("forceDelete"):
            scaling.update_auto_scaling_group(AutoScalingGroupName=id, MinSize=0, MaxSize=0, DesiredCapacity=0)
        scaling.delete_auto_scaling_group(AutoScalingGroupName=id, ForceDelete=bool(known.get("forceDelete")))


def _set_tags(aws: Session, id: str, tags: list[Props] | None) -> None:
    scaling = aws.client("autoscaling")
    of_group = [{"Name": "auto-scaling-group", "Values": [id]}]
    present = _told_tags(scaling.describe_tags(Filters=of_group)["Tags"])
    keys = {tag["key"] for tag in tags or []}
    if gone := [tag for tag in present if tag["key"] not in keys]:
        scaling.delete_tags(Tags=_named(id, [{"Key": tag["key"]} for tag in gone]))
    if tags:
        asked = [
            {"Key": tag["key"], "Value": tag["value"], "PropagateAtLaunch": tag["propagateAtLaunch"]} for tag in tags
        ]
        scaling.create_or_update_tags(Tags=_named(id, asked))


def _set_target_groups(aws: Session, id: str, wanted: list[str] | None) -> None:
    sources = [{"identifier": arn, "type": "elbv2"} for arn in wanted or []]
    _set_sources(aws, id, sources)


def _set_sources(aws: Session, id: str, wanted: list[Props] | None) -> None:
    scaling = aws.client("autoscaling")
    answer = scaling.describe_traffic_sources(AutoScalingGroupName=id)
    present = {one["Identifier"]: one["Type"] for one in answer["TrafficSources"]}
    kinds = {source["identifier"]: source.get("type") or "elbv2" for source in wanted or []}
    added, removed = added_and_removed(kinds, present)
    if removed:
        gone = [{"Identifier": one, "Type": present[one]} for one in removed]
        scaling.detach_traffic_sources(AutoScalingGroupName=id, TrafficSources=gone)
    if added:
        new = [{"Identifier": one, "Type": kinds[one]} for one in added]
        scaling.attach_traffic_sources(AutoScalingGroupName=id, TrafficSources=new)


def _set_suspended(aws: Session, id: str, wanted: list[str] | None) -> None:
    scaling = aws.client("autoscaling")
    group = only(scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[id])["AutoScalingGroups"])
    present = [one["ProcessName"] for one in group["SuspendedProcesses"]]
    added, removed = added_and_removed(wanted or [], present)
    if removed:
        scaling.resume_processes(AutoScalingGroupName=id, ScalingProcesses=removed)
    if added:
        scaling.suspend_processes(AutoScalingGroupName=id, ScalingProcesses=added)


def _set_warm_pool(aws: Session, id: str, pool: Props | None) -> None:
    scaling = aws.client("autoscaling")
    if pool is None:
        scaling.delete_warm_pool(AutoScalingGroupName=id)
        return
    asked = {"autoScalingGroupName": id, **_POOL, **pool}
    scaling.put_warm_pool(**request(aws, "autoscaling", "PutWarmPoolType", asked))


def _set_metrics(aws: Session, id: str, props: Props) -> None:
    scaling = aws.client("autoscaling")
    scaling.disable_metrics_collection(AutoScalingGroupName=id)
    if metrics := props.get("enabledMetrics"):
        granularity = props["metricsGranularity"]
        scaling.enable_metrics_collection(AutoScalingGroupName=id, Metrics=metrics, Granularity=granularity)


def _launched(aws: Session, props: Props) -> dict[str, Any]:
    """Return what the group launches."""
    if template := props.get("launchTemplate"):
        return {"LaunchTemplate": request(aws, "autoscaling", "LaunchTemplateSpecification", template, _NAMES)}
    policy = request(aws, "autoscaling", "MixedInstancesPolicy", props["mixedInstancesPolicy"])
    return {"MixedInstancesPolicy": policy}


def _triggers(refresh: Props) -> set[str]:
    """Return the properties whose change renews the instances; those that say what is launched always do.

    The program names them as the official provider's documentation does: `tag` and `vpc_zone_identifier`.
    """
    triggers: list[str] = refresh.get("triggers") or []
    named = [re.sub("_([a-z])", lambda found: found[1].upper(), name) for name in triggers]
    return {*_LAUNCHED, *(form for name in named for form in (name, f"{name}s"))}


def _policies(seen: list[str], known: Props) -> list[str] | None:
    """Return the termination policies; none if they are AWS's own and the program says nothing of them."""
    return None if seen == ["Default"] and not known.get("terminationPolicies") else seen


def _named(group: str, tags: Iterable[Props]) -> list[Props]:
    return [{**tag, "ResourceId": group, "ResourceType": "auto-scaling-group"} for tag in tags]


def _asked_tags(group: str, tags: list[Props]) -> list[Props]:
    return [{**tag, "resourceId": group, "resourceType": "auto-scaling-group"} for tag in tags]


def _told_tags(tags: list[dict[str, Any]]) -> list[Props]:
    return [
        {"key": tag["Key"], "value": tag["Value"], "propagateAtLaunch": tag["PropagateAtLaunch"]}
        for tag in tags
        if not tag["Key"].startswith("aws:")
    ]


RESOURCES: Final = (Group(),)
