"""Topics that are told, and what is wrong with one elsewhere."""

from typing import Literal, TypeAlias

import pulumi

from strongroom.core import AwsEnvironment, InputError, Problem

Teller: TypeAlias = Literal["CloudTrail", "CloudWatch", "EventBridge"]
"""What tells a topic."""

_WHAT: dict[Teller, str] = {"CloudTrail": "notifications of the trail", "CloudWatch": "alarms", "EventBridge": "rules"}


def topic_problem(field: str, arn: str, region: str, teller: Teller = "CloudWatch") -> Problem | None:
    """Say what is wrong with a topic for alarms, or rules of EventBridge, in a region.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html

    Args:
        field: The input that names it.
        arn: ARN of the topic.
        region: Region of the alarms or rules.
        teller: What tells it.

    Returns:
        The problem; None if the topic can be told.
    """
    if AwsEnvironment.of(arn).region == region:
        return None
    reason = f"the {_WHAT[teller]} are in {region}, and {teller} tells only topics there, not {arn}"
    return Problem(field, reason, f'make an AlertTopic with region="{region}", and a key of that region')


def checked_topic(
    component: str,
    field: str,
    arn: "pulumi.Input[str]",
    region: "pulumi.Input[str]",
    teller: Teller = "CloudWatch",
) -> pulumi.Output[str]:
    """Return a topic, checked to be in a region as soon as both are known.

    Args:
        component: Who was given it.
        field: The input that names it.
        arn: ARN of the topic.
        region: Region of what tells it.
        teller: What tells it.

    Returns:
        The ARN, which fails with an `InputError` if the topic is elsewhere.
    """

    def checked(known: list[str]) -> str:
        if problem := topic_problem(field, known[0], known[1], teller):
            raise InputError(component, [problem])
        return known[0]

    return pulumi.Output.all(arn, region).apply(checked)
