from fnmatch import fnmatch
from typing import Any, get_args

import pytest
from homes import homes
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import AwsEnvironment
from strongroom.data._key_policy import key_policy
from strongroom.data._key_services import KeyService

SERVICES: tuple[KeyService, ...] = get_args(KeyService)
ROLES = [f"arn:aws:iam::{account}:role/app" for account in ("111122223333", "444455556666", "777788889999")]

services = st.sets(st.sampled_from(SERVICES))
principals = st.lists(st.sampled_from(ROLES), min_size=1, unique=True)


def statements(home: AwsEnvironment, *wanted: KeyService) -> dict[str, dict[str, Any]]:
    """The policy's statements by Sid, without the account's own."""
    by_sid = {statement["Sid"]: statement for statement in key_policy(home, wanted)["Statement"]}
    del by_sid["Account"]
    return by_sid


def used_by(statement: dict[str, Any]) -> set[str]:
    """The actions of a statement by which data can be encrypted or decrypted, by itself or through a grant."""
    secrets = ("Decrypt", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo", "CreateGrant")
    return {action for action in statement["Action"] for use in secrets if fnmatch(f"kms:{use}", action)}


@given(homes, services)
def test_iam_policies_of_the_account_govern_the_key_and_of_no_other(
    home: AwsEnvironment, wanted: set[KeyService]
) -> None:
    account = key_policy(home, wanted)["Statement"][0]
    assert account["Principal"] == {"AWS": f"arn:{home.partition}:iam::{home.account_id}:root"}
    assert account["Action"] == ["kms:*"]


@given(homes, services)
def test_without_grants_by_iam_policies_the_account_only_manages_the_key(
    home: AwsEnvironment, wanted: set[KeyService]
) -> None:
    account = key_policy(home, wanted, trust_account_identities=False)["Statement"][0]
    assert account["Principal"] == {"AWS": f"arn:{home.partition}:iam::{home.account_id}:root"}
    assert "kms:PutKeyPolicy" in account["Action"]
    assert not used_by(account)


@given(homes, principals)
def test_administrators_manage_the_key_and_do_not_use_it(home: AwsEnvironment, administrators: list[str]) -> None:
    _, statement = key_policy(home, [], administrators=administrators)["Statement"]
    assert statement["Principal"] == {"AWS": administrators}
    assert {"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:RotateKeyOnDemand"} <= set(statement["Action"])
    assert not used_by(statement)


@given(homes, principals)
def test_users_use_the_key_and_grant_it_to_aws_services_only(home: AwsEnvironment, users: list[str]) -> None:
    _, use, grants = key_policy(home, [], users=users)["Statement"]
    assert use["Principal"] == grants["Principal"] == {"AWS": users}
    assert used_by(use) == {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"}
    assert not {action for action in use["Action"] if fnmatch("kms:PutKeyPolicy", action)}
    assert "kms:CreateGrant" in grants["Action"]
    assert grants["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}


@given(homes, services)
def test_nobody_else_may_administer_the_key(home: AwsEnvironment, wanted: set[KeyService]) -> None:
    allowed = {action for statement in statements(home, *wanted).values() for action in statement["Action"]}
    assert allowed <= {
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
    }


@given(homes, services)
def test_every_statement_is_limited_to_the_account(home: AwsEnvironment, wanted: set[KeyService]) -> None:
    for statement in key_policy(home, wanted)["Statement"]:
        (principal,) = statement["Principal"].values()
        if "Service" in statement["Principal"]:
            assert "*" not in principal
            assert home.account_id in str(statement["Condition"])
        elif principal == "*":
            assert statement["Condition"]["StringEquals"] == {"kms:CallerAccount": home.account_id}
            assert "*" not in statement["Condition"]["ArnEquals"]["aws:PrincipalArn"]
        else:
            assert f":{home.account_id}:" in principal


@given(homes, services)
def test_statement_ids_are_unique(home: AwsEnvironment, wanted: set[KeyService]) -> None:
    ids = [statement["Sid"] for statement in key_policy(home, wanted)["Statement"]]
    assert len(ids) == len(set(ids))


@given(homes, st.permutations(SERVICES))
def test_the_order_of_the_services_changes_nothing(home: AwsEnvironment, shuffled: list[KeyService]) -> None:
    assert key_policy(home, shuffled) == key_policy(home, SERVICES)


@given(homes)
def test_without_services_only_the_account_is_named(home: AwsEnvironment) -> None:
    assert len(key_policy(home, [])["Statement"]) == 1


@given(homes)
def test_logs_encrypts_the_accounts_log_groups_in_the_keys_region(home: AwsEnvironment) -> None:
    (logs,) = statements(home, "cloudwatch_logs").values()
    assert logs["Principal"] == {"Service": f"logs.{home.region}.{home.dns_suffix}"}
    groups = f"arn:{home.partition}:logs:{home.region}:{home.account_id}:log-group:*"
    assert logs["Condition"] == {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}
    assert {"kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*"} <= set(logs["Action"])


@pytest.mark.parametrize(
    ("use", "service", "source"),
    [
        ("cloudwatch_alarms", "cloudwatch.amazonaws.com", "cloudwatch:{region}:{account}:alarm:*"),
        ("rds_events", "events.rds.amazonaws.com", "rds:{region}:{account}:*"),
        ("budgets", "budgets.amazonaws.com", "budgets::{account}:*"),
    ],
)
@given(home=homes)
def test_a_publisher_to_encrypted_topics_gets_data_keys_for_the_account(
    home: AwsEnvironment, use: KeyService, service: str, source: str
) -> None:
    (statement,) = statements(home, use).values()
    assert statement["Principal"] == {"Service": service}
    assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": home.account_id},
        "ArnLike": {
            "aws:SourceArn": f"arn:{home.partition}:" + source.format(region=home.region, account=home.account_id)
        },
    }


@given(homes)
def test_cloudtrail_can_be_kept_to_trails_that_are_named(home: AwsEnvironment) -> None:
    named = key_policy(home, ["cloudtrail"], trail_names=["audit", "payments"])["Statement"][1:]
    trails = [f"arn:{home.partition}:cloudtrail:*:{home.account_id}:trail/{name}" for name in ("audit", "payments")]
    assert [each["Condition"]["ArnLike"]["aws:SourceArn"] for each in named[:2]] == [trails, trails]
    assert named[0]["Condition"]["ArnLike"]["kms:EncryptionContext:aws:cloudtrail:arn"] == trails


@given(homes)
def test_cloudtrail_encrypts_for_the_accounts_trails_also_in_a_bucket_with_a_bucket_key(home: AwsEnvironment) -> None:
    trails = f"arn:{home.partition}:cloudtrail:*:{home.account_id}:trail/*"
    trail, bucket_key, topics = statements(home, "cloudtrail").values()
    assert trail["Action"] == ["kms:GenerateDataKey*"]
    assert trail["Condition"] == {
        "ArnLike": {"aws:SourceArn": trails, "kms:EncryptionContext:aws:cloudtrail:arn": trails}
    }
    assert bucket_key["Action"] == ["kms:Decrypt", "kms:DescribeKey"]
    assert bucket_key["Condition"] == {"ArnLike": {"aws:SourceArn": trails}}
    assert topics["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert topics["Condition"] == {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": home.arn("sns", "*")}}


@given(homes)
def test_cloudfront_serves_encrypted_objects_through_the_accounts_distributions(home: AwsEnvironment) -> None:
    (statement,) = statements(home, "cloudfront").values()
    assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert statement["Action"] == ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"]
    assert statement["Condition"] == {
        "ArnLike": {"aws:SourceArn": f"arn:{home.partition}:cloudfront::{home.account_id}:distribution/*"}
    }


@pytest.mark.parametrize(
    ("service", "role"),
    [
        ("autoscaling", "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"),
        ("ec2_spot", "aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot"),
    ],
)
@given(home=homes)
def test_roles_that_launch_instances_grant_the_key_only_to_aws_resources(
    home: AwsEnvironment, service: KeyService, role: str
) -> None:
    use, grants = statements(home, service).values()
    # A principal that does not exist in a new account would make KMS refuse the policy; a condition does not.
    only_the_role = {
        "ArnEquals": {"aws:PrincipalArn": f"arn:{home.partition}:iam::{home.account_id}:role/{role}"},
        "StringEquals": {"kms:CallerAccount": home.account_id},
    }
    assert use["Principal"] == grants["Principal"] == {"AWS": "*"}
    assert "kms:CreateGrant" not in use["Action"]
    assert use["Condition"] == only_the_role
    assert grants["Action"] == ["kms:CreateGrant"]
    assert grants["Condition"] == only_the_role | {"Bool": {"kms:GrantIsForAWSResource": "true"}}


@pytest.mark.parametrize(
    ("use", "service"), [("config", "config.amazonaws.com"), ("s3_access_logs", "logging.s3.amazonaws.com")]
)
@given(home=homes)
def test_what_is_delivered_to_encrypted_buckets_comes_from_the_account(
    home: AwsEnvironment, use: KeyService, service: str
) -> None:
    (statement,) = statements(home, use).values()
    assert statement["Principal"] == {"Service": service}
    assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": home.account_id}}


@given(homes)
def test_logs_are_delivered_for_the_account_from_any_region(home: AwsEnvironment) -> None:
    (statement,) = statements(home, "log_delivery").values()
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": home.account_id},
        "ArnLike": {"aws:SourceArn": f"arn:{home.partition}:logs:*:{home.account_id}:*"},
    }


