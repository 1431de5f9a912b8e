"""All of observability: topics in two regions, every set of alarms, a dashboard, and what an account is audited by.

The service, the database and the distribution are identified by name, and need not exist.

Config:
    observability-complete:pagerUrl: URL of what pages, a secret; left out for none.
    observability-complete:slackTeamId: workspace of Slack that alerts are posted in, which must have allowed it; left
        out for none.
"""

import json

import pulumi
import pulumi_aws as aws
from audit import make_audit

from strongroom.core import DatabaseMetrics, DistributionMetrics, WebServiceMetrics
from strongroom.data import EncryptionKey, EncryptionKeyArgs
from strongroom.observability import (
    Alarm,
    AlarmOverride,
    AlarmsSection,
    AlertTopic,
    AlertTopicArgs,
    AnomalyBand,
    CustomAlarms,
    CustomAlarmsArgs,
    Dashboard,
    DashboardArgs,
    DatabaseAlarms,
    DatabaseAlarmsArgs,
    DatabaseSection,
    DistributionAlarms,
    DistributionAlarmsArgs,
    DistributionSection,
    EmailSubscription,
    Graph,
    HttpsSubscription,
    Incident,
    KeyAlarms,
    KeyAlarmsArgs,
    LogAlarms,
    LogAlarmsArgs,
    LogPattern,
    LogsSection,
    Metric,
    MetricMath,
    MetricsSection,
    QueueSubscription,
    SlackChannel,
    Suppressor,
    TextSection,
    WebServiceAlarms,
    WebServiceAlarmsArgs,
    WebServiceSection,
)

SERVICE = WebServiceMetrics(
    load_balancer_arn_suffix="app/portal/0123456789abcdef",
    target_group_arn_suffix="targetgroup/portal/0123456789abcdef",
    auto_scaling_group_name="portal",
)
DATABASE = DatabaseMetrics(
    db_instance_identifier="portal",
    engine="postgres",
    instance_class="db.t4g.large",
    allocated_storage_gib=200,
    storage_type="gp2",
    replica=True,
)
DISTRIBUTION = DistributionMetrics(distribution_id="E2QWRUHEXAMPLE", web_acl_metric_name="portal")

config = pulumi.Config()
pager_url = config.get_secret("pagerUrl")
slack_team_id = config.get("slackTeamId")

key = EncryptionKey(
    "complete",
    EncryptionKeyArgs(
        durability="ephemeral",
        multi_region=True,
        replica_regions=["us-east-1"],
        services={
            "budgets",
            "cloudtrail",
            "cloudwatch_alarms",
            "cloudwatch_logs",
            "config",
            "eventbridge",
            "rds_events",
            "sns",
        },
    ),
)

# The queue of a program that handles alerts: it lets the topic send, and its key lets SNS use it.
queue = aws.sqs.Queue("alerts", kms_master_key_id=key.kms_key_arn)
pager = {} if pager_url is None else {"pager": HttpsSubscription(url=pager_url)}
topic = AlertTopic(
    "complete",
    AlertTopicArgs(
        kms_key_arn=key.kms_key_arn,
        publishers=["budgets", "cloudwatch_alarms", "eventbridge", "rds_events"],
        display_name="Portal alerts",
        subscriptions={
            "operations": EmailSubscription(
                address="operations@example.com", filter_policy={"NewStateValue": ["ALARM", "OK"]}
            ),
            "queue": QueueSubscription(queue_arn=queue.arn, raw=True),
            **pager,
        },
        chat_channels={}
        if slack_team_id is None
        else {"slack": SlackChannel(team_id=slack_team_id, channel_id="C0123456789")},
    ),
)
aws.sqs.QueuePolicy(
    "alerts",
    queue_url=queue.url,
    policy=pulumi.Output.all(queue.arn, topic.topic_arn).apply(
        lambda arns: json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Allow",
                    "Principal": {"Service": "sns.amazonaws.com"},
                    "Action": "sqs:SendMessage",
                    "Resource": arns[0],
                    "Condition": {"ArnEquals": {"aws:SourceArn": arns[1]}},
                },
            }
        )
    ),
)
# CloudFront's metrics are in us-east-1, and alarms there tell topics there only.
global_topic = AlertTopic(
    "complete-global",
    AlertTopicArgs(
        kms_key_arn=key.replica_kms_key_arns["us-east-1"],
        region="us-east-1",
        subscriptions={"operations": EmailSubscription(address="operations@example.com")},
    ),
)

