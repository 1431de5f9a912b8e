"""Alarms on an existing web service and an existing database, which notify an email address.

For components of Strongroom, pass `service.metrics` and `database.metrics`.
"""

import pulumi

from strongroom.core import DatabaseMetrics, WebServiceMetrics
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
    "minimal", EncryptionKeyArgs(durability="ephemeral", services={"cloudwatch_alarms", "eventbridge", "sns"})
)
topic = AlertTopic(
    "minimal",
    AlertTopicArgs(
        kms_key_arn=key.kms_key_arn, subscriptions={"operations": EmailSubscription(address="operations@example.com")}
    ),
)
service = WebServiceAlarms(
    "minimal-service",
    WebServiceAlarmsArgs(
        topic_arns=[topic.topic_arn],
        metrics=WebServiceMetrics(
            load_balancer_arn_suffix="app/portal/0123456789abcdef",
            target_group_arn_suffix="targetgroup/portal/0123456789abcdef",
            auto_scaling_group_name="portal",
        ),
    ),
)
database = DatabaseAlarms(
    "minimal-database",
    DatabaseAlarmsArgs(
        topic_arns=[topic.topic_arn],
        metrics=DatabaseMetrics(
            db_instance_identifier="portal",
            engine="postgres",
            instance_class="db.r7g.large",
            allocated_storage_gib=100,
        ),
    ),
)

pulumi.export("topic_arn", topic.topic_arn)
pulumi.export("alarm_names", {**service.alarm_names, **database.alarm_names})
