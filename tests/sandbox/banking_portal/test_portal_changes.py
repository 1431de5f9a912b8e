"""What each change of the portal's settings does to a deployed environment, and what it leaves alone."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from portal_stack import PORTAL, PROJECT, config_of, everything, portal
from pulumi import automation
from support import Inventory, failure, left_behind, run

from strongroom.observability._topic._subscribing import subscription_role
from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.testing import TestSandbox

BEFORE: dict[str, Any] = {"availabilityZones": 2}
"""What the environment has besides the settings of `dev`."""
PRODUCTION = {**config_of("prod"), f"{PROJECT}:environmentSuffix": "dev"}
"""The settings of `prod` under the name of `dev`: a name is in what can't be renamed."""
HOLDS_DATA = {"Vpc", "Key", "ReplicaKey", "Instance", "Bucket", "Distribution"}
"""Types that no change may replace unless it asks for just that."""

ZONE_ADDED = {
    **dict.fromkeys([f"Subnet portal-{tier}-3" for tier in ("public", "private", "isolated")], "create"),
    **dict.fromkeys([f"RouteTableAssociation portal-{tier}-3" for tier in ("public", "private", "isolated")], "create"),
    "RouteTable portal-private-3": "create",
    "Route portal-private-3": "create",
    **dict.fromkeys([f"NetworkAcl portal-{tier}" for tier in ("public", "private", "isolated")], "update"),
    **dict.fromkeys([f"VpcEndpoint portal-{service}" for service in ("dynamodb", "s3")], "update"),
    "SubnetGroup portal-database": "update",
    "LoadBalancer portal-load-balancer": "update",
    "Group portal-group": "update",
}
NAT_PER_ZONE = {"Eip portal-nat-2": "create", "NatGateway portal-nat-2": "create", "Route portal-private-2": "update"}
LOGS_KEPT_SHORTER = {
    **dict.fromkeys(
        [
            f"LogGroup portal-{name}"
            for name in (
                *("flow-log", "log-cloud-init", "log-portal", "web-acl-logs"),
                *(f"database-log-{log}" for log in ("iam-db-auth-error", "postgresql", "upgrade")),
            )
        ],
        "update",
    ),
    "BucketLifecycleConfiguration portal-audit-lifecycle": "update",
}
DOMAIN_ADDED = {
    "HostedZone portal": "create",
    "Zone portal-zone": "create",
    "Certificate portal-certificate": "create",
    "CertificateValidation portal-certificate": "create",
    **dict.fromkeys(
        [f"Record portal-{what}-portal-example-com" for what in ("validate", "alias", "ipv6-alias")], "create"
    ),
    # From plain HTTP to HTTPS. AWS changes no VPC origin that a distribution has.
    "VpcOrigin portal-origin-service": "replace",
    "SecurityGroupIngressRule portal-from-cloudfront": "update",
    "Listener portal-listener": "update",
    "Distribution portal-distribution": "update",
}
OPERATIONS = subscription_role("email", "operations@example.com")
DATABASE, GROUP = {"Instance portal-database-instance": "update"}, {"Group portal-group": "update"}

CHANGES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "nothing": ({}, {}),
    "fewest instances": ({"minSize": 2}, GROUP),
    "most instances": ({"maxSize": 5}, GROUP),
    "instance types": (
        {"instanceTypes": ["t4g.large", "t4g.medium"]},
        {**GROUP, "LaunchTemplate portal-instances": "update"},
    ),
    "database class": (
        {"databaseInstanceClass": "db.t4g.large"},
        {
            **DATABASE,
            "MetricAlarm portal-database-memory-low": "update",
            "MetricAlarm portal-database-connections-high": "update",
        },
    ),
    "database storage": (
        {"databaseStorageGib": 50},
        {**DATABASE, "MetricAlarm portal-database-storage-low": "update"},
    ),
    "backups kept longer": ({"databaseBackupDays": 14}, DATABASE),
    "protected": ({"deletionProtection": True}, {**DATABASE, "LoadBalancer portal-load-balancer": "update"}),
    "logs kept shorter": ({"logRetentionDays": 30}, LOGS_KEPT_SHORTER),
    "countries": ({"allowedCountries": ["DE", "FR"]}, {"Distribution portal-distribution": "update"}),
    "people told": (
        {"alertEmails": ["operations@example.com"]},
        {f"TopicSubscription {topic}-{OPERATIONS}": "create" for topic in ("portal", "portal-edge")},
    ),
    "alarm threshold": ({"cpuAlarmPercent": 70}, {"MetricAlarm portal-service-cpu-high": "update"}),
    "budget": ({"monthlyBudgetUsd": 100}, {"Budget portal": "create", "Budget portal-budget": "create"}),
    "zone added": ({"availabilityZones": 3}, ZONE_ADDED),
    "NAT per zone": ({"nat": "per_zone"}, NAT_PER_ZONE),
    "domain added": ({"domainName": "portal.example.com", "durability": "ephemeral"}, DOMAIN_ADDED),
}
"""Changes, and everything that each of them does."""

