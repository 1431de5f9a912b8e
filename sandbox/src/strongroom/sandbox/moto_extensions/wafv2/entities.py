"""Web ACLs, rule groups and sets: told as they were given, checked as AWS checks them, kept while they are in use."""

import ipaddress
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import ActionResult
from moto.wafv2 import models
from moto.wafv2.exceptions import WAFNonexistentItemException
from moto.wafv2.models import FakeRuleGroup, FakeWebACL, WAFV2Backend
from moto.wafv2.responses import WAFV2Response
from moto.wafv2.utils import make_arn

from ..cloudfront.distributions import distributions_with_web_acl
from ..request import attributes, parameter, replace
from .associations import protected_by
from .capacity import MOST, capacity_of
from .common import WafError, associated, backend_of, check_constraints, invalid, shape_of
from .managed_groups import GROUPS
from .rules import check_rules, values_of

_KINDS: Final = {
    "web_acl": ("WebACL", "wacls"),
    "rule_group": ("RuleGroup", "rule_groups"),
    "ip_set": ("IPSet", "ip_sets"),
    "regex_pattern_set": ("RegexPatternSet", "regex_pattern_sets"),
}
"""What AWS calls a kind of entity, and where moto keeps it, by what moto's operations call it."""
_LISTS: Final = ("list_web_ac_ls", "list_rule_groups", "list_ip_sets", "list_regex_pattern_sets")
_DUPLICATE: Final = (
    "AWS WAF couldn't perform the operation because some resource in your request is a duplicate of an existing one."
)
_DEFAULT_WINDOW_SECONDS: Final = 300

Operation = Callable[[WAFV2Response], TYPE_RESPONSE]


def _present(backend: WAFV2Backend, kind: str) -> dict[str, Any]:
    return getattr(backend, _KINDS[kind][1])


def _check(backend: WAFV2Backend, kind: str, asked: dict[str, Any], thing: Any) -> None:
    """Refuse what AWS does not take; `thing` is what changes, if there is one already."""
    if kind == "ip_set":
        version: str = thing.ip_address_version if thing else asked["IPAddressVersion"]
        _check_addresses(asked, version)
    elif kind in ("web_acl", "rule_group"):
        sets = [_present(backend, other) for other in _KINDS if other != "web_acl"]
        bodies: dict[str, Any] = asked.get("CustomResponseBodies") or {}
        check_rules(asked.get("Rules") or [], lambda arn: any(arn in each for each in sets), bodies)
        most = MOST if kind == "web_acl" else (thing.capacity if thing else asked["Capacity"])
        cost = _cost(backend, asked)
        if cost > most:
            message = f"AWS WAF couldn't perform the operation: the rules need {cost} WCUs, and the limit is {most}."
            raise WafError("WAFLimitsExceededException", message)


def _check_addresses(asked: dict[str, Any], version: str) -> None:
    listed: list[str] = asked.get("Addresses") or []
    for address in listed:
        try:
            network = ipaddress.ip_network(address, strict=False)
        except ValueError:
            network = None
        if network is None or "/" not in address or f"IPV{network.version}" != version or not network.prefixlen:
            raise invalid("The parameter contains formatting that is not valid.", "IP_ADDRESS", address)


def _cost(backend: WAFV2Backend, asked: dict[str, Any]) -> int:
    return capacity_of(asked.get("Rules") or [], lambda arn: backend.rule_groups[arn].capacity)


def _keep(backend: WAFV2Backend, kind: str, thing: Any, asked: dict[str, Any]) -> None:
    """Keep what was asked for: a change says everything, so what it leaves out is no more."""
    thing.description = asked.get("Description")
    if kind in ("web_acl", "rule_group"):
        for statement in _rate_statements(asked):
            statement.setdefault("EvaluationWindowSec", _DEFAULT_WINDOW_SECONDS)
        told = {name: value for name, value in asked.items() if name in shape_of(_KINDS[kind][0]).members}
        attributes(thing)["told"] = told
    if kind == "web_acl":
        thing.capacity = _cost(backend, asked)


