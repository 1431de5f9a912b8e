"""What AWS refuses of the rules of a web ACL or a rule group. Pure functions."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from moto.wafv2.exceptions import WAFNonexistentItemException

from .common import WafError, invalid
from .managed_groups import managed_group

_EXACTLY_ONE: Final = "You have used none or multiple values for a field that requires exactly one value."
_GROUPS: Final = ("ManagedRuleGroupStatement", "RuleGroupReferenceStatement")
_ONLY_ON_TOP: Final = (*_GROUPS, "RateBasedStatement")

Rule = Mapping[str, Any]


def check_rules(rules: Sequence[Rule], exists: Callable[[str], bool], bodies: Collection[str]) -> None:
    """Refuse rules that AWS does not take.

    Args:
        rules: The rules in AWS's words.
        exists: Tells whether there is a set or a rule group of an ARN.
        bodies: The keys of the bodies that their answers may have.

    Raises:
        WafError: They contradict each other or themselves.
        WAFNonexistentItemException: They refer to what does not exist.
    """
    for error in _wrong(rules, bodies):
        raise error
    if not all(exists(arn) for arn in values_of("ARN", [rule["Statement"] for rule in rules])):
        raise WAFNonexistentItemException


def values_of(name: str, document: Any) -> Iterator[str]:
    """Return every value of a name, at any depth: those of `ARN` are the sets and groups that rules refer to."""
    match document:
        case dict():
            for key, value in cast("dict[str, Any]", document).items():
                yield from [value] if key == name else values_of(name, value)
        case list():
            for item in cast("list[Any]", document):
                yield from values_of(name, item)
        case _:
            pass


def _wrong(rules: Sequence[Rule], bodies: Collection[str]) -> Iterator[WafError]:
    for part, what in (("Priority", "priority"), ("Name", "name")):
        for value, times in Counter(rule[part] for rule in rules).items():
            if times > 1:
                yield invalid(f"Rules must not have the same {what}.", "RULE", value)
    for rule in rules:
        yield from _wrong_statement(rule["Statement"], on_top=True)
        yield from _wrong_action(rule)
    for key in values_of("CustomResponseBodyKey", list(rules)):
        if key not in bodies:
            yield invalid("The referenced custom response body does not exist.", "CUSTOM_RESPONSE_BODY", key)


def _wrong_action(rule: Rule) -> Iterator[WafError]:
    """Return what is wrong with a rule's action: that of a group of rules is an override of theirs."""
    of_group = any(rule["Statement"].get(kind) is not None for kind in _GROUPS)
    wanted, other = ("OverrideAction", "Action") if of_group else ("Action", "OverrideAction")
    if len(rule.get(wanted) or {}) != 1 or rule.get(other) is not None:
        field = "OVERRIDE_ACTION" if of_group else "RULE_ACTION"
        yield invalid(_EXACTLY_ONE, field, f"{wanted} of the rule {rule['Name']}")


def _wrong_statement(statement: Mapping[str, Any], *, on_top: bool = False) -> Iterator[WafError]:
    given = {kind: inside for kind, inside in statement.items() if inside is not None}
    if len(given) != 1:
        yield invalid(_EXACTLY_ONE, "STATEMENT", ", ".join(given) or "Statement")
        return
    [(kind, inside)] = given.items()
    if kind in _ONLY_ON_TOP and not on_top:
        yield invalid("A statement of this type must not be inside another.", "STATEMENT", kind)
    statements: list[Mapping[str, Any]] = inside.get("Statements") or []
    if kind in ("AndStatement", "OrStatement") and len(statements) < 2:
        yield invalid("It needs two statements at least.", kind.replace("Statement", "_STATEMENT").upper(), kind)
    if kind == "ManagedRuleGroupStatement":
        yield from _wrong_overrides(inside)
    nested = [*statements, inside.get("Statement"), inside.get("ScopeDownStatement")]
    for each in nested:
        if each is not None:
            yield from _wrong_statement(each)


def _wrong_overrides(inside: Mapping[str, Any]) -> Iterator[WafError]:
    """Return the overrides of rules that a group does not have; those of a version that is named are not known."""
    known = managed_group(inside["VendorName"], inside["Name"]).rules
    overrides: list[Mapping[str, Any]] = inside.get("RuleActionOverrides") or []
    for name in (each["Name"] for each in overrides):
        if known and name not in known and not inside.get("Version"):
            yield invalid(f"{inside['Name']} has no rule of this name.", "RULE", name)
