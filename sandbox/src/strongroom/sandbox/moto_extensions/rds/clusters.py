"""RDS: what moto forgets of database clusters, and what AWS refuses of them."""

from contextlib import suppress
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.exceptions import (
    DBClusterSnapshotAlreadyExistsError,
    InvalidParameterCombination,
    RDSClientError,
)
from moto.rds.models import DBCluster, RDSBackend
from moto.rds.responses import RDSResponse

from ..request import attributes, replace
from . import engines, settings
from .instances import check_upgrade, default_key
from .secrets import manage

_ONE_DAY = 1
"""Clusters can't be without backups."""
_init: Any = DBCluster.__init__
_save_automated_backup: Any = DBCluster.save_automated_backup
_create_db_cluster: Any = RDSBackend.create_db_cluster
_modify_db_cluster: Any = RDSBackend.modify_db_cluster
_delete_db_cluster: Any = RDSResponse.delete_db_cluster


def __init__(self: DBCluster, backend: RDSBackend, **request: Any) -> None:  # noqa: N807 - takes the place of moto's
    """Make a cluster.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html
    """
    engine = request["engine"]
    version = str(engines.full_version(engine, request.get("engine_version")))
    settings.check_master(engine, request)
    logs: list[str] = request.get("enable_cloudwatch_logs_exports") or []
    engines.check_logs(engine, version, logs)
    settings.check_backups(_ONE_DAY, {}, request)
    after = settings.settled({}, request, default_key(backend))
    key = request.get("kms_key_id")
    if request.get("storage_encrypted"):
        key = backend._validate_kms_key(key) if key else default_key(backend)  # pyright: ignore[reportPrivateUsage]
    aurora = engine.startswith("aurora")
    given: dict[str, Any] = {
        "db_cluster_parameter_group_name": f"default.{engines.family(engine, version)}",
        **({"storage_type": "aurora", "allocated_storage": 1} if aurora else {}),
        **{name: value for name, value in request.items() if value is not None},
    }
    _check_parameter_group(backend, given["db_cluster_parameter_group_name"], engine, version)
    _init(self, backend, **{**given, "engine_version": version})
    attributes(self).update(
        after,
        kms_key_id=key if request.get("storage_encrypted") else None,
        option_group_name=engines.default_option_group(engine, version),
        preferred_maintenance_window=self.preferred_maintenance_window.lower(),
    )
    _tell_certificate(self)


def _tell_certificate(cluster: Any) -> None:
    attributes(cluster)["certificate_details"] = {"CAIdentifier": cluster.ca_certificate_identifier}


def _check_parameter_group(backend: RDSBackend, name: str, engine: str, version: str) -> None:
    group = backend.db_cluster_parameter_groups.get(name)
    wanted = engines.family(engine, version)
    if group is None and name != f"default.{wanted}":
        raise RDSClientError("DBClusterParameterGroupNotFound", f"DBClusterParameterGroup not found: {name}")
    if group and group.db_parameter_group_family != wanted:
        raise InvalidParameterCombination(
            f"The Parameter Group {name} with DBParameterGroupFamily {group.db_parameter_group_family} cannot be used "
            f"for this cluster. Please use a Parameter Group with DBParameterGroupFamily {wanted}"
        )


def create_db_cluster(self: RDSBackend, kwargs: dict[str, Any]) -> Any:
    """Make a cluster, unless there is one of its name.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html
    """
    if kwargs["db_cluster_identifier"] in self.clusters:
        raise RDSClientError("DBClusterAlreadyExistsFault", "DB Cluster already exists")
    return _create_db_cluster(self, kwargs)


def modify_db_cluster(self: RDSBackend, kwargs: dict[str, Any]) -> Any:
    """Change a cluster, and with it what its instances have from it.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBCluster.html
    """
    cluster: Any = self.describe_db_clusters(kwargs["db_cluster_identifier"])[0]
    request = dict(kwargs)
    engine, version = cluster.engine, cluster.engine_version
    if request.get("engine_version"):
        version = request["engine_version"] = str(engines.full_version(engine, request["engine_version"]))
        check_upgrade(engine, cluster.engine_version, version, bool(request.get("allow_major_version_upgrade")))
    if request.get("master_user_password"):
        settings.check_password(engine, request["master_user_password"])
    change = request.pop("cloudwatch_logs_export_configuration", None)
    logs = settings.logs_after(cluster.enabled_cloudwatch_logs_exports, change)
    engines.check_logs(engine, version, logs)
    settings.check_backups(_ONE_DAY, attributes(cluster), request)
    if request.get("db_cluster_parameter_group_name"):
        _check_parameter_group(self, request["db_cluster_parameter_group_name"], engine, version)
    after = settings.settled(attributes(cluster), request, default_key(self))
    iam = request.pop("enable_iam_database_authentication", None)
    if request.get("preferred_maintenance_window"):
        request["preferred_maintenance_window"] = request["preferred_maintenance_window"].lower()
    manage(cluster, request)
    answer = _modify_db_cluster(self, request)
    attributes(cluster).update(
        after, enabled_cloudwatch_logs_exports=logs, iam_auth=cluster.iam_auth if iam is None else iam
    )
    _tell_certificate(cluster)
    told = {name for name in after if request.get(name) is not None}
    if request.get("enable_performance_insights") is not None or "database_insights_mode" in told:
        told |= {name for name in after if "insights" in name}
    for instance in cluster.members:
        attributes(instance).update({name: after[name] for name in told - {"ca_certificate_identifier"}})
    return answer


def delete_db_cluster(self: RDSResponse) -> ActionResult:
    """Delete a cluster, after a last snapshot unless that is waived.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBCluster.html
    """
    backend, request = self.backend, self.params
    id, final = request.get("DBClusterIdentifier"), request.get("FinalDBSnapshotIdentifier")
    cluster: Any = backend.describe_db_clusters(id)[0]
    if not cluster.deletion_protection and not final and not request.get("SkipFinalSnapshot"):
        raise InvalidParameterCombination(
            "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
        )
    answer = _delete_db_cluster(self)
    if request.get("DeleteAutomatedBackups") is not False:
        for snapshot in backend.describe_db_cluster_snapshots(id, "", "automated"):
            backend.delete_db_cluster_snapshot(snapshot.db_cluster_snapshot_identifier)
    return answer


def save_automated_backup(self: DBCluster) -> None:
    """Back up a new cluster, unless an earlier cluster with the same identifier was backed up in the same minute."""
    with suppress(DBClusterSnapshotAlreadyExistsError):
        _save_automated_backup(self)


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(DBCluster, __init__, save_automated_backup)
    replace(RDSBackend, create_db_cluster, modify_db_cluster)
    replace(RDSResponse, delete_db_cluster)
