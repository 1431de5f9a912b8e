"""What the tests on the real engine share: the steps that an operation took, and everything that an account holds."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jmespath
from botocore.exceptions import ClientError
from pulumi import automation

from strongroom.sandbox.local_aws import DEFAULT_ACCOUNT
from strongroom.sandbox.process import BackgroundProcess, Endpoints
from strongroom.sandbox.provider.journal import Made, read_journal, type_of
from strongroom.sandbox.provider.session import Account
from strongroom.sandbox.sandbox import FOLDER
from strongroom.sandbox.testing import TestSandbox

_HANGS_SECONDS = 300
"""Far longer than anything here takes."""

Inventory = dict[str, set[str]]
"""The ids of everything in an account and region, by the operation that lists it."""

WriteProject = Callable[..., Path]
"""Writes a Pulumi project: `write_project(program, config={...})` returns its folder."""

_ACCOUNT_SETTINGS = {
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
    "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
}
"""Types of the settings that an account keeps when the component that made them is deleted."""

_LISTS = (
    ("accessanalyzer", "list_analyzers", "analyzers[].name"),
    ("backup", "list_backup_plans", "BackupPlansList[].BackupPlanId"),
    ("backup", "list_backup_vaults", "BackupVaultList[].BackupVaultName"),
    ("acm", "list_certificates", "CertificateSummaryList[].CertificateArn"),
    ("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups[].AutoScalingGroupName"),
    ("autoscaling", "describe_policies", "ScalingPolicies[].PolicyARN"),
    ("autoscaling", "describe_scheduled_actions", "ScheduledUpdateGroupActions[].ScheduledActionARN"),
    ("cloudtrail", "describe_trails", "trailList[].TrailARN"),
    ("cloudwatch", "describe_alarms", "MetricAlarms[].AlarmName"),
    ("cloudwatch", "list_dashboards", "DashboardEntries[].DashboardName"),
    ("config", "describe_aggregation_authorizations", "AggregationAuthorizations[].AggregationAuthorizationArn"),
    ("config", "describe_config_rules", "ConfigRules[].ConfigRuleName"),  # the first page of them
    ("config", "describe_configuration_aggregators", "ConfigurationAggregators[].ConfigurationAggregatorName"),
    ("config", "describe_configuration_recorder_status", "ConfigurationRecordersStatus[].to_string([name, recording])"),
    ("config", "describe_conformance_packs", "ConformancePackDetails[].ConformancePackName"),
    ("config", "describe_delivery_channels", "DeliveryChannels[].name"),
    ("config", "describe_retention_configurations", "RetentionConfigurations[].to_string(RetentionPeriodInDays)"),
    ("ec2", "describe_addresses", "Addresses[].AllocationId"),
    ("ec2", "describe_flow_logs", "FlowLogs[].FlowLogId"),
    ("ec2", "describe_instances", "Reservations[].Instances[?State.Name!='terminated'].InstanceId[]"),
    ("ec2", "describe_internet_gateways", "InternetGateways[].InternetGatewayId"),
    ("ec2", "describe_launch_templates", "LaunchTemplates[].LaunchTemplateId"),
    ("ec2", "describe_nat_gateways", "NatGateways[?State!='deleted'].NatGatewayId"),
    ("ec2", "describe_network_acls", "NetworkAcls[].NetworkAclId"),
    ("ec2", "describe_network_interfaces", "NetworkInterfaces[].NetworkInterfaceId"),
    ("ec2", "describe_route_tables", "RouteTables[].RouteTableId"),
    ("ec2", "describe_security_groups", "SecurityGroups[].GroupId"),
    ("ec2", "describe_subnets", "Subnets[].SubnetId"),
    ("ec2", "describe_volumes", "Volumes[].VolumeId"),
    ("ec2", "describe_vpcs", "Vpcs[].VpcId"),
    ("ec2", "get_ebs_default_kms_key_id", "[KmsKeyId]"),
    ("guardduty", "list_detectors", "DetectorIds"),
    ("iam", "list_instance_profiles", "InstanceProfiles[].InstanceProfileName"),
    ("inspector2", "batch_get_account_status", "accounts[?state.status=='ENABLED'].to_string(resourceState)"),
    ("elbv2", "describe_load_balancers", "LoadBalancers[].LoadBalancerArn"),
    ("elbv2", "describe_target_groups", "TargetGroups[].TargetGroupArn"),
    ("iam", "list_roles", "Roles[].RoleName"),
    ("kms", "list_aliases", "Aliases[].AliasName"),
    ("lambda", "list_functions", "Functions[].FunctionName"),
    ("events", "list_rules", "Rules[].Arn"),
    ("logs", "describe_log_groups", "logGroups[].logGroupName"),
    ("logs", "describe_metric_filters", "metricFilters[].join(':', [logGroupName, filterName])"),
    ("logs", "describe_query_definitions", "queryDefinitions[].queryDefinitionId"),
    ("rds", "describe_db_cluster_parameter_groups", "DBClusterParameterGroups[].DBClusterParameterGroupName"),
    ("rds", "describe_db_cluster_snapshots", "DBClusterSnapshots[].DBClusterSnapshotIdentifier"),
    ("rds", "describe_db_clusters", "DBClusters[].DBClusterIdentifier"),
    ("rds", "describe_db_instances", "DBInstances[].DBInstanceIdentifier"),
    (
        "rds",
        "describe_db_parameter_groups",
        "DBParameterGroups[].DBParameterGroupName | [?!starts_with(@, 'default.')]",
    ),
    ("rds", "describe_db_proxies", "DBProxies[].DBProxyName"),
    ("rds", "describe_db_snapshots", "DBSnapshots[].DBSnapshotIdentifier"),
    ("rds", "describe_db_subnet_groups", "DBSubnetGroups[].DBSubnetGroupName"),
    ("rds", "describe_event_subscriptions", "EventSubscriptionsList[].CustSubscriptionId"),
    ("rds", "describe_option_groups", "OptionGroupsList[].OptionGroupName"),
    ("s3", "list_buckets", "Buckets[].Name"),  # of all regions
    ("secretsmanager", "list_secrets", "SecretList[].Name"),  # without those that wait for their deletion
    ("sns", "list_subscriptions", "Subscriptions[].SubscriptionArn"),
    ("sqs", "list_queues", "QueueUrls || `[]`"),
    ("route53", "list_hosted_zones", "HostedZones[].Id"),
    ("ssm", "describe_parameters", "Parameters[].Name"),
)

_SETTINGS = (
    ("budgets", "describe_budgets", "Budgets[].BudgetName"),
    ("securityhub", "describe_hub", "[HubArn]"),
    ("securityhub", "get_enabled_standards", "StandardsSubscriptions[].StandardsArn"),
)
"""What is asked of an account by its id, or is an error of AWS's as long as nobody sets it."""


