"""The controls that a network meets by default, each shown on what is registered."""

import json
from typing import Any

import pytest

TIERS = ("public", "private", "isolated")


def test_ec2_2_the_default_security_group_has_no_rules(deploy: Any) -> None:
    group = deploy().one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert group.inputs["ingress"] == group.inputs["egress"] == []


def test_ec2_6_the_traffic_is_logged(deploy: Any) -> None:
    deployment = deploy()
    log = deployment.one("aws:ec2/flowLog:FlowLog")
    assert log.inputs["vpcId"] == deployment.one("aws:ec2/vpc:Vpc").id
    assert log.inputs["trafficType"] in {"ALL", "REJECT"}


@pytest.mark.parametrize("ipv6", [False, True])
def test_ec2_15_no_subnet_assigns_public_addresses(deploy: Any, ipv6: bool) -> None:
    subnets = deploy(ipv6=ipv6).of_type("aws:ec2/subnet:Subnet")
    assert len(subnets) == 9
    for subnet in subnets:
        assert subnet.inputs["mapPublicIpOnLaunch"] is False
        assert not subnet.inputs["assignIpv6AddressOnCreation"]


def test_ec2_16_every_network_acl_is_used(deploy: Any) -> None:
    acls = deploy().of_type("aws:ec2/networkAcl:NetworkAcl")
    assert len(acls) == len(TIERS)
    assert all(acl.inputs["subnetIds"] for acl in acls)


def test_ec2_21_no_network_acl_admits_ssh_or_rdp_from_the_internet(deploy: Any) -> None:
    for acl in deploy(ipv6=True).of_type("aws:ec2/networkAcl:NetworkAcl"):
        for rule in acl.inputs["ingress"]:
            if (rule.get("cidrBlock") or rule["ipv6CidrBlock"]) in {"0.0.0.0/0", "::/0"}:
                assert rule["protocol"] != "-1"
                assert not [port for port in (22, 3389) if rule["fromPort"] <= port <= rule["toPort"]]


@pytest.mark.parametrize(
    ("control", "service"), [("EC2.10", "ec2"), ("EC2.55", "ecr.api"), ("EC2.56", "ecr.dkr"), ("EC2.57", "ssm")]
)
def test_aws_services_are_reached_by_interface_endpoints(deploy: Any, control: str, service: str) -> None:
    names = [
        each.inputs["serviceName"]
        for each in deploy().of_type("aws:ec2/vpcEndpoint:VpcEndpoint")
        if each.inputs["vpcEndpointType"] == "Interface"
    ]
    assert [name for name in names if name.endswith(f".{service}")], control


def test_s3_is_reached_by_a_gateway_endpoint_for_the_accounts_own_principals(deploy: Any) -> None:
    deployment = deploy()
    (endpoint,) = [
        each
        for each in deployment.of_type("aws:ec2/vpcEndpoint:VpcEndpoint")
        if each.inputs["serviceName"].endswith(".s3")
    ]
    assert endpoint.inputs["vpcEndpointType"] == "Gateway"
    condition = json.loads(endpoint.inputs["policy"])["Statement"][0]["Condition"]
    assert condition == {"StringEquals": {"aws:PrincipalAccount": [deployment.cloud.account_id]}}


def test_cloudwatch_16_logs_are_kept_for_a_year(deploy: Any) -> None:
    assert deploy().one("aws:cloudwatch/logGroup:LogGroup").inputs["retentionInDays"] >= 365


def test_security_groups_are_described_and_not_open(deploy: Any) -> None:
    deployment = deploy()
    for group in deployment.of_type("aws:ec2/securityGroup:SecurityGroup"):
        assert group.inputs["description"]
    for rule in deployment.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"):
        assert rule.inputs["description"]
        assert rule.inputs["cidrIpv4"] != "0.0.0.0/0"