LARGE_CHANGES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "other suffix": (
        {"environmentSuffix": "dev2"},
        {f"Bucket portal-{name}-bucket" for name in ("access-logs", "audit", "site")},
    ),
    "account baseline": ({"accountBaseline": True}, set()),
    "persistent": ({"domainName": "portal.example.com", "durability": "persistent"}, set()),
}
"""Changes that ask for a lot, and what of that which holds data they replace."""

MANY_CHANGES: dict[str, Any] = {
    "alertEmails": ["operations@example.com"],
    "allowedCountries": ["DE"],
    "availabilityZones": 3,
    "cpuAlarmPercent": 70,
    "databaseBackupDays": 14,
    "databaseStorageGib": 50,
    "maxSize": 5,
    "nat": "per_zone",
    "tags": {"Owner": "payments"},
}
"""Changes that are made at once, and looked at in AWS."""


@dataclass(frozen=True)
class Environment:
    """The portal's environment `dev`, deployed."""

    sandbox: TestSandbox
    stack: automation.Stack
    before: list[Inventory]

    def set(self, change: Mapping[str, Any] | None = None, base: Mapping[str, str] | None = None) -> None:
        """Let the stack have the first settings but for a change, or others."""
        ours = {**(BEFORE if base is None else {}), **(change or {})}
        texts = {
            f"{PROJECT}:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in ours.items()
        }
        file = Path(self.stack.workspace.work_dir) / f"Pulumi.{self.stack.name}.yaml"
        kept = yaml.safe_load(file.read_text())
        file.write_text(yaml.safe_dump({**kept, "config": {**(base or config_of("dev")), **texts}}))

    def everything(self) -> list[Inventory]:
        return everything(self.sandbox, "dev")

    @property
    def region(self) -> str:
        return config_of("dev")["aws:region"]

    def client(self, service: str) -> Any:
        return self.sandbox.client(service, self.region)

    def resources(self) -> list[dict[str, Any]]:
        return (self.stack.export_stack().deployment or {})["resources"]


