"""Restores a database from a snapshot or to a point in time.

AWS keeps the engine, the master user, the first database and, for an instance, the encryption key of the source. The
provider would replace a database whose inputs differ from these with every deployment, so that is refused: before the
restore where AWS returns them, otherwise right after it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.core import InputError, Problem
from strongroom.data._database_scope import DatabaseScope
from strongroom.data._engines import major_version
from strongroom.data._restore_options import RestoreToPointInTime

_ORIGIN = ("snapshot_identifier", "restore_to_point_in_time")


def restores(scope: DatabaseScope) -> bool:
    """Return whether a database is created from existing data.

    Args:
        scope: The database.
    """
    return any(getattr(scope.args, field) is not None for field in _ORIGIN)


def restore_inputs(scope: DatabaseScope) -> dict[str, Any]:
    """Return the inputs by which an instance or a cluster is restored; none for a new one.

    Args:
        scope: The database.
    """
    snapshot, time = scope.args.snapshot_identifier, scope.args.restore_to_point_in_time
    if snapshot is not None:
        return {"snapshot_identifier": _checked(scope, _ORIGIN[0], snapshot)}
    if time is not None:
        return {"restore_to_point_in_time": _point_in_time(scope, time)}
    return {}


def restore_options(scope: DatabaseScope) -> dict[str, Any]:
    """Return the resource options by which the origin of the data decides over nothing but the creation.

    Args:
        scope: The database.
    """
    if not restores(scope):
        # A database keeps the data that it was restored with when the input is removed.
        return {"ignore_changes": list(_ORIGIN)}
    # The provider ignores another time or source of an instance.
    return {"replace_on_changes": list(_ORIGIN)}


def login_inputs(scope: DatabaseScope, username: str, database_name: str) -> dict[str, Any]:
    """Return the inputs for the master user and the first database, which a restored database has already.

    Args:
        scope: The database.
        username: What the resource calls the name of the master user.
        database_name: What the resource calls the name of the first database.
    """
    if restores(scope):
        return {}
    return {username: scope.args.master_username, database_name: scope.args.database_name}


def verified(
    scope: DatabaseScope,
    value: pulumi.Output[str],
    *,
    master_username: pulumi.Output[str],
    database_name: pulumi.Output[str],
    kms_key_arn: pulumi.Output[str],
) -> pulumi.Output[str]:
    """Return an output that fails if a restored database is not what its inputs say.

    Args:
        scope: The database.
        value: The output.
        master_username: Name of the master user, as AWS has it.
        database_name: Name of the first database, as AWS has it.
        kms_key_arn: ARN of the key that encrypts the storage, as AWS has it.
    """
    if not restores(scope):
        return value

    def check(known: list[Any]) -> str:
        found = {"master_username": known[1], "database_name": known[2], "kms_key_arn": known[3]}
        wanted = {
            "master_username": scope.args.master_username,
            "database_name": scope.args.database_name,
            "kms_key_arn": known[4],
        }
        _refuse(scope, list(_differences(found, wanted)))
        return str(known[0])

    return pulumi.Output.all(value, master_username, database_name, kms_key_arn, scope.args.kms_key_arn).apply(check)


def _point_in_time(scope: DatabaseScope, time: RestoreToPointInTime) -> dict[str, Any]:
    source = time.source_identifier
    checked = None if source is None else _checked(scope, f"{_ORIGIN[1]}.source_identifier", source)
    latest = time.use_latest_restorable_time or None
    if scope.plan.engine.is_aurora:
        return {
            "source_cluster_identifier": checked,
            "source_cluster_resource_id": time.source_resource_id,
            "restore_to_time": time.restore_time,
            "use_latest_restorable_time": latest,
        }
    return {
        "source_db_instance_identifier": checked,
        "source_dbi_resource_id": time.source_resource_id,
        "restore_time": time.restore_time,
        "use_latest_restorable_time": latest,
    }


def _checked(scope: DatabaseScope, field: str, source: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return an output that resolves to the source after a lookup in AWS showed that it fits the inputs."""

    def look_up(identifier: str) -> dict[str, Any]:
        found = _found(scope, field, identifier)
        _refuse(scope, list(_mismatches(scope, found)))
        return {"identifier": identifier, **found}

    def check_key(known: list[Any]) -> str:
        found, kms_key_arn = known
        _refuse(scope, list(_key_mismatches(scope, field, found, kms_key_arn)))
        return str(found["identifier"])

    found = pulumi.Output.from_input(source).apply(look_up)
    return pulumi.Output.all(found, scope.args.kms_key_arn).apply(check_key)


