"""Alarms that act, alarms made of others, and dashboards that are checked."""

from . import composite_alarms, dashboards, metric_alarms, states


def install() -> None:
    """Put the operations in the place of moto's."""
    for part in (composite_alarms, dashboards, metric_alarms, states):
        part.install()
