"""Policy statements that a team adds to those of a component."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeAlias, cast

import pulumi
from pydantic import AfterValidator, Field, model_validator

from strongroom.core._errors import InputError, Problem, RuleError
from strongroom.core._iam import (
    check_allowed_action,
    check_condition_key,
    check_condition_value,
    check_identity_policy,
    condition_operator,
)
from strongroom.core._ids import PrincipalArn, UniqueItems, pattern
from strongroom.core._inputs import Input, Model

PolicyDocument: TypeAlias = dict[str, Any]
"""An IAM policy, ready for JSON; it may hold Outputs, for `json_dumps`."""


def _action(value: str) -> str:
    if not re.match(r"[a-z0-9-]+:", value):
        remedy = "name what is needed, for example s3:GetObject or s3:Get* (IAM.1, IAM.21)"
        raise RuleError("must be an action of one service, which is in lower case", remedy, value)
    return check_allowed_action(value)


def _text(value: str) -> str:
    if not value:
        raise RuleError("must not be empty", "give a value to compare with")
    return value


def _operator(value: str) -> str:
    condition_operator(value)
    return value


def _comparable(conditions: "Mapping[str, Mapping[str, Any]]") -> "Mapping[str, Mapping[str, Any]]":
    """Check each value by its operator: now, or when the Output resolves."""

    def checked(operator: str, value: Any) -> Any:
        if isinstance(value, list):
            return [checked(operator, each) for each in cast("list[Any]", value)]
        if isinstance(value, pulumi.Output):
            return cast("pulumi.Output[str]", value).apply(lambda known: _resolved(operator, known))
        return check_condition_value(operator, value)

    return {
        operator: {key: checked(condition_operator(operator), value) for key, value in keys.items()}
        for operator, keys in conditions.items()
    }


def _resolved(operator: str, value: str) -> str:
    try:
        return check_condition_value(operator, value)
    except RuleError as error:
        raise InputError("statement", [Problem("conditions", error.shown_reason, error.remedy)]) from None


Action: TypeAlias = Annotated[str, AfterValidator(_action), Field(examples=["s3:GetObject"])]
"""An action of a service, such as `s3:GetObject` or `s3:Get*`; never `*` or `s3:*` (IAM.1, IAM.21).

