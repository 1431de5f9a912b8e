"""What is special about buckets: how they go, what protects them, what moto alone would forget."""

import json
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from lives import World
from lives.s3 import (
    BUCKET_POLICY,
    CORS,
    ENABLED,
    ENCRYPTION,
    LIFECYCLE,
    LOCK,
    LOGGING,
    PUBLIC_ACCESS,
    REPLICATION,
    VERSIONING,
    encryption,
    fill,
    lifecycle,
    log_bucket,
    replication,
    versioned,
)
from lives.world import BUCKET, new_world, policy
from provider_client import Deployed, InvalidInputsError

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.aws.s3.common import as_said, from_aws, to_aws
from strongroom.sandbox.provider.wire import Props

DELIVERY = {"Service": "logging.s3.amazonaws.com"}
SUSPENDED = {"status": "Suspended"}


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    with new_world(local_aws) as world:
        yield world


def buckets(world: World) -> list[str]:
    return [bucket["Name"] for bucket in world.client("s3").list_buckets()["Buckets"]]


def keep(world: World, **more: Any) -> Deployed:
    """Return a bucket with versions."""
    made = world.make(BUCKET, bucket=world.bucket_name(), **more)
    world.make(VERSIONING, bucket=made.id, versioningConfiguration=ENABLED)
    return made


class TestBucket:
    def test_one_with_objects_is_not_deleted(self, world: World) -> None:
        made = keep(world)
        fill(world, made.id)

        with pytest.raises(grpc.RpcError, match="BucketNotEmpty: The bucket you tried to delete is not empty"):
            world.provider.delete(made)

        assert made.id in buckets(world)

    def test_one_is_emptied_of_versions_and_markers_if_the_program_says_so(self, world: World) -> None:
        made = keep(world, forceDestroy=True)
        fill(world, made.id)

        world.provider.delete(made)

        assert made.id not in buckets(world)

    def test_governed_objects_go_with_it_and_those_in_compliance_stay(self, world: World) -> None:
        until = "2099-01-01T00:00:00Z"
        governed = world.make(BUCKET, bucket=world.bucket_name(), objectLockEnabled=True, forceDestroy=True)
        fill(world, governed.id, ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=until)
        strict = world.make(BUCKET, bucket=world.bucket_name(), objectLockEnabled=True, forceDestroy=True)
        fill(world, strict.id, ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=until)

        world.provider.delete(governed)
        with pytest.raises(grpc.RpcError, match=r"AccessDenied: .*protected by object lock.*3 such objects"):
            world.provider.delete(strict)

        assert governed.id not in buckets(world)
        assert strict.id in buckets(world)

    def test_whether_to_empty_it_changes_in_place(self, world: World) -> None:
        name = world.bucket_name()
        made = world.make(BUCKET, bucket=name)

        difference = world.provider.diff(made, bucket=name, forceDestroy=True)
        changed = world.provider.update(made, bucket=name, forceDestroy=True)

        assert (list(difference.diffs), list(difference.replaces)) == (["forceDestroy"], [])
        assert changed.outputs["forceDestroy"] is True

    @pytest.mark.parametrize("change", [{"objectLockEnabled": True}, {"bucket": "another-name"}])
    def test_what_replaces_it(self, world: World, change: dict[str, Any]) -> None:
        news = {"bucket": world.bucket_name()}
        made = world.make(BUCKET, **news)

        difference = world.provider.diff(made, **{**news, **change})

        assert list(difference.replaces) == list(change)
        assert difference.deleteBeforeReplace == ("bucket" not in change)  # else the two would have one name

    def test_its_automatic_name_is_in_small_letters(self, world: World) -> None:
        made = world.provider.create(BUCKET, called="Statements")

        assert made.id.startswith("statements-")

    @pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
    def test_a_name_that_is_taken_is_refused_in_each_region(self, world: World, region: str) -> None:
        name = world.bucket_name()
        made = world.make(BUCKET, bucket=name, region=region)

        with pytest.raises(grpc.RpcError, match=f"BucketAlreadyExists: the bucket {name} exists already"):
            world.make(BUCKET, bucket=name, region=region)

        assert made.outputs["bucketRegion"] == region
        assert made.outputs["bucketRegionalDomainName"] == f"{name}.s3.{region}.amazonaws.com"
        assert made.outputs["hostedZoneId"]

    def test_what_is_a_resource_of_its_own_now_is_refused_by_name(self, world: World) -> None:
        with pytest.raises(InvalidInputsError, match="does not support the property acl"):
            world.make(BUCKET, acl="public-read")


