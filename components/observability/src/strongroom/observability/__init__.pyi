from ._alarms._alarm_set import AlarmSet
from ._alarms._database import DatabaseAlarms, DatabaseAlarmsArgs
from ._alarms._distribution import DistributionAlarms, DistributionAlarmsArgs
from ._alarms._log_patterns import LogPattern
from ._alarms._logs import LogAlarms, LogAlarmsArgs
from ._alarms._model import Alarm, AnomalyBand, Comparison, MissingData, Severity
from ._alarms._own import CustomAlarms, CustomAlarmsArgs
from ._alarms._set_args import AlarmOverride, AlarmSetArgs, Incident, Suppressor
from ._alarms._trail_sets import KeyAlarms, KeyAlarmsArgs, SecretAlarms, SecretAlarmsArgs
from ._alarms._web_service import WebServiceAlarms, WebServiceAlarmsArgs
from ._baseline._account_baseline import AccountBaseline
from ._baseline._args import AccountBaselineArgs
from ._baseline._options import (
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
from ._budget._budget import Budget, BudgetAlert, BudgetArgs, Currency
from ._compliance._args import ComplianceArgs
from ._compliance._catalogue import CATALOGUE, Control, ControlId, Standard
from ._compliance._compliance import Compliance
from ._compliance._options import Aggregator, ConformancePack
from ._compliance._recording import RecordingOptions
from ._compliance._remediation import Remediation
from ._dashboard._dashboard import Dashboard, DashboardArgs
from ._dashboard._sections import (
    AlarmsSection,
    DatabaseSection,
    DistributionSection,
    Graph,
    LogsSection,
    MetricsSection,
    TextSection,
    WebServiceSection,
)
from ._metrics._model import Metric, MetricMath
from ._proof._exceptions import ControlException, read_exceptions
from ._proof._report import Finding, Report, Verdict, check_controls
from ._proof._state import StackState, read_state
from ._reasons import Reason
from ._topic._alert_topic import AlertTopic
from ._topic._args import AlertTopicArgs
from ._topic._subscriptions import (
    EmailSubscription,
    FunctionSubscription,
    HttpsSubscription,
    QueueSubscription,
    SlackChannel,
    TeamsChannel,
)
from ._topic._types import EmailAddress, Publisher
from ._trail._args import AuditTrailArgs
from ._trail._audit_trail import AuditTrail
from ._trail._events import InsightType, LambdaDataEvents, ManagementEvents, S3DataEvents
from ._trail._watches import TrailAlarm

__all__ = [
    "CATALOGUE",
    "AccessAnalyzerOptions",
    "AccountBaseline",
    "AccountBaselineArgs",
    "Aggregator",
    "Alarm",
    "AlarmOverride",
    "AlarmSet",
    "AlarmSetArgs",
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
    "CustomAlarms",
    "CustomAlarmsArgs",
    "Dashboard",
    "DashboardArgs",
    "DatabaseAlarms",
    "DatabaseAlarmsArgs",
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
