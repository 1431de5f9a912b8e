"""The key policy of an encryption key: the account itself, and each named service under its conditions."""

from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeAlias, get_args

from strongroom.core import Home, PolicyDocument, policy_document

KeyService: TypeAlias = Literal[
    "autoscaling",
    "cloudfront",
    "cloudtrail",
    "cloudwatch_alarms",
    "cloudwatch_logs",
    "rds_events",
]
"""A service that may use an encryption key, and what for.

- `autoscaling`: Auto Scaling groups start instances whose EBS volumes the key encrypts. The account must already have
  the service-linked role `AWSServiceRoleForAutoScaling`, or KMS refuses the policy; AWS makes the role with the
  account's first Auto Scaling group, or on `aws iam create-service-linked-role`.
- `cloudfront`: the account's distributions read and write S3 origins that the key encrypts (origin access control).
- `cloudtrail`: the account's trails encrypt their log files.
- `cloudwatch_alarms`: the account's alarms publish to SNS topics that the key encrypts.
- `cloudwatch_logs`: CloudWatch Logs encrypts the account's log groups in the key's region.
- `rds_events`: RDS publishes events to SNS topics that the key encrypts.
"""

Statement: TypeAlias = dict[str, Any]


def key_policy(home: Home, services: Iterable[KeyService]) -> PolicyDocument:
    """Build the policy of a key that the account's IAM policies govern and that the named services may use.

    The order of the services makes no difference, so that listing them in another order changes nothing.

    Args:
        home: Where the key lives.
        services: The services that may use it, each only on behalf of this account's resources.
    """
    wanted = frozenset(services)
    statements = [_account(home)]
    for service in get_args(KeyService):
        if service in wanted:
            statements += _SERVICES[service](home)
    return policy_document(statements)


def _account(home: Home) -> Statement:
    """Let IAM policies of the account govern the key; without it a key can become unmanageable.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    return _allow("Account", {"AWS": home.arn("iam", "root", region="")}, ["kms:*"])


def _autoscaling(home: Home) -> list[Statement]:
    """https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html."""
    role = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    principal = {"AWS": home.arn("iam", role, region="")}
    return [
        _allow("AutoScaling", principal, _ENCRYPT_AND_DECRYPT),
        _allow("AutoScalingGrants", principal, ["kms:CreateGrant"], {"Bool": {"kms:GrantIsForAWSResource": "true"}}),
    ]


def _cloudfront(home: Home) -> list[Statement]:
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html.

    Any distribution of the account, because one distribution's ARN is known only after the bucket that needs the key.
    """
    return [
        _allow(
            "CloudFront",
            {"Service": "cloudfront.amazonaws.com"},
            ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"],
            {"ArnLike": {"aws:SourceArn": home.arn("cloudfront", "distribution/*", region="")}},
        )
    ]


def _cloudtrail(home: Home) -> list[Statement]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html.

    A trail of another region may deliver to a bucket in the key's region, so the region is left open.
    """
    principal = {"Service": "cloudtrail.amazonaws.com"}
    trails = home.arn("cloudtrail", "trail/*", region="*")
    return [
        _allow(
            "CloudTrail",
            principal,
            ["kms:GenerateDataKey*"],
            {"ArnLike": {"aws:SourceArn": trails, "kms:EncryptionContext:aws:cloudtrail:arn": trails}},
        ),
        _allow("CloudTrailDescribe", principal, ["kms:DescribeKey"], {"ArnLike": {"aws:SourceArn": trails}}),
    ]


def _cloudwatch_alarms(home: Home) -> list[Statement]:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html, "Enable compatibility"."""
    return [_publisher(home, "CloudWatchAlarms", "cloudwatch.amazonaws.com", home.arn("cloudwatch", "alarm:*"))]


def _cloudwatch_logs(home: Home) -> list[Statement]:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html."""
    return [
        _allow(
            "CloudWatchLogs",
            {"Service": f"logs.{home.region}.{home.dns_suffix}"},
            _ENCRYPT_AND_DECRYPT,
            {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": home.arn("logs", "log-group:*")}},
        )
    ]


def _rds_events(home: Home) -> list[Statement]:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html, "Enable compatibility"."""
    return [_publisher(home, "RdsEvents", "events.rds.amazonaws.com", home.arn("rds", "*"))]


def _publisher(home: Home, sid: str, service: str, source_arn: str) -> Statement:
    """Let a service publish to encrypted SNS topics on behalf of this account's resources."""
    return _allow(
        sid,
        {"Service": service},
        ["kms:Decrypt", "kms:GenerateDataKey*"],
        {"StringEquals": {"aws:SourceAccount": home.account_id}, "ArnLike": {"aws:SourceArn": source_arn}},
    )


def _allow(
    sid: str, principal: dict[str, str], actions: list[str], condition: dict[str, dict[str, str]] | None = None
) -> Statement:
    # In a key policy "*" means this key and no other.
    statement: Statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": actions,
        "Resource": "*",
    }
    return statement | ({"Condition": condition} if condition else {})


_ENCRYPT_AND_DECRYPT = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]

_SERVICES: dict[KeyService, Callable[[Home], list[Statement]]] = {
    "autoscaling": _autoscaling,
    "cloudfront": _cloudfront,
    "cloudtrail": _cloudtrail,
    "cloudwatch_alarms": _cloudwatch_alarms,
    "cloudwatch_logs": _cloudwatch_logs,
    "rds_events": _rds_events,
}
