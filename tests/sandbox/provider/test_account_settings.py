"""What is set of a whole account: what AWS refuses, and where what nobody sets begins and ends."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from lives import World
from lives.account import DEFAULT_KEY, ENCRYPTION_BY_DEFAULT, IMAGES, METADATA, PASSWORDS, SERVICE_ROLE
from lives.account import PUBLIC_ACCESS as ACCOUNT_BLOCK
from lives.cfg import RECORDER
from lives.world import new_world
from provider_client import InvalidInputsError

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.wire import Props, decode


@pytest.fixture
def world(local_aws: LocalAws) -> Iterator[World]:
    """An account in which nothing is set."""
    with new_world(local_aws) as world:
        yield world


def test_encryption_by_default_is_of_one_region_and_ends_with_its_resource(world: World) -> None:
    made = world.make(ENCRYPTION_BY_DEFAULT)

    assert world.client("ec2").get_ebs_encryption_by_default()["EbsEncryptionByDefault"]
    assert not world.client("ec2", "eu-central-1").get_ebs_encryption_by_default()["EbsEncryptionByDefault"]
    world.provider.delete(made)
    assert not world.client("ec2").get_ebs_encryption_by_default()["EbsEncryptionByDefault"]


def test_volumes_have_the_key_of_aws_until_another_is_set_and_after_it(world: World) -> None:
    ec2 = world.client("ec2")
    of_aws = ec2.get_ebs_default_kms_key_id()["KmsKeyId"]
    made = world.make(DEFAULT_KEY, keyArn=world.key())
    assert ec2.get_ebs_default_kms_key_id()["KmsKeyId"] == world.key() != of_aws

    ec2.reset_ebs_default_kms_key_id()

    assert world.provider.refresh(made) is None
    assert ec2.get_ebs_default_kms_key_id()["KmsKeyId"] == of_aws


def test_metadata_that_nobody_prefers_is_not_told(world: World) -> None:
    made = world.make(METADATA, httpTokens="required", httpPutResponseHopLimit=1)
    told = world.client("ec2").get_instance_metadata_defaults()["AccountLevel"]
    assert told == {"HttpTokens": "required", "HttpPutResponseHopLimit": 1, "ManagedBy": "account"}

    world.provider.update(made, httpTokens="required")

    assert "HttpPutResponseHopLimit" not in world.client("ec2").get_instance_metadata_defaults()["AccountLevel"]


@pytest.mark.parametrize("hops", [0, 65, -2])
def test_hops_that_aws_does_not_take_are_refused(world: World, hops: int) -> None:
    with pytest.raises(InvalidInputsError, match="httpPutResponseHopLimit: give -1 or 1 to 64"):
        world.make(METADATA, httpPutResponseHopLimit=hops)


@pytest.mark.parametrize(
    ("token", "news"), [(IMAGES, {"state": "blocked"}), (METADATA, {"httpTokens": "always"})], ids=["images", "tokens"]
)
def test_words_that_aws_does_not_have_are_refused(world: World, token: str, news: dict[str, Any]) -> None:
    with pytest.raises(grpc.RpcError, match="InvalidParameterValue"):
        world.make(token, **news)


def test_images_stay_blocked_when_nobody_says_so_any_more(world: World) -> None:
    world.provider.delete(world.make(IMAGES, state="block-new-sharing"))

    state = world.client("ec2").get_image_block_public_access_state()
    assert state["ImageBlockPublicAccessState"] == "block-new-sharing"


def test_the_block_of_another_account_is_refused(world: World) -> None:
    with pytest.raises(grpc.RpcError, match="AccessDenied"):
        world.make(ACCOUNT_BLOCK, accountId="123456789012", blockPublicAcls=True)


def test_passwords_expire_if_they_have_an_age(world: World) -> None:
    made = world.make(PASSWORDS, maxPasswordAge=90)
    assert made.outputs["expirePasswords"] is True

    with pytest.raises(grpc.RpcError, match="maxPasswordAge"):
        world.make(PASSWORDS, maxPasswordAge=2000)


class TestServiceLinkedRoles:
    def test_a_service_has_one(self, world: World) -> None:
        made = world.make(SERVICE_ROLE, awsServiceName="config.amazonaws.com")
        assert made.outputs["name"] == "AWSServiceRoleForConfig"
        assert made.outputs["path"] == "/aws-service-role/config.amazonaws.com/"

        with pytest.raises(grpc.RpcError, match="AWSServiceRoleForConfig has been taken in this account"):
            world.make(SERVICE_ROLE, awsServiceName="config.amazonaws.com")

    @pytest.mark.parametrize(
        ("news", "message"),
        [
            ({"awsServiceName": "config", "customSuffix": None}, "config is not a service"),
            ({"awsServiceName": "config.amazonaws.com", "customSuffix": "two"}, "Custom suffix is not allowed"),
        ],
    )
    def test_of_no_service_or_with_a_suffix_that_it_lacks_is_refused(
        self, world: World, news: dict[str, Any], message: str
    ) -> None:
        with pytest.raises(grpc.RpcError, match=message):
            world.make(SERVICE_ROLE, **news)

    def test_one_that_a_recorder_has_stays(self, world: World) -> None:
        role = world.make(SERVICE_ROLE, awsServiceName="config.amazonaws.com")
        recorder = world.make(RECORDER, roleArn=role.outputs["arn"])

        with pytest.raises(grpc.RpcError, match=r"AWSServiceRoleForConfig can't be deleted: .* configuration recorder"):
            world.provider.delete(role)
        world.provider.delete(recorder)
        world.provider.delete(role)

        assert world.provider.refresh(role) is None

    def test_programs_can_ask_whether_there_is_one(self, world: World) -> None:
        path = "/aws-service-role/guardduty.amazonaws.com/"

        def ask(token: str, **arguments: str) -> Props:
            answer = getattr(world.provider.invoke(token, **arguments), "return")
            return decode(answer)

        assert not ask("aws:iam/getRoles:getRoles", pathPrefix=path).get("arns")
        arn = world.make(SERVICE_ROLE, awsServiceName="guardduty.amazonaws.com").id

        assert ask("aws:iam/getRoles:getRoles", pathPrefix=path)["arns"] == [arn]
        assert ask("aws:iam/getRoles:getRoles", nameRegex="Guard.*y$")["arns"] == [arn]
        assert ask("aws:iam/getRole:getRole", name="AWSServiceRoleForAmazonGuardDuty")["arn"] == arn
