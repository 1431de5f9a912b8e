"""What is special about trails: what they need before they are made, and selectors that come and go."""

import json
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from lives import World
from lives.cloudtrail import (
    SERVICE,
    TRAIL,
    advanced,
    bucket_policy,
    document,
    key_policy,
    trail,
    trail_bucket,
    trail_logs,
)
from lives.world import KEY, trust
from provider_client import InvalidInputsError

from strongroom.sandbox.provider.wire import Props


@pytest.fixture(scope="module")
def world(estate: World) -> World:
    return estate


def bucket_with(world: World, policy: str) -> str:
    bucket = world.bucket()
    world.client("s3").put_bucket_policy(Bucket=bucket, Policy=policy.replace("BUCKET", bucket))
    return bucket


def statements(world: World) -> list[dict[str, Any]]:
    return json.loads(bucket_policy(world, "BUCKET"))["Statement"]


def test_needs_a_policy_that_names_it_exactly(world: World) -> None:
    names = "trail-exact", "trail-other"
    news: Props = {"name": names[0], "s3KeyPrefix": "audit", "kmsKeyId": ""}
    key = world.make(KEY, policy=key_policy(world, names[0])).outputs["arn"]
    news |= {"kmsKeyId": key, "s3BucketName": trail_bucket(world, "audit/", names[0])}

    made = world.make(TRAIL, **news)

    cloudtrail = world.client("cloudtrail")
    seen = cloudtrail.get_trail(Name=names[0])["Trail"]
    assert (seen["KmsKeyId"], seen["S3KeyPrefix"]) == (key, "audit")
    assert cloudtrail.get_trail_status(Name=made.id)["IsLogging"]
    with pytest.raises(grpc.RpcError, match="InsufficientS3BucketPolicyException"):
        world.make(TRAIL, **{**news, "name": names[1]})
    other = trail_bucket(world, "audit/", names[1])
    with pytest.raises(grpc.RpcError, match="InsufficientEncryptionPolicyException"):
        world.make(TRAIL, **{**news, "name": names[1], "s3BucketName": other})
    with pytest.raises(grpc.RpcError, match="TrailAlreadyExistsException"):
        world.make(TRAIL, **news)
    assert cloudtrail.describe_trails(trailNameList=[names[1]])["trailList"] == []


