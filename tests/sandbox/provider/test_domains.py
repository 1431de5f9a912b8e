"""Certificates, their records and zones, and parameters beyond the lives of their types."""

from typing import Any

import pytest
from lives import World
from lives.acm import CERTIFICATE, VALIDATION
from lives.route53 import RECORD, ZONE, alias
from lives.ssm import PARAMETER
from provider_client import Deployed, InvalidInputsError

from strongroom.sandbox.provider.wire import Props, decode_marked


def ask(estate: World, token: str, **arguments: Any) -> Props:
    answer = estate.provider.invoke(token, **arguments)
    assert not answer.failures
    return decode_marked(getattr(answer, "return"))


class TestCertificate:
    def request(self, estate: World) -> tuple[Deployed, Deployed, Props]:
        """Return a zone, a certificate for its domain, and the record that validates it."""
        domain = f"{estate.name()}.example.com"
        zone = estate.make(ZONE, name=domain)
        made = estate.make(CERTIFICATE, domainName=domain, validationMethod="DNS")
        [option] = made.outputs["domainValidationOptions"]
        record: Props = {
            "zoneId": zone.id,
            "name": option["resourceRecordName"],
            "type": option["resourceRecordType"],
            "records": [option["resourceRecordValue"]],
            "ttl": 60,
        }
        return zone, made, record

    def test_is_issued_when_its_record_exists(self, estate: World) -> None:
        _, made, record = self.request(estate)
        assert made.outputs["status"] == "PENDING_VALIDATION"

        named = estate.make(RECORD, **record).outputs["fqdn"]
        validated = estate.make(VALIDATION, certificateArn=made.id, validationRecordFqdns=[named])

        assert validated.outputs["certificateArn"] == made.id
        issued = estate.provider.refresh(made)
        assert issued is not None
        assert issued.outputs["status"] == "ISSUED"

    def test_is_not_issued_without_it(self, estate: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("strongroom.sandbox.provider.aws.acm._POLLS", 1)
        _, made, record = self.request(estate)
        name = record["name"].rstrip(".")
        with pytest.raises(Exception, match=f"its records must be in a public zone .*{name} CNAME"):
            estate.make(VALIDATION, certificateArn=made.id)
        with pytest.raises(Exception, match=f"validationRecordFqdns lacks {name}"):
            estate.make(VALIDATION, certificateArn=made.id, validationRecordFqdns=["other.example.com"])

    def test_a_wildcard_and_its_domain_share_a_record(self, estate: World) -> None:
        domain = f"{estate.name()}.example.com"
        names = [f"*.{domain}"]
        made = estate.make(CERTIFICATE, domainName=domain, validationMethod="DNS", subjectAlternativeNames=names)
        records = [option["resourceRecordName"] for option in made.outputs["domainValidationOptions"]]
        assert len(records) == 2
        assert len(set(records)) == 1

    def test_only_dns_validates(self, estate: World) -> None:
        with pytest.raises(Exception, match="set validationMethod to DNS"):
            estate.make(CERTIFICATE, domainName="it.example.com", validationMethod="EMAIL")


class TestRecord:
    def test_takes_the_place_of_another_only_if_the_program_says_so(self, estate: World) -> None:
        zone = estate.make(ZONE, name=f"{estate.name()}.example.com")
        news: Props = {"zoneId": zone.id, "name": "www", "type": "TXT", "ttl": 60}
        estate.make(RECORD, **news, records=["one"])
        with pytest.raises(Exception, match="already exists"):
            estate.make(RECORD, **news, records=["two"])
        made = estate.make(RECORD, **news, records=["two"], allowOverwrite=True)
        assert made.outputs["records"] == ["two"]

    @pytest.mark.parametrize(
        ("news", "reason"),
        [
            ({"records": ["one"]}, "give it with records"),
            ({"aliases": [{"name": "it", "zoneId": "Z1", "evaluateTargetHealth": True}], "ttl": 60}, "leave it out"),
        ],
    )
    def test_says_how_long_it_is_kept_unless_it_is_an_alias(self, estate: World, news: Props, reason: str) -> None:
        with pytest.raises(InvalidInputsError) as refused:
            estate.make(RECORD, zoneId="Z1", name="www", type="A", **news)

        assert reason in refused.value.failures["ttl"]

    def test_an_alias_of_the_zones_own_name(self, estate: World) -> None:
        zone = estate.make(ZONE, name=f"{estate.name()}.example.com")
        name = zone.outputs["name"]
        made = estate.make(RECORD, zoneId=zone.id, name=name, type="AAAA", aliases=alias("Web-1.elb.amazonaws.com."))
        assert made.outputs["fqdn"] == name
        assert estate.provider.refresh(made) == made
        assert estate.provider.kinds(
            made, zoneId=zone.id, name=name, type="AAAA", aliases=alias("other.elb.amazonaws.com")
        ) == {"aliases[0].name": "UPDATE"}

    @pytest.mark.parametrize("kind", ["A", "AAAA", "HTTPS"])
    def test_an_alias_of_a_distribution(self, estate: World, kind: str) -> None:
        zone = estate.make(ZONE, name=f"{estate.name()}.example.com")
        target = {"name": "d111111abcdef8.cloudfront.net", "zoneId": "Z2FDTNDATAQYW2", "evaluateTargetHealth": False}
        news: Props = {"zoneId": zone.id, "name": "www", "type": kind, "aliases": [target]}
        made = estate.make(RECORD, **news)

        listed = estate.client("route53").list_resource_record_sets(HostedZoneId=zone.id)["ResourceRecordSets"]
        [seen] = [each["AliasTarget"] for each in listed if each["Type"] == kind]
        assert seen["HostedZoneId"] == "Z2FDTNDATAQYW2"
        assert seen["DNSName"].rstrip(".") == target["name"]
        assert seen["EvaluateTargetHealth"] is False
        assert estate.provider.refresh(made) == made
        assert estate.provider.kinds(made, **news) == {}

    def test_a_zone_with_records_goes_only_if_the_program_says_so(self, estate: World) -> None:
        for forced in (False, True):
            zone = estate.make(ZONE, name=f"{estate.name()}.example.com", forceDestroy=forced)
            estate.make(RECORD, zoneId=zone.id, name="www", type="TXT", ttl=60, records=["one"])
            if forced:
                estate.provider.delete(zone)
                assert estate.provider.refresh(zone) is None
            else:
                with pytest.raises(Exception, match="HostedZoneNotEmpty"):
                    estate.provider.delete(zone)

    def test_a_zone_that_becomes_private_is_replaced(self, estate: World) -> None:
        news = {"name": f"{estate.name()}.example.com"}
        made = estate.make(ZONE, **news)
        assert list(estate.provider.diff(made, **news, vpcs=[{"vpcId": "vpc-12345678"}]).replaces) == ["vpcs"]


class TestFunctions:
    def test_a_zone_by_its_name_and_whether_it_is_private(self, estate: World) -> None:
        token = "aws:route53/getZone:getZone"  # noqa: S105 - Pulumi's word for a function
        name = f"{estate.name()}.example.com"
        public = estate.make(ZONE, name=name)
        private = estate.make(ZONE, name=name, vpcs=[{"vpcId": estate.vpc()}])

        assert ask(estate, token, name=f"{name}.")["zoneId"] == public.id
        assert ask(estate, token, name=name, privateZone=True)["zoneId"] == private.id
        assert ask(estate, token, zoneId=private.id)["privateZone"] is True
        with pytest.raises(Exception, match="0 hosted zones fit"):
            ask(estate, token, name="no-such.example.com")

    @pytest.mark.parametrize("region", ["eu-west-1", "mx-central-1"])
    def test_the_newest_image_of_amazon_linux(self, estate: World, region: str) -> None:
        token = "aws:ssm/getParameter:getParameter"  # noqa: S105 - Pulumi's word for a function
        name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
        found = ask(estate, token, name=name, region=region)
        assert found["insecureValue"].startswith("ami-")
        assert found["value"].value == found["insecureValue"]

    def test_a_secret_parameter_is_told_as_a_secret_only(self, estate: World) -> None:
        token = "aws:ssm/getParameter:getParameter"  # noqa: S105 - Pulumi's word for a function
        made = estate.make(PARAMETER, type="SecureString", value="hush")
        found = ask(estate, token, name=made.id)
        assert (found["value"].value, found["insecureValue"]) == ("hush", "")
        sealed = ask(estate, token, name=made.id, withDecryption=False)
        assert sealed["value"].value != "hush"

    def test_the_prefix_list_of_cloudfront(self, estate: World) -> None:
        token = "aws:ec2/getManagedPrefixList:getManagedPrefixList"  # noqa: S105 - Pulumi's word for a function
        found = ask(estate, token, name="com.amazonaws.global.cloudfront.origin-facing")
        assert found["id"].startswith("pl-")
        assert found["ownerId"] == "AWS"


class TestParameter:
    def test_a_new_value_is_a_version_whose_number_a_preview_does_not_know(self, estate: World) -> None:
        news = {"type": "String", "value": "one"}
        made = estate.make(PARAMETER, **news)
        assert estate.provider.update(made, preview=True, type="String", value="two").outputs.get("version") != 1
        changed = estate.provider.update(made, type="String", value="two")
        assert (made.outputs["version"], changed.outputs["version"]) == (1, 2)

    def test_one_that_exists_is_taken_over_only_if_the_program_says_so(self, estate: World) -> None:
        news = {"name": estate.name(), "type": "String", "value": "one"}
        estate.make(PARAMETER, **news)
        with pytest.raises(Exception, match="ParameterAlreadyExists"):
            estate.make(PARAMETER, **news)
        made = estate.make(PARAMETER, **Props(news, value="two"), overwrite=True, tags={"Team": "web"})
        assert (made.outputs["version"], made.outputs["tagsAll"]) == (2, {"Team": "web"})

    def test_it_has_one_value(self, estate: World) -> None:
        with pytest.raises(Exception, match="give one of value, insecureValue"):
            estate.make(PARAMETER, type="String", value="one", insecureValue="one")
