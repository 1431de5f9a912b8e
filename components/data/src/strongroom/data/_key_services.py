"""The AWS services that may use an encryption key, each under the conditions that AWS documents for it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeAlias

from strongroom.core import AwsEnvironment, PolicyDocument

KeyService: TypeAlias = Literal[
    "autoscaling",
    "budgets",
    "cloudfront",
    "cloudtrail",
    "cloudwatch_alarms",
    "cloudwatch_logs",
    "config",
    "ec2_spot",
    "eventbridge",
    "log_delivery",
    "rds",
    "rds_events",
    "s3_access_logs",
    "secretsmanager",
    "sns",
]
"""A service that may use an encryption key, and what for.

- `autoscaling`: Auto Scaling groups start instances whose EBS volumes the key encrypts. The service-linked role
  `AWSServiceRoleForAutoScaling` need not exist yet: AWS creates it with the account's first Auto Scaling group.
- `budgets`: the account's budgets notify SNS topics that the key encrypts.
- `cloudfront`: the account's distributions read and write S3 origins that the key encrypts (origin access control).
- `cloudtrail`: the account's trails encrypt their log files, and notify SNS topics that the key encrypts.
- `cloudwatch_alarms`: the account's alarms publish to SNS topics that the key encrypts.
- `cloudwatch_logs`: CloudWatch Logs encrypts the account's log groups in the key's region.
- `config`: AWS Config delivers to S3 buckets that the key encrypts. It can't notify encrypted SNS topics at all; rules
  of EventBridge can.
- `ec2_spot`: EC2 launches Spot Instances, also those of Auto Scaling groups, whose EBS volumes the key encrypts. Before
  that, create the service-linked role `AWSServiceRoleForEC2Spot`, if the account does not have it, with
  `aws iam create-service-linked-role --aws-service-name spot.amazonaws.com`.
- `eventbridge`: rules of EventBridge publish to the account's SNS topics that the key encrypts.
- `log_delivery`: CloudWatch Logs delivers logs of VPC flows, CloudFront, WAF and network load balancers to S3 buckets
  that the key encrypts.
- `rds`: roles and users of the account use the key through RDS, as far as their own IAM policies allow.
- `rds_events`: RDS publishes events to SNS topics that the key encrypts.
- `s3_access_logs`: S3 delivers the account's server access logs to buckets that the key encrypts, which it does though
  AWS documents their delivery with SSE-S3 only.
- `secretsmanager`: roles and users of the account use the key through Secrets Manager, as far as their own IAM policies
  allow.
- `sns`: the account's SNS topics send messages to SQS queues that the key encrypts, dead-letter queues too.

`rds` and `secretsmanager` make a difference only where IAM policies don't grant the use of the key.
"""

USE = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
"""The actions with which something is encrypted and decrypted."""

FOR_AWS_RESOURCES: PolicyDocument = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
"""The condition under which grants go to AWS services only, for a resource of theirs."""


def allow(
    sid: str, principal: Mapping[str, object], actions: list[str], condition: PolicyDocument | None = None
) -> PolicyDocument:
    """Make a statement of a key policy.

    Args:
        sid: What the statement is called.
        principal: Who may act.
        actions: What they may do.
        condition: Under which condition; always when None.
    """
    # In a key policy "*" means this key and no other.
    statement = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": actions, "Resource": "*"}
    return statement | ({"Condition": condition} if condition else {})


def _autoscaling(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html."""
    return _launches(home, "AutoScaling", "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling")


