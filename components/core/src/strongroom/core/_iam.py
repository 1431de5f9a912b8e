"""The grammar of IAM policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import base64
import binascii
import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from strongroom.core._errors import RuleError

_REMEDY: Final = "use the JSON of an identity policy, such as the read_policy of a Secret"
_ACTIONS_REMEDY: Final = "name what is needed, for example s3:GetObject or s3:Get* (IAM.1, IAM.21)"
_VERSION = "2012-10-17"
_ELEMENTS = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition")
_STATEMENT_ELEMENTS = frozenset({*_ELEMENTS, "Principal", "NotPrincipal"})
_SID = re.compile(r"[A-Za-z0-9]{1,64}")
_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]{3,}\*?")
_DENIED_ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
# IAM has no Regions, and buckets have neither Region nor account in their ARNs (access points do).
_RESOURCE = re.compile(
    r"\*|arn:aws[a-z-]*:(s3:::|(iam:|(?!iam:)[a-z0-9-]+:[a-z0-9*?-]*):(\d{12}|aws|[*?]+)?:)[^\s:/]\S*"
)
# Services whose actions give permissions: a wildcard would also match those that create or pass them.
_PERMISSIONS = frozenset({"account", "iam", "organizations", "sso", "sso-directory", "identitystore", "sts"})
_READS = re.compile(r"[^:]+:(Get|List|Describe|Generate|Simulate)", re.IGNORECASE)
_CONDITION_KEY = re.compile(r"[A-Za-z0-9-]+:[^\s*?]+")
_VARIABLE = re.compile(r"\$\{[^}]*\}")


def _number(value: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?", value) is not None


def _date(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return value.isdecimal()
    return True


def _boolean(value: str) -> bool:
    return value.lower() in {"true", "false"}


def _network(value: str) -> bool:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return True


def _binary(value: str) -> bool:
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error:
        return False
    return True


def _arn(value: str) -> bool:
    return re.fullmatch(r"\*|(arn|\*|a\*|ar\*):[^:]*:[^:]*:[^:]*:[^:]*:.+", value) is not None or value.startswith(
        "arn:*"
    )


def _any(value: str) -> bool:
    return True


_OPERATORS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    **dict.fromkeys(
        [
            *("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
            *("StringLike", "StringNotLike"),
        ],
        (_any, "a string"),
    ),
    **dict.fromkeys(
        [
            *("NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals"),
            *("NumericGreaterThan", "NumericGreaterThanEquals"),
        ],
        (_number, "a number"),
    ),
    **dict.fromkeys(
        [
            *("DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals"),
            *("DateGreaterThan", "DateGreaterThanEquals"),
        ],
        (_date, "a date such as 2026-01-31T00:00:00Z"),
    ),
    **dict.fromkeys(["IpAddress", "NotIpAddress"], (_network, "an IP address or network")),
    **dict.fromkeys(["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"], (_arn, "an ARN")),
    "Bool": (_boolean, "true or false"),
    "BinaryEquals": (_binary, "Base64"),
    "Null": (_boolean, "true or false"),
}
"""Condition operators, each with the check of a value and what a value must be.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""


def condition_operator(operator: str) -> str:
    """Check the name of a condition operator, with its quantifier and `IfExists`, and return the operator alone.

    Args:
        operator: Such as `StringEquals` or `ForAllValues:StringLikeIfExists`.

    Raises:
        RuleError: IAM does not know it.
    """
    name = operator.removeprefix("ForAllValues:").removeprefix("ForAnyValue:")
    name = name if name == "Null" else name.removesuffix("IfExists")
    if name not in _OPERATORS or (name == "Null" and operator != "Null"):
        raise RuleError("must be a condition operator of IAM", "use for example StringEquals or ArnLike", operator)
    return name


def check_condition_key(key: str) -> str:
    """Check the key of a condition.

    Args:
        key: Such as `aws:SourceArn`.

    Raises:
        RuleError: It has no prefix.
    """
    if not _CONDITION_KEY.fullmatch(key):
        raise RuleError("must be a condition key of IAM", "use for example aws:SourceArn", key)
    return key


def check_condition_value(operator: str, value: str) -> str:
    """Check that a condition operator can compare with a value; others never match.

    Args:
        operator: The operator alone, as `condition_operator` returns it.
        value: The value.

    Raises:
        RuleError: It can't.
    """
    check, kind = _OPERATORS[operator]
    if not value or not (check(value) or (_VARIABLE.search(value) and check in (_any, _arn))):
        raise RuleError(f"must be {kind}, which {operator} compares with", "correct the value", value)
    return value


def check_allowed_action(value: str) -> str:
    """Check an action of one service that a policy may allow.

    A wildcard stands for the end of a name only, after three letters or more, and in services that give permissions
    only for reading (IAM.1, IAM.21).

    Args:
        value: Such as `s3:GetObject` or `s3:Get*`.

    Raises:
        RuleError: It is another action, or none.
    """
    if not _ACTION.fullmatch(value):
        reason = "must be an action of one service, a wildcard at most at the end of its name"
        raise RuleError(reason, _ACTIONS_REMEDY, value)
    service = value.split(":")[0].lower()
    if value.endswith("*") and service in _PERMISSIONS and not _READS.match(value):
        raise RuleError(f"must have no wildcard, as {service} gives permissions", "name each action", value)
    return value