# While this alarm is in ALARM, incidents of the service are not told: whoever maintains it sets the metric.
maintenance = CustomAlarms(
    "complete-maintenance",
    CustomAlarmsArgs(
        topic_arns=[topic.topic_arn],
        alarms={
            "running": Alarm(
                measure=Metric(namespace="Portal", name="Maintenance", statistic="Maximum"),
                threshold=0,
                period_seconds=60,
                evaluation_periods=1,
                missing_data="notBreaching",
                severity="notice",
                description="The portal is maintained, and its incidents are not told. There is nothing to do.",
            )
        },
    ),
)
service_alarms = WebServiceAlarms(
    "complete-service",
    WebServiceAlarmsArgs(
        topic_arns=[topic.topic_arn],
        metrics=SERVICE,
        cpu_high_percent=75,
        latency_p99_seconds=0.8,
        overrides={
            "cpu-low": AlarmOverride(evaluation_periods=48),
            "memory-high": AlarmOverride(anomaly_band=AnomalyBand(width=3)),
        },
        incident=Incident(suppressor=Suppressor(alarm_name=maintenance.alarm_names["running"])),
    ),
)
database_alarms = DatabaseAlarms(
    "complete-database",
    DatabaseAlarmsArgs(
        topic_arns=[topic.topic_arn],
        metrics=DATABASE,
        incident=Incident(severities=["critical", "warning"], suppress_member_actions=True),
    ),
)
distribution_alarms = DistributionAlarms(
    "complete-distribution",
    DistributionAlarmsArgs(topic_arns=[global_topic.topic_arn], metrics=DISTRIBUTION),
)
log_group = aws.cloudwatch.LogGroup("application", kms_key_id=key.kms_key_arn, retention_in_days=365)
log_alarms = LogAlarms(
    "complete-logs",
    LogAlarmsArgs(
        topic_arns=[topic.topic_arn],
        log_group_name=log_group.name,
        patterns={
            "payment-failed": LogPattern(
                pattern='{ $.event = "payment_failed" }',
                threshold=5,
                severity="critical",
                description="Payments fail. See the provider's status page, and the reason in the events themselves.",
            )
        },
    ),
)
backlog = Metric(
    namespace="AWS/SQS",
    name="ApproximateAgeOfOldestMessage",
    dimensions={"QueueName": queue.name},
    statistic="Maximum",
)
own_alarms = CustomAlarms(
    "complete-own",
    CustomAlarmsArgs(
        topic_arns=[topic.topic_arn],
        alarms={
            "backlog": Alarm(
                measure=backlog,
                threshold=900,
                missing_data="notBreaching",
                description="Alerts wait for 15 minutes in the queue. See whether the program that handles them runs.",
            ),
            "failed-share": Alarm(
                measure=MetricMath(
                    expression="100 * failed / (failed + delivered)",
                    label="Notifications that fail (%)",
                    metrics={
                        name: Metric(
                            namespace="AWS/SNS",
                            name=metric,
                            dimensions={"TopicName": topic.topic_name},
                            statistic="Sum",
                        )
                        for name, metric in {
                            "failed": "NumberOfNotificationsFailed",
                            "delivered": "NumberOfNotificationsDelivered",
                        }.items()
                    },
                ),
                threshold=5,
                missing_data="notBreaching",
                description="Alerts are not delivered. See the dead-letter queue, and the subscribers' endpoints.",
            ),
        },
    ),
)

# What the trail records of keys and secrets has alarms of its own.
trail, compliance, baseline = make_audit(key, topic)
key_alarms = KeyAlarms(
    "complete-keys", KeyAlarmsArgs(topic_arns=[topic.topic_arn], log_group_name=trail.log_group_name)
)

dashboard = Dashboard(
    "complete",
    DashboardArgs(
        sections=[
            TextSection(title="Portal", markdown="Runbook: https://example.com/runbook\n\nOn call: operations"),
            AlarmsSection(
                title="Alarms",
                alarm_arns=[
                    arn
                    for alarms in (
                        service_alarms,
                        database_alarms,
                        distribution_alarms,
                        log_alarms,
                        own_alarms,
                        key_alarms,
                    )
                    for arn in alarms.alarm_arns.values()
                ],
            ),
            DistributionSection(title="CloudFront", metrics=DISTRIBUTION),
            WebServiceSection(title="Service", metrics=SERVICE),
            DatabaseSection(title="Database", metrics=DATABASE),
            MetricsSection(title="Alerts", graphs=[Graph(title="Age (seconds)", measures={"Oldest alert": backlog})]),
            LogsSection(title="Errors", log_group_names=[log_group.name]),
        ],
    ),
)

pulumi.export("topic_arn", topic.topic_arn)
pulumi.export("global_topic_arn", global_topic.topic_arn)
pulumi.export("dead_letter_queue_arn", topic.dead_letter_queue_arn)
pulumi.export("queue_url", queue.url)
pulumi.export("incident_alarm_arns", [service_alarms.incident_alarm_arn, database_alarms.incident_alarm_arn])
pulumi.export("alarm_names", {**service_alarms.alarm_names, **database_alarms.alarm_names})
pulumi.export("dashboard_name", dashboard.dashboard_name)
pulumi.export("dashboard_url", dashboard.url)
pulumi.export("trail_arn", trail.trail_arn)
pulumi.export("recorder_name", compliance.recorder_name)
pulumi.export("detector_id", baseline.detector_id)