@dataclass(frozen=True)
class Run:
    """One run of the engine."""

    steps: dict[str, str]
    """What was done to each resource that did not stay as it was: `{"Vpc portal-vpc": "update"}`."""
    outputs: dict[str, Any]
    """The stack's outputs; none of a run that has no such result."""
    screen: str
    """What a person saw."""


def run(operation: Callable[..., Any], **options: Any) -> Run:
    """Run an operation of a stack (`stack.up`, `stack.preview`, `stack.refresh`, `stack.destroy`)."""
    steps: dict[str, str] = {}

    def note(event: automation.EngineEvent) -> None:
        done = event.res_outputs_event or event.resource_pre_event
        if done is None or done.metadata.type.startswith("pulumi:"):
            return
        resource = f"{done.metadata.type.split(':')[-1]} {done.metadata.urn.split('::')[-1]}"
        op = str(done.metadata.op.value)
        if "replace" in op:
            steps[resource] = "replace"
        elif op in ("same", "refresh"):
            steps.pop(resource, None)
        else:
            steps[resource] = op

    result = operation(on_event=note, **options)
    outputs = {name: output.value for name, output in getattr(result, "outputs", {}).items()}
    return Run(steps, outputs, result.stdout)


def failure(operation: Callable[..., Any], **options: Any) -> str:
    """Run an operation that has to fail, and return what a person saw."""
    stack = getattr(operation, "__self__", None)
    if isinstance(stack, automation.Stack) and stack.workspace.program and operation.__name__ in ("up", "preview"):
        # Pulumi leaves the event loop of a failing inline program open, and a later test would be told of it.
        raise AssertionError("a program that fails must be one on disk: write_project")
    try:
        operation(**options)
    except automation.CommandError as error:
        return str(error)
    raise AssertionError("it did not fail")