def _found(scope: DatabaseScope, field: str, identifier: str) -> dict[str, Any]:
    """Ask AWS for the snapshot or the database."""
    opts, aurora, shared = scope.invoke_opts, scope.plan.engine.is_aurora, identifier.startswith("arn:") or None
    try:
        if field != _ORIGIN[0]:
            return _of_database(identifier, aurora=aurora, opts=opts)
        if aurora:
            cluster = aws.rds.get_cluster_snapshot(
                db_cluster_snapshot_identifier=identifier, include_shared=shared, opts=opts
            )
            return _facts(cluster.engine, cluster.engine_version, cluster.kms_key_id, cluster.storage_encrypted)
        snapshot = aws.rds.get_snapshot(db_snapshot_identifier=identifier, include_shared=shared, opts=opts)
        facts = _facts(snapshot.engine, snapshot.engine_version, snapshot.kms_key_id, snapshot.encrypted)
        return {**facts, "allocated_storage_gib": snapshot.allocated_storage}
    except Exception as error:
        what = "snapshot" if field == _ORIGIN[0] else "database"
        kind = "cluster" if aurora else "instance"
        reason = f"must name an existing {what} of a DB {kind} in this account and Region, got {identifier} ({error})"
        remedy = f"use one that exists; if the database was restored from it already, remove {field.split('.')[0]}"
        raise InputError(type(scope.args).__name__, [Problem(field, reason, remedy)]) from error


def _of_database(identifier: str, *, aurora: bool, opts: pulumi.InvokeOptions) -> dict[str, Any]:
    if aurora:
        cluster = aws.rds.get_cluster(cluster_identifier=identifier, opts=opts)
        facts = _facts(cluster.engine, cluster.engine_version, cluster.kms_key_id, cluster.storage_encrypted)
        return {**facts, "master_username": cluster.master_username, "database_name": cluster.database_name}
    instance = aws.rds.get_instance(db_instance_identifier=identifier, opts=opts)
    return {
        **_facts(instance.engine, instance.engine_version, instance.kms_key_id, instance.storage_encrypted),
        "master_username": instance.master_username,
        "database_name": instance.db_name,
        "allocated_storage_gib": instance.allocated_storage,
    }


def _facts(engine: str, version: str, kms_key_arn: str, encrypted: bool) -> dict[str, Any]:
    return {"engine": engine, "engine_version": version, "kms_key_arn": kms_key_arn if encrypted else None}


def _mismatches(scope: DatabaseScope, found: Mapping[str, Any]) -> Iterator[Problem]:
    args, plan = scope.args, scope.plan
    if not found["engine"]:  # unknown: the provider is not configured yet
        return
    if found["engine"] != args.engine:
        reason = f"must be the engine of the source, {found['engine']}, got {args.engine}"
        yield Problem("engine", reason, "change it, or restore another source")
        return
    major = major_version(args.engine, plan.version)
    if not f"{found['engine_version']}.".startswith(f"{major}."):
        reason = f"must be the major version of the source, {found['engine_version']}, got {plan.version}"
        yield Problem("engine_version", reason, "restore with that version, and upgrade afterwards")
    storage, least = getattr(args, "allocated_storage_gib", None), found.get("allocated_storage_gib") or 0
    if storage is not None and storage < least:
        reason = f"must be at least the source's {least} GiB, got {storage}"
        yield Problem("allocated_storage_gib", reason, f"use {least} or more")
    wanted = {"master_username": args.master_username, "database_name": args.database_name}
    yield from _differences({name: found[name] for name in wanted.keys() & found.keys()}, wanted)


def _key_mismatches(scope: DatabaseScope, field: str, found: Mapping[str, Any], kms_key_arn: str) -> Iterator[Problem]:
    if not found["engine"] or found["kms_key_arn"] == kms_key_arn:
        return
    aurora, from_snapshot = scope.plan.engine.is_aurora, field == _ORIGIN[0]
    if aurora and (from_snapshot or found["kms_key_arn"] is not None):
        return  # AWS encrypts the restored cluster with the given key
    own = "is not encrypted" if found["kms_key_arn"] is None else f"is encrypted with {found['kms_key_arn']}"
    reason = f"must be the key of the source, which {own}, got {kms_key_arn}"
    remedy = "copy a snapshot with --kms-key-id (aws rds copy-db-snapshot), and restore the copy"
    yield Problem(
        "kms_key_arn", reason, remedy if aurora or found["kms_key_arn"] is None else f"use that key, or {remedy}"
    )


def _differences(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[Problem]:
    for field, value in found.items():
        if value and value != wanted[field]:
            reason = f"must be what the restored database has, {value}, got {wanted[field]}"
            yield Problem(field, reason, f"use {value}; AWS cannot change it while restoring")


def _refuse(scope: DatabaseScope, problems: list[Problem]) -> None:
    if problems:
        raise InputError(type(scope.args).__name__, problems)
