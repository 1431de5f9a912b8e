"""GuardDuty: one detector in a region, what it protects by itself, and where findings may go."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from lives import World
from lives.guardduty import DESTINATION, DETECTOR, FEATURE, destination, detector, findings_bucket, findings_key
from lives.world import new_world

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.wire import decode


@pytest.fixture
def world(local_aws: LocalAws) -> Iterator[World]:
    """An account without a detector."""
    with new_world(local_aws) as world:
        yield world


def statuses(world: World, id: str) -> dict[str, str]:
    features = world.client("guardduty").get_detector(DetectorId=id)["Features"]
    return {one["Name"]: one["Status"] for one in features}


def test_a_region_has_one_detector(world: World) -> None:
    made = world.make(DETECTOR)

    with pytest.raises(grpc.RpcError, match="a detector already exists for the current account"):
        world.make(DETECTOR)
    assert world.make(DETECTOR, region="eu-central-1").id != made.id
    answer = getattr(world.provider.invoke("aws:guardduty/getDetector:getDetector"), "return")
    assert decode(answer)["arn"] == made.outputs["arn"]


def test_a_detector_protects_everything_but_what_runs(world: World) -> None:
    id = detector(world)
    before = statuses(world, id)
    assert {name for name, status in before.items() if status == "DISABLED"} == {
        "RUNTIME_MONITORING",
        "EKS_RUNTIME_MONITORING",
    }

    made = world.make(FEATURE, detectorId=id, name="RDS_LOGIN_EVENTS", status="DISABLED")
    assert statuses(world, id) == {**before, "RDS_LOGIN_EVENTS": "DISABLED"}

    world.provider.delete(made)
    assert statuses(world, id) == {**before, "RDS_LOGIN_EVENTS": "DISABLED"}


@pytest.mark.parametrize(
    ("news", "message"),
    [
        ({"name": "EVERYTHING"}, "invalid or out-of-range value is specified as an input parameter: EVERYTHING"),
        (
            {"additionalConfigurations": [{"name": "EC2_AGENT_MANAGEMENT", "status": "ENABLED"}]},
            "S3_DATA_EVENTS has no additional configuration EC2_AGENT_MANAGEMENT",
        ),
    ],
)
def test_features_that_aws_does_not_have_are_refused(world: World, news: dict[str, Any], message: str) -> None:
    with pytest.raises(grpc.RpcError, match=message):
        world.make(FEATURE, **{"detectorId": detector(world), "name": "S3_DATA_EVENTS", "status": "ENABLED", **news})


def test_only_one_kind_of_runtime_monitoring_is_on(world: World) -> None:
    world.make(FEATURE, detectorId=detector(world), name="RUNTIME_MONITORING", status="ENABLED")

    with pytest.raises(grpc.RpcError, match="cannot both be enabled"):
        world.make(FEATURE, detectorId=detector(world), name="EKS_RUNTIME_MONITORING", status="ENABLED")


def test_other_agents_replace_a_feature(world: World) -> None:
    news = {"detectorId": detector(world), "name": "RUNTIME_MONITORING", "status": "ENABLED"}
    agents = [{"name": name, "status": "ENABLED"} for name in ("EKS_ADDON_MANAGEMENT", "EC2_AGENT_MANAGEMENT")]
    made = world.make(FEATURE, **news, additionalConfigurations=agents)

    difference = world.provider.diff(made, **news, additionalConfigurations=agents[:1])

    assert list(difference.replaces)


class TestPublishing:
    def test_needs_a_bucket_and_a_key_that_let_it(self, world: World) -> None:
        news = destination(world)
        for change in ({"destinationArn": f"arn:aws:s3:::{world.bucket()}"}, {"kmsKeyArn": world.key()}):
            with pytest.raises(grpc.RpcError, match="does not have permission to the KMS key or the resource"):
                world.make(DESTINATION, **{**news, **change})

        made = world.make(DESTINATION, **news)
        with pytest.raises(grpc.RpcError, match="does not have permission"):
            world.provider.update(made, preview=False, **(news | {"kmsKeyArn": world.key()}))

    def test_goes_to_one_bucket(self, world: World) -> None:
        news = destination(world)
        world.make(DESTINATION, **news)

        with pytest.raises(grpc.RpcError, match="has a publishing destination of this type"):
            world.make(
                DESTINATION,
                detectorId=news["detectorId"],
                destinationArn=findings_bucket(world),
                kmsKeyArn=findings_key(world),
            )