def inventory(sandbox: TestSandbox, region: str | None = None) -> Inventory:
    """Return everything that an account has in a region, what AWS made by itself included."""
    found: Inventory = {}
    for service, operation, path in _LISTS:
        answer = getattr(sandbox.client(service, region), operation)()
        found[f"{service} {operation}"] = set(jmespath.search(path, answer))
    for service, operation, path in _SETTINGS:
        whose = {"AccountId": sandbox.account_id} if service in ("budgets", "s3control") else {}
        found[f"{service} {operation}"] = set()
        with suppress(ClientError):
            answer = getattr(sandbox.client(service, region), operation)(**whose)
            found[f"{service} {operation}"] = set(jmespath.search(path, answer))
    kms, sns = sandbox.client("kms", region), sandbox.client("sns", region)
    keys = [kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in kms.list_keys()["Keys"]]
    aliases = kms.list_aliases()["Aliases"]
    # moto takes the keys that AWS keeps for its services for a customer's.
    of_aws = {alias.get("TargetKeyId") for alias in aliases if alias["AliasName"].startswith("alias/aws/")}
    found["kms list_keys"] = {
        key["KeyId"] for key in keys if key["KeyId"] not in of_aws and not key["KeyState"].startswith("Pending")
    }
    found |= _settings_at_the_edge(sandbox.client("cloudfront", region))
    found |= _in_front(sandbox, region)
    composite = sandbox.client("cloudwatch", region).describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    found["cloudwatch describe_alarms"] |= {alarm["AlarmName"] for alarm in composite}
    chatbot = sandbox.client("chatbot", "us-east-2")  # which is not in every region, but tells of all
    slack = chatbot.describe_slack_channel_configurations()["SlackChannelConfigurations"]
    teams = chatbot.list_microsoft_teams_channel_configurations()["TeamChannelConfigurations"]
    found["chatbot channels"] = {channel["ChatConfigurationArn"] for channel in (*slack, *teams)}
    policies = sandbox.client("iam", region).list_policies(Scope="Local")["Policies"]
    found["iam list_policies"] = {policy["Arn"] for policy in policies}
    topics = [sns.get_topic_attributes(TopicArn=topic["TopicArn"]) for topic in sns.list_topics()["Topics"]]
    # With what is set of them: a policy outlives its resource if the topic does.
    found["sns list_topics"] = {json.dumps(topic["Attributes"], sort_keys=True) for topic in topics}
    return found


_OF_CLOUDFRONT: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("distributions", "DistributionList", {}),
    ("cache_policies", "CachePolicyList", {"Type": "custom"}),
    ("origin_request_policies", "OriginRequestPolicyList", {"Type": "custom"}),
    ("response_headers_policies", "ResponseHeadersPolicyList", {"Type": "custom"}),
    ("origin_access_controls", "OriginAccessControlList", {}),
    ("public_keys", "PublicKeyList", {}),
    ("key_groups", "KeyGroupList", {}),
    ("functions", "FunctionList", {}),
    ("key_value_stores", "KeyValueStoreList", {}),
    ("vpc_origins", "VpcOriginList", {}),
)


