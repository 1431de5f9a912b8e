"""Data at rest, encrypted with keys of one's own, and kept."""

from strongroom.data._encryption_key import EncryptionKey, EncryptionKeyArgs
from strongroom.data._key_services import KeyService
from strongroom.data._rotation_options import SecretRotation
from strongroom.data._secret import Secret, SecretArgs, SecretReplica
from strongroom.data._secret_value import GeneratedValue

__all__ = [
    "EncryptionKey",
    "EncryptionKeyArgs",
    "GeneratedValue",
    "KeyService",
    "Secret",
    "SecretArgs",
    "SecretReplica",
    "SecretRotation",
]
