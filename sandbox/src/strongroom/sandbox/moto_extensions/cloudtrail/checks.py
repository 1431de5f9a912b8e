"""What CloudTrail asks of the things that a trail needs, before it makes or changes it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from moto.core.exceptions import JsonRESTError
from moto.iam.models import iam_backends
from moto.logs.models import logs_backends
from moto.s3.models import s3_backends
from moto.sns.models import sns_backends

from ..arns import Arn
from ..kms.keys import find_key
from ..permissions import lets, statements_of

_CLOUDTRAIL: Final = "cloudtrail.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A trail as it is to be."""

    arn: str
    account_id: str
    region: str
    partition: str
    bucket: str
    prefix: str | None
    key: str | None
    """The id, alias or ARN of its key."""
    topic_arn: str | None
    log_group: str | None
    role: str | None


def check(trail: Wanted) -> None:
    """Refuse a trail that could not write where it should.

    Raises:
        JsonRESTError: AWS's error for the first thing that does not let CloudTrail in.
    """
    _check_bucket(trail)
    _check_topic(trail)
    _check_log_group(trail)
    if trail.key:
        _check_key(trail, trail.key)


def _context(trail: Wanted, **more: str) -> Mapping[str, str]:
    return {"aws:SourceArn": trail.arn, "aws:SourceAccount": trail.account_id, **more}


def _check_bucket(trail: Wanted) -> None:
    """Check the bucket's policy.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    bucket: Any = s3_backends[trail.account_id][trail.partition].buckets.get(trail.bucket)
    if bucket is None:
        raise JsonRESTError("S3BucketDoesNotExistException", f"S3 bucket {trail.bucket} does not exist!")
    arn = f"arn:{trail.partition}:s3:::{trail.bucket}"
    folder = f"{trail.prefix}/AWSLogs" if trail.prefix else "AWSLogs"
    written = f"{arn}/{folder}/{trail.account_id}/CloudTrail/{trail.region}/log.json.gz"
    uploaded = {"s3:x-amz-acl": "bucket-owner-full-control"}
    if trail.key:
        uploaded |= {
            "s3:x-amz-server-side-encryption": "aws:kms",
            "s3:x-amz-server-side-encryption-aws-kms-key-id": trail.key,
        }
    reads = lets(bucket.policy, _CLOUDTRAIL, "s3:GetBucketAcl", arn, _context(trail))
    writes = lets(bucket.policy, _CLOUDTRAIL, "s3:PutObject", written, _context(trail, **uploaded))
    if not (reads and writes):
        message = f"Incorrect S3 bucket policy is detected for bucket: {trail.bucket}"
        raise JsonRESTError("InsufficientS3BucketPolicyException", message)


def _check_topic(trail: Wanted) -> None:
    """Check the topic's policy.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
    """
    if not trail.topic_arn:
        return
    arn = Arn.of(trail.topic_arn)
    topic = sns_backends[arn.account][arn.region].topics.get(trail.topic_arn)
    if topic is None or not lets(topic.policy, _CLOUDTRAIL, "sns:Publish", topic.arn, _context(trail)):
        message = "SNS Topic does not exist or the topic policy is incorrect!"
        raise JsonRESTError("InsufficientSnsTopicPolicyException", message)


def _check_log_group(trail: Wanted) -> None:
    """Check the log group, which is named by the ARN of its streams, and who may take the role.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
    """
    if not trail.log_group and not trail.role:
        return
    if not trail.log_group or not trail.role:
        message = "You must specify both a CloudWatch Logs log group ARN and a role ARN."
        raise JsonRESTError("InvalidParameterCombinationException", message)
    groups = {group.arn for group in logs_backends[trail.account_id][trail.region].groups.values()}
    if not trail.log_group.endswith(":*") or trail.log_group.removesuffix(":*") not in groups:
        message = "CloudTrail cannot validate the specified log group ARN."
        raise JsonRESTError("InvalidCloudWatchLogsLogGroupArnException", message)
    roles = iam_backends[trail.account_id][trail.partition].roles.values()
    trusts: list[str] = [role.assume_role_policy_document for role in roles if role.arn == trail.role]
    if not any(_lets_assume(trust, trail) for trust in trusts):
        message = "Access denied. Check the trust relationships for your role."
        raise JsonRESTError("InvalidCloudWatchLogsRoleArnException", message)


def _lets_assume(trust: str, trail: Wanted) -> bool:
    # A trust policy names no resource: it is the role's.
    statements = [{**statement, "Resource": "*"} for statement in statements_of(trust)]
    return lets(json.dumps({"Statement": statements}), _CLOUDTRAIL, "sts:AssumeRole", "*", _context(trail))


def _check_key(trail: Wanted, key_id: str) -> None:
    """Check the key and its policy.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    """
    key = find_key(trail.account_id, trail.region, key_id)
    if key is None:
        raise JsonRESTError("KmsKeyNotFoundException", f"The KMS key {key_id} does not exist.")
    if not key.enabled:
        raise JsonRESTError("KmsKeyDisabledException", f"The KMS key {key_id} is disabled.")
    encrypted = {"kms:EncryptionContext:aws:cloudtrail:arn": trail.arn}
    encrypts = lets(key.policy, _CLOUDTRAIL, "kms:GenerateDataKey", key.arn, _context(trail, **encrypted))
    describes = lets(key.policy, _CLOUDTRAIL, "kms:DescribeKey", key.arn, _context(trail))
    if not (encrypts and describes):
        message = f"Insufficient permissions to access S3 bucket {trail.bucket} or KMS key {key_id}."
        raise JsonRESTError("InsufficientEncryptionPolicyException", message)
