"""A domain and its certificate: what the components that have one share."""

from collections.abc import Iterable, Mapping
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import Deployment, Recorder, always

from strongroom.core import Args, CertifiedDomain, Component, Input, InputError, Problem
from strongroom.core.aws import (
    AliasTarget,
    hosted_zone_problems,
    lookup_options,
    make_alias_records,
    make_certificate,
)

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


class VaultArgs(Args):
    domain: CertifiedDomain
    other: Input[str] | None = None


class Vault(Component):
    """Looks the zone of its domain up before it is registered."""

    def __init__(self, name: str, args: VaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        make_certificate(self._scope, args.domain)
        self.publish()

    @classmethod
    def _lookup_problems(cls, args: VaultArgs, opts: pulumi.ResourceOptions | None) -> Iterable[Problem]:
        return hosted_zone_problems(args.domain, lookup_options(opts))


GET_ZONE = "aws:route53/getZone:getZone"


def answering(zone: str | None, *, private: bool = False) -> Mapping[str, Any]:
    answer = {} if zone is None else {"id": ZONE, "zoneId": ZONE, "name": zone, "privateZone": private}
    return {GET_ZONE: always(answer)}


def vault(zone_id: Any = ZONE, **domain: Any) -> Vault:
    inputs = {"name": "portal.example.com", "zone_id": zone_id, **domain}
    return Vault("vault", VaultArgs(domain=CertifiedDomain.model_validate(inputs)))


@pytest.mark.parametrize(
    ("names", "zone"),
    [
        (["portal.example.com"], "example.org"),
        (["portal.example.com"], "other.example.com"),
        (["portal.example.com"], "ample.com"),
        (["portal.example.com", "www.example.org"], "example.com"),
        (["portal.example.com", "*.example.com"], "portal.example.com"),
    ],
)
def test_zone_that_does_not_contain_a_name_fails_before_registration(
    record: Recorder, names: list[str], zone: str
) -> None:
    failure = record.failing(
        InputError, lambda: vault(name=names[0], alternative_names=names[1:]), answers=answering(zone)
    )
    assert not failure.deployment.resources
    assert f"domain.zone_id: must be a hosted zone that contains {names[-1]}, got {ZONE} of {zone}" in failure.message


def test_zone_id_that_is_an_output_is_checked_before_the_certificate_is_requested(record: Recorder) -> None:
    failure = record.failing(
        InputError, lambda: vault(pulumi.Output.from_input(ZONE)), answers=answering("example.org")
    )
    assert "must be a hosted zone that contains portal.example.com" in failure.message
    assert not [each for each in failure.deployment.resources if each.type == CERTIFICATE]


def test_private_zone_is_refused_for_a_certificate_only(record: Recorder) -> None:
    private = answering("example.com", private=True)
    failure = record.failing(InputError, vault, answers=private)
    assert "must be a public hosted zone" in failure.message
    record(lambda: vault(certificate_arn=ARN), answers=private)


def test_unknown_zone_stays_unknown_in_a_preview(record: Recorder) -> None:
    for zone_id in (lambda: ZONE, lambda: pulumi.Output.from_input(ZONE)):
        deployment = record(lambda zone_id=zone_id: vault(zone_id()), preview=True, answers=answering(None))
        assert deployment.one(CERTIFICATE)


labels = st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=3).map(".".join)


@given(name=labels, above=labels)
def test_zone_of_the_name_or_a_parent_contains_it(record: Recorder, name: str, above: str) -> None:
    record(lambda: vault(name=f"{name}.{above}.com"), answers=answering(f"{above}.com"))


def test_validation_records_are_retained_and_alias_records_deleted(record: Recorder) -> None:
    records = deployed(record).of_type(RECORD)
    assert {bool(each.inputs["aliases"]): each.request.retainOnDelete for each in records} == {False: True, True: False}
