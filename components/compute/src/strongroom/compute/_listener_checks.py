"""The rules between the inputs of a listener."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from strongroom.compute._checks import needs_dualstack
from strongroom.compute._listener_rules import ListenerRule, Redirect, priorities
from strongroom.compute._plan import Plan
from strongroom.compute._types import is_ipv6
from strongroom.core import Problem

if TYPE_CHECKING:
    from strongroom.compute._args import WebServiceArgs

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
_MOST_VALUES = 5
_MOST_WILDCARDS = 6
_PRIORITIES = 49_999


def listener_problems(args: "WebServiceArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in the inputs of a listener.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    plan = Plan(args)
    rules = args.listener.rules
    for index, rule in enumerate(rules):
        path = f"listener.rules.{index}"
        yield from _conditions(plan, rule, path)
        yield from _answer(rule, path)
    yield from _twice(rules)
    oidc = args.listener.oidc
    if oidc is not None and "openid" not in oidc.scope.split():
        reason = "must have openid, without which a provider doesn't tell who it is"
        yield Problem("listener.oidc.scope", reason, f"use openid {oidc.scope.strip()}")


def _conditions(plan: Plan, rule: ListenerRule, path: str) -> Iterator[Problem]:
    count, header = len(rule.values), plan.origin_values
    if not count:
        reason = "has no condition, so that every request would meet it"
        yield Problem(path, reason, "add one such as paths, or use default_response")
    if count + header > _MOST_VALUES:
        more = f", {header} of them for the origin header" if header else ""
        reason = f"has {count + header} values in its conditions{more}, and AWS allows {_MOST_VALUES}"
        yield Problem(path, reason, "make two rules of it")
    wildcards = sum(value.count("*") + value.count("?") for value in rule.values)
    if wildcards > _MOST_WILDCARDS:
        reason = f"has {wildcards} wildcards in its conditions, and AWS allows {_MOST_WILDCARDS}"
        yield Problem(path, reason, "make two rules of it")
    for place, network in enumerate(rule.source_cidr_blocks):
        if is_ipv6(network) and not plan.dualstack:
            yield Problem(f"{path}.source_cidr_blocks.{place}", *needs_dualstack(network))
    names = [name.lower() for name in rule.headers]
    if plan.origin_header is not None and plan.origin_header.name.lower() in names:
        reason = f"{plan.origin_header.name} is the origin header, which every rule asks for"
        yield Problem(f"{path}.headers", reason, "remove it")


def _answer(rule: ListenerRule, path: str) -> Iterator[Problem]:
    if rule.fixed_response is not None and rule.redirect is not None:
        yield Problem(f"{path}.redirect", "can't be given beside fixed_response", "remove one of them")
    if rule.redirect is not None and rule.redirect == Redirect(
        query=rule.redirect.query, permanent=rule.redirect.permanent
    ):
        reason = "leads to where the request was, for ever"
        yield Problem(f"{path}.redirect", reason, "give another host, port or path")


def _by_nearness(priority: int) -> Iterator[int]:
    """Yield all other priorities: those behind it, which leave its rule first, and then those before it."""
    yield from range(priority + 1, _PRIORITIES + 1)
    yield from range(priority - 1, 0, -1)


def _twice(rules: list[ListenerRule]) -> Iterator[Problem]:
    names: dict[str, int] = {}
    places: dict[int, str] = {}
    for index, (rule, priority) in enumerate(zip(rules, priorities(rules), strict=True)):
        if names.setdefault(rule.name, index) != index:
            yield Problem(f"listener.rules.{index}.name", f"two rules are called {rule.name}", "rename one of them")
        elif (first := places.setdefault(priority, rule.name)) != rule.name:
            reason = f"{priority} is that of the rule {first} too"
            taken = priorities(rules)
            free = next(number for number in _by_nearness(priority) if number not in taken)
            yield Problem(f"listener.rules.{index}.priority", reason, f"use for example {free}")
