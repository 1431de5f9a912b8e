"""The examples run as they are: made, made again without a change, and destroyed to nothing."""

import json
from pathlib import Path
from typing import Any

from pulumi import automation
from support import Inventory, inventory, left_behind, run

from strongroom.observability import check_controls, read_exceptions, read_state
from strongroom.sandbox.testing import TestSandbox

EXAMPLES = Path(__file__).parents[3] / "components" / "observability" / "examples"
REGION = "eu-central-1"
GLOBAL = "us-east-1"


def held(sandbox: TestSandbox) -> tuple[Inventory, Inventory]:
    return inventory(sandbox, REGION), inventory(sandbox, GLOBAL)


def assert_settled_and_gone(sandbox: TestSandbox, stack: automation.Stack, before: tuple[Inventory, Inventory]) -> None:
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}
    stack.destroy()
    assert held(sandbox) == before
    assert left_behind(sandbox) == []


def assert_secret(sandbox: TestSandbox, secret: str) -> None:
    """A value is in no file of Pulumi's."""
    files = [file.read_bytes() for file in sandbox.journal.parent.rglob("*") if file.is_file()]
    assert [content for content in files if secret.encode() in content] == []


def alarms(sandbox: TestSandbox, region: str, kind: str = "MetricAlarms") -> dict[str, Any]:
    found = sandbox.client("cloudwatch", region).describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])[kind]
    return {alarm["AlarmName"]: alarm for alarm in found}


def assert_proven(stack: automation.Stack, exceptions: Path) -> None:
    """The stack fails no control but those that it has exceptions from, and has no exception that excuses nothing."""
    exported = json.dumps({"deployment": stack.export_stack().deployment})
    report = check_controls(read_state(exported), read_exceptions(exceptions.read_text()))
    assert [each for each in report.findings if each.verdict == "failed"] == []
    assert report.stale == ()
    met = {control for control, verdict in report.verdicts.items() if verdict == "met"}
    assert met >= {"CloudTrail.1", "Config.1", "CloudWatch.16", "SNS.1", "GuardDuty.1", "Inspector.1", "EC2.7", "S3.1"}
    assert met >= {f"CIS 4.{number}" for number in range(1, 15)}


def test_the_minimal_example_lives_and_dies(sandbox: TestSandbox) -> None:
    before = held(sandbox)
    stack = sandbox.project(EXAMPLES / "minimal", "dev")
    outputs = run(stack.up).outputs
    found = alarms(sandbox, REGION)
    assert set(outputs["alarm_names"].values()) <= set(found)
    assert all(alarm["AlarmActions"] == alarm["OKActions"] == [outputs["topic_arn"]] for alarm in found.values())
    assert_settled_and_gone(sandbox, stack, before)


def test_the_complete_example_lives_and_dies(sandbox: TestSandbox) -> None:
    before = held(sandbox)
    stack = sandbox.project(EXAMPLES / "complete", "dev", config={"observability-complete:slackTeamId": "T0123ABCDEF"})
    secret_url = automation.ConfigValue("https://pager.example.com/open-sesame", secret=True)
    stack.set_config("observability-complete:pagerUrl", secret_url)
    outputs = run(stack.up).outputs
    assert_secret(sandbox, "open-sesame")
    assert set(alarms(sandbox, GLOBAL)) >= {f"complete-distribution-distribution-alarms-server-errors-{REGION}-dev"}
    incidents = alarms(sandbox, REGION, "CompositeAlarms")
    named = [f"complete-{name}-alarms-incident-dev" for name in ("service-web-service", "database-database")]
    assert [incidents[name]["AlarmArn"] for name in named] == outputs["incident_alarm_arns"]
    dashboard = sandbox.client("cloudwatch", REGION).get_dashboard(DashboardName=outputs["dashboard_name"])
    regions = {widget["properties"].get("region") for widget in json.loads(dashboard["DashboardBody"])["widgets"]}
    assert regions == {REGION, GLOBAL, None}
    (trail,) = sandbox.client("cloudtrail", REGION).describe_trails()["trailList"]
    assert trail["TrailARN"] == outputs["trail_arn"]
    assert sandbox.client("guardduty", REGION).list_detectors()["DetectorIds"] == [outputs["detector_id"]]
    config = sandbox.client("config", REGION)
    (status,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
    assert (status["name"], status["recording"]) == (outputs["recorder_name"], True)
    rule = "complete-kms-4-cmk-backing-key-rotation-enabled-dev"
    (mended,) = config.describe_remediation_configurations(ConfigRuleNames=[rule])["RemediationConfigurations"]
    assert mended["TargetId"] == "AWSConfigRemediation-EnableKeyRotation"
    assert_proven(stack, EXAMPLES / "complete" / "compliance.yaml")
    assert_settled_and_gone(sandbox, stack, before)
