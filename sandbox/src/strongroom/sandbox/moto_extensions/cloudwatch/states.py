"""An alarm that changes its state acts, and the composite alarms that are made of it are evaluated."""

import json
from typing import Any

from moto.cloudwatch.models import Alarm, CloudWatchBackend

from ..arns import Arn
from ..request import attributes, replace
from .notifications import notify
from .rules import parse

_set_alarm_state: Any = CloudWatchBackend.set_alarm_state


def set_alarm_state(
    self: CloudWatchBackend, alarm_name: str, reason: str, reason_data: str | None, state_value: str
) -> None:
    """Set an alarm's state, as its metric would.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
    """
    before = self.alarms[alarm_name].state_value if alarm_name in self.alarms else None
    _set_alarm_state(self, alarm_name, reason, reason_data, state_value)
    _after(self, alarm_name, before, frozenset())


def evaluate(backend: CloudWatchBackend, name: str, seen: frozenset[str] = frozenset()) -> None:
    """Bring a composite alarm to the state that its rule says, and those that are made of it too."""
    alarm = backend.alarms[name]
    rule = parse(alarm.rule or "")
    holds = rule.holds(lambda reference: state_of(backend, reference))
    before, now = alarm.state_value, "ALARM" if holds else "OK"
    if now == before:
        return
    children = [backend.alarms[name_of(backend, reference)] for reference in rule.alarms]
    triggering = [
        {
            "arn": child.alarm_arn,
            "state": {"value": child.state_value, "timestamp": child.state_updated_timestamp.isoformat()},
        }
        for child in children
    ]
    reason = f"{children[0].alarm_arn} is in {children[0].state_value}" if children else f"The rule is {holds}"
    alarm.update_state(reason, json.dumps({"triggeringAlarms": triggering}), now)
    _after(backend, name, before, seen)


def _after(backend: CloudWatchBackend, name: str, before: str | None, seen: frozenset[str]) -> None:
    """Do what a change of state leads to; in a cycle of composite alarms, each is evaluated once, as AWS stops too."""
    alarm = backend.alarms[name]
    if alarm.state_value == before:
        return
    if not _suppressed(backend, alarm):
        notify(alarm, before)
    for parent in parents_of(backend, name):
        if parent.name not in seen | {name}:
            evaluate(backend, parent.name, seen | {name})


def _suppressed(backend: CloudWatchBackend, alarm: Alarm) -> bool:
    suppressor = attributes(alarm).get("actions_suppressor")
    return bool(suppressor) and state_of(backend, suppressor) == "ALARM"


def state_of(backend: CloudWatchBackend, reference: str) -> str:
    """Return the state of an alarm, by its name or ARN."""
    return backend.alarms[name_of(backend, reference)].state_value


def name_of(backend: CloudWatchBackend, reference: str) -> str:
    """Return the name of an alarm that is referred to by its name or ARN; an ARN of elsewhere is no alarm's here."""
    if not reference.startswith("arn:"):
        return reference
    arn = Arn.of(reference)
    here = (arn.region, arn.account) == (backend.region_name, backend.account_id)
    return arn.resource.removeprefix("alarm:") if here else reference


def parents_of(backend: CloudWatchBackend, name: str) -> list[Alarm]:
    """Return the composite alarms whose rule or suppressor is an alarm."""
    return [
        alarm
        for alarm in backend.alarms.values()
        if alarm.rule and name in {name_of(backend, reference) for reference in _references(alarm)}
    ]


def _references(alarm: Alarm) -> list[str]:
    suppressor = attributes(alarm).get("actions_suppressor")
    return [*parse(alarm.rule or "").alarms, *([suppressor] if suppressor else [])]


def install() -> None:
    """Put the operation in the place of moto's."""
    replace(CloudWatchBackend, set_alarm_state)
