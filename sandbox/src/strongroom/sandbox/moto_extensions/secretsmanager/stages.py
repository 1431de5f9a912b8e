"""Version stages: each is on one version at most, and the current value is that of AWSCURRENT."""

from typing import Any, Final

from moto.secretsmanager.exceptions import InvalidParameterException
from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

from ..request import replace
from .common import own_secret

CURRENT: Final = "AWSCURRENT"
PENDING: Final = "AWSPENDING"
PREVIOUS: Final = "AWSPREVIOUS"


def holder(secret: Any, stage: str) -> str | None:
    """Return the id of the version that a stage is on."""
    return next((id for id, version in secret.versions.items() if stage in version["version_stages"]), None)


def take(secret: Any, stage: str) -> str | None:
    """Take a stage from the version that has it, and return that version's id."""
    version_id = holder(secret, stage)
    if version_id:
        secret.versions[version_id]["version_stages"].remove(stage)
    return version_id


def give(secret: Any, stage: str, version_id: str) -> None:
    """Move a stage to a version; where AWSCURRENT was, AWSPREVIOUS comes."""
    before = take(secret, stage)
    secret.versions[version_id]["version_stages"].append(stage)
    if stage != CURRENT:
        return
    secret.set_default_version_id(version_id)
    if before and before != version_id:
        give(secret, PREVIOUS, before)
    elif holder(secret, PREVIOUS) == version_id:
        take(secret, PREVIOUS)


def reset_default_version(self: FakeSecret, secret_version: dict[str, Any], version_id: str) -> None:
    """Add a version that is to be the current one, with the stages that it is to have."""
    stages: list[str] = secret_version["version_stages"]
    self.versions[version_id] = {**secret_version, "version_stages": []}
    for stage in stages:
        give(self, stage, version_id)


def update_secret_version_stage(
    self: SecretsManagerBackend,
    secret_id: str,
    version_stage: str,
    remove_from_version_id: str | None,
    move_to_version_id: str | None,
) -> tuple[str, str]:
    """Move a stage, or take it away.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
    """
    secret = own_secret(self, secret_id)
    for version_id in filter(None, (remove_from_version_id, move_to_version_id)):
        if version_id not in secret.versions:
            raise InvalidParameterException(f"Not a valid version: {version_id}")
    source = holder(secret, version_stage)
    if version_stage == CURRENT and not move_to_version_id:
        message = (
            "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed."
        )
        raise InvalidParameterException(message)
    if remove_from_version_id and source != remove_from_version_id:
        message = f"Version stage {version_stage} not found in version {remove_from_version_id}"
        raise InvalidParameterException(message)
    if source and source != move_to_version_id and not remove_from_version_id:
        raise InvalidParameterException(
            f"The parameter RemoveFromVersionId can't be empty. Staging label {version_stage} is currently attached "
            f"to version {source}, so you must explicitly reference that version in RemoveFromVersionId."
        )
    if move_to_version_id:
        give(secret, version_stage, move_to_version_id)
    else:
        take(secret, version_stage)
    return secret.arn, secret.name


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(FakeSecret, reset_default_version)
    replace(SecretsManagerBackend, update_secret_version_stage)
