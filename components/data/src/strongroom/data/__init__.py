"""Data at rest, encrypted with keys of one's own, and kept."""

from strongroom.data._aurora import AuroraCluster
from strongroom.data._aurora_args import AuroraClusterArgs, ServerlessCapacity
from strongroom.data._backup_args import BackupCopy, BackupPlanArgs, BackupRule, VaultLock
from strongroom.data._backup_plan import BackupPlan
from strongroom.data._bucket import Bucket
from strongroom.data._bucket_args import BucketArgs
from strongroom.data._bucket_grants import (
    AccessLogs,
    BucketGrant,
    BucketStatement,
    CloudFrontOrigin,
    CloudTrailLogs,
    ConfigLogs,
    DeliveredLogs,
    LoadBalancerLogs,
)
from strongroom.data._bucket_lifecycle import LifecycleRule, Transition
from strongroom.data._bucket_options import ObjectLock, Replication
from strongroom.data._database import Database
from strongroom.data._database_instance_args import DatabaseArgs, ReadReplica
from strongroom.data._database_types import InstanceClass, StorageGib
from strongroom.data._encryption_key import EncryptionKey, EncryptionKeyArgs
from strongroom.data._key_services import KeyService
from strongroom.data._log_bucket import LogBucket, LogDestination
from strongroom.data._log_bucket_args import LogBucketArgs
from strongroom.data._log_bucket_senders import LogSender
from strongroom.data._proxy_options import ProxyOptions
from strongroom.data._rotation_options import SecretRotation
from strongroom.data._secret import Secret, SecretArgs, SecretReplica
from strongroom.data._secret_value import GeneratedValue

__all__ = [
    "AccessLogs",
    "AuroraCluster",
    "AuroraClusterArgs",
    "BackupCopy",
    "BackupPlan",
    "BackupPlanArgs",
    "BackupRule",
    "Bucket",
    "BucketArgs",
    "BucketGrant",
    "BucketStatement",
    "CloudFrontOrigin",
    "CloudTrailLogs",
    "ConfigLogs",
    "Database",
    "DatabaseArgs",
    "DeliveredLogs",
    "EncryptionKey",
    "EncryptionKeyArgs",
    "GeneratedValue",
    "InstanceClass",
    "KeyService",
    "LifecycleRule",
    "LoadBalancerLogs",
    "LogBucket",
    "LogBucketArgs",
    "LogDestination",
    "LogSender",
    "ObjectLock",
    "ProxyOptions",
    "ReadReplica",
    "Replication",
    "Secret",
    "SecretArgs",
    "SecretReplica",
    "SecretRotation",
    "ServerlessCapacity",
    "StorageGib",
    "Transition",
    "VaultLock",
]
