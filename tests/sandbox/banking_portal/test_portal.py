"""The portal in all of its environments, found by its outputs alone: what protects it, and its life on the engine.

With `AWS_PORTAL_STACK=prod` the same tests look at what that stack has deployed to AWS, with the credentials and the
Pulumi login of whoever runs them, and change nothing.
"""

import json
import os
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote

import boto3
import pytest
from portal_stack import ENVIRONMENTS, PORTAL, PROJECT, Deployed, config_of, outputs_on_aws, portal
from pulumi import automation
from support import Inventory, Run, failure, inventory, left_behind, run

from strongroom.observability import check_controls, read_exceptions, read_state
from strongroom.sandbox.testing import TestSandbox

STACK = os.environ.get("AWS_PORTAL_STACK")
NAMES = (STACK,) if STACK else ENVIRONMENTS
PERSISTENT = "prod"

sandbox_only = pytest.mark.skipif(STACK is not None, reason="is about a deployment of its own, in the sandbox")


@dataclass(frozen=True)
class Life:
    """The environments, deployed one after the other into one account of the sandbox."""

    sandbox: TestSandbox
    before: Mapping[str, Inventory]
    stacks: Mapping[str, automation.Stack]
    first: Mapping[str, Run]

    def inventories(self) -> dict[str, Inventory]:
        return {region: inventory(self.sandbox, region) for region in self.before}


@pytest.fixture(scope="module")
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Life:
    sandbox = TestSandbox(request.getfixturevalue("local_aws"), tmp_path_factory.mktemp("portal"))
    stacks = {name: portal(sandbox, name) for name in ENVIRONMENTS}
    regions = {stack.get_config("aws:region").value for stack in stacks.values()}
    before = {region: inventory(sandbox, region) for region in sorted(regions)}
    return Life(sandbox, before, stacks, {name: run(stack.up) for name, stack in stacks.items()})


@pytest.fixture(scope="module", params=NAMES)
def deployed(request: pytest.FixtureRequest) -> Deployed:
    if STACK:
        # The stubs know a client's type by the service's name, which is not known here.
        session = cast("Any", boto3.Session())
        return Deployed(outputs_on_aws(STACK), session.client)
    life: Life = request.getfixturevalue("life")
    return Deployed(life.first[request.param].outputs, life.sandbox.client)


def policy_of(deployed: Deployed, bucket: str) -> dict[str, dict[str, Any]]:
    document = deployed.client("s3").get_bucket_policy(Bucket=deployed.outputs[bucket])["Policy"]
    return {statement["Sid"]: statement for statement in json.loads(document)["Statement"]}


def database_of(deployed: Deployed) -> dict[str, Any]:
    identifier = deployed.outputs["database_identifier"]
    return deployed.client("rds").describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]


def load_balancer_of(deployed: Deployed) -> dict[str, Any]:
    arns = [deployed.outputs["load_balancer_arn"]]
    return deployed.client("elbv2").describe_load_balancers(LoadBalancerArns=arns)["LoadBalancers"][0]


def group_of(deployed: Deployed) -> dict[str, Any]:
    names = [deployed.outputs["auto_scaling_group_name"]]
    found = deployed.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=names)
    return found["AutoScalingGroups"][0]


def instances_of(deployed: Deployed) -> list[dict[str, Any]]:
    ids = [instance["InstanceId"] for instance in group_of(deployed)["Instances"]]
    found = deployed.client("ec2").describe_instances(InstanceIds=ids)
    return [instance for reservation in found["Reservations"] for instance in reservation["Instances"]]


def distribution_of(deployed: Deployed) -> dict[str, Any]:
    found = deployed.edge("cloudfront").get_distribution(Id=deployed.outputs["distribution_id"])
    return found["Distribution"]["DistributionConfig"]


def log_groups_of(deployed: Deployed) -> list[dict[str, Any]]:
    mine = {arn.removesuffix(":*") for arn in deployed.tagged() if ":log-group:" in arn}
    pages = [
        page
        for client in deployed.everywhere("logs")
        for page in client.get_paginator("describe_log_groups").paginate()
    ]
    return [group for page in pages for group in page["logGroups"] if group["arn"].removesuffix(":*") in mine]


