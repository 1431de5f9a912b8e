import strongroom.data
from strongroom.core import type_token


def test_what_is_public_is_pinned() -> None:
    assert strongroom.data.__all__ == [
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
    assert all(hasattr(strongroom.data, name) for name in strongroom.data.__all__)


def test_types_that_are_in_states_are_pinned() -> None:
    assert type_token(strongroom.data.EncryptionKey) == "strongroom-data:index:EncryptionKey"
    assert type_token(strongroom.data.Bucket) == "strongroom-data:index:Bucket"
    assert type_token(strongroom.data.LogBucket) == "strongroom-data:index:LogBucket"
    assert type_token(strongroom.data.Database) == "strongroom-data:index:Database"
    assert type_token(strongroom.data.BackupPlan) == "strongroom-data:index:BackupPlan"
    assert type_token(strongroom.data.AuroraCluster) == "strongroom-data:index:AuroraCluster"
    assert type_token(strongroom.data.Secret) == "strongroom-data:index:Secret"
