"""Keys of several regions: replicas have a policy and tags of their own, and the rotation of their primary."""

import json
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from lives import World
from lives.kms import REPLICA
from lives.world import KEY, POLICY, REGION, new_world
from provider_client import Deployed

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.wire import Props, decode

HOME = "eu-central-1"


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    with new_world(local_aws) as world:
        yield world


def primary(world: World, **more: Any) -> Deployed:
    return world.make(KEY, multiRegion=True, region=HOME, **more)


def metadata(world: World, key: str, region: str) -> Any:
    return world.client("kms", region).describe_key(KeyId=key)["KeyMetadata"]


def test_a_replica_is_the_same_key_elsewhere(world: World) -> None:
    key = primary(world)
    replica = world.make(REPLICA, primaryKeyArn=key.outputs["arn"], policy=POLICY, tags={"a": "b"})

    assert replica.outputs["arn"] == key.outputs["arn"].replace(HOME, REGION)
    assert replica.outputs["keyId"] == key.outputs["keyId"]
    replicas = [{"Arn": replica.outputs["arn"], "Region": REGION}]
    primary_key = {"Arn": key.outputs["arn"], "Region": HOME}
    both = {"PrimaryKey": primary_key, "ReplicaKeys": replicas}
    seen = [metadata(world, key.id, region)["MultiRegionConfiguration"] for region in (HOME, REGION)]
    assert seen == [{"MultiRegionKeyType": "PRIMARY", **both}, {"MultiRegionKeyType": "REPLICA", **both}]
    tags = [world.client("kms", region).list_resource_tags(KeyId=key.id)["Tags"] for region in (HOME, REGION)]
    assert tags == [[], [{"TagKey": "a", "TagValue": "b"}]]


def test_a_key_is_told_with_who_manages_it(world: World) -> None:
    def ask(key_id: str) -> Props:
        return decode(getattr(world.provider.invoke("aws:kms/getKey:getKey", keyId=key_id), "return"))

    own = world.make(KEY, description="own")
    found = ask(own.outputs["arn"])
    assert (found["id"], found["keyManager"], found["description"]) == (own.id, "CUSTOMER", "own")
    assert ask("alias/aws/rds")["keyManager"] == "AWS"


def test_each_has_a_policy_of_its_own(world: World) -> None:
    key = primary(world)
    world.make(REPLICA, primaryKeyArn=key.outputs["arn"], policy=POLICY)

    told = [
        json.loads(world.client("kms", region).get_key_policy(KeyId=key.id, PolicyName="default")["Policy"])
        for region in (HOME, REGION)
    ]
    assert told[1] == json.loads(POLICY) != told[0]


def test_what_the_primary_encrypts_the_replica_decrypts(world: World) -> None:
    key = primary(world)
    world.make(REPLICA, primaryKeyArn=key.outputs["arn"])

    secret = world.client("kms", HOME).encrypt(KeyId=key.id, Plaintext=b"hello")["CiphertextBlob"]

    assert world.client("kms").decrypt(KeyId=key.id, CiphertextBlob=secret)["Plaintext"] == b"hello"


def test_rotation_is_that_of_the_primary(world: World) -> None:
    key = primary(world)
    replica = world.make(REPLICA, primaryKeyArn=key.outputs["arn"])
    assert replica.outputs["keyRotationEnabled"] is False

    world.provider.update(key, multiRegion=True, region=HOME, enableKeyRotation=True, rotationPeriodInDays=100)

    seen = world.provider.refresh(replica)
    assert seen is not None
    assert seen.outputs["keyRotationEnabled"] is True
    assert world.client("kms").get_key_rotation_status(KeyId=key.id)["RotationPeriodInDays"] == 100
    for change in ("enable_key_rotation", "disable_key_rotation"):
        with pytest.raises(ClientError, match="UnsupportedOperationException"):
            getattr(world.client("kms"), change)(KeyId=key.id)


def test_a_key_of_one_region_has_no_replica(world: World) -> None:
    key = world.make(KEY, region=HOME)

    with pytest.raises(grpc.RpcError, match="UnsupportedOperationException"):
        world.make(REPLICA, primaryKeyArn=key.outputs["arn"])


def test_a_region_has_one_replica(world: World) -> None:
    key = primary(world)
    world.make(REPLICA, primaryKeyArn=key.outputs["arn"])

    with pytest.raises(grpc.RpcError, match="AlreadyExistsException"):
        world.make(REPLICA, primaryKeyArn=key.outputs["arn"])


def test_another_primary_replaces_the_replica(world: World) -> None:
    replica = world.make(REPLICA, primaryKeyArn=primary(world).outputs["arn"])

    difference = world.provider.diff(replica, primaryKeyArn=primary(world).outputs["arn"])

    assert list(difference.replaces) == ["primaryKeyArn"]


def test_a_disabled_replica(world: World) -> None:
    replica = world.make(REPLICA, primaryKeyArn=primary(world).outputs["arn"], enabled=False)

    assert replica.outputs["enabled"] is False
    assert metadata(world, replica.id, HOME)["Enabled"] is True


def test_a_primary_waits_for_its_replicas(world: World) -> None:
    key = primary(world)
    replica = world.make(REPLICA, primaryKeyArn=key.outputs["arn"], deletionWindowInDays=7)

    world.provider.delete(replica)
    world.provider.delete(key)

    assert metadata(world, key.id, REGION)["KeyState"] == "PendingDeletion"
    assert metadata(world, key.id, HOME)["KeyState"] == "PendingReplicaDeletion"
    assert world.provider.refresh(key) is None


def test_only_an_asymmetric_key_has_a_public_one(world: World) -> None:
    kms = world.client("kms")
    pair = world.make(KEY, customerMasterKeySpec="RSA_2048", keyUsage="SIGN_VERIFY")
    signed = {"KeyId": pair.id, "Message": b"it", "SigningAlgorithm": "RSASSA_PSS_SHA_256"}

    assert kms.get_public_key(KeyId=pair.id)["PublicKey"]
    assert kms.verify(**signed, Signature=kms.sign(**signed)["Signature"])["SignatureValid"]
    with pytest.raises(ClientError, match="UnsupportedOperationException"):
        kms.get_public_key(KeyId=world.make(KEY).id)
