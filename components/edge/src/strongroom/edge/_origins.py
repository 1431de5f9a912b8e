"""Where a site's content comes from: the parts that CloudFront needs to reach it."""

import hashlib

import pulumi
import pulumi_aws as aws

from strongroom.core import HttpOrigin, S3Origin, VpcOrigin
from strongroom.edge._checks import checked_host
from strongroom.edge._origin_options import Origin, OriginGroup
from strongroom.edge._plan import Plan
from strongroom.edge._scope import SiteScope

_NAME_LENGTH = 64
_DIGEST_LENGTH = 8
_HTTP_PORT, _HTTPS_PORT = 80, 443
_TLS = ["TLSv1.2"]


def make_vpc_origins(scope: SiteScope) -> dict[str, aws.cloudfront.VpcOrigin]:
    """Make what lets CloudFront into the VPCs of private load balancers.

    Args:
        scope: The site.

    Returns:
        A VPC origin for each of those origins, by its name.
    """
    origins = scope.args.origins.items()
    return {name: _vpc_origin(scope, name, each) for name, each in origins if isinstance(each, VpcOrigin)}


def make_origins(
    scope: SiteScope, vpc_origins: dict[str, aws.cloudfront.VpcOrigin]
) -> list[aws.cloudfront.DistributionOriginArgs]:
    """Make what the distribution is told of its origins, and the access control for buckets, if there are any.

    Args:
        scope: The site.
        vpc_origins: The VPC origins of its private load balancers.
    """
    origins = scope.args.origins
    has_buckets = any(isinstance(origin, S3Origin) for origin in origins.values())
    access = _access_control(scope) if has_buckets else None
    return [
        aws.cloudfront.DistributionOriginArgs(
            origin_id=name,
            domain_name=_domain_name(scope.plan, name, origin),
            origin_path=origin.path or "",
            connection_attempts=origin.connection_attempts,
            connection_timeout=origin.connection_timeout_seconds,
            response_completion_timeout=origin.response_completion_timeout_seconds,
            custom_headers=_headers(origin),
            origin_shield=_shield(origin),
            origin_access_control_id=access and access.id if isinstance(origin, S3Origin) else None,
            vpc_origin_config=_in_vpc(origin, vpc_origins[name]) if isinstance(origin, VpcOrigin) else None,
            custom_origin_config=_in_public(origin) if isinstance(origin, HttpOrigin) else None,
        )
        for name, origin in origins.items()
    ]


def origin_group(name: str, group: OriginGroup) -> aws.cloudfront.DistributionOriginGroupArgs:
    """Return what the distribution is told of a group of origins.

    Args:
        name: Name of the group.
        group: The group.
    """
    return aws.cloudfront.DistributionOriginGroupArgs(
        origin_id=name,
        members=[
            aws.cloudfront.DistributionOriginGroupMemberArgs(origin_id=member)
            for member in (group.primary, group.secondary)
        ],
        failover_criteria=aws.cloudfront.DistributionOriginGroupFailoverCriteriaArgs(status_codes=group.status_codes),
    )


def _access_control(scope: SiteScope) -> aws.cloudfront.OriginAccessControl:
    role = "origin-access"
    return aws.cloudfront.OriginAccessControl(
        scope.child(role),
        name=scope.global_name(role, max_length=_NAME_LENGTH),
        description=f"Lets {scope.physical_name()} read its buckets",
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
        opts=scope.opts(),
    )


def vpc_origin_name(physical_name: str, *settings: str | int) -> str:
    """Return what AWS calls a VPC origin: another name for other settings.

    AWS changes no VPC origin that a distribution has, so that another one is made and the distribution moves to it,
    and no two have the same name. https://github.com/hashicorp/terraform-provider-aws/issues/40905

    Args:
        physical_name: What it is called apart from that.
        settings: All that is set of it.
    """
    digest = hashlib.sha256("|".join(map(str, settings)).encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{physical_name}-{digest}"


def _vpc_origin(scope: SiteScope, name: str, origin: VpcOrigin) -> aws.cloudfront.VpcOrigin:
    role = f"origin-{name}"
    https = origin.protocol == "https"
    # Both ports must be told; only that of the protocol is used.
    http_port = _HTTP_PORT if https else origin.port or _HTTP_PORT
    https_port = origin.port or _HTTPS_PORT if https else _HTTPS_PORT
    base = scope.global_name(role, max_length=_NAME_LENGTH - _DIGEST_LENGTH - 1)
    arn = pulumi.Output.from_input(origin.load_balancer_arn)
    return aws.cloudfront.VpcOrigin(
        scope.child(role),
        vpc_origin_endpoint_config=aws.cloudfront.VpcOriginVpcOriginEndpointConfigArgs(
            name=pulumi.Output.all(base, arn).apply(
                lambda known: vpc_origin_name(*known, origin.protocol, http_port, https_port)
            ),
            arn=arn,
            http_port=http_port,
            https_port=https_port,
            origin_protocol_policy=f"{origin.protocol}-only",
            origin_ssl_protocols=aws.cloudfront.VpcOriginVpcOriginEndpointConfigOriginSslProtocolsArgs(
                items=_TLS, quantity=len(_TLS)
            ),
        ),
        tags=scope.tags(role),
        opts=scope.opts(replace_on_changes=["vpcOriginEndpointConfig"]),
    )


def _domain_name(plan: Plan, name: str, origin: Origin) -> pulumi.Input[str]:
    if isinstance(origin, S3Origin):
        return origin.bucket_regional_domain_name
    return pulumi.Output.from_input(origin.domain_name).apply(lambda known: checked_host(plan, name, known))


def _in_vpc(
    origin: VpcOrigin, vpc_origin: aws.cloudfront.VpcOrigin
) -> aws.cloudfront.DistributionOriginVpcOriginConfigArgs:
    return aws.cloudfront.DistributionOriginVpcOriginConfigArgs(
        vpc_origin_id=vpc_origin.id,
        origin_read_timeout=origin.read_timeout_seconds,
        origin_keepalive_timeout=origin.keepalive_timeout_seconds,
    )


def _in_public(origin: HttpOrigin) -> aws.cloudfront.DistributionOriginCustomOriginConfigArgs:
    return aws.cloudfront.DistributionOriginCustomOriginConfigArgs(
        http_port=_HTTP_PORT,
        https_port=origin.port,
        origin_protocol_policy="https-only",
        origin_ssl_protocols=_TLS,
        ip_address_type=origin.ip_address_type,
        origin_read_timeout=origin.read_timeout_seconds,
        origin_keepalive_timeout=origin.keepalive_timeout_seconds,
    )


def _headers(origin: Origin) -> list[aws.cloudfront.DistributionOriginCustomHeaderArgs]:
    return [
        aws.cloudfront.DistributionOriginCustomHeaderArgs(name=name, value=pulumi.Output.secret(value))
        for name, value in origin.headers.items()
    ]


def _shield(origin: Origin) -> aws.cloudfront.DistributionOriginOriginShieldArgs | None:
    if origin.origin_shield is None:
        return None
    return aws.cloudfront.DistributionOriginOriginShieldArgs(enabled=True, origin_shield_region=origin.origin_shield)
