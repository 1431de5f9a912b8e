"""Database clusters."""

from collections.abc import Iterable
from typing import Any, Final

from botocore import xform_name

from ...resource import CHOSEN, CHOSEN_ONCE, PLAIN, REPLACES, Property, existing, only
from ...schema import Problem
from ...session import Session
from ...wire import Props
from ..ec2.common import given
from ..lists import items_of
from ..tags import tag_list
from .common import (
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
    "availabilityZones": "AvailabilityZones",
    "backtrackWindow": "BacktrackWindow",
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "databaseInsightsMode": "DatabaseInsightsMode",
    "databaseName": "DatabaseName",
    "dbClusterInstanceClass": "DBClusterInstanceClass",
    "deletionProtection": "DeletionProtection",
    "engine": "Engine",
    "engineLifecycleSupport": "EngineLifecycleSupport",
    "engineMode": "EngineMode",
    "engineVersion": "EngineVersion",
    "iops": "Iops",
    "kmsKeyId": "KmsKeyId",
    "masterUsername": "MasterUsername",
    "monitoringInterval": "MonitoringInterval",
    "monitoringRoleArn": "MonitoringRoleArn",
    "networkType": "NetworkType",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "performanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "port": "Port",
    "preferredBackupWindow": "PreferredBackupWindow",
    "preferredMaintenanceWindow": "PreferredMaintenanceWindow",
    "storageEncrypted": "StorageEncrypted",
    "storageType": "StorageType",
}
"""What has the same name in requests and in answers."""
_REQUEST: Final = {
    **_NAMES,
    "caCertificateIdentifier": "CACertificateIdentifier",
    "dbClusterParameterGroupName": "DBClusterParameterGroupName",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "manageMasterUserPassword": "ManageMasterUserPassword",
    "masterPassword": "MasterUserPassword",
    "masterUserSecretKmsKeyId": "MasterUserSecretKmsKeyId",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
    "vpcSecurityGroupIds": "VpcSecurityGroupIds",
}
_POINT_IN_TIME: Final = {
    "restoreToTime": "RestoreToTime",
    "restoreType": "RestoreType",
    "sourceClusterIdentifier": "SourceDBClusterIdentifier",
    "sourceClusterResourceId": "SourceDbClusterResourceId",
    "useLatestRestorableTime": "UseLatestRestorableTime",
}
_AFTER_RESTORE: Final = (
    "BackupRetentionPeriod",
    "ManageMasterUserPassword",
    "MasterUserPassword",
    "MasterUserSecretKmsKeyId",
    "PreferredBackupWindow",
    "PreferredMaintenanceWindow",
    "ServerlessV2ScalingConfiguration",
)
"""What the official provider sets right after a restore; what no restore takes, it sets with the next update."""
_LEFT_OUT: Final = {
    "RestoreDBClusterFromSnapshot": (
        *("EnableIAMDatabaseAuthentication", "EnablePerformanceInsights", "PerformanceInsightsKMSKeyId"),
        "PerformanceInsightsRetentionPeriod",
    ),
    "RestoreDBClusterToPointInTime": (
        *("Engine", "EnablePerformanceInsights", "PerformanceInsightsKMSKeyId", "PerformanceInsightsRetentionPeriod"),
        "EngineMode",
    ),
}
"""What a restore would take, but the official provider does not give it."""
_SCALING: Final = {
    "minCapacity": "MinCapacity",
    "maxCapacity": "MaxCapacity",
    "secondsUntilAutoPause": "SecondsUntilAutoPause",
}


