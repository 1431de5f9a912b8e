"""Scheduled actions."""

from datetime import datetime
from typing import Any, Final

from ...resource import CHOSEN, REPLACES, Resource, only
from ...session import Session
from ...wire import Props
from ..translate import request

_SIZES: Final = ("desiredCapacity", "maxSize", "minSize")
_TIMES: Final = ("startTime", "endTime")
_LEFT: Final = -1
"""A size that an action leaves as it is."""


class Schedule(Resource):
    """A change of a group's size at a time. Its id is the group's name and its own."""

    token = "aws:autoscaling/schedule:Schedule"
    properties = {
        "autoscalingGroupName": REPLACES,
        "scheduledActionName": REPLACES,
        **dict.fromkeys((*_SIZES, *_TIMES, "recurrence", "timeZone"), CHOSEN),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the action."""
        self._put(aws, props)
        return f"{props['autoscalingGroupName']}/{props['scheduledActionName']}"

    @staticmethod
    def _put(aws: Session, props: Props) -> None:
        asked: Props = {
            "autoScalingGroupName": props["autoscalingGroupName"],
            **{ours: props.get(ours) for ours in (*_TIMES, "scheduledActionName", "recurrence", "timeZone")},
            **{ours: props[ours] for ours in _SIZES if props.get(ours, _LEFT) != _LEFT},
        }
        call = request(aws, "autoscaling", "PutScheduledUpdateGroupActionType", asked)
        aws.client("autoscaling").put_scheduled_update_group_action(**call)

    @staticmethod
    def _find(aws: Session, id: str) -> dict[str, Any]:
        group, _, name = id.partition("/")
        answer = aws.client("autoscaling").describe_scheduled_actions(
            AutoScalingGroupName=group, ScheduledActionNames=[name]
        )
        return only(answer["ScheduledUpdateGroupActions"])

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the action."""
        found = self._find(aws, id)
        return {
            "arn": found["ScheduledActionARN"],
            "autoscalingGroupName": found["AutoScalingGroupName"],
            "scheduledActionName": found["ScheduledActionName"],
            "desiredCapacity": found.get("DesiredCapacity", _LEFT),
            "maxSize": found.get("MaxSize", _LEFT),
            "minSize": found.get("MinSize", _LEFT),
            "startTime": _text(found.get("StartTime")),
            "endTime": _text(found.get("EndTime")),
            "recurrence": found.get("Recurrence"),
            "timeZone": found.get("TimeZone"),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the action."""
        self._put(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the action."""
        found = self._find(aws, id)
        aws.client("autoscaling").delete_scheduled_action(
            AutoScalingGroupName=found["AutoScalingGroupName"], ScheduledActionName=found["ScheduledActionName"]
        )


def _text(time: datetime | None) -> str | None:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else None


RESOURCES: Final = (Schedule(),)
