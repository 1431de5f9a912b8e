"""Auto Scaling: what moto lacks or forgets of groups, in a file for each part of them."""

from . import groups, hooks, launches, notifications, policies, refreshes


def install() -> None:
    """Add the operations."""
    for part in (groups, hooks, launches, notifications, policies, refreshes):
        part.install()
