"""Functions that look up databases and snapshots."""

from collections.abc import Mapping
from typing import Any, Final

from ...errors import ProviderError
from ...resource import Function
from ...session import Session
from ...wire import Props
from .common import told

_SHARED: Final = frozenset({"includePublic", "includeShared"})
_SNAPSHOT: Final = {
    "allocatedStorage": "AllocatedStorage",
    "availabilityZone": "AvailabilityZone",
    "dbInstanceIdentifier": "DBInstanceIdentifier",
    "dbSnapshotArn": "DBSnapshotArn",
    "dbSnapshotIdentifier": "DBSnapshotIdentifier",
    "encrypted": "Encrypted",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "iops": "Iops",
    "kmsKeyId": "KmsKeyId",
    "licenseModel": "LicenseModel",
    "optionGroupName": "OptionGroupName",
    "port": "Port",
    "snapshotType": "SnapshotType",
    "status": "Status",
    "storageType": "StorageType",
    "vpcId": "VpcId",
}
_CLUSTER_SNAPSHOT: Final = {
    "allocatedStorage": "AllocatedStorage",
    "availabilityZones": "AvailabilityZones",
    "dbClusterIdentifier": "DBClusterIdentifier",
    "dbClusterSnapshotArn": "DBClusterSnapshotArn",
    "dbClusterSnapshotIdentifier": "DBClusterSnapshotIdentifier",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "kmsKeyId": "KmsKeyId",
    "licenseModel": "LicenseModel",
    "port": "Port",
    "snapshotType": "SnapshotType",
    "status": "Status",
    "storageEncrypted": "StorageEncrypted",
    "vpcId": "VpcId",
}
_INSTANCE: Final = {
    "allocatedStorage": "AllocatedStorage",
    "dbInstanceArn": "DBInstanceArn",
    "dbInstanceClass": "DBInstanceClass",
    "dbInstanceIdentifier": "DBInstanceIdentifier",
    "dbName": "DBName",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "kmsKeyId": "KmsKeyId",
    "masterUsername": "MasterUsername",
    "multiAz": "MultiAZ",
    "resourceId": "DbiResourceId",
    "storageEncrypted": "StorageEncrypted",
    "storageType": "StorageType",
}
_CLUSTER: Final = {
    "arn": "DBClusterArn",
    "clusterIdentifier": "DBClusterIdentifier",
    "clusterResourceId": "DbClusterResourceId",
    "databaseName": "DatabaseName",
    "endpoint": "Endpoint",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "kmsKeyId": "KmsKeyId",
    "masterUsername": "MasterUsername",
    "port": "Port",
    "readerEndpoint": "ReaderEndpoint",
    "storageEncrypted": "StorageEncrypted",
}


def _snapshot(aws: Session, args: Props) -> Props:
    name = _named(args, "dbSnapshotIdentifier")
    found = aws.client("rds").describe_db_snapshots(DBSnapshotIdentifier=name)["DBSnapshots"]
    return _answer(found, "DB Snapshot", _SNAPSHOT, "DBSnapshotIdentifier")


def _cluster_snapshot(aws: Session, args: Props) -> Props:
    name = _named(args, "dbClusterSnapshotIdentifier")
    found = aws.client("rds").describe_db_cluster_snapshots(DBClusterSnapshotIdentifier=name)["DBClusterSnapshots"]
    return _answer(found, "DB Cluster Snapshot", _CLUSTER_SNAPSHOT, "DBClusterSnapshotIdentifier")


def _instance(aws: Session, args: Props) -> Props:
    name = _named(args, "dbInstanceIdentifier")
    found = aws.client("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
    return _answer(found, "DB Instance", _INSTANCE, "DBInstanceIdentifier")


def _cluster(aws: Session, args: Props) -> Props:
    name = _named(args, "clusterIdentifier")
    found = aws.client("rds").describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
    return _answer(found, "DB Cluster", _CLUSTER, "DBClusterIdentifier")


def _named(args: Props, argument: str) -> str:
    if not args.get(argument):
        raise ProviderError(f"{argument}: the sandbox looks up by it only; use it")
    return args[argument]


def _answer(found: list[Any], what: str, names: Mapping[str, str], key: str) -> Props:
    if len(found) != 1:
        raise ProviderError(f"no matching RDS {what} found" if not found else f"multiple RDS {what}s matched; use one")
    return {**{name: value for name, value in told(found[0], names).items() if value is not None}, "id": found[0][key]}


FUNCTIONS: Final = (
    Function("aws:rds/getSnapshot:getSnapshot", _SHARED | {"dbSnapshotIdentifier"}, _snapshot),
    Function(
        "aws:rds/getClusterSnapshot:getClusterSnapshot", _SHARED | {"dbClusterSnapshotIdentifier"}, _cluster_snapshot
    ),
    Function("aws:rds/getInstance:getInstance", frozenset({"dbInstanceIdentifier"}), _instance),
    Function("aws:rds/getCluster:getCluster", frozenset({"clusterIdentifier"}), _cluster),
)
