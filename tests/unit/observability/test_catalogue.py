"""The catalogue of controls, each entry by itself, compared with AWS's list of managed rules."""

import gzip
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import RuleError
from strongroom.observability import CATALOGUE
from strongroom.observability._compliance._catalogue import WITHOUT_RULE, _known  # pyright: ignore[reportPrivateUsage]
from strongroom.observability._compliance._parameters import Fixed, Flag, OneOf, Parameter, Ports, Texts, WholeNumber
from strongroom.observability._compliance._remediation import RUNBOOKS
from strongroom.observability._compliance._selection import description, rule_parameters

CONTROLS = sorted(CATALOGUE)
ANYTHING = st.one_of(
    st.booleans(),
    st.integers(-10, 100_000),
    st.text(max_size=5),
    st.lists(st.integers(0, 70_000), max_size=3),
    st.lists(st.text(max_size=5), max_size=3),
)
# What AWS's page on CIS v5 lists, but for what has no managed rule (Config.1) or is not built here (EFS), and with
# IAM.1, which the benchmark itself has.
CIS_V5 = """
    Account.1 CloudTrail.1 CloudTrail.2 CloudTrail.4 CloudTrail.7 EC2.2 EC2.6 EC2.7 EC2.8 EC2.21 EC2.53 EC2.54 IAM.1
    IAM.2 IAM.3 IAM.4 IAM.5 IAM.6 IAM.9 IAM.15 IAM.16 IAM.18 IAM.22 IAM.26 IAM.27 IAM.28 KMS.4 RDS.2 RDS.3 RDS.5 RDS.13
    RDS.15 S3.1 S3.5 S3.8 S3.20 S3.22 S3.23
"""
# Those of FSBP, CIS, PCI DSS and further ones that Strongroom means to meet.
LISTED = """
    EC2.2 EC2.6 EC2.15 EC2.7 EC2.3 EC2.181 EC2.8 EC2.170 EC2.9 EC2.25 EC2.10 EC2.55 EC2.56 EC2.57 EC2.13 EC2.14
    EC2.53 EC2.54 EC2.18 EC2.19 EC2.21 EC2.16 ELB.1 ELB.4 ELB.12 ELB.5 ELB.6 ELB.13 ELB.16 ELB.17 ELB.18
    AutoScaling.1 AutoScaling.2 AutoScaling.6 AutoScaling.9 IAM.1 IAM.21 KMS.1 KMS.2 KMS.3 KMS.5 KMS.4 S3.1 S3.8
    S3.2 S3.3 S3.6 S3.5 S3.9 S3.12 S3.13 S3.14 S3.15 S3.17 S3.22 S3.23 CloudFront.1 CloudFront.3 CloudFront.4
    CloudFront.5 CloudFront.6 CloudFront.7 CloudFront.8 CloudFront.9 CloudFront.10 CloudFront.12 CloudFront.13
    CloudFront.15 RDS.2 RDS.3 RDS.5 RDS.6 RDS.8 RDS.10 RDS.9 RDS.36 RDS.11 RDS.13 RDS.17 RDS.23 RDS.46 RDS.20 RDS.21
    RDS.22 RDS.25 RDS.38 RDS.39 SecretsManager.1 SecretsManager.2 SecretsManager.4 CloudTrail.1 CloudTrail.2
    CloudTrail.4 CloudTrail.5 CloudTrail.6 CloudTrail.7 Config.1 CloudWatch.15 CloudWatch.16 CloudWatch.17 WAF.10
    WAF.11 WAF.12 SNS.1 SNS.4 GuardDuty.1 GuardDuty.9 GuardDuty.10 SSM.1 SSM.2 SSM.3 Inspector.1
"""


@cache
def managed_rules() -> dict[str, Any]:
    packed = files("moto.config.resources").joinpath("aws_managed_rules.json.gz").read_bytes()
    return json.loads(gzip.decompress(packed))["ManagedRules"]


@pytest.mark.parametrize("control_id", CONTROLS)
def test_its_rule_is_one_of_awss_with_these_parameters_types_and_trigger(control_id: str) -> None:
    control = CATALOGUE[control_id]
    rule = managed_rules()[control.rule]
    known = {parameter["Name"]: not parameter["Optional"] for parameter in rule.get("Parameters", [])}
    ours = {parameter.name: parameter for parameter in control.parameters}
    assert ours.keys() <= known.keys()
    assert {name for name, required in known.items() if required} <= ours.keys()
    assert control.periodic is (rule["Trigger type"] == "Periodic")
    assert set(control.resource_types) == set(rule.get("Resource Types", "AWS::::Account").split(", "))
    assert control.title
    assert len(description(control)) <= 256
    assert re.fullmatch(r"[A-Za-z0-9]+\.\d+", control_id)


