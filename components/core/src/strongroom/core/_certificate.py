"""The certificate of a domain, and the records of its names. It needs `pulumi-aws`; `strongroom.core.aws` has it."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from strongroom.core._domain import CertifiedDomain
from strongroom.core._scope import Scope

_ROLE = "certificate"
_VALIDATION_TTL_SECONDS = 300


@dataclass(frozen=True)
class AliasTarget:
    """What records of a domain's names lead to."""

    dns_name: "pulumi.Input[str]"
    """Its own DNS name."""
    zone_id: "pulumi.Input[str]"
    """Id of the hosted zone of that DNS name."""
    evaluate_health: bool
    """Whether Route 53 asks AWS whether it is healthy; it can't of a distribution."""
    ipv6: bool = False
    """Whether it has IPv6 addresses too."""


def make_certificate(scope: Scope, domain: CertifiedDomain, *, region: str | None = None) -> pulumi.Output[str]:
    """Make the certificate of a domain and wait until it is issued, unless one is given.

    Args:
        scope: The component that the certificate is for.
        domain: The domain.
        region: The certificate's region, such as `us-east-1` for CloudFront. Default: the provider's.

    Returns:
        Its ARN, told when it can be used.
    """
    if domain.certificate_arn is not None:
        return pulumi.Output.from_input(domain.certificate_arn)
    certificate = aws.acm.Certificate(
        scope.child(_ROLE),
        region=region,
        domain_name=domain.name,
        subject_alternative_names=domain.alternative_names,
        validation_method="DNS",
        key_algorithm=domain.key_algorithm,
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    records = [_validation_record(scope, domain, certificate, name) for name in domain.validated_names]
    validation = aws.acm.CertificateValidation(
        scope.child(_ROLE),
        region=region,
        certificate_arn=certificate.arn,
        validation_record_fqdns=[record.fqdn for record in records],
        opts=scope.opts(),
    )
    return validation.certificate_arn


def make_alias_records(scope: Scope, domain: CertifiedDomain, target: AliasTarget) -> None:
    """Make records in the domain's zone that lead all its names to a target.

    Args:
        scope: The component that the names are for.
        domain: The domain, with a zone.
        target: What the names lead to.
    """
    assert domain.zone_id is not None  # noqa: S101 a domain whose records are made has a zone
    roles = {"A": "alias"} | ({"AAAA": "ipv6-alias"} if target.ipv6 else {})
    for name in domain.names:
        for type_, role in roles.items():
            aws.route53.Record(
                scope.child(f"{role}-{_slug(name)}"),
                zone_id=domain.zone_id,
                name=name,
                type=type_,
                aliases=[
                    aws.route53.RecordAliasArgs(
                        name=target.dns_name,
                        zone_id=target.zone_id,
                        evaluate_target_health=target.evaluate_health,
                    )
                ],
                opts=scope.opts(),
            )


def _slug(name: str) -> str:
    """Make part of a logical name of a domain name, another one of each: a single hyphen stands for a dot."""
    return name.replace("-", "--").replace(".", "-").replace("*", "_")


def _validation_record(
    scope: Scope, domain: CertifiedDomain, certificate: "aws.acm.Certificate", name: str
) -> "aws.route53.Record":
    assert domain.zone_id is not None  # noqa: S101 a domain without a certificate has a zone
    record = certificate.domain_validation_options.apply(
        lambda options: next(each for each in options if (each.domain_name or "").removeprefix("*.") == name)
    )
    return aws.route53.Record(
        scope.child(f"validate-{_slug(name)}"),
        zone_id=domain.zone_id,
        name=record.apply(lambda found: found.resource_record_name or ""),
        type=record.apply(lambda found: found.resource_record_type or ""),
        records=[record.apply(lambda found: found.resource_record_value or "")],
        ttl=_VALIDATION_TTL_SECONDS,
        # The record of a name is the same for all its certificates, such as the next one while this one still exists.
        allow_overwrite=True,
        opts=scope.opts(),
    )