def _rate_statements(asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    rules: list[dict[str, Any]] = asked.get("Rules") or []
    statements: list[dict[str, Any] | None] = [rule["Statement"].get("RateBasedStatement") for rule in rules]
    yield from (statement for statement in statements if statement)


def _creating(kind: str) -> Operation:
    create: Any = getattr(WAFV2Response, f"create_{kind}")

    def operation(self: WAFV2Response) -> TYPE_RESPONSE:
        asked: dict[str, Any] = json.loads(self.body)
        check_constraints(f"Create{_KINDS[kind][0]}Request", asked)
        backend = backend_of(self, asked["Scope"])
        if any(one.name == asked["Name"] for one in _present(backend, kind).values()):
            raise WafError("WAFDuplicateItemException", _DUPLICATE)
        _check(backend, kind, asked, None)
        answer = create(self)
        _keep(backend, kind, _present(backend, kind)[json.loads(answer[2])["Summary"]["ARN"]], asked)
        return answer

    return _named(operation, f"create_{kind}", f"Create{_KINDS[kind][0]}")


def _updating(kind: str) -> Operation:
    update: Any = getattr(WAFV2Response, f"update_{kind}")

    def operation(self: WAFV2Response) -> TYPE_RESPONSE:
        asked: dict[str, Any] = json.loads(self.body)
        # Not its lock token: those of moto's sets are shorter than AWS's.
        given = {name: value for name, value in asked.items() if name != "LockToken"}
        check_constraints(f"Update{_KINDS[kind][0]}Request", given)
        backend = backend_of(self, asked["Scope"])
        _, thing = _find(backend, kind, asked["Id"])
        _check(backend, kind, asked, thing)
        answer = update(self)
        _keep(backend, kind, thing, asked)
        return answer

    return _named(operation, f"update_{kind}", f"Update{_KINDS[kind][0]}")


def _deleting(kind: str) -> Operation:
    delete: Any = getattr(WAFV2Response, f"delete_{kind}")

    def operation(self: WAFV2Response) -> TYPE_RESPONSE:
        backend = backend_of(self, parameter(self, "Scope"))
        arn, thing = _find(backend, kind, parameter(self, "Id"))
        if kind == "web_acl":
            used = protected_by(self, thing) or distributions_with_web_acl(self.current_account, self.partition, arn)
        else:
            users = [*backend.wacls.values(), *backend.rule_groups.values()]
            used = arn in values_of("ARN", [one.to_dict()["Rules"] for one in users])
        if used:
            raise associated()
        answer = delete(self)
        backend.logging_configurations.pop(arn, None)
        return answer

    return _named(operation, f"delete_{kind}", f"Delete{_KINDS[kind][0]}")


def _scoped(name: str) -> Operation:
    """Return an operation of moto that asks where the scope is."""
    original: Any = getattr(WAFV2Response, name)

    def operation(self: WAFV2Response) -> TYPE_RESPONSE:
        if scope := parameter(self, "Scope"):
            backend_of(self, scope)
        return original(self)

    return _named(operation, name, name)


def _named(operation: Operation, name: str, theirs: str) -> Operation:
    operation.__name__ = name
    operation.__doc__ = f"https://docs.aws.amazon.com/waf/latest/APIReference/API_{theirs}.html"
    return operation


def _find(backend: WAFV2Backend, kind: str, id: str) -> tuple[str, Any]:
    for arn, thing in _present(backend, kind).items():
        if arn.endswith(f"/{id}"):
            return arn, thing
    raise WAFNonexistentItemException


def _telling(cls: type, shape: str) -> Callable[[Any], dict[str, Any]]:
    """Return a way to tell an entity as it was given; names and ids are moto's."""
    original: Any = getattr(cls, "to_dict")  # noqa: B009 - its types are looser
    given = shape_of(f"Update{shape}Request").members

    def to_dict(self: Any) -> dict[str, Any]:
        own = {name: value for name, value in original(self).items() if name not in given or name in ("Name", "Id")}
        return {**own, "LockToken": self.lock_token, "Rules": [], **attributes(self)["told"]}

    return to_dict


def check_capacity(self: WAFV2Response) -> ActionResult:
    """Tell what rules cost.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_CheckCapacity.html
    """
    asked: dict[str, Any] = json.loads(self.body)
    check_constraints("CheckCapacityRequest", asked)
    backend = backend_of(self, asked["Scope"])
    _check(backend, "web_acl", asked, None)
    return ActionResult({"Capacity": _cost(backend, asked)})


_get_web_acl: Any = WAFV2Response.get_web_acl


def get_web_acl(self: WAFV2Response) -> TYPE_RESPONSE:
    """Tell a web ACL, with the address of the SDK for applications if a rule group of it brings one.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACL.html
    """
    status, headers, body = _get_web_acl(self)
    answer: dict[str, Any] = json.loads(body)
    statements: list[dict[str, Any]] = [rule["Statement"] for rule in answer["WebACL"]["Rules"]]
    groups = [each["ManagedRuleGroupStatement"] for each in statements if each.get("ManagedRuleGroupStatement")]
    if any(GROUPS[group["Name"]].sold for group in groups):
        digits = answer["WebACL"]["Id"].replace("-", "")
        answer["ApplicationIntegrationURL"] = (
            f"https://{digits[:12]}.edge.sdk.awswaf.com/{digits[:12]}/{digits[12:24]}/"
        )
    return status, headers, json.dumps(answer)


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(WAFV2Response, get_web_acl, check_capacity)
    replace(WAFV2Response, *(_scoped(name) for name in (*(f"get_{kind}" for kind in _KINDS), *_LISTS)))
    for kind in _KINDS:
        replace(WAFV2Response, _creating(kind), _updating(kind), _deleting(kind))
    for cls, shape in ((FakeWebACL, "WebACL"), (FakeRuleGroup, "RuleGroup")):
        replace(cls, _telling(cls, shape))
    # moto says `regional` in the ARNs of CloudFront's, and then looks for their tags elsewhere.
    arn_of = partial(make_arn, resource="regexpatternset")
    setattr(models, "make_arn_for_regex_pattern_set", arn_of)  # noqa: B010 - its types are looser
