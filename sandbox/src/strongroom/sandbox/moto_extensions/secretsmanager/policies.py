"""Resource policies: PutResourcePolicy refuses what is no policy, and what is public if it is told to."""

import json
from collections.abc import Mapping
from typing import Any, Final, cast

from moto.secretsmanager.exceptions import SecretsManagerClientError
from moto.secretsmanager.responses import SecretsManagerResponse

from ..request import parameter, replace

_put_resource_policy: Any = SecretsManagerResponse.put_resource_policy
_NARROWING: Final = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
    }
)
"""Conditions that leave of everybody only those who are named."""
Policy = Mapping[str, Any]


def is_public(policy: Policy) -> bool:
    """Tell whether a policy lets everybody in, as far as its statements alone say so."""
    return any(_lets_everybody_in(statement) for statement in _list(policy.get("Statement")))


def _lets_everybody_in(statement: Policy) -> bool:
    if statement.get("Effect") != "Allow":
        return False
    if "NotPrincipal" in statement:
        return True
    principal = statement.get("Principal")
    named = _list(cast("Policy", principal).get("AWS")) if isinstance(principal, Mapping) else [principal]
    return "*" in named and not _is_narrowed(statement.get("Condition") or {})


def _is_narrowed(conditions: Policy) -> bool:
    """Tell whether a condition holds only for callers that it names; a negated one holds for all others."""
    return any(
        key.lower() in _NARROWING and "*" not in _list(values)
        for operator, keys in conditions.items()
        if "Not" not in operator and not operator.endswith("IfExists")
        for key, values in keys.items()
    )


def _list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [] if value is None else [value]


def put_resource_policy(self: SecretsManagerResponse) -> str:
    """Attach a policy to a secret.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
    """
    try:
        policy = json.loads(parameter(self, "ResourcePolicy"))
    except ValueError:
        policy = None
    if not isinstance(policy, dict) or "Statement" not in policy:
        raise SecretsManagerClientError("MalformedPolicyDocumentException", "This resource policy is malformed.")
    if parameter(self, "BlockPublicPolicy") and is_public(cast("Policy", policy)):
        message = "The resource policy grants access to everybody, which BlockPublicPolicy refuses."
        raise SecretsManagerClientError("PublicPolicyException", message)
    return _put_resource_policy(self)


def install() -> None:
    """Put the operation in the place of moto's."""
    replace(SecretsManagerResponse, put_resource_policy)
