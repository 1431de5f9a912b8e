import json
import runpy
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import yaml
from recording import Cloud, Deployment, Recorder, always

from strongroom.core import InputError

PORTAL = Path(__file__).parents[3] / "stacks" / "banking_portal"
PROJECT = "banking-portal"

DATABASE = "aws:rds/instance:Instance"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
GROUP = "aws:autoscaling/group:Group"
KEY = "aws:kms/key:Key"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
NAT = "aws:ec2/natGateway:NatGateway"
RECORD = "aws:route53/record:Record"
SUBNET = "aws:ec2/subnet:Subnet"
TOPIC = "aws:sns/topic:Topic"
TRAIL = "aws:cloudtrail/trail:Trail"
ZONE = "aws:route53/zone:Zone"


def program() -> None:
    """Run the stack's program, which finds its own modules as under `pulumi up`."""
    # Another stack's module may have this name too.
    kept = {name: sys.modules.pop(name) for name in {path.stem for path in PORTAL.glob("*.py")} & sys.modules.keys()}
    sys.path.insert(0, str(PORTAL))
    try:
        runpy.run_path(str(PORTAL / "__main__.py"))
    finally:
        sys.path.remove(str(PORTAL))
        for name in {path.stem for path in PORTAL.glob("*.py")} & sys.modules.keys():
            del sys.modules[name]
        sys.modules.update(kept)


def config_of(stack: str) -> dict[str, str]:
    """A stack's configuration as the engine hands it to the program."""
    config: dict[str, Any] = yaml.safe_load((PORTAL / f"Pulumi.{stack}.yaml").read_text())["config"]
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}


def up(record: Recorder, stack: str, **more: str) -> Deployment:
    config = config_of(stack) | {f"{PROJECT}:{key}": value for key, value in more.items()}
    cloud = Cloud("aws", config["aws:region"], "123456789012")
    return record(program, config=config, project=PROJECT, stack=stack, cloud=cloud)


def refused(record: Recorder, config: dict[str, str]) -> str:
    failure = record.failing(InputError, program, config=config, project=PROJECT, stack="dev")
    assert not failure.deployment.resources
    return failure.message


@pytest.fixture(scope="module")
def environments(record: Recorder) -> dict[str, Deployment]:
    return {stack: up(record, stack) for stack in ("dev", "prod", "staging")}


def test_the_project_has_the_name_that_the_config_keys_begin_with() -> None:
    assert yaml.safe_load((PORTAL / "Pulumi.yaml").read_text())["name"] == PROJECT


@pytest.mark.parametrize(("stack", "gateways", "window"), [("dev", 1, 7), ("prod", 3, 30), ("staging", 1, 7)])
def test_each_environment_is_as_durable_as_its_config_says(
    environments: dict[str, Deployment], stack: str, gateways: int, window: int
) -> None:
    deployment, persistent = environments[stack], stack == "prod"
    assert len(deployment.of_type(NAT)) == gateways
    assert {key.inputs["deletionWindowInDays"] for key in deployment.of_type(KEY)} == {window}
    database = deployment.one(DATABASE).inputs
    assert (database["multiAz"], database["deletionProtection"]) == (persistent, persistent)
    assert len(deployment.of_type("aws:backup/plan:Plan")) == persistent
    assert {subnet.inputs["tags"]["Environment"] for subnet in deployment.of_type(SUBNET)} == {stack}


def test_what_an_account_has_once_is_in_one_environment(environments: dict[str, Deployment]) -> None:
    once = (TRAIL, "aws:cfg/recorder:Recorder", "aws:guardduty/detector:Detector", "aws:securityhub/account:Account")
    for kind in once:
        assert [name for name, each in environments.items() if each.of_type(kind)] == ["prod"]
    trail = environments["prod"].one(TRAIL).inputs["name"]
    for kind, text in ((KEY, "policy"), ("aws:s3/bucketPolicy:BucketPolicy", "policy")):
        assert any(f"trail/{trail}" in each.inputs[text] for each in environments["prod"].of_type(kind))
        assert not any(":trail/" in each.inputs[text] for each in environments["dev"].of_type(kind))


def test_an_environment_where_cloudfronts_things_are_needs_no_second_topic_or_key(
    environments: dict[str, Deployment],
) -> None:
    replicas = {name: len(each.of_type("aws:kms/replicaKey:ReplicaKey")) for name, each in environments.items()}
    topics = {name: len(each.of_type(TOPIC)) for name, each in environments.items()}
    assert replicas == {"dev": 1, "prod": 2, "staging": 0}
    # One more announces what the audit trail delivers.
    assert topics == {"dev": 2, "prod": 3, "staging": 1}
    staging = environments["staging"].exports
    assert staging["us_east_1_key_arn"] == staging["kms_key_arn"]
    assert staging["us_east_1_topic_arn"] == staging["topic_arn"]


