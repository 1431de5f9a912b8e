"""The IAM policies of the instances' role."""

from collections.abc import Sequence

from strongroom.compute._agent import NAMESPACE
from strongroom.core import Home, PolicyDocument, policy_document, systems_manager_object_arns

RESERVED_SIDS = (
    "SystemsManager",
    "SystemsManagerBuckets",
    "AgentMetrics",
    "AgentTags",
    "AgentConfiguration",
    "AgentKey",
    "AgentLogs",
)
"""What the statements of a web service itself are called."""

# Those of AWS's policy AmazonSSMManagedInstanceCore, but for ssm:GetParameter(s): they would open every parameter of
# the account. None of them knows resources that could be named before an instance is there.
_SYSTEMS_MANAGER = [
    "ec2messages:AcknowledgeMessage",
    "ec2messages:DeleteMessage",
    "ec2messages:FailMessage",
    "ec2messages:GetEndpoint",
    "ec2messages:GetMessages",
    "ec2messages:SendReply",
    "ssm:DescribeAssociation",
    "ssm:DescribeDocument",
    "ssm:GetDeployablePatchSnapshotForInstance",
    "ssm:GetDocument",
    "ssm:GetManifest",
    "ssm:ListAssociations",
    "ssm:ListInstanceAssociations",
    "ssm:PutComplianceItems",
    "ssm:PutConfigurePackageResult",
    "ssm:PutInventory",
    "ssm:UpdateAssociationStatus",
    "ssm:UpdateInstanceAssociationStatus",
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
]


def instance_trust_policy(home: Home) -> PolicyDocument:
    """Let EC2 assume a role for its instances.

    Args:
        home: Where they are.
    """
    principal = {"Service": f"ec2.{home.dns_suffix}"}
    return policy_document([{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}])


def systems_manager_statements(home: Home) -> list[PolicyDocument]:
    """Let Systems Manager manage and patch an instance, and users log in through Session Manager.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html

    Args:
        home: Partition and Region of the instances.
    """
    return [
        {"Sid": "SystemsManager", "Effect": "Allow", "Action": _SYSTEMS_MANAGER, "Resource": "*"},
        {
            "Sid": "SystemsManagerBuckets",
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": systems_manager_object_arns(home),
        },
    ]


def agent_statements(
    home: Home, key_arn: str, parameter_arn: str, log_group_arns: Sequence[str]
) -> list[PolicyDocument]:
    """Let the CloudWatch agent read its configuration, put its metrics and write to its log groups.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html

    Args:
        home: Where the instances are.
        key_arn: ARN of the key that encrypts the configuration.
        parameter_arn: ARN of the parameter that has it.
        log_group_arns: ARNs of the log groups, without a trailing `:*`.
    """
    streams = [f"{arn}:*" for arn in log_group_arns]
    write = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    through = f"ssm.{home.region}.{home.dns_suffix}"
    return [
        {
            "Sid": "AgentMetrics",
            "Effect": "Allow",
            "Action": "cloudwatch:PutMetricData",
            "Resource": "*",
            "Condition": {"StringEquals": {"cloudwatch:namespace": NAMESPACE}},
        },
        # The agent learns the name of the group from the instance's tags.
        {"Sid": "AgentTags", "Effect": "Allow", "Action": "ec2:DescribeTags", "Resource": "*"},
        {"Sid": "AgentConfiguration", "Effect": "Allow", "Action": "ssm:GetParameter", "Resource": parameter_arn},
        {
            "Sid": "AgentKey",
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": key_arn,
            "Condition": {
                "StringEquals": {"kms:ViaService": through, "kms:EncryptionContext:PARAMETER_ARN": parameter_arn}
            },
        },
        {"Sid": "AgentLogs", "Effect": "Allow", "Action": write, "Resource": streams},
    ]
