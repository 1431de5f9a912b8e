"""Notices: what EventBridge tells a topic, in words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.core import ComponentContext


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told, and how."""

    description: str
    """What it is about."""
    pattern: Mapping[str, Any]
    """Which events are meant. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html"""
    text: str
    """What is told, with `<name>` for what is in the event."""
    paths: Mapping[str, str]
    """Where that is in the event, by name: JSON paths."""


def make_notice(
    scope: ComponentContext, role: str, notice: Notice, topic_arn: "pulumi.Input[str]", **opts: Any
) -> aws.cloudwatch.EventRule:
    """Make a rule of EventBridge that tells a topic.

    The topic's policy, and that of the key that encrypts it, must let `events.amazonaws.com` publish.

    Args:
        scope: The component that it belongs to.
        role: What it is called in it.
        notice: What is told.
        topic_arn: ARN of the topic.
        opts: Further options of the rule.
    """
    rule = aws.cloudwatch.EventRule(
        scope.child(role),
        name=scope.physical_name(role, max_length=64),
        description=notice.description,
        event_pattern=json.dumps(notice.pattern, sort_keys=True),
        tags=scope.tags(role),
        opts=scope.opts(**opts),
    )
    aws.cloudwatch.EventTarget(
        scope.child(role),
        rule=rule.name,
        target_id=role,
        arn=topic_arn,
        # A template is JSON, and a text is JSON in quotes.
        input_transformer={"input_paths": dict(notice.paths), "input_template": json.dumps(notice.text)},
        opts=scope.opts(),
    )
    return rule
