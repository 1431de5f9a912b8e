"""Alarms and the dashboard, and the account-wide services in one environment of the account."""

from collections.abc import Sequence

from config import Settings
from shared import Keys, Logs, Topics

from strongroom.compute import WebService
from strongroom.data import Database
from strongroom.edge import Site
from strongroom.observability import (
    AccountBaseline,
    AccountBaselineArgs,
    AlarmSet,
    AlarmsSection,
    AlertTopic,
    AlertTopicArgs,
    AuditTrail,
    AuditTrailArgs,
    Budget,
    BudgetArgs,
    Compliance,
    ComplianceArgs,
    Dashboard,
    DashboardArgs,
    DatabaseAlarms,
    DatabaseAlarmsArgs,
    DatabaseSection,
    DistributionAlarms,
    DistributionAlarmsArgs,
    DistributionSection,
    Incident,
    KeyAlarms,
    KeyAlarmsArgs,
    LogsSection,
    S3DataEvents,
    SecretAlarms,
    SecretAlarmsArgs,
    SecurityHubOptions,
    WebServiceAlarms,
    WebServiceAlarmsArgs,
    WebServiceSection,
)


def make_alarms(
    settings: Settings, topics: Topics, service: WebService, database: Database, site: Site
) -> list[AlarmSet]:
    """Make the alarms on the service, the database and the front door.

    Args:
        settings: The environment's.
        topics: Who is told.
        service: The service.
        database: The database.
        site: The front door.
    """
    return [
        WebServiceAlarms(
            "portal-service",
            WebServiceAlarmsArgs(
                **settings.common,
                topic_arns=[topics.here.topic_arn],
                incident=Incident(),
                metrics=service.metrics,
                cpu_high_percent=settings.cpu_alarm_percent,
            ),
        ),
        DatabaseAlarms(
            "portal-database",
            DatabaseAlarmsArgs(
                **settings.common,
                topic_arns=[topics.here.topic_arn],
                incident=Incident(),
                metrics=database.metrics,
            ),
        ),
        DistributionAlarms(
            "portal-site",
            DistributionAlarmsArgs(
                **settings.common,
                topic_arns=[topics.us_east_1.topic_arn],
                incident=Incident(),
                metrics=site.metrics,
            ),
        ),
    ]


def make_dashboard(
    settings: Settings, alarms: Sequence[AlarmSet], service: WebService, database: Database, site: Site
) -> Dashboard:
    """Make the dashboard.

    Args:
        settings: The environment's.
        alarms: What it shows the states of.
        service: The service.
        database: The database.
        site: The front door.
    """
    return Dashboard(
        "portal",
        DashboardArgs(
            **settings.common,
            sections=[
                AlarmsSection(title="Alarms", alarm_arns=[arn for each in alarms for arn in each.alarm_arns.values()]),
                DistributionSection(title="Site", metrics=site.metrics),
                WebServiceSection(title="Service", metrics=service.metrics),
                DatabaseSection(title="Database", metrics=database.metrics),
                LogsSection(title="Errors of the service", log_group_names=[*service.log_group_names.values()]),
            ],
        ),
    )


def make_budget(settings: Settings, topics: Topics) -> None:
    """Make the budget, if there is to be one.

    Args:
        settings: The environment's.
        topics: Who is told.
    """
    if settings.monthly_budget_usd is not None:
        Budget(
            "portal",
            BudgetArgs(
                **settings.common,
                monthly_amount=settings.monthly_budget_usd,
                topic_arn=topics.here.topic_arn,
                cost_tags={"Environment": settings.environment_suffix},
            ),
        )


def make_audit(settings: Settings, keys: Keys, logs: Logs, topics: Topics) -> AuditTrail | None:
    """Make what an account has once, if this environment holds it: trail, AWS Config, and what finds threats.

    Args:
        settings: The environment's.
        keys: They encrypt what is recorded.
        logs: Where it is kept.
        topics: Who is told.
    """
    if not settings.account_baseline:
        return None
    topic_arns = [topics.here.topic_arn]
    # CloudTrail announces each delivery of log files. The topic has no email subscribers for that reason.
    deliveries = AlertTopicArgs(**settings.common, kms_key_arn=keys.here, publishers=["cloudtrail"])
    trail = AuditTrail(
        "portal",
        AuditTrailArgs(
            **settings.durable,
            topic_arns=topic_arns,
            deletion_protection=settings.deletion_protection,
            sns_topic_arn=AlertTopic("portal-trail", deliveries).topic_arn,
            kms_key_arn=keys.here,
            bucket_name=logs.audit.bucket_name,
            log_retention_days=settings.log_retention_days,
            # Deliveries of logs, and copies of them, would be logged themselves without end.
            s3_data_events=S3DataEvents(exclude_bucket_names=[each.bucket_name for each in logs.buckets]),
        ),
    )
    KeyAlarms(
        "portal-keys",
        KeyAlarmsArgs(**settings.common, topic_arns=topic_arns, log_group_name=trail.log_group_name),
    )
    SecretAlarms(
        "portal-secrets",
        SecretAlarmsArgs(**settings.common, topic_arns=topic_arns, log_group_name=trail.log_group_name),
    )
    Compliance(
        "portal",
        ComplianceArgs(
            **settings.common,
            bucket_name=logs.audit.bucket_name,
            kms_key_arn=keys.here,
            topic_arn=topics.here.topic_arn,
            # Security Hub checks the others, and AWS charges for each check.
            standards=frozenset({"cis_v5"}),
            deploy_rules_as="conformance_pack",
        ),
    )
    AccountBaseline(
        "portal",
        AccountBaselineArgs(
            **settings.common,
            security_hub=SecurityHubOptions(standards={"fsbp", "pci"}),
            topic_arn=topics.here.topic_arn,
        ),
    )
    return trail
