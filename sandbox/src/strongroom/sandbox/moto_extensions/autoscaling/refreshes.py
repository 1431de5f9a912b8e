"""Instance refreshes. Nothing has to boot here, so each has ended when AWS would answer that it has begun."""

from typing import Any

from moto.autoscaling.exceptions import AutoscalingClientError, ValidationError
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random

from ..request import attributes, parameter, replace
from .groups import group_named
from .launches import end, version_of

_UNNUMBERED = ("$Latest", "$Default")


def start_instance_refresh(self: AutoScalingResponse) -> ActionResult:
    """Launch every instance anew, as the desired configuration says, or else as the group does.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StartInstanceRefresh.html
    """
    group, preferences = group_named(self), parameter(self, "Preferences", {})
    desired: dict[str, Any] = parameter(self, "DesiredConfiguration", {})
    template = desired.get("LaunchTemplate", {})
    policy = desired.get("MixedInstancesPolicy")
    if preferences.get("AutoRollback"):
        _check_rollback(group, desired)
    if template or policy:
        group.mixed_instances_policy = policy
        group._set_launch_configuration(None, template, policy)
    replaced = [state for state in group.instance_states if not _matches(group, state, preferences)]
    _replace(self, group, replaced)
    refresh = {
        "InstanceRefreshId": str(mock_random.uuid4()),
        "AutoScalingGroupName": group.name,
        "Status": "Successful",
        "Strategy": parameter(self, "Strategy", "Rolling"),
        "StartTime": utcnow(),
        "EndTime": utcnow(),
        "PercentageComplete": 100,
        "InstancesToUpdate": 0,
        "Preferences": preferences,
        **({"DesiredConfiguration": desired} if desired else {}),
    }
    _refreshes(group).insert(0, refresh)
    return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})


def _refreshes(group: Any) -> list[dict[str, Any]]:
    return attributes(group).setdefault("instance_refreshes", [])


def _check_rollback(group: Any, desired: dict[str, Any]) -> None:
    """Refuse what could not be rolled back.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html
    """
    specification = desired.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {}).get("LaunchTemplateSpecification")
    template = desired.get("LaunchTemplate") or specification
    if not template:
        raise ValidationError("AutoRollback needs a desired configuration")
    if template.get("Version", "$Default") in _UNNUMBERED:
        raise ValidationError("AutoRollback needs a numbered version of the launch template, not $Latest or $Default")
    numbered = group.ec2_backend.get_launch_template(template["LaunchTemplateId"]).get_version(template["Version"])
    if numbered.image_id.startswith("resolve:ssm:"):
        raise ValidationError("AutoRollback can't go back to a launch template whose image is an SSM parameter")


def _matches(group: Any, state: Any, preferences: dict[str, Any]) -> bool:
    """Tell whether an instance may stay, since it is already what the refresh wants."""
    if state.protected_from_scale_in and preferences.get("ScaleInProtectedInstances", "Ignore") != "Refresh":
        return True
    launched: dict[str, str] = state.launch_template or {}
    return bool(preferences.get("SkipMatching")) and launched.get("Version") == str(version_of(group).number)


def _replace(response: AutoScalingResponse, group: Any, replaced: list[Any]) -> None:
    end(group, replaced)
    group.replace_autoscaling_group_instances(len(replaced), group.get_propagated_tags())
    response.autoscaling_backend.update_attached_target_groups(group.name)


def describe_instance_refreshes(self: AutoScalingResponse) -> ActionResult:
    """List refreshes, the newest first.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeInstanceRefreshes.html
    """
    ids = parameter(self, "InstanceRefreshIds", [])
    found = _refreshes(group_named(self))
    return ActionResult({"InstanceRefreshes": [one for one in found if not ids or one["InstanceRefreshId"] in ids]})


def cancel_instance_refresh(self: AutoScalingResponse) -> ActionResult:
    """Refuse to cancel: no refresh is under way.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CancelInstanceRefresh.html
    """
    group = group_named(self)
    message = f"No in progress or pending Instance Refresh found for Auto Scaling group {group.name}"
    raise AutoscalingClientError("ActiveInstanceRefreshNotFound", message)


def rollback_instance_refresh(self: AutoScalingResponse) -> ActionResult:
    """Refuse to roll back: no refresh is under way.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RollbackInstanceRefresh.html
    """
    return cancel_instance_refresh(self)


def install() -> None:
    """Add the operations."""
    replace(
        AutoScalingResponse,
        start_instance_refresh,
        describe_instance_refreshes,
        cancel_instance_refresh,
        rollback_instance_refresh,
    )
