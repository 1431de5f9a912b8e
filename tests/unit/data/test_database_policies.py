from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from recording import Cloud, clouds

from strongroom.core import AwsEnvironment, PolicyDocument
from strongroom.data._database_policies import (
    events_topic_policy,
    iam_login_policy,
    monitoring_trust_policy,
    proxy_trust_policy,
)


def home_of(cloud: Cloud) -> AwsEnvironment:
    return AwsEnvironment(cloud.partition, cloud.region, cloud.account_id, cloud.dns_suffix)


def only(document: PolicyDocument) -> dict[str, Any]:
    (statement,) = document["Statement"]
    return statement


@given(clouds)
def test_monitoring_acts_for_the_databases_own_instances_only(cloud: Cloud) -> None:
    statement = only(monitoring_trust_policy(home_of(cloud), ["portal-dev", "portal-dev-*"]))
    assert statement["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    assert statement["Action"] == "sts:AssumeRole"
    ours = f"arn:{cloud.partition}:rds:{cloud.region}:{cloud.account_id}:db:portal-dev"
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": cloud.account_id},
        "ArnLike": {"aws:SourceArn": [ours, f"{ours}-*"]},
    }


@given(clouds)
def test_a_proxy_acts_for_this_account_only(cloud: Cloud) -> None:
    statement = only(proxy_trust_policy(home_of(cloud)))
    assert statement["Principal"] == {"Service": "rds.amazonaws.com"}
    assert statement["Condition"] == {"StringEqualsIfExists": {"aws:SourceAccount": cloud.account_id}}


@given(clouds)
def test_rds_publishes_events_of_this_account_and_nobody_publishes_without_tls(cloud: Cloud) -> None:
    topic = f"arn:{cloud.partition}:sns:{cloud.region}:{cloud.account_id}:events"
    allow, deny = events_topic_policy(home_of(cloud), topic)["Statement"]
    assert (allow["Effect"], allow["Principal"]) == ("Allow", {"Service": "events.rds.amazonaws.com"})
    assert allow["Condition"]["StringEquals"] == {"aws:SourceAccount": cloud.account_id}
    assert deny["Effect"] == "Deny"
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert allow["Action"] == deny["Action"] == "sns:Publish"
    assert allow["Resource"] == deny["Resource"] == topic


@given(clouds, st.sets(st.sampled_from(["app", "reports", "migrations"]), min_size=1))
def test_a_login_is_as_the_named_users_of_the_named_databases(cloud: Cloud, users: set[str]) -> None:
    statement = only(iam_login_policy(home_of(cloud), ["db-ABC", "prx-DEF"], users))
    assert (statement["Effect"], statement["Action"]) == ("Allow", "rds-db:connect")
    start = f"arn:{cloud.partition}:rds-db:{cloud.region}:{cloud.account_id}:dbuser:"
    assert set(statement["Resource"]) == {f"{start}{each}/{user}" for each in ("db-ABC", "prx-DEF") for user in users}


def test_the_order_of_users_changes_nothing() -> None:
    home = AwsEnvironment("aws", "eu-central-1", "123456789012")
    assert iam_login_policy(home, ["db-A"], ["b", "a"]) == iam_login_policy(home, ["db-A"], ["a", "b"])
