"""Amazon RDS: databases, in a file for each part of them."""

from typing import Final

from . import (
    cluster_instances,
    clusters,
    event_subscriptions,
    instances,
    lookups,
    option_groups,
    parameter_groups,
    proxies,
    subnet_groups,
)

RESOURCES: Final = (
    *instances.RESOURCES,
    *clusters.RESOURCES,
    *cluster_instances.RESOURCES,
    *subnet_groups.RESOURCES,
    *parameter_groups.RESOURCES,
    *option_groups.RESOURCES,
    *event_subscriptions.RESOURCES,
    *proxies.RESOURCES,
)
FUNCTIONS: Final = lookups.FUNCTIONS
