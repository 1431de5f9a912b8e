"""The topic that alarms and events arrive at, and what becomes of them there."""
