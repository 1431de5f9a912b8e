"""A domain and its certificate: what the components that have one share."""

from typing import Any

import pytest
from recording import Deployment, Recorder

from strongroom.core import Args, CertifiedDomain, Component
from strongroom.core.aws import AliasTarget, make_alias_records, make_certificate

CERTIFICATE, RECORD = "aws:acm/certificate:Certificate", "aws:route53/record:Record"
ZONE = "Z0123456789ABCDEFGHIJ"
ARN = "arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"


class House(Component):
    """Has a domain."""

    def __init__(self, domain: CertifiedDomain, region: str | None) -> None:
        super().__init__("house", Args())
        make_certificate(self._scope, domain, region=region)
        target = AliasTarget("house.example.net", "ZHOUSE", evaluate_health=False, ipv6=True)
        make_alias_records(self._scope, domain, target)
        self.publish()


def deployed(record: Recorder, region: str | None = None, **domain: Any) -> Deployment:
    made = CertifiedDomain.model_validate({"name": "portal.example.com", "zone_id": ZONE, **domain})
    return record(lambda: House(made, region))


def problems(**domain: Any) -> dict[str, str]:
    found = CertifiedDomain.model_validate({"name": "portal.example.com", **domain}).problems()
    return {problem.path: problem.remedy for problem in found}


def test_a_wildcard_shares_the_record_of_its_name() -> None:
    domain = CertifiedDomain(name="a.example.com", alternative_names=["*.a.example.com", "*.b.example.com"])
    assert domain.validated_names == ["a.example.com", "b.example.com"]


def test_a_certificate_is_of_the_region_that_needs_it(record: Recorder) -> None:
    deployment = deployed(record, "us-east-1")
    assert deployment.one(CERTIFICATE).region == "us-east-1"
    assert deployment.one("aws:acm/certificateValidation:CertificateValidation").region == "us-east-1"


def test_names_lead_to_both_addresses_of_a_target(record: Recorder) -> None:
    # Names that are alike: each has a record of its own.
    names = ["a-b.example.com", "a.b.example.com", "ipv6-alias.example.com", "*.example.com"]
    records = deployed(record, alternative_names=names).of_type(RECORD)
    aliases = [each.inputs for each in records if each.inputs["aliases"]]
    expected = [(name, type_) for name in ("portal.example.com", *names) for type_ in ("A", "AAAA")]
    assert [(each["name"], each["type"]) for each in aliases] == expected
    (target,) = aliases[0]["aliases"]
    assert target == {"name": "house.example.net", "zoneId": "ZHOUSE", "evaluateTargetHealth": False}


def test_a_given_certificate_is_used(record: Recorder) -> None:
    assert deployed(record, certificate_arn=ARN).of_type(CERTIFICATE) == []


@pytest.mark.parametrize(
    ("domain", "path", "remedy"),
    [
        ({}, "domain", "give zone_id, to have one made and validated there, or certificate_arn"),
        ({"zone_id": ZONE, "name": f"{60 * 'a'}.example.com"}, "domain.name", "give a shorter name"),
        ({"zone_id": ZONE, "alternative_names": ["portal.example.com"]}, "domain.alternative_names", "remove it"),
        ({"certificate_arn": ARN, "alias_records": True}, "domain.alias_records", "give zone_id"),
    ],
)
def test_what_does_not_fit_together_is_told(domain: dict[str, Any], path: str, remedy: str) -> None:
    ((found, told),) = problems(**domain).items()
    assert (found, told.startswith(remedy)) == (path, True)


def test_what_fits_together_is_no_problem() -> None:
    assert problems(zone_id=ZONE) == problems(certificate_arn=ARN) == {}
