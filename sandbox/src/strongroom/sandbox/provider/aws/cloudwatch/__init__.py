"""Amazon CloudWatch: alarms and dashboards."""

from typing import Final

from .composite_alarms import CompositeAlarm
from .dashboards import Dashboard
from .metric_alarms import MetricAlarm

RESOURCES: Final = (MetricAlarm(), CompositeAlarm(), Dashboard())
