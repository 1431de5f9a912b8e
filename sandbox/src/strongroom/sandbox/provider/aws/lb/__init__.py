"""Elastic Load Balancing: load balancers, their listeners and rules, and target groups, in a file for each."""

from typing import Final

from . import listeners, load_balancers, rules, target_groups

RESOURCES: Final = (
    *load_balancers.RESOURCES,
    *target_groups.RESOURCES,
    *listeners.RESOURCES,
    *rules.RESOURCES,
)
