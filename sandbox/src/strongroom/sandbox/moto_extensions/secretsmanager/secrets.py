"""Secrets: those that wait for their deletion keep their name and are out of use; what is cleared is clear."""

from typing import Any

from moto.secretsmanager.exceptions import InvalidRequestException, ResourceExistsException
from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

from ..request import attributes, replace
from .common import living_secret, own_secret

_create_secret: Any = SecretsManagerBackend.create_secret
_update_secret: Any = SecretsManagerBackend.update_secret
_get_secret_value: Any = SecretsManagerBackend.get_secret_value
_put_secret_value: Any = SecretsManagerBackend.put_secret_value
_to_dict = FakeSecret.to_dict


def create_secret(self: SecretsManagerBackend, name: str, **arguments: Any) -> str:
    """Make a secret.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
    """
    if name in self.secrets and self.secrets[name].is_deleted():
        message = "You can't create this secret because a secret with this name is already scheduled for deletion."
        raise InvalidRequestException(message)
    return _create_secret(self, name=name, **arguments)


def update_secret(self: SecretsManagerBackend, secret_id: str, **arguments: Any) -> str:
    """Change a secret's description, key or value.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
    """
    secret = own_secret(self, secret_id)
    answer = _update_secret(self, secret_id=secret_id, **arguments)
    if arguments.get("description") == "":
        secret.description = ""
    if arguments.get("kms_key_id") == "":
        secret.kms_key_id = None
    return answer


def get_secret_value(self: SecretsManagerBackend, secret_id: str, version_id: str, version_stage: str) -> Any:
    """Tell a secret's value.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
    """
    living_secret(self, secret_id)
    return _get_secret_value(self, secret_id, version_id, version_stage)


def put_secret_value(self: SecretsManagerBackend, secret_id: str, **arguments: Any) -> str:
    """Add a value to a secret.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
    """
    secret = own_secret(self, secret_id)
    version: dict[str, Any] = secret.versions.get(arguments.get("client_request_token"), {})
    names = ("secret_string", "secret_binary")
    if any(name in version for name in names) and any(version.get(name) != arguments.get(name) for name in names):
        raise ResourceExistsException(
            f"You can't use ClientRequestToken {version['version_id']} because that value is already in use "
            f"for a version of secret {secret.arn}."
        )
    return _put_secret_value(self, secret_id=secret_id, **arguments)


def to_dict(self: FakeSecret) -> dict[str, Any]:
    """Describe a secret, with its rotation, and without the versions that no stage is on: they are on their way out.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
    """
    told = _to_dict(self)
    for name in ("VersionIdsToStages", "SecretVersionsToStages"):
        if name in told:
            told[name] = {version_id: stages for version_id, stages in told[name].items() if stages}
    if "RotationRules" in told:
        told["RotationRules"] = attributes(self).get("rotation_rules", told["RotationRules"]) or None
    told["RotationLambdaARN"] = self.rotation_lambda_arn or None
    return told


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(SecretsManagerBackend, create_secret, update_secret, get_secret_value, put_secret_value)
    replace(FakeSecret, to_dict)
