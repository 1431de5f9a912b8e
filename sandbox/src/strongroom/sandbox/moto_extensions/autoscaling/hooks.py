"""Lifecycle hooks: as they were made, and those that a group is made with."""

from typing import Any

from moto.autoscaling.models import LifecycleHook
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import EmptyResult

from ..request import attributes, parameter, replace
from .groups import group_named

_DEFAULT_TIMEOUT_SECONDS = 3600
_LONGEST_SECONDS = 172800
_KEPT = {
    "notification_target_arn": "NotificationTargetARN",
    "role_arn": "RoleARN",
    "notification_metadata": "NotificationMetadata",
}


def _put(response: AutoScalingResponse, group: Any, asked: dict[str, Any]) -> None:
    """Make or change a hook; what a change does not name stays."""
    hooks = response.autoscaling_backend.lifecycle_hooks
    key = f"{group.name}_{asked['LifecycleHookName']}"
    hook: Any = hooks.get(key) or LifecycleHook(asked["LifecycleHookName"], group.name, None, None, None)
    if key not in hooks:
        attributes(hook).update(dict.fromkeys(_KEPT))
    hook.lifecycle_transition = asked.get("LifecycleTransition") or hook.lifecycle_transition
    hook.heartbeat_timeout = int(asked.get("HeartbeatTimeout") or hook.heartbeat_timeout or _DEFAULT_TIMEOUT_SECONDS)
    hook.default_result = asked.get("DefaultResult") or hook.default_result
    hook.global_timeout = min(100 * hook.heartbeat_timeout, _LONGEST_SECONDS)
    for ours, theirs in _KEPT.items():
        attributes(hook)[ours] = asked.get(theirs, attributes(hook)[ours]) or None
    hooks[key] = hook


def put_lifecycle_hook(self: AutoScalingResponse) -> EmptyResult:
    """Make or change a hook.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html
    """
    names = ("LifecycleHookName", "LifecycleTransition", "HeartbeatTimeout", "DefaultResult", *_KEPT.values())
    asked = {name: parameter(self, name) for name in names}
    _put(self, group_named(self), {name: value for name, value in asked.items() if value is not None})
    return EmptyResult()


def _with_hooks(create: Any) -> Any:
    def create_auto_scaling_group(self: AutoScalingResponse) -> EmptyResult:
        """Make a group with its hooks.

        https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
        """
        answer = create(self)
        for asked in parameter(self, "LifecycleHookSpecificationList", []):
            _put(self, group_named(self), asked)
        return answer

    return create_auto_scaling_group


def install() -> None:
    """Add the operations."""
    replace(AutoScalingResponse, put_lifecycle_hook, _with_hooks(AutoScalingResponse.create_auto_scaling_group))
