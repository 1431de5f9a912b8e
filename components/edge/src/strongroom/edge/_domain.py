"""The names that a site is reached by, and their certificate."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import (
    AwsEnvironment,
    CertificateArn,
    CertificateName,
    CertifiedDomain,
    DomainName,
    Input,
    Problem,
    RuleError,
    UniqueItems,
)
from strongroom.edge._plan import US_EAST_1

if TYPE_CHECKING:
    from strongroom.edge._args import SiteArgs


def _of_us_east_1(value: str) -> str:
    if AwsEnvironment.of(value).region != US_EAST_1:
        reason = f"must be the ARN of a certificate in {US_EAST_1}, the one region where CloudFront looks for them"
        raise RuleError(reason, "ask ACM for one there, or leave it out and give zone_id, to have one made", value)
    return value


MinimumProtocolVersion: TypeAlias = Literal["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"]
"""The oldest protocol, and the ciphers, that CloudFront speaks with viewers.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
"""

ViewerCertificateArn: TypeAlias = Annotated[CertificateArn, AfterValidator(_of_us_east_1)]
"""The ARN of a certificate of AWS Certificate Manager in us-east-1, where CloudFront looks for it."""


class SiteDomain(CertifiedDomain):
    """The names of a site, with a certificate in us-east-1: one that is given, or made in a hosted zone.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
    """

    name: DomainName
    """The domain name, such as `portal.example.com`; at most 64 characters if the certificate is made."""

    alternative_names: Annotated[list[CertificateName], Field(max_length=99), UniqueItems] = []
    """Further names of the site and its certificate, such as `*.portal.example.com`; at most 99. Default: none."""

    certificate_arn: Input[ViewerCertificateArn] | None = None
    """ARN of a certificate for all names, in us-east-1. Default: one is made and renewed."""

    alias_records: bool | None = None
    """Whether the names lead to the site, by records in the zone. Default: if there is a zone."""

    minimum_protocol_version: MinimumProtocolVersion = "TLSv1.2_2021"
    """The oldest protocol that viewers may speak (CloudFront.15); all choices have TLS 1.3.

    Default: TLS 1.2 with forward secrecy and authenticated encryption alone. `TLSv1.2_2025` has no ChaCha20 in it, and
    `TLSv1.3_2025` is without TLS 1.2; both need a provider that knows them.
    """

    @property
    def has_records(self) -> bool:
        """Whether records lead the names to the site."""
        return self.zone_id is not None if self.alias_records is None else self.alias_records


def domain_problems(args: "SiteArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in a site's names.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    if args.domain is not None:
        yield from args.domain.problems()
        if args.domain.key_algorithm == "EC_secp384r1":
            # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
            yield Problem("domain.key_algorithm", "CloudFront knows RSA and P-256 only", "use EC_prime256v1")
    elif args.durability == "persistent":
        reason = "is required where the durability is persistent: under its own name CloudFront speaks TLS 1.0"
        yield Problem("domain", reason, "give a name with zone_id or certificate_arn, or set durability to ephemeral")
