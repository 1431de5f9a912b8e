"""Data at rest, encrypted with keys of one's own, and kept."""

from strongroom.data._encryption_key import EncryptionKey, EncryptionKeyArgs
from strongroom.data._key_services import KeyService

__all__ = ["EncryptionKey", "EncryptionKeyArgs", "KeyService"]
