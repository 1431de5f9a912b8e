"""Amazon EventBridge, whose types the SDK keeps among those of CloudWatch."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..resource import (
    CHOSEN,
    CHOSEN_ONCE,
    EVERYTHING,
    PLAIN,
    REPLACES,
    AutoName,
    NotFoundError,
    Property,
    Resource,
    only,
)
from ..schema import Problem
from ..session import Session
from ..wire import Props
from .tags import tag_dict, tag_list
from .translate import Names, request, told

_RULE: Final[Mapping[str, str]] = {
    "description": "Description",
    "eventPattern": "EventPattern",
    "roleArn": "RoleArn",
    "scheduleExpression": "ScheduleExpression",
}
_DEFAULT_BUS: Final = Property(default="default", replace=True)


class EventRule(Resource):
    """A rule of an event bus. Its id is its name, after that of the bus if it is not the default one."""

    token = "aws:cloudwatch/eventRule:EventRule"
    taggable = True
    properties = {
        "description": PLAIN,
        "eventBusName": _DEFAULT_BUS,
        "eventPattern": Property(form="json"),
        "forceDestroy": Property(default=False),
        "isEnabled": CHOSEN,
        "name": Property(replace=True, computed=True, autoname=AutoName(max_length=64)),
        "namePrefix": CHOSEN_ONCE,
        "roleArn": PLAIN,
        "scheduleExpression": PLAIN,
        "state": CHOSEN,
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return a rule that matches nothing, and one that says twice whether it is enabled."""
        if not props.get("eventPattern") and not props.get("scheduleExpression"):
            yield Problem("eventPattern", "give eventPattern, scheduleExpression or both")
        if "isEnabled" in props and "state" in props:
            yield Problem("isEnabled", "conflicts with state: leave one of them out")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the rule."""
        name = props.get("name") or f"{props['namePrefix']}{secrets.token_hex(13)}"
        self._put(aws, name, props, Tags=tag_list(tags))
        bus = props["eventBusName"]
        return name if bus == "default" else f"{bus}/{name}"

    @staticmethod
    def _put(aws: Session, name: str, props: Props, **more: Any) -> None:
        given = {theirs: props[ours] for ours, theirs in _RULE.items() if props.get(ours)}
        if "state" in props:
            given["State"] = props["state"]
        elif "isEnabled" in props:
            given["State"] = "ENABLED" if props["isEnabled"] else "DISABLED"
        aws.client("events").put_rule(Name=name, EventBusName=props["eventBusName"], **given, **more)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the rule."""
        events = aws.client("events")
        bus, name = _parted(id)
        seen = events.describe_rule(Name=name, EventBusName=bus)
        return {
            **{ours: seen.get(theirs) or None for ours, theirs in _RULE.items()},
            "arn": seen["Arn"],
            "eventBusName": bus,
            "isEnabled": seen["State"] != "DISABLED",
            "name": name,
            "state": seen["State"],
            "tags": tag_dict(events.list_tags_for_resource(ResourceARN=seen["Arn"])["Tags"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the rule, which keeps its targets."""
        if changed - {"forceDestroy"}:
            self._put(aws, _parted(id)[1], props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the rule."""
        bus, name = _parted(id)
        aws.client("events").delete_rule(Name=name, EventBusName=bus, Force=bool(known.get("forceDestroy")))

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("events").tag_resource(ResourceARN=known["arn"], Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("events").untag_resource(ResourceARN=known["arn"], TagKeys=keys)


def _parted(id: str) -> tuple[str, str]:
    """Return the names of the bus and the rule that an id stands for; a bus may be named by its ARN."""
    bus, _, name = id.rpartition("/")
    return bus or "default", name


_TARGET: Final[Mapping[str, str]] = {
    "arn": "Arn",
    "deadLetterConfig": "DeadLetterConfig",
    "input": "Input",
    "inputPath": "InputPath",
    "inputTransformer": "InputTransformer",
    "retryPolicy": "RetryPolicy",
    "roleArn": "RoleArn",
    "sqsTarget": "SqsParameters",
}
_NAMES: Final[Names] = {**_TARGET, "inputPaths": "InputPathsMap"}
_INPUTS: Final = ("input", "inputPath", "inputTransformer")


class EventTarget(Resource):
    """Where a rule sends events. Its id names the rule and the target; it is imported by `[BUS/]RULE/TARGET`."""

    token = "aws:cloudwatch/eventTarget:EventTarget"
    properties = {
        "arn": PLAIN,
        "deadLetterConfig": Property(nested=EVERYTHING),
        "eventBusName": _DEFAULT_BUS,
        "forceDestroy": Property(default=False),
        "input": Property(form="json"),
        "inputPath": PLAIN,
        "inputTransformer": Property(nested=EVERYTHING),
        "retryPolicy": Property(nested=EVERYTHING),
        "roleArn": PLAIN,
        "rule": REPLACES,
        "sqsTarget": Property(nested=EVERYTHING),
        "targetId": CHOSEN_ONCE,
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return inputs of which a target takes one."""
        for name in [name for name in _INPUTS if name in props][1:]:
            yield Problem(name, f"a target takes one of {', '.join(_INPUTS)}")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set the target."""
        target = props.get("targetId") or secrets.token_hex(13)
        self._put(aws, props, target)
        bus = props["eventBusName"]
        return "/".join([*([] if bus == "default" else [bus]), props["rule"], target])

    @staticmethod
    def _put(aws: Session, props: Props, target: str) -> None:
        asked = request(aws, "events", "Target", {name: props.get(name) for name in _TARGET}, _NAMES)
        aws.client("events").put_targets(
            Rule=props["rule"], EventBusName=props["eventBusName"], Targets=[{**asked, "Id": target}]
        )

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the target."""
        bus, rule, target = _of_target(id)
        pages = aws.client("events").get_paginator("list_targets_by_rule").paginate(Rule=rule, EventBusName=bus)
        seen = only([each for page in pages for each in page["Targets"] if each["Id"] == target])
        return {
            **{ours: told(self.token, ours, seen.get(theirs), _NAMES) for ours, theirs in _TARGET.items()},
            "eventBusName": bus,
            "rule": rule,
            "targetId": target,
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the target."""
        if changed - {"forceDestroy"}:
            self._put(aws, props, _of_target(id)[2])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the target away."""
        bus, rule, target = _of_target(id)
        aws.client("events").remove_targets(Rule=rule, EventBusName=bus, Ids=[target])


def _of_target(id: str) -> tuple[str, str, str]:
    """Return the names of the bus, the rule and the target that an id stands for."""
    rest, _, target = id.rpartition("/")
    if not rest:
        raise NotFoundError
    return *_parted(rest), target


RESOURCES: Final = (EventRule(), EventTarget())
