"""The IAM policies of a trail's role.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
"""

from strongroom.core import AwsEnvironment, PolicyDocument, policy_document


def trail_trust_policy(home: AwsEnvironment, trail_name: str) -> PolicyDocument:
    """Let CloudTrail assume a role, for one trail only.

    Args:
        home: Where the trail is.
        trail_name: What the trail will be called; a trail is made after its role.
    """
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {
                        "aws:SourceAccount": home.account_id,
                        "aws:SourceArn": home.arn("cloudtrail", f"trail/{trail_name}"),
                    }
                },
            }
        ]
    )


def trail_delivery_policy(log_group_arn: str) -> PolicyDocument:
    """Allow delivery to one log group.

    Args:
        log_group_arn: ARN of the log group, without a trailing `:*`.
    """
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": f"{log_group_arn}:log-stream:*",
            }
        ]
    )
