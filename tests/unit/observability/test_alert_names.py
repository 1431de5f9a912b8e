"""What AWS calls topics, alarms and dashboards when all names are as long as they can be, against AWS's own rules."""

import re
from typing import Any

import pytest
from alarm_inputs import DESCRIPTION, METRIC, SETS
from recording import Cloud, Recorder

from strongroom.observability import AlertTopic, AlertTopicArgs, Dashboard, DashboardArgs

CLOUD = Cloud("aws", "ap-southeast-2", "123456789012")
KEY = "arn:aws:kms:ap-southeast-2:123456789012:key/0f9a2c1e-7a64-4a55-8f0e-6a4f5f1d2b3c"

LONGEST = "component-" + "x" * 30
"""The longest name of a component."""
SUFFIX = "environment1"
"""The longest suffix of an environment."""
PART = "part-" + "y" * 35
"""The longest name of a part."""

RULES = {
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": ("configurationName", r"[A-Za-z0-9_-]{1,128}"),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": ("alarmName", r"[a-z0-9-]{1,255}"),
    "aws:cloudwatch/dashboard:Dashboard": ("dashboardName", r"[A-Za-z0-9_-]{1,255}"),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": ("name", r"[^:*]{1,512}"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": ("name", r"[a-z0-9-]{1,255}"),
    "aws:iam/role:Role": ("name", r"[\w+=,.@-]{1,64}"),
    "aws:iam/rolePolicy:RolePolicy": ("name", r"[\w+=,.@-]{1,128}"),
    "aws:sns/topic:Topic": ("name", r"[A-Za-z0-9_-]{1,256}"),
    "aws:sqs/queue:Queue": ("name", r"[A-Za-z0-9_-]{1,80}"),
}
"""By type: the property that names it, and what AWS takes for it."""
NAMELESS = {
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sns/topicSubscription:TopicSubscription",
    "aws:sqs/queuePolicy:QueuePolicy",
}
"""Types whose things have no name that we choose."""


def everything(name: str) -> None:
    common: dict[str, Any] = {"environment_suffix": SUFFIX}
    topics = [f"arn:aws:sns:ap-southeast-2:123456789012:{PART}"]
    AlertTopic(
        name,
        AlertTopicArgs.model_validate(
            {
                "kms_key_arn": KEY,
                "subscriptions": {PART: {"kind": "https", "url": "https://pager.example.com"}},
                "chat_channels": {PART: {"kind": "slack", "team_id": "T0123ABCDEF", "channel_id": "C0123456789"}},
                **common,
            }
        ),
    )
    named = {
        "alarms": {PART: {"measure": METRIC, "threshold": 1, "description": DESCRIPTION, "severity": "critical"}},
        "patterns": {PART: {"pattern": "ERROR", "description": DESCRIPTION, "severity": "critical"}},
    }
    for number, (component, (model, given)) in enumerate(SETS.items()):
        told = {} if model.__name__.startswith("Distribution") else {"topic_arns": topics}
        more = {field: value for field, value in named.items() if field in given}
        make: Any = component
        make(f"{name[:-2]}-{number}", model.model_validate({**given, **common, **told, **more, "incident": {}}))
    sections = [{"kind": "text", "title": "x", "markdown": "x"}]
    Dashboard(name, DashboardArgs.model_validate({"sections": sections, **common}))


@pytest.mark.parametrize("name", [LONGEST, "a-b-c-d-e-f", "aw-s"])
def test_aws_takes_the_names_of_all_parts(record: Recorder, name: str) -> None:
    deployment = record(lambda: everything(name), cloud=CLOUD)
    assert {each.type for each in deployment.resources if each.custom} == RULES.keys() | NAMELESS
    for type_, (field, rule) in RULES.items():
        names = [str(each.inputs[field]) for each in deployment.of_type(type_)]
        assert [each for each in names if not re.fullmatch(rule, each)] == []
        assert len(set(names)) == len(names)
