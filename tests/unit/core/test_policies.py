from typing import Any

import pytest

from strongroom.core import IdentityStatement, InputError, ResourceStatement, policy_document

AUDITOR = "arn:aws:iam::123456789012:role/auditor"
MINE = {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def statement(**inputs: Any) -> ResourceStatement:
    return ResourceStatement.model_validate(
        {"sid": "Audit", "principal_arns": [AUDITOR], "actions": ["s3:GetObject"], **inputs}
    )


def refusal(**inputs: Any) -> str:
    with pytest.raises(InputError) as caught:
        statement(**inputs)
    return str(caught.value)


def test_a_statement_is_what_iam_has() -> None:
    assert statement(conditions={"Bool": {"aws:MultiFactorAuthPresent": "true"}}).document("arn:aws:s3:::x/*") == {
        "Sid": "Audit",
        "Effect": "Allow",
        "Principal": {"AWS": [AUDITOR]},
        "Action": ["s3:GetObject"],
        "Resource": "arn:aws:s3:::x/*",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    }


def test_a_statement_without_conditions_has_none() -> None:
    assert "Condition" not in statement().document("*")


def test_a_service_is_allowed_only_what_it_does_for_a_named_source() -> None:
    service = {"principal_arns": [], "services": ["events.amazonaws.com"]}
    message = refusal(**service, conditions={"Bool": {"aws:SecureTransport": "true"}})
    assert "aws:SourceArn" in message
    assert statement(**service, conditions=MINE).document("*")["Principal"] == {"Service": ["events.amazonaws.com"]}
    assert statement(**service, effect="Deny").document("*")["Effect"] == "Deny"


@pytest.mark.parametrize("keys", ["aws:SourceArn", "AWS:SourceAccount", "aws:sourceorgid"])
def test_the_source_may_be_named_in_each_of_iams_ways(keys: str) -> None:
    assert statement(services=["events.amazonaws.com"], conditions={"StringEquals": {keys: "x"}})


def test_nobody_is_not_everybody() -> None:
    assert "names nobody" in refusal(principal_arns=[])


@pytest.mark.parametrize("action", ["*", "s3:*", "GetObject", "s3:*Object", "s3:Get*Object", "S3:GetObject"])
def test_an_action_is_of_one_service_and_no_wildcard(action: str) -> None:
    assert "actions.0: must be an action of one service" in refusal(actions=[action])


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:Get*", "kms:GenerateDataKey*", "execute-api:Invoke"])
def test_an_action_may_end_in_a_wildcard(action: str) -> None:
    assert statement(actions=[action]).actions == [action]


@pytest.mark.parametrize(
    "inputs",
    [
        {"principal_arns": ["*"]},
        {"sid": "with space"},
        {"actions": []},
        {"effect": "allow"},
        {"services": ["events"]},
        {"conditions": {"StringEquals": {"aws:SourceAccount": ""}}},
    ],
)
def test_what_iam_would_refuse_or_take_for_everyone_is_refused(inputs: dict[str, Any]) -> None:
    assert refusal(**inputs)


def test_a_policy_has_its_statements_in_order() -> None:
    documents = [statement(sid=sid).document("*") for sid in ("B", "A")]
    assert policy_document(documents) == {"Version": "2012-10-17", "Statement": documents}


DOCUMENTS = "arn:aws:s3:::documents/*"


def of_role(**inputs: Any) -> IdentityStatement:
    return IdentityStatement.model_validate(
        {"sid": "Read", "actions": ["s3:GetObject"], "resources": [DOCUMENTS], **inputs}
    )


def refusal_of_role(**inputs: Any) -> str:
    with pytest.raises(InputError) as caught:
        of_role(**inputs)
    return str(caught.value)


def test_a_statement_of_a_role_is_what_iam_has() -> None:
    plain = {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [DOCUMENTS]}
    assert of_role().document == plain
    assert of_role(conditions=MINE).document == plain | {"Condition": MINE}


@pytest.mark.parametrize(
    "resource", ["arn:aws:s3:::*", "arn:aws:s3:::*/*", "arn:*", "documents", "arn:aws:sqs:*:*:x", ""]
)
def test_a_statement_of_a_role_names_what_it_is_about(resource: str) -> None:
    assert "use for example arn:aws:s3:::portal-documents/*" in refusal_of_role(resources=[resource])


@pytest.mark.parametrize(
    "inputs",
    [
        {"actions": ["ec2:DescribeInstances", "ec2:DescribeTags"]},
        {"actions": ["s3:ListAllMyBuckets"]},
        {"effect": "Deny"},
        {"conditions": {"StringEquals": {"aws:RequestedRegion": "eu-central-1"}}},
    ],
)
def test_everything_may_be_looked_at_denied_or_allowed_under_a_condition(inputs: dict[str, Any]) -> None:
    assert of_role(**inputs, resources=["*"]).document["Resource"] == ["*"]


def test_everything_may_not_be_changed() -> None:
    message = refusal_of_role(actions=["ec2:DescribeTags", "xray:PutTraceSegments"], resources=["*"])
    assert "more than to list and describe" in message
    assert "aws:RequestedRegion" in message


@pytest.mark.parametrize("field", ["actions", "resources"])
def test_a_statement_of_a_role_is_about_something(field: str) -> None:
    assert field in refusal_of_role(**{field: []})
