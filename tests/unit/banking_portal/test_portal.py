import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from recording import Deployment, Recorder

from strongroom.core import InputError

PORTAL = Path(__file__).parents[3] / "stacks" / "banking_portal"
PROJECT = "banking-portal"

GROUP = "aws:cloudwatch/logGroup:LogGroup"
KEY = "aws:kms/key:Key"
NAT = "aws:ec2/natGateway:NatGateway"
SUBNET = "aws:ec2/subnet:Subnet"

Program = Callable[[], object]


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Program:
    """The stack's program, which finds its own modules as under `pulumi up`."""
    monkeypatch.setattr(sys, "path", [str(PORTAL), *sys.path])
    # Another stack's module may have this name too.
    monkeypatch.delitem(sys.modules, "config", raising=False)
    return lambda: runpy.run_path(str(PORTAL / "__main__.py"))


def config_of(stack: str) -> dict[str, str]:
    """A stack's configuration as the engine hands it to the program."""
    config: dict[str, Any] = yaml.safe_load((PORTAL / f"Pulumi.{stack}.yaml").read_text())["config"]
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}


def up(record: Recorder, portal: Program, stack: str, **more: str) -> Deployment:
    config = config_of(stack) | {f"{PROJECT}:{key}": value for key, value in more.items()}
    return record(portal, config=config, project=PROJECT, stack=stack)


def refused(record: Recorder, portal: Program, config: dict[str, str]) -> str:
    failure = record.failing(InputError, portal, config=config, project=PROJECT, stack="dev")
    assert not failure.deployment.resources
    return failure.message


def test_the_project_has_the_name_that_the_config_keys_begin_with() -> None:
    assert yaml.safe_load((PORTAL / "Pulumi.yaml").read_text())["name"] == PROJECT


@pytest.mark.parametrize(("stack", "gateways", "window"), [("dev", 1, 7), ("prod", 3, 30)])
def test_each_environment_is_as_durable_as_its_config_says(
    record: Recorder, portal: Program, stack: str, gateways: int, window: int
) -> None:
    deployment = up(record, portal, stack)
    assert len(deployment.of_type(NAT)) == gateways
    assert deployment.one(KEY).inputs["deletionWindowInDays"] == window
    assert len(deployment.of_type(SUBNET)) == 9
    assert {subnet.inputs["tags"]["Environment"] for subnet in deployment.of_type(SUBNET)} == {stack}


def test_a_config_with_a_suffix_alone_makes_a_lasting_environment(record: Recorder, portal: Program) -> None:
    deployment = record(portal, config={f"{PROJECT}:environmentSuffix": "uat"}, project=PROJECT, stack="uat")
    assert len(deployment.of_type(NAT)) == 3
    assert deployment.one(KEY).inputs["deletionWindowInDays"] == 30
    assert deployment.one(GROUP).inputs["retentionInDays"] == 365


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_flow_log_is_encrypted_with_the_portals_key_which_lets_it(
    record: Recorder, portal: Program, stack: str
) -> None:
    deployment = up(record, portal, stack)
    assert deployment.one(GROUP).inputs["kmsKeyId"] == deployment.exports["key_arn"]
    principals = [each["Principal"] for each in json.loads(deployment.one(KEY).inputs["policy"])["Statement"]]
    cloud = deployment.cloud
    assert {"Service": f"logs.{cloud.region}.{cloud.dns_suffix}"} in principals


def test_the_stacks_outputs_tell_what_was_made(record: Recorder, portal: Program) -> None:
    deployment = up(record, portal, "prod")
    ids = {subnet.name: subnet.id for subnet in deployment.of_type(SUBNET)}
    assert deployment.exports == {
        "key_arn": deployment.one(GROUP).inputs["kmsKeyId"],
        "vpc_id": deployment.one("aws:ec2/vpc:Vpc").id,
        **{
            f"{tier}_subnet_ids": [ids[f"portal-{tier}-{number}"] for number in (1, 2, 3)]
            for tier in ("public", "private", "isolated")
        },
        "nat_public_ips": deployment.exports["nat_public_ips"],
        "flow_log_group_name": "/aws/vpc/flow-logs/portal-prod",
    }
    assert len(set(deployment.exports["nat_public_ips"])) == 3


def test_every_setting_reaches_what_it_sets(record: Recorder, portal: Program) -> None:
    deployment = up(
        record,
        portal,
        "dev",
        environmentSuffix="pr-7",
        cidrBlock="10.64.0.0/16",
        availabilityZones="2",
        nat="none",
        logRetentionDays="30",
        tags='{"Owner": "payments"}',
    )
    assert deployment.one("aws:ec2/vpc:Vpc").inputs["cidrBlock"] == "10.64.0.0/16"
    assert len(deployment.of_type(SUBNET)) == 6
    assert not deployment.of_type(NAT)
    assert deployment.one(GROUP).inputs["retentionInDays"] == 30
    for resource in (deployment.one(KEY), deployment.one(GROUP)):
        assert resource.inputs["tags"]["Owner"] == "payments"
        assert resource.inputs["tags"]["Environment"] == "pr-7"


def test_zones_can_be_named(record: Recorder, portal: Program) -> None:
    deployment = up(record, portal, "dev", availabilityZones='["xx-west-1b", "xx-west-1c"]')
    assert {subnet.inputs["availabilityZone"] for subnet in deployment.of_type(SUBNET)} == {"xx-west-1b", "xx-west-1c"}


@pytest.mark.parametrize(
    ("key", "value", "reason", "remedy"),
    [
        ("environmentSuffix", "Prod!", "lower-case", "pulumi config set banking-portal:environmentSuffix"),
        ("cidrBlock", "10.0.0.0/8", "larger than AWS", "pulumi config set banking-portal:cidrBlock 10.0.0.0/16"),
        ("availabilityZones", "9", "at most 6", "pulumi config set banking-portal:availabilityZones"),
        ("nat", "many", "'single'", "pulumi config set banking-portal:nat"),
        ("durability", "forever", "'disposable'", "pulumi config set banking-portal:durability"),
        ("logRetentionDays", "12", "CloudWatch Logs", "pulumi config set banking-portal:logRetentionDays"),
        ("natt", "none", "did you mean nat?", "pulumi config rm banking-portal:natt"),
    ],
)
def test_a_bad_setting_is_told_by_its_key_with_the_command_that_mends_it(
    record: Recorder, portal: Program, key: str, value: str, reason: str, remedy: str
) -> None:
    message = refused(record, portal, config_of("dev") | {f"{PROJECT}:{key}": value})
    (line,) = message.splitlines()[1:]
    assert line.strip().startswith(f"{PROJECT}:{key}: ")
    assert reason in line
    assert remedy in line


def test_a_missing_suffix_is_told_by_its_key(record: Recorder, portal: Program) -> None:
    assert f"{PROJECT}:environmentSuffix: is required" in refused(record, portal, {})


def test_no_region_is_written_but_in_the_stacks_config() -> None:
    region = config_of("dev")["aws:region"]
    for path in PORTAL.glob("*.py"):
        assert region not in path.read_text()
