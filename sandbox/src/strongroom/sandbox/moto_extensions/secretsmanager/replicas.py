"""Replicas: each has the key that it was given."""

from typing import Any

from moto.secretsmanager.models import FakeSecret, ReplicaSecret

from ..request import replace

_create_replicas = FakeSecret.create_replicas


def create_replicas(
    self: FakeSecret, replica_regions: list[dict[str, str]], force_overwrite: bool
) -> list[ReplicaSecret]:
    """Copy a secret to other regions.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html
    """
    replicas = _create_replicas(self, replica_regions, force_overwrite)
    for replica, asked in zip(replicas, replica_regions, strict=True):
        config: dict[str, Any] = replica.config
        config["KmsKeyId"] = asked.get("KmsKeyId") or config["KmsKeyId"]
        if replica.status == "Failed":  # moto names the same secret in every message
            config["StatusMessage"] = f"Replication failed: Secret name {self.name} already exists in region."
    return replicas


def install() -> None:
    """Put the operation in the place of moto's."""
    replace(FakeSecret, create_replicas)
