"""The flow log: what is recorded of a VPC's traffic."""

import json

import pulumi_aws as aws

from strongroom.network._flow_log_policy import delivery_policy, trust_policy
from strongroom.network._options import FlowLogOptions
from strongroom.network._scope import NetworkScope, home_of

_ROLE = "flow-log"


def make_flow_log(scope: NetworkScope, vpc: aws.ec2.Vpc) -> aws.cloudwatch.LogGroup | None:
    """Record the traffic, if that is wanted.

    Returns:
        The log group, if there is one.
    """
    options = scope.args.flow_log
    if options is None:
        return None
    if options.bucket_arn is None:
        return _to_log_group(scope, vpc, options)
    aws.ec2.FlowLog(
        scope.child(_ROLE),
        vpc_id=vpc.id,
        traffic_type=options.traffic_type.upper(),
        max_aggregation_interval=options.aggregation_interval_seconds,
        log_destination_type="s3",
        log_destination=options.bucket_arn,
        destination_options={
            "file_format": options.file_format,
            "hive_compatible_partitions": options.hive_compatible_partitions,
            "per_hour_partition": options.per_hour_partition,
        },
        tags=scope.tags(_ROLE),
        # AWS refuses a second flow log of a VPC with the same destination.
        opts=scope.opts(delete_before_replace=True),
    )
    return None


def _to_log_group(scope: NetworkScope, vpc: aws.ec2.Vpc, options: FlowLogOptions) -> aws.cloudwatch.LogGroup:
    group = aws.cloudwatch.LogGroup(
        scope.child(_ROLE),
        name=f"/aws/vpc/flow-logs/{scope.physical_name()}",
        retention_in_days=scope.args.log_retention_days,
        kms_key_id=scope.args.kms_key_arn,
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    role, delivery = _delivery_role(scope, vpc, group)
    aws.ec2.FlowLog(
        scope.child(_ROLE),
        vpc_id=vpc.id,
        traffic_type=options.traffic_type.upper(),
        max_aggregation_interval=options.aggregation_interval_seconds,
        log_destination_type="cloud-watch-logs",
        log_destination=group.arn,
        iam_role_arn=role.arn,
        tags=scope.tags(_ROLE),
        # The role has to be able to deliver from the first record on; it doesn't carry its policy's value.
        opts=scope.opts(depends_on=[delivery], delete_before_replace=True),
    )
    return group


def _delivery_role(
    scope: NetworkScope, vpc: aws.ec2.Vpc, group: aws.cloudwatch.LogGroup
) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
    home = home_of(vpc.arn)
    role = aws.iam.Role(
        scope.child(_ROLE),
        # A role belongs to all regions of an account, and each may have a network of this name.
        name=home.apply(lambda home: scope.physical_name(f"{_ROLE}-{home.region}", max_length=64)),
        description=f"Delivers the flow log of {scope.physical_name()}",
        assume_role_policy=home.apply(lambda home: json.dumps(trust_policy(home))),
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    delivery = aws.iam.RolePolicy(
        scope.child(_ROLE),
        role=role.name,
        policy=group.arn.apply(lambda arn: json.dumps(delivery_policy(arn))),
        opts=scope.opts(),
    )
    return role, delivery