def test_every_environment_tells_the_same_outputs(environments: dict[str, Deployment]) -> None:
    dev, prod, staging = (environments[stack].exports.keys() for stack in ("dev", "prod", "staging"))
    # What is None is not told.
    assert dev == staging == prod - {"trail_arn", "name_servers", "ds_record"}


def test_a_domain_encrypts_the_way_to_the_load_balancer(environments: dict[str, Deployment], record: Recorder) -> None:
    origin = "aws:cloudfront/vpcOrigin:VpcOrigin"
    endpoints = {
        stack: each.one(origin).inputs["vpcOriginEndpointConfig"]["originProtocolPolicy"]
        for stack, each in environments.items()
    }
    assert endpoints == {"dev": "http-only", "prod": "https-only", "staging": "http-only"}
    prod = environments["prod"]
    assert prod.one(DISTRIBUTION).inputs["aliases"] == [config_of("prod")[f"{PROJECT}:domainName"]]
    assert prod.one(ZONE).inputs["name"] == config_of("prod")[f"{PROJECT}:domainName"]
    given = up(record, "prod", hostedZoneId="Z0123456789ABCDEFGHIJ")
    assert not given.of_type(ZONE)
    assert {record.inputs["zoneId"] for record in given.of_type("aws:route53/record:Record")} == {
        "Z0123456789ABCDEFGHIJ"
    }


def test_a_config_with_a_domain_lasts_unless_it_says_otherwise(record: Recorder) -> None:
    config = {f"{PROJECT}:environmentSuffix": "uat", f"{PROJECT}:domainName": "uat.example.com"}
    cloud = Cloud("aws", "eu-west-1", "123456789012")
    deployment = record(program, config=config, project=PROJECT, stack="uat", cloud=cloud)
    assert deployment.one(DATABASE).inputs["deletionProtection"]
    assert len(deployment.of_type(NAT)) == 3


def test_every_setting_reaches_what_it_sets(record: Recorder) -> None:
    deployment = up(
        record,
        "dev",
        environmentSuffix="pr-7",
        deletionProtection="true",
        cidrBlock="10.64.0.0/16",
        availabilityZones='["eu-central-1b", "eu-central-1c"]',
        nat="none",
        instanceTypes='["c7g.large"]',
        minSize="2",
        maxSize="5",
        databaseInstanceClass="db.r7g.large",
        databaseStorageGib="200",
        databaseBackupDays="14",
        allowedCountries='["DE", "AT"]',
        alertEmails='["operations@example.com"]',
        cpuAlarmPercent="60",
        logRetentionDays="30",
        monthlyBudgetUsd="100",
        tags='{"Owner": "payments"}',
    )
    assert deployment.one("aws:ec2/vpc:Vpc").inputs["cidrBlock"] == "10.64.0.0/16"
    assert {each.inputs["availabilityZone"] for each in deployment.of_type(SUBNET)} == {
        "eu-central-1b",
        "eu-central-1c",
    }
    assert not deployment.of_type(NAT)
    assert deployment.one("aws:ec2/launchTemplate:LaunchTemplate").inputs["instanceType"] == "c7g.large"
    assert (deployment.one(GROUP).inputs["minSize"], deployment.one(GROUP).inputs["maxSize"]) == (2, 5)
    database = deployment.one(DATABASE).inputs
    assert (database["instanceClass"], database["allocatedStorage"]) == ("db.r7g.large", 200)
    assert (database["backupRetentionPeriod"], database["deletionProtection"]) == (14, True)
    restriction = deployment.one(DISTRIBUTION).inputs["restrictions"]["geoRestriction"]
    assert sorted(restriction["locations"]) == ["AT", "DE"]
    people = deployment.of_type("aws:sns/topicSubscription:TopicSubscription")
    assert [each.inputs["endpoint"] for each in people] == ["operations@example.com"] * 2
    assert deployment.one("aws:cloudwatch/metricAlarm:MetricAlarm", "portal-service-cpu-high").inputs["threshold"] == 60
    assert {each.inputs["retentionInDays"] for each in deployment.of_type(LOG_GROUP)} == {30}
    assert deployment.one("aws:budgets/budget:Budget").inputs["limitAmount"] == "100"
    for resource in (deployment.one(KEY), *deployment.of_type(LOG_GROUP)):
        assert resource.inputs["tags"]["Owner"] == "payments"
        assert resource.inputs["tags"]["Environment"] == "pr-7"