class TestVersions:
    def test_are_suspended_when_their_resource_goes(self, world: World) -> None:
        bucket = world.bucket()
        made = world.make(VERSIONING, bucket=bucket, versioningConfiguration=ENABLED)

        world.provider.delete(made)

        assert world.client("s3").get_bucket_versioning(Bucket=bucket)["Status"] == "Suspended"

    def test_that_never_were_are_left_alone(self, world: World) -> None:
        bucket = world.bucket()
        made = world.make(VERSIONING, bucket=bucket, versioningConfiguration={"status": "Disabled"})
        world.provider.delete(made)

        assert "Status" not in world.client("s3").get_bucket_versioning(Bucket=bucket)

    def test_can_not_be_as_if_they_never_were(self, world: World) -> None:
        bucket = world.bucket()
        made = world.make(VERSIONING, bucket=bucket, versioningConfiguration=ENABLED)

        with pytest.raises(grpc.RpcError, match="can only be Suspended, not Disabled"):
            world.provider.update(made, bucket=bucket, versioningConfiguration={"status": "Disabled"})

    def test_of_a_bucket_that_locks_stay_on(self, world: World) -> None:
        bucket = world.make(BUCKET, bucket=world.bucket_name(), objectLockEnabled=True).id
        made = world.make(VERSIONING, bucket=bucket, versioningConfiguration=ENABLED)
        s3 = world.client("s3")

        with pytest.raises(grpc.RpcError, match="InvalidBucketState"):
            world.provider.update(made, bucket=bucket, versioningConfiguration=SUSPENDED)
        world.provider.delete(made)

        assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"

    def test_of_a_bucket_that_is_copied_stay_on(self, world: World) -> None:
        news = replication(world)
        world.make(REPLICATION, **news)

        with pytest.raises(ClientError, match="InvalidBucketState"):
            world.client("s3").put_bucket_versioning(
                Bucket=news["bucket"], VersioningConfiguration={"Status": "Suspended"}
            )


class TestLock:
    def test_needs_versions(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="InvalidBucketState: Versioning must be 'Enabled'"):
            world.make(LOCK, bucket=world.bucket())

    def test_is_set_of_a_bucket_that_has_objects(self, world: World) -> None:
        bucket = versioned(world)
        fill(world, bucket)
        rule = {"defaultRetention": {"mode": "GOVERNANCE", "days": 1}}
        made = world.make(LOCK, bucket=bucket, rule=rule)
        fill(world, bucket)

        assert world.client("s3").head_object(Bucket=bucket, Key="b")["ObjectLockMode"] == "GOVERNANCE"
        world.provider.delete(made)
        found = world.client("s3").get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
        assert found == {"ObjectLockEnabled": "Enabled"}


