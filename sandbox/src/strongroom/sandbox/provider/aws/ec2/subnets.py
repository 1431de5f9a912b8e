"""Subnets."""

from typing import Any, Final

from ...resource import CHOSEN_ONCE, NEEDED, PLAIN, REPLACES, Property, existing, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict
from .common import Ec2Resource, filters_of, given, tagged


class Subnet(Ec2Resource):
    """A subnet."""

    token = "aws:ec2/subnet:Subnet"
    placement: Final = {
        "vpcId": "VpcId",
        "cidrBlock": "CidrBlock",
        "availabilityZone": "AvailabilityZone",
        "availabilityZoneId": "AvailabilityZoneId",
    }
    switches: Final = {
        "mapPublicIpOnLaunch": "MapPublicIpOnLaunch",
        "assignIpv6AddressOnCreation": "AssignIpv6AddressOnCreation",
        "enableDns64": "EnableDns64",
        "enableResourceNameDnsARecordOnLaunch": "EnableResourceNameDnsARecordOnLaunch",
        "enableResourceNameDnsAaaaRecordOnLaunch": "EnableResourceNameDnsAAAARecordOnLaunch",
    }
    properties = {
        **dict.fromkeys(placement, REPLACES),
        "availabilityZone": CHOSEN_ONCE,
        "availabilityZoneId": CHOSEN_ONCE,
        "cidrBlock": NEEDED,
        "ipv6CidrBlock": PLAIN,
        **dict.fromkeys(switches, Property(default=False, after_create=True)),
        "privateDnsHostnameTypeOnLaunch": Property(after_create=True, computed=True),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the subnet."""
        subnet = aws.client("ec2").create_subnet(
            TagSpecifications=tagged("subnet", tags),
            **given(props, {**self.placement, "ipv6CidrBlock": "Ipv6CidrBlock"}),
        )["Subnet"]
        if subnet["State"] != "available":
            with existing(subnet["SubnetId"]):
                aws.wait("ec2", "subnet_available", SubnetIds=[subnet["SubnetId"]])
        return subnet["SubnetId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the subnet."""
        subnet = only(aws.client("ec2").describe_subnets(SubnetIds=[id])["Subnets"])
        names = subnet["PrivateDnsNameOptionsOnLaunch"]
        ipv6 = _ipv6_association(subnet)
        return {
            "arn": aws.arn("ec2", f"subnet/{id}"),
            **{ours: subnet.get(theirs) for ours, theirs in self.placement.items()},
            "mapPublicIpOnLaunch": subnet["MapPublicIpOnLaunch"],
            "assignIpv6AddressOnCreation": subnet["AssignIpv6AddressOnCreation"],
            "enableDns64": subnet.get("EnableDns64", False),
            "enableResourceNameDnsARecordOnLaunch": names["EnableResourceNameDnsARecord"],
            "enableResourceNameDnsAaaaRecordOnLaunch": names["EnableResourceNameDnsAAAARecord"],
            "privateDnsHostnameTypeOnLaunch": names["HostnameType"],
            "ipv6CidrBlock": ipv6.get("Ipv6CidrBlock"),
            "ipv6CidrBlockAssociationId": ipv6.get("AssociationId"),
            "ownerId": subnet["OwnerId"],
            "tags": tag_dict(subnet.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the IPv6 range, and the switches, of which AWS takes one in a call.

        No subnet hands out IPv6 addresses without a range, so that switch goes off before the range and on after it.
        """
        ec2 = aws.client("ec2")
        if "ipv6CidrBlock" in changed:
            if old := _ipv6_association(only(ec2.describe_subnets(SubnetIds=[id])["Subnets"])):
                ec2.modify_subnet_attribute(SubnetId=id, AssignIpv6AddressOnCreation={"Value": False})
                ec2.disassociate_subnet_cidr_block(AssociationId=old["AssociationId"])
            if block := props.get("ipv6CidrBlock"):
                ec2.associate_subnet_cidr_block(SubnetId=id, Ipv6CidrBlock=block)
                changed = changed | {"assignIpv6AddressOnCreation"}
        for ours, theirs in self.switches.items():
            if ours in changed:
                ec2.modify_subnet_attribute(SubnetId=id, **{theirs: {"Value": props.get(ours, False)}})
        if "privateDnsHostnameTypeOnLaunch" in changed and (kind := props.get("privateDnsHostnameTypeOnLaunch")):
            ec2.modify_subnet_attribute(SubnetId=id, PrivateDnsHostnameTypeOnLaunch=kind)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the subnet."""
        aws.client("ec2").delete_subnet(SubnetId=id)


def _ipv6_association(subnet: dict[str, Any]) -> dict[str, Any]:
    associations: list[dict[str, Any]] = subnet.get("Ipv6CidrBlockAssociationSet", [])
    found = [one for one in associations if one["Ipv6CidrBlockState"]["State"] == "associated"]
    return found[0] if found else {}


def subnets(aws: Session, arguments: Props) -> Props:
    """Answer `aws.ec2.get_subnets`: the ids of those that fit."""
    found: list[Props] = aws.client("ec2").describe_subnets(Filters=filters_of(arguments))["Subnets"]
    return {
        "id": aws.region,
        "ids": sorted(subnet["SubnetId"] for subnet in found),
        "filters": arguments.get("filters"),
        "tags": arguments.get("tags") or {},
        "region": aws.region,
    }


RESOURCES: Final = (Subnet(),)
