"""NAT gateways and the Elastic IP addresses that they use."""

from collections.abc import Iterable
from typing import Any, Final, cast

from ...resource import CHOSEN_ONCE, REPLACES, Property, existing, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict
from .common import Ec2Resource, added_and_removed, given, tagged


class Eip(Ec2Resource):
    """An Elastic IP address."""

    token = "aws:ec2/eip:Eip"
    properties = {"domain": Property(replace=True, default="vpc")}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Allocate an address."""
        address = aws.client("ec2").allocate_address(
            Domain=props["domain"], TagSpecifications=tagged("elastic-ip", tags)
        )
        return address["AllocationId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the address."""
        address = only(aws.client("ec2").describe_addresses(AllocationIds=[id])["Addresses"])
        dashed = address["PublicIp"].replace(".", "-")
        return {
            "arn": aws.arn("ec2", f"elastic-ip/{id}"),
            "allocationId": id,
            # Not associationId: a NAT gateway sets it later, and each refresh would show that as drift.
            "domain": address["Domain"],
            "publicIp": address["PublicIp"],
            "publicDns": f"ec2-{dashed}.{aws.region}.compute.amazonaws.com",
            "tags": tag_dict(address.get("Tags")),
        }

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Release the address."""
        aws.client("ec2").release_address(AllocationId=id)


class NatGateway(Ec2Resource):
    """A NAT gateway: of one zone, public or private, or of the whole region."""

    token = "aws:ec2/natGateway:NatGateway"
    one_of = ("subnetId", "vpcId")
    placement: Final = {
        "allocationId": "AllocationId",
        "availabilityMode": "AvailabilityMode",
        "connectivityType": "ConnectivityType",
        "privateIp": "PrivateIpAddress",
        "secondaryPrivateIpAddressCount": "SecondaryPrivateIpAddressCount",
        "subnetId": "SubnetId",
        "vpcId": "VpcId",
    }
    secondary: Final = {
        "secondaryAllocationIds": "SecondaryAllocationIds",
        "secondaryPrivateIpAddresses": "SecondaryPrivateIpAddresses",
    }
    properties = {
        **dict.fromkeys(placement, CHOSEN_ONCE),
        "subnetId": REPLACES,
        "allocationId": REPLACES,
        "connectivityType": Property(default="public", replace=True),
        **dict.fromkeys(secondary, Property(form="set", computed=True)),
        "availabilityZoneAddresses": Property(
            form="set", nested=frozenset({"allocationIds", "availabilityZone", "availabilityZoneId"})
        ),
    }

    def replaced_by(self, olds: Props, news: Props) -> frozenset[str]:
        """A regional gateway that finds its zones by itself can't be told them later, nor the other way round."""
        zones = "availabilityZoneAddresses"
        return frozenset({zones}) if bool(olds.get(zones)) != bool(news.get(zones)) else frozenset()

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the gateway and wait until it is available."""
        addresses = _zone_addresses(props)
        zones = {"AvailabilityZoneAddresses": addresses} if addresses else {}
        made = aws.client("ec2").create_nat_gateway(
            TagSpecifications=tagged("natgateway", tags), **zones, **given(props, {**self.placement, **self.secondary})
        )
        id = made["NatGateway"]["NatGatewayId"]
        with existing(id):
            aws.wait("ec2", "nat_gateway_available", NatGatewayIds=[id])
        return id

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the gateway; a deleted one stays listed by AWS for an hour."""
        gateway = only(aws.client("ec2").describe_nat_gateways(NatGatewayIds=[id])["NatGateways"])
        if gateway["State"] in ("deleted", "deleting"):
            return None
        seen = {
            "availabilityMode": gateway.get("AvailabilityMode", "zonal"),
            "connectivityType": gateway["ConnectivityType"],
            "tags": tag_dict(gateway.get("Tags")),
        }
        regional = seen["availabilityMode"] == "regional"
        return {**seen, **(_regional(gateway, known) if regional else _zonal(gateway))}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Add and take away the addresses that differ."""
        ec2 = aws.client("ec2")
        addresses: list[Props] = only(ec2.describe_nat_gateways(NatGatewayIds=[id])["NatGateways"])[
            "NatGatewayAddresses"
        ]
        if "secondaryAllocationIds" in changed:
            self._associate(aws, id, props.get("secondaryAllocationIds") or [], _secondary(addresses), {})
        if "secondaryPrivateIpAddresses" in changed and props["connectivityType"] == "private":
            present = [one["PrivateIp"] for one in _secondary(addresses)]
            added, removed = added_and_removed(props.get("secondaryPrivateIpAddresses") or [], present)
            if added:
                ec2.assign_private_nat_gateway_address(NatGatewayId=id, PrivateIpAddresses=added)
            if removed:
                ec2.unassign_private_nat_gateway_address(NatGatewayId=id, PrivateIpAddresses=removed)
        if "availabilityZoneAddresses" in changed:
            wanted = _zone_addresses(props)
            by_zone = {_zone(one): one["AllocationIds"] for one in wanted}
            for name, zone in {*by_zone, *(_zone(one, like=by_zone) for one in addresses)}:
                present = [one for one in addresses if one[name] == zone]
                self._associate(aws, id, by_zone.get((name, zone), []), present, {name: zone})

    @staticmethod
    def _associate(aws: Session, id: str, wanted: list[str], addresses: list[Props], place: dict[str, str]) -> None:
        """Associate the wanted Elastic IP addresses with the gateway, and no others in the same place."""
        by_allocation = {one["AllocationId"]: one["AssociationId"] for one in addresses}
        added, removed = added_and_removed(wanted, by_allocation)
        ec2 = aws.client("ec2")
        if added:
            ec2.associate_nat_gateway_address(NatGatewayId=id, AllocationIds=added, **place)
        if removed:
            gone = [by_allocation[allocation] for allocation in removed]
            ec2.disassociate_nat_gateway_address(NatGatewayId=id, AssociationIds=gone)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the gateway and wait until its addresses are free."""
        aws.client("ec2").delete_nat_gateway(NatGatewayId=id)
        aws.wait("ec2", "nat_gateway_deleted", NatGatewayIds=[id])


