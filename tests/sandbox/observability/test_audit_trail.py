"""The trail's notifications, and the protection of its log group."""

from collections.abc import Callable
from pathlib import Path

from pulumi import automation
from support import failure, run

from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

WriteProject = Callable[[str], Path]
WITHOUT_TRAIL = """
import pulumi

from strongroom.data import EncryptionKey, EncryptionKeyArgs, LogBucket, LogBucketArgs
from strongroom.observability import AlertTopic, AlertTopicArgs, AuditTrail, AuditTrailArgs

key = EncryptionKey(
    "audit",
    EncryptionKeyArgs(
        durability="ephemeral",
        services={"cloudtrail", "cloudwatch_alarms", "cloudwatch_logs", "eventbridge", "sns"},
        trail_names=["audit-dev"],
    ),
)
logs = LogBucket(
    "audit",
    LogBucketArgs(
        durability="ephemeral",
        kms_key_arn=key.kms_key_arn,
        log_sources={"cloudtrail"},
        trail_names=["audit-dev"],
    ),
)
alerts = AlertTopic("alerts", AlertTopicArgs(kms_key_arn=key.kms_key_arn))
deliveries = AlertTopic("deliveries", AlertTopicArgs(kms_key_arn=key.kms_key_arn, publishers=["cloudtrail"]))
pulumi.export("deliveries_arn", deliveries.topic_arn)
"""
PROTECTED = (
    WITHOUT_TRAIL
    + """
trail = AuditTrail(
    "audit",
    AuditTrailArgs(
        kms_key_arn=key.kms_key_arn,
        bucket_name=logs.bucket_name,
        topic_arns=[alerts.topic_arn],
        sns_topic_arn=deliveries.topic_arn,
        deletion_protection=None,
    ),
)
pulumi.export("log_group_name", trail.log_group_name)
"""
)


def test_log_group_of_a_trail_is_deleted_only_without_protection(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    def stack(program: str) -> automation.Stack:
        return sandbox.project(write_project(program), "dev")

    made = run(stack(PROTECTED).up)
    logs, name = sandbox.client("logs"), made.outputs["log_group_name"]
    (trail,) = sandbox.client("cloudtrail").describe_trails()["trailList"]
    assert trail["SnsTopicARN"] == made.outputs["deliveries_arn"]
    assert run(stack(PROTECTED).refresh).steps == {}

    for program, operation in ((WITHOUT_TRAIL, "preview"), (WITHOUT_TRAIL, "up")):
        screen = failure(getattr(stack(program), operation))
        assert "audit-trail" in screen
        assert "protect" in screen
        assert logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        assert sandbox.client("cloudtrail").describe_trails()["trailList"] == [trail]

    unprotected = PROTECTED.replace("deletion_protection=None", "deletion_protection=False")
    run(stack(unprotected).up)
    assert run(stack(unprotected).up).steps == {}
    run(stack(WITHOUT_TRAIL).up)
    assert logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"] == []
    stack(WITHOUT_TRAIL).destroy()
    assert read_journal(sandbox.journal) == []
