"""Secrets Manager: what moto lacks of secrets, their policies, replicas and rotation, in a file for each part."""

from . import policies, replicas, rotation, secrets, stages


def install() -> None:
    """Add the operations."""
    for part in (policies, replicas, rotation, secrets, stages):
        part.install()
