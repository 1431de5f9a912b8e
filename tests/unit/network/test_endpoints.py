"""Private ways to AWS services, and the database subnet group."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import Cloud, Deployment, Recorder, clouds

from strongroom.core import AwsEnvironment, InputError
from strongroom.network import Network, NetworkArgs, Tier
from strongroom.network._endpoint_policy import endpoint_policy, service_name

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SUBNET = "aws:ec2/subnet:Subnet"
SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup"
TABLE = "aws:ec2/routeTable:RouteTable"


def endpoints(deployment: Deployment, kind: str) -> dict[str, Any]:
    """The endpoints of a kind, by the end of their logical names."""
    found = [each for each in deployment.of_type(ENDPOINT) if each.inputs["vpcEndpointType"] == kind]
    return {each.name.removeprefix("portal-"): each for each in found}


def test_gateway_endpoints_are_in_every_route_table(deploy: Any) -> None:
    deployment = deploy(cloud=Cloud("aws", "eu-west-1", "123456789012"))
    found = endpoints(deployment, "Gateway")
    assert {name: each.inputs["serviceName"] for name, each in found.items()} == {
        "s3": "com.amazonaws.eu-west-1.s3",
        "dynamodb": "com.amazonaws.eu-west-1.dynamodb",
    }
    for each in found.values():
        assert sorted(each.inputs["routeTableIds"]) == sorted(table.id for table in deployment.of_type(TABLE))
    result = deployment.result
    assert {service: deployment.value(result.endpoint_ids[service]) for service in found} == {
        service: each.id for service, each in found.items()
    }
    assert set(result.endpoint_prefix_list_ids) == set(found)


@pytest.mark.parametrize("wanted", [[], ["s3"], ["dynamodb"]])
def test_gateway_endpoints_can_be_chosen(deploy: Any, wanted: list[str]) -> None:
    assert list(endpoints(deploy(endpoints={"gateway": wanted}), "Gateway")) == wanted


def test_a_lasting_network_has_the_interface_endpoints_that_controls_ask_for(deploy: Any) -> None:
    deployment = deploy(cloud=Cloud("aws", "eu-west-1", "123456789012"))
    found = endpoints(deployment, "Interface")
    assert {each.inputs["serviceName"].removeprefix("com.amazonaws.eu-west-1.") for each in found.values()} == {
        "ec2",
        "ecr.api",
        "ecr.dkr",
        "ssm",
        "ssmmessages",
    }
    group = deployment.one(GROUP)
    for each in found.values():
        assert each.inputs["privateDnsEnabled"] is True
        assert each.inputs["subnetIds"] == [deployment.one(SUBNET, f"portal-private-{n}").id for n in (1, 2, 3)]
        assert each.inputs["securityGroupIds"] == [group.id]
    assert deployment.value(deployment.result.endpoint_security_group_id) == group.id


def test_a_disposable_network_has_none_and_no_group(deploy: Any) -> None:
    deployment = deploy(durability="ephemeral")
    assert not endpoints(deployment, "Interface")
    assert not deployment.of_type(GROUP)
    assert deployment.result.endpoint_security_group_id is None


@pytest.mark.parametrize(
    ("inputs", "tier"),
    [
        ({}, "private"),
        ({"endpoints": {"tier": "endpoints", "interface": ["kms"]}}, "endpoints"),
        ({"tiers": {"isolated": Tier(kind="isolated")}}, "isolated"),
    ],
)
def test_interface_endpoints_stand_in_one_tier(deploy: Any, inputs: dict[str, Any], tier: str) -> None:
    tiers = {"private": Tier(kind="private"), "endpoints": Tier(kind="isolated")}
    deployment = deploy(**{"tiers": tiers, "availability_zones": 1, **inputs})
    found = endpoints(deployment, "Interface")
    assert found
    for each in found.values():
        assert each.inputs["subnetIds"] == [deployment.one(SUBNET, f"portal-{tier}-1").id]


def test_without_private_or_isolated_subnets_there_are_none_by_default(deploy: Any) -> None:
    assert not endpoints(deploy(tiers={"public": Tier(kind="public")}), "Interface")


@pytest.mark.parametrize("ipv6", [False, True])
def test_their_group_admits_https_from_the_vpc_alone_and_lets_nothing_out(deploy: Any, ipv6: bool) -> None:
    deployment = deploy(secondary_cidr_blocks=["100.64.0.0/16"], ipv6=ipv6)
    group = deployment.one(GROUP)
    assert group.inputs["vpcId"] == deployment.one("aws:ec2/vpc:Vpc").id
    assert group.inputs["description"]
    assert not group.inputs["ingress"]
    assert not group.inputs["egress"]
    rules = deployment.of_type(RULE)
    assert {rule.inputs["cidrIpv4"] or rule.inputs["cidrIpv6"] for rule in rules} == {
        "10.0.0.0/16",
        "100.64.0.0/16",
        *([deployment.value(deployment.result.ipv6_cidr_block)] if ipv6 else []),
    }
    for rule in rules:
        assert rule.inputs["securityGroupId"] == group.id
        assert (rule.inputs["ipProtocol"], rule.inputs["fromPort"], rule.inputs["toPort"]) == ("tcp", 443, 443)
        assert rule.inputs["description"]
    assert not deployment.of_type("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")


@pytest.mark.parametrize("named", [True, False])
def test_interface_endpoint_can_be_limited_to_zones(deploy: Any, named: bool) -> None:
    cloud = Cloud("aws", "us-east-1", "123456789012")
    zones = ["us-east-1a", "us-east-1b", "us-east-1c"]
    options = {"interface": ["kms", "ssm"], "availability_zones": {"kms": ["us-east-1c", "us-east-1a"]}}
    deployment = deploy(availability_zones=zones if named else 3, endpoints=options, cloud=cloud)
    found = endpoints(deployment, "Interface")
    ids = [deployment.one(SUBNET, f"portal-private-{n}").id for n in (1, 2, 3)]
    assert found["kms"].inputs["subnetIds"] == [ids[0], ids[2]]
    assert found["ssm"].inputs["subnetIds"] == ids


def test_zone_of_an_endpoint_that_the_network_lacks_is_reported_by_the_preview(record: Recorder) -> None:
    options = {"interface": ["kms"], "availability_zones": {"kms": ["us-east-1f"]}}
    args = NetworkArgs.model_validate({"endpoints": options})
    cloud = Cloud("aws", "us-east-1", "123456789012")
    failure = record.failing(InputError, lambda: Network("portal", args), cloud=cloud, preview=True)
    assert "endpoints.availability_zones.kms: must be zones of the network, got us-east-1f" in failure.message


def test_every_endpoint_is_limited_to_principals_of_the_account(deploy: Any) -> None:
    deployment = deploy()
    made = deployment.of_type(ENDPOINT)
    for each in made:
        first, second, *_ = json.loads(each.inputs["policy"])["Statement"]
        assert first["Condition"] == {"StringEquals": {"aws:PrincipalAccount": [deployment.cloud.account_id]}}
        assert second["Condition"] == {"Bool": {"aws:PrincipalIsAWSService": "true"}}
    assert len(made) == 7


def test_further_accounts_can_be_trusted_and_the_limit_lifted(deploy: Any) -> None:
    trusting = deploy(endpoints={"trusted_account_ids": ["210987654321"]})
    for each in trusting.of_type(ENDPOINT):
        accounts = json.loads(each.inputs["policy"])["Statement"][0]["Condition"]["StringEquals"]
        assert set(accounts["aws:PrincipalAccount"]) == {trusting.cloud.account_id, "210987654321"}
    for each in deploy(endpoints={"restrict_principals": False}).of_type(ENDPOINT):
        assert each.inputs["policy"] is None


@given(clouds, st.sampled_from(["s3", "dynamodb", "ec2", "ecr.api", "sts", "kms"]))
def test_who_is_not_of_the_account_can_read_what_aws_publishes_and_nothing_else(cloud: Cloud, service: str) -> None:
    home = AwsEnvironment(cloud.partition, cloud.region, cloud.account_id)
    statements = endpoint_policy(home, service)["Statement"]
    anybody = [statement for statement in statements if "Condition" not in statement]
    match service:
        case "s3":
            (reading,) = anybody
            assert reading["Action"] == "s3:GetObject"
            for resource in reading["Resource"]:
                assert resource.startswith(f"arn:{cloud.partition}:s3:::")
                assert cloud.region in resource
                assert resource.endswith("/*")
                # The suffix of Patch Manager's buckets is only listed for Regions of the partition aws.
                assert "*" not in resource[:-1] or (
                    cloud.partition != "aws" and resource.endswith(f"{cloud.region}-*/*")
                )
        case "sts":
            (assuming,) = anybody
            assert assuming["Action"] == ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]
            assert assuming["Resource"] == [f"arn:{cloud.partition}:iam::{cloud.account_id}:role/*"]
        case _:
            assert not anybody


@pytest.mark.parametrize(
    ("home", "buckets"),
    [
        (
            AwsEnvironment("aws", "eu-central-1", "1"),
            ["aws-patch-manager-eu-central-1-9163fdaaf", "patch-baseline-snapshot-eu-central-1"],
        ),
        (
            AwsEnvironment("aws", "me-south-1", "1"),
            ["aws-patch-manager-me-south-1-a53fc9dce", "patch-baseline-snapshot-me-south-1-uduvl7q8"],
        ),
        (
            AwsEnvironment("aws-us-gov", "us-gov-west-1", "1"),
            [
                "aws-patch-manager-us-gov-west-1-*",
                "patch-baseline-snapshot-us-gov-west-1",
                "patch-baseline-snapshot-us-gov-west-1-*",
            ],
        ),
    ],
)
def test_s3_endpoint_policy_allows_the_buckets_of_ssm_agent_and_patch_manager(
    home: AwsEnvironment, buckets: list[str]
) -> None:
    *_, reading = endpoint_policy(home, "s3")["Statement"]
    region = home.region
    wanted = [
        f"aws-ssm-{region}",
        f"amazon-ssm-{region}",
        f"amazon-ssm-packages-{region}",
        f"aws-ssm-document-attachments-{region}",
        f"aws-windows-downloads-{region}",
        f"{region}-birdwatcher-prod",
        f"amazoncloudwatch-agent-{region}",
        *buckets,
    ]
    assert {f"arn:{home.partition}:s3:::{bucket}/*" for bucket in wanted} <= {*reading["Resource"]}


def test_s3_endpoint_policy_names_the_package_repositories_of_the_partition() -> None:
    *_, reading = endpoint_policy(AwsEnvironment("aws-cn", "cn-north-1", "1"), "s3")["Statement"]
    assert "arn:aws-cn:s3:::amazonlinux.cn-north-1.amazonaws.com.cn/*" in reading["Resource"]


def test_services_are_called_as_aws_calls_them() -> None:
    assert service_name(AwsEnvironment("aws", "eu-west-1", "1"), "ecr.api") == "com.amazonaws.eu-west-1.ecr.api"
    assert service_name(AwsEnvironment("aws-us-gov", "us-gov-west-1", "1"), "ec2") == "com.amazonaws.us-gov-west-1.ec2"
    assert service_name(AwsEnvironment("aws-cn", "cn-north-1", "1"), "ecr.api") == "cn.com.amazonaws.cn-north-1.ecr.api"
    assert (
        service_name(AwsEnvironment("aws-cn", "cn-north-1", "1"), "monitoring")
        == "cn.com.amazonaws.cn-north-1.monitoring"
    )
    assert service_name(AwsEnvironment("aws-cn", "cn-north-1", "1"), "ssm") == "com.amazonaws.cn-north-1.ssm"
    assert (
        service_name(AwsEnvironment("aws-cn", "cn-north-1", "1"), "transcribe")
        == "cn.com.amazonaws.cn-north-1.transcribe.cn"
    )
    assert service_name(AwsEnvironment("aws-cn", "cn-north-1", "1"), "s3") == "com.amazonaws.cn-north-1.s3"


@pytest.mark.parametrize(
    ("inputs", "tier"),
    [
        ({}, "isolated"),
        ({"database_tier": "private"}, "private"),
        ({"tiers": {"data": Tier(kind="isolated"), "private": Tier(kind="private")}}, "data"),
    ],
)
def test_databases_have_a_subnet_group(deploy: Any, inputs: dict[str, Any], tier: str) -> None:
    deployment = deploy(**inputs)
    group = deployment.one(SUBNET_GROUP)
    assert group.inputs["subnetIds"] == [deployment.one(SUBNET, f"portal-{tier}-{n}").id for n in (1, 2, 3)]
    assert deployment.value(deployment.result.database_subnet_group_name) == "portal-database-dev"


@pytest.mark.parametrize("inputs", [{"availability_zones": 1}, {"tiers": {"private": Tier(kind="private")}}])
def test_where_a_subnet_group_can_not_be_there_is_none(deploy: Any, inputs: dict[str, Any]) -> None:
    deployment = deploy(**inputs)
    assert not deployment.of_type(SUBNET_GROUP)
    assert deployment.result.database_subnet_group_name is None


@pytest.mark.parametrize(
    ("inputs", "field", "reason", "remedy"),
    [
        ({"endpoints": {"tier": "endpoints"}}, "endpoints.tier", "there is no tier endpoints", "add it to tiers"),
        (
            {"endpoints": {"interface": ["kms"]}, "tiers": {"public": Tier(kind="public")}},
            "endpoints.interface",
            "private or isolated subnets, and there are none",
            "name one with endpoints.tier",
        ),
        ({"endpoints": {"interface": ["s3"]}}, "endpoints.interface.0", "endpoint of its own", "leave it out"),
        ({"endpoints": {"interface": ["kms", "kms"]}}, "endpoints.interface", "each once", "remove the second kms"),
        ({"endpoints": {"interface": ["KMS"]}}, "endpoints.interface.0", "name of an AWS service", "kms"),
        ({"endpoints": {"gateway": ["sqs"]}}, "endpoints.gateway.0", "'dynamodb'", "choose"),
        (
            {"endpoints": {"trusted_account_ids": ["1234"]}},
            "endpoints.trusted_account_ids.0",
            "twelve digits",
            "1234567",
        ),
        (
            {"endpoints": {"restrict_principals": False, "trusted_account_ids": ["123456789012"]}},
            "endpoints",
            "no meaning",
            "remove one",
        ),
        (
            {"endpoints": {"availability_zones": {"kms": ["us-east-1a"]}}},
            "endpoints.availability_zones.kms",
            "must be a service with an interface endpoint",
            "add kms to endpoints.interface",
        ),
        (
            {
                "availability_zones": ["us-east-1a", "us-east-1b"],
                "endpoints": {"availability_zones": {"ssm": ["us-east-1b", "us-east-1c"]}},
            },
            "endpoints.availability_zones.ssm",
            "got us-east-1c",
            "use us-east-1a or us-east-1b",
        ),
        ({"database_tier": "data"}, "database_tier", "there is no tier data", "add it to tiers"),
        ({"database_tier": "isolated", "availability_zones": 1}, "database_tier", "needs two zones", "leave it out"),
    ],
)
def test_endpoints_that_can_not_be_are_refused_before_anything_is_registered(
    record: Recorder, inputs: dict[str, Any], field: str, reason: str, remedy: str
) -> None:
    failure = record.failing(InputError, lambda: Network("portal", NetworkArgs(**inputs)))
    (line,) = failure.message.splitlines()[1:]
    assert line.strip().startswith(f"{field}: ")
    assert reason in line
    assert remedy in line
    assert not failure.deployment.resources
