from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from recording import Deployment
from web_service_inputs import CERTIFICATE, DOMAIN, PUBLIC, ZONE

Deploy = Callable[..., Deployment]

TYPE, VALIDATION = "aws:acm/certificate:Certificate", "aws:acm/certificateValidation:CertificateValidation"
RECORD = "aws:route53/record:Record"
MADE: dict[str, Any] = {"name": "portal.example.com", "zone_id": ZONE}
OFFICE = {"ingress": {"cidr_blocks": {"office": "203.0.113.0/24"}}}


def aliases(deployment: Deployment) -> list[str]:
    return [each.inputs["name"] for each in deployment.of_type(RECORD) if each.inputs["type"] == "A"]


def test_a_given_certificate_is_used(deploy: Deploy) -> None:
    deployment = deploy()
    assert (deployment.of_type(TYPE), deployment.of_type(RECORD)) == ([], [])
    assert deployment.value(deployment.result.certificate_arn) == CERTIFICATE


def test_a_certificate_is_made_and_validated_in_the_zone(deploy: Deploy) -> None:
    deployment = deploy(domain=MADE)
    certificate = deployment.one(TYPE)
    assert certificate.inputs["domainName"] == "portal.example.com"
    assert certificate.inputs["validationMethod"] == "DNS"
    record = deployment.one(RECORD)
    assert (record.inputs["zoneId"], record.inputs["type"]) == (ZONE, "CNAME")
    assert record.inputs["name"] == "_proof.portal.example.com."
    assert record.inputs["records"][0].endswith(".acm.test.")
    validation = deployment.one(VALIDATION)
    assert record.outputs is not None
    assert validation.inputs["validationRecordFqdns"] == [record.outputs["fqdn"]]
    arn = validation.inputs["certificateArn"]
    assert deployment.one("aws:lb/listener:Listener").inputs["certificateArn"] == arn


def test_the_listener_waits_until_the_certificate_is_issued(deploy: Deploy) -> None:
    deployment = deploy(domain=MADE)
    carried = deployment.one("aws:lb/listener:Listener").request.propertyDependencies["certificateArn"].urns
    assert deployment.one(VALIDATION).urn in carried


def test_each_name_has_one_record(deploy: Deploy) -> None:
    names = ["*.portal.example.com", "bank.example.com", "*.example.com"]
    deployment = deploy(domain=MADE | {"alternative_names": names})
    assert deployment.one(TYPE).inputs["subjectAlternativeNames"] == names
    proofs = [each.inputs["name"] for each in deployment.of_type(RECORD)]
    assert proofs == [f"_proof.{name}." for name in ("portal.example.com", "bank.example.com", "example.com")]
    assert len(deployment.one(VALIDATION).inputs["validationRecordFqdns"]) == 3


def test_names_that_look_alike_are_told_apart(deploy: Deploy) -> None:
    alike = ["a-b.example.com", "a.b.example.com", "any.example.com", "*.example.com"]
    deployment = deploy(domain=MADE | {"alternative_names": alike}, load_balancer=OFFICE)
    assert aliases(deployment) == ["portal.example.com", *alike]


def test_the_key_of_a_certificate_can_be_chosen(deploy: Deploy) -> None:
    assert deploy(domain=MADE).one(TYPE).inputs["keyAlgorithm"] == "RSA_2048"
    chosen = deploy(domain=MADE | {"key_algorithm": "EC_prime256v1"})
    assert chosen.one(TYPE).inputs["keyAlgorithm"] == "EC_prime256v1"


def test_a_zone_may_come_later(deploy: Deploy) -> None:
    deployment = deploy(domain=lambda: MADE | {"zone_id": pulumi.Output.from_input(ZONE)})
    assert deployment.one(RECORD).inputs["zoneId"] == ZONE


@pytest.mark.parametrize(
    ("domain", "options", "expected"),
    [
        (MADE, {}, []),
        (MADE, PUBLIC, []),
        (MADE, OFFICE, ["portal.example.com"]),
        (MADE | {"alternative_names": ["*.example.com"]}, OFFICE, ["portal.example.com", "*.example.com"]),
        (MADE | {"alias_records": False}, OFFICE, []),
        (MADE | {"alias_records": True}, {}, ["portal.example.com"]),
        (DOMAIN, OFFICE, []),
        (DOMAIN | {"zone_id": ZONE}, OFFICE, ["portal.example.com"]),
    ],
)
def test_names_lead_to_the_load_balancer_unless_they_are_cloudfronts(
    deploy: Deploy, domain: dict[str, Any], options: dict[str, Any], expected: list[str]
) -> None:
    assert aliases(deploy(domain=domain, load_balancer=options)) == expected


def test_an_alias_follows_the_load_balancer(deploy: Deploy) -> None:
    deployment = deploy(domain=MADE, load_balancer=OFFICE)
    (alias,) = [each for each in deployment.of_type(RECORD) if each.inputs["type"] == "A"]
    service = deployment.result
    assert alias.inputs["zoneId"] == ZONE
    assert alias.inputs["aliases"] == [
        {
            "name": deployment.value(service.dns_name),
            "zoneId": deployment.value(service.zone_id),
            "evaluateTargetHealth": True,
        }
    ]