A wildcard is at the end of the name, after at least three letters. Services that give permissions, such as `iam` and
`sts`, allow it only for actions that read.
"""

IdentityPolicy: TypeAlias = Annotated[str, AfterValidator(check_identity_policy)]
"""The JSON of a policy for a role or user that IAM accepts, and that allows only actions that it names, as `Action`."""

ConditionText: TypeAlias = Annotated[str, AfterValidator(_text)]
"""A value that a condition compares with."""

ConditionOperator: TypeAlias = Annotated[str, AfterValidator(_operator)]
"""A condition operator of IAM, such as `StringEquals` or `ForAnyValue:StringLike`."""

ConditionKey: TypeAlias = Annotated[str, AfterValidator(check_condition_key)]
"""A key that a condition looks at, such as `aws:SourceArn`."""

Conditions: TypeAlias = Annotated[
    Mapping[
        ConditionOperator,
        Annotated[
            Mapping[
                ConditionKey,
                Input[ConditionText] | Annotated[list[Input[ConditionText]], Field(min_length=1)],
            ],
            Field(min_length=1),
        ],
    ],
    AfterValidator(_comparable),
]
"""Conditions of a statement as IAM has them: `{"StringEquals": {"aws:SourceAccount": "123456789012"}}`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
"""

PolicyResource: TypeAlias = Annotated[
    str,
    pattern(
        r"\*|arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12}|aws)?:(?![*?/:]+$)\S+",
        "the ARN of a resource, wildcards at most after the account, or * for everything",
        "arn:aws:s3:::portal-documents/*",
    ),
]
"""What a statement is about: an ARN, of which the part after the account may have wildcards; or `*`."""

ServicePrincipal: TypeAlias = Annotated[
    str,
    pattern(
        r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?", "the principal of an AWS service", "events.amazonaws.com"
    ),
]
"""The principal of an AWS service, such as `events.amazonaws.com`."""

StatementId: TypeAlias = Annotated[
    str, pattern(r"[A-Za-z0-9]{1,64}", "1 to 64 letters of English and digits", "Auditors")
]
"""What a statement is called: 1 to 64 letters of English and digits."""

_LOOKS = re.compile(r"[a-z0-9-]+:(List|Describe)")
_SOURCE_KEYS = frozenset({"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"})


class ResourceStatement(Model):
    """A statement that a team adds to the policy of a resource, such as a bucket or a secret.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
    """

    sid: StatementId
    """What the statement is called, unique in its policy: 1 to 64 letters of English and digits."""

    effect: Literal["Allow", "Deny"] = "Allow"
    """Whether it allows or denies. Default: it allows."""

    principal_arns: Annotated[list[Input[PrincipalArn]], UniqueItems] = []
    """Roles, users or accounts that it is about. Default: none. This or `services` must be given."""

    services: Annotated[list[ServicePrincipal], UniqueItems] = []
    """AWS services that it is about. Default: none.

    What allows a service must have a condition on the source, `aws:SourceArn` or `aws:SourceAccount`, so that nobody
    can use the service as a deputy. https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """

    actions: Annotated[list[Action], Field(min_length=1), UniqueItems]
    """Actions that it is about, such as `s3:GetObject`."""

    conditions: Conditions = {}
    """Conditions under which it holds. Default: always."""

    @model_validator(mode="after")
    def _names_who(self) -> "ResourceStatement":
        if not self.principal_arns and not self.services:
            reason = f"the statement {self.sid} names nobody, and a policy for everyone would be public"
            raise RuleError(reason, "give principal_arns or services")
        keys = {key.lower() for condition in self.conditions.values() for key in condition}
        if self.services and self.effect == "Allow" and not keys & _SOURCE_KEYS:
            reason = f"the statement {self.sid} allows a service whatever it acts for"
            raise RuleError(reason, "add the condition aws:SourceArn or aws:SourceAccount")
        return self

    def document(self, resources: "pulumi.Input[str] | list[pulumi.Input[str]]") -> PolicyDocument:
        """Return the statement as IAM has it.

        Args:
            resources: ARNs of what it is about.
        """
        principal = {"AWS": self.principal_arns, "Service": self.services}
        return {
            "Sid": self.sid,
            "Effect": self.effect,
            "Principal": {kind: named for kind, named in principal.items() if named},
            "Action": self.actions,
            "Resource": resources,
        } | ({"Condition": self.conditions} if self.conditions else {})


class IdentityStatement(Model):
    """A statement that a team adds to the policy of a role.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
    """

    sid: StatementId
    """What the statement is called, unique in its policy: 1 to 64 letters of English and digits."""

    effect: Literal["Allow", "Deny"] = "Allow"
    """Whether it allows or denies. Default: it allows."""

    actions: Annotated[list[Action], Field(min_length=1), UniqueItems]
    """Actions that it is about, such as `s3:GetObject`."""

    resources: Annotated[list[Input[PolicyResource]], Field(min_length=1), UniqueItems]
    """ARNs of what it is about, wildcards at most after the account.

    `*`, for actions that know no resources, may be allowed only to list and describe, or under a condition.
    """

    conditions: Conditions = {}
    """Conditions under which it holds. Default: always."""

    @model_validator(mode="after")
    def _names_what(self) -> "IdentityStatement":
        harmless = all(_LOOKS.match(action) for action in self.actions)
        if "*" in self.resources and self.effect == "Allow" and not self.conditions and not harmless:
            reason = f"the statement {self.sid} allows more than to list and describe, on everything"
            remedy = "name ARNs, or for actions that know none add a condition such as aws:RequestedRegion"
            raise RuleError(reason, remedy)
        return self

    @property
    def document(self) -> PolicyDocument:
        """The statement as IAM has it."""
        return {
            "Sid": self.sid,
            "Effect": self.effect,
            "Action": self.actions,
            "Resource": self.resources,
        } | ({"Condition": self.conditions} if self.conditions else {})


def policy_document(statements: Iterable[PolicyDocument]) -> PolicyDocument:
    """Return the policy with these statements.

    Args:
        statements: In the order in which the policy has them.
    """
    return {"Version": "2012-10-17", "Statement": [*statements]}
