"""The parts that only an Aurora cluster has: the cluster itself, and its instances."""

from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.core import DatabaseMetrics
from strongroom.data._aurora_args import AuroraClusterArgs
from strongroom.data._aurora_plan import AuroraPlan
from strongroom.data._database_parts import (
    insights_inputs,
    make_monitoring_role,
    parameter_group_inputs,
)
from strongroom.data._database_scope import DatabaseScope
from strongroom.data._final_snapshot import final_snapshot_inputs
from strongroom.data._parameters import max_connections
from strongroom.data._protection import protection
from strongroom.data._restore import login_inputs, restore_inputs, restore_options


def make_cluster(
    scope: DatabaseScope,
    args: AuroraClusterArgs,
    subnet_group_name: pulumi.Input[str],
    security_group: aws.ec2.SecurityGroup,
    log_groups: list[aws.cloudwatch.LogGroup],
    password: pulumi.Output[str] | None,
) -> aws.rds.Cluster:
    """Make the cluster: its storage, endpoints and settings, without instances.

    Args:
        scope: The database.
        args: Its inputs.
        subnet_group_name: Name of the subnet group.
        security_group: The security group.
        log_groups: Where its logs go, which must be there before it.
        password: The master password; None if RDS manages it.
    """
    plan = scope.plan
    inputs: dict[str, Any] = {
        "cluster_identifier": scope.identifier,
        "engine": args.engine,
        "engine_version": plan.version,
        **login_inputs(scope, "master_username", "database_name"),
        **restore_inputs(scope),
        "master_password": password,
        "manage_master_user_password": True if password is None else None,
        "master_user_secret_kms_key_id": args.kms_key_arn if password is None else None,
        "port": plan.port,
        "db_subnet_group_name": subnet_group_name,
        "vpc_security_group_ids": [security_group.id],
        "db_cluster_parameter_group_name": _parameter_group(scope).name,
        "storage_type": args.storage_type,
        "storage_encrypted": True,
        "kms_key_id": args.kms_key_arn,
        "serverlessv2_scaling_configuration": _scaling(args),
        "backtrack_window": args.backtrack_hours * 3600 if args.engine == "aurora-mysql" else None,
        "iam_database_authentication_enabled": args.iam_authentication,
        "enabled_cloudwatch_logs_exports": plan.log_exports,
        "preferred_maintenance_window": args.maintenance_window,
        "backup_retention_period": args.backup_retention_days,
        "preferred_backup_window": args.backup_window,
        "delete_automated_backups": plan.delete_automated_backups,
        "copy_tags_to_snapshot": True,
        "deletion_protection": plan.deletion_protection,
        "database_insights_mode": args.database_insights_mode,
        **insights_inputs(scope),
        "allow_major_version_upgrade": args.allow_major_version_upgrade,
        "apply_immediately": plan.apply_immediately,
    }
    return aws.rds.Cluster(
        scope.child("cluster"),
        **inputs,
        **final_snapshot_inputs(scope, inputs),
        tags=scope.tags(),
        opts=_options(scope, protected=True, depends_on=log_groups, **restore_options(scope)),
    )


def make_instances(
    scope: DatabaseScope, args: AuroraClusterArgs, cluster: aws.rds.Cluster, subnet_group_name: pulumi.Input[str]
) -> list[aws.rds.ClusterInstance]:
    """Make the instances, the one that writes first.

    Args:
        scope: The database.
        args: Its inputs.
        cluster: The cluster that they belong to.
        subnet_group_name: Name of the cluster's subnet group.
    """
    plan = AuroraPlan(args)
    # None is called the writer: which one writes changes with every failover.
    roles = [f"instance-{number + 1}" for number in range(plan.instances)]
    monitoring_role_arn = make_monitoring_role(scope, [scope.instance_identifier(role) for role in roles])
    instances: list[aws.rds.ClusterInstance] = []
    for tier, role in enumerate(roles):
        instance = aws.rds.ClusterInstance(
            scope.child(role),
            identifier=scope.instance_identifier(role),
            cluster_identifier=cluster.cluster_identifier,
            engine=aws.rds.EngineType(args.engine),
            instance_class=plan.instance_class,
            db_subnet_group_name=subnet_group_name,
            promotion_tier=tier,
            publicly_accessible=False,
            ca_cert_identifier=args.ca_certificate,
            monitoring_interval=args.monitoring_interval_seconds,
            monitoring_role_arn=monitoring_role_arn,
            **insights_inputs(scope),
            preferred_maintenance_window=args.maintenance_window,
            auto_minor_version_upgrade=args.auto_minor_version_upgrade,
            apply_immediately=plan.apply_immediately,
            copy_tags_to_snapshot=True,
            tags=scope.tags(role),
            # The instance that is there first is the one that writes. Others may go, to have fewer readers.
            opts=_options(scope, protected=tier == 0, depends_on=instances[:1]),
        )
        instances.append(instance)
    return instances


def cluster_metrics(args: AuroraClusterArgs, cluster: aws.rds.Cluster, *, readers: bool = False) -> DatabaseMetrics:
    """Return the metrics of the cluster's writer, or of its readers.

    Args:
        args: The inputs of the cluster.
        cluster: The cluster.
        readers: Whether to return those of the readers.
    """
    plan = AuroraPlan(args)
    return DatabaseMetrics(
        db_cluster_identifier=cluster.cluster_identifier,
        engine=args.engine,
        instance_class=plan.instance_class,
        memory_gib=plan.serverless_memory_gib,
        max_connections=max_connections(args.parameters) or plan.serverless_max_connections,
        replica=readers,
    )


def _parameter_group(scope: DatabaseScope) -> aws.rds.ClusterParameterGroup:
    """Make the cluster's parameter group, whose values its instances have too, as they keep AWS's own group."""
    return aws.rds.ClusterParameterGroup(scope.child("parameters"), **parameter_group_inputs(scope), opts=scope.opts())


def _scaling(args: AuroraClusterArgs) -> aws.rds.ClusterServerlessv2ScalingConfigurationArgs | None:
    capacity = args.serverless
    if capacity is None:
        return None
    return aws.rds.ClusterServerlessv2ScalingConfigurationArgs(
        min_capacity=capacity.min_capacity_acu,
        max_capacity=capacity.max_capacity_acu,
        seconds_until_auto_pause=capacity.auto_pause_after_seconds,
    )


def _options(scope: DatabaseScope, *, protected: bool, **more: Any) -> pulumi.ResourceOptions:
    # RDS protects the cluster alone, so the first instance must be protected too.
    more |= protection(protected=protected and scope.plan.deletion_protection)
    # Names are fixed, so what is replaced has to go first.
    return scope.opts(delete_before_replace=True, **more)
