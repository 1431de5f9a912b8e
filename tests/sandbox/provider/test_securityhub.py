"""Security Hub: what needs it, which standards there are, and what becomes of them with it."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from lives import World
from lives.cfg import NAME, channel
from lives.securityhub import AGGREGATOR, CIS, CONTROL, HUB, STANDARD
from lives.world import REGION, new_world
from provider_client import InvalidInputsError

from strongroom.sandbox.local_aws import LocalAws


@pytest.fixture
def world(local_aws: LocalAws) -> Iterator[World]:
    """An account without Security Hub."""
    with new_world(local_aws) as world:
        yield world


def standards(world: World) -> dict[str, str]:
    """Return the status of each standard that is subscribed to."""
    found = world.client("securityhub").get_enabled_standards()["StandardsSubscriptions"]
    return {one["StandardsArn"]: one["StandardsStatus"] for one in found}


@pytest.mark.parametrize(
    ("token", "news"),
    [
        (STANDARD, {"standardsArn": CIS}),
        (CONTROL, {"standardsArn": CIS, "securityControlId": "IAM.6", "associationStatus": "ENABLED"}),
        (AGGREGATOR, {"linkingMode": "ALL_REGIONS"}),
    ],
    ids=["standard", "control", "aggregator"],
)
def test_everything_needs_the_hub(world: World, token: str, news: dict[str, Any]) -> None:
    with pytest.raises(grpc.RpcError, match="InvalidAccessException: Account is not subscribed"):
        world.make(token, **news)


def test_a_hub_is_enabled_once_and_goes_with_its_standards(world: World) -> None:
    made = world.make(HUB)
    assert standards(world).keys() == {
        f"arn:aws:securityhub:{REGION}::standards/aws-foundational-security-best-practices/v/1.0.0",
        "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0",
    }
    with pytest.raises(grpc.RpcError, match="ResourceConflictException"):
        world.make(HUB)

    subscribed = world.make(STANDARD, standardsArn=CIS)
    world.provider.delete(made)

    assert world.provider.refresh(made) is None
    assert world.provider.refresh(subscribed) is None
    world.make(HUB, enableDefaultStandards=False)
    assert standards(world) == {}


def test_a_standard_is_complete_while_config_records(world: World) -> None:
    world.make(HUB, enableDefaultStandards=False)
    world.make(STANDARD, standardsArn=CIS)
    assert standards(world) == {CIS: "INCOMPLETE"}

    channel(world)
    world.client("config").start_configuration_recorder(ConfigurationRecorderName=NAME)

    assert standards(world) == {CIS: "READY"}


@pytest.mark.parametrize(
    "arn",
    [CIS.replace("5.0.0", "9.9.9"), CIS.replace(REGION, "eu-central-1"), CIS.replace("standards", "ruleset")],
    ids=["version", "region", "kind"],
)
def test_standards_that_a_region_does_not_have_are_refused(world: World, arn: str) -> None:
    world.make(HUB)

    with pytest.raises(grpc.RpcError, match="InvalidInputException: Invalid StandardsArn"):
        world.make(STANDARD, standardsArn=arn)


class TestControls:
    def test_are_those_of_standards_that_are_subscribed_to(self, world: World) -> None:
        world.make(HUB, enableDefaultStandards=False)
        news = {"standardsArn": CIS, "associationStatus": "ENABLED"}
        with pytest.raises(grpc.RpcError, match=r"IAM\.6: RESOURCE_NOT_FOUND"):
            world.make(CONTROL, securityControlId="IAM.6", **news)

        world.make(STANDARD, standardsArn=CIS)
        with pytest.raises(grpc.RpcError, match="not a control: RESOURCE_NOT_FOUND"):
            world.make(CONTROL, securityControlId="not a control", **news)
        assert world.make(CONTROL, securityControlId="IAM.6", **news).id == f"IAM.6,{CIS}"

    def test_are_turned_off_for_a_reason(self, world: World) -> None:
        with pytest.raises(InvalidInputsError, match="updatedReason: needed when associationStatus is DISABLED"):
            world.make(CONTROL, securityControlId="IAM.6", standardsArn=CIS, associationStatus="DISABLED")

    def test_are_all_on_in_a_standard_that_was_off(self, world: World) -> None:
        world.make(HUB, enableDefaultStandards=False)
        standard = world.make(STANDARD, standardsArn=CIS)
        off = {"associationStatus": "DISABLED", "updatedReason": "Nobody needs it."}
        world.make(CONTROL, securityControlId="IAM.6", standardsArn=CIS, **off)

        world.provider.delete(standard)
        world.make(STANDARD, standardsArn=CIS)

        hub = world.client("securityhub")
        (told,) = hub.list_standards_control_associations(SecurityControlId="IAM.6")[
            "StandardsControlAssociationSummaries"
        ]
        assert told["AssociationStatus"] == "ENABLED"


def test_standards_are_of_the_regions_partition(world: World) -> None:
    hub = world.client("securityhub", "cn-north-1")
    hub.enable_security_hub(EnableDefaultStandards=False)
    arn = "arn:aws-cn:securityhub:cn-north-1::standards/aws-foundational-security-best-practices/v/1.0.0"

    (made,) = hub.batch_enable_standards(StandardsSubscriptionRequests=[{"StandardsArn": arn}])[
        "StandardsSubscriptions"
    ]

    assert made["StandardsSubscriptionArn"].startswith("arn:aws-cn:securityhub:cn-north-1:")
    assert arn in {one["StandardsArn"] for one in hub.describe_standards()["Standards"]}


class TestAggregator:
    def test_an_account_has_one(self, world: World) -> None:
        world.make(HUB)
        world.make(HUB, region="eu-central-1")
        world.make(AGGREGATOR, linkingMode="ALL_REGIONS")

        with pytest.raises(grpc.RpcError, match="already exists for this account"):
            world.make(AGGREGATOR, linkingMode="ALL_REGIONS", region="eu-central-1")

    @pytest.mark.parametrize(
        "news",
        [
            {"linkingMode": "EVERYWHERE"},
            {"linkingMode": "SPECIFIED_REGIONS"},
            {"linkingMode": "ALL_REGIONS", "specifiedRegions": ["eu-west-3"]},
        ],
    )
    def test_names_regions_if_its_mode_does(self, world: World, news: dict[str, Any]) -> None:
        world.make(HUB)

        with pytest.raises(grpc.RpcError, match="InvalidInputException"):
            world.make(AGGREGATOR, **news)
