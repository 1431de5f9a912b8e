"""RDS: what moto forgets of database instances, and what AWS refuses of them."""

import secrets
import string
from contextlib import suppress
from typing import Any

from moto.rds.exceptions import (
    DBInstanceAlreadyExists,
    DBSnapshotAlreadyExistsError,
    InvalidDBInstanceStateFault,
    InvalidParameterCombination,
    RDSClientError,
)
from moto.rds.models import DBInstance, DBInstanceClustered, RDSBackend

from ..request import attributes, replace
from . import engines, settings
from .secrets import manage

_init: Any = DBInstance.__init__
_update: Any = DBInstance.update
_endpoint: Any = DBInstance.endpoint.fget  # pyright: ignore[reportAttributeAccessIssue]
_save_automated_backup: Any = DBInstance.save_automated_backup
_delete_db_instance: Any = RDSBackend.delete_db_instance
_create_db_instance_read_replica: Any = RDSBackend.create_db_instance_read_replica
_promote_read_replica: Any = RDSBackend.promote_read_replica
_modify_db_instance: Any = RDSBackend.modify_db_instance


def default_key(backend: RDSBackend) -> str:
    """Return the ARN of the key that AWS keeps for RDS."""
    return backend.kms.describe_key("alias/aws/rds").arn


def random_id(prefix: str, length: int = 26) -> str:
    """Return an id as RDS makes them: a prefix and capital letters and digits."""
    return prefix + "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(length))


def __init__(self: DBInstance, backend: RDSBackend, **request: Any) -> None:  # noqa: N807 - takes the place of moto's
    """Make an instance.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
    """
    cluster = backend.clusters.get(request.get("db_cluster_identifier") or "")
    engine = request["engine"]
    inherited = {} if cluster is None else {name: vars(cluster).get(name) for name in _OF_A_CLUSTER}
    if cluster:
        group = cluster.db_subnet_group_name  # moto says "default" for none
        named = {"db_subnet_group_name": group} if group in backend.subnet_groups else {}
        request = {**named, **request, "port": cluster.port}
        version = cluster.engine_version
    else:
        version = request["engine_version"] = engines.full_version(engine, request.get("engine_version"))
        settings.check_master(engine, request)
        settings.check_backups(0, {}, request)
        settings.check_storage(engine, request, {})
        if request.get("storage_encrypted"):
            key = request.get("kms_key_id")
            request["kms_key_id"] = backend._validate_kms_key(key) if key else default_key(backend)  # pyright: ignore[reportPrivateUsage]
    engines.check_logs(engine, str(version), request.get("enable_cloudwatch_logs_exports") or [])
    after = settings.settled({k: v for k, v in inherited.items() if v is not None}, request, default_key(backend))
    _check_parameter_group(backend, request.get("db_parameter_group_name"), engine, str(version))
    _init(self, backend, **{**request, **{name: after[name] for name in _OF_MOTO}})
    attributes(self).update(after, dbi_resource_id=random_id("db-"), hosted_zone_id=random_id("Z", 13))
    if not cluster and not request.get("option_group_name"):
        self.option_group_name = engines.default_option_group(engine, self.engine_version)
    _settle_zone(self)


_OF_MOTO = ("ca_certificate_identifier", "monitoring_interval", "monitoring_role_arn")
_OF_A_CLUSTER = (
    "database_insights_mode",
    "monitoring_interval",
    "monitoring_role_arn",
    "network_type",
    "performance_insights_enabled",
    "performance_insights_kms_key_id",
    "performance_insights_retention_period",
)
"""What an instance has from its cluster, unless it is told otherwise."""


def _settle_zone(database: Any) -> None:
    """Keep the zone of the standby, which only a Multi-AZ instance has."""
    first, second = f"{database.region}a", f"{database.region}b"
    other = second if database.availability_zone == first else first
    attributes(database)["secondary_availability_zone"] = other if database.multi_az else None


def _check_parameter_group(backend: RDSBackend, name: str | None, engine: str, version: str) -> None:
    group = backend.db_parameter_groups.get(name or "")
    wanted = engines.family(engine, version)
    if group and engine in engines.VERSIONS and group.family != wanted:
        raise InvalidParameterCombination(
            f"The parameter group {name} with DBParameterGroupFamily {group.family} can't be used for this instance. "
            f"Use a parameter group with DBParameterGroupFamily {wanted}."
        )