class TestBucket:
    @pytest.mark.parametrize("missing", [0, 1], ids=["the check", "the write"])
    def test_that_lacks_a_statement_is_refused(self, world: World, missing: int) -> None:
        only = document(statements(world)[1 - missing])

        with pytest.raises(grpc.RpcError, match="Incorrect S3 bucket policy is detected for bucket"):
            world.make(TRAIL, **trail(world, s3BucketName=bucket_with(world, only)))

    def test_that_denies_all_others_is_taken(self, world: World) -> None:
        plain = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::BUCKET/*"}
        condition = {"Bool": {"aws:SecureTransport": "false"}}
        policy = document(*statements(world), {**plain, "Condition": condition})

        assert world.make(TRAIL, **trail(world, s3BucketName=bucket_with(world, policy))).id

    def test_that_does_not_exist_is_refused_and_the_trail_keeps_its_own(self, world: World) -> None:
        news = trail(world)
        made = world.make(TRAIL, **news)

        with pytest.raises(grpc.RpcError, match="S3BucketDoesNotExistException"):
            world.provider.update(made, name=news["name"], s3BucketName="nowhere-at-all")

        assert world.client("cloudtrail").get_trail(Name=made.id)["Trail"]["S3BucketName"] == news["s3BucketName"]


def bare(logs: Props) -> Props:
    return {**logs, "cloudWatchLogsGroupArn": logs["cloudWatchLogsGroupArn"].removesuffix(":*")}


def disabled(world: World) -> str:
    return world.make(KEY, policy=key_policy(world), isEnabled=False).outputs["arn"]


def other_role(world: World) -> str:
    assert SERVICE["Service"] not in trust("ec2")
    return world.role().outputs["arn"]


def uncategorized() -> Props:
    return {"name": "any", "fieldSelectors": [{"field": "readOnly", "equals": ["true"]}]}


LACKS: list[tuple[Callable[[World], Props], str]] = [
    (
        lambda world: {"kmsKeyId": f"arn:aws:kms:eu-west-1:{world.account.account_id}:key/none"},
        "KmsKeyNotFound",
    ),
    (lambda world: {"kmsKeyId": world.key()}, "InsufficientEncryptionPolicyException"),
    (lambda world: {"kmsKeyId": disabled(world)}, "KmsKeyDisabledException"),
    (lambda world: {"snsTopicName": world.topic().split(":")[-1]}, "InsufficientSnsTopicPolicyException"),
    (lambda _: {"snsTopicName": "nothing"}, "InsufficientSnsTopicPolicyException"),
    (lambda world: bare(trail_logs(world)), "InvalidCloudWatchLogsLogGroupArnException"),
    (lambda world: {**trail_logs(world), "cloudWatchLogsRoleArn": other_role(world)}, "trust relationships"),
    (lambda world: {"cloudWatchLogsRoleArn": other_role(world)}, "InvalidParameterCombinationException"),
    (lambda _: {"isMultiRegionTrail": True, "includeGlobalServiceEvents": False}, "global service events"),
    (lambda _: {"advancedEventSelectors": [uncategorized()]}, "InvalidEventSelectorsException"),
]


class TestNeeds:
    @pytest.mark.parametrize(("change", "error"), LACKS)
    def test_that_are_not_met_are_refused(self, world: World, change: Callable[[World], Props], error: str) -> None:
        with pytest.raises(grpc.RpcError, match=error):
            world.make(TRAIL, **trail(world, **change(world)))

    def test_an_organization_if_it_is_one_of_an_organization(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="OrganizationsNotInUseException"):
            world.make(TRAIL, **trail(world, isOrganizationTrail=True))


class TestSelectors:
    def test_of_one_kind_take_the_place_of_the_other_and_go(self, world: World) -> None:
        news, cloudtrail = trail(world), world.client("cloudtrail")
        made = world.make(TRAIL, **news, eventSelectors=[{"readWriteType": "WriteOnly"}])

        changed = world.provider.update(made, **news, advancedEventSelectors=[advanced("Management")])
        seen = cloudtrail.get_event_selectors(TrailName=made.id)
        assert "EventSelectors" not in seen
        assert seen["AdvancedEventSelectors"][0]["FieldSelectors"][0]["Equals"] == ["Management"]

        back = world.provider.update(changed, **news)
        seen = cloudtrail.get_event_selectors(TrailName=made.id)
        assert [each["ReadWriteType"] for each in seen["EventSelectors"]] == ["All"]
        assert world.provider.refresh(back) == back

    def test_of_both_kinds_are_refused(self, world: World) -> None:
        both: Props = {"eventSelectors": [{}], "advancedEventSelectors": [advanced("Management")]}

        with pytest.raises(InvalidInputsError, match="leave one of them out"):
            world.make(TRAIL, **trail(world), **both)

    def test_of_insights_are_an_error_where_there_are_none(self, world: World) -> None:
        news = trail(world)
        made = world.make(TRAIL, **news, insightSelectors=[{"insightType": "ApiErrorRateInsight"}])

        world.provider.update(made, **news)

        with pytest.raises(ClientError, match="InsightNotEnabledException"):
            world.client("cloudtrail").get_insight_selectors(TrailName=made.id)


def test_a_region_has_five_trails_at_most(world: World) -> None:
    here = bucket_policy(world, "BUCKET").replace("eu-west-1", "eu-central-1")
    news: Props = {"s3BucketName": bucket_with(world, here), "region": "eu-central-1"}
    for _ in range(5):
        world.make(TRAIL, **news, name=f"trail-{world.name()}")

    with pytest.raises(grpc.RpcError, match="MaximumNumberOfTrailsExceededException"):
        world.make(TRAIL, **news, name=f"trail-{world.name()}")
