"""What rules cost in web ACL capacity units. Pure functions.

https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-list.html tells it of each statement. AWS
counts a transformation that several statements need once; here each counts, so that a sum is never below AWS's.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from .managed_groups import managed_group

MOST: Final = 5000
"""What a web ACL or a rule group may cost."""
_BASE: Final[Mapping[str, int]] = {
    "AsnMatchStatement": 1,
    "ByteMatchStatement": 2,
    "GeoMatchStatement": 1,
    "IPSetReferenceStatement": 1,
    "LabelMatchStatement": 1,
    "RateBasedStatement": 2,
    "RegexMatchStatement": 3,
    "RegexPatternSetReferenceStatement": 25,
    "SizeConstraintStatement": 1,
    "SqliMatchStatement": 20,
    "XssMatchStatement": 40,
}
_SEARCH: Final = 10
_HIGH_SENSITIVITY: Final = 30
_ANY_FORWARDED_ADDRESS: Final = 5
_ALL_ARGUMENTS: Final = 10
_TRANSFORMATION: Final = 10
_CUSTOM_KEY: Final = 30

CapacityOf = Callable[[str], int]
"""Returns the capacity of a rule group of one's own by its ARN."""


def capacity_of(rules: Sequence[Mapping[str, Any]], own_group: CapacityOf) -> int:
    """Return what rules cost together."""
    return sum(_cost(rule["Statement"], own_group) for rule in rules)


def _cost(statement: Mapping[str, Any], own_group: CapacityOf) -> int:
    [(kind, inside)] = [(kind, inside) for kind, inside in statement.items() if inside is not None]
    scope_down: Any = inside.get("ScopeDownStatement")
    below = _cost(scope_down, own_group) if scope_down else 0
    match kind:
        case "AndStatement" | "OrStatement":
            return sum(_cost(each, own_group) for each in inside["Statements"])
        case "NotStatement":
            return _cost(inside["Statement"], own_group)
        case "ManagedRuleGroupStatement":
            return managed_group(inside["VendorName"], inside["Name"]).capacity + below
        case "RuleGroupReferenceStatement":
            return own_group(inside["ARN"])
        case "RateBasedStatement":
            return _BASE[kind] + _CUSTOM_KEY * len(inside.get("CustomKeys") or []) + below
        case _:
            return _match_cost(kind, inside)


def _match_cost(kind: str, inside: Mapping[str, Any]) -> int:
    base = _BASE[kind]
    if inside.get("PositionalConstraint") in ("CONTAINS", "CONTAINS_WORD"):
        base = _SEARCH
    if inside.get("SensitivityLevel") == "HIGH":
        base = _HIGH_SENSITIVITY
    forwarded: Mapping[str, Any] = inside.get("IPSetForwardedIPConfig") or {}
    if forwarded.get("Position") == "ANY":
        base = _ANY_FORWARDED_ADDRESS
    field: Mapping[str, Any] = inside.get("FieldToMatch") or {}
    if "JsonBody" in field:
        base *= 2
    if "AllQueryArguments" in field:
        base += _ALL_ARGUMENTS
    transformations: list[Mapping[str, Any]] = inside.get("TextTransformations") or []
    return base + _TRANSFORMATION * sum(each["Type"] != "NONE" for each in transformations)