def default_db_parameter_group_details(self: DBInstance) -> tuple[str, str]:
    """Return the family and the name of the parameter group of an instance that names none."""
    family = engines.family(self.engine, self.engine_version)
    return family, f"default.{family}"


def endpoint(self: DBInstance) -> dict[str, Any]:
    """Return where the database answers, with the hosted zone of its name."""
    return {**_endpoint(self), "HostedZoneId": attributes(self).get("hosted_zone_id")}


def update(self: DBInstance, **request: Any) -> None:
    """Change an instance.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
    """
    engine, version = self.engine, self.engine_version
    if request.get("engine_version"):
        version = request["engine_version"] = engines.full_version(engine, request["engine_version"])
        check_upgrade(engine, self.engine_version, str(version), bool(request.get("allow_major_version_upgrade")))
    if request.get("master_user_password"):
        settings.check_password(engine, request["master_user_password"])
    settings.check_backups(0, {}, {"backup_retention_period": request.get("backup_retention_period")})
    if (request.get("allocated_storage") or self.allocated_storage) < self.allocated_storage:
        raise InvalidParameterCombination(
            f"Requested storage size ({request['allocated_storage']}) cannot be less than "
            f"the current storage size ({self.allocated_storage})"
        )
    settings.check_storage(engine, request, attributes(self))
    change = request.pop("cloudwatch_logs_export_configuration", None)
    logs = settings.logs_after(self.enabled_cloudwatch_logs_exports, change)
    engines.check_logs(engine, str(version), logs)
    _check_parameter_group(self.backend, request.get("db_parameter_group_name"), engine, str(version))
    after = settings.settled(attributes(self), request, default_key(self.backend))
    manage(self, request)
    _update(self, **{**request, "port": request.get("db_port_number") or request.get("port")})
    self.enabled_cloudwatch_logs_exports = logs
    attributes(self).update(after)
    _settle_zone(self)


def modify_db_instance(self: RDSBackend, db_instance_identifier: str, db_kwargs: dict[str, Any]) -> Any:
    """Change an instance; if it gets another name, its replicas and its source know it by that one.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RenameInstance.html
    """
    database: Any = self.describe_db_instances(db_instance_identifier)[0]
    _check_move(self, database, db_kwargs.get("db_subnet_group_name"))
    new = db_kwargs.get("new_db_instance_identifier") or db_instance_identifier
    if new != db_instance_identifier and new in self.databases:
        raise DBInstanceAlreadyExists
    old_arn = database.db_instance_arn
    result = _modify_db_instance(self, db_instance_identifier, db_kwargs)
    if new != db_instance_identifier:
        names = {db_instance_identifier: new, old_arn: database.db_instance_arn}
        for name in database.replicas:
            replica: Any = self.find_db_from_id(name)
            replica.source_db_instance_identifier = _named(replica.backend, database)
        if database.source_db_instance_identifier:
            source: Any = self.find_db_from_id(database.source_db_instance_identifier)
            source.replicas = [names.get(name, name) for name in source.replicas]
    return result


def _check_move(backend: RDSBackend, database: Any, name: str | None) -> None:
    present = attributes(database).get("db_subnet_group")
    if not name or not present or name == present.name:
        return
    if backend.describe_db_subnet_groups(name)[0].vpc_id == present.vpc_id:
        raise RDSClientError(
            "InvalidVPCNetworkStateFault",
            f"You cannot move DB instance {database.db_instance_identifier} to subnet group {name}. The specified DB "
            "subnet group and DB instance are in the same VPC. Choose a DB subnet group in different VPC than the "
            "specified DB instance and try again.",
        )


def check_upgrade(engine: str, before: str, after: str, allowed: bool) -> None:
    """Refuse a new major version that is not asked for.

    Raises:
        InvalidParameterCombination: It is not.
    """
    if engine in engines.VERSIONS and not allowed:
        old, new = engines.major_version(engine, before), engines.major_version(engine, after)
        if old != new:
            raise InvalidParameterCombination(
                "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
            )


