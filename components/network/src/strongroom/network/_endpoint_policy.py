"""What endpoints are called, and who may use them.

https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

from collections.abc import Iterable
from typing import Any

from strongroom.core import Home, PolicyDocument

# In China, endpoint services of some AWS services begin with `cn.`, and those of others don't.
_CHINESE_PREFIX = frozenset({"ec2", "ecr.api", "ecr.dkr"})


def service_name(home: Home, service: str) -> str:
    """Return the name of an AWS service's endpoint service.

    Args:
        home: Where the VPC is.
        service: The service, such as `ecr.api`.
    """
    prefix = "cn." if home.partition == "aws-cn" and service in _CHINESE_PREFIX else ""
    return f"{prefix}com.amazonaws.{home.region}.{service}"


def endpoint_policy(home: Home, service: str, trusted_account_ids: Iterable[str] = ()) -> PolicyDocument:
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


def _published_by_aws(home: Home) -> list[str]:
    """Return what AWS publishes in S3 for instances.

    Package repositories are read without credentials, and layers of ECR images by links that ECR signed.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
    """
    buckets = [
        f"al2023-repos-{home.region}-de612dc2",
        f"amazonlinux-2-repos-{home.region}",
        f"prod-{home.region}-starport-layer-bucket",
    ]
    return [f"arn:{home.partition}:s3:::{bucket}/*" for bucket in buckets]


def _allow(action: str | list[str], resource: str | list[str], condition: dict[str, Any] | None = None) -> Any:
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})
