"""The IAM policies of the instances' role."""

from collections.abc import Sequence

from strongroom.compute._agent import NAMESPACE
from strongroom.core import AwsEnvironment, PolicyDocument, policy_document, systems_manager_object_arns

RESERVED_SIDS = (
    "SystemsManager",
    "SystemsManagerBuckets",
    "SystemsManagerDocuments",
    "SystemsManagerNodes",
    "AgentMetrics",
    "AgentTags",
    "AgentConfiguration",
    "AgentKey",
    "AgentLogs",
)
"""What the statements of a web service itself are called."""

# The actions of the AWS managed policy AmazonSSMManagedInstanceCore, without ssm:GetParameter and ssm:GetParameters,
# which would open every parameter of the account. By the resources that IAM can limit each of them to:
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
_ON_ANYTHING = [
    "ec2messages:AcknowledgeMessage",
    "ec2messages:DeleteMessage",
    "ec2messages:FailMessage",
    "ec2messages:GetEndpoint",
    "ec2messages:GetMessages",
    "ec2messages:SendReply",
    "ssm:GetDeployablePatchSnapshotForInstance",
    "ssm:GetManifest",
    "ssm:ListAssociations",
    "ssm:PutConfigurePackageResult",
    "ssm:PutInventory",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
]
_ON_DOCUMENTS = ["ssm:DescribeDocument", "ssm:GetDocument"]
_ON_NODES = [
    "ssm:DescribeAssociation",
    "ssm:ListInstanceAssociations",
    "ssm:PutComplianceItems",
    "ssm:UpdateAssociationStatus",
    "ssm:UpdateInstanceAssociationStatus",
    "ssm:UpdateInstanceInformation",
]


def instance_trust_policy(home: AwsEnvironment) -> PolicyDocument:
    """Let EC2 assume a role for its instances.

    Args:
        home: Where they are.
    """
    principal = {"Service": f"ec2.{home.dns_suffix}"}
    return policy_document([{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}])


def systems_manager_statements(home: AwsEnvironment) -> list[PolicyDocument]:
    """Let Systems Manager manage and patch an instance, and users log in through Session Manager.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html

    Args:
        home: Partition and Region of the instances.
    """
    # Documents belong to AWS, to this account, or to one that shares them with it.
    documents = f"arn:{home.partition}:ssm:{home.region}:*:document/*"
    nodes = [home.arn("ec2", "instance/*"), home.arn("ssm", "association/*"), documents]
    return [
        {"Sid": "SystemsManager", "Effect": "Allow", "Action": _ON_ANYTHING, "Resource": "*"},
        {"Sid": "SystemsManagerDocuments", "Effect": "Allow", "Action": _ON_DOCUMENTS, "Resource": documents},
        {"Sid": "SystemsManagerNodes", "Effect": "Allow", "Action": _ON_NODES, "Resource": nodes},
        {
            "Sid": "SystemsManagerBuckets",
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": systems_manager_object_arns(home),
        },
    ]


def agent_statements(
    home: AwsEnvironment, kms_key_arn: str, parameter_arn: str, log_group_arns: Sequence[str]
) -> list[PolicyDocument]:
    """Let the CloudWatch agent read its configuration, put its metrics and write to its log groups.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html

    Args:
        home: Where the instances are.
        kms_key_arn: ARN of the key that encrypts the configuration.
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
            "Resource": kms_key_arn,
            "Condition": {
                "StringEquals": {"kms:ViaService": through, "kms:EncryptionContext:PARAMETER_ARN": parameter_arn}
            },
        },
        {"Sid": "AgentLogs", "Effect": "Allow", "Action": write, "Resource": streams},
    ]
