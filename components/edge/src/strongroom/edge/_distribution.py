"""The distribution, and what it does with requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.edge._behavior_options import Behavior
from strongroom.edge._key_groups import KeyGroups
from strongroom.edge._origins import origin_group
from strongroom.edge._plan import METHODS
from strongroom.edge._policies import Policies
from strongroom.edge._scope import SiteScope
from strongroom.edge._viewer_certificate import ViewerCertificate

_COMMENT_LENGTH = 128


@dataclass(frozen=True)
class Parts:
    """What a distribution is made of."""

    origins: list[aws.cloudfront.DistributionOriginArgs]
    policies: Policies
    functions: Mapping[str, aws.cloudfront.Function]
    key_groups: KeyGroups
    certificate: ViewerCertificate
    web_acl_arn: pulumi.Output[str] | None


def make_distribution(scope: SiteScope, parts: Parts) -> aws.cloudfront.Distribution:
    """Make the distribution.

    Args:
        scope: The site.
        parts: What it is made of.
    """
    args = scope.args
    return aws.cloudfront.Distribution(
        scope.child("distribution"),
        enabled=True,
        comment=args.comment or scope.physical_name(max_length=_COMMENT_LENGTH),
        default_root_object=args.default_root_object or "",
        origins=parts.origins,
        origin_groups=[origin_group(name, group) for name, group in args.origin_groups.items()],
        default_cache_behavior=aws.cloudfront.DistributionDefaultCacheBehaviorArgs(
            **_behavior(scope, args.default_behavior, parts)
        ),
        ordered_cache_behaviors=[
            aws.cloudfront.DistributionOrderedCacheBehaviorArgs(
                path_pattern=behavior.path_pattern, **_behavior(scope, behavior, parts)
            )
            for behavior in args.behaviors
        ],
        custom_error_responses=[
            aws.cloudfront.DistributionCustomErrorResponseArgs(
                error_code=response.error_code,
                response_code=response.response_code,
                response_page_path=response.response_page_path,
                error_caching_min_ttl=response.error_caching_min_ttl_seconds,
            )
            for response in args.error_responses
        ],
        restrictions=_restrictions(scope),
        aliases=[] if args.domain is None else args.domain.names,
        viewer_certificate=parts.certificate.config,
        web_acl_id=parts.web_acl_arn,
        http_version=args.http_version,
        is_ipv6_enabled=args.ipv6,
        price_class=args.price_class,
        wait_for_deployment=args.wait_for_deployment,
        tags=scope.tags("distribution"),
        opts=scope.opts(),
    )


def _behavior(scope: SiteScope, behavior: Behavior, parts: Parts) -> dict[str, Any]:
    """Return what the default behaviour and those of paths have in common."""
    functions = {"viewer-request": behavior.viewer_request, "viewer-response": behavior.viewer_response}
    return {
        "target_origin_id": behavior.origin,
        "viewer_protocol_policy": behavior.viewer_protocol_policy,
        "allowed_methods": METHODS[scope.plan.allowed_methods(behavior)],
        "cached_methods": METHODS[behavior.cached_methods],
        "compress": behavior.compress,
        **parts.policies.of(scope.plan, behavior),
        "function_associations": [
            {"event_type": event, "function_arn": parts.functions[name].arn}
            for event, name in functions.items()
            if name is not None
        ],
        "trusted_key_groups": [parts.key_groups.group_ids[name] for name in behavior.trusted_key_groups],
        "grpc_config": {"enabled": behavior.grpc},
    }


def _restrictions(scope: SiteScope) -> aws.cloudfront.DistributionRestrictionsArgs:
    geo = scope.args.geo_restriction
    kind = "none" if geo is None else "whitelist" if geo.allow else "blacklist"
    countries = [] if geo is None else geo.allow or geo.block
    return aws.cloudfront.DistributionRestrictionsArgs(
        geo_restriction=aws.cloudfront.DistributionRestrictionsGeoRestrictionArgs(
            restriction_type=kind, locations=countries
        )
    )
