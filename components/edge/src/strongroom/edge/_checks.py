"""The rules between the inputs of a site: where content comes from, and what happens to requests."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from strongroom.core import CustomOriginOptions, InputError, Problem, nearest_name
from strongroom.edge._behavior_options import Behavior
from strongroom.edge._managed_policies import (
    CACHE_POLICIES,
    FORWARDS_HOST,
    ORIGIN_REQUEST_POLICIES,
    RESPONSE_HEADERS_POLICIES,
)
from strongroom.edge._plan import Plan
from strongroom.edge._policy_options import CachePolicy, OriginRequestPolicy

if TYPE_CHECKING:
    from strongroom.edge._args import SiteArgs

# The region comes before `elb` for an application load balancer, and after it for a network load balancer.
_ELB_DOMAIN = re.compile(r"\.elb\.([a-z0-9-]+\.)?amazonaws\.com$")


def site_problems(args: "SiteArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in a site's origins, behaviours and what they name.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    plan = Plan(args)
    yield from _origins(plan)
    yield from _origin_groups(plan)
    for field, behavior in plan.behaviors.items():
        known = behavior.origin in {*args.origins, *args.origin_groups}
        if not known:
            yield _unknown(f"{field}.origin", behavior.origin, [*args.origins, *args.origin_groups], "origin")
        elif all(name in args.origins for name in plan.members(behavior.origin)):
            yield from _requests(plan, field, behavior)
        yield from _names(plan, field, behavior)
    yield from _paths(plan)
    yield from _errors(plan)


def _origins(plan: Plan) -> Iterator[Problem]:
    for name, origin in plan.args.origins.items():
        field = f"origins.{name}"
        if not isinstance(origin, CustomOriginOptions):
            continue
        plain = not origin.by_https
        if plain and plan.persistent:
            reason = "must be https where the durability is persistent (CloudFront.9)"
            yield Problem(f"{field}.protocol", reason, "leave it out, or set durability to ephemeral")
        if isinstance(origin.domain_name, str):
            yield from _host(plan, name, origin.domain_name)


def checked_host(plan: Plan, name: str, host: str) -> str:
    """Check a server's host, which may be known only when the server is there.

    Args:
        plan: The site's plan.
        name: Name of the origin.
        host: Its host.

    Returns:
        The host.

    Raises:
        InputError: CloudFront needs a certificate for it, and there is none.
    """
    if problems := [*_host(plan, name, host)]:
        raise InputError(type(plan.args).__name__, problems)
    return host


def _host(plan: Plan, name: str, host: str) -> Iterator[Problem]:
    if plan.needs_certificate_for_host(name) and _ELB_DOMAIN.search(host):
        reason = "is a load balancer's own name, which no certificate is for, so that HTTPS would fail with 502"
        remedy = "use a name that its certificate is for, or have AllViewer send it the viewer's host"
        yield Problem(f"origins.{name}.domain_name", reason, remedy)


def _origin_groups(plan: Plan) -> Iterator[Problem]:
    for name, group in plan.args.origin_groups.items():
        field = f"origin_groups.{name}"
        if name in plan.args.origins:
            yield Problem(field, "is the name of an origin as well", "rename one of them")
        for which, member in (("primary", group.primary), ("secondary", group.secondary)):
            if member not in plan.args.origins:
                yield _unknown(f"{field}.{which}", member, plan.args.origins, "origin")
        if group.primary == group.secondary:
            yield Problem(f"{field}.secondary", "is the primary as well", "name another origin")


def _requests(plan: Plan, field: str, behavior: Behavior) -> Iterator[Problem]:
    methods = plan.allowed_methods(behavior)
    if methods == "all" and behavior.origin in plan.args.origin_groups:
        reason = "a group of origins is for GET, HEAD and OPTIONS only"
        yield Problem(f"{field}.allowed_methods", reason, "leave it out, or name one origin")
    if plan.leads_to_bucket(behavior):
        yield from _to_bucket(plan, field, behavior)
    if behavior.grpc:
        yield from _grpc(plan, field, behavior)


def _to_bucket(plan: Plan, field: str, behavior: Behavior) -> Iterator[Problem]:
    if behavior.allowed_methods == "all" and behavior.origin in plan.args.origins:
        reason = "a bucket is only read: its policy lets CloudFront get objects, and do nothing else"
        yield Problem(f"{field}.allowed_methods", reason, "leave it out")
    policies: list[tuple[str, str | None, Mapping[str, CachePolicy | OriginRequestPolicy], str]] = [
        ("cache_policy", behavior.cache_policy, plan.args.cache_policies, "CachingOptimized"),
        ("origin_request_policy", behavior.origin_request_policy, plan.args.origin_request_policies, "CORS-S3Origin"),
    ]
    for input_, name, own, other in policies:
        if name is not None and (name in FORWARDS_HOST or (name in own and own[name].forwards_host)):
            reason = f"{name} sends the viewer's host, by which a bucket can't be found"
            yield Problem(f"{field}.{input_}", reason, f"leave it out, or use {other}")


def _grpc(plan: Plan, field: str, behavior: Behavior) -> Iterator[Problem]:
    if not plan.leads_only_to_public_servers(behavior):
        reason = "needs a public server: neither buckets nor VPC origins take it"
        yield Problem(f"{field}.grpc", reason, "leave it out, or name a HttpOrigin")
    elif plan.allowed_methods(behavior) != "all":
        yield Problem(f"{field}.grpc", "needs the method POST", "set allowed_methods to all, of one origin")
    if plan.args.http_version in {"http1.1", "http3"}:
        yield Problem(f"{field}.grpc", "needs HTTP/2", "set http_version to http2 or http2and3")


def _names(plan: Plan, field: str, behavior: Behavior) -> Iterator[Problem]:
    args = plan.args
    cache = [*CACHE_POLICIES, *args.cache_policies]
    origin_request = [*ORIGIN_REQUEST_POLICIES, *args.origin_request_policies]
    response_headers = [*RESPONSE_HEADERS_POLICIES, *args.response_headers_policies]
    named: list[tuple[str, str | None, Collection[str], str]] = [
        ("cache_policy", behavior.cache_policy, cache, "cache policy"),
        ("origin_request_policy", behavior.origin_request_policy, origin_request, "origin request policy"),
        ("response_headers_policy", behavior.response_headers_policy, response_headers, "response headers policy"),
        ("viewer_request", behavior.viewer_request, args.functions, "function"),
        ("viewer_response", behavior.viewer_response, args.functions, "function"),
    ]
    for input_, name, known, what in named:
        if name is not None and name not in known:
            yield _unknown(f"{field}.{input_}", name, known, what)
    for name in behavior.trusted_key_groups:
        if name not in args.key_groups:
            yield _unknown(f"{field}.trusted_key_groups", name, args.key_groups, "key group")


def _paths(plan: Plan) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, behavior in enumerate(plan.args.behaviors):
        field = f"behaviors.{index}.path_pattern"
        pattern = behavior.path_pattern
        # CloudFront takes a pattern with a slash before it for the one without.
        if (same := first.setdefault(pattern.removeprefix("/"), index)) != index:
            yield Problem(field, f"{pattern} is that of behaviors.{same} already", "remove one of the two")
        if pattern in {"*", "/*"}:
            yield Problem(field, f"{pattern} is every path, which default_behavior is for", "set default_behavior")
    if plan.args.default_root_object is None and plan.leads_to_bucket(plan.args.default_behavior):
        reason = "is required where the site's root is in a bucket (CloudFront.1)"
        yield Problem("default_root_object", reason, "leave it out for index.html")


def _errors(plan: Plan) -> Iterator[Problem]:
    seen: set[int] = set()
    servers = [field for field, behavior in plan.behaviors.items() if plan.leads_to_server(behavior)]
    for index, response in enumerate(plan.args.error_responses):
        field = f"error_responses.{index}"
        if response.error_code in seen:
            yield Problem(f"{field}.error_code", f"{response.error_code} has a response already", "remove one")
        seen.add(response.error_code)
        if servers and response.response_page_path is not None and not response.allow_masking_origin_errors:
            reason = f"would replace what the server of {servers[0]} answers with {response.error_code} as well"
            remedy = "use the function SinglePageApp, or set allow_masking_origin_errors to true"
            yield Problem(f"{field}.response_page_path", reason, remedy)


def _unknown(field: str, name: str, known: Collection[str], what: str) -> Problem:
    nearest = nearest_name(name, known)
    listed = ", ".join(known) or "none"
    remedy = f"did you mean {nearest}?" if nearest else f"name one that there is ({listed}), or add it"
    return Problem(field, f"there is no {what} {name}", remedy)