def _ec2_spot(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html."""
    return _launches(home, "Ec2Spot", "spot.amazonaws.com/AWSServiceRoleForEC2Spot")


def _launches(home: AwsEnvironment, sid: str, role: str) -> list[PolicyDocument]:
    """Let a service-linked role launch and start instances whose volumes the key encrypts.

    KMS refuses a policy whose principal does not exist, as this role does not in a new account. It does not check
    conditions, so the role is named in one. The principal can't be the account instead: that would leave the decision
    to the role's own IAM policy, which has no permissions for KMS.
    """
    anyone = {"AWS": "*"}
    condition: PolicyDocument = {
        "ArnEquals": {"aws:PrincipalArn": home.arn("iam", f"role/aws-service-role/{role}", region="")},
        "StringEquals": {"kms:CallerAccount": home.account_id},
    }
    return [
        allow(sid, anyone, USE, condition),
        allow(f"{sid}Grants", anyone, ["kms:CreateGrant"], condition | FOR_AWS_RESOURCES),
    ]


def _budgets(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html."""
    return [_publisher(home, "Budgets", "budgets.amazonaws.com", home.arn("budgets", "*", region=""))]


def _cloudfront(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html.

    Any distribution of the account, because one distribution's ARN is known only after the bucket that needs the key.
    """
    return [
        allow(
            "CloudFront",
            {"Service": "cloudfront.amazonaws.com"},
            ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"],
            {"ArnLike": {"aws:SourceArn": home.arn("cloudfront", "distribution/*", region="")}},
        )
    ]


def cloudtrail_statements(home: AwsEnvironment, trail_names: Sequence[str] = ()) -> list[PolicyDocument]:
    """Let CloudTrail encrypt log files, of the trails that are named or of all of the account, and notify topics.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html and
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html

    A trail of another region may deliver to a bucket in the key's region, so the region is left open. A bucket with a
    bucket key needs `kms:Decrypt` as well.

    Args:
        home: Where the key lives.
        trail_names: Names of the trails; none for all of them.
    """
    principal = {"Service": "cloudtrail.amazonaws.com"}
    named = [home.arn("cloudtrail", f"trail/{name}", region="*") for name in trail_names]
    trails = named or home.arn("cloudtrail", "trail/*", region="*")
    of_the_account: PolicyDocument = {"ArnLike": {"aws:SourceArn": trails}}
    return [
        allow(
            "CloudTrail",
            principal,
            ["kms:GenerateDataKey*"],
            {"ArnLike": {"aws:SourceArn": trails, "kms:EncryptionContext:aws:cloudtrail:arn": trails}},
        ),
        allow("CloudTrailBucketKey", principal, ["kms:Decrypt", "kms:DescribeKey"], of_the_account),
        allow("CloudTrailTopics", principal, ["kms:Decrypt", "kms:GenerateDataKey*"], _for_topics(home)),
    ]


def _cloudwatch_alarms(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html, "Enable compatibility"."""
    return [_publisher(home, "CloudWatchAlarms", "cloudwatch.amazonaws.com", home.arn("cloudwatch", "alarm:*"))]


def _cloudwatch_logs(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html."""
    return [
        allow(
            "CloudWatchLogs",
            {"Service": f"logs.{home.region}.{home.dns_suffix}"},
            USE,
            {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": home.arn("logs", "log-group:*")}},
        )
    ]


def _config(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html."""
    principal = {"Service": "config.amazonaws.com"}
    return [allow("Config", principal, ["kms:Decrypt", "kms:GenerateDataKey*"], _of_account(home))]


def _eventbridge(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html, "Enable compatibility".

    EventBridge tells neither source account nor source ARN to KMS; that it is a topic of the account is told by SNS.
    """
    principal = {"Service": "events.amazonaws.com"}
    return [allow("EventBridge", principal, ["kms:Decrypt", "kms:GenerateDataKey*"], _for_topics(home))]


def _log_delivery(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html.

    What is global, such as CloudFront, delivers from us-east-1, so the region is left open.
    """
    sources = home.arn("logs", "*", region="*")
    condition = _of_account(home) | {"ArnLike": {"aws:SourceArn": sources}}
    return [allow("LogDelivery", {"Service": "delivery.logs.amazonaws.com"}, USE, condition)]


def _rds(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html."""
    principal, through = _root(home), _through(home, "rds")
    return [
        allow("Rds", principal, USE, through),
        allow("RdsGrants", principal, ["kms:CreateGrant"], through | FOR_AWS_RESOURCES),
    ]


def _rds_events(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html, "Enable compatibility"."""
    return [_publisher(home, "RdsEvents", "events.rds.amazonaws.com", home.arn("rds", "*"))]


def _s3_access_logs(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html."""
    principal = {"Service": "logging.s3.amazonaws.com"}
    return [allow("S3AccessLogs", principal, ["kms:Decrypt", "kms:GenerateDataKey*"], _of_account(home))]


def _secretsmanager(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html."""
    return [allow("SecretsManager", _root(home), USE, _through(home, "secretsmanager"))]


def _sns(home: AwsEnvironment) -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html."""
    topics: PolicyDocument = {"ArnLike": {"aws:SourceArn": home.arn("sns", "*")}}
    return [allow("Sns", {"Service": "sns.amazonaws.com"}, ["kms:Decrypt", "kms:GenerateDataKey*"], topics)]


def _publisher(home: AwsEnvironment, sid: str, service: str, source_arn: str) -> PolicyDocument:
    """Let a service publish to encrypted SNS topics on behalf of this account's resources."""
    condition = _of_account(home) | {"ArnLike": {"aws:SourceArn": source_arn}}
    return allow(sid, {"Service": service}, ["kms:Decrypt", "kms:GenerateDataKey*"], condition)


def _for_topics(home: AwsEnvironment) -> PolicyDocument:
    """The use for SNS topics of the account."""
    return {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": home.arn("sns", "*")}}


def _root(home: AwsEnvironment) -> dict[str, str]:
    """Everyone in the account, as far as their own IAM policies allow."""
    return {"AWS": home.arn("iam", "root", region="")}


def _of_account(home: AwsEnvironment) -> PolicyDocument:
    return {"StringEquals": {"aws:SourceAccount": home.account_id}}


def _through(home: AwsEnvironment, service: str) -> PolicyDocument:
    """https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service."""
    via = f"{service}.{home.region}.{home.dns_suffix}"
    return {"StringEquals": {"kms:CallerAccount": home.account_id, "kms:ViaService": via}}


STATEMENTS: Mapping[KeyService, Callable[[AwsEnvironment], list[PolicyDocument]]] = {
    "autoscaling": _autoscaling,
    "budgets": _budgets,
    "cloudfront": _cloudfront,
    "cloudtrail": cloudtrail_statements,
    "cloudwatch_alarms": _cloudwatch_alarms,
    "cloudwatch_logs": _cloudwatch_logs,
    "config": _config,
    "ec2_spot": _ec2_spot,
    "eventbridge": _eventbridge,
    "log_delivery": _log_delivery,
    "rds": _rds,
    "rds_events": _rds_events,
    "s3_access_logs": _s3_access_logs,
    "secretsmanager": _secretsmanager,
    "sns": _sns,
}
"""The statements by which each service may use a key."""
