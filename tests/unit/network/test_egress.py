"""NAT, transit gateways and peerings."""

from typing import Any

import pulumi
import pytest
from recording import Deployment, Recorder

from strongroom.core import InputError
from strongroom.network import STANDARD_TIERS, Network, NetworkArgs, Peering, Tier, TransitGatewayAttachment

ATTACHMENT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
EIP = "aws:ec2/eip:Eip"
GATEWAY = "aws:ec2/internetGateway:InternetGateway"
NAT = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"
SUBNET = "aws:ec2/subnet:Subnet"
TABLE = "aws:ec2/routeTable:RouteTable"

ALLOCATIONS = [f"eipalloc-0{letter}" for letter in "abc"]


def routes_to(deployment: Deployment, destination: str) -> dict[str, str | None]:
    """The route table's name, and what the route leads to, of each route to a network."""
    names = {table.id: table.name for table in deployment.of_type(TABLE)}
    return {
        names[route.inputs["routeTableId"]]: route.inputs["transitGatewayId"]
        or route.inputs["vpcPeeringConnectionId"]
        or route.inputs["natGatewayId"]
        for route in deployment.of_type(ROUTE)
        if destination in (route.inputs["destinationCidrBlock"], route.inputs["destinationIpv6CidrBlock"])
    }


PRIVATE_TABLES = {f"portal-private-{number}" for number in (1, 2, 3)}


@pytest.mark.parametrize(("nat", "used"), [("per_zone", 3), ("single", 1)])
def test_nat_can_use_addresses_that_exist(deploy: Any, nat: str, used: int) -> None:
    def given() -> list[Any]:
        return [*ALLOCATIONS[: used - 1], pulumi.Output.from_input(ALLOCATIONS[used - 1])]

    deployment = deploy(nat=nat, nat_allocation_ids=given)
    assert not deployment.of_type(EIP)
    assert [gateway.inputs["allocationId"] for gateway in deployment.of_type(NAT)] == ALLOCATIONS[:used]


def test_regional_nat_serves_all_zones_and_needs_no_public_subnet(deploy: Any) -> None:
    deployment = deploy(nat="regional", tiers={"private": Tier(kind="private")})
    gateway = deployment.one(NAT)
    assert gateway.inputs["availabilityMode"] == "regional"
    assert gateway.inputs["vpcId"] == deployment.one("aws:ec2/vpc:Vpc").id
    assert gateway.inputs["subnetId"] is None
    assert gateway.inputs["allocationId"] is None
    assert gateway.inputs["availabilityZoneAddresses"] is None
    assert deployment.one(GATEWAY).name in gateway.depends_on
    assert not deployment.of_type(EIP)
    assert routes_to(deployment, "0.0.0.0/0") == dict.fromkeys(PRIVATE_TABLES, gateway.id)


def test_regional_nat_can_use_an_address_in_each_zone(deploy: Any) -> None:
    deployment = deploy(nat="regional", nat_allocation_ids=ALLOCATIONS)
    assert deployment.one(NAT).inputs["availabilityZoneAddresses"] == [
        {"availabilityZone": zone, "allocationIds": [allocation]}
        for zone, allocation in zip(sorted(deployment.cloud.zones()), ALLOCATIONS, strict=False)
    ]


def test_a_transit_gateway_is_attached_in_every_zone_and_routed_to_from_private_subnets(deploy: Any) -> None:
    destinations = ["10.0.0.0/8", "fd00::/8"]

    def attachment() -> TransitGatewayAttachment:
        return TransitGatewayAttachment(
            transit_gateway_id=pulumi.Output.from_input("tgw-0a"), destinations=destinations
        )

    deployment = deploy(transit_gateway=attachment, ipv6=True)
    made = deployment.one(ATTACHMENT)
    assert made.inputs["transitGatewayId"] == "tgw-0a"
    assert made.inputs["subnetIds"] == [deployment.one(SUBNET, f"portal-private-{n}").id for n in (1, 2, 3)]
    assert made.inputs["ipv6Support"] == "enable"
    assert made.inputs["applianceModeSupport"] == "disable"
    assert made.inputs["transitGatewayDefaultRouteTableAssociation"] is None
    for destination in destinations:
        assert routes_to(deployment, destination) == dict.fromkeys(PRIVATE_TABLES, "tgw-0a")
    routes = [route for route in deployment.of_type(ROUTE) if route.inputs["transitGatewayId"]]
    assert all(made.name in route.depends_on for route in routes)
    assert deployment.value(deployment.result.transit_gateway_attachment_id) == made.id


def test_every_option_of_a_transit_gateway_reaches_it(deploy: Any) -> None:
    attachment = TransitGatewayAttachment(
        transit_gateway_id="tgw-0a",
        destinations=["0.0.0.0/0"],
        route_tiers=["jobs"],
        tier="transit",
        appliance_mode=True,
        default_association=False,
        default_propagation=False,
    )
    tiers = {"jobs": Tier(kind="private"), "transit": Tier(kind="isolated", prefix_length=28)}
    deployment = deploy(transit_gateway=attachment, tiers=tiers, availability_zones=1)
    made = deployment.one(ATTACHMENT)
    assert made.inputs["subnetIds"] == [deployment.one(SUBNET, "portal-transit-1").id]
    assert made.inputs["applianceModeSupport"] == "enable"
    assert made.inputs["transitGatewayDefaultRouteTableAssociation"] is False
    assert made.inputs["transitGatewayDefaultRouteTablePropagation"] is False
    assert routes_to(deployment, "0.0.0.0/0") == {"portal-jobs-1": "tgw-0a"}


