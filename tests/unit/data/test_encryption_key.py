import json
from typing import Any, get_args

import pulumi
import pytest
from recording import UNKNOWN, Cloud, Deployment, Recorded, Recorder

from strongroom.core import AwsEnvironment, InputError
from strongroom.data import EncryptionKey, EncryptionKeyArgs, KeyService
from strongroom.data._key_policy import key_policy

KEY = "aws:kms/key:Key"
ALIAS = "aws:kms/alias:Alias"


def deploy(record: Recorder, **inputs: Any) -> Deployment:
    cloud = Cloud.drawn("aws" if "replica_regions" in inputs else None)  # replicas are in the key's partition
    return record(lambda: EncryptionKey("portal", EncryptionKeyArgs(**inputs)), cloud=cloud)


def policy_statements(key: Recorded) -> list[dict[str, Any]]:
    return json.loads(key.inputs["policy"])["Statement"]


def test_by_default_the_key_rotates_yearly_and_its_deletion_can_be_cancelled_for_a_month(record: Recorder) -> None:
    key = deploy(record).one(KEY)
    assert key.inputs["enableKeyRotation"] is True
    assert key.inputs["rotationPeriodInDays"] == 365
    assert key.inputs["deletionWindowInDays"] == 30


@pytest.mark.parametrize(
    ("inputs", "days"),
    [
        ({"durability": "persistent"}, 30),
        ({"durability": "ephemeral"}, 7),
        ({"durability": "ephemeral", "deletion_window_days": 14}, 14),
        ({"deletion_window_days": 7}, 7),
    ],
)
def test_the_deletion_window_follows_its_input_or_the_durability(
    record: Recorder, inputs: dict[str, Any], days: int
) -> None:
    assert deploy(record, **inputs).one(KEY).inputs["deletionWindowInDays"] == days


def test_the_rotation_period_can_be_set(record: Recorder) -> None:
    assert deploy(record, rotation_period_days=90).one(KEY).inputs["rotationPeriodInDays"] == 90


def test_the_key_is_symmetric_and_guarded_against_a_policy_that_locks_everyone_out(record: Recorder) -> None:
    key = deploy(record).one(KEY)
    assert key.inputs["keyUsage"] in (None, "ENCRYPT_DECRYPT")
    assert key.inputs["customerMasterKeySpec"] in (None, "SYMMETRIC_DEFAULT")
    assert not key.inputs["bypassPolicyLockoutSafetyCheck"]


def test_the_description_says_whose_the_key_is_unless_it_is_given(record: Recorder) -> None:
    assert "portal-prod" in deploy(record, environment_suffix="prod").one(KEY).inputs["description"]
    assert deploy(record, description="Card data").one(KEY).inputs["description"] == "Card data"


def test_without_services_only_the_account_governs_the_key(record: Recorder) -> None:
    deployment = deploy(record, services=set())
    (statement,) = json.loads(deployment.one(KEY).inputs["policy"])["Statement"]
    cloud = deployment.cloud
    assert statement["Principal"] == {"AWS": f"arn:{cloud.partition}:iam::{cloud.account_id}:root"}


def test_key_without_inputs_serves_every_service_of_a_component(record: Recorder) -> None:
    deployment = record(lambda: EncryptionKey("portal"), cloud=Cloud("aws", "eu-central-1", "123456789012"))
    home = AwsEnvironment("aws", "eu-central-1", "123456789012")
    statements = json.loads(deployment.one(KEY).inputs["policy"])["Statement"]
    every = key_policy(home, get_args(KeyService))["Statement"]
    assert statements == every


def test_a_service_that_is_named_may_use_the_key_in_its_own_region_and_account(record: Recorder) -> None:
    deployment = deploy(record, services={"cloudwatch_logs"})
    _, logs = json.loads(deployment.one(KEY).inputs["policy"])["Statement"]
    cloud = deployment.cloud
    assert logs["Principal"] == {"Service": f"logs.{cloud.region}.{cloud.dns_suffix}"}
    assert logs["Condition"] == {
        "ArnLike": {
            "kms:EncryptionContext:aws:logs:arn": (
                f"arn:{cloud.partition}:logs:{cloud.region}:{cloud.account_id}:log-group:*"
            )
        }
    }


def test_the_alias_names_the_key_by_its_environment(record: Recorder) -> None:
    deployment = deploy(record, environment_suffix="prod")
    alias = deployment.one(ALIAS)
    assert alias.inputs["name"] == "alias/portal-prod"
    assert alias.inputs["targetKeyId"] == deployment.one(KEY).id


def test_the_key_is_tagged(record: Recorder) -> None:
    tags = deploy(record, environment_suffix="prod", tags={"Owner": "payments"}).one(KEY).inputs["tags"]
    assert tags["Name"] == "portal-prod"
    assert tags["Environment"] == "prod"
    assert tags["Owner"] == "payments"


