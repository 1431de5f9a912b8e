"""The subnet group, parameters, log groups and monitoring role of a database."""

import json
from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.core import vpc_name_part
from strongroom.data._database_policies import monitoring_trust_policy
from strongroom.data._database_scope import DatabaseScope
from strongroom.data._engines import parameter_group_family
from strongroom.data._parameters import parameters
from strongroom.data._protection import protection
from strongroom.data._secret_policies import DatabaseKind

_MONITORING = "monitoring"


def make_subnet_group(scope: DatabaseScope) -> pulumi.Input[str]:
    """Make the subnet group, unless there is one already.

    Returns:
        Its name.
    """
    args = scope.args
    if args.subnet_group_name is not None:
        return args.subnet_group_name
    return aws.rds.SubnetGroup(
        scope.child("subnets"),
        # The subnet group of another VPC is created before the old one is deleted, so it needs another name.
        name=pulumi.Output.from_input(args.vpc_id).apply(
            lambda vpc_id: scope.physical_name(vpc_name_part(vpc_id), max_length=255)
        ),
        description=f"The subnets of {scope.identifier}",
        subnet_ids=args.subnet_ids,
        tags=scope.tags(),
        # RDS moves no database to another subnet group in the same VPC, and no subnet group to another VPC.
        opts=scope.opts(ignore_changes=["name"], replacement_trigger=args.vpc_id),
    ).name


def make_log_groups(
    scope: DatabaseScope, identifier: str, kind: DatabaseKind, prefix: str = ""
) -> list[aws.cloudwatch.LogGroup]:
    """Make the log groups that RDS writes to, or it would make them itself, without key and retention.

    Args:
        scope: The database.
        identifier: What writes: an instance or a cluster.
        kind: Which of these.
        prefix: Begins the roles of the groups, where a component has several that write.
    """
    return [
        aws.cloudwatch.LogGroup(
            scope.child(f"{prefix}log-{log}"),
            name=f"/aws/rds/{kind}/{identifier}/{log}",
            retention_in_days=scope.args.log_retention_days,
            kms_key_id=scope.args.kms_key_arn,
            tags=scope.tags(f"{prefix}log-{log}"),
            opts=scope.opts(**protection(protected=scope.plan.deletion_protection)),
        )
        for log in scope.plan.log_exports
    ]


def make_monitoring_role(scope: DatabaseScope, identifiers: Sequence[str]) -> pulumi.Output[str]:
    """Make the role with which RDS measures the operating system of instances.

    Args:
        scope: The database.
        identifiers: What RDS calls the instances.

    Returns:
        Its ARN, told when it can be used.
    """
    role = aws.iam.Role(
        scope.child(_MONITORING),
        name=scope.global_name(_MONITORING, max_length=64),
        description=f"Measures {scope.identifier}",
        assume_role_policy=scope.home.apply(lambda home: json.dumps(monitoring_trust_policy(home, identifiers))),
        tags=scope.tags(_MONITORING),
        opts=scope.opts(),
    )
    attached = aws.iam.RolePolicyAttachment(
        scope.child(_MONITORING),
        role=role.name,
        policy_arn=scope.home.apply(
            lambda home: f"arn:{home.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
        ),
        opts=scope.opts(),
    )
    # RDS tries the role at once.
    return pulumi.Output.all(role.arn, attached.id).apply(lambda values: str(values[0]))


def parameter_group_inputs(scope: DatabaseScope) -> dict[str, Any]:
    """Return the inputs of a parameter group, of an instance or of a cluster.

    Args:
        scope: The database.
    """
    return {
        # A major upgrade makes a group of another family before the database leaves the present one.
        "name_prefix": f"{scope.identifier}-",
        "family": parameter_group_family(scope.args.engine, scope.plan.version),
        "description": f"Parameters of {scope.identifier}",
        "parameters": [
            {"name": each.name, "value": each.value, "apply_method": each.apply_method}
            for each in parameters(scope.args.engine, scope.args.parameters)
        ],
        "tags": scope.tags("parameters"),
    }


def insights_inputs(scope: DatabaseScope) -> dict[str, Any]:
    """Return the settings of Performance Insights, which a cluster and its instances must have alike.

    Args:
        scope: The database.
    """
    days = scope.args.performance_insights_retention_days
    return {
        "performance_insights_enabled": days is not None,
        "performance_insights_kms_key_id": scope.args.kms_key_arn if days is not None else None,
        "performance_insights_retention_period": days,
    }
