"""Alarms that are made of other alarms."""

from typing import Any, Final

from ...resource import EVERYTHING, PLAIN, REPLACES, Property, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict, tag_list
from .common import ACTIONS, Alarm

_NAMES: Final = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "alarmDescription": "AlarmDescription",
    "alarmName": "AlarmName",
    "alarmRule": "AlarmRule",
    "insufficientDataActions": "InsufficientDataActions",
    "okActions": "OKActions",
}
_SUPPRESSOR: Final = {
    "alarm": "ActionsSuppressor",
    "extensionPeriod": "ActionsSuppressorExtensionPeriod",
    "waitPeriod": "ActionsSuppressorWaitPeriod",
}


class CompositeAlarm(Alarm):
    """An alarm whose state follows by a rule from the states of others."""

    token = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
    properties = {
        **dict.fromkeys(ACTIONS, Property(form="set")),
        "actionsEnabled": Property(default=True, replace=True),
        "actionsSuppressor": Property(nested=EVERYTHING),
        "alarmDescription": PLAIN,
        "alarmName": REPLACES,
        "alarmRule": PLAIN,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the alarm."""
        self._put(aws, props, Tags=tag_list(tags))
        return props["alarmName"]

    @staticmethod
    def _put(aws: Session, props: Props, **more: Any) -> None:
        asked: dict[str, Any] = {theirs: props[ours] for ours, theirs in _NAMES.items() if ours in props}
        if suppressor := props.get("actionsSuppressor"):
            asked |= {theirs: suppressor[ours] for ours, theirs in _SUPPRESSOR.items()}
        aws.client("cloudwatch").put_composite_alarm(**asked, **more)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the alarm."""
        cloudwatch = aws.client("cloudwatch")
        found = only(cloudwatch.describe_alarms(AlarmNames=[id], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"])
        suppressor = {ours: found[theirs] for ours, theirs in _SUPPRESSOR.items() if theirs in found}
        return {
            **{ours: found.get(theirs) for ours, theirs in _NAMES.items()},
            "actionsSuppressor": suppressor or None,
            "alarmDescription": found.get("AlarmDescription") or None,
            "arn": found["AlarmArn"],
            "tags": tag_dict(cloudwatch.list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the alarm."""
        self._put(aws, props)