def test_outputs_tell_what_was_made(record: Recorder) -> None:
    deployment = deploy(record)
    key: EncryptionKey = deployment.result
    account = deployment.cloud.account_id
    assert deployment.value(key.key_id) == deployment.one(KEY).id
    assert deployment.value(key.kms_key_arn).endswith(f":{account}:key/{deployment.one(KEY).id}")
    assert deployment.value(key.alias_name) == "alias/portal-dev"
    assert deployment.value(key.alias_arn).endswith(f":{account}:alias/portal-dev")


def test_all_parts_belong_to_the_key(record: Recorder) -> None:
    deployment = deploy(record)
    key = deployment.named("portal")
    assert key.type == "strongroom-data:index:EncryptionKey"
    assert {child.type for child in deployment.children_of(key)} == {KEY, ALIAS}


def test_a_preview_shows_every_part_before_any_exists(record: Recorder) -> None:
    preview = record(lambda: EncryptionKey("portal", EncryptionKeyArgs()), preview=True)
    assert preview.one(ALIAS).inputs["targetKeyId"] is UNKNOWN


REPLICA = "aws:kms/replicaKey:ReplicaKey"
MUMBAI, SYDNEY = "ap-south-1", "ap-southeast-4"


def test_administrators_and_users_are_named_by_the_policy_and_may_be_outputs(record: Recorder) -> None:
    operators, auditors = ("arn:aws:iam::111122223333:role/operators", "arn:aws:iam::111122223333:role/auditors")
    deployment = record(
        lambda: EncryptionKey(
            "portal",
            EncryptionKeyArgs(services=set(), administrators=[operators], users=[pulumi.Output.from_input(auditors)]),
        )
    )
    _, administrators, users, grants = policy_statements(deployment.one(KEY))
    assert administrators["Principal"] == {"AWS": [operators]}
    assert users["Principal"] == grants["Principal"] == {"AWS": [auditors]}


def test_iam_policies_can_be_kept_from_granting_the_use_of_the_key(record: Recorder) -> None:
    (account,) = policy_statements(deploy(record, services=set(), trust_account_identities=False).one(KEY))
    assert "kms:PutKeyPolicy" in account["Action"]
    assert not {"kms:*", "kms:Decrypt"} & set(account["Action"])


def test_a_key_is_of_one_region_unless_it_is_told(record: Recorder) -> None:
    assert not deploy(record).one(KEY).inputs["multiRegion"]
    assert deploy(record, multi_region=True).one(KEY).inputs["multiRegion"] is True


def test_a_replica_lives_in_its_region_with_a_policy_and_an_alias_of_its_own(record: Recorder) -> None:
    deployment = deploy(
        record,
        services={"cloudwatch_logs"},
        multi_region=True,
        replica_regions=[MUMBAI, SYDNEY],
        deletion_window_days=8,
        tags={"Owner": "payments"},
    )
    key: EncryptionKey = deployment.result
    replicas = deployment.of_type(REPLICA)
    assert [replica.region for replica in replicas] == [MUMBAI, SYDNEY]
    for replica in replicas:
        assert replica.inputs["primaryKeyArn"] == deployment.value(key.kms_key_arn)
        assert replica.inputs["deletionWindowInDays"] == 8
        assert replica.inputs["tags"]["Owner"] == "payments"
        assert policy_statements(replica)[1]["Principal"] == {
            "Service": f"logs.{replica.region}.{deployment.cloud.dns_suffix}"
        }
        (alias,) = [alias for alias in deployment.of_type(ALIAS) if alias.region == replica.region]
        assert alias.inputs["name"] == f"alias/portal-{deployment.cloud.region}-dev"
        assert deployment.value(key.replica_kms_key_arns[replica.region or ""]).startswith(
            f"arn:{deployment.cloud.partition}:kms:{replica.region}:"
        )


def test_a_replica_in_the_keys_own_region_is_refused(record: Recorder) -> None:
    home = Cloud("aws", "eu-central-1", "111122223333")
    args = EncryptionKeyArgs(multi_region=True, replica_regions=["eu-central-1"])
    failure = record.failing(InputError, lambda: EncryptionKey("portal", args), cloud=home)
    assert "replica_regions: eu-central-1 is where the key itself lives; name other regions only" in failure.message


BAD: list[dict[str, Any]] = [
    {"services": ["ses"]},
    {"deletion_window_days": 1},
    {"rotate": False},
    {"services": {"config"}, "trail_names": ["audit-prod"]},
    {"services": {"cloudtrail"}, "trail_names": ["audit--prod"]},
]


@pytest.mark.parametrize("inputs", BAD)
def test_bad_input_ends_the_program_before_anything_is_registered(record: Recorder, inputs: dict[str, Any]) -> None:
    failure = record.failing(InputError, lambda: EncryptionKey("portal", EncryptionKeyArgs(**inputs)))
    assert not failure.deployment.resources