_PLACE: Final = {"availabilityZone": "AvailabilityZone", "availabilityZoneId": "AvailabilityZoneId"}


def _zone_address(address: Props) -> dict[str, Any]:
    return given(address, {**_PLACE, "allocationIds": "AllocationIds"})


def _zone_addresses(props: Props) -> list[dict[str, Any]]:
    addresses: list[Props] = props.get("availabilityZoneAddresses") or []
    return [_zone_address(one) for one in addresses]


def _zone(address: dict[str, Any], like: Iterable[tuple[str, str]] = ()) -> tuple[str, str]:
    """Return the name of the zone or its id, whichever is given, or is among those that it should be like."""
    places = [(name, address[name]) for name in _PLACE.values() if address.get(name)]
    return next((place for place in places if place in like), places[0])


def _secondary(addresses: list[Props]) -> list[Props]:
    return [one for one in addresses if len(addresses) > 1 and not one.get("IsPrimary")]


def _zonal(gateway: dict[str, Any]) -> Props:
    addresses: list[Props] = gateway["NatGatewayAddresses"]
    others = _secondary(addresses)
    primary = next((one for one in addresses if one not in others), cast("Props", {}))
    return {
        "subnetId": gateway["SubnetId"],
        "allocationId": primary.get("AllocationId"),
        "associationId": primary.get("AssociationId"),
        "networkInterfaceId": primary.get("NetworkInterfaceId"),
        "privateIp": primary.get("PrivateIp"),
        "publicIp": primary.get("PublicIp"),
        "secondaryAllocationIds": [one["AllocationId"] for one in others if one.get("AllocationId")],
        "secondaryPrivateIpAddresses": [one["PrivateIp"] for one in others],
        "secondaryPrivateIpAddressCount": len(others),
    }


def _regional(gateway: dict[str, Any], known: Props) -> Props:
    addresses: list[Props] = gateway["NatGatewayAddresses"]
    automatic = gateway.get("AutoProvisionZones") == "enabled"
    wanted: list[Props] = known.get("availabilityZoneAddresses") or []
    like = {_zone(_zone_address(one)) for one in wanted}
    by_zone: dict[tuple[str, str], list[str]] = {}
    for one in addresses:
        by_zone.setdefault(_zone(one, like), []).append(one["AllocationId"])
    ours = {theirs: ours for ours, theirs in _PLACE.items()}
    names = {**_PLACE, "allocationId": "AllocationId", "associationId": "AssociationId", "publicIp": "PublicIp"}
    return {
        "vpcId": gateway["VpcId"],
        "autoProvisionZones": gateway.get("AutoProvisionZones"),
        "autoScalingIps": gateway.get("AutoScalingIps"),
        "regionalNatGatewayAutoMode": "enabled" if automatic else "disabled",
        "routeTableId": gateway.get("RouteTableId"),
        "regionalNatGatewayAddresses": [
            {**{name: one.get(theirs) for name, theirs in names.items()}, "status": one.get("Status")}
            for one in addresses
        ],
        "availabilityZoneAddresses": None
        if automatic
        else [
            {ours[name]: zone, "allocationIds": _in_order(allocations, wanted)}
            for (name, zone), allocations in by_zone.items()
        ],
    }


def _in_order(allocations: list[str], wanted: list[Props]) -> list[str]:
    """Return Elastic IP addresses as the program lists them, if it lists just these: their order means nothing."""
    listed: list[list[str]] = [one["allocationIds"] for one in wanted]
    return next((ids for ids in listed if sorted(ids) == sorted(allocations)), sorted(allocations))


RESOURCES: Final = (Eip(), NatGateway())
