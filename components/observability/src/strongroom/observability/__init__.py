"""Observability: alarms that arrive, a dashboard, an audit trail, and proof of compliance."""

from strongroom.observability._alarms._alarm_set import AlarmSet
from strongroom.observability._alarms._database import DatabaseAlarms, DatabaseAlarmsArgs
from strongroom.observability._alarms._distribution import DistributionAlarms, DistributionAlarmsArgs
from strongroom.observability._alarms._log_patterns import LogPattern
from strongroom.observability._alarms._logs import LogAlarms, LogAlarmsArgs
from strongroom.observability._alarms._model import Alarm, AnomalyBand, Comparison, MissingData, Severity
from strongroom.observability._alarms._own import Alarms, AlarmsArgs
from strongroom.observability._alarms._set_args import AlarmChange, AlarmSetArgs, Incident, Suppressor
from strongroom.observability._alarms._trail_sets import KeyAlarms, KeyAlarmsArgs, SecretAlarms, SecretAlarmsArgs
from strongroom.observability._alarms._web_service import WebServiceAlarms, WebServiceAlarmsArgs
from strongroom.observability._baseline._account_baseline import AccountBaseline
from strongroom.observability._baseline._args import AccountBaselineArgs
from strongroom.observability._baseline._options import (
    AccessAnalyzerOptions,
    EbsEncryptionOptions,
    FindingSeverity,
    GuardDutyOptions,
    ImdsDefaults,
    InspectorOptions,
    InspectorScan,
    PasswordPolicy,
    SecurityHubOptions,
    ServiceName,
)
from strongroom.observability._budget._budget import Budget, BudgetAlert, BudgetArgs, Currency
from strongroom.observability._compliance._args import ComplianceArgs
from strongroom.observability._compliance._catalogue import CATALOGUE, Control, ControlId, Standard
from strongroom.observability._compliance._compliance import Compliance
from strongroom.observability._compliance._options import Aggregator, ConformancePack
from strongroom.observability._compliance._recording import RecordingOptions
from strongroom.observability._compliance._remediation import Remediation
from strongroom.observability._dashboard._dashboard import Dashboard, DashboardArgs
from strongroom.observability._dashboard._sections import (
    AlarmsSection,
    DatabaseSection,
    DistributionSection,
    Graph,
    LogsSection,
    MetricsSection,
    TextSection,
    WebServiceSection,
)
from strongroom.observability._metrics._database_classes import DatabaseEngine
from strongroom.observability._metrics._model import Metric, MetricMath
from strongroom.observability._proof._exceptions import ControlException, read_exceptions
from strongroom.observability._proof._report import Finding, Report, Verdict, check_controls
from strongroom.observability._proof._state import StackState, read_state
from strongroom.observability._reasons import Reason
from strongroom.observability._topic._alert_topic import AlertTopic
from strongroom.observability._topic._args import AlertTopicArgs
from strongroom.observability._topic._subscriptions import (
    EmailSubscription,
    FunctionSubscription,
    HttpsSubscription,
    QueueSubscription,
    SlackChannel,
    TeamsChannel,
)
from strongroom.observability._topic._types import EmailAddress, Publisher
from strongroom.observability._trail._args import AuditTrailArgs
from strongroom.observability._trail._audit_trail import AuditTrail
from strongroom.observability._trail._events import InsightType, LambdaDataEvents, ManagementEvents, S3DataEvents
from strongroom.observability._trail._watches import TrailAlarm

__all__ = [
    "CATALOGUE",
    "AccessAnalyzerOptions",
    "AccountBaseline",
    "AccountBaselineArgs",
    "Aggregator",
    "Alarm",
    "AlarmChange",
    "AlarmSet",
    "AlarmSetArgs",
    "Alarms",
    "AlarmsArgs",
    "AlarmsSection",
    "AlertTopic",
    "AlertTopicArgs",
    "AnomalyBand",
    "AuditTrail",
    "AuditTrailArgs",
    "Budget",
    "BudgetAlert",
    "BudgetArgs",
    "Comparison",
    "Compliance",
    "ComplianceArgs",
    "ConformancePack",
    "Control",
    "ControlException",
    "ControlId",
    "Currency",
    "Dashboard",
    "DashboardArgs",
    "DatabaseAlarms",
    "DatabaseAlarmsArgs",
    "DatabaseEngine",
    "DatabaseSection",
    "DistributionAlarms",
    "DistributionAlarmsArgs",
    "DistributionSection",
    "EbsEncryptionOptions",
    "EmailAddress",
    "EmailSubscription",
    "Finding",
    "FindingSeverity",
    "FunctionSubscription",
    "Graph",
    "GuardDutyOptions",
    "HttpsSubscription",
    "ImdsDefaults",
    "Incident",
    "InsightType",
    "InspectorOptions",
    "InspectorScan",
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
    "PasswordPolicy",
    "Publisher",
    "QueueSubscription",
    "Reason",
    "RecordingOptions",
    "Remediation",
    "Report",
    "S3DataEvents",
    "SecretAlarms",
    "SecretAlarmsArgs",
    "SecurityHubOptions",
    "ServiceName",
    "Severity",
    "SlackChannel",
    "StackState",
    "Standard",
    "Suppressor",
    "TeamsChannel",
    "TextSection",
    "TrailAlarm",
    "Verdict",
    "WebServiceAlarms",
    "WebServiceAlarmsArgs",
    "WebServiceSection",
    "check_controls",
    "read_exceptions",
    "read_state",
]
