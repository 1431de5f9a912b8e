"""The IAM policies of a VPC's flow log.

https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
"""

from typing import Any

from strongroom.core import AwsEnvironment, PolicyDocument


def trust_policy(home: AwsEnvironment) -> PolicyDocument:
    """Let the flow logs service assume a role, only for flow logs of the VPC's own account and region.

    Args:
        home: Where the VPC is.
    """
    return _document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": home.account_id},
                "ArnLike": {
                    "aws:SourceArn": f"arn:{home.partition}:ec2:{home.region}:{home.account_id}:vpc-flow-log/*"
                },
            },
        }
    )


def delivery_policy(log_group_arn: str) -> PolicyDocument:
    """Allow delivery to one log group.

    It leaves out the permission to create log groups that AWS's example has, as the group exists.

    Args:
        log_group_arn: ARN of the log group, without a trailing `:*`.
    """
    return _document(
        {
            "Effect": "Allow",
            "Action": [
                "logs:CreateLogStream",
                "logs:DescribeLogGroups",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents",
            ],
            "Resource": [log_group_arn, f"{log_group_arn}:*"],
        }
    )


def _document(statement: dict[str, Any]) -> PolicyDocument:
    return {"Version": "2012-10-17", "Statement": [statement]}