def test_database_settings_restore_from_automated_backups(record: Recorder) -> None:
    source = {"databaseSourceResourceId": "db-ABCDEF", "databaseRestoreTime": "2026-01-31T23:45:00Z"}
    config = config_of("dev") | {f"{PROJECT}:{name}": value for name, value in source.items()}
    cloud = Cloud("aws", config["aws:region"], "123456789012")
    # In a deployment the component compares the restored master user, which the mocks invent.
    deployment = record(program, config=config, project=PROJECT, stack="dev", cloud=cloud, preview=True)
    database = deployment.one(DATABASE).inputs
    assert {name: value for name, value in database["restoreToPointInTime"].items() if value is not None} == {
        "sourceDbiResourceId": "db-ABCDEF",
        "restoreTime": "2026-01-31T23:45:00Z",
    }
    assert database["snapshotIdentifier"] is None


@pytest.mark.parametrize(
    ("settings", "key", "reason"),
    [
        ({"databaseSourceResourceId": "db-ABCDEF"}, "databaseRestoreTime", "must be set together"),
        (
            {
                "databaseSnapshotIdentifier": "portal-database-dev-final-1a2b3c4d",
                "databaseSourceResourceId": "db-ABCDEF",
                "databaseRestoreTime": "2026-01-31T23:45:00Z",
            },
            "databaseSourceResourceId",
            "must not be set together with databaseSnapshotIdentifier",
        ),
    ],
)
def test_conflicting_sources_of_the_database_are_refused(
    record: Recorder, settings: dict[str, str], key: str, reason: str
) -> None:
    given = {f"{PROJECT}:{name}": value for name, value in settings.items()}
    (line,) = refused(record, config_of("dev") | given).splitlines()[1:]
    assert line.strip().startswith(f"{PROJECT}:{key}: {reason}")


@pytest.mark.parametrize(
    ("key", "value", "reason", "remedy"),
    [
        ("alertEmails", '["nobody"]', "email address", "pulumi config set --path 'banking-portal:alertEmails[0]'"),
        ("allowedCountries", '["Germany"]', "country", "--path 'banking-portal:allowedCountries[0]'"),
        ("availabilityZones", "1", "two or more", "pulumi config set banking-portal:availabilityZones 2"),
        ("availabilityZones", "9", "at most 6", "pulumi config set banking-portal:availabilityZones"),
        ("cidrBlock", "10.0.0.0/8", "larger than AWS", "pulumi config set banking-portal:cidrBlock 10.0.0.0/16"),
        ("databaseInstanceClass", "m7g.large", "db.", "pulumi config set banking-portal:databaseInstanceClass"),
        ("databaseRestoreTime", "2026-01-31T23:45:00Z", "databaseSourceResourceId", "set both"),
        ("databaseRestoreTime", "yesterday", "UTC", "pulumi config set banking-portal:databaseRestoreTime"),
        ("databaseSnapshotIdentifier", "-", "snapshot", "pulumi config set banking-portal:databaseSnapshotIdentifier"),
        ("databaseSourceResourceId", "orders", "db-", "pulumi config set banking-portal:databaseSourceResourceId"),
        ("durability", "forever", "'ephemeral'", "pulumi config set banking-portal:durability"),
        ("durability", "persistent", "domainName", "pulumi config set banking-portal:durability ephemeral"),
        ("environmentSuffix", "Prod!", "lower-case", "pulumi config set banking-portal:environmentSuffix"),
        ("hostedZoneId", "Z0123456789ABCDEFGHIJ", "no", "set domainName"),
        ("instanceTypes", '["m7g.large", "m7i.large"]', "architectures", "keep those of one"),
        ("logRetentionDays", "12", "CloudWatch Logs", "pulumi config set banking-portal:logRetentionDays"),
        ("maxSize", "0", "1", "pulumi config set banking-portal:maxSize"),
        ("nat", "many", "'single'", "pulumi config set banking-portal:nat"),
        ("natt", "none", "did you mean nat?", "pulumi config rm banking-portal:natt"),
    ],
)
def test_a_bad_setting_is_told_by_its_key_with_the_command_that_mends_it(
    record: Recorder, key: str, value: str, reason: str, remedy: str
) -> None:
    message = refused(record, config_of("dev") | {f"{PROJECT}:{key}": value})
    (line,) = message.splitlines()[1:]
    assert line.strip().startswith(f"{PROJECT}:{key}")
    assert reason in line
    assert remedy in line


