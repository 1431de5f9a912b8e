"""Key pairs: only asymmetric keys have one. moto makes one for each key, which takes a tenth of a second."""

from moto.core.exceptions import JsonRESTError
from moto.kms import models
from moto.kms.models import Key, KmsBackend
from moto.kms.utils import AbstractPrivateKey
from moto.kms.utils import generate_private_key as _generate_private_key

_ASYMMETRIC = ("ECC_", "ML_DSA_", "RSA_", "SM2")
_get_public_key = KmsBackend.get_public_key


def generate_private_key(key_spec: str) -> AbstractPrivateKey | None:
    """Make the private key of an asymmetric key."""
    return _generate_private_key(key_spec) if key_spec.startswith(_ASYMMETRIC) else None


def get_public_key(self: KmsBackend, key_id: str) -> tuple[Key, bytes]:
    """Tell the public key.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html
    """
    key = self.describe_key(key_id)
    if not key.key_spec.startswith(_ASYMMETRIC):
        raise JsonRESTError("UnsupportedOperationException", f"{key.arn} is symmetric, and has no public key.")
    return _get_public_key(self, key_id)


def install() -> None:
    """Put the operations in the place of moto's."""
    setattr(models, generate_private_key.__name__, generate_private_key)
    setattr(KmsBackend, get_public_key.__name__, get_public_key)