class Cluster(RdsResource):
    """A cluster, which holds the data; the instances that serve it are resources of their own."""

    token = "aws:rds/cluster:Cluster"
    secret_outputs = frozenset({"masterPassword", "masterPasswordWo"})
    once: Final = ("databaseName", "dbSubnetGroupName", "kmsKeyId", "masterUsername", "storageEncrypted")
    properties = {
        **dict.fromkeys(_REQUEST, CHOSEN),
        **dict.fromkeys(once, CHOSEN_ONCE),
        "allowMajorVersionUpgrade": PLAIN,
        "applyImmediately": PLAIN,
        "availabilityZones": Property(form="set", computed=True, replace=True),
        "backtrackWindow": Property(default=0),
        "clusterIdentifier": CHOSEN_ONCE,
        "clusterIdentifierPrefix": CHOSEN_ONCE,
        "copyTagsToSnapshot": Property(default=False),
        "dbInstanceParameterGroupName": PLAIN,
        "deleteAutomatedBackups": Property(default=True),
        "deletionProtection": Property(default=False),
        "enabledCloudwatchLogsExports": Property(form="set"),
        "engine": REPLACES,
        "engineMode": Property(default="provisioned", replace=True),
        "finalSnapshotIdentifier": PLAIN,
        "iamDatabaseAuthenticationEnabled": Property(default=False),
        "manageMasterUserPassword": PLAIN,
        "masterPassword": PLAIN,
        "masterPasswordWo": PLAIN,
        "masterPasswordWoVersion": PLAIN,
        "performanceInsightsEnabled": Property(default=False),
        "serverlessv2ScalingConfiguration": Property(nested=frozenset(_SCALING), computed=True),
        "restoreToPointInTime": Property(nested=frozenset(_POINT_IN_TIME), replace=True),
        "skipFinalSnapshot": Property(default=False),
        "snapshotIdentifier": CHOSEN_ONCE,
        "vpcSecurityGroupIds": Property(form="set", computed=True),
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return what the official provider refuses."""
        return restore_problems(props)

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the cluster, or restore it. Its id is its name."""
        if props.get("snapshotIdentifier") or props.get("restoreToPointInTime"):
            return _restore(aws, props, tags)
        made = aws.client("rds").create_db_cluster(
            DBClusterIdentifier=name_of(props, "clusterIdentifier", prefix="tf-"),
            Tags=tag_list(tags),
            **_request(props),
        )
        return made["DBCluster"]["DBClusterIdentifier"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the cluster."""
        seen = _find(aws, id)
        secrets = master_user_secrets(seen)
        secret_key = secrets[0]["kmsKeyId"] if secrets else None
        scaling = given(seen.get("ServerlessV2ScalingConfiguration") or {}, {v: k for k, v in _SCALING.items()})
        window = seen["PreferredMaintenanceWindow"]
        return {
            **told(seen, _NAMES),
            "arn": seen["DBClusterArn"],
            "caCertificateIdentifier": seen["CertificateDetails"]["CAIdentifier"],
            "clusterIdentifier": seen["DBClusterIdentifier"],
            "clusterMembers": sorted(one["DBInstanceIdentifier"] for one in seen.get("DBClusterMembers", [])),
            "clusterResourceId": seen["DbClusterResourceId"],
            "dbClusterParameterGroupName": seen["DBClusterParameterGroup"],
            "dbSubnetGroupName": seen["DBSubnetGroup"],
            "enabledCloudwatchLogsExports": seen.get("EnabledCloudwatchLogsExports", []),
            "endpoint": seen["Endpoint"],
            "engineVersion": version_as_worded(known.get("engineVersion"), seen["EngineVersion"]),
            "engineVersionActual": seen["EngineVersion"],
            "hostedZoneId": seen["HostedZoneId"],
            "iamDatabaseAuthenticationEnabled": seen["IAMDatabaseAuthenticationEnabled"],
            "masterUserSecretKmsKeyId": key_as_worded(known.get("masterUserSecretKmsKeyId"), secret_key),
            "masterUserSecrets": secrets,
            "performanceInsightsEnabled": seen["PerformanceInsightsEnabled"],
            "preferredMaintenanceWindow": window_as_worded(known.get("preferredMaintenanceWindow"), window),
            "readerEndpoint": seen["ReaderEndpoint"],
            "serverlessv2ScalingConfiguration": scaling or None,
            "tags": tags_of(aws, seen["DBClusterArn"]),
            "vpcSecurityGroupIds": sorted(one["VpcSecurityGroupId"] for one in seen.get("VpcSecurityGroups", [])),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change all that differs in one request."""
        sent = {name: value for name, value in props.items() if name in together(changed, TOGETHER)}
        request = accepted(aws, "ModifyDBCluster", _request(sent))
        request.pop("EngineMode", None)
        if "manageMasterUserPassword" in changed:
            request["ManageMasterUserPassword"] = bool(props.get("manageMasterUserPassword"))
        if "masterPasswordWoVersion" in changed and "masterPasswordWo" in props:
            request["MasterUserPassword"] = props["masterPasswordWo"]
        if "enabledCloudwatchLogsExports" in changed:
            present = items_of(_find(aws, id), "EnabledCloudwatchLogsExports")
            request["CloudwatchLogsExportConfiguration"] = exports_change(props, present)
        if not request:
            return
        if props.get("allowMajorVersionUpgrade"):
            request["AllowMajorVersionUpgrade"] = True
            request |= given(props, {"dbInstanceParameterGroupName": "DBInstanceParameterGroupName"})
        now = bool(props.get("applyImmediately"))
        aws.client("rds").modify_db_cluster(DBClusterIdentifier=id, ApplyImmediately=now, **request)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the cluster, after a last snapshot unless the program waives it."""
        _find(aws, id)
        backups = known.get("deleteAutomatedBackups")
        aws.client("rds").delete_db_cluster(
            DBClusterIdentifier=id, DeleteAutomatedBackups=backups is None or backups, **final_snapshot(known)
        )


def _restore(aws: Session, props: Props, tags: dict[str, str]) -> str:
    rds, id = aws.client("rds"), name_of(props, "clusterIdentifier", prefix="tf-")
    request = {"DBClusterIdentifier": id, "Tags": tag_list(tags), **_request(props)}
    if snapshot := props.get("snapshotIdentifier"):
        operation, request["SnapshotIdentifier"] = "RestoreDBClusterFromSnapshot", snapshot
    else:
        operation = "RestoreDBClusterToPointInTime"
        request |= given(props["restoreToPointInTime"], _POINT_IN_TIME)
    left_out = {*_AFTER_RESTORE, *_LEFT_OUT[operation]}
    taken = {name: value for name, value in accepted(aws, operation, request).items() if name not in left_out}
    getattr(rds, xform_name(operation))(**taken)
    with existing(id):
        later = {name: request[name] for name in _AFTER_RESTORE if name in request}
        rds.modify_db_cluster(DBClusterIdentifier=id, ApplyImmediately=True, **later)
    return id


def _find(aws: Session, id: str) -> dict[str, Any]:
    return only(aws.client("rds").describe_db_clusters(DBClusterIdentifier=id)["DBClusters"])


def _request(props: Props) -> dict[str, Any]:
    request = given(props, _REQUEST)
    if scaling := props.get("serverlessv2ScalingConfiguration"):
        request["ServerlessV2ScalingConfiguration"] = given(scaling, _SCALING)
    if "masterPasswordWo" in props and "masterPasswordWoVersion" in props:
        request["MasterUserPassword"] = props["masterPasswordWo"]
    return request


RESOURCES: Final = (Cluster(),)