@pytest.mark.parametrize("control_id", CONTROLS)
def test_what_it_takes_by_default_is_allowed_and_written_as_text(control_id: str) -> None:
    control = CATALOGUE[control_id]
    texts = rule_parameters(control, {}, "aws-cn")
    assert "{" not in "".join(texts.values())
    assert set(texts) == {each.name for each in control.parameters if not isinstance(each, Texts)}
    for parameter in control.parameters:
        if isinstance(parameter, WholeNumber | OneOf | Flag | Ports):
            assert parameter.text(parameter.default) == texts[parameter.name] == parameter.default_text
        else:
            assert isinstance(parameter, Fixed | Texts)
        assert parameter.allowed


def test_every_control_of_the_list_is_there_or_has_no_rule() -> None:
    assert set(LISTED.split()) <= CATALOGUE.keys() | WITHOUT_RULE.keys()
    assert not CATALOGUE.keys() & WITHOUT_RULE.keys()


def test_standards_have_the_controls_that_aws_lists() -> None:
    assert sorted(CIS_V5.split()) == sorted(
        each for each, control in CATALOGUE.items() if "cis_v5" in control.standards
    )
    assert CATALOGUE["EC2.7"].standards == {"fsbp": "EC2.7", "cis_v5": "5.1.1", "cis_v3": "2.2.1"}
    assert CATALOGUE["KMS.4"].standards == {"cis_v5": "3.6", "cis_v3": "3.6", "pci": "KMS.4"}
    assert CATALOGUE["RDS.38"].standards == {}


def test_every_runbook_is_for_a_control_of_the_catalogue() -> None:
    assert RUNBOOKS.keys() <= CATALOGUE.keys()


@given(st.sampled_from([p for control in CATALOGUE.values() for p in control.parameters]), ANYTHING)
def test_a_value_is_refused_or_written_as_text_that_config_takes(parameter: Parameter, value: Any) -> None:
    text = parameter.text(value)
    if text is None:
        return
    match parameter:
        case WholeNumber():
            assert parameter.least <= int(text) <= parameter.most
        case OneOf():
            assert text in map(str, parameter.options)
        case Flag():
            assert text in ("true", "false")
        case Ports():
            assert all(1 <= int(port) <= 65_535 for port in text.split(","))
        case Texts():
            assert len(text.split(",")) == len(value)
        case _:
            pytest.fail("what is fixed takes nothing")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ec2.6", "EC2.6"),
        ("CloudFrnt.1", "CloudFront.1"),
        ("vpc-flow-logs-enabled", "EC2.6"),
        ("VPC_FLOW_LOGS_ENABLED", "EC2.6"),
        ("RDS.20", "only Security Hub"),
        ("Config.1", "Compliance meets it"),
        ("CloudWatch.4", "AuditTrail meets it"),
        ("~", "use for example"),
    ],
)
def test_what_is_no_control_is_refused_with_what_was_meant(written: str, meant: str) -> None:
    with pytest.raises(RuleError) as caught:
        _known(written)
    assert meant in caught.value.remedy


def test_the_table_is_in_order_and_has_nothing_twice() -> None:
    path = Path(str(files("strongroom.observability._compliance").joinpath("catalogue.csv")))
    ids = [line.partition(",")[0] for line in path.read_text().splitlines()[1:]]
    assert len(ids) == len(CATALOGUE)
    parts = [each.partition(".") for each in ids]
    assert parts == sorted(parts, key=lambda part: (part[0].lower(), int(part[2])))


@pytest.mark.parametrize(
    ("control_id", "name"),
    [
        ("CloudTrail.1", "multi-region-cloudtrail-enabled"),
        ("EC2.13", "restricted-ssh"),
        ("EC2.6", "vpc-flow-logs-enabled"),
        ("SSM.1", "ec2-instance-managed-by-systems-manager"),
    ],
)
def test_a_rule_is_found_by_what_aws_calls_it(control_id: str, name: str) -> None:
    assert CATALOGUE[control_id].rule_name == name
    with pytest.raises(RuleError, match=f"use {control_id}"):
        _known(name)


def test_rdp_is_all_that_ec2_14_looks_for() -> None:
    # The rule has defaults of its own for five ports.
    ports = [f"blockedPort{number}" for number in range(1, 6)]
    assert rule_parameters(CATALOGUE["EC2.14"], {}, "aws") == dict.fromkeys([*ports, "blockedPorts"], "3389")
