"""Changes of a network that replace resources, on the real engine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi import automation
from support import WriteProject, failure, run

from strongroom.network import Network, NetworkArgs
from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.testing import TestSandbox

ZONES = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]


@pytest.fixture
def sandbox(local_aws: LocalAws, tmp_path: Path) -> TestSandbox:
    return TestSandbox(local_aws, tmp_path / "sandbox", region="eu-central-1")


def network(**inputs: Any) -> Callable[[], None]:
    def program() -> None:
        made = Network("portal", NetworkArgs.model_validate({"durability": "ephemeral", **inputs}))
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


SWITCHED = """
from strongroom.network import Network, NetworkArgs

config = pulumi.Config()
Network("portal", NetworkArgs.model_validate({"durability": "ephemeral", **config.require_object("inputs")}))
"""


def test_failed_switch_of_existing_nat_addresses_can_be_reverted_and_done_in_two_updates(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    ec2 = sandbox.client("ec2")
    given = {"nat_allocation_ids": [ec2.allocate_address(Domain="vpc")["AllocationId"] for _ in range(2)]}

    def project(**inputs: Any) -> automation.Stack:
        settings = {"availability_zones": 2, **inputs}
        return sandbox.project(write_project(SWITCHED, {"tiny:inputs": settings}), "dev")

    run(project(nat="per_zone", **given).up)
    screen = failure(project(nat="regional", **given).up)
    assert any(allocation_id in screen for allocation_id in given["nat_allocation_ids"])
    run(project(nat="per_zone", **given).up)
    assert run(project(nat="per_zone", **given).up).steps == {}
    run(project(nat="regional").up)
    run(project(nat="regional", **given).up)
    assert run(project(nat="regional", **given).up).steps == {}


def subnets_of(sandbox: TestSandbox) -> set[str]:
    found = sandbox.client("ec2").describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["false"]}])
    return {each["CidrBlock"] for each in found["Subnets"]}


@pytest.mark.parametrize("standard", [False, True])
def test_tier_gets_another_prefix_length_by_a_tier_with_another_name(
    sandbox: TestSandbox, stack: Callable[..., automation.Stack], standard: bool
) -> None:
    old = "private" if standard else "jobs"
    fixed: dict[str, Any] = {"public": {"kind": "public"}, old: {"kind": "private", "prefix_length": 26}}
    wanted = {"kind": "private", "cidr_blocks": ["10.0.200.0/22", "10.0.204.0/22"]}
    last = {"last": {"kind": "isolated"}}

    def network_of(**tiers: Any) -> automation.Stack:
        return stack(availability_zones=2, nat="none", tiers=tiers)

    run(network_of(**fixed, **last).up)
    before = subnets_of(sandbox)
    added = run(network_of(**fixed, **last, large=wanted).up)
    assert set(added.steps.values()) <= {"create", "update"}
    # Removing a tier moves those that are placed after it, unless they have CIDR blocks.
    in_last = sorted(block for block in before if block.endswith("/23") and not block.startswith("10.0.128"))
    pinned = {"last": {"kind": "isolated", "cidr_blocks": in_last[-2:]}}
    kept = network_of(public=fixed["public"], **pinned, large=wanted)
    assert "replace" not in run(kept.up).steps.values()
    assert run(kept.up).steps == {}
    left = subnets_of(sandbox)
    assert {"10.0.200.0/22", "10.0.204.0/22"} <= left
    assert not any(block.endswith("/26") for block in left)


def test_failed_change_of_a_prefix_length_is_repaired_by_removing_the_tier(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    def project(**tiers: dict[str, Any]) -> automation.Stack:
        settings = {"availability_zones": 2, "nat": "none", "tiers": {"public": {"kind": "public"}, **tiers}}
        return sandbox.project(write_project(SWITCHED, {"tiny:inputs": settings}), "dev")

    large = {"kind": "private", "prefix_length": 22}
    run(project(jobs={"kind": "private", "prefix_length": 26}).up)
    assert "InvalidSubnet.Conflict" in failure(project(jobs=large).up)
    run(project().up)
    run(project(jobs=large).up)
    assert run(project(jobs=large).up).steps == {}
    assert len([block for block in subnets_of(sandbox) if block.endswith("/22")]) == 2
