"""The controls that keys, buckets, secrets and databases meet by default, each shown on what is registered."""

import json
from typing import Any, get_args

from recording import Deployment, Recorder

from strongroom.data import EncryptionKey, EncryptionKeyArgs, KeyService, Secret, SecretArgs

EVERY_SERVICE: tuple[KeyService, ...] = get_args(KeyService)
KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def statements(policy: str) -> list[dict[str, Any]]:
    return json.loads(policy)["Statement"]


# Keys


def test_kms_3_a_key_that_is_deleted_can_be_called_back(record: Recorder) -> None:
    key = record(lambda: EncryptionKey("portal", EncryptionKeyArgs())).one("aws:kms/key:Key")
    assert key.inputs["deletionWindowInDays"] == 30


def test_kms_4_a_key_is_rotated(record: Recorder) -> None:
    key = record(lambda: EncryptionKey("portal", EncryptionKeyArgs())).one("aws:kms/key:Key")
    assert key.inputs["enableKeyRotation"] is True


def test_kms_5_no_key_is_open_to_the_public(record: Recorder) -> None:
    every = EncryptionKeyArgs(services=frozenset(EVERY_SERVICE))
    key = record(lambda: EncryptionKey("portal", every)).one("aws:kms/key:Key")
    found = statements(key.inputs["policy"])
    assert len(found) > len(EVERY_SERVICE)
    for statement in found:
        assert "*" not in json.dumps(statement["Principal"])


# Secrets


def deployed_secret(record: Recorder) -> Deployment:
    return record(lambda: Secret("portal", SecretArgs(key_arn=KEY_ARN)))


def test_secretsmanager_1_a_secret_is_rotated(record: Recorder) -> None:
    deployment = deployed_secret(record)
    rotation = deployment.one("aws:secretsmanager/secretRotation:SecretRotation")
    assert rotation.inputs["secretId"] == deployment.one("aws:secretsmanager/secret:Secret").id
    assert rotation.inputs["rotationEnabled"] is not False


def test_secretsmanager_2_a_rotation_has_all_that_it_needs_to_succeed(record: Recorder) -> None:
    deployment = deployed_secret(record)
    permission = deployment.one("aws:lambda/permission:Permission")
    assert permission.inputs["principal"] == "secretsmanager.amazonaws.com"
    assert permission.inputs["function"] == deployment.one("aws:lambda/function:Function").inputs["name"]
    policy = statements(deployment.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert {action for statement in policy for action in statement["Action"]} >= {
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
    }


def test_secretsmanager_4_a_secret_is_rotated_within_ninety_days(record: Recorder) -> None:
    rotation = deployed_secret(record).one("aws:secretsmanager/secretRotation:SecretRotation")
    assert rotation.inputs["rotationRules"]["automaticallyAfterDays"] <= 90


def test_a_secret_is_encrypted_with_a_key_of_ones_own(record: Recorder) -> None:
    deployment = deployed_secret(record)
    assert deployment.one("aws:secretsmanager/secret:Secret").inputs["kmsKeyId"] == KEY_ARN
    assert deployment.one("aws:lambda/function:Function").inputs["kmsKeyArn"] == KEY_ARN
    assert deployment.one("aws:cloudwatch/logGroup:LogGroup").inputs["kmsKeyId"] == KEY_ARN


def test_no_policy_opens_a_secret_to_the_public(record: Recorder) -> None:
    policy = deployed_secret(record).one("aws:secretsmanager/secretPolicy:SecretPolicy")
    assert policy.inputs["blockPublicPolicy"] is True
    for statement in statements(policy.inputs["policy"]):
        assert statement["Effect"] == "Deny" or "*" not in json.dumps(statement["Principal"])


def test_iam_1_and_21_a_rotation_function_may_do_named_actions_to_named_resources(record: Recorder) -> None:
    deployment = deployed_secret(record)
    for statement in statements(deployment.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]):
        assert statement["Resource"].removesuffix(":*").count("*") == 0
        assert not [action for action in statement["Action"] if "*" in action]
