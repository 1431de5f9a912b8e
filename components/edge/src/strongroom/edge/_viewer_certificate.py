"""The certificate that viewers see, and the records that lead them to a site."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from strongroom.core.aws import AliasTarget, make_certificate
from strongroom.core.aws import make_alias_records as make_records
from strongroom.edge._plan import US_EAST_1
from strongroom.edge._scope import SiteScope


@dataclass(frozen=True)
class ViewerCertificate:
    """The certificate that viewers see."""

    arn: pulumi.Output[str] | None
    """Its ARN; None for CloudFront's own."""
    config: aws.cloudfront.DistributionViewerCertificateArgs
    """How the distribution has it."""


def make_viewer_certificate(scope: SiteScope) -> ViewerCertificate:
    """Make the certificate of the site's names, unless one is given, or CloudFront's own serves.

    Args:
        scope: The site.
    """
    domain = scope.args.domain
    if domain is None:
        own = aws.cloudfront.DistributionViewerCertificateArgs(cloudfront_default_certificate=True)
        return ViewerCertificate(None, own)
    arn = make_certificate(scope, domain, region=US_EAST_1)
    config = aws.cloudfront.DistributionViewerCertificateArgs(
        acm_certificate_arn=arn,
        minimum_protocol_version=domain.minimum_protocol_version,
        ssl_support_method="sni-only",
    )
    return ViewerCertificate(arn, config)


def make_alias_records(scope: SiteScope, distribution: aws.cloudfront.Distribution) -> None:
    """Make records that lead the site's names to the distribution, if they should.

    Args:
        scope: The site.
        distribution: The distribution.
    """
    domain = scope.args.domain
    if domain is not None and domain.has_records:
        target = AliasTarget(
            distribution.domain_name, distribution.hosted_zone_id, evaluate_health=False, ipv6=scope.args.ipv6
        )
        make_records(scope, domain, target)
