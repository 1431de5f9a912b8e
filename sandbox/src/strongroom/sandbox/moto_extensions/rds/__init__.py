"""RDS: what moto lacks of databases, in a file for each part of them."""

from . import (
    clusters,
    event_subscriptions,
    instances,
    option_groups,
    parameter_groups,
    proxies,
    restores,
    secrets,
    subnet_groups,
)


def install() -> None:
    """Add the operations."""
    for part in (
        clusters,
        event_subscriptions,
        instances,
        option_groups,
        parameter_groups,
        proxies,
        restores,
        secrets,
        subnet_groups,
    ):
        part.install()
