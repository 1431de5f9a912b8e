"""Changes of a network that replace resources, on the real engine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi import automation
from support import run

from strongroom.network import Network, NetworkArgs
from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.testing import TestSandbox

ZONES = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]


@pytest.fixture
def sandbox(local_aws: LocalAws, tmp_path: Path) -> TestSandbox:
    return TestSandbox(local_aws, tmp_path / "sandbox", region="eu-central-1")


def network(**inputs: Any) -> Callable[[], None]:
    def program() -> None:
        made = Network("portal", NetworkArgs.model_validate({"durability": "disposable", **inputs}))
        pulumi.export("vpc_id", made.vpc_id)
        pulumi.export("cidr_block", made.cidr_block)
        pulumi.export("subnet_ids", {name: tier.ids for name, tier in made.subnets.items()})
        pulumi.export("nat_public_ips", made.nat_public_ips)

    return program


@pytest.fixture
def stack(sandbox: TestSandbox) -> Callable[..., automation.Stack]:
    def with_inputs(**inputs: Any) -> automation.Stack:
        return sandbox.program(network(**inputs))

    return with_inputs


@pytest.mark.parametrize(
    ("nat", "own_addresses"), [("per_zone", False), ("per_zone", True), ("single", False), ("regional", True)]
)
def test_cidr_block_can_be_changed_and_reverted(
    sandbox: TestSandbox, stack: Callable[..., automation.Stack], nat: str, own_addresses: bool
) -> None:
    inputs: dict[str, Any] = {"nat": nat, "availability_zones": 2}
    if own_addresses:
        count = 1 if nat == "single" else 2
        ec2 = sandbox.client("ec2")
        inputs["nat_allocation_ids"] = [ec2.allocate_address(Domain="vpc")["AllocationId"] for _ in range(count)]
    before = run(stack(**inputs).up).outputs
    for block in ("10.2.0.0/16", "10.0.0.0/16"):
        changed = stack(cidr_block=block, **inputs)
        outputs = run(changed.up).outputs
        assert outputs["cidr_block"] == block
        if nat != "regional" or own_addresses:
            assert sorted(outputs["nat_public_ips"]) == sorted(before["nat_public_ips"])
        assert run(changed.up).steps == {}
    changed.refresh(expect_no_changes=True)
    changed.destroy()
    assert not [each for each in sandbox.client("ec2").describe_vpcs()["Vpcs"] if not each["IsDefault"]]


def test_removing_and_adding_zone_names_changes_nothing_of_the_other_zones(
    stack: Callable[..., automation.Stack],
) -> None:
    first = run(stack(availability_zones=ZONES, nat="per_zone").up).outputs["subnet_ids"]
    for zones, indexes in ((["a", "c"], [0, 2]), (["c"], [2]), (["b", "c"], [1, 2])):
        names = [f"eu-central-1{zone}" for zone in zones]
        result = run(stack(availability_zones=names, nat="per_zone").up)
        assert "replace" not in result.steps.values()
        assert {tier: ids[-1] for tier, ids in result.outputs["subnet_ids"].items()} == {
            tier: ids[-1] for tier, ids in first.items()
        }
        assert len(result.outputs["nat_public_ips"]) == len(indexes)


def test_the_single_nat_gateway_moves_to_the_first_zone_that_is_left(stack: Callable[..., automation.Stack]) -> None:
    before = run(stack(availability_zones=ZONES).up).outputs
    after = stack(availability_zones=ZONES[1:])
    outputs = run(after.up).outputs
    assert outputs["nat_public_ips"] == before["nat_public_ips"]
    assert run(after.up).steps == {}


def test_existing_nat_addresses_can_be_reordered_and_exchanged(
    sandbox: TestSandbox, stack: Callable[..., automation.Stack]
) -> None:
    ec2 = sandbox.client("ec2")
    one, two, three = (ec2.allocate_address(Domain="vpc")["AllocationId"] for _ in range(3))
    addresses = {each["AllocationId"]: each["PublicIp"] for each in ec2.describe_addresses()["Addresses"]}
    for order in ([one, two], [two, one], [two, three], [three, two]):
        changed = stack(availability_zones=2, nat="per_zone", nat_allocation_ids=order)
        assert run(changed.up).outputs["nat_public_ips"] == [addresses[each] for each in order]
        assert run(changed.up).steps == {}
    single = stack(availability_zones=2, nat="single", nat_allocation_ids=[two])
    assert run(single.up).outputs["nat_public_ips"] == [addresses[two]]
    single.refresh(expect_no_changes=True)


def test_nat_addresses_can_change_between_plain_values_and_outputs(sandbox: TestSandbox) -> None:
    ec2 = sandbox.client("ec2")
    ids = [ec2.allocate_address(Domain="vpc")["AllocationId"] for _ in range(2)]
    gateways: list[set[str]] = []
    for as_input in (str, pulumi.Output.from_input, str):

        def program(as_input: Callable[[str], Any] = as_input) -> None:
            network(availability_zones=2, nat="per_zone", nat_allocation_ids=[as_input(each) for each in ids])()

        changed = sandbox.program(program)
        run(changed.up)
        assert run(changed.up).steps == {}
        found = ec2.describe_nat_gateways()["NatGateways"]
        gateways.append({each["NatGatewayId"] for each in found if each["State"] == "available"})
    assert gateways[0] == gateways[1] == gateways[2]


def test_existing_nat_addresses_move_to_a_regional_gateway_in_two_updates(
    sandbox: TestSandbox, stack: Callable[..., automation.Stack]
) -> None:
    ec2 = sandbox.client("ec2")
    given = {"nat_allocation_ids": [ec2.allocate_address(Domain="vpc")["AllocationId"] for _ in range(2)]}
    addresses = sorted(each["PublicIp"] for each in ec2.describe_addresses()["Addresses"])
    for nat in ("per_zone", "regional", "per_zone"):
        run(stack(availability_zones=2, nat=nat).up)
        assert sorted(run(stack(availability_zones=2, nat=nat, **given).up).outputs["nat_public_ips"]) == addresses
