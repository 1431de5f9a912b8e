"""The audit trail, and the alarms on what it records."""
