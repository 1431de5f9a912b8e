"""The certificate of a service's domain, and the records of its names."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from strongroom.compute._domain import Domain
from strongroom.compute._scope import ServiceScope

_ROLE = "certificate"
_VALIDATION_TTL_SECONDS = 300


def make_certificate(scope: ServiceScope) -> pulumi.Output[str] | None:
    """Make the certificate and wait until it is issued, unless one is given.

    Args:
        scope: The service.

    Returns:
        Its ARN, told when it can be used; None without a domain.
    """
    domain = scope.args.domain
    if domain is None:
        return None
    if domain.certificate_arn is not None:
        return pulumi.Output.from_input(domain.certificate_arn)
    certificate = aws.acm.Certificate(
        scope.child(_ROLE),
        domain_name=domain.name,
        subject_alternative_names=domain.alternative_names,
        validation_method="DNS",
        key_algorithm=domain.key_algorithm,
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    records = [_validation_record(scope, domain, certificate, name) for name in validated_names(domain)]
    validation = aws.acm.CertificateValidation(
        scope.child(_ROLE),
        certificate_arn=certificate.arn,
        validation_record_fqdns=[record.fqdn for record in records],
        opts=scope.opts(),
    )
    return validation.certificate_arn


def make_alias_records(scope: ServiceScope, load_balancer: aws.lb.LoadBalancer) -> None:
    """Make records that lead the domain's names to the load balancer, if they should.

    Args:
        scope: The service.
        load_balancer: The load balancer.
    """
    domain = scope.args.domain
    if domain is None or domain.zone_id is None or not scope.plan.alias_records:
        return
    for name in (domain.name, *domain.alternative_names):
        aws.route53.Record(
            scope.child(f"alias-{slug(name)}"),
            zone_id=domain.zone_id,
            name=name,
            type="A",
            aliases=[
                aws.route53.RecordAliasArgs(
                    name=load_balancer.dns_name, zone_id=load_balancer.zone_id, evaluate_target_health=True
                )
            ],
            opts=scope.opts(),
        )


def validated_names(domain: Domain) -> Sequence[str]:
    """Return the names that ACM validates: a name and a wildcard right below it share a record.

    Args:
        domain: The domain.
    """
    return [*dict.fromkeys(name.removeprefix("*.") for name in (domain.name, *domain.alternative_names))]


def slug(name: str) -> str:
    """Make part of a logical name of a domain name, another one of each: a single hyphen stands for a dot.

    Args:
        name: The domain name.
    """
    return name.replace("-", "--").replace(".", "-").replace("*", "_")


def _validation_record(
    scope: ServiceScope, domain: Domain, certificate: aws.acm.Certificate, name: str
) -> aws.route53.Record:
    assert domain.zone_id is not None  # noqa: S101 a domain without a certificate has a zone
    record = certificate.domain_validation_options.apply(
        lambda options: next(each for each in options if (each.domain_name or "").removeprefix("*.") == name)
    )
    return aws.route53.Record(
        scope.child(f"validate-{slug(name)}"),
        zone_id=domain.zone_id,
        name=record.apply(lambda found: found.resource_record_name or ""),
        type=record.apply(lambda found: found.resource_record_type or ""),
        records=[record.apply(lambda found: found.resource_record_value or "")],
        ttl=_VALIDATION_TTL_SECONDS,
        # The record of a name is the same for all its certificates, such as the next one while this one still exists.
        allow_overwrite=True,
        opts=scope.opts(),
    )
