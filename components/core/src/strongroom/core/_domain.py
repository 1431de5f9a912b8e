"""A domain name and its certificate."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from strongroom.core._errors import Problem
from strongroom.core._ids import CertificateArn, CertificateName, DomainName, HostedZoneId, UniqueItems
from strongroom.core._inputs import Input, Model

_COMMON_NAME_LENGTH = 64


class CertifiedDomain(Model):
    """A domain name with a certificate for it: one that is given, or made in a hosted zone.

    A component has a subclass of its own, which says what the names lead to.

    https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
    """

    name: DomainName
    """The domain name, such as `portal.example.com`; at most 64 characters if the certificate is made."""

    alternative_names: Annotated[list[CertificateName], Field(max_length=99), UniqueItems] = []
    """Further names, such as `*.portal.example.com`; at most 99. Default: none."""

    zone_id: Input[HostedZoneId] | None = None
    """ID of the hosted zone that contains all names; a public one, unless `certificate_arn` is set.

    The DNS records that validate the certificate are created in it. They are never deleted, because other certificates
    of the same names in the account need the same records to be renewed: delete them by hand once there are none, or
    set `force_destroy` on a zone that is deleted with the stack. Required without `certificate_arn`.
    """

    certificate_arn: Input[CertificateArn] | None = None
    """ARN of a certificate for the names. Default: one is made and renewed."""

    key_algorithm: Literal["RSA_2048", "EC_prime256v1", "EC_secp384r1"] = "RSA_2048"
    """The key of the certificate that is made. Default: RSA, which every client knows."""

    alias_records: bool | None = None
    """Whether records in the zone lead the names to the component. Default: they do, if there is a zone."""

    @property
    def names(self) -> list[str]:
        """All names, the domain's own first."""
        return [self.name, *self.alternative_names]

    @property
    def validated_names(self) -> list[str]:
        """The names that ACM validates: a name and a wildcard right below it share a record."""
        return [*dict.fromkeys(name.removeprefix("*.") for name in self.names)]

    def problems(self, path: str = "domain") -> Iterator[Problem]:
        """Find what doesn't fit together.

        Args:
            path: The field that holds the domain.

        Yields:
            One problem at a time, by its field, with the remedy.
        """
        if self.certificate_arn is None and self.zone_id is None:
            reason = f"HTTPS for {self.name} needs a certificate"
            yield Problem(path, reason, "give zone_id, to have one made and validated there, or certificate_arn")
        if self.certificate_arn is None and len(self.name) > _COMMON_NAME_LENGTH:
            reason = f"must be at most {_COMMON_NAME_LENGTH} characters for a certificate that is made"
            yield Problem(f"{path}.name", reason, "give a shorter name, and this one in alternative_names")
        if self.name in self.alternative_names:
            yield Problem(f"{path}.alternative_names", f"{self.name} is the name already", "remove it")
        if self.alias_records and self.zone_id is None:
            yield Problem(f"{path}.alias_records", "the records need a zone to be in", "give zone_id")
