from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from edge_inputs import CERTIFICATE, DOMAIN, ZONE, site_inputs
from edge_parts import distribution
from recording import Deployment

from strongroom.core import InputError
from strongroom.edge import SiteArgs

Deploy = Callable[..., Deployment]
RECORD = "aws:route53/record:Record"
MADE: dict[str, Any] = {"name": "portal.example.com", "zone_id": ZONE}


def aliases(deployment: Deployment) -> list[tuple[str, str]]:
    records = [each.inputs for each in deployment.of_type(RECORD) if each.inputs["aliases"]]
    return [(each["name"], each["type"]) for each in records]


def test_acm_1_a_certificate_is_made_in_us_east_1_and_renewed(deploy: Deploy) -> None:
    deployment = deploy(domain=MADE)
    certificate = deployment.one("aws:acm/certificate:Certificate")
    assert (certificate.region, certificate.inputs["validationMethod"]) == ("us-east-1", "DNS")
    validation = deployment.one("aws:acm/certificateValidation:CertificateValidation")
    assert validation.region == "us-east-1"
    used = distribution(deployment)["viewerCertificate"]["acmCertificateArn"]
    assert used == (validation.outputs or {})["certificateArn"] == deployment.value(deployment.result.certificate_arn)


def test_names_lead_to_the_site_over_both_kinds_of_address(deploy: Deploy) -> None:
    names = ["portal.example.com", "*.portal.example.com"]
    deployment = deploy(domain=MADE | {"alternative_names": names[1:]})
    assert distribution(deployment)["aliases"] == names
    assert aliases(deployment) == [(name, type_) for name in names for type_ in ("A", "AAAA")]
    site = deployment.result
    target = {"name": deployment.value(site.domain_name), "zoneId": deployment.value(site.hosted_zone_id)}
    for record in deployment.of_type(RECORD):
        if record.inputs["aliases"]:
            assert record.inputs["aliases"] == [target | {"evaluateTargetHealth": False}]


def test_records_follow_what_is_asked_for(deploy: Deploy) -> None:
    assert aliases(deploy()) == []
    assert aliases(deploy(domain=MADE | {"alias_records": False})) == []
    assert aliases(deploy(domain=DOMAIN | {"zone_id": ZONE}, ipv6=False)) == [("portal.example.com", "A")]


def test_a_given_certificate_has_all_names(deploy: Deploy) -> None:
    later = lambda: DOMAIN | {"certificate_arn": pulumi.Output.from_input(CERTIFICATE)}  # noqa: E731
    deployment = deploy(domain=later)
    assert deployment.of_type("aws:acm/certificate:Certificate") == []
    assert distribution(deployment)["viewerCertificate"]["acmCertificateArn"] == CERTIFICATE
    more = deploy(domain=DOMAIN | {"alternative_names": ["bank.example.com"]})
    assert distribution(more)["aliases"] == ["portal.example.com", "bank.example.com"]


def test_old_protocols_are_left_out_as_far_as_asked(deploy: Deploy) -> None:
    oldest = distribution(deploy(domain=DOMAIN | {"minimum_protocol_version": "TLSv1.3_2025"}))["viewerCertificate"]
    assert oldest["minimumProtocolVersion"] == "TLSv1.3_2025"


def test_a_disposable_site_can_do_without_a_name(deploy: Deploy) -> None:
    deployment = deploy(durability="ephemeral", domain=None)
    assert distribution(deployment)["viewerCertificate"] == {"cloudfrontDefaultCertificate": True}
    assert (distribution(deployment)["aliases"], deployment.result.certificate_arn) == ([], None)


@pytest.mark.parametrize(
    ("domain", "told"),
    [
        (None, "domain: is required where the durability is persistent"),
        ({"name": "portal.example.com"}, "domain: HTTPS for portal.example.com needs a certificate"),
        (
            DOMAIN | {"certificate_arn": CERTIFICATE.replace("us-east-1", "eu-central-1")},
            "domain.certificate_arn: must be the ARN of a certificate in us-east-1",
        ),
        (MADE | {"key_algorithm": "EC_secp384r1"}, "domain.key_algorithm: CloudFront knows RSA and P-256 only"),
        (DOMAIN | {"alias_records": True}, "domain.alias_records: the records need a zone to be in"),
        (DOMAIN | {"minimum_protocol_version": "TLSv1"}, "domain.minimum_protocol_version: must be"),
        (MADE | {"name": "Portal.example.com"}, "domain.name: must be a domain name in lower case"),
    ],
)
def test_a_name_without_a_certificate_that_fits_is_refused(domain: Any, told: str) -> None:
    with pytest.raises(InputError) as caught:
        SiteArgs(**site_inputs(domain=domain))
    (problem,) = caught.value.problems
    assert f"{problem.path}: {problem.reason}".startswith(told)
    assert problem.remedy