class TestConfigurations:
    """What boto3 reads back is what was put, and nothing that AWS words differently looks like a change."""

    def test_of_encryption(self, world: World) -> None:
        rule = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}, "blockedEncryptionTypes": ["SSE-C"]}
        made = world.make(ENCRYPTION, bucket=world.bucket(), **encryption(**rule))

        found = world.client("s3").get_bucket_encryption(Bucket=made.id)["ServerSideEncryptionConfiguration"]
        assert found["Rules"][0]["BlockedEncryptionTypes"] == {"EncryptionType": ["SSE-C"]}

    def test_of_a_life(self, world: World) -> None:
        made = world.make(LIFECYCLE, **lifecycle(world))

        found = world.client("s3").get_bucket_lifecycle_configuration(Bucket=made.id)
        old, large, *_ = found["Rules"]
        assert old["NoncurrentVersionExpiration"] == {"NoncurrentDays": 90, "NewerNoncurrentVersions": 3}
        assert old["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}
        assert large["Filter"]["And"]["ObjectSizeGreaterThan"] == 500
        assert found["TransitionDefaultMinimumObjectSize"] == "varies_by_storage_class"

    @pytest.mark.parametrize("everything", [{}, {"filter": {}}, {"filter": {"prefix": ""}}, {"prefix": ""}])
    def test_of_a_life_of_everything(self, world: World, everything: dict[str, Any]) -> None:
        rule = {"id": "all", "status": "Enabled", "expiration": {"days": 1}, **everything}
        news = {"bucket": world.bucket(), "rules": [rule]}

        made = world.make(LIFECYCLE, **news)

        assert made.outputs["transitionDefaultMinimumObjectSize"] == "all_storage_classes_128K"
        assert world.provider.refresh(made) == made
        assert world.provider.kinds(made, **news) == {}

    def test_of_a_life_that_somebody_changed(self, world: World) -> None:
        news = lifecycle(world)
        made = world.make(LIFECYCLE, **news)
        rules = [{"ID": "old", "Status": "Disabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]
        world.client("s3").put_bucket_lifecycle_configuration(Bucket=made.id, LifecycleConfiguration={"Rules": rules})

        drifted = world.provider.refresh(made)

        assert drifted is not None
        assert world.provider.kinds(drifted, **news)["rules[0].status"] == "UPDATE"

    def test_of_replication(self, world: World) -> None:
        news = replication(world)
        made = world.make(REPLICATION, **news)

        found = world.client("s3").get_bucket_replication(Bucket=made.id)["ReplicationConfiguration"]["Rules"][0]
        assert found["DeleteMarkerReplication"] == {"Status": "Enabled"}
        assert found["Filter"]["And"] == {"Prefix": "in/", "Tags": [{"Key": "kind", "Value": "scan"}]}
        assert found["SourceSelectionCriteria"]["SseKmsEncryptedObjects"] == {"Status": "Enabled"}
        assert found["Destination"]["ReplicationTime"]["Time"] == {"Minutes": 15}

    def test_of_replication_without_an_id(self, world: World) -> None:
        news = replication(world)
        del news["rules"][0]["id"]

        made = world.make(REPLICATION, **news)

        assert world.client("s3").get_bucket_replication(Bucket=made.id)["ReplicationConfiguration"]["Rules"][0]["ID"]
        assert world.provider.refresh(made) == made
        assert world.provider.kinds(made, **news) == {}

    def test_of_replication_without_versions(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="InvalidRequest: Versioning must be 'Enabled'"):
            world.make(REPLICATION, **{**replication(world), "bucket": world.bucket()})

    def test_of_notifications_with_the_ids_that_aws_makes_up(self, world: World) -> None:
        s3, bucket = world.client("s3"), world.bucket()
        told = {"TopicArn": world.topic(), "Events": ["s3:ObjectCreated:*"]}
        s3.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={"TopicConfigurations": [told], "EventBridgeConfiguration": {}}
        )

        found = s3.get_bucket_notification_configuration(Bucket=bucket)
        assert found["EventBridgeConfiguration"] == {}
        assert found["TopicConfigurations"][0].items() >= told.items()
        assert found["TopicConfigurations"][0]["Id"]

    def test_of_cors_in_any_order(self, world: World) -> None:
        rules = [{"allowedMethods": ["GET"], "allowedOrigins": [f"https://{name}.example"]} for name in "ab"]
        made = world.make(CORS, bucket=world.bucket(), corsRules=rules)

        assert world.provider.kinds(made, bucket=made.id, corsRules=rules[::-1]) == {}

    def test_that_are_gone_with_their_bucket(self, world: World) -> None:
        bucket = world.make(BUCKET, bucket=world.bucket_name())
        made = world.make(LIFECYCLE, **{**lifecycle(world), "bucket": bucket.id})
        world.provider.delete(bucket)

        assert world.provider.refresh(made) is None
        world.provider.delete(made)


class TestLogDelivery:
    def test_needs_a_target_that_allows_it(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="InvalidTargetBucketForLogging"):
            world.make(LOGGING, bucket=world.bucket(), targetBucket=world.bucket(), targetPrefix="s3/")

    def test_is_told_as_it_was_set(self, world: World) -> None:
        target = log_bucket(world)
        simple: Props = {"targetObjectKeyFormat": {"simplePrefix": {}}}
        made = world.make(LOGGING, bucket=world.bucket(), targetBucket=target, targetPrefix="", **simple)

        found = world.client("s3").get_bucket_logging(Bucket=made.id)["LoggingEnabled"]
        assert found["TargetObjectKeyFormat"] == {"SimplePrefix": {}}

    def test_is_refused_by_a_policy_that_names_only_another_prefix(self, world: World) -> None:
        target = world.bucket()
        allowed = {
            "Effect": "Allow",
            "Principal": DELIVERY,
            "Action": "s3:PutObject",
            "Resource": f"arn:aws:s3:::{target}/s3/*",
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        world.client("s3").put_bucket_policy(Bucket=target, Policy=document)

        with pytest.raises(grpc.RpcError, match="InvalidTargetBucketForLogging"):
            world.make(LOGGING, bucket=world.bucket(), targetBucket=target, targetPrefix="other/")
        world.make(LOGGING, bucket=world.bucket(), targetBucket=target, targetPrefix="s3/")

    @pytest.mark.parametrize(
        "change",
        [
            {"Principal": {"Service": ["cloudtrail.amazonaws.com", "logging.s3.amazonaws.com"]}},
            {"Action": ["s3:GetBucketAcl", "s3:Put*"]},
            {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}, "Bool": {"aws:SecureTransport": True}}},
            {"Condition": {"StringEquals": {"aws:SourceAccount": "OWN"}}},
        ],
    )
    def test_is_allowed_in_whatever_way_it_is_said(self, world: World, change: dict[str, Any]) -> None:
        self._log_to_a_target_that_says(world, change)

    @pytest.mark.parametrize(
        "change",
        [
            {"Effect": "Deny"},
            {"Principal": {"AWS": "123456789012"}},
            {"Action": "s3:GetObject"},
            {"Resource": "arn:aws:s3:::logs"},
            {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::another"}}},
            {"Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}},
        ],
    )
    def test_is_not_allowed_by_something_else(self, world: World, change: dict[str, Any]) -> None:
        with pytest.raises(grpc.RpcError, match="InvalidTargetBucketForLogging"):
            self._log_to_a_target_that_says(world, change)

    def test_is_not_allowed_where_it_is_denied_too(self, world: World) -> None:
        denied = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject"}
        with pytest.raises(grpc.RpcError, match="InvalidTargetBucketForLogging"):
            self._log_to_a_target_that_says(world, {}, denied)

    @staticmethod
    def _log_to_a_target_that_says(world: World, change: dict[str, Any], *more: dict[str, Any]) -> None:
        target = world.bucket()
        allowed = {"Effect": "Allow", "Principal": DELIVERY, "Action": "s3:PutObject"}
        resource = f"arn:aws:s3:::{target}/*"
        statements = [{"Resource": resource, **one} for one in ({**allowed, **change}, *more)]
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        document = document.replace("OWN", world.account.account_id)
        world.client("s3").put_bucket_policy(Bucket=target, Policy=document)
        world.make(LOGGING, bucket=world.bucket(), targetBucket=target, targetPrefix="s3/")


class TestPublicAccess:
    @pytest.mark.parametrize("principal", ["*", {"AWS": "*"}])
    def test_is_not_given_by_a_policy_where_it_is_blocked(self, world: World, principal: Any) -> None:
        bucket = world.bucket()
        world.make(PUBLIC_ACCESS, bucket=bucket, blockPublicPolicy=True)

        with pytest.raises(grpc.RpcError, match=r"AccessDenied: .*BlockPublicPolicy"):
            world.make(BUCKET_POLICY, bucket=bucket, policy=policy(Principal=principal))
        world.make(BUCKET_POLICY, bucket=bucket, policy=policy(Principal=DELIVERY))

    def test_is_given_where_it_is_not_blocked(self, world: World) -> None:
        bucket = world.bucket()
        world.make(PUBLIC_ACCESS, bucket=bucket, blockPublicPolicy=False, restrictPublicBuckets=True)

        made = world.make(BUCKET_POLICY, bucket=bucket, policy=policy(Principal="*"))

        assert world.provider.refresh(made) == made


class TestWords:
    def test_are_those_of_aws_and_back(self) -> None:
        rule = {"id": "a", "filter": {"and": {"tags": {"k": "v"}}}, "destination": {"replicaKmsKeyId": "arn"}}

        told = to_aws(rule)

        assert told["ID"] == "a"
        assert told["Filter"] == {"And": {"Tags": [{"Key": "k", "Value": "v"}]}}
        assert told["Destination"] == {"ReplicaKmsKeyID": "arn"}
        assert from_aws(told) == rule

    @pytest.mark.parametrize(
        ("seen", "said", "told"),
        [
            ({"a": False}, {}, {}),
            ({"a": False}, {"a": True}, {"a": False}),
            ({}, {"a": ""}, {"a": ""}),
            ({}, {"a": "b"}, {}),
            ({"id": "made-up", "a": 1}, {"a": 1}, {"a": 1}),
            ({"id": "made-up", "a": 1}, None, {"id": "made-up", "a": 1}),
            ([{"a": 0}, {"b": 1}], [{"a": 0}], [{"a": 0}, {"b": 1}]),
        ],
    )
    def test_that_mean_the_same_are_the_programs(self, seen: Any, said: Any, told: Any) -> None:
        assert as_said(seen, said) == told
