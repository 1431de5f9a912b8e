"""The life of topic, alarms and dashboard: an alarm arrives, is changed, drifts, is put right, and goes.

What the alarms watch is not ours: it is found by its names.
"""

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
from support import inventory, run

from strongroom.core import AwsEnvironment, WebServiceMetrics
from strongroom.data import EncryptionKey, EncryptionKeyArgs
from strongroom.observability import (
    AlarmsSection,
    AlertTopic,
    AlertTopicArgs,
    Dashboard,
    DashboardArgs,
    EmailSubscription,
    Incident,
    LogAlarms,
    LogAlarmsArgs,
    LogPattern,
    QueueSubscription,
    WebServiceAlarms,
    WebServiceAlarmsArgs,
    WebServiceSection,
)
from strongroom.observability._topic._subscribing import subscription_role
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

GROUP = "a-group-of-someone-else"
ALARM = "portal-web-service-alarms-in-service-low-dev"
INCIDENT = "portal-web-service-alarms-incident-dev"


def send_policy(arns: list[str]) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arns[0],
        "Condition": {"ArnEquals": {"aws:SourceArn": arns[1]}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def alerts(logs: str, period: int = 300, raw: bool = True, **alarms: Any) -> Callable[[], None]:
    """A program with a topic that an email address and a queue get, alarms on others' resources, and a dashboard."""

    def program() -> None:
        services = EncryptionKeyArgs(durability="ephemeral", services={"cloudwatch_alarms", "eventbridge", "sns"})
        key = EncryptionKey("portal", services)
        queue = aws.sqs.Queue("alerts", kms_master_key_id=key.kms_key_arn)
        topic = AlertTopic(
            "portal",
            AlertTopicArgs(
                kms_key_arn=key.kms_key_arn,
                subscriptions={
                    "operations": EmailSubscription(address="operations@example.com"),
                    "queue": QueueSubscription(queue_arn=queue.arn, raw=raw),
                },
            ),
        )
        policy = pulumi.Output.all(queue.arn, topic.topic_arn).apply(send_policy)
        aws.sqs.QueuePolicy("alerts", queue_url=queue.url, policy=policy)
        service = WebServiceAlarms(
            "portal",
            WebServiceAlarmsArgs(
                topic_arns=[topic.topic_arn],
                metrics=WebServiceMetrics(auto_scaling_group_name=GROUP),
                incident=Incident(),
                **alarms,
            ),
        )
        error = LogPattern(pattern="ERROR", description="The application logs errors: see them in its log group.")
        LogAlarms(
            "portal-logs",
            LogAlarmsArgs(topic_arns=[topic.topic_arn], log_group_name=logs, patterns={"error": error}),
        )
        Dashboard(
            "portal",
            DashboardArgs(
                period_seconds=period,
                sections=[
                    AlarmsSection(title="Alarms", alarm_arns=[*service.alarm_arns.values()]),
                    WebServiceSection(title="Instances", metrics=WebServiceMetrics(auto_scaling_group_name=GROUP)),
                ],
            ),
        )
        pulumi.export("topic_arn", topic.topic_arn)
        pulumi.export("queue_url", queue.url)
        pulumi.export("kms_key_arn", key.kms_key_arn)
        pulumi.export("dead_letter_queue_url", topic.dead_letter_queue_url)

    return program


def received(sandbox: TestSandbox, url: str) -> list[tuple[str, str]]:
    """Take from a queue what arrived: which alarm, and its state."""
    sqs = sandbox.client("sqs")
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in found:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    bodies = [json.loads(message["Body"]) for message in found]
    return sorted((body["AlarmName"], body["NewStateValue"]) for body in bodies)


def alarm(sandbox: TestSandbox, name: str) -> Any:
    (found,) = sandbox.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return found


def subscriptions(sandbox: TestSandbox, outputs: dict[str, Any]) -> list[Any]:
    return sandbox.client("sns").list_subscriptions_by_topic(TopicArn=outputs["topic_arn"])["Subscriptions"]


def assert_topic(sandbox: TestSandbox, outputs: dict[str, Any]) -> None:
    """The topic is encrypted and closed, and keeps what it can't deliver."""
    sns, sqs = sandbox.client("sns"), sandbox.client("sqs")
    attributes = sns.get_topic_attributes(TopicArn=outputs["topic_arn"])["Attributes"]
    assert attributes["KmsMasterKeyId"] == outputs["kms_key_arn"]
    assert attributes["SignatureVersion"] == "2"
    statements = {each["Sid"]: each for each in json.loads(attributes["Policy"])["Statement"]}
    assert [*statements] == ["CloudWatchAlarms", "EventBridge", "TlsOnly"]
    home = AwsEnvironment.of(outputs["topic_arn"])
    assert statements["CloudWatchAlarms"]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": sandbox.account_id},
        "ArnLike": {"aws:SourceArn": home.arn("cloudwatch", "alarm:*")},
    }
    subscribed = subscriptions(sandbox, outputs)
    assert sorted(each["Protocol"] for each in subscribed) == ["email", "sqs"]
    (to_queue,) = (each["SubscriptionArn"] for each in subscribed if each["Protocol"] == "sqs")
    redrive = sns.get_subscription_attributes(SubscriptionArn=to_queue)["Attributes"]["RedrivePolicy"]
    letters = sqs.get_queue_attributes(QueueUrl=outputs["dead_letter_queue_url"], AttributeNames=["All"])["Attributes"]
    assert json.loads(redrive) == {"deadLetterTargetArn": letters["QueueArn"]}
    assert letters["KmsMasterKeyId"] == outputs["kms_key_arn"]
    assert letters["MessageRetentionPeriod"] == str(14 * 24 * 3600)


