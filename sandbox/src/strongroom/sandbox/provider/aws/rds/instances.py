"""Database instances."""

from collections.abc import Iterable
from typing import Any, Final

from botocore import xform_name

from ...errors import ProviderError
from ...resource import CHOSEN, CHOSEN_ONCE, PLAIN, REPLACES, AutoName, Property, existing, only
from ...schema import Problem
from ...session import Session
from ...wire import Props
from ..ec2.common import given
from ..lists import items_of
from ..tags import tag_list
from .common import (
    RESOURCE_ID,
    TOGETHER,
    RdsResource,
    accepted,
    exports_change,
    final_snapshot,
    key_as_worded,
    master_user_secrets,
    name_of,
    restore_problems,
    tags_of,
    together,
    told,
    version_as_worded,
    window_as_worded,
)

_NAMES: Final = {
    "allocatedStorage": "AllocatedStorage",
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "availabilityZone": "AvailabilityZone",
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "backupWindow": "PreferredBackupWindow",
    "caCertIdentifier": "CACertificateIdentifier",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "databaseInsightsMode": "DatabaseInsightsMode",
    "dbName": "DBName",
    "dedicatedLogVolume": "DedicatedLogVolume",
    "deletionProtection": "DeletionProtection",
    "engine": "Engine",
    "engineLifecycleSupport": "EngineLifecycleSupport",
    "engineVersion": "EngineVersion",
    "instanceClass": "DBInstanceClass",
    "iops": "Iops",
    "kmsKeyId": "KmsKeyId",
    "licenseModel": "LicenseModel",
    "maintenanceWindow": "PreferredMaintenanceWindow",
    "maxAllocatedStorage": "MaxAllocatedStorage",
    "monitoringInterval": "MonitoringInterval",
    "monitoringRoleArn": "MonitoringRoleArn",
    "multiAz": "MultiAZ",
    "networkType": "NetworkType",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "performanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "publiclyAccessible": "PubliclyAccessible",
    "storageEncrypted": "StorageEncrypted",
    "storageThroughput": "StorageThroughput",
    "storageType": "StorageType",
    "username": "MasterUsername",
}
"""What has the same name in requests and in answers."""
_REQUEST: Final = {
    **_NAMES,
    "dbSubnetGroupName": "DBSubnetGroupName",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "manageMasterUserPassword": "ManageMasterUserPassword",
    "masterUserSecretKmsKeyId": "MasterUserSecretKmsKeyId",
    "optionGroupName": "OptionGroupName",
    "parameterGroupName": "DBParameterGroupName",
    "password": "MasterUserPassword",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
    "port": "Port",
    "upgradeStorageConfig": "UpgradeStorageConfig",
    "vpcSecurityGroupIds": "VpcSecurityGroupIds",
}
_POINT_IN_TIME: Final = {
    "restoreTime": "RestoreTime",
    "sourceDbInstanceIdentifier": "SourceDBInstanceIdentifier",
    "sourceDbiResourceId": "SourceDbiResourceId",
    "useLatestRestorableTime": "UseLatestRestorableTime",
}
_TOGETHER: Final = (frozenset({"allocatedStorage", "iops", "storageThroughput", "storageType"}), *TOGETHER)


