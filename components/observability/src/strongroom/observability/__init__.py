"""Observability: alarms that arrive, a dashboard, an audit trail, and proof of compliance."""

from strongroom.observability._reasons import Reason
from strongroom.observability._trail._args import AuditTrailArgs
from strongroom.observability._trail._audit_trail import AuditTrail
from strongroom.observability._trail._events import InsightType, LambdaDataEvents, ManagementEvents, S3DataEvents
from strongroom.observability._trail._watches import TrailAlarm

__all__ = [
    "AuditTrail",
    "AuditTrailArgs",
    "InsightType",
    "LambdaDataEvents",
    "ManagementEvents",
    "Reason",
    "S3DataEvents",
    "TrailAlarm",
]
