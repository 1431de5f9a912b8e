"""The portal's own project on the engine: its environments side by side, and configuration that it refuses."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation
from support import Inventory, Run, failure, inventory, run

from strongroom.observability import check_controls, read_exceptions, read_state
from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

PORTAL = Path(__file__).parents[3] / "stacks" / "banking_portal"
ENVIRONMENTS = ("dev", "prod")


@dataclass(frozen=True)
class Environments:
    """The portal's environments, deployed into one account."""

    sandbox: TestSandbox
    before: Inventory
    stacks: dict[str, automation.Stack]
    first: dict[str, Run]

    @property
    def region(self) -> str:
        (region,) = {stack.get_config("aws:region").value for stack in self.stacks.values()}
        return region

    def client(self, service: str) -> Any:
        return self.sandbox.client(service, self.region)


@pytest.fixture(scope="module")
def portal(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Environments:
    sandbox = TestSandbox(local_aws, tmp_path_factory.mktemp("portal"))
    stacks = {name: sandbox.project(PORTAL, name) for name in ENVIRONMENTS}
    region = stacks["dev"].get_config("aws:region").value
    before = inventory(sandbox, region)
    return Environments(sandbox, before, stacks, {name: run(stack.up) for name, stack in stacks.items()})


@pytest.fixture(params=ENVIRONMENTS)
def environment(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_outputs_lead_to_everything(portal: Environments, environment: str) -> None:
    outputs, ec2 = portal.first[environment].outputs, portal.client("ec2")
    (vpc,) = ec2.describe_vpcs(VpcIds=[outputs["vpc_id"]])["Vpcs"]
    assert {"Key": "Environment", "Value": environment} in vpc["Tags"]
    for tier in ("public", "private", "isolated"):
        found = ec2.describe_subnets(SubnetIds=outputs[f"{tier}_subnet_ids"])["Subnets"]
        assert {subnet["VpcId"] for subnet in found} == {outputs["vpc_id"]}
        assert len(found) == 3
    assert len(ec2.describe_addresses(PublicIps=outputs["nat_public_ips"])["Addresses"]) == len(
        outputs["nat_public_ips"]
    )
    (group,) = portal.client("logs").describe_log_groups(logGroupNamePrefix=outputs["flow_log_group_name"])["logGroups"]
    assert group["kmsKeyId"] == outputs["key_arn"]
    assert portal.client("kms").describe_key(KeyId=outputs["key_arn"])["KeyMetadata"]["Enabled"]


def test_production_outlives_the_loss_of_a_zone_and_development_is_cheap(portal: Environments) -> None:
    addresses = {name: len(first.outputs["nat_public_ips"]) for name, first in portal.first.items()}
    assert addresses == {"dev": 1, "prod": 3}


def test_no_control_is_failed_and_no_exception_is_stale(portal: Environments, environment: str) -> None:
    exported = json.dumps({"deployment": portal.stacks[environment].export_stack().deployment})
    files = [PORTAL / "compliance.yaml", PORTAL / f"compliance.{environment}.yaml"]
    exceptions = [each for file in files if file.exists() for each in read_exceptions(file.read_text())]
    report = check_controls(read_state(exported), exceptions)
    assert [each for each in report.findings if each.verdict == "failed"] == []
    assert report.stale == ()
    assert {"EC2.2", "EC2.6", "KMS.4", "CloudWatch.16"} <= {
        control for control, verdict in report.verdicts.items() if verdict == "met"
    }


def test_environments_in_one_account_share_nothing(portal: Environments) -> None:
    dev, prod = (portal.first[name].outputs for name in ENVIRONMENTS)
    assert dev.keys() == prod.keys()
    assert not [name for name in dev if dev[name] == prod[name]]


def test_a_second_deployment_changes_nothing_and_nothing_has_drifted(portal: Environments, environment: str) -> None:
    assert portal.first[environment].steps
    assert run(portal.stacks[environment].up).steps == {}
    assert run(portal.stacks[environment].refresh).steps == {}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        pytest.param({"cidrBlock": "10.0.0.0/24"}, {"cidrBlock": "too small"}, id="one"),
        pytest.param(
            {
                "availabilityZones": "9",
                "cidrBlock": "10.0.0.0/99",
                "environmentSuffix": "Not_Good",
                "logRetentionDays": "2",
                "zoneCount": "3",
            },
            {
                "availabilityZones": "6",
                "cidrBlock": "CIDR",
                "environmentSuffix": "lower-case",
                "logRetentionDays": "number of days",
                "zoneCount": "no such input",
            },
            id="several",
        ),
    ],
)
def test_configuration_that_can_not_be_used_is_explained_and_makes_nothing(
    sandbox: TestSandbox, wrong: dict[str, str], told: dict[str, str]
) -> None:
    stack = sandbox.project(PORTAL, "dev", config={f"banking-portal:{key}": value for key, value in wrong.items()})
    region = stack.get_config("aws:region").value
    before = inventory(sandbox, region)

    screen = failure(stack.up)

    for key, reason in told.items():
        (line,) = [line for line in set(screen.splitlines()) if f"banking-portal:{key}:" in line]
        assert reason in line
        assert "pulumi config " in line
    assert "Traceback" not in screen
    assert inventory(sandbox, region) == before
    assert read_journal(sandbox.journal) == []
    resources = (stack.export_stack().deployment or {}).get("resources", [])
    assert [resource["type"] for resource in resources if resource["type"].startswith("aws:")] == []


def test_destroying_the_environments_leaves_nothing(portal: Environments) -> None:
    """The last test of this file: it takes away what the others read."""
    portal.stacks["dev"].destroy()
    prod = portal.first["prod"].outputs
    assert portal.client("ec2").describe_vpcs(VpcIds=[prod["vpc_id"]])["Vpcs"]
    assert run(portal.stacks["prod"].refresh).steps == {}
    portal.stacks["prod"].destroy()
    assert inventory(portal.sandbox, portal.region) == portal.before
    assert read_journal(portal.sandbox.journal) == []
