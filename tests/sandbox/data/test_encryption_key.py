"""The life of an encryption key: made, read back, changed in place, drifted, put right and scheduled for deletion."""

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from support import inventory, run

from strongroom.data import EncryptionKey, EncryptionKeyArgs
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox


def key_program(**inputs: Any) -> Callable[[], None]:
    def program() -> None:
        key = EncryptionKey("vault", EncryptionKeyArgs.model_validate({"deletion_protection": False, **inputs}))
        pulumi.export("key_id", key.key_id)
        pulumi.export("kms_key_arn", key.kms_key_arn)
        pulumi.export("alias_name", key.alias_name)

    return program


def metadata(sandbox: TestSandbox, key_id: str) -> dict[str, Any]:
    return sandbox.client("kms").describe_key(KeyId=key_id)["KeyMetadata"]


def policy(sandbox: TestSandbox, key_id: str) -> list[dict[str, Any]]:
    return json.loads(sandbox.client("kms").get_key_policy(KeyId=key_id, PolicyName="default")["Policy"])["Statement"]


def test_a_key_is_what_the_component_promises(sandbox: TestSandbox) -> None:
    outputs = run(sandbox.program(key_program(services={"cloudwatch_logs"}, rotation_period_days=180)).up).outputs
    kms, key_id = sandbox.client("kms"), outputs["key_id"]

    key = metadata(sandbox, key_id)
    assert (key["Arn"], key["Enabled"], key["KeySpec"]) == (outputs["kms_key_arn"], True, "SYMMETRIC_DEFAULT")
    rotation = kms.get_key_rotation_status(KeyId=key_id)
    assert (rotation["KeyRotationEnabled"], rotation["RotationPeriodInDays"]) == (True, 180)
    aliases = [alias["AliasName"] for alias in kms.list_aliases(KeyId=key_id)["Aliases"]]
    assert aliases == [outputs["alias_name"]] == ["alias/vault-dev"]
    tags = {tag["TagKey"]: tag["TagValue"] for tag in kms.list_resource_tags(KeyId=key_id)["Tags"]}
    assert tags.items() >= {"Name": "vault-dev", "Environment": "dev"}.items()


def test_only_the_account_and_the_named_services_may_use_a_key(sandbox: TestSandbox) -> None:
    key_id = run(sandbox.program(key_program(services={"cloudwatch_logs"})).up).outputs["key_id"]
    statements = policy(sandbox, key_id)
    assert [statement["Principal"] for statement in statements] == [
        {"AWS": f"arn:aws:iam::{sandbox.account_id}:root"},
        {"Service": f"logs.{sandbox.region}.amazonaws.com"},
    ]
    ours = f"arn:aws:logs:{sandbox.region}:{sandbox.account_id}:log-group:*"
    assert statements[1]["Condition"] == {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": ours}}


def test_a_key_changes_in_place(sandbox: TestSandbox) -> None:
    first = run(sandbox.program(key_program()).up)
    key_id = first.outputs["key_id"]
    inputs = {"description": "Opens the vault", "services": {"cloudwatch_logs"}, "rotation_period_days": 90}
    second = run(sandbox.program(key_program(**inputs)).up)

    assert second.steps == {"Key vault-key": "update"}
    assert second.outputs == first.outputs
    assert metadata(sandbox, key_id)["Description"] == "Opens the vault"
    assert sandbox.client("kms").get_key_rotation_status(KeyId=key_id)["RotationPeriodInDays"] == 90
    assert len(policy(sandbox, key_id)) == 2
    assert run(sandbox.program(key_program(**inputs)).up).steps == {}


def test_a_key_has_a_replica_in_another_region_whose_policy_and_alias_are_its_own(sandbox: TestSandbox) -> None:
    elsewhere = "eu-west-1" if sandbox.region != "eu-west-1" else "us-west-2"
    before, beyond = inventory(sandbox), inventory(sandbox, elsewhere)

    def program(**inputs: Any) -> Callable[[], None]:
        def make() -> None:
            args = EncryptionKeyArgs(
                deletion_protection=False, services={"cloudwatch_logs"}, multi_region=True, **inputs
            )
            key = EncryptionKey("vault", args)
            pulumi.export("key_id", key.key_id)
            pulumi.export("replicas", dict(key.replica_kms_key_arns))

        return make

    alone = run(sandbox.program(program()).up)
    stack = sandbox.program(program(replica_regions=[elsewhere]))
    replicated = run(stack.up)
    assert replicated.steps == {
        f"Alias vault-alias-{elsewhere}": "create",
        f"ReplicaKey vault-replica-{elsewhere}": "create",
    }
    assert replicated.outputs["key_id"] == alone.outputs["key_id"]
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}

    kms, key_id = sandbox.client("kms", elsewhere), alone.outputs["key_id"]
    replica = kms.describe_key(KeyId=key_id)["KeyMetadata"]
    assert replica["Arn"] == replicated.outputs["replicas"][elsewhere]
    assert replica["MultiRegionConfiguration"]["MultiRegionKeyType"] == "REPLICA"
    _, logs = json.loads(kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"])["Statement"]
    assert logs["Principal"] == {"Service": f"logs.{elsewhere}.amazonaws.com"}
    assert [alias["AliasName"] for alias in kms.list_aliases(KeyId=key_id)["Aliases"]] == [
        f"alias/vault-{sandbox.region}-dev"
    ]

    stack.destroy()
    assert inventory(sandbox) == before
    assert inventory(sandbox, elsewhere) == beyond


def test_a_key_that_somebody_weakened_is_put_right(sandbox: TestSandbox) -> None:
    stack = sandbox.program(key_program())
    key_id = run(stack.up).outputs["key_id"]
    intended, kms = policy(sandbox, key_id), sandbox.client("kms")

    kms.disable_key_rotation(KeyId=key_id)
    anyone = {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}
    kms.put_key_policy(
        KeyId=key_id, PolicyName="default", Policy=json.dumps({"Version": "2012-10-17", "Statement": [anyone]})
    )
    kms.delete_alias(AliasName="alias/vault-dev")

    assert run(stack.refresh).steps == {"Key vault-key": "update", "Alias vault-alias": "delete"}
    assert run(stack.up).steps == {"Key vault-key": "update", "Alias vault-alias": "create"}
    assert policy(sandbox, key_id) == intended
    assert kms.get_key_rotation_status(KeyId=key_id)["KeyRotationEnabled"]
    assert run(stack.refresh).steps == {}


@pytest.mark.parametrize(
    ("inputs", "days"), [({}, 30), ({"durability": "ephemeral"}, 7), ({"deletion_window_days": 14}, 14)]
)
def test_a_destroyed_key_can_be_called_back_for_as_long_as_its_window(
    sandbox: TestSandbox, inputs: dict[str, Any], days: int
) -> None:
    before = inventory(sandbox)
    stack = sandbox.program(key_program(**inputs))
    key_id = run(stack.up).outputs["key_id"]
    assert run(stack.refresh).steps == {}
    stack.destroy()

    key = metadata(sandbox, key_id)
    assert key["KeyState"] == "PendingDeletion"
    assert (key["DeletionDate"] - key["CreationDate"]).days == days
    assert inventory(sandbox) == before
    assert read_journal(sandbox.journal) == []