# Everything at rest is encrypted, with the one key


def test_the_key_is_rotated_and_is_the_same_where_cloudfront_looks_for_it(deployed: Deployed) -> None:
    kms, there = deployed.client("kms"), deployed.edge("kms")
    key = kms.describe_key(KeyId=deployed.outputs["kms_key_arn"])["KeyMetadata"]
    assert key["Enabled"]
    assert key["KeyManager"] == "CUSTOMER"
    assert kms.get_key_rotation_status(KeyId=key["Arn"])["KeyRotationEnabled"]
    replica = there.describe_key(KeyId=deployed.outputs["us_east_1_key_arn"])["KeyMetadata"]
    assert replica["KeyId"] == key["KeyId"]


def test_everything_is_encrypted_with_the_one_key(deployed: Deployed) -> None:
    outputs, kms_key_arn = deployed.outputs, deployed.outputs["kms_key_arn"]
    database = database_of(deployed)
    assert database["StorageEncrypted"]
    assert {
        database["KmsKeyId"],
        database["PerformanceInsightsKMSKeyId"],
        database["MasterUserSecret"]["KmsKeyId"],
        deployed.client("secretsmanager").describe_secret(SecretId=outputs["database_secret_arn"])["KmsKeyId"],
        deployed.client("sns").get_topic_attributes(TopicArn=outputs["topic_arn"])["Attributes"]["KmsMasterKeyId"],
    } == {kms_key_arn}
    there = deployed.edge("sns").get_topic_attributes(TopicArn=outputs["us_east_1_topic_arn"])
    assert there["Attributes"]["KmsMasterKeyId"] == outputs["us_east_1_key_arn"]
    volumes = deployed.client("ec2").describe_volumes(
        Filters=[{"Name": "attachment.instance-id", "Values": [each["InstanceId"] for each in instances_of(deployed)]}]
    )["Volumes"]
    assert volumes
    assert {(volume["Encrypted"], volume["KmsKeyId"]) for volume in volumes} == {(True, kms_key_arn)}
    for bucket in ("site_bucket_name", "audit_bucket_name"):
        found = deployed.client("s3").get_bucket_encryption(Bucket=outputs[bucket])
        (rule,) = found["ServerSideEncryptionConfiguration"]["Rules"]
        assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": kms_key_arn}


