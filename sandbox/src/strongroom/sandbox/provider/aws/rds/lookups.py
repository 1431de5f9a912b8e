"""Functions that look up databases and snapshots."""

from collections.abc import Mapping
from typing import Final

from botocore import xform_name

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


def _function(token: str, argument: str, request: str, what: str, names: Mapping[str, str]) -> Function:
    """Return the function that looks up one database or snapshot by its name.

    Args:
        token: Token of the function.
        argument: Argument with the name.
        request: The name's parameter in the API, whose `describe` operation has the rest of its name.
        what: What the provider calls it in an error.
        names: Names of the API's fields by those of the function's results.
    """
    kind = request.removesuffix("Identifier")

    def look_up(aws: Session, args: Props) -> Props:
        if not args.get(argument):
            raise ProviderError(f"{argument}: the sandbox looks up by it only; use it")
        describe = getattr(aws.client("rds"), xform_name(f"Describe{kind}s"))
        found = describe(**{request: args[argument]})[f"{kind}s"]
        if len(found) != 1:
            message = f"no matching RDS {what} found" if not found else f"multiple RDS {what}s matched; use one"
            raise ProviderError(message)
        results = {name: value for name, value in told(found[0], names).items() if value is not None}
        return {**results, "id": found[0][request]}

    shared = _SHARED if "Snapshot" in kind else frozenset[str]()
    return Function(token, shared | {argument}, look_up)


FUNCTIONS: Final = (
    _function(
        "aws:rds/getSnapshot:getSnapshot", "dbSnapshotIdentifier", "DBSnapshotIdentifier", "DB Snapshot", _SNAPSHOT
    ),
    _function(
        "aws:rds/getClusterSnapshot:getClusterSnapshot",
        "dbClusterSnapshotIdentifier",
        "DBClusterSnapshotIdentifier",
        "DB Cluster Snapshot",
        _CLUSTER_SNAPSHOT,
    ),
    _function(
        "aws:rds/getInstance:getInstance", "dbInstanceIdentifier", "DBInstanceIdentifier", "DB Instance", _INSTANCE
    ),
    _function("aws:rds/getCluster:getCluster", "clusterIdentifier", "DBClusterIdentifier", "DB Cluster", _CLUSTER),
)