def check_identity_policy(text: str) -> str:
    """Check the JSON of a policy for a role or user as IAM does, and that it allows no more than it names.

    Args:
        text: The JSON.

    Raises:
        RuleError: IAM would reject it, or it allows `*` or all of a service.
    """
    document = _parsed(text)
    unknown = [key for key in document if key not in ("Version", "Statement")]
    if unknown:
        raise RuleError("must be an IAM identity policy, whose elements are Version and Statement", _REMEDY)
    statements = _statements(document.get("Statement"))
    if document.get("Version") != _VERSION:  # without it, IAM takes the policy for one of 2008, which it rejects
        raise RuleError(f"must have the Version {_VERSION}", f"set Version to {_VERSION}")
    for number, statement in enumerate(statements):
        for reason, remedy in _problems(statement):
            raise RuleError(f"Statement[{number}] {reason}", remedy)
    sids = [statement["Sid"] for statement in statements if "Sid" in statement]
    if len(set(sids)) < len(sids):
        raise RuleError("must have a Sid of its own in each statement", "rename one")
    return text


def _parsed(text: str) -> Mapping[str, Any]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise RuleError("must not have an element twice in one object", "remove one")
        return dict(pairs)

    try:
        document = json.loads(text, object_pairs_hook=unique, parse_constant=_no_constant)
    except RuleError:
        raise
    except (ValueError, RecursionError):
        raise RuleError("must be the JSON of an IAM policy", _REMEDY) from None
    if not isinstance(document, dict):
        raise RuleError("must be the JSON of an IAM policy", _REMEDY)
    return cast("Mapping[str, Any]", document)


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _statements(statement: object) -> Sequence[Mapping[str, Any]]:
    listed = cast("list[object]", statement if isinstance(statement, list) else [statement])
    if not listed or {} in listed or not all(isinstance(each, dict) for each in listed):
        raise RuleError("must be an IAM policy with at least one statement", _REMEDY)
    return cast("list[Mapping[str, Any]]", listed)


def _problems(statement: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what IAM rejects in a statement of an identity policy, as the rest of a sentence, with the remedy."""
    if not statement.keys() <= _STATEMENT_ELEMENTS:
        yield "has an element that IAM does not know", f"use {', '.join(_ELEMENTS)}"
    if {"Principal", "NotPrincipal"} & statement.keys():
        yield "must not name a principal, as the policy is that of a role", "remove it"
    sid = statement.get("Sid", "Default")
    if not isinstance(sid, str) or not _SID.fullmatch(sid):
        yield "must have a Sid of 1 to 64 ASCII letters and digits", "rename it"
    if statement.get("Effect") not in ("Allow", "Deny"):
        yield "must have the Effect Allow or Deny", "set it"
    allows = statement.get("Effect") == "Allow"
    for element, check in (("Action", _action_problems), ("Resource", _resource_problems)):
        names = {element, f"Not{element}"} & statement.keys()
        if len(names) != 1:
            yield f"must have either {element} or Not{element}", f"set {element}"
        elif allows and element not in names:
            yield (
                f"must not allow everything but a Not{element}",
                f"use {element} and name what is needed (IAM.1, IAM.21)",
            )
        else:
            yield from check(statement[names.pop()], allows=allows)
    yield from _condition_problems(statement.get("Condition", {}))


def _texts(value: object) -> list[str]:
    """Return the strings of an element that is one or a list of some; none if it is anything else."""
    listed = cast("list[object]", value if isinstance(value, list) else [value])
    return cast("list[str]", listed) if all(isinstance(each, str) for each in listed) else []


def _action_problems(value: object, *, allows: bool) -> Iterator[tuple[str, str]]:
    actions = _texts(value)
    if not actions or not (allows or all(map(_DENIED_ACTION.fullmatch, actions))):
        yield "must have actions of services", "use for example s3:GetObject"
    for action in actions if allows else ():
        try:
            check_allowed_action(action)
        except RuleError as error:
            yield f"has an Action that {error.shown_reason}", error.remedy


def _resource_problems(value: object, *, allows: bool) -> Iterator[tuple[str, str]]:
    resources = _texts(value)
    if not resources or not all(map(_RESOURCE.fullmatch, resources)):
        yield "must have resources that are ARNs, or *", "use for example arn:aws:s3:::portal-documents/*"


def _condition_problems(condition: object) -> Iterator[tuple[str, str]]:
    if not isinstance(condition, dict):
        yield "must have a Condition of operators with their keys", "use {OPERATOR: {KEY: VALUE}}"
        return
    for operator, keys in cast("dict[str, object]", condition).items():
        try:
            name = condition_operator(operator)
            if not isinstance(keys, dict) or not keys:
                yield f"must have a key to compare with in the condition {name}", "use {OPERATOR: {KEY: VALUE}}"
                continue
            for key, value in cast("dict[str, object]", keys).items():
                check_condition_key(key)
                for text in _condition_texts(value):
                    check_condition_value(name, text)
        except RuleError as error:
            yield f"has a condition that {error.shown_reason}", error.remedy


def _condition_texts(value: object) -> Iterator[str]:
    values = cast("list[object]", value if isinstance(value, list) else [value])
    if not values:
        raise RuleError("must have a value", "add one")
    for each in values:
        if not isinstance(each, str | int | float):
            raise RuleError("must have strings, numbers or booleans as values", "use a string")
        yield each if isinstance(each, str) else json.dumps(each)