class Instance(RdsResource):
    """A database instance of its own: new, a replica of another one, or restored from a snapshot or to a time."""

    token = "aws:rds/instance:Instance"
    secret_outputs = frozenset({"password", "passwordWo"})
    properties = {
        **dict.fromkeys(_REQUEST, CHOSEN),
        **dict.fromkeys(("availabilityZone", "dbName", "engine", "kmsKeyId", "username"), CHOSEN_ONCE),
        "allowMajorVersionUpgrade": PLAIN,
        "applyImmediately": PLAIN,
        "autoMinorVersionUpgrade": Property(default=True),
        "copyTagsToSnapshot": Property(default=False),
        "dedicatedLogVolume": Property(default=False),
        "deleteAutomatedBackups": Property(default=True),
        "deletionProtection": Property(default=False),
        "enabledCloudwatchLogsExports": Property(form="set"),
        "finalSnapshotIdentifier": PLAIN,
        "iamDatabaseAuthenticationEnabled": Property(default=False),
        "identifier": Property(autoname=AutoName(max_length=255, separator="", delete_first=False)),
        "identifierPrefix": CHOSEN_ONCE,
        "instanceClass": PLAIN,
        "manageMasterUserPassword": PLAIN,
        "maxAllocatedStorage": Property(default=0),
        "monitoringInterval": Property(default=0),
        "password": PLAIN,
        "passwordWo": PLAIN,
        "passwordWoVersion": PLAIN,
        "performanceInsightsEnabled": Property(default=False),
        "publiclyAccessible": Property(default=False),
        "replicateSourceDb": PLAIN,
        "restoreToPointInTime": Property(nested=frozenset(_POINT_IN_TIME)),
        "skipFinalSnapshot": Property(default=False),
        "snapshotIdentifier": CHOSEN_ONCE,
        "storageEncrypted": Property(default=False, replace=True),
        "upgradeStorageConfig": REPLACES,
        "vpcSecurityGroupIds": Property(form="set", computed=True),
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return what the official provider refuses."""
        return restore_problems(props)

    def replaced_by(self, olds: Props, news: Props) -> frozenset[str]:
        """Return the restore to a point in time if it is added or removed: its values change in place."""
        name = "restoreToPointInTime"
        return frozenset({name}) if bool(olds.get(name)) != bool(news.get(name)) else frozenset()

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the instance. Its id is what RDS calls it for ever: its name may change."""
        identifier = name_of(props, "identifier")
        request = {"DBInstanceIdentifier": identifier, "Tags": tag_list(tags), **_request(props)}
        operation = "CreateDBInstance"
        if source := props.get("replicateSourceDb"):
            operation, request["SourceDBInstanceIdentifier"] = "CreateDBInstanceReadReplica", source
            for inherited in ("AllocatedStorage", "Engine", "EngineVersion", "MasterUsername"):
                request.pop(inherited, None)
        elif snapshot := props.get("snapshotIdentifier"):
            operation, request["DBSnapshotIdentifier"] = "RestoreDBInstanceFromDBSnapshot", snapshot
        elif time := props.get("restoreToPointInTime"):
            operation, request["TargetDBInstanceIdentifier"] = "RestoreDBInstanceToPointInTime", identifier
            request |= given(time, _POINT_IN_TIME)
        if operation.startswith("Restore"):
            # The official provider leaves these to the source, and sets the others after the restore.
            for inherited in ("DBName", "KmsKeyId", "MasterUsername", "StorageEncrypted"):
                request.pop(inherited, None)
        taken = accepted(aws, operation, request)
        made: dict[str, Any] = _call(aws, operation, taken)["DBInstance"]
        later = accepted(aws, "ModifyDBInstance", {k: v for k, v in request.items() if k not in taken})
        id: str = made["DbiResourceId"]
        if later:
            with existing(id):
                _call(aws, "ModifyDBInstance", {"DBInstanceIdentifier": identifier, "ApplyImmediately": True, **later})
        return id

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the instance, by what RDS calls it or, when it is imported, by its name."""
        seen = _find(aws, id)
        endpoint, secrets = seen["Endpoint"], master_user_secrets(seen)
        secret_key = secrets[0]["kmsKeyId"] if secrets else None
        return {
            **told(seen, _NAMES),
            # Not latestRestorableTime: it moves on by itself, and each refresh would show that as drift.
            "address": endpoint["Address"],
            "allocatedStorage": _storage(seen, known),
            "arn": seen["DBInstanceArn"],
            "dbSubnetGroupName": seen.get("DBSubnetGroup", {}).get("DBSubnetGroupName"),
            "enabledCloudwatchLogsExports": seen.get("EnabledCloudwatchLogsExports", []),
            "endpoint": f"{endpoint['Address']}:{endpoint['Port']}",
            "engineVersion": version_as_worded(known.get("engineVersion"), seen["EngineVersion"]),
            "engineVersionActual": seen["EngineVersion"],
            "hostedZoneId": endpoint["HostedZoneId"],
            "iamDatabaseAuthenticationEnabled": seen["IAMDatabaseAuthenticationEnabled"],
            "identifier": seen["DBInstanceIdentifier"],
            "maintenanceWindow": window_as_worded(known.get("maintenanceWindow"), seen["PreferredMaintenanceWindow"]),
            "masterUserSecretKmsKeyId": key_as_worded(known.get("masterUserSecretKmsKeyId"), secret_key),
            "masterUserSecrets": secrets,
            "maxAllocatedStorage": seen.get("MaxAllocatedStorage", 0),
            "optionGroupName": seen["OptionGroupMemberships"][0]["OptionGroupName"],
            "parameterGroupName": seen["DBParameterGroups"][0]["DBParameterGroupName"],
            "performanceInsightsEnabled": seen["PerformanceInsightsEnabled"],
            "port": endpoint["Port"],
            "replicas": seen.get("ReadReplicaDBInstanceIdentifiers", []),
            "replicateSourceDb": _source(seen, known),
            "resourceId": seen["DbiResourceId"],
            "status": seen["DBInstanceStatus"],
            "tags": tags_of(aws, seen["DBInstanceArn"]),
            "vpcSecurityGroupIds": sorted(one["VpcSecurityGroupId"] for one in seen["VpcSecurityGroups"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Promote a replica that has no source any more, and change all else in one request."""
        seen = _find(aws, id)
        identifier = seen["DBInstanceIdentifier"]
        if "replicateSourceDb" in changed:
            if props.get("replicateSourceDb"):
                raise ProviderError(
                    "replicateSourceDb: an instance that exists can't become a replica; only end as one"
                )
            aws.client("rds").promote_read_replica(DBInstanceIdentifier=identifier)
        request = _modification(aws, props, together(changed, _TOGETHER), seen)
        if not request:
            return
        now = bool(props.get("applyImmediately"))
        major = {"AllowMajorVersionUpgrade": True} if props.get("allowMajorVersionUpgrade") else {}
        aws.client("rds").modify_db_instance(DBInstanceIdentifier=identifier, ApplyImmediately=now, **major, **request)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the instance, after a last snapshot unless the program waives it."""
        backups = known.get("deleteAutomatedBackups")
        seen = _find(aws, id)
        aws.client("rds").delete_db_instance(
            DBInstanceIdentifier=seen["DBInstanceIdentifier"],
            DeleteAutomatedBackups=backups is None or backups,
            **final_snapshot(known),
        )


def _call(aws: Session, operation: str, request: dict[str, Any]) -> dict[str, Any]:
    return getattr(aws.client("rds"), xform_name(operation))(**request)


def _find(aws: Session, id: str) -> dict[str, Any]:
    by_id = {"Filters": [{"Name": "dbi-resource-id", "Values": [id]}]}
    query = by_id if RESOURCE_ID.fullmatch(id) else {"DBInstanceIdentifier": id}
    return only(aws.client("rds").describe_db_instances(**query)["DBInstances"])


def _request(props: Props) -> dict[str, Any]:
    request = given(props, _REQUEST)
    if not request.get("MaxAllocatedStorage"):
        request.pop("MaxAllocatedStorage", None)
    if "passwordWo" in props:
        request["MasterUserPassword"] = props["passwordWo"]
    return request


def _modification(aws: Session, props: Props, changed: frozenset[str], seen: dict[str, Any]) -> dict[str, Any]:
    """Return the request that brings the properties to what the program says."""
    request = accepted(aws, "ModifyDBInstance", given({k: v for k, v in props.items() if k in changed}, _REQUEST))
    request.pop("Engine", None)
    if "identifier" in changed:
        request["NewDBInstanceIdentifier"] = name_of(props, "identifier")
    if "port" in changed:
        request["DBPortNumber"] = props["port"]
    if "maxAllocatedStorage" in changed:  # to end autoscaling, AWS wants the present size as the largest
        request["MaxAllocatedStorage"] = props["maxAllocatedStorage"] or seen["AllocatedStorage"]
    if "manageMasterUserPassword" in changed:
        request["ManageMasterUserPassword"] = bool(props.get("manageMasterUserPassword"))
    if "passwordWoVersion" in changed and "passwordWo" in props:
        request["MasterUserPassword"] = props["passwordWo"]
    if "enabledCloudwatchLogsExports" in changed:
        present = items_of(seen, "EnabledCloudwatchLogsExports")
        request["CloudwatchLogsExportConfiguration"] = exports_change(props, present)
    return request


def _storage(seen: dict[str, Any], known: Props) -> int:
    """Return the storage that the program gives, if autoscaling has only added to it."""
    actual, wanted = seen["AllocatedStorage"], known.get("allocatedStorage")
    return wanted if wanted and seen.get("MaxAllocatedStorage") and wanted < actual else actual


def _source(seen: dict[str, Any], known: Props) -> str | None:
    """Return the source of a replica as the program names it, by its name or its ARN."""
    actual, worded = seen.get("ReadReplicaSourceDBInstanceIdentifier"), known.get("replicateSourceDb")
    return worded if actual and worded and worded.split(":")[-1] == actual.split(":")[-1] else actual


RESOURCES: Final = (Instance(),)
