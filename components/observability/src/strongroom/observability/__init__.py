"""Observability: alarms that arrive, a dashboard, an audit trail, and proof of compliance."""

__all__: list[str] = []
