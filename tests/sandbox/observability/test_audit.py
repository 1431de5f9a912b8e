"""The life of an account's audit: a trail, AWS Config and the baseline, in order, changed, drifted and put right."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
from support import WriteProject, failure, inventory, left_behind, run

from strongroom.data import EncryptionKey, EncryptionKeyArgs, LogBucket, LogBucketArgs
from strongroom.observability import (
    AccountBaseline,
    AccountBaselineArgs,
    AlertTopic,
    AlertTopicArgs,
    AuditTrail,
    AuditTrailArgs,
    Budget,
    BudgetArgs,
    Compliance,
    ComplianceArgs,
)
from strongroom.sandbox.provider.journal import type_of
from strongroom.sandbox.testing import TestSandbox

CONTROLS = ["EC2.6", "IAM.3", "IAM.18", "KMS.4", "S3.8"]
REASON = "The identity provider sees to it"


def audited(
    trail: Mapping[str, Any], compliance: Mapping[str, Any], baseline: Mapping[str, Any], amount: float = 1200
) -> Callable[[], None]:
    """A program with everything that an account's audit needs."""

    def program() -> None:
        services = {"budgets", "cloudtrail", "cloudwatch_alarms", "cloudwatch_logs", "config", "eventbridge", "sns"}
        named = EncryptionKeyArgs(durability="ephemeral", services=services, trail_names=["audit-dev"])  # pyright: ignore[reportArgumentType]
        key = EncryptionKey("audit", named)
        logs = LogBucket(
            "audit",
            LogBucketArgs(
                durability="ephemeral",
                kms_key_arn=key.kms_key_arn,
                log_sources={"cloudtrail", "config"},
                trail_names=["audit-dev"],
            ),
        )
        topic = AlertTopic(
            "audit",
            AlertTopicArgs(kms_key_arn=key.kms_key_arn, publishers=["budgets", "cloudwatch_alarms", "eventbridge"]),
        )
        made = AuditTrail(
            "audit",
            AuditTrailArgs(
                durability="ephemeral",
                kms_key_arn=key.kms_key_arn,
                bucket_name=logs.bucket_name,
                topic_arns=[topic.topic_arn],
                **trail,
            ),
        )
        Compliance(
            "compliance",
            ComplianceArgs(
                bucket_name=logs.bucket_name,
                kms_key_arn=key.kms_key_arn,
                topic_arn=topic.topic_arn,
                standards=frozenset(),
                controls=CONTROLS,
                **compliance,
            ),
        )
        AccountBaseline("account", AccountBaselineArgs(topic_arn=topic.topic_arn, **baseline))
        Budget("account", BudgetArgs(monthly_amount=amount, topic_arn=topic.topic_arn))
        pulumi.export("trail_arn", made.trail_arn)
        pulumi.export("log_group_name", made.log_group_name)
        pulumi.export("topic_arn", topic.topic_arn)
        pulumi.export("kms_key_arn", key.kms_key_arn)

    return program


def happened(sandbox: TestSandbox, what: str, *types: str) -> list[str]:
    """Which resources of these types were `made` or `gone`, in that order."""
    entries = [json.loads(line) for line in sandbox.journal.read_text().splitlines()]
    kinds = [type_of(entry[what][0]).rpartition(":")[-1] for entry in entries if what in entry]
    return [kind for kind in kinds if kind in types]


def assert_trail(sandbox: TestSandbox, outputs: Mapping[str, Any]) -> None:
    """The trail logs everything, encrypted, to bucket and log group, where fifteen filters count for alarms."""
    cloudtrail, logs, cloudwatch = (sandbox.client(each) for each in ("cloudtrail", "logs", "cloudwatch"))
    (trail,) = cloudtrail.describe_trails()["trailList"]
    assert trail["TrailARN"] == outputs["trail_arn"]
    assert trail["IsMultiRegionTrail"] is trail["LogFileValidationEnabled"] is True
    assert trail["KmsKeyId"] == outputs["kms_key_arn"]
    assert cloudtrail.get_trail_status(Name=trail["Name"])["IsLogging"] is True
    selectors = cloudtrail.get_event_selectors(TrailName=trail["Name"])["AdvancedEventSelectors"]
    assert [selector["Name"] for selector in selectors] == ["Management events", "Objects of S3"]
    name = outputs["log_group_name"]
    (group,) = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert (group["retentionInDays"], group["kmsKeyId"]) == (365, outputs["kms_key_arn"])
    counted = {
        each["metricTransformations"][0]["metricName"]: each["metricTransformations"][0]["metricNamespace"]
        for each in logs.describe_metric_filters(logGroupName=name)["metricFilters"]
    }
    alarms = cloudwatch.describe_alarms()["MetricAlarms"]
    assert counted == {alarm["MetricName"]: alarm["Namespace"] for alarm in alarms}
    assert len(counted) == 15
    assert all(alarm["AlarmActions"] == alarm["OKActions"] == [outputs["topic_arn"]] for alarm in alarms)


