"""What endpoints are called, and who may use them.

https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

from collections.abc import Iterable
from typing import Any

from strongroom.core import AwsEnvironment, PolicyDocument, systems_manager_object_arns

# In China, the names of these endpoint services begin with `cn.`; those of other AWS services do not. From the lists of
# aws-cdk, which AWS keeps: https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts
_CHINESE_SERVICES = """
account application-autoscaling appmesh-envoy-management athena autoscaling awsconnector backup batch cassandra
cloudcontrolapi cloudformation codedeploy-commands-secure databrew dms ebs ec2 ecr.api ecr.dkr eks elasticache
elasticbeanstalk elasticfilesystem elasticfilesystem-fips emr-containers execute-api fsx imagebuilder iot.data
iotsitewise.api iotsitewise.data kinesis-streams lambda license-manager monitoring polly rds redshift redshift-data
sagemaker.api sagemaker.featurestore-runtime sagemaker.runtime securityhub servicecatalog sms sqs states sts
sync-states synthetics transcribe transcribestreaming transfer workspaces xray
"""
_CHINESE_PREFIX = frozenset(_CHINESE_SERVICES.split())
_CHINESE_SUFFIX = frozenset({"transcribe"})


def service_name(home: AwsEnvironment, service: str) -> str:
    """Return the name of an AWS service's endpoint service.

    Args:
        home: Where the VPC is.
        service: The service, such as `ecr.api`.
    """
    in_china = home.partition == "aws-cn"
    prefix = "cn." if in_china and service in _CHINESE_PREFIX else ""
    suffix = ".cn" if in_china and service in _CHINESE_SUFFIX else ""
    return f"{prefix}com.amazonaws.{home.region}.{service}{suffix}"


def endpoint_policy(home: AwsEnvironment, service: str, trusted_account_ids: Iterable[str] = ()) -> PolicyDocument:
    """Let principals of some accounts use an endpoint, and AWS services.

    The condition is on who asks, not on what they ask for. Where a service is asked by nobody in particular, or by AWS
    on somebody's behalf, a further statement says what is allowed then.

    Args:
        home: Where the VPC is; its own account may always use the endpoint.
        service: The service that the endpoint leads to.
        trusted_account_ids: Further accounts.
    """
    accounts = [home.account_id, *sorted(set(trusted_account_ids) - {home.account_id})]
    statements = [
        _allow("*", "*", {"StringEquals": {"aws:PrincipalAccount": accounts}}),
        _allow("*", "*", {"Bool": {"aws:PrincipalIsAWSService": "true"}}),
    ]
    if service == "s3":
        statements.append(_allow("s3:GetObject", _published_by_aws(home)))
    if service == "sts":
        roles = [f"arn:{home.partition}:iam::{account}:role/*" for account in accounts]
        statements.append(_allow(["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"], roles))
    return {"Version": "2012-10-17", "Statement": statements}


def _published_by_aws(home: AwsEnvironment) -> list[str]:
    """Return the objects that AWS publishes in the Region for instances.

    SSM Agent and package managers read them without credentials, and container runtimes read layers of ECR images with
    URLs that ECR signs.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
    https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades-usage.html
    """
    domain = "amazonaws.com.cn" if home.partition == "aws-cn" else "amazonaws.com"
    buckets = [
        f"al2023-repos-{home.region}-de612dc2",
        f"amazonlinux-2-repos-{home.region}",
        f"amazonlinux.{home.region}.{domain}",
        f"amazoncloudwatch-agent-{home.region}",
        f"prod-{home.region}-starport-layer-bucket",
    ]
    return [*(f"arn:{home.partition}:s3:::{bucket}/*" for bucket in buckets), *systems_manager_object_arns(home)]


def _allow(action: str | list[str], resource: str | list[str], condition: dict[str, Any] | None = None) -> Any:
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})
