"""The README's tables of the ready sets say what the sets have."""

from pathlib import Path

import pytest
from alarm_inputs import args_of

from strongroom.observability import (
    Alarm,
    AnomalyBand,
    DatabaseAlarms,
    DistributionAlarms,
    KeyAlarms,
    Metric,
    SecretAlarms,
    WebServiceAlarms,
)
from strongroom.observability._alarms._alarm_set import AlarmSet

README = Path(__file__).parents[3] / "components" / "observability" / "README.md"
SIGNS = {
    "GreaterThanOrEqualToThreshold": "≥",
    "GreaterThanThreshold": ">",
    "LessThanThreshold": "<",
    "LessThanLowerOrGreaterThanUpperThreshold": "outside",
}


def row(name: str, alarm: Alarm) -> str:
    """Return the row of a table that tells an alarm."""
    measure = f"`{alarm.measure.name}`" if isinstance(alarm.measure, Metric) else alarm.measure.label
    band = alarm.threshold
    threshold = f"a band of {band.width:g}" if isinstance(band, AnomalyBand) else f"{band:,.15g}"
    periods = f"{alarm.datapoints_to_alarm or alarm.evaluation_periods} of {alarm.evaluation_periods}"
    when = f"{SIGNS[alarm.comparison]} {threshold}, {periods} periods of {alarm.period_seconds} s"
    return f"| `{name}` | {measure} | {when} | `{alarm.missing_data}` | {alarm.severity} |"


@pytest.mark.parametrize("component", [DatabaseAlarms, DistributionAlarms, KeyAlarms, SecretAlarms, WebServiceAlarms])
def test_each_alarm_of_a_ready_set_is_told(component: type[AlarmSet]) -> None:
    told = README.read_text().splitlines()
    assert [
        line for name, alarm in args_of(component).resolved_alarms.items() if (line := row(name, alarm)) not in told
    ] == []