def test_peered_networks_are_routed_to_from_the_tiers_named(deploy: Any) -> None:
    def peerings() -> list[Peering]:
        other = pulumi.Output.from_input("pcx-0b")
        return [
            Peering(connection_id="pcx-0a", destinations=["10.7.0.0/16"]),
            Peering(connection_id=other, destinations=["10.8.0.0/16"], route_tiers=["public"]),
        ]

    deployment = deploy(peerings=peerings)
    assert routes_to(deployment, "10.7.0.0/16") == dict.fromkeys(PRIVATE_TABLES, "pcx-0a")
    assert routes_to(deployment, "10.8.0.0/16") == {"portal-public": "pcx-0b"}
    assert not deployment.of_type(ATTACHMENT)
    assert deployment.result.transit_gateway_attachment_id is None


def transit(**inputs: Any) -> dict[str, Any]:
    return {"transit_gateway": {"transit_gateway_id": "tgw-0a", "destinations": ["10.7.0.0/16"], **inputs}}


@pytest.mark.parametrize(
    ("inputs", "field", "reason", "remedy"),
    [
        (
            {"nat": "per_zone", "tiers": {"private": {"kind": "private"}}},
            "nat",
            "stand in public subnets, and there are none",
            "add a public tier, or use regional or none",
        ),
        ({"nat": "single", "tiers": {"private": {"kind": "private"}}}, "nat", "public subnets", "add a public tier"),
        ({"nat": "regional", "tiers": {"public": {"kind": "public"}}}, "nat", "serves private subnets", "use none"),
        ({"nat_allocation_ids": ["eipalloc-0a"]}, "nat_allocation_ids", "1 addresses, and NAT per_zone takes 3", "3"),
        ({"nat": "none", "nat_allocation_ids": ["eipalloc-0a"]}, "nat_allocation_ids", "takes 0", "leave it out"),
        ({"nat_allocation_ids": ["203.0.113.7"]}, "nat_allocation_ids.0", "allocation id", "eipalloc-"),
        (transit(destinations=["0.0.0.0/0"]), "transit_gateway.destinations", "reached through NAT", "nat to none"),
        (transit(destinations=["0.0.0.0/1"]), "transit_gateway.destinations", "too wide", "0.0.0.0/0"),
        (transit(destinations=["10.0.7.0/24"]), "transit_gateway.destinations", "lies in this VPC", "outside"),
        (transit(destinations=["fd00::/8"]), "transit_gateway.destinations", "of IPv6", "turn ipv6 on"),
        (transit(destinations=["10.7.0.1/16"]), "transit_gateway.destinations.0", "host bits", "use 10.7.0.0/16"),
        (transit(destinations=[]), "transit_gateway.destinations", "at least 1", "add"),
        (transit(tier="transit"), "transit_gateway.tier", "there is no tier transit", "use one of public, private"),
        (transit(route_tiers=["isolated"]), "transit_gateway.route_tiers.0", "isolated", "use a private tier"),
        (transit(transit_gateway_id="gateway"), "transit_gateway.transit_gateway_id", "transit gateway", "tgw-"),
        (
            {
                "peerings": [
                    {"connection_id": "pcx-0a", "destinations": ["10.7.0.0/16"]},
                    {"connection_id": "pcx-0b", "destinations": ["10.8.0.0/16", "10.7.0.0/16"]},
                ]
            },
            "peerings.1.destinations",
            "10.7.0.0/16 can be reached in one way only",
            "remove it from one",
        ),
        (
            {"peerings": [{"connection_id": "pcx-0a", "destinations": ["10.7.0.0/16"], "route_tiers": ["x"]}]},
            "peerings.0.route_tiers.0",
            "no tier x",
            "add it to tiers",
        ),
    ],
)
def test_ways_out_that_can_not_be_are_refused_before_anything_is_registered(
    record: Recorder, inputs: dict[str, Any], field: str, reason: str, remedy: str
) -> None:
    failure = record.failing(InputError, lambda: Network("portal", NetworkArgs(**inputs)))
    (line,) = failure.message.splitlines()[1:]
    assert line.strip().startswith(f"{field}: ")
    assert reason in line
    assert remedy in line
    assert not failure.deployment.resources


def test_one_network_can_be_reached_in_different_ways_from_different_tiers(deploy: Any) -> None:
    tiers = {**STANDARD_TIERS, "jobs": Tier(kind="private")}
    peerings = [
        {"connection_id": "pcx-0a", "destinations": ["10.7.0.0/16"], "route_tiers": ["private"]},
        {"connection_id": "pcx-0b", "destinations": ["10.7.0.0/16"], "route_tiers": ["jobs"]},
    ]
    targets = routes_to(deploy(tiers=tiers, peerings=peerings), "10.7.0.0/16")
    assert {name: target for name, target in targets.items() if name.endswith("-1")} == {
        "portal-private-1": "pcx-0a",
        "portal-jobs-1": "pcx-0b",
    }
