"""RDS: restores from snapshots and to a point in time, with what AWS takes from the source and what it refuses.

https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBClusterFromSnapshot.html
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBClusterToPointInTime.html
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from moto.rds.exceptions import InvalidParameterCombination, InvalidParameterValue, RDSClientError
from moto.rds.models import RDSBackend

from ..request import attributes, replace

_OF_BOTH: Final = (
    *("allocated_storage", "auto_minor_version_upgrade", "backup_retention_period", "copy_tags_to_snapshot", "engine"),
    *("engine_version", "iops", "kms_key_id", "license_model", "master_username", "port", "preferred_backup_window"),
    *("preferred_maintenance_window", "storage_encrypted", "storage_type"),
)
_OF_AN_INSTANCE: Final = (*_OF_BOTH, "character_set_name", "db_instance_class", "db_name", "storage_throughput")
_OF_A_CLUSTER: Final = (*_OF_BOTH, "database_name", "engine_mode")


def _inherited(source: Any, names: Iterable[str]) -> dict[str, Any]:
    found = {name: getattr(source, name, None) for name in names}
    known = attributes(source)
    password = known.get("_master_user_password") or known.get("master_user_password") or secrets.token_hex(16)
    given = {name: value for name, value in found.items() if value is not None}
    return {**given, "master_user_password": password}


def _joined(source: Mapping[str, Any], request: Mapping[str, Any]) -> dict[str, Any]:
    joined = {**source, **{name: value for name, value in request.items() if value is not None}}
    if joined.get("manage_master_user_password"):
        del joined["master_user_password"]
    return joined


def _check_key(backend: RDSBackend, key: str | None) -> None:
    if key and backend.kms.describe_key(key).key_state != "Enabled":
        raise RDSClientError(
            "KMSKeyNotAccessibleFault",
            f"The specified KMS key [{key}] does not exist, is not enabled or you do not have "
            "permissions to access it.",
        )


def _check_engine(source: Any, request: Mapping[str, Any]) -> None:
    engine = request.get("engine")
    if engine and engine != source.engine:
        raise InvalidParameterCombination(
            f"The engine {engine} is not compatible with the engine of the source, {source.engine}."
        )


def _check_storage(source: Any, request: Mapping[str, Any]) -> None:
    if (request.get("allocated_storage") or source.allocated_storage) < source.allocated_storage:
        raise InvalidParameterValue("The allocated storage size can't be less than the source snapshot or backup size.")


def _check_time(source: Any, time: Any, *, latest: bool) -> None:
    if bool(time) == latest:
        raise InvalidParameterCombination("Specify either a time to restore to or UseLatestRestorableTime.")
    if not source.backup_retention_period:
        raise RDSClientError("InvalidRestoreFault", "The source has no automated backups to restore.")
    if time:
        moment = time if isinstance(time, datetime) else datetime.fromisoformat(str(time).removesuffix("Z"))
        if moment.replace(tzinfo=UTC) > datetime.now(UTC):
            raise RDSClientError("InvalidRestoreFault", "The specified time is after the latest restorable time.")


def restore_db_instance_from_db_snapshot(self: RDSBackend, from_snapshot_id: str, overrides: dict[str, Any]) -> Any:
    """Make an instance with the data of a snapshot."""
    name = from_snapshot_id.rsplit(":snapshot:", 1)[-1]
    snapshot: Any = self.describe_db_snapshots(None, name)[0]
    _check_key(self, snapshot.kms_key_id)
    _check_engine(snapshot, overrides)
    _check_storage(snapshot, overrides)
    source = {**_inherited(snapshot.database, _OF_AN_INSTANCE), **_inherited(snapshot, ("allocated_storage",))}
    source |= {"kms_key_id": snapshot.kms_key_id, "storage_encrypted": snapshot.encrypted}
    source["master_user_password"] = _inherited(snapshot.database, ())["master_user_password"]
    return self.create_db_instance(_joined(source, overrides))


def restore_db_instance_to_point_in_time(
    self: RDSBackend, source_db_identifier: str | None, target_db_identifier: str, overrides: dict[str, Any]
) -> Any:
    """Make an instance with the data that another one had at a time."""
    request = dict(overrides)
    id = request.pop("source_dbi_resource_id", None)
    instances: list[Any] = self.describe_db_instances(source_db_identifier)
    found = [one for one in instances if source_db_identifier or one.dbi_resource_id == id]
    if not found:
        raise RDSClientError("DBInstanceAutomatedBackupNotFound", f"No automated backup of {id} is retained.")
    latest = bool(request.pop("use_latest_restorable_time", False))
    _check_time(found[0], request.pop("restore_time", None), latest=latest)
    _check_engine(found[0], request)
    _check_storage(found[0], request)
    for own in ("source_db_instance_identifier", "target_db_instance_identifier"):
        request.pop(own, None)
    source = _inherited(found[0], _OF_AN_INSTANCE)
    return self.create_db_instance({**_joined(source, request), "db_instance_identifier": target_db_identifier})


def restore_db_cluster_from_snapshot(self: RDSBackend, from_snapshot_id: str, overrides: dict[str, Any]) -> Any:
    """Make a cluster with the data of a snapshot."""
    name = from_snapshot_id.rsplit(":cluster-snapshot:", 1)[-1]
    snapshot: Any = self.describe_db_cluster_snapshots(None, name)[0]
    _check_key(self, snapshot.kms_key_id)
    _check_engine(snapshot, overrides)
    return self.create_db_cluster(_of_a_cluster(snapshot.cluster, overrides))


def restore_db_cluster_to_point_in_time(
    self: RDSBackend,
    db_cluster_identifier: str,
    source_db_cluster_identifier: str | None = None,
    restore_type: str = "full-copy",
    restore_to_time: Any = None,
    use_latest_restorable_time: bool = False,
    **overrides: Any,
) -> Any:
    """Make a cluster with the data that another one had at a time."""
    id = overrides.pop("source_db_cluster_resource_id", None)
    clusters: list[Any] = self.describe_db_clusters(source_db_cluster_identifier)
    found = [one for one in clusters if source_db_cluster_identifier or one.db_cluster_resource_id == id]
    if not found:
        raise RDSClientError("DBClusterAutomatedBackupNotFoundFault", f"No automated backup of {id} is retained.")
    if restore_to_time and restore_type == "copy-on-write":
        raise InvalidParameterCombination("RestoreToTime cannot be specified when RestoreType is copy-on-write")
    _check_time(found[0], restore_to_time, latest=bool(use_latest_restorable_time))
    request = _of_a_cluster(found[0], overrides)
    if request.get("kms_key_id") and not found[0].storage_encrypted:
        raise InvalidParameterCombination("KmsKeyId can't be specified for a source that is not encrypted.")
    return self.create_db_cluster({**request, "db_cluster_identifier": db_cluster_identifier})


def _of_a_cluster(source: Any, overrides: Mapping[str, Any]) -> dict[str, Any]:
    request = _joined(_inherited(source, _OF_A_CLUSTER), overrides)
    request.pop("snapshot_identifier", None)
    # A cluster from a snapshot is encrypted with the key that is named, even if the snapshot is not encrypted.
    return {**request, "storage_encrypted": bool(request.get("kms_key_id") or request.get("storage_encrypted"))}


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(
        RDSBackend,
        restore_db_instance_from_db_snapshot,
        restore_db_instance_to_point_in_time,
        restore_db_cluster_from_snapshot,
        restore_db_cluster_to_point_in_time,
    )
