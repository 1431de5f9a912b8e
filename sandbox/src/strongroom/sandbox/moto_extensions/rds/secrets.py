"""RDS: the secret that RDS keeps for the master user holds that user's name and a password that nobody knows."""

import json
import secrets
import string
from typing import Any, Final

from moto.rds.models import MasterUserSecret

from ..request import replace

_ALPHABET: Final = string.ascii_letters + string.digits + "!#$%&()*+,-.:;<=>?[]^_{|}~"
_LENGTH: Final = 28


def _generate_secret_string(self: MasterUserSecret) -> str:
    """Return what Secrets Manager keeps.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
    """
    password = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return json.dumps({"username": self.resource.master_username, "password": password})


def manage(database: Any, request: dict[str, Any]) -> None:
    """Change the key of a secret that is there already; moto would make another one, and leave the first."""
    if not getattr(database, "manage_master_user_password", False):
        return
    key = request.get("master_user_secret_kms_key_id")
    if request.get("manage_master_user_password") is not False:
        request.pop("manage_master_user_password", None)
        request.pop("master_user_secret_kms_key_id", None)
        if key:
            database.master_user_secret.secret.kms_key_id = key


def install() -> None:
    """Put the content in the place of moto's."""
    replace(MasterUserSecret, _generate_secret_string)
