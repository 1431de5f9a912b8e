"""Data at rest, encrypted with keys of one's own, and kept."""

from strongroom.data._backup_args import BackupCopy, BackupPlanArgs, BackupRule, VaultLock
from strongroom.data._backup_plan import BackupPlan
from strongroom.data._database import Database
from strongroom.data._database_instance_args import DatabaseArgs, ReadReplica
from strongroom.data._encryption_key import EncryptionKey, EncryptionKeyArgs
from strongroom.data._key_services import KeyService
from strongroom.data._proxy_options import ProxyOptions
from strongroom.data._rotation_options import SecretRotation
from strongroom.data._secret import Secret, SecretArgs, SecretReplica
from strongroom.data._secret_value import GeneratedValue

__all__ = [
    "BackupCopy",
    "BackupPlan",
    "BackupPlanArgs",
    "BackupRule",
    "Database",
    "DatabaseArgs",
    "EncryptionKey",
    "EncryptionKeyArgs",
    "GeneratedValue",
    "KeyService",
    "ProxyOptions",
    "ReadReplica",
    "Secret",
    "SecretArgs",
    "SecretReplica",
    "SecretRotation",
    "VaultLock",
]
