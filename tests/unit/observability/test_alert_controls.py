"""The controls that topics and alarms meet by default, each shown on what is registered."""

import json
from functools import cache
from typing import Any

import pytest
from alarm_inputs import SETS, args_of
from recording import Cloud, Deployment, Recorder

from strongroom.observability import AlertTopic, AlertTopicArgs
from strongroom.observability._alarms._alarm_set import AlarmSet

CLOUD = Cloud("aws", "eu-central-1", "123456789012")
KEY = "arn:aws:kms:eu-central-1:123456789012:key/0f9a2c1e-7a64-4a55-8f0e-6a4f5f1d2b3c"


@cache
def topic() -> Deployment:
    args = AlertTopicArgs.model_validate(
        {
            "kms_key_arn": KEY,
            "publishers": ["budgets", "cloudwatch_alarms", "eventbridge", "rds_events"],
            "subscriptions": {"pager": {"kind": "https", "url": "https://pager.example.com"}},
        }
    )
    return Recorder()(lambda: AlertTopic("alerts", args), cloud=CLOUD)


def statements(type_: str) -> list[dict[str, Any]]:
    return json.loads(topic().one(type_).inputs["policy"])["Statement"]


@pytest.mark.parametrize("type_", ["aws:sns/topic:Topic", "aws:sqs/queue:Queue"])
def test_sns_1_and_sqs_1_messages_are_encrypted_at_rest(type_: str) -> None:
    assert topic().one(type_).inputs["kmsMasterKeyId"] == KEY


@pytest.mark.parametrize("type_", ["aws:sns/topicPolicy:TopicPolicy", "aws:sqs/queuePolicy:QueuePolicy"])
def test_sns_4_and_sqs_3_nobody_is_let_in_but_services(type_: str) -> None:
    allowed = [each for each in statements(type_) if each["Effect"] == "Allow"]
    assert allowed
    assert all([*each["Principal"]] == ["Service"] for each in allowed)


@pytest.mark.parametrize("component", SETS)
def test_cloudwatch_15_and_17_each_alarm_has_an_action_that_is_on(component: type[AlarmSet]) -> None:
    make: Any = component
    alarms = Recorder()(lambda: make("set", args_of(component)), cloud=CLOUD).of_type(
        "aws:cloudwatch/metricAlarm:MetricAlarm"
    )
    assert alarms
    for alarm in [*alarms, *topic().of_type("aws:cloudwatch/metricAlarm:MetricAlarm")]:
        assert alarm.inputs["alarmActions"]
        assert alarm.inputs["okActions"]
        assert alarm.inputs["actionsEnabled"] is not False