def test_a_missing_suffix_is_told_by_its_key(record: Recorder) -> None:
    assert f"{PROJECT}:environmentSuffix: is required" in refused(record, {})


def test_no_region_is_written_but_in_the_stacks_config() -> None:
    regions = {config_of(stack)["aws:region"] for stack in ("dev", "prod")}
    for path in PORTAL.glob("*.py"):
        assert not [region for region in regions if region in path.read_text()]


def test_the_program_is_a_table_of_contents() -> None:
    text = (PORTAL / "__main__.py").read_text()
    assert "import pulumi_aws" not in text
    assert len(text.splitlines()) <= 75


# What instances run


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, database_port: int) -> Generator[str]:
    monkeypatch.setenv("PORTAL_ENVIRONMENT", "dev")
    monkeypatch.setenv("PORTAL_DATABASE_HOST", "127.0.0.1")
    monkeypatch.setenv("PORTAL_DATABASE_PORT", str(database_port))
    handler = runpy.run_path(str(PORTAL / "service" / "server.py"))["Handler"]
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def ask(url: str) -> Any:
    with urlopen(url, timeout=10) as answer:  # noqa: S310 of this machine
        assert answer.headers["Cache-Control"] == "no-store"
        return json.load(answer)


def test_the_service_answers_whether_it_reaches_its_database(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, database_port=1) as url:
        assert ask(f"{url}/health") == {"status": "ok"}
        status = ask(f"{url}/api/status?now")
        assert (status["environment"], status["database"]) == ("dev", "unreachable")
        port = url.rpartition(":")[2]
        monkeypatch.setenv("PORTAL_DATABASE_PORT", port)  # something that accepts connections
        assert ask(f"{url}/api/status")["database"] == "reachable"
        with pytest.raises(HTTPError, match="404") as refusal:
            urlopen(f"{url}/admin", timeout=10)  # noqa: S310 of this machine
        refusal.value.close()


# What viewers see


def test_the_page_loads_only_what_its_policy_lets_it() -> None:
    page = (PORTAL / "site" / "index.html").read_text()
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page
    assert "://" not in page
    assert '<html lang="en">' in page
    assert "://" not in (PORTAL / "site" / "portal.css").read_text()
    for name in ("portal.css", "portal.js", "icon.svg"):
        assert f'"/{name}"' in page
        assert (PORTAL / "site" / name).is_file()


def test_prod_replicates_its_audit_bucket_to_another_region(environments: dict[str, Deployment]) -> None:
    prod = environments["prod"]
    replica = prod.named("portal-audit-replica-bucket")
    assert replica.inputs["region"] == "eu-west-1"
    configured = [each for each in prod.resources if each.name.startswith("portal-audit-replica-") and each.custom]
    assert {each.inputs["region"] for each in configured if each.type.startswith("aws:s3/")} == {"eu-west-1"}
    (rule,) = prod.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig").inputs["rules"]
    assert rule["destination"]["bucket"] == (replica.outputs or {})["arn"]
    key = prod.named("portal-replica-eu-west-1")
    assert rule["destination"]["encryptionConfiguration"]["replicaKmsKeyId"] == (key.outputs or {})["arn"]
    trail = json.dumps(prod.one(TRAIL).inputs["advancedEventSelectors"])
    assert replica.id in trail


def test_environments_without_a_replica_region_keep_no_copy(environments: dict[str, Deployment]) -> None:
    for stack in ("dev", "staging"):
        assert not environments[stack].of_type("aws:s3/bucketReplicationConfig:BucketReplicationConfig")


def test_prod_sends_events_of_every_bucket_to_eventbridge(environments: dict[str, Deployment]) -> None:
    prod = environments["prod"]
    notified = {each.inputs["bucket"] for each in prod.of_type("aws:s3/bucketNotification:BucketNotification")}
    assert notified == {each.id for each in prod.of_type("aws:s3/bucket:Bucket")}


def test_replica_in_the_region_of_the_portal_is_refused(record: Recorder) -> None:
    config = config_of("prod") | {f"{PROJECT}:auditReplicaRegion": "eu-central-1"}
    cloud = Cloud("aws", "eu-central-1", "123456789012")
    failure = record.failing(InputError, program, config=config, project=PROJECT, stack="prod", cloud=cloud)
    assert "auditReplicaRegion: must be another Region" in failure.message
    assert not failure.deployment.resources