def assert_recording(sandbox: TestSandbox) -> None:
    """AWS Config records everything with its own role, and has a rule for each control."""
    config = sandbox.client("config")
    (recorder,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
    assert recorder["roleARN"].endswith("/AWSServiceRoleForConfig")
    assert recorder["recordingGroup"]["allSupported"] is True
    (status,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
    assert status["recording"] is True
    (channel,) = config.describe_delivery_channels()["DeliveryChannels"]
    assert channel["s3KeyPrefix"] == "config"
    rules = {rule["Source"]["SourceIdentifier"] for rule in config.describe_config_rules()["ConfigRules"]}
    assert len(rules) == len(CONTROLS)
    assert rules >= {"VPC_FLOW_LOGS_ENABLED", "IAM_POLICY_IN_USE"}


def assert_account_settings(sandbox: TestSandbox) -> None:
    """The settings of the account, which outlive the component."""
    assert sandbox.client("ec2").get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is True
    policy = sandbox.client("iam").get_account_password_policy()["PasswordPolicy"]
    assert (policy["MinimumPasswordLength"], policy["PasswordReusePrevention"]) == (14, 24)
    block = sandbox.client("s3control").get_public_access_block(AccountId=sandbox.account_id)
    assert set(block["PublicAccessBlockConfiguration"].values()) == {True}
    ec2 = sandbox.client("ec2")
    assert ec2.get_instance_metadata_defaults()["AccountLevel"]["HttpTokens"] == "required"
    assert ec2.get_snapshot_block_public_access_state()["State"] == "block-all-sharing"
    assert ec2.get_image_block_public_access_state()["ImageBlockPublicAccessState"] == "block-new-sharing"


def assert_baseline(sandbox: TestSandbox) -> None:
    """What finds something is on, what is safe by default is set, and there is a budget."""
    guardduty, hub = sandbox.client("guardduty"), sandbox.client("securityhub")
    (detector,) = guardduty.list_detectors()["DetectorIds"]
    found = guardduty.get_detector(DetectorId=detector)
    features = {feature["Name"]: feature["Status"] for feature in found["Features"]}
    assert found["Status"] == "ENABLED"
    assert features["RDS_LOGIN_EVENTS"] == features["S3_DATA_EVENTS"] == features["RUNTIME_MONITORING"] == "ENABLED"
    standards = {
        each["StandardsArn"].split("/", 1)[1] for each in hub.get_enabled_standards()["StandardsSubscriptions"]
    }
    assert standards == {
        "aws-foundational-security-best-practices/v/1.0.0",
        "cis-aws-foundations-benchmark/v/5.0.0",
        "pci-dss/v/4.0.1",
    }
    assert_account_settings(sandbox)
    (budget,) = sandbox.client("budgets").describe_budgets(AccountId=sandbox.account_id)["Budgets"]
    assert (budget["BudgetName"], float(budget["BudgetLimit"]["Amount"])) == (f"account-{sandbox.region}-dev", 1200)


def test_an_account_is_audited_from_the_beginning_to_the_end(sandbox: TestSandbox) -> None:
    before = inventory(sandbox)
    stack = sandbox.program(audited({}, {}, {}))
    outputs = run(stack.up).outputs
    assert run(stack.up).steps == {}
    assert_trail(sandbox, outputs)
    assert_recording(sandbox)
    assert_baseline(sandbox)
    order = happened(sandbox, "made", "Recorder", "DeliveryChannel", "RecorderStatus", "Rule")
    assert order == ["Recorder", "DeliveryChannel", "RecorderStatus", *["Rule"] * len(CONTROLS)]

    # Every part is changed in place.
    changed = sandbox.program(
        audited(
            {"log_retention_days": 400, "s3_data_events": None, "disabled_alarms": {"vpc-changes": REASON}},
            {"parameters": {"IAM.3": {"maxAccessKeyAge": 30}}, "retention_days": 365, "snapshot_hours": 6},
            {"guardduty": {"eks_audit": False}, "security_hub": {"disabled_controls": {"IAM.6": REASON}}},
            amount=1500,
        )
    )
    assert run(changed.up).steps == {
        "LogGroup audit-log": "update",
        "Trail audit-trail": "update",
        "LogMetricFilter audit-vpc-changes": "delete",
        "MetricAlarm audit-vpc-changes": "delete",
        "Rule compliance-iam-3-access-keys-rotated": "update",
        "RetentionConfiguration compliance-retention": "update",
        "DeliveryChannel compliance-delivery": "update",
        "DetectorFeature account-eks-audit-logs": "update",
        "Budget account-budget": "update",
        "StandardsControlAssociation account-disabled-iam-6-fsbp": "create",
        "StandardsControlAssociation account-disabled-iam-6-cis-v5": "create",
        "StandardsControlAssociation account-disabled-iam-6-pci": "create",
    }
    assert run(changed.refresh).steps == {}

    # Somebody covers their tracks: a refresh sees it, and the next deployment puts it right.
    sandbox.client("cloudtrail").stop_logging(Name="audit-dev")
    sandbox.client("config").stop_configuration_recorder(ConfigurationRecorderName="compliance-dev")
    drifted = {"Trail audit-trail": "update", "RecorderStatus compliance-recorder": "update"}
    assert run(changed.refresh).steps == drifted
    assert run(changed.up).steps == drifted
    assert sandbox.client("cloudtrail").get_trail_status(Name="audit-dev")["IsLogging"] is True
    assert_recording(sandbox)

    changed.destroy()
    order = happened(sandbox, "gone", "Recorder", "DeliveryChannel", "RecorderStatus", "Rule")
    assert order == [*["Rule"] * len(CONTROLS), "RecorderStatus", "DeliveryChannel", "Recorder"]
    assert inventory(sandbox) == before
    assert_account_settings(sandbox)
    assert left_behind(sandbox) == []


TWO = """
from strongroom.observability import Compliance, ComplianceArgs

for name in ("one", "two"):
    Compliance(name, ComplianceArgs(bucket_name="logs", standards=frozenset(), controls=["EC2.6"]))
"""


def test_a_second_recorder_is_refused_before_anything_is_made(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    stack = sandbox.project(write_project(TWO), "dev")
    told = failure(stack.preview)
    # Which of the two comes first is up to the engine.
    assert re.search(r"recorder: the account has one recorder in [a-z0-9-]+, and (one|two)-dev has it already", told)
    assert 'set recorder to "skip" in one of the two' in told


def test_a_recorder_that_exists_is_adopted_and_stays(sandbox: TestSandbox) -> None:
    before = inventory(sandbox)
    iam, config = sandbox.client("iam"), sandbox.client("config")
    arn = iam.create_service_linked_role(AWSServiceName="config.amazonaws.com")["Role"]["Arn"]
    config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": arn})

    def program() -> None:
        services = EncryptionKeyArgs(durability="ephemeral", services={"config"})
        key = EncryptionKey("audit", services)
        logs = LogBucket(
            "audit", LogBucketArgs(durability="ephemeral", kms_key_arn=key.kms_key_arn, log_sources={"config"})
        )
        inputs: dict[str, Any] = {"recorder": "adopt", "service_linked_role": "exists", "standards": set()}
        Compliance(
            "compliance",
            ComplianceArgs(
                bucket_name=logs.bucket_name, controls=["EC2.6"], deploy_rules_as="conformance_pack", **inputs
            ),
        )

    stack = sandbox.program(program)
    stack.up()
    (pack,) = config.describe_conformance_packs()["ConformancePackDetails"]
    assert pack["ConformancePackName"] == "compliance-controls-dev"
    (rule,) = config.describe_config_rules()["ConfigRules"]
    assert rule["Source"]["SourceIdentifier"] == "VPC_FLOW_LOGS_ENABLED"
    assert run(stack.up).steps == {}
    stack.destroy()
    (status,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
    assert (status["name"], status["recording"]) == ("default", True)
    (recorder,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
    assert recorder["recordingGroup"]["allSupported"] is True
    left = inventory(sandbox)
    kept = {"config describe_configuration_recorder_status", "config describe_delivery_channels", "iam list_roles"}
    assert {listed for listed in left if left[listed] != before[listed]} == kept
