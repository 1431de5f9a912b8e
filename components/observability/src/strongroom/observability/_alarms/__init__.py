"""Alarms: one model, ready sets of them, and the component that makes a set."""
