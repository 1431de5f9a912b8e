import json
from collections.abc import Iterable
from typing import Any

import pytest
from homes import homes
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import AwsEnvironment, InputError
from strongroom.data import (
    BucketPolicyStatement,
    BucketStatement,
    CloudFrontOrigin,
    CloudTrailLogs,
    ConfigLogs,
    LoadBalancerLogs,
    ServerAccessLogs,
    VendedLogs,
)
from strongroom.data._bucket_policy import bucket_policy

ARN = "arn:aws:s3:::papers"
ROLE = "arn:aws:iam::111122223333:role/auditors"

prefixes = st.sampled_from(["", "a", "logs", "logs/prod"])
services: st.SearchStrategy[list[BucketPolicyStatement]] = st.tuples(
    st.builds(ServerAccessLogs, prefix=prefixes),
    st.builds(CloudFrontOrigin),
    st.builds(
        CloudTrailLogs,
        trail_names=st.lists(st.sampled_from(["all", "audit", "events"]), min_size=1, unique=True),
        prefix=prefixes,
    ),
    st.builds(ConfigLogs, prefix=prefixes),
    st.builds(VendedLogs, regions=st.lists(st.sampled_from(["us-east-1", "eu-west-1"]), unique=True), prefix=prefixes),
    st.builds(LoadBalancerLogs, prefix=prefixes),
).flatmap(lambda every: st.lists(st.sampled_from(every), unique_by=type))


def statements(home: AwsEnvironment, grants: Iterable[BucketPolicyStatement]) -> list[dict[str, Any]]:
    """The policy's statements without its denials to everyone."""
    return [each for each in bucket_policy(home, ARN, grants)["Statement"] if each["Principal"] != "*"]


def allowed(home: AwsEnvironment, grant: BucketPolicyStatement) -> dict[str, dict[str, Any]]:
    return {each["Sid"]: each for each in statements(home, [grant])}


def within(folder: str, home: AwsEnvironment) -> str:
    return "/".join(filter(None, [ARN, folder, f"AWSLogs/{home.account_id}/*"]))


