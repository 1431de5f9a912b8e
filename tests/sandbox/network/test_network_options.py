"""Networks on the real engine, read back from the local AWS."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pulumi
from pulumi import automation
from support import WriteProject, failure

from strongroom.network import (
    STANDARD_TIERS,
    EndpointOptions,
    FlowLogOptions,
    IpamAllocation,
    Network,
    NetworkArgs,
    Tier,
)
from strongroom.sandbox.testing import TestSandbox

EXAMPLES = Path(__file__).parents[3] / "components" / "network" / "examples"


def network(**inputs: Any) -> Callable[[], None]:
    """A program that makes one network."""

    def program() -> None:
        made = Network("portal", NetworkArgs(**inputs))
        pulumi.export("vpc_id", made.vpc_id)
        pulumi.export("cidrs", {name: tier.cidr_blocks for name, tier in made.subnets.items()})
        pulumi.export("nat_public_ips", made.nat_public_ips)

    return program


def changes(result: automation.UpResult | automation.PreviewResult) -> dict[str, int]:
    """How many resources were changed, by operation; what stays the same is left out."""
    summary = result.summary.resource_changes if isinstance(result, automation.UpResult) else result.change_summary
    counted: Mapping[Any, int] = summary or {}
    return {str(getattr(kind, "value", kind)): count for kind, count in counted.items() if kind != "same" and count}


def assert_settled(stack: automation.Stack) -> None:
    """Nothing is left to do, and AWS is as the state says."""
    assert changes(stack.up()) == {}
    stack.refresh(expect_no_changes=True)


def left_over(sandbox: TestSandbox) -> dict[str, list[str]]:
    """What a destroyed network would leave, by kind."""
    ec2, own = sandbox.client("ec2"), [{"Name": "tag:ManagedBy", "Values": ["pulumi"]}]
    found = {
        "vpcs": ec2.describe_vpcs(Filters=own)["Vpcs"],
        "subnets": ec2.describe_subnets(Filters=own)["Subnets"],
        "route tables": ec2.describe_route_tables(Filters=own)["RouteTables"],
        "gateways": ec2.describe_internet_gateways(Filters=own)["InternetGateways"],
        "addresses": ec2.describe_addresses()["Addresses"],
        "acls": ec2.describe_network_acls(Filters=own)["NetworkAcls"],
        "groups": ec2.describe_security_groups(Filters=own)["SecurityGroups"],
        "egress-only": ec2.describe_egress_only_internet_gateways()["EgressOnlyInternetGateways"],
        "flow logs": ec2.describe_flow_logs()["FlowLogs"],
        "roles": sandbox.client("iam").list_roles()["Roles"],
        "log groups": sandbox.client("logs").describe_log_groups()["logGroups"],
        "subnet groups": sandbox.client("rds").describe_db_subnet_groups()["DBSubnetGroups"],
    }
    endpoints = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    nat = ec2.describe_nat_gateways()["NatGateways"]
    found["endpoints"] = [each for each in endpoints if each["State"].lower() != "deleted"]
    found["nat gateways"] = [each for each in nat if each["State"].lower() != "deleted"]
    return {kind: items for kind, items in found.items() if items}


def assert_gone(stack: automation.Stack, sandbox: TestSandbox) -> None:
    stack.destroy()
    assert left_over(sandbox) == {}


def test_the_minimal_example_lives_and_dies(sandbox: TestSandbox) -> None:
    stack = sandbox.project(EXAMPLES / "minimal", "test")
    vpc_id = stack.up().outputs["vpc_id"].value
    ec2, of_vpc = sandbox.client("ec2"), [{"Name": "vpc-id", "Values": [vpc_id]}]

    subnets = ec2.describe_subnets(Filters=of_vpc)["Subnets"]
    assert len(subnets) == 9
    assert not [subnet for subnet in subnets if subnet["MapPublicIpOnLaunch"]]
    (group,) = [
        each
        for each in ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"]
        if each["GroupName"] == "default"
    ]
    assert group["IpPermissions"] == group["IpPermissionsEgress"] == []
    default, *acls = sorted(
        ec2.describe_network_acls(Filters=of_vpc)["NetworkAcls"], key=lambda acl: not acl["IsDefault"]
    )
    assert [entry["RuleAction"] for entry in default["Entries"]] == ["deny"] * len(default["Entries"])
    assert not default["Associations"]
    assert sorted(len(acl["Associations"]) for acl in acls) == [3, 3, 3]
    endpoints = ec2.describe_vpc_endpoints(Filters=of_vpc)["VpcEndpoints"]
    assert Counter(each["VpcEndpointType"] for each in endpoints) == {"Gateway": 2, "Interface": 5}
    (policy,) = {json.dumps(json.loads(e["PolicyDocument"])["Statement"][0]["Condition"]) for e in endpoints}
    assert json.loads(policy) == {"StringEquals": {"aws:PrincipalAccount": [sandbox.account_id]}}
    (log,) = ec2.describe_flow_logs()["FlowLogs"]
    assert (log["ResourceId"], log["TrafficType"]) == (vpc_id, "ALL")
    (log_group,) = sandbox.client("logs").describe_log_groups()["logGroups"]
    assert log_group["retentionInDays"] == 365

    assert_settled(stack)
    assert_gone(stack, sandbox)


def test_the_complete_example_lives_and_dies(sandbox: TestSandbox) -> None:
    ec2 = sandbox.client("ec2")
    gateway_id = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    config = {"network-complete:transitGatewayId": gateway_id, "network-complete:blockPublicAccess": "true"}
    stack = sandbox.project(EXAMPLES / "complete", "test", config=config)
    outputs = {name: output.value for name, output in stack.up().outputs.items()}

    of_vpc = [{"Name": "vpc-id", "Values": [outputs["vpc_id"]]}]
    vpc = ec2.describe_vpcs(VpcIds=[outputs["vpc_id"]])["Vpcs"][0]
    assert {each["CidrBlock"] for each in vpc["CidrBlockAssociationSet"]} == {"10.20.0.0/16", "100.64.0.0/16"}
    subnets = ec2.describe_subnets(Filters=of_vpc)["Subnets"]
    assert len(subnets) == 12
    assert len({s["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"] for s in subnets}) == 12
    assert not [subnet for subnet in subnets if subnet["AssignIpv6AddressOnCreation"]]
    assert set(outputs["nat_public_ips"]) == {each["PublicIp"] for each in ec2.describe_addresses()["Addresses"]}
    (attachment,) = ec2.describe_transit_gateway_vpc_attachments()["TransitGatewayVpcAttachments"]
    assert sorted(attachment["SubnetIds"]) == sorted(outputs["subnet_ids"]["transit"])
    assert set(outputs["endpoint_ids"]) >= {"s3", "dynamodb", "kms", "sts", "ecr.api"}
    group = sandbox.client("rds").describe_db_subnet_groups()["DBSubnetGroups"][0]
    assert group["DBSubnetGroupName"] == outputs["database_subnet_group_name"]
    web = ec2.describe_security_groups(GroupIds=[outputs["web_security_group_id"]])["SecurityGroups"][0]
    assert sorted(each.get("FromPort") for each in web["IpPermissions"]) == [-1, 7000, 8443]
    assert [each["PrefixListIds"] != [] for each in web["IpPermissionsEgress"]] == [True]

    assert public_access(sandbox) == "block-ingress"

    stack.set_config("network-complete:peeringConnectionId", automation.ConfigValue(peered(sandbox, vpc["VpcId"])))
    assert changes(stack.up()) == {"create": 4, "update": 2}  # routes of private and pods, and the ACLs of both
    assert_settled(stack)

    assert_gone(stack, sandbox)
    assert public_access(sandbox) == "off"


def public_access(sandbox: TestSandbox) -> str:
    options = sandbox.client("ec2").describe_vpc_block_public_access_options()
    return options["VpcBlockPublicAccessOptions"]["InternetGatewayBlockMode"]


def peered(sandbox: TestSandbox, vpc_id: str) -> str:
    """Make another VPC and connect it; the id of the connection."""
    ec2 = sandbox.client("ec2")
    other = ec2.create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
    connection = ec2.create_vpc_peering_connection(VpcId=vpc_id, PeerVpcId=other)["VpcPeeringConnection"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=connection["VpcPeeringConnectionId"])
    return connection["VpcPeeringConnectionId"]


def test_regional_nat_a_bucket_for_the_log_and_no_acls(sandbox: TestSandbox) -> None:
    location = {} if sandbox.region == "us-east-1" else {"LocationConstraint": sandbox.region}
    configuration = {"CreateBucketConfiguration": location} if location else {}
    sandbox.client("s3").create_bucket(Bucket="portal-flow-logs", **configuration)
    options = FlowLogOptions(bucket_arn="arn:aws:s3:::portal-flow-logs", file_format="parquet")
    stack = sandbox.program(
        network(nat="regional", flow_log=options, network_acls=False, durability="ephemeral", availability_zones=2)
    )
    vpc_id = stack.up().outputs["vpc_id"].value
    ec2, of_vpc = sandbox.client("ec2"), [{"Name": "vpc-id", "Values": [vpc_id]}]
    (gateway,) = ec2.describe_nat_gateways(Filters=of_vpc)["NatGateways"]
    assert gateway["AvailabilityMode"] == "regional"
    (log,) = ec2.describe_flow_logs()["FlowLogs"]
    assert (log["LogDestinationType"], log["LogDestination"]) == ("s3", options.bucket_arn)
    (acl,) = ec2.describe_network_acls(Filters=of_vpc)["NetworkAcls"]
    assert len(acl["Associations"]) == 6
    assert "allow" in {entry["RuleAction"] for entry in acl["Entries"]}
    assert_settled(stack)
    assert_gone(stack, sandbox)


def test_a_vpc_takes_its_addresses_from_an_ipam_pool(sandbox: TestSandbox) -> None:
    ec2 = sandbox.client("ec2")
    ipam = ec2.create_ipam(OperatingRegions=[{"RegionName": sandbox.region}])["Ipam"]
    made = ec2.create_ipam_pool(IpamScopeId=ipam["PrivateDefaultScopeId"], AddressFamily="ipv4", Locale=sandbox.region)
    pool_id = made["IpamPool"]["IpamPoolId"]
    ec2.provision_ipam_pool_cidr(IpamPoolId=pool_id, Cidr="10.64.0.0/16")
    allocation = IpamAllocation(pool_id=pool_id, netmask_length=20)
    stack = sandbox.program(network(cidr_block=allocation, availability_zones=1, durability="ephemeral"))
    outputs = stack.up().outputs
    (vpc,) = ec2.describe_vpcs(VpcIds=[outputs["vpc_id"].value])["Vpcs"]
    block = ip_network(vpc["CidrBlock"])
    assert block.prefixlen == 20
    for (cidr,) in outputs["cidrs"].value.values():
        assert ip_network(cidr).overlaps(block)
    assert_settled(stack)
    assert_gone(stack, sandbox)


def test_turning_network_acls_off_and_on_again_leaves_nothing_behind(sandbox: TestSandbox) -> None:
    def entries() -> list[str]:
        acls = sandbox.client("ec2").describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])
        (default,) = [acl for acl in acls["NetworkAcls"] if acl["IsDefault"]]
        return sorted({entry["RuleAction"] for entry in default["Entries"]})

    inputs: dict[str, Any] = {"durability": "ephemeral", "availability_zones": 1}
    vpc_id = sandbox.program(network(**inputs)).up().outputs["vpc_id"].value
    assert entries() == ["deny"]
    sandbox.program(network(**inputs, network_acls=False)).up()
    assert entries() == ["allow", "deny"]
    stack = sandbox.program(network(**inputs))
    stack.up()
    assert entries() == ["deny"]
    assert_settled(stack)
    assert_gone(stack, sandbox)


def test_a_bad_input_ends_the_deployment_before_anything_is_made(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    program = """
from strongroom.network import Network, NetworkArgs, Tier

