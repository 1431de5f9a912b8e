"""The log group that a trail writes to, and the role with which it does."""

import json

import pulumi
import pulumi_aws as aws

from strongroom.observability._trail._policies import trail_delivery_policy, trail_trust_policy
from strongroom.observability._trail._scope import TrailScope

_ROLE = "trail"


def make_log_group(scope: TrailScope) -> aws.cloudwatch.LogGroup:
    """Make the log group.

    Args:
        scope: The audit trail.
    """
    return aws.cloudwatch.LogGroup(
        scope.child("log"),
        name=f"/aws/cloudtrail/{scope.name}",
        retention_in_days=scope.args.log_retention_days,
        kms_key_id=scope.args.kms_key_arn,
        tags=scope.tags("log"),
        opts=scope.protected_opts,
    )


def make_role(scope: TrailScope, log_group: aws.cloudwatch.LogGroup) -> pulumi.Output[str]:
    """Make the role.

    Args:
        scope: The audit trail.
        log_group: The only log group that it may write to.

    Returns:
        Its ARN, told when it may write, which CloudTrail checks when it makes the trail.
    """
    role = aws.iam.Role(
        scope.child(_ROLE),
        name=scope.global_name(_ROLE, max_length=64),
        description=f"Delivers the events of the trail {scope.name} to CloudWatch Logs",
        assume_role_policy=scope.home.apply(lambda home: json.dumps(trail_trust_policy(home, scope.name))),
        tags=scope.tags(_ROLE),
        opts=scope.protected_opts,
    )
    policy = aws.iam.RolePolicy(
        scope.child(_ROLE),
        name="delivery",
        role=role.name,
        policy=log_group.arn.apply(lambda arn: json.dumps(trail_delivery_policy(arn))),
        opts=scope.protected_opts,
    )
    return pulumi.Output.all(role.arn, policy.id).apply(lambda values: str(values[0]))