def _in_front(sandbox: TestSandbox, region: str | None) -> Inventory:
    """Return what WAF and the delivery of logs have, in a region and for CloudFront, whose is in us-east-1."""
    found: Inventory = {}
    for scope, where in (("REGIONAL", region), ("CLOUDFRONT", "us-east-1")):
        waf, logs = sandbox.client("wafv2", where), sandbox.client("logs", where)
        for operation, path in (
            ("list_web_acls", "WebACLs[].ARN"),
            ("list_rule_groups", "RuleGroups[].ARN"),
            ("list_ip_sets", "IPSets[].ARN"),
            ("list_regex_pattern_sets", "RegexPatternSets[].ARN"),
            ("list_logging_configurations", "LoggingConfigurations[].ResourceArn"),
        ):
            found[f"wafv2 {operation} {scope}"] = set(jmespath.search(path, getattr(waf, operation)(Scope=scope)))
        for operation, path in (
            ("describe_deliveries", "deliveries[].arn"),
            ("describe_delivery_sources", "deliverySources[].arn"),
            ("describe_delivery_destinations", "deliveryDestinations[].arn"),
            ("describe_log_groups", "logGroups[].arn"),
            ("describe_resource_policies", "resourcePolicies[].policyName"),
        ):
            found[f"logs {operation} {scope}"] = set(jmespath.search(path, getattr(logs, operation)()))
    return found


def _settings_at_the_edge(cloudfront: Any) -> Inventory:
    """Return what an account has of CloudFront, with all that is set of it."""
    answers = {
        f"cloudfront list_{what}": getattr(cloudfront, f"list_{what}")(**only)[listed]
        for what, listed, only in _OF_CLOUDFRONT
    }
    return {
        operation: {json.dumps(item, sort_keys=True, default=str) for item in answer.get("Items", [])}
        for operation, answer in answers.items()
    }


def assert_hidden(sandbox: TestSandbox, secrets: Iterable[str]) -> None:
    """Check that values are in no file of Pulumi's."""
    files = [file.read_bytes() for file in sandbox.journal.parent.rglob("*") if file.is_file()]
    for secret in secrets:
        assert secret
        assert [content for content in files if secret.encode() in content] == []


@dataclass(frozen=True)
class Finished:
    """A command that has ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Command:
    """The command `strongroom-sandbox` for the project in a folder, as a person runs it."""

    folder: Path
    environment: Mapping[str, str]

    def __call__(self, *arguments: str) -> Finished:
        """Run it to its end."""
        return self.finish(self.start(*arguments))

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start it, as the leader of a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "strongroom.sandbox", "--cwd", str(self.folder), *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # Tests that a shell runs in the background ignore interrupts, and what they start would, too.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    @staticmethod
    def finish(process: "subprocess.Popen[str]") -> Finished:
        """Wait until it has ended, and fail the test if it hangs."""
        with process:
            try:
                out, err = process.communicate(timeout=_HANGS_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        return Finished(process.returncode, out, err)

    @property
    def background(self) -> BackgroundProcess:
        """The process that holds the local AWS."""
        return BackgroundProcess(self.folder / FOLDER)

    @property
    def pid(self) -> int:
        """The id of the background process."""
        return self._endpoints.pid

    def client(self, service: str, region: str) -> Any:
        """Return a boto3 client that sees what was deployed."""
        return Account(self._endpoints.aws_url, DEFAULT_ACCOUNT).client(service, region)

    @property
    def _endpoints(self) -> Endpoints:
        found = self.background.find()
        assert found, "the background process does not run"
        return found


def eventually(condition: Callable[[], object]) -> None:
    """Wait until a condition holds, and fail the test if it never does."""
    deadline = time.monotonic() + _HANGS_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


def is_gone(pid: int) -> bool:
    """Tell whether there is no process of this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def left_behind(sandbox: TestSandbox) -> list[Made]:
    """Return the resources that exist, without the settings that an account keeps."""
    return [made for made in read_journal(sandbox.journal) if type_of(made.urn) not in _ACCOUNT_SETTINGS]
