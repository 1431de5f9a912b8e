import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.iam.exceptions import MalformedPolicyDocument
from moto.iam.policy_validation import IAMPolicyDocumentValidator

from strongroom.core import IdentityPolicy, IdentityStatement, InputError, Model

STATEMENT: dict[str, Any] = {
    "Sid": "Read",
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:List*"],
    "Resource": "arn:aws:s3:::documents/*",
}


class Role(Model):
    policy: IdentityPolicy


def policy(*statements: Any, **elements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements], **elements})


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        Role(policy=text)
    (problem,) = caught.value.problems
    assert problem.path == "policy"
    assert problem.remedy
    return str(problem)


@pytest.mark.parametrize(
    "text",
    [
        policy(STATEMENT),
        json.dumps({"Version": "2012-10-17", "Statement": STATEMENT}),
        policy(STATEMENT, {"Effect": "Deny", "NotAction": "s3:*", "NotResource": "*"}),
        policy({"Effect": "Deny", "Action": ["*"], "Resource": ["arn:aws:iam::123456789012:role/admin"]}),
        policy(STATEMENT | {"Resource": ["arn:aws:sqs:*:123456789012:jobs-*", "arn:aws-cn:s3:::x/${aws:username}/*"]}),
        policy(STATEMENT | {"Resource": "arn:aws:s3:eu-central-1:123456789012:accesspoint/reports"}),
        policy(STATEMENT | {"Condition": {}}),
        policy(STATEMENT | {"Condition": {"ForAnyValue:StringLikeIfExists": {"aws:CalledVia": ["athena.*"]}}}),
        policy(STATEMENT | {"Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}}),
        policy(STATEMENT | {"Condition": {"DateGreaterThan": {"aws:CurrentTime": "2026-01-31T00:00:00Z"}}}),
        policy(STATEMENT | {"Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}}}),
        policy(STATEMENT | {"Condition": {"Bool": {"aws:SecureTransport": True}, "Null": {"aws:TagKeys": "false"}}}),
        policy(STATEMENT | {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:123456789012:*"}}}),
        policy(STATEMENT | {"Action": "iam:List*", "Resource": "*"}),
        policy(STATEMENT | {"Action": "kms:GenerateDataKey*"}),
    ],
)
def test_identity_policy_that_iam_accepts_is_accepted(text: str) -> None:
    assert Role(policy=text).policy == text
    IAMPolicyDocumentValidator(text).validate()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "policy",
        "[]",
        "null",
        '{"Statement": NaN}',
        policy(),
        policy({}),
        policy("Allow"),
        json.dumps({"Statement": STATEMENT}),
        policy(STATEMENT, Version="1999"),
        policy(STATEMENT, Version="2008-10-17"),
        policy(STATEMENT, Version=["2012-10-17"]),
        policy(STATEMENT, Id="mine"),
        policy(STATEMENT, Statements=[]),
        policy(STATEMENT)[:-1] + ', "Statement": []}',
        policy(STATEMENT | {"Effect": "Maybe"}),
        policy(STATEMENT | {"Effect": "allow"}),
        policy({key: value for key, value in STATEMENT.items() if key != "Effect"}),
        policy({key: value for key, value in STATEMENT.items() if key != "Action"}),
        policy({key: value for key, value in STATEMENT.items() if key != "Resource"}),
        policy(STATEMENT | {"NotAction": "s3:PutObject"}),
        policy(STATEMENT | {"NotResource": "arn:aws:s3:::x"}),
        policy(STATEMENT | {"Actions": ["s3:GetObject"]}),
        policy(STATEMENT | {"Principal": "*"}),
        policy(STATEMENT | {"NotPrincipal": {"AWS": "123456789012"}}),
        policy(STATEMENT | {"Sid": "with space"}),
        policy(STATEMENT | {"Sid": ""}),
        policy(STATEMENT, STATEMENT),
        policy(STATEMENT | {"Action": []}),
        policy(STATEMENT | {"Action": "GetObject"}),
        policy(STATEMENT | {"Action": ["s3:GetObject", 3]}),
        policy(STATEMENT | {"Action": "s3:Get:Object"}),
        policy({"Effect": "Deny", "Action": "s*:GetObject", "Resource": "*"}),
        policy(STATEMENT | {"Resource": []}),
        policy(STATEMENT | {"Resource": "documents"}),
        policy(STATEMENT | {"Resource": "arn:aws:s3::documents"}),
        policy(STATEMENT | {"Resource": "arn:aws:s3:::"}),
        policy(STATEMENT | {"Resource": "arn:aws:*:*:123456789012:*"}),
        policy(STATEMENT | {"Resource": "arn:azure:s3:::documents"}),
        policy(STATEMENT | {"Resource": "arn:aws:sqs:eu-central-1:12345:jobs"}),
        policy(STATEMENT | {"Resource": "arn:aws:iam:eu-central-1:123456789012:role/x"}),
        policy(STATEMENT | {"Condition": []}),
        policy(STATEMENT | {"Condition": {"StringSame": {"aws:username": "x"}}}),
        policy(STATEMENT | {"Condition": {"NullIfExists": {"aws:username": "true"}}}),
        policy(STATEMENT | {"Condition": {"ForEveryValue:StringEquals": {"aws:username": "x"}}}),
        policy(STATEMENT | {"Condition": {"StringEquals": {}}}),
        policy(STATEMENT | {"Condition": {"StringEquals": "x"}}),
        policy(STATEMENT | {"Condition": {"StringEquals": {"username": "x"}}}),
        policy(STATEMENT | {"Condition": {"StringEquals": {"aws:username": []}}}),
        policy(STATEMENT | {"Condition": {"StringEquals": {"aws:username": {"a": "b"}}}}),
        policy(STATEMENT | {"Condition": {"Bool": {"aws:SecureTransport": "maybe"}}}),
        policy(STATEMENT | {"Condition": {"NumericEquals": {"aws:MultiFactorAuthAge": "hour"}}}),
        policy(STATEMENT | {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/99"}}}),
        policy(STATEMENT | {"Condition": {"DateEquals": {"aws:CurrentTime": "tomorrow"}}}),
        policy(STATEMENT | {"Condition": {"ArnLike": {"aws:SourceArn": "topic"}}}),
    ],
)
def test_identity_policy_that_iam_rejects_is_refused(text: str) -> None:
    assert refusal(text)


WILDCARDS = [
    *("*", "*:*", "?*:*", "s3:*", "s3:**", "s3:?*", "s3:*?", "s3:*e*", "iam:*e*", "iam:Pass*", "iam:P*", "sts:Assume*"),
    *("s3:G*", "s3:*Object", "s3:Get?bject", "S3:*", "*3:GetObject", "organizations:Create*", "s3:Get*Object"),
]


@pytest.mark.parametrize("action", WILDCARDS)
def test_wildcards_that_allow_more_than_a_name_are_refused(action: str) -> None:
    assert "Statement[0] has an Action that must" in refusal(policy(STATEMENT | {"Action": action}))
    with pytest.raises(InputError, match=r"actions\.0"):
        IdentityStatement(sid="Read", actions=[action], resources=["arn:aws:s3:::documents/*"])


@pytest.mark.parametrize("element", ["NotAction", "NotResource"])
def test_allowing_everything_but_something_is_refused(element: str) -> None:
    statement = {key: value for key, value in STATEMENT.items() if f"Not{key}" != element}
    value = "s3:GetObject" if element == "NotAction" else "arn:aws:s3:::documents"
    assert f"everything but a {element}" in refusal(policy(statement | {element: value}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(["*", "Allow", "s3:GetObject"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
ELEMENTS = st.sampled_from(
    ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition", "Principal", "Action "]
)


@given(st.dictionaries(ELEMENTS, JSON, max_size=4), st.booleans())
def test_what_is_accepted_is_accepted_by_iam(changes: dict[str, Any], alone: bool) -> None:
    statement = STATEMENT | changes
    text = json.dumps({"Version": "2012-10-17", "Statement": statement if alone else [statement]})
    try:
        Role(policy=text)
    except InputError:
        return
    try:
        IAMPolicyDocumentValidator(text).validate()
    except MalformedPolicyDocument as error:
        raise AssertionError(text) from error


@pytest.mark.parametrize(
    "conditions",
    [
        {"StringSame": {"aws:username": "x"}},
        {"StringEquals": {"username": "x"}},
        {"StringEquals": {}},
        {"StringEquals": {"aws:username": []}},
        {"Bool": {"aws:SecureTransport": "yes"}},
        {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "home"]}},
        {"NumericLessThanIfExists": {"s3:max-keys": "ten"}},
    ],
)
def test_statement_conditions_that_iam_rejects_are_refused(conditions: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="conditions"):
        IdentityStatement(sid="Read", actions=["s3:GetObject"], resources=["arn:aws:s3:::x/*"], conditions=conditions)


@pytest.mark.parametrize("resource", ["arn:aws:s3:::?*", "arn:aws:s3:::*?", "arn:aws:s3:::**", "arn:aws:s3:::?"])
def test_statement_resources_of_wildcards_alone_are_refused(resource: str) -> None:
    with pytest.raises(InputError, match=r"resources\.0"):
        IdentityStatement(sid="Read", actions=["s3:GetObject"], resources=[resource])
