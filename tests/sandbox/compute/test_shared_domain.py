"""A service and a site with the same domain and hosted zone."""

from collections.abc import Callable
from typing import Any

from site_program import SECRET
from support import WriteProject, failure, inventory, run
from web_service_program import web_service

from strongroom.edge import Site, SiteArgs
from strongroom.sandbox.testing import TestSandbox

NAME = "portal.example.com"
OUTSIDE = """
from strongroom.edge import Site, SiteArgs
origin = {{"type": "public", "domain_name": "rates.example.net", "headers": {{"x-verify": "open-sesame-open-sesame"}}}}
Site("portal", SiteArgs.model_validate({{
    "durability": "ephemeral", "log_bucket_name": None, "web_acl": None,
    "origins": {{"rates": origin}}, "default_behavior": {{"origin": "rates"}},
    "domain": {{"name": "portal.example.org", "alternative_names": ["www.example.com"], "zone_id": "{zone_id}"}},
}}))
"""


def site(zone_id: str, suffix: str = "dev") -> None:
    inputs: dict[str, Any] = {
        "environment_suffix": suffix,
        "durability": "ephemeral",
        "log_bucket_name": None,
        "web_acl": None,
        "origins": {"rates": {"type": "public", "domain_name": "rates.example.net", "headers": {"x-verify": SECRET}}},
        "default_behavior": {"origin": "rates"},
        "domain": {"name": NAME, "zone_id": zone_id},
    }
    Site("portal", SiteArgs(**inputs))


def shared(zone_id: str, *, with_site: bool = True) -> Callable[[], None]:
    def program() -> None:
        web_service(domain={"name": NAME, "zone_id": zone_id})()
        if with_site:
            site(zone_id)

    return program


def create_zone(sandbox: TestSandbox) -> str:
    created = sandbox.client("route53").create_hosted_zone(Name="example.com", CallerReference="shared")
    return created["HostedZone"]["Id"].removeprefix("/hostedzone/")


def records(sandbox: TestSandbox, zone_id: str) -> dict[str, str]:
    """Values of the CNAME records of a zone."""
    found = sandbox.client("route53").list_resource_record_sets(HostedZoneId=zone_id)["ResourceRecordSets"]
    return {each["Name"]: each["ResourceRecords"][0]["Value"] for each in found if each["Type"] == "CNAME"}


def validation(sandbox: TestSandbox, region: str | None = None) -> dict[str, str]:
    """The record that each certificate of a Region needs to be renewed."""
    acm = sandbox.client("acm", region)
    arns = [each["CertificateArn"] for each in acm.list_certificates()["CertificateSummaryList"]]
    options = [
        option
        for arn in arns
        for option in acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
    ]
    return {each["ResourceRecord"]["Name"]: each["ResourceRecord"]["Value"] for each in options}


def test_validation_record_outlives_the_component_that_shares_it(sandbox: TestSandbox) -> None:
    zone_id = create_zone(sandbox)
    stack = sandbox.program(shared(zone_id))
    run(stack.up)
    assert run(stack.up).steps == {}
    assert records(sandbox, zone_id) == validation(sandbox) == validation(sandbox, "us-east-1") != {}

    run(sandbox.program(shared(zone_id, with_site=False)).up)
    assert records(sandbox, zone_id) == validation(sandbox) != {}

    other = sandbox.program(lambda: site(zone_id, "other"), project="other")
    run(other.up)
    stack.destroy()
    assert records(sandbox, zone_id) == validation(sandbox, "us-east-1") != {}
    assert run(other.refresh).steps == {}
    other.destroy()


def test_hosted_zone_that_does_not_exist_fails_before_anything_is_created(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    before = inventory(sandbox)
    message = failure(sandbox.project(write_project(OUTSIDE.format(zone_id="Z0123456789")), "dev").up)
    assert "domain.zone_id: must be the ID of a hosted zone that the provider can read, got Z0123456789" in message
    assert inventory(sandbox) == before


def test_hosted_zone_that_does_not_contain_the_domain_fails_before_anything_is_created(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    zone_id = create_zone(sandbox)
    before = inventory(sandbox)
    folder = write_project(OUTSIDE.format(zone_id=zone_id))
    message = failure(sandbox.project(folder, "dev").up)
    assert f"must be a hosted zone that contains portal.example.org, got {zone_id} of example.com" in message
    assert inventory(sandbox) == before
