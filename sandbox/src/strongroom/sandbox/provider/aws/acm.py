"""AWS Certificate Manager."""

import time
from datetime import datetime
from typing import Any, Final

from ..errors import ProviderError
from ..resource import CHOSEN_ONCE, EVERYTHING, NEEDED, REPLACES, Property, Resource
from ..session import Session
from ..wire import Props
from .tags import tag_dict, tag_list
from .translate import request, told

_POLLS: Final = 20
_POLL_SECONDS: Final = 0.1
"""The local AWS issues a certificate when its records exist, so longer waiting would bring nothing."""


class Certificate(Resource):
    """A public certificate that is validated by DNS. Its id is its ARN."""

    token = "aws:acm/certificate:Certificate"
    taggable = True
    properties = {
        "domainName": NEEDED,
        "validationMethod": NEEDED,
        "subjectAlternativeNames": Property(form="set", replace=True, computed=True),
        "keyAlgorithm": CHOSEN_ONCE,
        "options": Property(computed=True, partial=True, nested=EVERYTHING),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Request the certificate."""
        if props["validationMethod"] != "DNS":
            raise ProviderError("the sandbox validates certificates by DNS only: set validationMethod to DNS")
        names = ("domainName", "validationMethod", "subjectAlternativeNames", "keyAlgorithm", "options")
        call = request(aws, "acm", "RequestCertificateRequest", {name: props.get(name) for name in names})
        tagged = {"Tags": tag_list(tags)} if tags else {}
        return aws.client("acm").request_certificate(**call, **tagged)["CertificateArn"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the certificate, with the records that validate it."""
        acm = aws.client("acm")
        found = acm.describe_certificate(CertificateArn=id)["Certificate"]
        domain = found["DomainName"]
        names: list[str] = found.get("SubjectAlternativeNames", [])
        given: list[str] = known.get("subjectAlternativeNames") or []
        return {
            "arn": id,
            "domainName": domain,
            "validationMethod": "DNS",
            "subjectAlternativeNames": sorted(name for name in names if name != domain or name in given),
            "keyAlgorithm": found["KeyAlgorithm"],
            "options": told(self.token, "options", found.get("Options")),
            "domainValidationOptions": [
                _validation(option)
                for option in sorted(found["DomainValidationOptions"], key=lambda option: option["DomainName"])
            ],
            "status": found["Status"],
            "type": found["Type"],
            "notBefore": _text(found.get("NotBefore")),
            "notAfter": _text(found.get("NotAfter")),
            "pendingRenewal": False,
            "renewalEligibility": found["RenewalEligibility"],
            "renewalSummaries": [],
            "validationEmails": [],
            "tags": tag_dict(acm.list_tags_for_certificate(CertificateArn=id)["Tags"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change whether the certificate is told to transparency logs."""
        options = request(aws, "acm", "CertificateOptions", props.get("options") or {})
        aws.client("acm").update_certificate_options(CertificateArn=id, Options=options)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the certificate."""
        aws.client("acm").delete_certificate(CertificateArn=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("acm").add_tags_to_certificate(CertificateArn=id, Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("acm").remove_tags_from_certificate(CertificateArn=id, Tags=[{"Key": key} for key in keys])


def _validation(option: dict[str, Any]) -> Props:
    record = option["ResourceRecord"]
    return {
        "domainName": option["DomainName"],
        "resourceRecordName": record["Name"],
        "resourceRecordType": record["Type"],
        "resourceRecordValue": record["Value"],
    }


def _text(time: datetime | None) -> str | None:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else None


class CertificateValidation(Resource):
    """The wait until a certificate is issued. Its id is the certificate's ARN."""

    token = "aws:acm/certificateValidation:CertificateValidation"
    properties = {"certificateArn": REPLACES, "validationRecordFqdns": Property(form="set", replace=True)}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Wait until the certificate is issued."""
        arn = props["certificateArn"]
        expected = self._records(aws, arn)
        fqdns: list[str] = props.get("validationRecordFqdns") or []
        named = [fqdn.rstrip(".") for fqdn in fqdns]
        if named and (missing := sorted({*expected} - {*named})):
            raise ProviderError(f"validationRecordFqdns lacks {', '.join(missing)}, which the certificate needs")
        for _ in range(_POLLS):
            if self.read(aws, arn, props):
                return arn
            time.sleep(_POLL_SECONDS)
        records = ", ".join(f"{name} CNAME {value}" for name, value in expected.items())
        where = "in the sandbox its records must be in a public zone of the account"
        raise ProviderError(f"the certificate is not issued: {where}: {records}")

    @staticmethod
    def _records(aws: Session, arn: str) -> dict[str, str]:
        found = aws.client("acm").describe_certificate(CertificateArn=arn)["Certificate"]
        records = [option["ResourceRecord"] for option in found["DomainValidationOptions"]]
        return {record["Name"].rstrip("."): record["Value"] for record in records}

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the validation, if the certificate is issued."""
        found = aws.client("acm").describe_certificate(CertificateArn=id)["Certificate"]
        return {"certificateArn": id} if found["Status"] == "ISSUED" else None

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Leave the certificate as it is: a wait can't be undone."""


RESOURCES: Final = (Certificate(), CertificateValidation())