@given(homes)
def test_eventbridge_is_held_to_topics_of_the_account_as_it_tells_no_source(home: AwsEnvironment) -> None:
    (statement,) = statements(home, "eventbridge").values()
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    topics = f"arn:{home.partition}:sns:{home.region}:{home.account_id}:*"
    assert statement["Condition"] == {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": topics}}


@given(homes)
def test_topics_of_the_account_send_to_encrypted_queues(home: AwsEnvironment) -> None:
    (statement,) = statements(home, "sns").values()
    assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
    assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    topics = f"arn:{home.partition}:sns:{home.region}:{home.account_id}:*"
    assert statement["Condition"] == {"ArnLike": {"aws:SourceArn": topics}}


@pytest.mark.parametrize("service", ["rds", "secretsmanager"])
@given(home=homes)
def test_principals_of_the_account_use_the_key_through_a_service_only(
    home: AwsEnvironment, service: KeyService
) -> None:
    for statement in statements(home, service).values():
        assert statement["Principal"] == {"AWS": f"arn:{home.partition}:iam::{home.account_id}:root"}
        assert statement["Condition"]["StringEquals"] == {
            "kms:CallerAccount": home.account_id,
            "kms:ViaService": f"{service}.{home.region}.{home.dns_suffix}",
        }
        if "kms:CreateGrant" in statement["Action"]:
            assert statement["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}