@pytest.mark.parametrize(("partition", "region"), [("aws-us-gov", "us-gov-west-1"), ("aws-cn", "cn-north-1")])
def test_partitions_without_cloudfront_are_refused_with_one_message(
    record: Recorder, partition: str, region: str
) -> None:
    config = config_of("prod") | {"aws:region": region}
    cloud = Cloud(partition, region, "123456789012")
    failure = record.failing(InputError, program, config=config, project=PROJECT, stack="prod", cloud=cloud)
    assert not failure.deployment.resources
    (problem,) = failure.error.problems
    assert (problem.path, problem.reason.endswith(f"got one of {partition}")) == ("aws:region", True)


def test_created_zone_is_signed_in_persistent_environments(record: Recorder) -> None:
    prod = up(record, "prod")
    zone, signing = prod.one(ZONE), prod.one("aws:route53/keySigningKey:KeySigningKey")
    key = next(each for each in prod.of_type(KEY) if each.inputs["keyUsage"] == "SIGN_VERIFY")
    assert (key.region, key.inputs["customerMasterKeySpec"]) == ("us-east-1", "ECC_NIST_P256")
    arn, zone_arn = (key.outputs or {})["arn"], (zone.outputs or {})["arn"]
    assert (signing.inputs["keyManagementServiceArn"], signing.inputs["name"]) == (arn, "portal_ksk_prod")
    _, used, granted = json.loads(key.inputs["policy"])["Statement"]
    assert used["Principal"] == {"Service": "dnssec-route53.amazonaws.com"}
    assert used["Action"] == ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]
    assert used["Condition"]["ArnEquals"] == {"aws:SourceArn": zone_arn}
    assert granted["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}
    (dnssec,) = prod.of_type("aws:route53/hostedZoneDnsSec:HostedZoneDnsSec")
    assert signing.name in dnssec.depends_on
    assert not up(record, "prod", dnssec="false").of_type("aws:route53/keySigningKey:KeySigningKey")
    signed = up(record, "dev", domainName="portal.example.com", durability="ephemeral", dnssec="true")
    assert signed.of_type("aws:route53/keySigningKey:KeySigningKey")


def test_dnssec_is_for_a_zone_that_the_portal_creates(record: Recorder) -> None:
    config = config_of("prod") | {f"{PROJECT}:dnssec": "true", f"{PROJECT}:hostedZoneId": "Z0123456789ABCDEFGHIJ"}
    assert f"{PROJECT}:dnssec: must not be true for a zone that the portal does not create" in refused(record, config)


def test_protected_environments_guard_what_stores_data_or_a_name(record: Recorder) -> None:
    prod, unprotected = up(record, "prod"), up(record, "prod", deletionProtection="false")
    for type_ in (KEY, ZONE, RECORD, DATABASE, DISTRIBUTION, LOG_GROUP, "aws:s3/bucket:Bucket", "aws:ec2/vpc:Vpc"):
        assert prod.of_type(type_)
        assert all(each.protect for each in prod.of_type(type_))
        assert not any(each.protect for each in unprotected.of_type(type_))
    for deployment, protected in ((prod, True), (unprotected, False)):
        guard = deployment.one("banking-portal:index:DeletionGuard")
        assert guard.protect == protected
        assert {each.name for each in deployment.resources if each.custom} == guard.depends_on


@pytest.mark.parametrize(
    ("stack", "tags", "more", "words"),
    [
        ("prod", {f"tag{number}": "x" for number in range(8)}, {}, "at most 10 on a hosted zone"),
        ("prod", {"Cost Center": "x"}, {}, "a GuardDuty detector"),
        ("prod", {"Reviewed": ""}, {}, "a CloudTrail trail"),
        ("dev", {}, {f"tag{number}": "x" for number in range(48)}, "at most 50 on a resource"),
    ],
)
def test_tags_that_a_service_refuses_are_refused_first(
    record: Recorder, stack: str, tags: dict[str, str], more: dict[str, str], words: str
) -> None:
    config = config_of(stack) | {f"{PROJECT}:tags": json.dumps(tags)}
    answers = {"aws:index/getDefaultTags:getDefaultTags": always({"id": "aws", "tags": more})}
    cloud = Cloud("aws", config["aws:region"], "123456789012")
    failure = record.failing(
        InputError, program, config=config, project=PROJECT, stack=stack, cloud=cloud, answers=answers
    )
    assert not failure.deployment.resources
    (problem,) = failure.error.problems
    assert words in str(problem)


def test_service_is_created_after_the_routes_of_its_subnets(environments: dict[str, Deployment]) -> None:
    for deployment in environments.values():
        service = deployment.one("strongroom-compute:index:WebService")
        routes = {each.name for each in deployment.of_type("aws:ec2/route:Route") if each.inputs["natGatewayId"]}
        assert routes
        assert routes <= service.depends_on
