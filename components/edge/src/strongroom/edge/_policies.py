"""What the distribution caches by, what it tells an origin, and the headers that it adds."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.edge._behavior_options import Behavior
from strongroom.edge._managed_policies import CACHE_POLICIES, ORIGIN_REQUEST_POLICIES, RESPONSE_HEADERS_POLICIES
from strongroom.edge._plan import Plan
from strongroom.edge._policy_options import AllExcept, CachePolicy, OriginRequestPolicy, Selection
from strongroom.edge._scope import SiteScope
from strongroom.edge._security_headers import make_response_headers_policy

_NAME_LENGTH = 128

Ids = dict[str, pulumi.Input[str]]
"""Ids of policies by their names: those of AWS, and the site's own."""


@dataclass(frozen=True)
class Policies:
    """The policies that a site's behaviours can name."""

    cache: Ids
    origin_request: Ids
    response_headers: Ids
    security_headers: pulumi.Output[str]
    """Id of the response headers policy of behaviours that name none."""

    def of(self, plan: Plan, behavior: Behavior) -> dict[str, pulumi.Input[str] | None]:
        """Return the ids of the policies of a behaviour, as inputs of it.

        Args:
            plan: The site's plan.
            behavior: The behaviour.
        """
        origin_request = plan.origin_request_policy(behavior)
        response_headers = behavior.response_headers_policy
        return {
            "cache_policy_id": self.cache[plan.cache_policy(behavior)],
            "origin_request_policy_id": self.origin_request[origin_request] if origin_request else None,
            "response_headers_policy_id": self.response_headers[response_headers]
            if response_headers
            else self.security_headers,
        }


def make_policies(scope: SiteScope) -> Policies:
    """Make the site's own policies.

    Args:
        scope: The site.
    """
    args = scope.args
    cache = {name: _cache_policy(scope, f"cache-{name}", each).id for name, each in args.cache_policies.items()}
    requests = {
        name: _origin_request_policy(scope, f"requests-{name}", each).id
        for name, each in args.origin_request_policies.items()
    }
    headers = {
        name: make_response_headers_policy(scope, f"headers-{name}", each)
        for name, each in args.response_headers_policies.items()
    }
    return Policies(
        {**CACHE_POLICIES, **cache},
        {**ORIGIN_REQUEST_POLICIES, **requests},
        {**RESPONSE_HEADERS_POLICIES, **headers},
        make_response_headers_policy(scope, "headers", args.security_headers),
    )


def selected(selection: Selection, everything: str = "all") -> tuple[str, list[str] | None]:
    """Return how CloudFront says which of several are meant: its word for it, and names if the word needs them.

    Args:
        selection: `none`, `all`, names, or all but some names.
        everything: CloudFront's word for all.
    """
    if isinstance(selection, AllExcept):
        return "allExcept", selection.names
    if isinstance(selection, list):
        return "whitelist", selection
    return (everything if selection == "all" else selection), None


def _cache_policy(scope: SiteScope, role: str, policy: CachePolicy) -> aws.cloudfront.CachePolicy:
    return aws.cloudfront.CachePolicy(
        scope.child(role),
        name=scope.global_name(role, max_length=_NAME_LENGTH),
        min_ttl=policy.min_ttl_seconds,
        default_ttl=policy.default_ttl_seconds,
        max_ttl=policy.max_ttl_seconds,
        parameters_in_cache_key_and_forwarded_to_origin={
            "headers_config": _config("header", selected(policy.headers or "none")),
            "cookies_config": _config("cookie", selected(policy.cookies)),
            "query_strings_config": _config("query_string", selected(policy.query_strings)),
            "enable_accept_encoding_gzip": policy.gzip,
            "enable_accept_encoding_brotli": policy.brotli,
        },
        opts=scope.opts(),
    )


def _origin_request_policy(
    scope: SiteScope, role: str, policy: OriginRequestPolicy
) -> aws.cloudfront.OriginRequestPolicy:
    headers = selected(policy.headers, everything="allViewer")
    if policy.cloudfront_headers:
        headers = "allViewerAndWhitelistCloudFront", policy.cloudfront_headers
    return aws.cloudfront.OriginRequestPolicy(
        scope.child(role),
        name=scope.global_name(role, max_length=_NAME_LENGTH),
        headers_config=_config("header", headers),
        cookies_config=_config("cookie", selected(policy.cookies)),
        query_strings_config=_config("query_string", selected(policy.query_strings)),
        opts=scope.opts(),
    )


def _config(what: str, selection: tuple[str, list[str] | None]) -> Any:
    # The SDK has a class of the same shape for each of six configs, and another for the names in each.
    word, names = selection
    return {f"{what}_behavior": word} | ({} if names is None else {f"{what}s": {"items": names}})
