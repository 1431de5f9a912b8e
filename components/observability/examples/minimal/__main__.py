"""Alarms on a web service and a database that are there already, told by email.

What is watched is found by its names: those of anything in the account, made by whatever tool.
"""

import pulumi

from strongroom.data import EncryptionKey, EncryptionKeyArgs
from strongroom.observability import (
    AlertTopic,
    AlertTopicArgs,
    DatabaseAlarms,
    DatabaseAlarmsArgs,
    EmailSubscription,
    WebServiceAlarms,
    WebServiceAlarmsArgs,
)

key = EncryptionKey(
    "minimal", EncryptionKeyArgs(durability="disposable", services={"cloudwatch_alarms", "eventbridge", "sns"})
)
topic = AlertTopic(
    "minimal",
    AlertTopicArgs(
        key_arn=key.key_arn, subscriptions={"operations": EmailSubscription(address="operations@example.com")}
    ),
)
service = WebServiceAlarms(
    "minimal-service",
    WebServiceAlarmsArgs(
        topic_arns=[topic.topic_arn],
        load_balancer_arn_suffix="app/portal/0123456789abcdef",
        target_group_arn_suffix="targetgroup/portal/0123456789abcdef",
        auto_scaling_group_name="portal",
    ),
)
database = DatabaseAlarms(
    "minimal-database",
    DatabaseAlarmsArgs(
        topic_arns=[topic.topic_arn],
        db_instance_identifier="portal",
        engine="postgres",
        instance_class="db.r7g.large",
        allocated_storage_gib=100,
    ),
)

pulumi.export("topic_arn", topic.topic_arn)
pulumi.export("alarm_names", {**service.alarm_names, **database.alarm_names})
