"""Secrets Manager: what moto lacks of secrets, their policies and replicas, in a file for each part."""

from . import policies, replicas, secrets, stages


def install() -> None:
    """Add the operations."""
    for part in (policies, replicas, secrets, stages):
        part.install()
