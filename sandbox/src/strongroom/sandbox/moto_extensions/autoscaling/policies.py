"""Scaling policies and scheduled actions: their names are a group's own, and a policy can be off."""

import threading
from collections.abc import Callable
from typing import Any

from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.models import FakeScalingPolicy
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.moto_api._internal import mock_random

from ..request import attributes, parameter, replace
from .groups import group_named

_lock = threading.Lock()
_put_scaling_policy: Any = AutoScalingResponse.put_scaling_policy
_put_scheduled_action: Any = AutoScalingResponse.put_scheduled_update_group_action


def _put(response: AutoScalingResponse, parts: dict[str, Any], name: str, put: Callable[..., Any]) -> Any:
    """Put a part of a group in moto's way, where it replaces none of another group that has its name."""
    key = f"{group_named(response).name}/{name}"
    with _lock:  # for a moment the part is where moto puts it, by its name alone
        answer = put(response)
        part = parts.pop(name)
        before = parts.get(key)
        parts[key] = part
    attributes(part)["unique_id"] = attributes(before)["unique_id"] if before else str(mock_random.uuid4())
    return answer, part


def _arn(response: AutoScalingResponse, kind: str, unique_id: str, rest: str) -> str:
    home = f"{response.region}:{response.current_account}"
    return f"arn:{response.partition}:autoscaling:{home}:{kind}:{unique_id}:autoScalingGroupName/{rest}"


def put_scaling_policy(self: AutoScalingResponse) -> ActionResult:
    """Make or change a policy.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html
    """
    name = parameter(self, "PolicyName")
    _, policy = _put(self, self.autoscaling_backend.policies, name, _put_scaling_policy)
    rest = f"{policy.auto_scaling_group_name}:policyName/{name}"
    attributes(policy)["told_arn"] = _arn(self, "scalingPolicy", policy.unique_id, rest)
    attributes(policy)["enabled"] = parameter(self, "Enabled", True)
    return ActionResult({"PolicyARN": policy.policy_arn, "Alarms": []})


def _told_arn(self: Any) -> str | None:
    return attributes(self).get("told_arn")


def _policy(response: AutoScalingResponse) -> tuple[str, Any]:
    """Return the policy that a request names, by its name in a group or by its ARN."""
    name, group = parameter(response, "PolicyName"), parameter(response, "AutoScalingGroupName")
    for key, policy in response.autoscaling_backend.policies.items():
        if name == policy.policy_arn or (name == policy.name and group in (None, policy.auto_scaling_group_name)):
            return key, policy
    raise ValidationError(f"No scaling policy found with name {name}")


def delete_policy(self: AutoScalingResponse) -> EmptyResult:
    """Delete a policy.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeletePolicy.html
    """
    key, _ = _policy(self)
    del self.autoscaling_backend.policies[key]
    return EmptyResult()


def execute_policy(self: AutoScalingResponse) -> EmptyResult:
    """Do what a policy says.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_ExecutePolicy.html
    """
    _policy(self)[1].execute()
    return EmptyResult()


def put_scheduled_update_group_action(self: AutoScalingResponse) -> EmptyResult:
    """Make or change a scheduled action.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html
    """
    name = parameter(self, "ScheduledActionName")
    answer, action = _put(self, self.autoscaling_backend.scheduled_actions, name, _put_scheduled_action)
    rest = f"{action.auto_scaling_group_name}:scheduledActionName/{name}"
    attributes(action)["scheduled_action_arn"] = _arn(self, "scheduledUpdateGroupAction", action.unique_id, rest)
    return answer


def delete_scheduled_action(self: AutoScalingResponse) -> EmptyResult:
    """Delete a scheduled action.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteScheduledAction.html
    """
    key = f"{group_named(self).name}/{parameter(self, 'ScheduledActionName')}"
    if key not in self.autoscaling_backend.scheduled_actions:
        raise ValidationError("Scheduled action name not found")
    del self.autoscaling_backend.scheduled_actions[key]
    return EmptyResult()


def install() -> None:
    """Add the operations."""
    for name in ("arn", "policy_arn"):
        setattr(FakeScalingPolicy, name, property(_told_arn))
    replace(
        AutoScalingResponse,
        put_scaling_policy,
        delete_policy,
        execute_policy,
        put_scheduled_update_group_action,
        delete_scheduled_action,
    )
