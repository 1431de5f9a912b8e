"""Filter policies of subscriptions.

https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
"""

import ipaddress
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, TypeAlias, cast

import pulumi
from pydantic import AfterValidator

from strongroom.core import RuleError

_MAX_KEYS = 5
_MAX_COMBINATIONS = 150
_MAX_BYTES = 256 * 1024
_LARGEST_NUMBER = 10**9
_TEXT_OPERATORS = ("equals-ignore-case", "prefix", "suffix")
_OPERATORS = (*_TEXT_OPERATORS, "anything-but", "cidr", "exists", "numeric")
_FIRST_COMPARISONS, _SECOND_COMPARISONS = ("=", "<", "<=", ">", ">="), ("<", "<=")
_CONSTRAINTS = "https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html"


def check_filter_policy(policy: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a filter policy that SNS accepts; an Output in it is accepted until it is known.

    Args:
        policy: The filter policy.

    Raises:
        RuleError: SNS would reject it.
    """
    if not policy:
        raise RuleError("must name at least one attribute or property", "leave it out to receive every message")
    if len(policy) > _MAX_KEYS:
        raise RuleError(f"must have at most {_MAX_KEYS} keys, got {len(policy)}", "filter by fewer of them")
    for where, reason, remedy in _problems(policy, ""):
        raise RuleError(f"{where} {reason}", remedy)
    if (combinations := _combinations(policy, 1, 1)) > _MAX_COMBINATIONS:
        reason = (
            f"must have at most {_MAX_COMBINATIONS} combinations of values (the numbers of values multiplied with each"
            f" other, and with the level of each nested key), got {combinations:,}"
        )
        raise RuleError(reason, f"use fewer values; see {_CONSTRAINTS}")
    if len(json.dumps(policy, default=lambda _: None)) > _MAX_BYTES:
        raise RuleError("must have at most 256 KiB as JSON", "use fewer or shorter values")
    return policy


def is_nested(policy: Mapping[str, Any]) -> bool:
    """Return whether a filter policy filters by properties of properties, which only a message body has.

    Args:
        policy: The filter policy.
    """
    alternatives: Sequence[Mapping[str, Any]] = policy.get("$or", ())
    return any(isinstance(value, Mapping) for value in policy.values()) or any(map(is_nested, alternatives))


FilterPolicy: TypeAlias = Annotated[
    Mapping[str, Sequence[Any] | Mapping[str, Any]], AfterValidator(check_filter_policy)
]
"""A filter policy: accepted values of attributes or properties of a message, such as `{"NewStateValue": ["ALARM"]}`.

At most five keys and 150 combinations of values. A value is a text, number, boolean or null, or one of `anything-but`,
`cidr`, `equals-ignore-case`, `exists`, `numeric`, `prefix` and `suffix`. An item of a list may be an Output.

https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
"""

_Found: TypeAlias = Iterator[tuple[str, str, str]]
"""Where a problem is, the reason, and the remedy."""


def _problems(policy: Mapping[str, Any], prefix: str) -> _Found:
    for key, value in policy.items():
        where = f"{prefix}{key}"
        if isinstance(value, Mapping):
            nested = cast("Mapping[str, Any]", value)
            if not nested:
                yield where, "must not be empty", "name a property, or remove it"
            yield from _problems(nested, f"{where}.")
        elif not _is_list(value):
            yield where, "must be a list of values, or a mapping of properties", f'write "{key}": […]'
        elif not value:
            yield where, "must have at least one value", 'use [{"exists": true}] to accept any'
        elif key == "$or":
            yield from _alternatives(value, where, prefix)
        else:
            for rule in value:
                yield from _rule(rule, where)


def _alternatives(value: Sequence[Any], where: str, prefix: str) -> _Found:
    if len(value) == 1 or not all(isinstance(each, Mapping) and len(cast("Any", each)) for each in value):
        yield where, "must be a list of two or more mappings", "write each alternative as a filter policy"
        return
    for each in value:
        yield from _problems(each, prefix)


def _rule(rule: object, where: str) -> _Found:
    if isinstance(rule, Mapping):
        operators = cast("Mapping[str, Any]", rule)
        if len(operators) != 1:
            yield where, "must have one operator in each mapping", "write each operator as an item of its own"
        for operator, operand in operators.items():
            yield from _operator(operator, operand, where)
    else:
        yield from _value(rule, where)


def _value(value: object, where: str) -> _Found:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not abs(value) <= _LARGEST_NUMBER:  # nor NaN
            yield where, "must have numbers from -1,000,000,000 to 1,000,000,000", "use a number in that range"
    elif not isinstance(value, str | bool | pulumi.Output | None):
        remedy = "a list of values and operators has no lists in it"
        yield where, "must have texts, numbers, booleans, null and operators as values", remedy


def _operator(operator: str, operand: object, where: str) -> _Found:
    if operator not in _OPERATORS:
        yield where, f"must not have the operator {operator}", f"use one of {', '.join(_OPERATORS)}"
    elif isinstance(operand, pulumi.Output):
        return
    elif operator in _TEXT_OPERATORS and not isinstance(operand, str):
        yield where, f"must have a text for {operator}", f'write {{"{operator}": "text"}}'
    elif operator == "exists" and not isinstance(operand, bool):
        yield where, "must have true or false for exists", 'write {"exists": true}'
    elif operator == "cidr" and not _is_cidr(operand):
        yield where, "must have an IP network for cidr", 'write for example {"cidr": "10.0.0.0/24"}'
    elif operator == "numeric":
        yield from _numeric(operand, where)
    elif operator == "anything-but":
        yield from _anything_but(operand, where)


def _anything_but(operand: object, where: str) -> _Found:
    if isinstance(operand, Mapping):
        inner = cast("Mapping[str, Any]", operand)
        if [*inner] not in (["prefix"], ["suffix"]) or not isinstance(next(iter(inner.values())), str | pulumi.Output):
            yield where, "must have a prefix or a suffix in anything-but", 'write {"anything-but": {"prefix": "text"}}'
        return
    values = cast("Sequence[Any]", operand) if _is_list(operand) else [operand]
    kinds = {"text" if isinstance(each, str) else "number" for each in values if not isinstance(each, pulumi.Output)}
    valid = all(isinstance(each, str | int | float | pulumi.Output) and not isinstance(each, bool) for each in values)
    if not values or not valid or len(kinds) > 1:
        yield where, "must have texts, or numbers, for anything-but", 'write {"anything-but": ["text", "other text"]}'
    else:
        for each in values:
            yield from _value(each, where)


def _numeric(operand: object, where: str) -> _Found:
    example = 'write for example {"numeric": [">=", 0, "<", 100]}'
    terms = [*cast("Sequence[Any]", operand)] if _is_list(operand) else []
    comparisons, numbers = terms[::2], terms[1::2]
    if len(terms) not in (2, 4) or not all(_is_number(each) for each in numbers):
        yield where, "must have one or two comparisons with a number for numeric", example
        return
    if comparisons[0] not in _FIRST_COMPARISONS:
        yield where, f"must compare by one of {' '.join(_FIRST_COMPARISONS)} in numeric", example
    elif len(terms) == 4 and (comparisons[0] not in (">", ">=") or comparisons[1] not in _SECOND_COMPARISONS):
        yield where, "must have a lower bound (> or >=), then an upper bound (< or <=), for a range", example
    elif len(terms) == 4 and not any(isinstance(each, pulumi.Output) for each in numbers) and numbers[0] >= numbers[1]:
        yield where, "must have a lower bound that is less than the upper bound", example
    for each in numbers:
        yield from _value(each, where)


def _is_cidr(value: object) -> bool:
    try:
        return isinstance(value, str) and "/" in value and bool(ipaddress.ip_network(value))
    except ValueError:
        return False


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | pulumi.Output) and not isinstance(value, bool)


def _combinations(policy: Mapping[str, Any], level: int, combinations: int) -> int:
    for key, value in policy.items():
        if isinstance(value, Mapping):
            combinations = _combinations(cast("Mapping[str, Any]", value), level + 1, combinations)
        elif key == "$or":
            combinations = sum(_combinations(each, level, combinations) for each in value)
        else:
            combinations *= len(value) * level
    return combinations