def create_db_instance_read_replica(self: RDSBackend, db_kwargs: dict[str, Any]) -> Any:
    """Make a replica of an instance.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
    """
    primary: Any = self.find_db_from_id(db_kwargs["source_db_instance_identifier"])
    if db_kwargs["db_instance_identifier"] in self.databases:
        raise DBInstanceAlreadyExists
    if not primary.backup_retention_period:
        raise InvalidDBInstanceStateFault(
            "Automated backups are not enabled for this database instance. To enable automated backups, "
            "use ModifyDBInstance to set the backup retention period to a non-zero value."
        )
    if primary.manage_master_user_password:
        raise InvalidDBInstanceStateFault(
            "A read replica can't be made of a DB instance whose master user password Secrets Manager manages."
        )
    own: dict[str, Any] = {"backup_retention_period": 0, "multi_az": False, "deletion_protection": False, "tags": []}
    off = {"enable_performance_insights": False, "database_insights_mode": "standard", "monitoring_interval": 0}
    # The region goes first: moto looks the subnet group up in it.
    replica = _create_db_instance_read_replica(self, {"backend": self, **own, **off, **db_kwargs})
    logs: list[str] = db_kwargs.get("enable_cloudwatch_logs_exports") or []
    engines.check_logs(replica.engine, replica.engine_version, logs)
    attributes(replica).update(
        enabled_cloudwatch_logs_exports=logs,
        dbi_resource_id=random_id("db-"),
        source_db_instance_identifier=_named(self, primary),
    )
    return replica


def _named(backend: RDSBackend, primary: DBInstance) -> str:
    """Return how a replica names its source: one of another region by its ARN."""
    return primary.db_instance_identifier if primary.backend is backend else primary.db_instance_arn


def remove_replica(self: DBInstance, replica: DBInstance) -> None:
    """Forget a replica, which a source in another region knows by its ARN."""
    self.replicas = [one for one in self.replicas if one not in (replica.resource_id, replica.db_instance_arn)]


def promote_read_replica(self: RDSBackend, db_kwargs: dict[str, Any]) -> Any:
    """Make a replica an instance of its own.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_PromoteReadReplica.html
    """
    replica: Any = self.describe_db_instances(db_kwargs["db_instance_identifier"])[0]
    _part(self, replica)
    return _promote_read_replica(self, db_kwargs)


def _part(backend: RDSBackend, replica: Any) -> None:
    if replica.source_db_instance_identifier:
        backend.find_db_from_id(replica.source_db_instance_identifier).remove_replica(replica)
    replica.is_replica, replica.source_db_instance_identifier = False, None


def delete_db_instance(
    self: RDSBackend,
    db_instance_identifier: str,
    final_db_snapshot_identifier: str | None = None,
    skip_final_snapshot: bool | None = False,
    delete_automated_backups: bool | None = True,
) -> Any:
    """Delete an instance, after a last snapshot unless that is waived; its replicas go on by themselves.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html
    """
    database: Any = self.databases.get(db_instance_identifier)
    if database and not database.deletion_protection:
        own = not isinstance(database, DBInstanceClustered)
        if final_db_snapshot_identifier and skip_final_snapshot:
            raise InvalidParameterCombination(
                "FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is specified."
            )
        if final_db_snapshot_identifier and database.is_replica:
            raise InvalidParameterCombination(
                "FinalDBSnapshotIdentifier can not be specified when deleting a replica instance."
            )
        if own and not database.is_replica and not skip_final_snapshot and not final_db_snapshot_identifier:
            raise InvalidParameterCombination(
                "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
            )
        for replica in list(database.replicas):
            _part(self, self.find_db_from_id(replica))
    return _delete_db_instance(
        self, db_instance_identifier, final_db_snapshot_identifier, skip_final_snapshot, delete_automated_backups
    )


def save_automated_backup(self: DBInstance) -> None:
    """Back up a new instance, once in the minute that the backup is called for.

    An instance before it that had the same name, and kept its backups, may have made one of that name.
    """
    with suppress(DBSnapshotAlreadyExistsError):
        _save_automated_backup(self)


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(DBInstance, __init__, default_db_parameter_group_details, update, remove_replica, save_automated_backup)
    setattr(DBInstance, endpoint.__name__, property(endpoint))
    operations = (create_db_instance_read_replica, modify_db_instance, promote_read_replica, delete_db_instance)
    replace(RDSBackend, *operations)
