"""VPCs and their address ranges."""

from typing import Any, Final

from ...resource import CHOSEN, CHOSEN_ONCE, PLAIN, REPLACES, Property, Resource, existing, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict
from .common import Ec2Resource, filters_of, given, of_vpc, tagged

IPAM: Final = {"ipv4IpamPoolId": "Ipv4IpamPoolId", "ipv4NetmaskLength": "Ipv4NetmaskLength"}
_ASSOCIATED: Final = ("associated", "associating")


class Vpc(Ec2Resource):
    """A VPC."""

    token = "aws:ec2/vpc:Vpc"
    one_of = ("cidrBlock", "ipv4IpamPoolId")
    attributes: Final = {
        "enableDnsSupport": "EnableDnsSupport",
        "enableDnsHostnames": "EnableDnsHostnames",
        "enableNetworkAddressUsageMetrics": "EnableNetworkAddressUsageMetrics",
    }
    ipv6: Final = {
        "assignGeneratedIpv6CidrBlock": "AmazonProvidedIpv6CidrBlock",
        "ipv6CidrBlockNetworkBorderGroup": "Ipv6CidrBlockNetworkBorderGroup",
    }
    properties = {
        "cidrBlock": CHOSEN_ONCE,
        **dict.fromkeys(IPAM, REPLACES),
        "instanceTenancy": Property(default="default", replace=True),
        "enableDnsSupport": Property(default=True, after_create=True),
        "enableDnsHostnames": Property(default=False, after_create=True),
        "enableNetworkAddressUsageMetrics": Property(after_create=True, computed=True),
        "assignGeneratedIpv6CidrBlock": PLAIN,
        "ipv6CidrBlockNetworkBorderGroup": CHOSEN,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the VPC."""
        vpc = aws.client("ec2").create_vpc(
            InstanceTenancy=props["instanceTenancy"],
            TagSpecifications=tagged("vpc", tags),
            **given(props, {"cidrBlock": "CidrBlock", **IPAM, **self.ipv6}),
        )["Vpc"]
        with existing(vpc["VpcId"]):
            aws.wait("ec2", "vpc_available", VpcIds=[vpc["VpcId"]])
        return vpc["VpcId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the VPC, with what AWS made along with it."""
        ec2 = aws.client("ec2")
        vpc = only(ec2.describe_vpcs(VpcIds=[id])["Vpcs"])
        tables = ec2.describe_route_tables(Filters=of_vpc(id, **{"association.main": "true"}))
        acls = ec2.describe_network_acls(Filters=of_vpc(id, default="true"))
        groups = ec2.describe_security_groups(Filters=of_vpc(id, group_name="default"))
        main_table = only(tables["RouteTables"])["RouteTableId"]
        ipv6 = _ipv6_associations(vpc)
        return {
            "arn": aws.arn("ec2", f"vpc/{id}"),
            "cidrBlock": vpc["CidrBlock"],
            "instanceTenancy": vpc["InstanceTenancy"],
            "dhcpOptionsId": vpc["DhcpOptionsId"],
            "ownerId": vpc.get("OwnerId", aws.account_id),
            "mainRouteTableId": main_table,
            "defaultRouteTableId": main_table,
            "defaultNetworkAclId": only(acls["NetworkAcls"])["NetworkAclId"],
            "defaultSecurityGroupId": only(groups["SecurityGroups"])["GroupId"],
            **{
                name: ec2.describe_vpc_attribute(VpcId=id, Attribute=name)[attribute]["Value"]
                for name, attribute in self.attributes.items()
            },
            "assignGeneratedIpv6CidrBlock": bool(ipv6) if ipv6 or "assignGeneratedIpv6CidrBlock" in known else None,
            "ipv6AssociationId": ipv6[0]["AssociationId"] if ipv6 else None,
            "ipv6CidrBlock": ipv6[0]["Ipv6CidrBlock"] if ipv6 else None,
            "ipv6CidrBlockNetworkBorderGroup": ipv6[0].get("NetworkBorderGroup") if ipv6 else None,
            "tags": tag_dict(vpc.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the attributes, of which AWS takes one in a call, and the IPv6 range."""
        ec2 = aws.client("ec2")
        for name in self.attributes:  # host names need DNS support to be on first
            if name in changed and props.get(name) is not None:
                ec2.modify_vpc_attribute(VpcId=id, **{self.attributes[name]: {"Value": props[name]}})
        if changed & self.ipv6.keys():
            for association in _ipv6_associations(only(ec2.describe_vpcs(VpcIds=[id])["Vpcs"])):
                ec2.disassociate_vpc_cidr_block(AssociationId=association["AssociationId"])
            if props.get("assignGeneratedIpv6CidrBlock"):
                ec2.associate_vpc_cidr_block(VpcId=id, **given(props, self.ipv6))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the VPC."""
        aws.client("ec2").delete_vpc(VpcId=id)


def _ipv6_associations(vpc: dict[str, Any]) -> list[dict[str, Any]]:
    associations: list[dict[str, Any]] = vpc.get("Ipv6CidrBlockAssociationSet", [])
    return [one for one in associations if one["Ipv6CidrBlockState"]["State"] in _ASSOCIATED]


class VpcIpv4CidrBlockAssociation(Resource):
    """A further IPv4 range of a VPC."""

    token = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
    one_of = ("cidrBlock", "ipv4IpamPoolId")
    properties = {"vpcId": REPLACES, "cidrBlock": CHOSEN_ONCE, **dict.fromkeys(IPAM, REPLACES)}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Add the range to the VPC."""
        names = {"vpcId": "VpcId", "cidrBlock": "CidrBlock", **IPAM}
        made = aws.client("ec2").associate_vpc_cidr_block(**given(props, names))
        return made["CidrBlockAssociation"]["AssociationId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the range."""
        by_id = [{"Name": "cidr-block-association.association-id", "Values": [id]}]
        vpc = only(aws.client("ec2").describe_vpcs(Filters=by_id)["Vpcs"])
        ranges = [one for one in vpc["CidrBlockAssociationSet"] if one["AssociationId"] == id]
        found = only([one for one in ranges if one["CidrBlockState"]["State"] in _ASSOCIATED])
        return {"vpcId": vpc["VpcId"], "cidrBlock": found["CidrBlock"]}

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the range away from the VPC."""
        aws.client("ec2").disassociate_vpc_cidr_block(AssociationId=id)


def vpc(aws: Session, arguments: Props) -> Props:
    """Answer `aws.ec2.get_vpc`: the one VPC that fits."""
    names = {"cidrBlock": "cidr", "state": "state", "dhcpOptionsId": "dhcp-options-id"}
    filters = [{"Name": theirs, "Values": [arguments[ours]]} for ours, theirs in names.items() if arguments.get(ours)]
    if arguments.get("default") is not None:
        filters.append({"Name": "is-default", "Values": [str(arguments["default"]).lower()]})
    ids = {"VpcIds": [arguments["id"]]} if arguments.get("id") else {}
    found: list[Props] = aws.client("ec2").describe_vpcs(Filters=[*filters, *filters_of(arguments)], **ids)["Vpcs"]
    if len(found) != 1:
        raise LookupError(f"{len(found)} VPCs fit; one is wanted")
    id = found[0]["VpcId"]
    seen = Vpc().read(aws, id, {}) or {}
    return {
        **{name: seen[name] for name in _TOLD_OF_VPC},
        "id": id,
        "default": found[0]["IsDefault"],
        "state": found[0]["State"],
        "cidrBlockAssociations": [
            {
                "associationId": one["AssociationId"],
                "cidrBlock": one["CidrBlock"],
                "state": one["CidrBlockState"]["State"],
            }
            for one in found[0]["CidrBlockAssociationSet"]
        ],
        "ipv6AssociationId": seen["ipv6AssociationId"] or "",
        "ipv6CidrBlock": seen["ipv6CidrBlock"] or "",
        "filters": arguments.get("filters"),
        "region": aws.region,
    }


_TOLD_OF_VPC: Final = (
    "arn",
    "cidrBlock",
    "dhcpOptionsId",
    "enableDnsHostnames",
    "enableDnsSupport",
    "enableNetworkAddressUsageMetrics",
    "instanceTenancy",
    "mainRouteTableId",
    "ownerId",
    "tags",
)
ARGUMENTS_OF_VPC: Final = frozenset({"cidrBlock", "default", "dhcpOptionsId", "filters", "id", "state", "tags"})


def vpcs(aws: Session, arguments: Props) -> Props:
    """Answer `aws.ec2.get_vpcs`: the ids of the VPCs that match."""
    found: list[Props] = aws.client("ec2").describe_vpcs(Filters=filters_of(arguments))["Vpcs"]
    return {
        "id": aws.region,
        "ids": [each["VpcId"] for each in found],
        "filters": arguments.get("filters"),
        "tags": arguments.get("tags") or {},
        "region": aws.region,
    }


RESOURCES: Final = (Vpc(), VpcIpv4CidrBlockAssociation())
