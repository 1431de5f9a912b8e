"""Data at rest: keys that encrypt it."""

from strongroom.data._encryption_key import EncryptionKey, EncryptionKeyArgs
from strongroom.data._key_policy import KeyService

__all__ = ["EncryptionKey", "EncryptionKeyArgs", "KeyService"]
