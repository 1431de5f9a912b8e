"""Instances of a group: launched as its template says, over all its subnets, on demand or as spot instances."""

import math
from typing import Any

from moto.autoscaling.models import ASG_NAME_TAG, FakeAutoScalingGroup, InstanceState
from moto.ec2.models.instances import MetadataOptions
from moto.ssm.models import ssm_backends

from ..request import attributes

_launch: Any = FakeAutoScalingGroup.replace_autoscaling_group_instances
_FROM_PARAMETER = "resolve:ssm:"
_DEFAULT_TYPE = "m1.small"


def version_of(group: Any) -> Any:
    """Return the version of the launch template that a group launches."""
    return group.ec2_launch_template.get_version(group.launch_template_version)


def _launch_as_template_says(self: Any, count_needed: int, propagated_tags: dict[str, str]) -> None:
    """Launch instances, each in the subnet that has the fewest."""
    if self.ec2_launch_template is None:
        _launch(self, count_needed, propagated_tags)
        return
    version = version_of(self)
    tags = {**version.instance_tags, **propagated_tags, ASG_NAME_TAG: self.name}
    for _ in range(count_needed):
        spot = _is_spot(self)
        instance = self.ec2_backend.run_instances(
            _image(self, version.image_id), 1, None, [], **_arguments(self, version, tags)
        ).instances[0]
        _configure(self, instance, version, spot=spot)
        state = InstanceState(instance, protected_from_scale_in=self.new_instances_protected_from_scale_in)
        self.instance_states.append(state)


def end(group: Any, states: list[Any]) -> None:
    """End instances, those that are protected from termination by a person too."""
    if not states:
        return
    for state in states:
        state.instance.disable_api_termination = False
    ids = [state.instance_id for state in states]
    group.instance_states = [state for state in group.instance_states if state not in states]
    group.ec2_backend.terminate_instances(ids)
    forget_targets(group, ids)


def forget_targets(group: Any, instance_ids: list[str]) -> None:
    """Take instances out of a group's target groups."""
    for arn in group.target_group_arns:
        if targets := group.autoscaling_backend.elbv2_backend.target_groups.get(arn):
            targets.deregister_terminated_instances(instance_ids)


def _resize(self: Any, new_capacity: int | None) -> None:
    """Launch or end instances until there are as many as are wanted; protected ones stay."""
    self.desired_capacity = self.min_size if new_capacity is None else new_capacity
    active = self.active_instances()
    weights = [int(one["WeightedCapacity"]) for one in _overrides(self) if "WeightedCapacity" in one]
    missing = math.ceil((self.desired_capacity or 0) / (weights or [1])[0]) - len(active)
    if missing > 0:
        self.replace_autoscaling_group_instances(missing, self.get_propagated_tags())
    else:
        end(self, [state for state in active if not state.protected_from_scale_in][:-missing])
    if self.name in self.autoscaling_backend.autoscaling_groups:
        self.autoscaling_backend.update_attached_elbs(self.name)
        self.autoscaling_backend.update_attached_target_groups(self.name)


def _arguments(group: Any, version: Any, tags: dict[str, str]) -> dict[str, Any]:
    data = version.data
    subnet_ids = (group.vpc_zone_identifier or "").split(",")
    used = [state.instance.subnet_id for state in group.instance_states]
    subnet_id = min(subnet_ids, key=used.count) or None
    interfaces: list[dict[str, Any]] = data.get("NetworkInterfaces", [])
    interface = interfaces[0] if interfaces else {}
    mappings = [one for one in data.get("BlockDeviceMappings", []) if "Ebs" in one]
    return {
        "launch_template": {"LaunchTemplateId": version.template.id, "Version": version.number},
        "instance_type": _instance_type(group, version),
        "is_instance_type_default": False,
        "security_group_ids": interface.get("Groups") or data.get("SecurityGroupIds", []),
        "subnet_id": subnet_id,
        "placement": None if subnet_id else group.availability_zones[0],
        "region_name": group.region,
        "associate_public_ip": interface.get("AssociatePublicIpAddress"),
        "ebs_optimized": data.get("EbsOptimized", False),
        "disable_api_stop": data.get("DisableApiStop", False),
        "disable_api_termination": data.get("DisableApiTermination", False),
        "instance_initiated_shutdown_behavior": data.get("InstanceInitiatedShutdownBehavior"),
        "monitoring_state": "enabled" if data.get("Monitoring", {}).get("Enabled") else "disabled",
        "tags": {"instance": tags, "volume": _tags_of(data, "volume")},
        **({"block_device_mappings": mappings} if mappings else {}),
    }


