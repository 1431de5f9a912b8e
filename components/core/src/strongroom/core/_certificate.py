"""The certificate of a domain, and the records of its names. Needs `pulumi-aws`: see `strongroom.core.aws`."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from strongroom.core._domain import CertifiedDomain
from strongroom.core._errors import InputError, Problem
from strongroom.core._scope import ComponentContext

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


def hosted_zone_problems(domain: CertifiedDomain | None, opts: pulumi.InvokeOptions) -> Sequence[Problem]:
    """Look up the hosted zone of a domain, and return what is wrong with it.

    The lookup blocks until the provider answers, so a component can call this before it registers anything. A zone ID
    that is an Output is looked up by `make_certificate`, when it resolves.

    Args:
        domain: The domain; None without one.
        opts: The options of the invoke, with the provider of the component's children.
    """
    if domain is None or not isinstance(domain.zone_id, str):
        return ()
    try:
        zone = aws.route53.get_zone(zone_id=domain.zone_id, opts=opts)
    except Exception as error:  # Pulumi raises nothing narrower for an invoke that fails
        reason = f"must be the ID of a hosted zone that the provider can read, got {domain.zone_id}"
        return [Problem("domain.zone_id", reason, f"check the ID and the account: {error}")]
    return _zone_problems(domain, domain.zone_id, zone.name, is_private=bool(zone.private_zone))


def make_certificate(
    scope: ComponentContext, domain: CertifiedDomain, *, region: str | None = None
) -> pulumi.Output[str]:
    """Create the certificate of a domain, unless the domain has an existing one.

    Args:
        scope: The component that the certificate is for.
        domain: The domain.
        region: Region of the certificate, such as `us-east-1` for CloudFront. Default: the provider's.

    Returns:
        ARN of the certificate. Resolves once the certificate is issued.
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
        # Nothing is requested for a zone that can't contain the names.
        opts=scope.opts(depends_on=_checked_zone(scope, domain)),
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


def make_alias_records(scope: ComponentContext, domain: CertifiedDomain, target: AliasTarget) -> None:
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
    scope: ComponentContext, domain: CertifiedDomain, certificate: "aws.acm.Certificate", name: str
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
        # ACM asks for the same record in all certificates of a name and account, whatever their Region: those of other
        # components and stacks too, which could not be renewed without it. So it is never deleted.
        allow_overwrite=True,
        opts=scope.opts(retain_on_delete=True),
    )


def _checked_zone(scope: ComponentContext, domain: CertifiedDomain) -> pulumi.Output[list[pulumi.Resource]] | None:
    """Return no resources, once the zone of a zone ID that is an Output is known to contain the names."""
    if not isinstance(domain.zone_id, pulumi.Output):
        return None
    zone = aws.route53.get_zone_output(zone_id=domain.zone_id, opts=scope.invoke_opts)

    def check(values: Sequence[object]) -> list[pulumi.Resource]:
        zone_id, name, is_private = values
        found = _zone_problems(domain, str(zone_id), name, is_private=bool(is_private))
        if found:
            raise InputError("CertifiedDomain", found)
        return []

    return pulumi.Output.all(domain.zone_id, zone.name, zone.private_zone).apply(check)


def _zone_problems(domain: CertifiedDomain, zone_id: str, zone: object, *, is_private: bool) -> list[Problem]:
    if not isinstance(zone, str):
        return []  # the provider's configuration is unknown in this preview
    ending = "." + zone.rstrip(".").lower()
    outside = [name for name in domain.names if not f".{name.removeprefix('*.')}".endswith(ending)]
    found: list[Problem] = []
    if outside:
        reason = f"must be a hosted zone that contains {' and '.join(outside)}, got {zone_id} of {zone}"
        found.append(Problem("domain.zone_id", reason, "use the zone of the domain or of a parent domain"))
    if is_private and domain.certificate_arn is None:
        reason = f"must be a public hosted zone for a certificate to be validated in, got the private zone {zone_id}"
        found.append(Problem("domain.zone_id", reason, "use a public zone, or set certificate_arn"))
    return found