def test_an_alarm_arrives_and_lives_as_it_is_told_to(sandbox: TestSandbox) -> None:
    sandbox.client("logs").create_log_group(logGroupName="/someone/elses")
    before = inventory(sandbox)
    stack = sandbox.program(alerts("/someone/elses"))
    outputs = run(stack.up).outputs
    assert run(stack.up).steps == {}
    assert_topic(sandbox, outputs)

    # It arrives, with the one page of its incident, and so does the news that all is well.
    cloudwatch, url = sandbox.client("cloudwatch"), outputs["queue_url"]
    received(sandbox, url)
    assert alarm(sandbox, ALARM)["AlarmActions"] == [outputs["topic_arn"]]
    cloudwatch.set_alarm_state(AlarmName=ALARM, StateValue="ALARM", StateReason="a test")
    assert received(sandbox, url) == [(ALARM, "ALARM"), (INCIDENT, "ALARM")]
    cloudwatch.set_alarm_state(AlarmName=ALARM, StateValue="OK", StateReason="a test")
    assert received(sandbox, url) == [(ALARM, "OK"), (INCIDENT, "OK")]

    # A threshold, an alarm that is off, a graph's period, what is delivered: each is changed in place.
    changed = sandbox.program(alerts("/someone/elses", 60, False, cpu_high_percent=70, cpu_low_percent=None))
    (queue_arn,) = (each["Endpoint"] for each in subscriptions(sandbox, outputs) if each["Protocol"] == "sqs")
    assert run(changed.up).steps == {
        "MetricAlarm portal-cpu-high": "update",
        "MetricAlarm portal-cpu-low": "delete",
        "Dashboard portal-dashboard": "update",
        f"TopicSubscription portal-{subscription_role('sqs', queue_arn)}": "update",
    }
    assert alarm(sandbox, "portal-web-service-alarms-cpu-high-dev")["Threshold"] == 70
    assert run(changed.refresh).steps == {}

    # Somebody turns an alarm's actions off: a refresh sees it, and the next deployment puts it right.
    cloudwatch.disable_alarm_actions(AlarmNames=[ALARM])
    assert run(changed.refresh).steps == {"MetricAlarm portal-in-service-low": "update"}
    assert run(changed.up).steps == {"MetricAlarm portal-in-service-low": "update"}
    assert alarm(sandbox, ALARM)["ActionsEnabled"] is True

    changed.destroy()
    assert inventory(sandbox) == before
    assert read_journal(sandbox.journal) == []
