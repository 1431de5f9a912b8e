"""Certificates: issued as soon as the records that validate them exist, and kept as long as something has them."""

from typing import Any

from moto.acm.models import CertBundle
from moto.acm.responses import AWSCertificateManagerResponse
from moto.core.exceptions import AWSError
from moto.core.responses import ActionResult, EmptyResult
from moto.elbv2.models import elbv2_backends
from moto.route53.models import route53_backends

from .request import attributes, parameter, replace, result_of

_request_certificate: Any = AWSCertificateManagerResponse.request_certificate
_describe: Any = CertBundle.describe
_check: Any = CertBundle.check


def request_certificate(self: AWSCertificateManagerResponse) -> ActionResult:
    """Request a certificate, and keep the algorithm of its key.

    https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
    """
    answer = _request_certificate(self)
    bundle = self.acm_backend.get_certificate(result_of(answer)["CertificateArn"])
    attributes(bundle)["key_algorithm"] = parameter(self, "KeyAlgorithm")
    attributes(bundle)["zones"] = route53_backends[self.current_account][self.partition]
    return answer


def update_certificate_options(self: AWSCertificateManagerResponse) -> EmptyResult:
    """Change whether a certificate is told to transparency logs.

    https://docs.aws.amazon.com/acm/latest/APIReference/API_UpdateCertificateOptions.html
    """
    bundle = self.acm_backend.get_certificate(parameter(self, "CertificateArn"))
    bundle.cert_options.update(parameter(self, "Options", {}))
    return EmptyResult()


def delete_certificate(self: AWSCertificateManagerResponse) -> EmptyResult:
    """Delete a certificate that nothing has.

    https://docs.aws.amazon.com/acm/latest/APIReference/API_DeleteCertificate.html
    """
    arn = parameter(self, "CertificateArn")
    if users := _users(self, arn):
        raise AWSError(f"Certificate {arn} is in use by {', '.join(users)}.", "ResourceInUseException")
    self.acm_backend.delete_certificate(arn)
    return EmptyResult()


def _users(self: AWSCertificateManagerResponse, arn: str) -> list[str]:
    """Return ARNs of what has a certificate; moto never forgets a listener that had it."""
    balancers: Any = elbv2_backends[self.current_account][self.region].load_balancers.values()
    having = [
        balancer.arn
        for balancer in balancers
        if any(arn in listener.certificates for listener in balancer.listeners.values())
    ]
    told: list[str] = self.acm_backend.get_certificate(arn).in_use_by
    return [*having, *(user for user in told if ":listener/" not in user)]


def _describe_with_key(self: Any) -> dict[str, Any]:
    described = _describe(self)
    if algorithm := attributes(self).get("key_algorithm"):
        described["Certificate"]["KeyAlgorithm"] = algorithm
    return described


def _values(record: Any) -> list[Any]:
    return record.records or []


def _text(value: Any) -> str:
    """Return a record's value: moto keeps some as text, some as AWS's object."""
    text: str = value if isinstance(value, str) else value["Value"]
    return text.rstrip(".")


def _check_records(self: Any) -> None:
    """Issue a certificate when its records exist, as AWS does; moto would do it after a while in any case."""
    if self.status != "PENDING_VALIDATION" or "zones" not in attributes(self):
        _check(self)
        return
    zones: Any = attributes(self)["zones"].zones.values()
    present = [record for zone in zones if not zone.private_zone for record in zone.rrsets]
    records = {(record.name.rstrip("."), _text(value)) for record in present for value in _values(record)}
    options = _describe(self)["Certificate"].get("DomainValidationOptions", [])
    wanted = {
        (one["ResourceRecord"]["Name"].rstrip("."), one["ResourceRecord"]["Value"].rstrip(".")) for one in options
    }
    if wanted <= records:
        self.status = "ISSUED"


def install() -> None:
    """Add the operations."""
    setattr(CertBundle, "check", _check_records)  # noqa: B010 - its types are looser
    setattr(CertBundle, "describe", _describe_with_key)  # noqa: B010 - its types are looser
    replace(AWSCertificateManagerResponse, request_certificate, update_certificate_options, delete_certificate)
