"""Alarms: a new one has no data yet, and a changed one keeps its state."""

from typing import Any

from moto.cloudwatch.models import CloudWatchBackend

_put_metric_alarm: Any = CloudWatchBackend.put_metric_alarm
_STATE = ("history", "state_reason", "state_reason_data", "state_value", "state_updated_timestamp")


def _put_with_state(self: Any, *args: Any, name: str, **more: Any) -> Any:
    """Make or change an alarm.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """
    before = self.alarms.get(name)
    alarm = _put_metric_alarm(self, *args, name=name, **more)
    if before is None:
        alarm.state_value = "INSUFFICIENT_DATA"
    else:
        for part in _STATE:
            setattr(alarm, part, getattr(before, part))
    return alarm


def install() -> None:
    """Put the operation in the place of moto's."""
    setattr(CloudWatchBackend, "put_metric_alarm", _put_with_state)  # noqa: B010 - its types are looser
