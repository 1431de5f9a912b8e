"""Budgets: what may be spent, and who is told before it is."""
