"""The instances of a database: the one that takes writes, its read replicas, and the groups that configure them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.core import DatabaseMetrics
from strongroom.data._database_instance_args import DatabaseArgs, ReadReplica
from strongroom.data._database_parts import (
    insights_inputs,
    make_log_groups,
    make_monitoring_role,
    parameter_group_inputs,
)
from strongroom.data._database_plan import InstancePlan
from strongroom.data._database_scope import DatabaseScope
from strongroom.data._engines import major_version
from strongroom.data._final_snapshot import final_snapshot_inputs
from strongroom.data._parameters import audit_option, max_connections
from strongroom.data._protection import protection
from strongroom.data._restore import login_inputs, restore_inputs, restore_options


@dataclass(frozen=True)
class Instance:
    """An instance, and the log groups that it writes to."""

    resource: aws.rds.Instance
    log_groups: list[aws.cloudwatch.LogGroup]


@dataclass(frozen=True)
class Surroundings:
    """What the instances of a database share."""

    subnet_group_name: pulumi.Input[str]
    security_group: aws.ec2.SecurityGroup
    parameter_group: aws.rds.ParameterGroup
    option_group: aws.rds.OptionGroup | None
    monitoring_role_arn: pulumi.Output[str]


def make_surroundings(
    scope: DatabaseScope,
    args: DatabaseArgs,
    subnet_group_name: pulumi.Input[str],
    security_group: aws.ec2.SecurityGroup,
) -> Surroundings:
    """Make what the instances of a database share.

    Args:
        scope: The database.
        args: Its inputs.
        subnet_group_name: Name of the subnet group.
        security_group: The security group.
    """
    identifiers = [scope.identifier, *(replica_identifier(scope, name) for name in args.read_replicas)]
    return Surroundings(
        subnet_group_name=subnet_group_name,
        security_group=security_group,
        parameter_group=_parameter_group(scope),
        option_group=_option_group(scope),
        monitoring_role_arn=make_monitoring_role(scope, identifiers),
    )


def _parameter_group(scope: DatabaseScope) -> aws.rds.ParameterGroup:
    return aws.rds.ParameterGroup(scope.child("parameters"), **parameter_group_inputs(scope), opts=scope.opts())


def _option_group(scope: DatabaseScope) -> aws.rds.OptionGroup | None:
    """Make the option group with the plugin that fills the audit log, where that log is exported."""
    settings, plan = audit_option(scope.args.engine), scope.plan
    if not settings or "audit" not in plan.log_exports:
        return None
    return aws.rds.OptionGroup(
        scope.child("options"),
        name_prefix=f"{scope.identifier}-",
        engine_name=scope.args.engine,
        major_engine_version=major_version(scope.args.engine, plan.version),
        option_group_description=f"Options of {scope.identifier}",
        options=[
            {
                "option_name": "MARIADB_AUDIT_PLUGIN",
                "option_settings": [{"name": name, "value": value} for name, value in settings.items()],
            }
        ],
        # RDS deletes no option group that a snapshot or an automated backup was taken with.
        skip_destroy=plan.final_snapshot or not plan.delete_automated_backups,
        tags=scope.tags("options"),
        opts=scope.opts(),
    )


def make_instance(
    scope: DatabaseScope, args: DatabaseArgs, around: Surroundings, password: pulumi.Output[str] | None
) -> Instance:
    """Make the instance that takes writes.

    Args:
        scope: The database.
        args: Its inputs.
        around: What its instances share.
        password: The master password; None if RDS manages it.
    """
    plan = InstancePlan(args)
    log_groups = make_log_groups(scope, scope.identifier, "instance")
    inputs: dict[str, Any] = {
        "identifier": scope.identifier,
        "engine": args.engine,
        "engine_version": plan.version,
        **login_inputs(scope, "username", "db_name"),
        **restore_inputs(scope),
        "password": password,
        "manage_master_user_password": True if password is None else None,
        "master_user_secret_kms_key_id": args.kms_key_arn if password is None else None,
        "db_subnet_group_name": around.subnet_group_name,
        "allocated_storage": args.allocated_storage_gib,
        "availability_zone": args.availability_zone,
        "multi_az": plan.multi_az,
        "backup_retention_period": args.backup_retention_days,
        "backup_window": args.backup_window,
        "delete_automated_backups": plan.delete_automated_backups,
        "allow_major_version_upgrade": args.allow_major_version_upgrade,
        **_settings(scope, plan, around, plan.instance_class),
    }
    instance = aws.rds.Instance(
        scope.child("instance"),
        **inputs,
        **final_snapshot_inputs(scope, inputs),
        tags=scope.tags(),
        opts=_options(scope, log_groups, **restore_options(scope)),
    )
    return Instance(instance, log_groups)


def make_read_replica(
    scope: DatabaseScope, args: DatabaseArgs, around: Surroundings, name: str, replica: ReadReplica, source: Instance
) -> Instance:
    """Make a read replica.

    Args:
        scope: The database.
        args: Its inputs.
        around: What its instances share.
        name: The replica's name.
        replica: Its own inputs.
        source: The instance that it copies.
    """
    plan, role, identifier = InstancePlan(args), f"replica-{name}", replica_identifier(scope, name)
    log_groups = make_log_groups(scope, identifier, "instance", prefix=f"{role}-")
    instance = aws.rds.Instance(
        scope.child(role),
        identifier=identifier,
        replicate_source_db=source.resource.identifier,
        availability_zone=replica.availability_zone,
        multi_az=replica.multi_az,
        # A final snapshot is for what only this instance has, and AWS takes none of a replica.
        skip_final_snapshot=True,
        **_settings(scope, plan, around, replica.instance_class or plan.instance_class),
        tags=scope.tags(role),
        # A replica follows its source when that is renamed, but can't get another source.
        opts=_options(scope, log_groups, ignore_changes=["replicateSourceDb"], replace_with=[source.resource]),
    )
    return Instance(instance, log_groups)


def instance_metrics(args: DatabaseArgs, instance: Instance, replica: ReadReplica | None = None) -> DatabaseMetrics:
    """Return the metrics of an instance.

    Args:
        args: The inputs of the database.
        instance: The instance.
        replica: Its own inputs, if it is a read replica.
    """
    return DatabaseMetrics(
        db_instance_identifier=instance.resource.identifier,
        engine=args.engine,
        instance_class=(replica and replica.instance_class) or InstancePlan(args).instance_class,
        max_connections=max_connections(args.parameters),
        allocated_storage_gib=args.allocated_storage_gib,
        storage_type=args.storage_type,
        replica=replica is not None,
    )


def replica_identifier(scope: DatabaseScope, name: str) -> str:
    """Return what RDS calls a read replica.

    Args:
        scope: The database.
        name: The replica's name.
    """
    return scope.instance_identifier(f"replica-{name}")


def _settings(scope: DatabaseScope, plan: InstancePlan, around: Surroundings, instance_class: str) -> dict[str, Any]:
    """Return what an instance and its read replicas have in common."""
    args = plan.instance
    return {
        "instance_class": instance_class,
        "storage_type": args.storage_type,
        "iops": args.iops,
        "storage_throughput": args.storage_throughput_mibps,
        "max_allocated_storage": plan.max_allocated_storage_gib,
        "storage_encrypted": True,
        "kms_key_id": args.kms_key_arn,
        "port": plan.port,
        "publicly_accessible": False,
        "vpc_security_group_ids": [around.security_group.id],
        "parameter_group_name": around.parameter_group.name,
        "option_group_name": around.option_group.name if around.option_group else None,
        "ca_cert_identifier": args.ca_certificate,
        "iam_database_authentication_enabled": args.iam_authentication,
        "enabled_cloudwatch_logs_exports": plan.log_exports,
        "monitoring_interval": args.monitoring_interval_seconds,
        "monitoring_role_arn": around.monitoring_role_arn,
        **insights_inputs(scope),
        "database_insights_mode": args.database_insights_mode,
        "maintenance_window": args.maintenance_window,
        "auto_minor_version_upgrade": args.auto_minor_version_upgrade,
        "apply_immediately": plan.apply_immediately,
        "deletion_protection": plan.deletion_protection,
        "copy_tags_to_snapshot": True,
    }


def _options(
    scope: DatabaseScope,
    log_groups: list[aws.cloudwatch.LogGroup],
    replace_on_changes: Sequence[str] = (),
    **more: Any,
) -> pulumi.ResourceOptions:
    return scope.opts(
        depends_on=log_groups,
        # The identifier is fixed, so RDS refuses a replacement while the old instance exists.
        delete_before_replace=True,
        # RDS moves an instance neither within its VPC nor, with a standby or read replicas, to another VPC.
        replace_on_changes=["dbSubnetGroupName", *replace_on_changes],
        **protection(protected=scope.plan.deletion_protection),
        **more,
    )
