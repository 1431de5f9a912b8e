"""How an account is audited: a trail, AWS Config, the account's baseline and a budget.

An account has each once, so that a program of its own is the place for them, with `durability` persistent.
"""

import json

import pulumi_aws as aws

from strongroom.core import json_dumps
from strongroom.data import EncryptionKey, LogBucket, LogBucketArgs
from strongroom.observability import (
    AccountBaseline,
    AccountBaselineArgs,
    Aggregator,
    AlertTopic,
    AlertTopicArgs,
    AuditTrail,
    AuditTrailArgs,
    Budget,
    BudgetAlert,
    BudgetArgs,
    Compliance,
    ComplianceArgs,
    EbsEncryptionOptions,
    InspectorOptions,
    LambdaDataEvents,
    RecordingOptions,
    Remediation,
    S3DataEvents,
    SecurityHubOptions,
)

TRAIL = "complete-dev"
"""What the trail will be called, which the bucket must know before there is one."""


def make_audit(key: EncryptionKey, topic: AlertTopic) -> tuple[AuditTrail, Compliance, AccountBaseline]:
    """Make what the account is audited by.

    Args:
        key: The key of log files and log group, which CloudTrail and AWS Config may use.
        topic: The topic that is told of what happens and what does not comply.
    """
    logs = LogBucket(
        "complete-logs",
        LogBucketArgs(
            durability="ephemeral",
            kms_key_arn=key.kms_key_arn,
            log_sources={"cloudtrail", "config"},
            trail_names=[TRAIL],
        ),
    )
    deliveries = AlertTopic(
        "complete-deliveries", AlertTopicArgs(kms_key_arn=key.kms_key_arn, publishers=["cloudtrail"])
    )
    trail = AuditTrail(
        "complete",
        AuditTrailArgs(
            durability="ephemeral",
            kms_key_arn=key.kms_key_arn,
            sns_topic_arn=deliveries.topic_arn,
            bucket_name=logs.bucket_name,
            topic_arns=[topic.topic_arn],
            # Deliveries of logs would be logged themselves.
            s3_data_events=S3DataEvents(exclude_bucket_names=[logs.bucket_name]),
            lambda_data_events=LambdaDataEvents(),
            insights=["ApiErrorRateInsight"],
            disabled_alarms={"organization-changes": "The organization's own account has this alarm"},
        ),
    )
    # What mends keys that don't rotate, when somebody starts it.
    trusted = {"Effect": "Allow", "Principal": {"Service": "ssm.amazonaws.com"}, "Action": "sts:AssumeRole"}
    mending = aws.iam.Role("mending", assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trusted]}))
    rotate = {
        "Effect": "Allow",
        "Action": ["kms:EnableKeyRotation", "kms:GetKeyRotationStatus"],
        "Resource": key.kms_key_arn,
    }
    aws.iam.RolePolicy(
        "mending",
        role=mending.name,
        policy=json_dumps({"Version": "2012-10-17", "Statement": [rotate]}),
    )
    compliance = Compliance(
        "complete",
        ComplianceArgs(
            bucket_name=logs.bucket_name,
            kms_key_arn=key.kms_key_arn,
            topic_arn=topic.topic_arn,
            recording=RecordingOptions(daily_types=["AWS::EC2::NetworkInterface"]),
            # Security Hub checks FSBP and PCI DSS below, and would be paid for twice.
            standards=frozenset({"cis_v5"}),
            controls=["CloudWatch.15", "CloudWatch.16", "CloudWatch.17", "SNS.1"],
            exclusions={"S3.20": "Versions are kept by Object Lock, not by MFA"},
            parameters={"IAM.3": {"maxAccessKeyAge": 60}},
            remediations={"KMS.4": Remediation(role_arn=mending.arn)},
            aggregator=Aggregator(account_ids=["111122223333", "444455556666"]),
        ),
    )
    baseline = AccountBaseline(
        "complete",
        AccountBaselineArgs(
            security_hub=SecurityHubOptions(
                standards={"fsbp", "pci"},
                disabled_controls={"IAM.6": "The root user's credentials are in a vault, with virtual MFA"},
            ),
            ebs_encryption=EbsEncryptionOptions(kms_key_arn=key.kms_key_arn),
            inspector=InspectorOptions(scans={"EC2", "ECR", "LAMBDA", "LAMBDA_CODE"}),
            topic_arn=topic.topic_arn,
            finding_severity="critical",
        ),
    )
    Budget(
        "complete",
        BudgetArgs(
            monthly_amount=5000,
            alerts=[BudgetAlert(percentage=90), BudgetAlert(percentage=100, of="forecast")],
            topic_arn=topic.topic_arn,
            email_addresses=["owner@example.com"],
        ),
    )
    return trail, compliance, baseline
