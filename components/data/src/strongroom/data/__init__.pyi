from ._aurora import AuroraCluster
from ._aurora_args import AuroraClusterArgs, ServerlessCapacity
from ._backup_args import BackupCopy, BackupPlanArgs, BackupRule, VaultLock
from ._backup_plan import BackupPlan
from ._bucket import Bucket
from ._bucket_args import BucketArgs
from ._bucket_cors import BucketCorsRule
from ._bucket_grants import (
    BucketPolicyStatement,
    BucketStatement,
    CloudFrontOrigin,
    CloudTrailLogs,
    ConfigLogs,
    LoadBalancerLogs,
    ServerAccessLogs,
    VendedLogs,
)
from ._bucket_lifecycle import LifecycleRule, Transition
from ._bucket_options import ObjectLock, Replication
from ._database import Database
from ._database_instance_args import DatabaseArgs, ReadReplica
from ._database_types import InstanceClass, StorageGib
from ._encryption_key import EncryptionKey, EncryptionKeyArgs
from ._key_services import KeyService
from ._log_bucket import LogBucket, LogDestination
from ._log_bucket_args import LogBucketArgs
from ._log_bucket_senders import LogSource
from ._proxy_options import ProxyOptions
from ._restore_options import DatabaseResourceId, RestoreTime, RestoreToPointInTime, SnapshotIdentifier
from ._rotation_options import SecretRotation
from ._secret import Secret, SecretArgs, SecretReplica
from ._secret_value import GeneratedValue

__all__ = [
    "AuroraCluster",
    "AuroraClusterArgs",
    "BackupCopy",
    "BackupPlan",
    "BackupPlanArgs",
    "BackupRule",
    "Bucket",
    "BucketArgs",
    "BucketCorsRule",
    "BucketPolicyStatement",
    "BucketStatement",
    "CloudFrontOrigin",
    "CloudTrailLogs",
    "ConfigLogs",
    "Database",
    "DatabaseArgs",
    "DatabaseResourceId",
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
    "LogSource",
    "ObjectLock",
    "ProxyOptions",
    "ReadReplica",
    "Replication",
    "RestoreTime",
    "RestoreToPointInTime",
    "Secret",
    "SecretArgs",
    "SecretReplica",
    "SecretRotation",
    "ServerAccessLogs",
    "ServerlessCapacity",
    "SnapshotIdentifier",
    "StorageGib",
    "Transition",
    "VaultLock",
    "VendedLogs",
]
