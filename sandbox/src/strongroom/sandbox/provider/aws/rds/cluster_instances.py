"""Instances that serve the data of a cluster."""

from typing import Any, Final

from ...resource import CHOSEN, CHOSEN_ONCE, PLAIN, REPLACES, Property, only
from ...session import Session
from ...wire import Props
from ..ec2.common import given
from ..tags import tag_list
from .common import RdsResource, accepted, name_of, tags_of, together, told, version_as_worded, window_as_worded

_NAMES: Final = {
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "availabilityZone": "AvailabilityZone",
    "caCertIdentifier": "CACertificateIdentifier",
    "clusterIdentifier": "DBClusterIdentifier",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "engine": "Engine",
    "instanceClass": "DBInstanceClass",
    "monitoringInterval": "MonitoringInterval",
    "monitoringRoleArn": "MonitoringRoleArn",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "performanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "preferredBackupWindow": "PreferredBackupWindow",
    "preferredMaintenanceWindow": "PreferredMaintenanceWindow",
    "promotionTier": "PromotionTier",
    "publiclyAccessible": "PubliclyAccessible",
}
"""What has the same name in requests and in answers."""
_REQUEST: Final = {
    **_NAMES,
    "dbParameterGroupName": "DBParameterGroupName",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
}
_TOGETHER: Final = (
    frozenset({"monitoringInterval", "monitoringRoleArn"}),
    frozenset({"performanceInsightsEnabled", "performanceInsightsKmsKeyId", "performanceInsightsRetentionPeriod"}),
)


class ClusterInstance(RdsResource):
    """An instance of a cluster: its writer, or one of its readers."""

    token = "aws:rds/clusterInstance:ClusterInstance"
    properties = {
        **dict.fromkeys(_REQUEST, CHOSEN),
        "applyImmediately": PLAIN,
        "autoMinorVersionUpgrade": Property(default=True),
        "availabilityZone": CHOSEN_ONCE,
        "clusterIdentifier": REPLACES,
        "copyTagsToSnapshot": Property(default=False),
        "dbSubnetGroupName": CHOSEN_ONCE,
        "engine": REPLACES,
        "engineVersion": CHOSEN,  # that of the cluster, which alone can change it
        "forceDestroy": Property(default=False),
        "identifier": CHOSEN_ONCE,
        "identifierPrefix": CHOSEN_ONCE,
        "instanceClass": PLAIN,
        "monitoringInterval": Property(default=0),
        "promotionTier": Property(default=0),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the instance. Its id is its name."""
        request = given(props, _REQUEST)
        if not request["MonitoringInterval"]:  # the cluster's own is then the instance's
            del request["MonitoringInterval"]
        made = aws.client("rds").create_db_instance(
            DBInstanceIdentifier=name_of(props, "identifier", prefix="tf-"), Tags=tag_list(tags), **request
        )
        return made["DBInstance"]["DBInstanceIdentifier"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the instance, and whether it is the one that writes."""
        seen = _find(aws, id)
        rds = aws.client("rds")
        cluster = only(rds.describe_db_clusters(DBClusterIdentifier=seen["DBClusterIdentifier"])["DBClusters"])
        writers = [one["DBInstanceIdentifier"] for one in cluster["DBClusterMembers"] if one["IsClusterWriter"]]
        window = seen["PreferredMaintenanceWindow"]
        return {
            **told(seen, _NAMES),
            "arn": seen["DBInstanceArn"],
            "dbParameterGroupName": seen["DBParameterGroups"][0]["DBParameterGroupName"],
            "dbSubnetGroupName": seen.get("DBSubnetGroup", {}).get("DBSubnetGroupName"),
            "dbiResourceId": seen["DbiResourceId"],
            "endpoint": seen["Endpoint"]["Address"],
            "engineVersion": version_as_worded(known.get("engineVersion"), seen["EngineVersion"]),
            "engineVersionActual": seen["EngineVersion"],
            "identifier": seen["DBInstanceIdentifier"],
            "kmsKeyId": seen.get("KmsKeyId"),
            "networkType": seen["NetworkType"],
            "performanceInsightsEnabled": seen["PerformanceInsightsEnabled"],
            "port": seen["Endpoint"]["Port"],
            "preferredMaintenanceWindow": window_as_worded(known.get("preferredMaintenanceWindow"), window),
            "storageEncrypted": seen["StorageEncrypted"],
            "tags": tags_of(aws, seen["DBInstanceArn"]),
            "writer": id in writers,
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change all that differs in one request."""
        sent = {name: value for name, value in props.items() if name in together(changed, _TOGETHER)}
        request = accepted(aws, "ModifyDBInstance", given(sent, _REQUEST))
        if request:
            now = bool(props.get("applyImmediately"))
            aws.client("rds").modify_db_instance(DBInstanceIdentifier=id, ApplyImmediately=now, **request)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the instance; the data is the cluster's."""
        aws.client("rds").delete_db_instance(DBInstanceIdentifier=id)


def _find(aws: Session, id: str) -> dict[str, Any]:
    return only(aws.client("rds").describe_db_instances(DBInstanceIdentifier=id)["DBInstances"])


RESOURCES: Final = (ClusterInstance(),)