def test_load_balancers_and_s3_can_deliver_to_a_bucket_without_a_key_only(deployed: Deployed) -> None:
    found = deployed.client("s3").get_bucket_encryption(Bucket=deployed.outputs["access_log_bucket_name"])
    (rule,) = found["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"


def test_every_log_group_is_encrypted_with_the_key_of_its_region_and_forgets_in_time(deployed: Deployed) -> None:
    groups = log_groups_of(deployed)
    names = {group["logGroupName"] for group in groups}
    assert {deployed.outputs["flow_log_group_name"], deployed.outputs["web_acl_log_group_name"]} < names
    for group in groups:
        assert group["kmsKeyId"] in deployed.keys
        assert group["kmsKeyId"].split(":")[3] == group["arn"].split(":")[3]
        assert group["retentionInDays"] >= 365


# Policies let in who must, and name what for


def test_services_use_the_key_for_this_accounts_resources_only(deployed: Deployed) -> None:
    for client, kms_key_arn in (
        (deployed.client("kms"), deployed.outputs["kms_key_arn"]),
        (deployed.edge("kms"), deployed.outputs["us_east_1_key_arn"]),
    ):
        document = json.loads(client.get_key_policy(KeyId=kms_key_arn, PolicyName="default")["Policy"])
        services = [each for each in document["Statement"] if "Service" in each["Principal"]]
        assert services
        for statement in services:
            assert deployed.account_id in json.dumps(statement["Condition"]), statement["Sid"]


def test_buckets_are_written_and_read_for_this_accounts_resources_only(deployed: Deployed) -> None:
    mine = deployed.account_id
    allowed: dict[str, dict[str, Any]] = {}
    for bucket in ("site_bucket_name", "access_log_bucket_name", "audit_bucket_name"):
        statements = policy_of(deployed, bucket).values()
        assert [each for each in statements if each["Effect"] == "Deny" and "aws:SecureTransport" in str(each)]
        allowed |= {each["Sid"]: each for each in statements if each["Effect"] == "Allow"}
    sources = {
        "CloudFrontOrigin": f"cloudfront::{mine}:distribution/*",
        "LoadBalancerLogs": f"{mine}:loadbalancer/*",
        "AccessLogs": mine,
        "LogDeliveryWrite": f"logs:us-east-1:{mine}:*",
    }
    for sid, source in sources.items():
        assert source in json.dumps(allowed[sid]["Condition"]), sid
        assert list(allowed[sid]["Principal"]) == ["Service"]


def test_topics_take_what_this_accounts_services_tell(deployed: Deployed) -> None:
    for client, topic in (
        (deployed.client("sns"), deployed.outputs["topic_arn"]),
        (deployed.edge("sns"), deployed.outputs["us_east_1_topic_arn"]),
    ):
        document = json.loads(client.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
        (alarms,) = [each for each in document["Statement"] if "cloudwatch.amazonaws.com" in str(each["Principal"])]
        assert alarms["Effect"] == "Allow"
        assert deployed.account_id in json.dumps(alarms["Condition"])
        assert "*" not in [each["Principal"] for each in document["Statement"] if each["Effect"] == "Allow"]


# Logs arrive in the right bucket


def test_the_load_balancer_logs_requests_and_connections(deployed: Deployed) -> None:
    found = deployed.client("elbv2").describe_load_balancer_attributes(
        LoadBalancerArn=deployed.outputs["load_balancer_arn"]
    )
    attributes = {each["Key"]: each["Value"] for each in found["Attributes"]}
    prefix = policy_of(deployed, "access_log_bucket_name")["LoadBalancerLogs"]["Resource"]
    for log in ("access_logs", "connection_logs"):
        assert attributes[f"{log}.s3.enabled"] == "true"
        assert attributes[f"{log}.s3.bucket"] == deployed.outputs["access_log_bucket_name"]
        assert f"/{attributes[f'{log}.s3.prefix']}/AWSLogs/{deployed.account_id}/" in prefix


def test_buckets_log_who_reads_them(deployed: Deployed) -> None:
    for bucket in ("site_bucket_name", "audit_bucket_name"):
        logging = deployed.client("s3").get_bucket_logging(Bucket=deployed.outputs[bucket])["LoggingEnabled"]
        assert logging["TargetBucket"] == deployed.outputs["access_log_bucket_name"]


def test_the_site_logs_to_the_bucket_of_audits(deployed: Deployed) -> None:
    logs = deployed.edge("logs")
    arn = f"arn:aws:cloudfront::{deployed.account_id}:distribution/{deployed.outputs['distribution_id']}"
    (source,) = [each for each in logs.describe_delivery_sources()["deliverySources"] if arn in each["resourceArns"]]
    (delivery,) = [
        each for each in logs.describe_deliveries()["deliveries"] if each["deliverySourceName"] == source["name"]
    ]
    (destination,) = [
        each
        for each in logs.describe_delivery_destinations()["deliveryDestinations"]
        if each["arn"] == delivery["deliveryDestinationArn"]
    ]
    bucket = destination["deliveryDestinationConfiguration"]["destinationResourceArn"]
    assert bucket.split(":")[-1].split("/")[0] == deployed.outputs["audit_bucket_name"]


def test_the_firewall_logs_what_it_sees(deployed: Deployed) -> None:
    found = deployed.edge("wafv2").get_logging_configuration(ResourceArn=deployed.outputs["web_acl_arn"])
    (destination,) = found["LoggingConfiguration"]["LogDestinationConfigs"]
    assert deployed.outputs["web_acl_log_group_name"] in destination


def test_the_network_logs_its_traffic(deployed: Deployed) -> None:
    mine = [{"Name": "resource-id", "Values": [deployed.outputs["vpc_id"]]}]
    (log,) = deployed.client("ec2").describe_flow_logs(Filters=mine)["FlowLogs"]
    assert log["TrafficType"] == "ALL"
    assert log["LogDestination"].endswith(f":log-group:{deployed.outputs['flow_log_group_name']}")


def test_the_account_is_audited_into_the_same_bucket(deployed: Deployed) -> None:
    arn, bucket = deployed.outputs.get("trail_arn"), deployed.outputs["audit_bucket_name"]
    if arn is None:
        pytest.skip("another environment holds what the account has once")
    trail = deployed.client("cloudtrail").get_trail(Name=arn)["Trail"]
    assert (trail["S3BucketName"], trail["KmsKeyId"]) == (bucket, deployed.outputs["kms_key_arn"])
    assert trail["IsMultiRegionTrail"]
    assert trail["LogFileValidationEnabled"]
    assert deployed.client("cloudtrail").get_trail_status(Name=arn)["IsLogging"]
    written = policy_of(deployed, "audit_bucket_name")["CloudTrailWrite"]
    assert written["Condition"]["StringEquals"]["aws:SourceArn"] in (arn, [arn])
    (channel,) = deployed.client("config").describe_delivery_channels()["DeliveryChannels"]
    assert (channel["s3BucketName"], channel["s3KmsKeyArn"]) == (bucket, deployed.outputs["kms_key_arn"])
    (recorder,) = deployed.client("config").describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
    assert recorder["recording"]
    assert deployed.client("securityhub").get_enabled_standards()["StandardsSubscriptions"]
    assert deployed.client("guardduty").list_detectors()["DetectorIds"]


# Alarms arrive


def test_every_alarm_tells_the_topic_of_its_region(deployed: Deployed) -> None:
    topics = {
        arn.split(":")[3]: arn for arn in (deployed.outputs["topic_arn"], deployed.outputs["us_east_1_topic_arn"])
    }
    found = {
        alarm["AlarmArn"]: alarm
        for client in deployed.everywhere("cloudwatch")
        for page in client.get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm"])
        for alarm in page["MetricAlarms"]
    }
    for arn in deployed.outputs["alarm_arns"]:
        assert found[arn]["ActionsEnabled"]
        assert found[arn]["AlarmActions"] == found[arn]["OKActions"] == [topics[arn.split(":")[3]]]


def test_alarms_on_cpu_start_the_scaling_and_tell_so(deployed: Deployed) -> None:
    alarms, policies = deployed.outputs["scaling_alarm_arns"], deployed.outputs["scaling_policy_arns"]
    names = [arn.split(":alarm:")[1] for arn in alarms.values()]
    found = deployed.client("cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
    actions = {alarm["AlarmArn"]: set(alarm["AlarmActions"]) for alarm in found}
    for alarm, policy in (("cpu-high", "scale-up"), ("cpu-low", "scale-down")):
        assert actions[alarms[alarm]] == {policies[policy], deployed.outputs["topic_arn"]}


def test_the_dashboard_shows_every_alarm(deployed: Deployed) -> None:
    name = deployed.outputs["dashboard_url"].rpartition("/")[2]
    body = deployed.client("cloudwatch").get_dashboard(DashboardName=unquote(name))["DashboardBody"]
    for arn in deployed.outputs["alarm_arns"]:
        assert arn in body


# Nobody reaches what they need not


def test_the_database_is_private_and_only_the_service_reaches_it(deployed: Deployed) -> None:
    ec2, outputs, database = deployed.client("ec2"), deployed.outputs, database_of(deployed)
    assert not database["PubliclyAccessible"]
    subnets = [subnet["SubnetIdentifier"] for subnet in database["DBSubnetGroup"]["Subnets"]]
    assert sorted(subnets) == sorted(outputs["subnet_ids"]["isolated"])
    tables = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": subnets}])["RouteTables"]
    routes = [route for table in tables for route in table["Routes"]]
    assert "0.0.0.0/0" not in {route.get("DestinationCidrBlock") for route in routes}
    (group,) = [each["VpcSecurityGroupId"] for each in database["VpcSecurityGroups"]]
    (described,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    (rule,) = described["IpPermissions"]
    assert (rule["FromPort"], rule["ToPort"], rule["IpRanges"]) == (outputs["database_port"],) * 2 + ([],)
    (clients,) = [pair["GroupId"] for pair in rule["UserIdGroupPairs"]]
    members = [
        instance["InstanceId"]
        for instance in instances_of(deployed)
        if clients in {each["GroupId"] for each in instance["SecurityGroups"]}
    ]
    assert sorted(members) == sorted(instance["InstanceId"] for instance in group_of(deployed)["Instances"])
    inside = ec2.describe_network_interfaces(Filters=[{"Name": "group-id", "Values": [clients]}])["NetworkInterfaces"]
    assert {each["Attachment"]["InstanceId"] for each in inside} <= set(members)


def test_cloudfront_is_the_only_way_in(deployed: Deployed) -> None:
    ec2, balancer = deployed.client("ec2"), load_balancer_of(deployed)
    assert balancer["Scheme"] == "internal"
    lists = ec2.describe_managed_prefix_lists(
        Filters=[{"Name": "prefix-list-name", "Values": ["com.amazonaws.global.cloudfront.origin-facing"]}]
    )["PrefixLists"]
    for group in ec2.describe_security_groups(GroupIds=balancer["SecurityGroups"])["SecurityGroups"]:
        for rule in group["IpPermissions"]:
            assert (rule["IpRanges"], rule["Ipv6Ranges"], rule["UserIdGroupPairs"]) == ([], [], [])
            assert [each["PrefixListId"] for each in rule["PrefixListIds"]] == [lists[0]["PrefixListId"]]
    for instance in instances_of(deployed):
        assert not instance.get("PublicIpAddress")
        assert instance["SubnetId"] in deployed.outputs["subnet_ids"]["private"]
        assert instance["MetadataOptions"]["HttpTokens"] == "required"
    for bucket in ("site_bucket_name", "access_log_bucket_name", "audit_bucket_name"):
        block = deployed.client("s3").get_public_access_block(Bucket=deployed.outputs[bucket])
        assert set(block["PublicAccessBlockConfiguration"].values()) == {True}


def test_cloudfront_comes_by_private_ways_only(deployed: Deployed) -> None:
    site = distribution_of(deployed)
    assert site["Enabled"]
    assert site["WebACLId"] == deployed.outputs["web_acl_arn"]
    behaviors = [site["DefaultCacheBehavior"], *site["CacheBehaviors"]["Items"]]
    assert {each["ViewerProtocolPolicy"] for each in behaviors} == {"redirect-to-https"}
    origins = {"bucket" if each["OriginAccessControlId"] else "service": each for each in site["Origins"]["Items"]}
    assert origins["bucket"]["DomainName"].startswith(f"{deployed.outputs['site_bucket_name']}.s3.")
    behind = deployed.edge("cloudfront").get_vpc_origin(Id=origins["service"]["VpcOriginConfig"]["VpcOriginId"])
    endpoint = behind["VpcOrigin"]["VpcOriginEndpointConfig"]
    assert endpoint["Arn"] == deployed.outputs["load_balancer_arn"]
    encrypted = deployed.outputs["url"] != f"https://{deployed.outputs['distribution_domain_name']}"
    assert endpoint["OriginProtocolPolicy"] == ("https-only" if encrypted else "http-only")
    paths = {each["PathPattern"]: each["TargetOriginId"] for each in site["CacheBehaviors"]["Items"]}
    assert set(paths) == {"/api/*", "/health"}
    assert set(paths.values()) == {origins["service"]["Id"]}


# There is something to see


def test_the_page_is_there_with_all_that_it_loads(deployed: Deployed) -> None:
    s3, bucket = deployed.client("s3"), deployed.outputs["site_bucket_name"]
    page = s3.get_object(Bucket=bucket, Key="index.html")
    assert page["ContentType"].startswith("text/html")
    text = page["Body"].read().decode()
    for key in ("portal.css", "portal.js", "icon.svg"):
        assert f'"/{key}"' in text
        assert s3.head_object(Bucket=bucket, Key=key)["ContentLength"]


@pytest.mark.skipif(STACK is None, reason="the local AWS answers no requests")
def test_viewers_get_the_page_and_answers_of_the_service(deployed: Deployed) -> None:
    for path, told in (("/", b"Banking portal"), ("/health", b'"ok"'), ("/api/status", b'"reachable"')):
        with urllib.request.urlopen(deployed.outputs["url"] + path, timeout=30) as answer:  # noqa: S310 https
            assert told in answer.read()
            assert "max-age" in answer.headers["strict-transport-security"]


# Everything can be told apart


def test_what_is_named_has_the_environment_in_its_name(deployed: Deployed) -> None:
    names = [arn.split(":", 5)[2::3] for arn in deployed.tagged()]
    named = {"cloudwatch", "logs", "s3", "sns", "ssm"}
    assert named <= {service for service, _ in names}
    for service, name in names:
        assert service not in named or deployed.suffix in name.replace("/", "-").split("-")
    for output in ("database_identifier", "auto_scaling_group_name"):
        assert deployed.outputs[output].endswith(f"-{deployed.suffix}")
    assert load_balancer_of(deployed)["LoadBalancerName"].endswith(f"-{deployed.suffix}")


def test_what_can_be_tagged_says_whose_it_is(deployed: Deployed) -> None:
    arns, outputs = set(deployed.tagged()), deployed.outputs
    assert {outputs["load_balancer_arn"], outputs["topic_arn"], outputs["kms_key_arn"], *outputs["alarm_arns"]} <= arns
    assert f"arn:aws:s3:::{outputs['site_bucket_name']}" in arns
    assert {arn.rpartition("/")[2] for arn in arns if ":subnet/" in arn} == {
        subnet for tier in outputs["subnet_ids"].values() for subnet in tier
    }
    tags = {each["Key"]: each["Value"] for each in database_of(deployed)["TagList"]}
    assert tags["Environment"] == deployed.suffix
    for instance in instances_of(deployed):
        assert {"Key": "Environment", "Value": deployed.suffix} in instance["Tags"]


# Its life


@sandbox_only
def test_environments_in_one_account_share_nothing(life: Life) -> None:
    values = {
        name: {json.dumps(value) for key, value in run.outputs.items() if value and key not in ("database_port",)}
        for name, run in life.first.items()
    }
    for name, mine in values.items():
        for other, theirs in values.items():
            assert name == other or not mine & theirs


@sandbox_only
def test_production_outlives_the_loss_of_a_zone_and_the_others_are_cheap(life: Life) -> None:
    for name, first in life.first.items():
        deployed = Deployed(first.outputs, life.sandbox.client)
        assert len(first.outputs["nat_public_ips"]) == (3 if name == PERSISTENT else 1)
        assert database_of(deployed)["MultiAZ"] == (name == PERSISTENT)
        assert database_of(deployed)["DeletionProtection"] == (name == PERSISTENT)


@sandbox_only
@pytest.mark.parametrize("name", ["dev", "prod"])
def test_no_control_is_failed_without_a_reason(life: Life, name: str) -> None:
    state = json.dumps({"deployment": life.stacks[name].export_stack().deployment})
    files = [PORTAL / "compliance.yaml", PORTAL / f"compliance.{name}.yaml"]
    report = check_controls(read_state(state), [each for file in files for each in read_exceptions(file.read_text())])
    assert [(each.control.control_id, each.resource) for each in report.findings if each.verdict == "failed"] == []
    assert report.stale == ()


@sandbox_only
@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_second_deployment_changes_nothing_and_nothing_has_drifted(life: Life, name: str) -> None:
    assert life.first[name].steps
    assert run(life.stacks[name].up).steps == {}
    assert run(life.stacks[name].refresh).steps == {}


@sandbox_only
def test_configuration_that_can_not_be_used_is_explained_at_once_and_makes_nothing(sandbox: TestSandbox) -> None:
    wrong = {
        "alertEmails": ('["nobody"]', "alertEmails[0]", "email address"),
        "availabilityZones": ("9", "availabilityZones", "6"),
        "cidrBlock": ("10.0.0.0/24", "cidrBlock", "too small"),
        "durability": ("persistent", "durability", "domain"),
        "environmentSuffix": ("Not_Good", "environmentSuffix", "lower-case"),
        "hostedZoneId": ("Z0123456789ABCDEFGHIJ", "hostedZoneId", "domain"),
        "instanceTypes": ('["m7g.large", "m7i.large"]', "instanceTypes", "architectures"),
        "logRetentionDays": ("2", "logRetentionDays", "number of days"),
        "minSize": ("4", "maxSize", "minSize"),
        "zoneCount": ("3", "zoneCount", "no such input"),
    }
    config = {f"{PROJECT}:{key}": value for key, (value, _, _) in wrong.items()}
    stack = sandbox.project(PORTAL, "dev", config=config)
    region = stack.get_config("aws:region").value
    before = inventory(sandbox, region)

    screen = failure(stack.up)

    for _, key, reason in wrong.values():
        (line,) = [line for line in set(screen.splitlines()) if f"{PROJECT}:{key}:" in line]
        assert reason in line
        assert "pulumi config " in line
    assert "Traceback" not in screen
    assert inventory(sandbox, region) == before
    assert left_behind(sandbox) == []
    resources = (stack.export_stack().deployment or {}).get("resources", [])
    assert [resource["type"] for resource in resources if resource["type"].startswith("aws:")] == []


def empty(sandbox: TestSandbox, bucket: str) -> None:
    """Delete what a bucket for logs holds, as people do who destroy a persistent environment."""
    s3 = sandbox.client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
            s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])


@sandbox_only
def test_a_protected_environment_is_not_destroyed_without_a_preview_either(life: Life) -> None:
    before = life.inventories()
    message = failure(life.stacks[PERSISTENT].destroy)
    assert "DeletionGuard" in message
    assert "protected" in message
    assert life.inventories() == before


@sandbox_only
@pytest.mark.parametrize("operation", ["preview", "up"])
def test_another_zone_deletes_neither_zone_nor_records_of_a_protected_environment(life: Life, operation: str) -> None:
    zones = life.sandbox.client("route53")
    (zone,) = zones.list_hosted_zones()["HostedZones"]
    records = zones.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    assert {each["Type"] for each in records} >= {"A", "AAAA", "CNAME"}
    before = life.inventories()
    config = config_of(PERSISTENT)
    created = zones.create_hosted_zone(Name=config[f"{PROJECT}:domainName"], CallerReference=operation)
    another = created["HostedZone"]["Id"].rpartition("/")[2]
    stack = life.sandbox.project(PORTAL, PERSISTENT, config={**config, f"{PROJECT}:hostedZoneId": another})
    # Pulumi's Automation API runs `up` without a preview.
    message = failure(getattr(stack, operation))
    assert "Record::portal-validate-" in message
    assert "protect" in message
    assert zones.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"] == records
    assert run(life.stacks[PERSISTENT].up).steps == {}
    zones.delete_hosted_zone(Id=another)
    assert life.inventories() == before


@sandbox_only
def test_the_zone_of_a_persistent_environment_is_signed(life: Life) -> None:
    route53 = life.sandbox.client("route53")
    (zone,) = route53.list_hosted_zones()["HostedZones"]
    signed = route53.get_dnssec(HostedZoneId=zone["Id"].rpartition("/")[2])
    (key,) = signed["KeySigningKeys"]
    assert (signed["Status"]["ServeSignature"], key["Status"]) == ("SIGNING", "ACTIVE")
    assert life.first[PERSISTENT].outputs["ds_record"] == key["DSRecord"]


@sandbox_only
def test_destroying_the_environments_leaves_the_last_snapshot_of_the_lasting_one(life: Life) -> None:
    """The last test of this file: it takes away what the others read."""
    for name in ENVIRONMENTS:
        if name != PERSISTENT:
            life.stacks[name].destroy()
    persistent = life.stacks[PERSISTENT]
    assert run(persistent.refresh).steps == {}
    assert "protected" in failure(persistent.preview_destroy)
    unprotected = portal(life.sandbox, PERSISTENT, {"deletionProtection": False})
    assert run(unprotected.up).steps == {
        "Instance portal-database-instance": "update",
        "LoadBalancer portal-load-balancer": "update",
    }
    # What S3 logs of the destruction itself arrives in it.
    assert "BucketNotEmpty" in failure(persistent.destroy)
    empty(life.sandbox, life.first[PERSISTENT].outputs["access_log_bucket_name"])
    persistent.destroy()

    left = life.inventories()
    for region, before in life.before.items():
        kept = {what: found - before[what] for what, found in left[region].items() if found != before[what]}
        if kept:
            assert list(kept) == ["rds describe_db_snapshots"]
            assert life.first[PERSISTENT].outputs["database_identifier"] in str(kept)
    assert left_behind(life.sandbox) == []