Network("portal", NetworkArgs(nat="per_zone", tiers={"private": Tier(kind="private")}))
"""
    screen = failure(sandbox.project(write_project(program), "dev").up)
    assert "per_zone NAT gateways stand in public subnets, and there are none" in screen
    assert "Traceback" not in screen
    assert left_over(sandbox) == {}


def test_ipv6_routes_lead_in_public_and_only_out_of_private_subnets(sandbox: TestSandbox) -> None:
    stack = sandbox.program(network(ipv6=True, nat="none", availability_zones=2, durability="ephemeral"))
    vpc_id = stack.up().outputs["vpc_id"].value
    ec2 = sandbox.client("ec2")
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])["RouteTables"]
    targets = {
        tag["Value"]: [
            route.get("GatewayId") or route.get("EgressOnlyInternetGatewayId")
            for route in table["Routes"]
            if route.get("DestinationIpv6CidrBlock") == "::/0"
        ]
        for table in tables
        for tag in table.get("Tags", [])
        if tag["Key"] == "Name"
    }
    assert {name: [target.split("-")[0] for target in found] for name, found in targets.items()} == {
        "portal-public-dev": ["igw"],
        "portal-private-1-dev": ["eigw"],
        "portal-private-2-dev": ["eigw"],
        "portal-isolated-dev": [],
    }
    assert_settled(stack)
    assert_gone(stack, sandbox)


def test_a_single_zone_is_a_network_too(sandbox: TestSandbox) -> None:
    stack = sandbox.program(network(availability_zones=1))
    outputs = stack.up().outputs
    assert {name: len(cidrs) for name, cidrs in outputs["cidrs"].value.items()} == dict.fromkeys(STANDARD_TIERS, 1)
    assert len(outputs["nat_public_ips"].value) == 1
    assert_settled(stack)
    assert_gone(stack, sandbox)


def test_growing_replaces_nothing_and_moves_no_subnet(sandbox: TestSandbox) -> None:
    before = sandbox.program(network(availability_zones=2, ipv6=True)).up().outputs
    tiers = {**STANDARD_TIERS, "cache": Tier(kind="isolated")}
    stack = sandbox.program(network(availability_zones=3, ipv6=True, tiers=tiers))
    result = stack.up()
    assert not set(changes(result)) & {"replace", "delete", "create-replacement", "delete-replaced"}
    assert changes(result)["create"] > 0
    after = result.outputs
    assert after["vpc_id"].value == before["vpc_id"].value
    for tier, cidrs in before["cidrs"].value.items():
        assert after["cidrs"].value[tier][:2] == cidrs
    assert after["nat_public_ips"].value[:2] == before["nat_public_ips"].value
    assert_settled(stack)
    assert_gone(stack, sandbox)


def test_what_changes_is_updated_in_place(sandbox: TestSandbox) -> None:
    inputs: dict[str, Any] = {"availability_zones": 1}
    vpc_id = sandbox.program(network(**inputs)).up().outputs["vpc_id"].value
    for changed in (
        {"tags": {"Owner": "payments"}},
        {"log_retention_days": 731},
        {"endpoints": EndpointOptions(trusted_account_ids=["210987654321"])},
    ):
        inputs |= changed
        result = sandbox.program(network(**inputs)).up()
        assert set(changes(result)) == {"update"}
        assert result.outputs["vpc_id"].value == vpc_id
    fewer = EndpointOptions(trusted_account_ids=["210987654321"], interface=["ec2", "kms"])
    stack = sandbox.program(network(**inputs | {"endpoints": fewer}))
    assert changes(stack.up()) == {"create": 1, "delete": 4}
    assert_settled(stack)


def test_two_networks_live_in_one_stack(sandbox: TestSandbox) -> None:
    def program() -> None:
        Network("front", NetworkArgs(durability="ephemeral", availability_zones=1))
        Network("back", NetworkArgs(durability="ephemeral", availability_zones=1, cidr_block="10.1.0.0/16"))

    stack = sandbox.program(program)
    stack.up()
    assert_settled(stack)
    assert_gone(stack, sandbox)
