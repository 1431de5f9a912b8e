"""The policy that puts security headers on responses."""

import pulumi
import pulumi_aws as aws

from strongroom.core import ComponentContext
from strongroom.edge._security_headers_options import Cors, Hsts, SecurityHeaders

_NAME_LENGTH = 128


def make_response_headers_policy(scope: ComponentContext, role: str, headers: SecurityHeaders) -> pulumi.Output[str]:
    """Make a response headers policy.

    Args:
        scope: The site.
        role: The policy's role among the site's parts, such as `headers`.
        headers: What it puts on responses, and takes off them.

    Returns:
        Its id.
    """
    policy = aws.cloudfront.ResponseHeadersPolicy(
        scope.child(role),
        name=scope.global_name(role, max_length=_NAME_LENGTH),
        security_headers_config=_security(headers),
        custom_headers_config=_custom(headers),
        remove_headers_config=_removed(headers),
        cors_config=headers.cors and _cors(headers.cors),
        server_timing_headers_config=_timing(headers.server_timing_percent),
        opts=scope.opts(),
    )
    return policy.id


def _security(headers: SecurityHeaders) -> aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgs:
    cf = aws.cloudfront
    policy, frames, referrer = headers.content_security_policy, headers.sent_frame_options, headers.referrer_policy
    return cf.ResponseHeadersPolicySecurityHeadersConfigArgs(
        strict_transport_security=headers.hsts and _hsts(headers.hsts),
        content_security_policy=policy
        and cf.ResponseHeadersPolicySecurityHeadersConfigContentSecurityPolicyArgs(
            content_security_policy=policy.header, override=True
        ),
        content_type_options=cf.ResponseHeadersPolicySecurityHeadersConfigContentTypeOptionsArgs(override=True)
        if headers.content_type_nosniff
        else None,
        frame_options=frames
        and cf.ResponseHeadersPolicySecurityHeadersConfigFrameOptionsArgs(frame_option=frames, override=True),
        referrer_policy=referrer
        and cf.ResponseHeadersPolicySecurityHeadersConfigReferrerPolicyArgs(referrer_policy=referrer, override=True),
        # Browsers that still know it can be led to remove scripts that a page needs.
        xss_protection=cf.ResponseHeadersPolicySecurityHeadersConfigXssProtectionArgs(protection=False, override=True),
    )


def _hsts(hsts: Hsts) -> aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigStrictTransportSecurityArgs:
    return aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigStrictTransportSecurityArgs(
        access_control_max_age_sec=hsts.max_age_seconds,
        include_subdomains=hsts.include_subdomains,
        preload=hsts.preload,
        override=True,
    )


def _custom(headers: SecurityHeaders) -> aws.cloudfront.ResponseHeadersPolicyCustomHeadersConfigArgs | None:
    items = [
        aws.cloudfront.ResponseHeadersPolicyCustomHeadersConfigItemArgs(header=name, value=value, override=True)
        for name, value in headers.sent_custom_headers.items()
    ]
    return aws.cloudfront.ResponseHeadersPolicyCustomHeadersConfigArgs(items=items) if items else None


def _removed(headers: SecurityHeaders) -> aws.cloudfront.ResponseHeadersPolicyRemoveHeadersConfigArgs | None:
    items = [
        aws.cloudfront.ResponseHeadersPolicyRemoveHeadersConfigItemArgs(header=name) for name in headers.removed_headers
    ]
    return aws.cloudfront.ResponseHeadersPolicyRemoveHeadersConfigArgs(items=items) if items else None


def _cors(cors: Cors) -> aws.cloudfront.ResponseHeadersPolicyCorsConfigArgs:
    cf = aws.cloudfront
    exposed = cf.ResponseHeadersPolicyCorsConfigAccessControlExposeHeadersArgs(items=cors.expose_headers)
    return cf.ResponseHeadersPolicyCorsConfigArgs(
        access_control_allow_credentials=cors.allow_credentials,
        access_control_allow_headers=cf.ResponseHeadersPolicyCorsConfigAccessControlAllowHeadersArgs(
            items=cors.allow_headers
        ),
        access_control_allow_methods=cf.ResponseHeadersPolicyCorsConfigAccessControlAllowMethodsArgs(
            items=[*cors.allow_methods]
        ),
        access_control_allow_origins=cf.ResponseHeadersPolicyCorsConfigAccessControlAllowOriginsArgs(
            items=[*cors.allow_origins]
        ),
        access_control_expose_headers=exposed if cors.expose_headers else None,
        access_control_max_age_sec=cors.max_age_seconds,
        origin_override=True,
    )


def _timing(percent: float | None) -> aws.cloudfront.ResponseHeadersPolicyServerTimingHeadersConfigArgs | None:
    if percent is None:
        return None
    return aws.cloudfront.ResponseHeadersPolicyServerTimingHeadersConfigArgs(enabled=True, sampling_rate=percent)
