"""What the policy of a resource lets a service of AWS do: as much of IAM's logic as such policies use.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import json
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

Statement = Mapping[str, Any]


def lets(policy: str | bytes | None, service: str, action: str, resource: str, context: Mapping[str, str]) -> bool:
    """Tell whether a resource's policy lets a service act: a statement allows it, and none denies it.

    Args:
        policy: The policy, as JSON; None if the resource has none.
        service: Who acts, such as `cloudtrail.amazonaws.com`; or the account by which a service acts, as an ARN or id.
        action: What it does, such as `s3:PutObject`.
        resource: The ARN of what it does that to.
        context: The condition keys that AWS would tell, such as `aws:SourceArn`. Services always come by TLS.
    """
    known = {"aws:securetransport": "true", "aws:principalisawsservice": "true", "s3:tlsversion": "1.3"}
    known |= {key.lower(): value for key, value in context.items()}
    effects = {
        statement["Effect"]
        for statement in statements_of(policy)
        if _names(statement, service)
        and _covers(statement, "Action", action.lower())
        and _covers(statement, "Resource", resource)
        and _holds(statement.get("Condition", {}), known)
    }
    return effects == {"Allow"}


def statements_of(policy: str | bytes | None) -> list[Statement]:
    """Return the statements of a policy, of which a single one may stand without a list."""
    return _listed(json.loads(policy)["Statement"]) if policy else []


def accounts_in(policy: str | bytes | None) -> list[str]:
    """Return the accounts that a policy says something about, as ARNs or ids."""
    principals: list[Any] = [statement.get("Principal") for statement in statements_of(policy)]
    return [one for principal in principals if isinstance(principal, dict) for one in _accounts(principal)]


def _accounts(principal: Any) -> list[str]:
    return _listed(principal["AWS"]) if "AWS" in principal else []


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _names(statement: Statement, service: str) -> bool:
    """Tell whether a statement is about a service: one that is about everybody is about services too."""
    principal: Any = statement.get("Principal", {})
    if isinstance(principal, str):
        return principal == "*"
    accounts = _accounts(principal)
    return service in (*_listed(principal.get("Service")), *accounts) or "*" in accounts


def _covers(statement: Statement, element: str, value: str) -> bool:
    """Tell whether a statement is about an action or resource: it lists it, or does not list it as an exception."""
    exceptions = f"Not{element}" in statement
    listed: list[str] = _listed(statement.get(f"Not{element}" if exceptions else element, []))
    patterns = [pattern.lower() for pattern in listed] if element == "Action" else listed
    return any(_like(value, pattern) for pattern in patterns) != exceptions


def _like(value: str, pattern: str) -> bool:
    wildcards = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return bool(re.fullmatch(wildcards, value, re.DOTALL))


_COMPARISONS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "ArnEquals": _like,
    "ArnLike": _like,
    "Bool": lambda value, wanted: value == wanted.lower(),
    "NumericEquals": lambda value, wanted: float(value) == float(wanted),
    "NumericGreaterThan": lambda value, wanted: float(value) > float(wanted),
    "NumericGreaterThanEquals": lambda value, wanted: float(value) >= float(wanted),
    "NumericLessThan": lambda value, wanted: float(value) < float(wanted),
    "NumericLessThanEquals": lambda value, wanted: float(value) <= float(wanted),
    "StringEquals": operator.eq,
    "StringEqualsIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "StringLike": _like,
}


def _holds(conditions: Mapping[str, Mapping[str, Any]], context: Mapping[str, str]) -> bool:
    return all(
        _compares(comparison, [str(one) for one in _listed(wanted)], context.get(key.lower()))
        for comparison, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _compares(comparison: str, wanted: list[str], value: str | None) -> bool:
    """Tell whether a condition holds; of a key that AWS does not tell, one that is negated or optional does.

    A comparison that is not known here, such as of dates, never holds.
    """
    name = comparison.removeprefix("ForAnyValue:").removeprefix("ForAllValues:")
    if name == "Null":
        return (value is None) == (wanted[0].lower() == "true")
    optional, name = name.endswith("IfExists"), name.removesuffix("IfExists")
    negated, name = "Not" in name, name.replace("Not", "", 1)
    if name not in _COMPARISONS:
        return False
    if value is None:
        return negated or optional or comparison.startswith("ForAllValues:")
    return any(_COMPARISONS[name](value, one) for one in wanted) != negated
