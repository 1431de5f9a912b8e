"""What the extensions of Secrets Manager share."""

from typing import Any

from moto.secretsmanager.exceptions import (
    InvalidRequestException,
    OperationNotPermittedOnReplica,
    SecretNotFoundException,
)
from moto.secretsmanager.models import ReplicaSecret, SecretsManagerBackend


def own_secret(backend: SecretsManagerBackend, secret_id: str) -> Any:
    """Return a secret that can be worked on: no replica, and not waiting for its deletion.

    Raises:
        InvalidRequestException: It waits for its deletion.
        OperationNotPermittedOnReplica: It is a replica.
        SecretNotFoundException: There is none.
    """
    secret = living_secret(backend, secret_id)
    if isinstance(secret, ReplicaSecret):
        raise OperationNotPermittedOnReplica
    return secret


def living_secret(backend: SecretsManagerBackend, secret_id: str) -> Any:
    """Return a secret or replica that does not wait for its deletion.

    Raises:
        InvalidRequestException: It waits for its deletion.
        SecretNotFoundException: There is none.
    """
    if secret_id not in backend.secrets:
        raise SecretNotFoundException
    secret = backend.secrets[secret_id]
    if secret.is_deleted():
        message = "You can't perform this operation on the secret because it was marked for deletion."
        raise InvalidRequestException(message)
    return secret