@given(homes, services)
def test_nothing_gets_in_but_by_tls_1_2_or_newer(home: AwsEnvironment, grants: list[BucketPolicyStatement]) -> None:
    plain, old, *_ = bucket_policy(home, ARN, grants)["Statement"]
    for denial in (plain, old):
        assert (denial["Effect"], denial["Principal"], denial["Action"]) == ("Deny", "*", "s3:*")
        assert denial["Resource"] == [ARN, f"{ARN}/*"]
    assert plain["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert old["Condition"] == {"NumericLessThan": {"s3:TlsVersion": "1.2"}}


@given(homes, services)
def test_no_object_is_encrypted_with_a_key_that_only_its_writer_has(
    home: AwsEnvironment, grants: list[BucketPolicyStatement]
) -> None:
    document = bucket_policy(home, ARN, grants)
    (denial,) = [each for each in document["Statement"] if "Null" in each.get("Condition", {})]
    assert (denial["Effect"], denial["Principal"], denial["Action"]) == ("Deny", "*", "s3:PutObject")
    assert denial["Resource"] == [f"{ARN}/*"]
    assert denial["Condition"] == {"Null": {"s3:x-amz-server-side-encryption-customer-algorithm": "false"}}


@given(homes, services)
def test_every_service_is_held_to_the_account_and_to_its_folder(
    home: AwsEnvironment, grants: list[BucketPolicyStatement]
) -> None:
    for statement in statements(home, grants):
        assert statement["Effect"] == "Allow"
        assert statement["Principal"].keys() == {"Service"}
        sources = statement["Condition"].get("ArnLike", {}).get("aws:SourceArn", [])
        sources = [sources] if isinstance(sources, str) else sources
        account = statement["Condition"].get("StringEquals", {}).get("aws:SourceAccount")
        exact = statement["Condition"].get("StringEquals", {}).get("aws:SourceArn", [])
        assert account == home.account_id or all(f":{home.account_id}:" in arn for arn in [*sources, *exact])
        assert sources or exact or account
        assert statement["Resource"].startswith(ARN)


@given(homes, services)
def test_a_service_writes_or_reads_and_looks_but_changes_nothing_of_the_bucket(
    home: AwsEnvironment, grants: list[BucketPolicyStatement]
) -> None:
    for statement in statements(home, grants):
        assert set(statement["Action"]) <= {"s3:GetBucketAcl", "s3:GetObject", "s3:ListBucket", "s3:PutObject"}


@given(homes, services)
def test_names_of_statements_are_unique(home: AwsEnvironment, grants: list[BucketPolicyStatement]) -> None:
    names = [each["Sid"] for each in bucket_policy(home, ARN, grants)["Statement"]]
    assert len(names) == len(set(names))


@given(homes, prefixes)
def test_s3_delivers_access_logs_of_the_accounts_buckets(home: AwsEnvironment, folder: str) -> None:
    (statement,) = statements(home, [ServerAccessLogs(prefix=folder)])
    assert statement["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert statement["Resource"] == (f"{ARN}/{folder}/*" if folder else f"{ARN}/*")
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": home.account_id},
        "ArnLike": {"aws:SourceArn": f"arn:{home.partition}:s3:::*"},
    }


def test_s3_logs_whole_buckets_only() -> None:
    with pytest.raises(InputError, match=r"source_bucket_arns\.0: must be the ARN of a bucket, without a folder"):
        ServerAccessLogs(source_bucket_arns=["arn:aws:s3:::contracts/2026"])


@given(homes)
def test_s3_delivers_access_logs_of_the_buckets_that_are_named(home: AwsEnvironment) -> None:
    sources = ["arn:aws:s3:::contracts", "arn:aws:s3:::letters"]
    (statement,) = statements(home, [ServerAccessLogs(source_bucket_arns=[*sources])])
    assert statement["Condition"]["ArnLike"] == {"aws:SourceArn": sources}


@given(homes)
def test_cloudfront_reads_for_the_accounts_distributions_or_those_that_are_named(home: AwsEnvironment) -> None:
    (statement,) = statements(home, [CloudFrontOrigin()])
    assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert statement["Action"] == ["s3:GetObject"]
    every = f"arn:{home.partition}:cloudfront::{home.account_id}:distribution/*"
    assert statement["Condition"] == {"ArnLike": {"aws:SourceArn": every}}

    site = "arn:aws:cloudfront::111122223333:distribution/E1SITE"
    (statement,) = statements(home, [CloudFrontOrigin(distribution_arns=[site])])
    assert statement["Condition"] == {"ArnLike": {"aws:SourceArn": [site]}}


@given(homes, prefixes)
def test_cloudtrail_delivers_for_exactly_the_trails_that_are_named(home: AwsEnvironment, folder: str) -> None:
    found = allowed(home, CloudTrailLogs(trail_names=["audit", "payments"], prefix=folder))
    check, write = found.values()
    trails = [
        f"arn:{home.partition}:cloudtrail:{home.region}:{home.account_id}:trail/{name}"
        for name in ("audit", "payments")
    ]
    assert (check["Action"], check["Resource"]) == (["s3:GetBucketAcl"], ARN)
    assert check["Condition"] == {"StringEquals": {"aws:SourceArn": trails}}
    assert (write["Action"], write["Resource"]) == (["s3:PutObject"], within(folder, home))
    assert write["Condition"] == {
        "StringEquals": {"aws:SourceArn": trails, "s3:x-amz-acl": "bucket-owner-full-control"}
    }


@given(homes, prefixes)
def test_cloudtrail_delivers_what_members_of_an_organization_do(home: AwsEnvironment, folder: str) -> None:
    grant = CloudTrailLogs(trail_names=["audit"], prefix=folder, organization_id="o-exampleorgid")
    _, own, members = allowed(home, grant).values()
    assert own["Resource"] == within(folder, home)
    assert members["Resource"] == own["Resource"].replace(home.account_id, "o-exampleorgid")
    assert (members["Action"], members["Condition"]) == (own["Action"], own["Condition"])


@given(homes)
def test_cloudtrail_delivers_for_trails_of_another_region(home: AwsEnvironment) -> None:
    for statement in statements(home, [CloudTrailLogs(trail_names=["audit"], region="us-east-1")]):
        (trail,) = statement["Condition"]["StringEquals"]["aws:SourceArn"]
        assert trail == f"arn:{home.partition}:cloudtrail:us-east-1:{home.account_id}:trail/audit"


@given(homes, prefixes)
def test_config_delivers_for_the_account_whatever_its_role_may_do(home: AwsEnvironment, folder: str) -> None:
    check, write = statements(home, [ConfigLogs(prefix=folder)])
    assert check["Principal"] == write["Principal"] == {"Service": "config.amazonaws.com"}
    assert (check["Action"], check["Resource"]) == (["s3:GetBucketAcl", "s3:ListBucket"], ARN)
    assert check["Condition"] == {"StringEquals": {"aws:SourceAccount": home.account_id}}
    assert (write["Action"], write["Resource"]) == (
        ["s3:PutObject"],
        within(folder, home).replace(f"{home.account_id}/*", f"{home.account_id}/Config/*"),
    )
    assert write["Condition"] == {
        "StringEquals": {"aws:SourceAccount": home.account_id, "s3:x-amz-acl": "bucket-owner-full-control"}
    }


@pytest.mark.parametrize("regions", [[], ["us-east-1"], ["eu-west-1", "us-east-1"]])
@given(home=homes, folder=prefixes)
def test_logs_are_delivered_for_the_account_from_the_regions_that_are_named(
    home: AwsEnvironment, folder: str, regions: list[str]
) -> None:
    check, write = statements(home, [VendedLogs(regions=regions, prefix=folder)])
    assert check["Principal"] == write["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    # Logs of CloudFront are delivered from us-east-1, which is in one partition only.
    default = dict.fromkeys([home.region, *(["us-east-1"] if home.partition == "aws" else [])])
    sources = [f"arn:{home.partition}:logs:{region}:{home.account_id}:*" for region in (regions or default)]
    assert check["Condition"] == {
        "StringEquals": {"aws:SourceAccount": home.account_id},
        "ArnLike": {"aws:SourceArn": sources},
    }
    assert write["Resource"] == within(folder, home)
    assert write["Condition"]["StringEquals"] == {
        "aws:SourceAccount": home.account_id,
        "s3:x-amz-acl": "bucket-owner-full-control",
    }


@given(homes, prefixes)
def test_load_balancers_of_the_account_deliver_to_their_folder(home: AwsEnvironment, folder: str) -> None:
    (statement,) = statements(home, [LoadBalancerLogs(prefix=folder)])
    assert statement["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert (statement["Action"], statement["Resource"]) == (["s3:PutObject"], within(folder, home))
    balancers = f"arn:{home.partition}:elasticloadbalancing:{home.region}:{home.account_id}:loadbalancer/*"
    assert statement["Condition"] == {"ArnLike": {"aws:SourceArn": balancers}}


@given(homes)
def test_a_statement_of_ones_own_is_about_the_bucket_or_some_of_its_objects(home: AwsEnvironment) -> None:
    everything = BucketStatement(sid="Auditors", principal_arns=[ROLE], actions=["s3:GetObject"])
    assert statements(home, [everything])[0]["Resource"] == [ARN, f"{ARN}/*"]
    reports = BucketStatement(sid="Auditors", principal_arns=[ROLE], actions=["s3:Get*"], paths=["reports/*", "index"])
    (statement,) = statements(home, [reports])
    assert statement["Resource"] == [f"{ARN}/reports/*", f"{ARN}/index"]
    assert statement["Principal"] == {"AWS": [ROLE]}
    json.dumps(statement)


@pytest.mark.parametrize(
    "action",
    ["s3:PutBucketPolicy", "s3:Put*", "s3:DeleteBucket*", "s3:putbucketacl", "s3:PutObjectA*", "s3:PutEncryption*"],
)
def test_what_is_the_owners_alone_is_not_given_away(action: str) -> None:
    with pytest.raises(InputError, match=r"would give away s3:.* \(S3.6\); replace .* by what is needed"):
        BucketStatement(sid="Auditors", principal_arns=[ROLE], actions=["s3:GetObject", action])
    BucketStatement(sid="Auditors", effect="Deny", principal_arns=[ROLE], actions=[action])


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_a_statement_is_about_what_is_done_to_a_bucket(effect: Any) -> None:
    with pytest.raises(InputError, match="about kms:Decrypt, which is nothing that is done to a bucket; name"):
        BucketStatement(sid="A", effect=effect, principal_arns=[ROLE], actions=["s3:GetObject", "kms:Decrypt"])


@pytest.mark.parametrize("folder", ["AWSLogs", "a/AWSLogs/b", "/a", "a/", "a//b", "a b", "a" * 201])
def test_a_folder_that_services_do_not_take_is_refused(folder: str) -> None:
    with pytest.raises(InputError, match="prefix: must be the folder of a bucket"):
        LoadBalancerLogs(prefix=folder)


@pytest.mark.parametrize("name", ["ab", "a" * 129, "audit..prod", "audit-", "audit prod"])
def test_a_name_that_no_trail_can_have_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"trail_names.0: must be the name of a trail"):
        CloudTrailLogs(trail_names=[name])
