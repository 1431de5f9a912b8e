"""Metrics, and the resources that they are of: what alarms watch and dashboards show."""
