"""Managed policies: their versions, and that they are detached before they go."""

from collections.abc import Iterator

import grpc
import pytest
from lives import World
from lives.iam import ATTACHMENT, INSTANCE_PROFILE, MANAGED_POLICY
from lives.world import POLICY, new_world, policy

from strongroom.sandbox.local_aws import LocalAws

MANAGED_BY_AWS = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    with new_world(local_aws) as world:
        yield world


def test_a_policy_keeps_its_last_five_versions(world: World) -> None:
    made = world.make(MANAGED_POLICY, policy=POLICY)

    for number in range(2, 8):
        made = world.provider.update(made, policy=policy(f"s3:Get{number}"))

    versions = world.client("iam").list_policy_versions(PolicyArn=made.id)["Versions"]
    assert {version["VersionId"] for version in versions} == {"v3", "v4", "v5", "v6", "v7"}
    assert "s3:Get7" in made.outputs["policy"]
    world.provider.delete(made)
    assert world.provider.refresh(made) is None


def test_a_policy_that_is_attached_is_not_deleted(world: World) -> None:
    made = world.make(MANAGED_POLICY, policy=POLICY)
    attachment = world.make(ATTACHMENT, role=world.role().id, policyArn=made.id)

    with pytest.raises(grpc.RpcError, match="DeleteConflict: Cannot delete a policy attached to entities"):
        world.provider.delete(made)
    seen = world.provider.refresh(made)
    assert seen is not None
    assert seen.outputs["attachmentCount"] == 1
    world.provider.delete(attachment)
    world.provider.delete(made)

    assert world.provider.refresh(made) is None


def test_a_role_that_has_a_policy_is_not_deleted(world: World) -> None:
    role = world.role()
    attachment = world.make(ATTACHMENT, role=role.id, policyArn=MANAGED_BY_AWS)

    with pytest.raises(grpc.RpcError, match="DeleteConflict"):
        world.provider.delete(role)
    world.provider.delete(attachment)
    world.provider.delete(role)

    assert world.provider.refresh(role) is None


@pytest.mark.parametrize("path", ["AmazonRDSEnhancedMonitoringRole", "service-role/Invented"])
def test_a_policy_that_aws_does_not_have_is_not_attached(world: World, path: str) -> None:
    with pytest.raises(grpc.RpcError, match="does not exist or is not attachable"):
        world.make(ATTACHMENT, role=world.role().id, policyArn=f"arn:aws:iam::aws:policy/{path}")


def test_another_policy_replaces_the_attachment(world: World) -> None:
    role = world.role().id
    made = world.make(ATTACHMENT, role=role, policyArn=MANAGED_BY_AWS)

    other = world.make(MANAGED_POLICY, policy=POLICY).id
    assert list(world.provider.diff(made, role=role, policyArn=other).replaces) == ["policyArn"]


def test_a_profile_is_deleted_with_its_role_in_it(world: World) -> None:
    role = world.role()
    made = world.make(INSTANCE_PROFILE, role=role.id)

    world.provider.delete(made)

    assert world.provider.refresh(made) is None
    assert world.provider.refresh(role) == role


def test_a_profile_without_a_role(world: World) -> None:
    made = world.make(INSTANCE_PROFILE, role=world.role().id)

    changed = world.provider.update(made)

    assert "role" not in changed.outputs
    assert world.provider.refresh(changed) == changed
