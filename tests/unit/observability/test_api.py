import pytest

import strongroom.observability
from strongroom.core import Component, type_token


def test_what_is_public_is_pinned() -> None:
    assert strongroom.observability.__all__ == [
        "Alarm",
        "AlarmChange",
        "Alarms",
        "AlarmsArgs",
        "AlarmsSection",
        "AlertTopic",
        "AlertTopicArgs",
        "AnomalyBand",
        "AuditTrail",
        "AuditTrailArgs",
        "Comparison",
        "Dashboard",
        "DashboardArgs",
        "DatabaseAlarms",
        "DatabaseAlarmsArgs",
        "DatabaseEngine",
        "DatabaseSection",
        "DistributionAlarms",
        "DistributionAlarmsArgs",
        "DistributionSection",
        "EmailSubscription",
        "FunctionSubscription",
        "Graph",
        "HttpsSubscription",
        "Incident",
        "InsightType",
        "KeyAlarms",
        "KeyAlarmsArgs",
        "LambdaDataEvents",
        "LogAlarms",
        "LogAlarmsArgs",
        "LogPattern",
        "LogsSection",
        "ManagementEvents",
        "Metric",
        "MetricMath",
        "MetricsSection",
        "MissingData",
        "Publisher",
        "QueueSubscription",
        "Reason",
        "S3DataEvents",
        "SecretAlarms",
        "SecretAlarmsArgs",
        "Severity",
        "SlackChannel",
        "Suppressor",
        "TeamsChannel",
        "TextSection",
        "TrailAlarm",
        "WebServiceAlarms",
        "WebServiceAlarmsArgs",
        "WebServiceSection",
    ]
    assert all(hasattr(strongroom.observability, name) for name in strongroom.observability.__all__)


@pytest.mark.parametrize(
    "component",
    [
        strongroom.observability.AlertTopic,
        strongroom.observability.Alarms,
        strongroom.observability.AuditTrail,
        strongroom.observability.Dashboard,
        strongroom.observability.DatabaseAlarms,
        strongroom.observability.DistributionAlarms,
        strongroom.observability.KeyAlarms,
        strongroom.observability.LogAlarms,
        strongroom.observability.SecretAlarms,
        strongroom.observability.WebServiceAlarms,
    ],
)
def test_types_that_are_in_states_are_pinned(component: type[Component]) -> None:
    assert type_token(component) == f"strongroom-observability:index:{component.__name__}"
