"""EventBridge: events arrive at topics and queues that let them in, as what the target makes of them."""

import copy
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from moto.events.exceptions import ValidationException
from moto.events.models import EventsBackend, Rule

from .deliveries import Sender, publish, send
from .request import replace

_send_to_targets: Any = Rule.send_to_targets
_put_targets: Any = EventsBackend.put_targets
_EVENTS: Final = "events.amazonaws.com"
_MOST_TARGETS: Final = 5
_DELIVERED: Final = ("sns", "sqs")
_PLACE: Final = re.compile(r"<([A-Za-z0-9_.-]+)>")


def send_to_targets(self: Rule, original_event: Any, transform_input: bool = True) -> None:
    """Send an event to the targets of a rule that is enabled.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    if self.state == "DISABLED" or not self.event_pattern.matches_event(original_event):
        return
    event = {name: value for name, value in original_event.items() if name != "ingestion-time"}
    others: list[dict[str, Any]] = []
    for target in self.targets:
        if target["Arn"].split(":")[2] in _DELIVERED:
            _deliver(target, input_of(target, event), Sender(_EVENTS, self.arn))
        else:
            others.append(target)
    rest = copy.copy(self)
    rest.targets = others
    _send_to_targets(rest, original_event, transform_input)


def _deliver(target: Mapping[str, Any], text: str, sender: Sender) -> None:
    """Deliver to a topic or queue; what it does not take goes to the target's own queue for that, if it has one."""
    arn: str = target["Arn"]
    group = target.get("SqsParameters", {}).get("MessageGroupId")
    taken = publish(arn, text, None, sender) if ":sns:" in arn else send(arn, text, sender, group)
    last: str | None = target.get("DeadLetterConfig", {}).get("Arn")
    if not taken and last:
        send(last, text, sender)


def input_of(target: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """Return what a target is sent of an event.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
    """
    if "Input" in target:
        return target["Input"]
    if "InputPath" in target:
        return json.dumps(_at(target["InputPath"], event))
    transformer = target.get("InputTransformer")
    if not transformer:
        return json.dumps(event)
    found = {name: _at(path, event) for name, path in transformer.get("InputPathsMap", {}).items()}
    return _filled(transformer["InputTemplate"], {**found, "aws.events.event.json": dict(event)})


def _filled(template: str, values: Mapping[str, Any]) -> str:
    """Return a template with its places filled: as JSON, but inside a text as the bare value."""

    def fill(match: re.Match[str]) -> str:
        if match[1] not in values:
            return match[0]
        value = values[match[1]]
        # A quote that no backslash stands before opens or closes a text.
        inside = len(re.findall(r'(?<!\\)"', template[: match.start()])) % 2
        text = value if isinstance(value, str) else json.dumps(value)
        return json.dumps(text)[1:-1] if inside else json.dumps(value)

    return _PLACE.sub(fill, template)


def _at(path: str, event: Mapping[str, Any]) -> Any:
    """Return what lies at a path such as `$.detail.instances[0].id`; an empty text if nothing does."""
    value: Any = event
    for name, index in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path):
        try:
            value = value[name] if name else value[int(index)]
        except (KeyError, IndexError, TypeError):
            return ""
    return value


def put_targets(self: EventsBackend, name: str, event_bus_arn: str | None, targets: list[dict[str, Any]]) -> None:
    """Set targets of a rule, of which it has no more than five.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
    """
    before = {target["Id"] for target in self.describe_rule(name, event_bus_arn).targets}
    if len(before | {target["Id"] for target in targets}) > _MOST_TARGETS:
        raise ValidationException("The requested resource exceeds the maximum number allowed.")
    _put_targets(self, name, event_bus_arn, targets)


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(Rule, send_to_targets)
    replace(EventsBackend, put_targets)