def _tags_of(data: dict[str, Any], kind: str) -> dict[str, str]:
    specifications: list[dict[str, Any]] = data.get("TagSpecifications", [])
    return {tag["Key"]: tag["Value"] for one in specifications if one["ResourceType"] == kind for tag in one["Tags"]}


def _configure(group: Any, instance: Any, version: Any, *, spot: bool) -> None:
    """Set what moto can't be told when it runs an instance."""
    instance.autoscaling_group = group
    instance.metadata_options = MetadataOptions(version.data.get("MetadataOptions", {}))
    instance.lifecycle = "spot" if spot else None
    for interface in instance.nics.values():
        interface.delete_on_termination = True
    attributes(instance)["launched_with"] = {
        "LaunchTemplateId": version.template.id,
        "LaunchTemplateName": version.template.name,
        "Version": str(version.number),
    }
    profile: dict[str, str] = version.data.get("IamInstanceProfile", {})
    if profile:
        group.ec2_backend.associate_iam_instance_profile(
            instance.id, iam_instance_profile_name=profile.get("Name"), iam_instance_profile_arn=profile.get("Arn")
        )


def _image(group: Any, image_id: str) -> str:
    """Return the image that a template names; it may name the parameter that names it.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
    """
    if not image_id.startswith(_FROM_PARAMETER):
        return image_id
    name, _, version = image_id.removeprefix(_FROM_PARAMETER).partition(":")
    found = ssm_backends[group.account_id][group.region].get_parameter(f"{name}:{version}" if version else name)
    if found is None:
        raise ValueError(f"The parameter {name} does not exist")
    return found.value


def _overrides(group: Any) -> list[dict[str, Any]]:
    policy: dict[str, Any] = group.mixed_instances_policy or {}
    return policy.get("LaunchTemplate", {}).get("Overrides", [])


def _instance_type(group: Any, version: Any) -> str:
    """Return the type that is wanted most; where only requirements are given, AWS would choose."""
    types = [one["InstanceType"] for one in _overrides(group) if "InstanceType" in one]
    return next(iter(types), version.instance_type or _DEFAULT_TYPE)


def _is_spot(group: Any) -> bool:
    """Tell whether the next instance is a spot one: so many are on demand as the policy wants of all there are."""
    if not group.mixed_instances_policy:
        return bool(version_of(group).data.get("InstanceMarketOptions", {}).get("MarketType") == "spot")
    distribution = group.mixed_instances_policy.get("InstancesDistribution", {})
    base = int(distribution.get("OnDemandBaseCapacity", 0))
    percentage = int(distribution.get("OnDemandPercentageAboveBaseCapacity", 100))
    on_demand = sum(state.instance.lifecycle != "spot" for state in group.instance_states)
    all_of_them = len(group.instance_states) + 1
    return on_demand >= base + math.ceil(max(all_of_them - base, 0) * percentage / 100)


def _launched_with(self: Any) -> dict[str, str] | None:
    """Return the template that an instance was launched with, and its version then."""
    return attributes(self.instance).get("launched_with")


def install() -> None:
    """Put the launching in the place of moto's."""
    setattr(FakeAutoScalingGroup, "set_desired_capacity", _resize)  # noqa: B010 - its types are looser
    setattr(FakeAutoScalingGroup, "replace_autoscaling_group_instances", _launch_as_template_says)  # noqa: B010 - looser
    setattr(InstanceState, "launch_template", property(_launched_with))  # noqa: B010 - its types are looser