@pytest.fixture(scope="module")
def environment(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    sandbox = TestSandbox(local_aws, tmp_path_factory.mktemp("portal"))
    before = everything(sandbox, "dev")
    made = Environment(sandbox, portal(sandbox, "dev", BEFORE), before)
    assert run(made.stack.up).steps
    return made


def replaced(steps: Mapping[str, str]) -> set[str]:
    """Return what is replaced, or taken away, of that which holds data."""
    return {name for name, step in steps.items() if step in ("replace", "delete") and name.split()[0] in HOLDS_DATA}


def kinds(steps: Mapping[str, str], step: str) -> Counter[str]:
    return Counter(name.split()[0] for name, done in steps.items() if done == step)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_does_what_it_must_and_no_more(environment: Environment, change: str) -> None:
    settings, expected = CHANGES[change]
    environment.set(settings)
    assert run(environment.stack.preview).steps == expected


@pytest.mark.parametrize("change", LARGE_CHANGES)
def test_a_large_change_replaces_only_what_it_asks_for(environment: Environment, change: str) -> None:
    settings, expected = LARGE_CHANGES[change]
    environment.set(settings)
    steps = run(environment.stack.preview).steps
    assert replaced(steps) == expected
    assert len(steps) > 20


def test_another_cidr_block_is_refused_in_the_preview(environment: Environment) -> None:
    config = {f"{PROJECT}:availabilityZones": "2", f"{PROJECT}:cidrBlock": "10.1.0.0/16"}
    on_disk = environment.sandbox.project(PORTAL, "dev", config=config)
    before = {resource["urn"]: resource.get("inputs") for resource in environment.resources()}
    for operation in (on_disk.preview, on_disk.up):
        message = failure(operation)
        assert "banking-portal:cidrBlock: must stay 10.0.0.0/16, the CIDR block of vpc-" in message
        assert "got 10.1.0.0/16; deploy a new environment" in message
        assert {resource["urn"]: resource.get("inputs") for resource in environment.resources()} == before


def test_tags_are_changed_on_everything_that_has_the_first(environment: Environment) -> None:
    tagged = {
        f"{resource['type'].split(':')[-1]} {resource['urn'].split('::')[-1]}"
        for resource in environment.resources()
        if "Environment" in cast("dict[str, Any]", resource.get("outputs") or {}).get("tagsAll", {})
    }
    environment.set({"tags": {"Owner": "payments"}})
    assert run(environment.stack.preview).steps == dict.fromkeys(tagged | {"Group portal-group"}, "update")


def test_many_changes_at_once_are_seen_in_aws(environment: Environment) -> None:
    before = {resource["urn"]: resource["id"] for resource in environment.resources() if resource.get("id")}
    environment.set(MANY_CHANGES)

    changed = run(environment.stack.up)

    assert "replace" not in changed.steps.values()
    assert kinds(changed.steps, "create")["NatGateway"] == 2
    assert run(environment.stack.up).steps == {}
    after = {resource["urn"]: resource["id"] for resource in environment.resources() if resource.get("id")}
    assert after.items() >= before.items()
    (database,) = environment.client("rds").describe_db_instances()["DBInstances"]
    assert (database["AllocatedStorage"], database["BackupRetentionPeriod"]) == (50, 14)
    (group,) = environment.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert (group["MaxSize"], len(group["AvailabilityZones"])) == (5, 3)
    config = environment.client("cloudfront").get_distribution_config(Id=changed.outputs["distribution_id"])
    assert config["DistributionConfig"]["Restrictions"]["GeoRestriction"]["Items"] == ["DE"]
    (vpc,) = environment.client("ec2").describe_vpcs(VpcIds=[changed.outputs["vpc_id"]])["Vpcs"]
    assert {"Key": "Owner", "Value": "payments"} in vpc["Tags"]


def test_a_rotated_password_changes_nothing_in_the_stack(environment: Environment) -> None:
    secrets, arn = environment.client("secretsmanager"), environment.stack.outputs()["database_secret_arn"].value
    first = secrets.get_secret_value(SecretId=arn)["SecretString"]
    secrets.rotate_secret(SecretId=arn)
    assert secrets.get_secret_value(SecretId=arn)["SecretString"] != first
    assert run(environment.stack.refresh).steps == {}
    assert run(environment.stack.up).steps == {}


def test_an_environment_becomes_production_and_back_without_losing_data(environment: Environment) -> None:
    environment.set(base=PRODUCTION)
    there = run(environment.stack.up)
    assert replaced(there.steps) == set()
    assert kinds(there.steps, "replace") == {"VpcOrigin": 1}
    assert kinds(there.steps, "delete") == {"MetricAlarm": 1}  # CPU credits, which db.m7g has not
    assert there.outputs["url"] == "https://portal.example.com"
    assert run(environment.stack.up).steps == {}
    assert run(environment.stack.refresh).steps == {}

    # Without accountBaseline the trail is deleted, which is refused while it is protected.
    environment.set(base={**PRODUCTION, f"{PROJECT}:deletionProtection": "false"})
    run(environment.stack.up)
    environment.set({**MANY_CHANGES, "databaseStorageGib": 100})  # which AWS does not make smaller
    back = run(environment.stack.up)
    assert replaced(back.steps) <= {name for name, step in there.steps.items() if step == "create"}
    assert kinds(back.steps, "delete") == kinds(there.steps, "create")
    assert kinds(back.steps, "create") == {"MetricAlarm": 1}
    assert run(environment.stack.up).steps == {}


def test_destroying_it_leaves_nothing(environment: Environment) -> None:
    """The last test of this file: it takes away what the others read."""
    environment.stack.destroy()
    assert environment.everything() == environment.before
    assert left_behind(environment.sandbox) == []
