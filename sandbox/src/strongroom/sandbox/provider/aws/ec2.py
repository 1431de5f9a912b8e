"""Amazon EC2: networks."""

from operator import itemgetter
from typing import Any, Final

from ..resource import PLAIN, REPLACES, Function, Property, Resource, only
from ..session import Session
from ..wire import Props
from .tags import tag_dict, tag_list

NEEDED: Final = Property(replace=True, needed=True)


class Ec2Resource(Resource):
    """A resource of EC2, which tags everything in one way."""

    taggable = True

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("ec2").create_tags(Resources=[id], Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("ec2").delete_tags(Resources=[id], Tags=[{"Key": key} for key in keys])


def _tagged(kind: str, tags: dict[str, str]) -> list[dict[str, Any]]:
    """Return the tags to make a resource with."""
    return [{"ResourceType": kind, "Tags": tag_list(tags)}] if tags else []


class Vpc(Ec2Resource):
    """A VPC."""

    token = "aws:ec2/vpc:Vpc"
    properties = {
        "cidrBlock": NEEDED,
        "instanceTenancy": Property(default="default", replace=True),
        "enableDnsSupport": Property(default=True, after_create=True),
        "enableDnsHostnames": Property(default=False, after_create=True),
    }
    attributes: Final = {"enableDnsSupport": "EnableDnsSupport", "enableDnsHostnames": "EnableDnsHostnames"}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the VPC."""
        vpc = aws.client("ec2").create_vpc(
            CidrBlock=props["cidrBlock"],
            InstanceTenancy=props["instanceTenancy"],
            TagSpecifications=_tagged("vpc", tags),
        )["Vpc"]
        aws.wait("ec2", "vpc_available", VpcIds=[vpc["VpcId"]])
        return vpc["VpcId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the VPC, with what AWS made along with it."""
        ec2 = aws.client("ec2")
        vpc = only(ec2.describe_vpcs(VpcIds=[id])["Vpcs"])
        of_vpc = {"Name": "vpc-id", "Values": [id]}
        tables = ec2.describe_route_tables(Filters=[of_vpc, {"Name": "association.main", "Values": ["true"]}])
        acls = ec2.describe_network_acls(Filters=[of_vpc, {"Name": "default", "Values": ["true"]}])
        groups = ec2.describe_security_groups(Filters=[of_vpc, {"Name": "group-name", "Values": ["default"]}])
        main_table = only(tables["RouteTables"])["RouteTableId"]
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
            "tags": tag_dict(vpc.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the DNS attributes: AWS takes one in a call."""
        for name in sorted(changed, reverse=True):  # host names need DNS support to be on first
            aws.client("ec2").modify_vpc_attribute(VpcId=id, **{self.attributes[name]: {"Value": props[name]}})

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the VPC."""
        aws.client("ec2").delete_vpc(VpcId=id)


class Subnet(Ec2Resource):
    """A subnet."""

    token = "aws:ec2/subnet:Subnet"
    properties = {
        "vpcId": REPLACES,
        "cidrBlock": NEEDED,
        "availabilityZone": Property(replace=True, computed=True),
        "mapPublicIpOnLaunch": Property(default=False, after_create=True),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the subnet."""
        zone = {"AvailabilityZone": props["availabilityZone"]} if "availabilityZone" in props else {}
        subnet = aws.client("ec2").create_subnet(
            VpcId=props["vpcId"], CidrBlock=props["cidrBlock"], TagSpecifications=_tagged("subnet", tags), **zone
        )["Subnet"]
        if subnet["State"] != "available":
            aws.wait("ec2", "subnet_available", SubnetIds=[subnet["SubnetId"]])
        return subnet["SubnetId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the subnet."""
        subnet = only(aws.client("ec2").describe_subnets(SubnetIds=[id])["Subnets"])
        return {
            "arn": aws.arn("ec2", f"subnet/{id}"),
            "vpcId": subnet["VpcId"],
            "cidrBlock": subnet["CidrBlock"],
            "availabilityZone": subnet["AvailabilityZone"],
            "availabilityZoneId": subnet["AvailabilityZoneId"],
            "mapPublicIpOnLaunch": subnet["MapPublicIpOnLaunch"],
            "ownerId": subnet["OwnerId"],
            "tags": tag_dict(subnet.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change whether instances get a public address."""
        value = {"Value": props["mapPublicIpOnLaunch"]}
        aws.client("ec2").modify_subnet_attribute(SubnetId=id, MapPublicIpOnLaunch=value)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the subnet."""
        aws.client("ec2").delete_subnet(SubnetId=id)


class InternetGateway(Ec2Resource):
    """An internet gateway, attached to a VPC if one is given."""

    token = "aws:ec2/internetGateway:InternetGateway"
    properties = {"vpcId": Property(after_create=True)}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the gateway."""
        made = aws.client("ec2").create_internet_gateway(TagSpecifications=_tagged("internet-gateway", tags))
        return made["InternetGateway"]["InternetGatewayId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the gateway."""
        gateways = aws.client("ec2").describe_internet_gateways(InternetGatewayIds=[id])["InternetGateways"]
        gateway = only(gateways)
        attached: list[Props] = gateway.get("Attachments") or [{}]
        return {
            "arn": aws.arn("ec2", f"internet-gateway/{id}"),
            "ownerId": gateway.get("OwnerId", aws.account_id),
            "vpcId": attached[0].get("VpcId"),
            "tags": tag_dict(gateway.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Attach the gateway to another VPC."""
        self._detach(aws, id)
        if vpc_id := props.get("vpcId"):
            aws.client("ec2").attach_internet_gateway(InternetGatewayId=id, VpcId=vpc_id)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Detach the gateway and delete it."""
        self._detach(aws, id)
        aws.client("ec2").delete_internet_gateway(InternetGatewayId=id)

    def _detach(self, aws: Session, id: str) -> None:
        seen = self.read(aws, id, {})
        if seen and seen["vpcId"]:
            aws.client("ec2").detach_internet_gateway(InternetGatewayId=id, VpcId=seen["vpcId"])


class Eip(Ec2Resource):
    """An Elastic IP address."""

    token = "aws:ec2/eip:Eip"
    properties = {"domain": Property(replace=True, default="vpc")}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Allocate an address."""
        address = aws.client("ec2").allocate_address(
            Domain=props["domain"], TagSpecifications=_tagged("elastic-ip", tags)
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
    """A NAT gateway of one zone."""

    token = "aws:ec2/natGateway:NatGateway"
    properties = {
        "subnetId": NEEDED,
        "allocationId": REPLACES,
        "connectivityType": Property(default="public", replace=True),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the gateway and wait until it is available."""
        address = {"AllocationId": props["allocationId"]} if "allocationId" in props else {}
        made = aws.client("ec2").create_nat_gateway(
            SubnetId=props["subnetId"],
            ConnectivityType=props["connectivityType"],
            TagSpecifications=_tagged("natgateway", tags),
            **address,
        )
        id = made["NatGateway"]["NatGatewayId"]
        aws.wait("ec2", "nat_gateway_available", NatGatewayIds=[id])
        return id

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the gateway; a deleted one stays listed by AWS for an hour."""
        gateway = only(aws.client("ec2").describe_nat_gateways(NatGatewayIds=[id])["NatGateways"])
        if gateway["State"] in ("deleted", "deleting"):
            return None
        addresses: list[Props] = gateway.get("NatGatewayAddresses") or [{}]
        address = addresses[0]
        return {
            "subnetId": gateway["SubnetId"],
            "connectivityType": gateway["ConnectivityType"],
            "allocationId": address.get("AllocationId"),
            "associationId": address.get("AssociationId"),
            "networkInterfaceId": address.get("NetworkInterfaceId"),
            "privateIp": address.get("PrivateIp"),
            "publicIp": address.get("PublicIp"),
            "tags": tag_dict(gateway.get("Tags")),
        }

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the gateway and wait until its address is free."""
        aws.client("ec2").delete_nat_gateway(NatGatewayId=id)
        aws.wait("ec2", "nat_gateway_deleted", NatGatewayIds=[id])


class RouteTable(Ec2Resource):
    """A route table; its routes are resources of their own."""

    token = "aws:ec2/routeTable:RouteTable"
    properties = {"vpcId": REPLACES}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the table."""
        made = aws.client("ec2").create_route_table(
            VpcId=props["vpcId"], TagSpecifications=_tagged("route-table", tags)
        )
        return made["RouteTable"]["RouteTableId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the table."""
        table = only(aws.client("ec2").describe_route_tables(RouteTableIds=[id])["RouteTables"])
        return {
            "arn": aws.arn("ec2", f"route-table/{id}"),
            "ownerId": table["OwnerId"],
            "vpcId": table["VpcId"],
            "tags": tag_dict(table.get("Tags")),
        }

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the table."""
        aws.client("ec2").delete_route_table(RouteTableId=id)


class Route(Resource):
    """A route in a table, for one destination."""

    token = "aws:ec2/route:Route"
    destinations: Final = {"destinationCidrBlock": "DestinationCidrBlock"}
    targets: Final = {"gatewayId": "GatewayId", "natGatewayId": "NatGatewayId"}
    properties = {
        "routeTableId": REPLACES,
        **dict.fromkeys(destinations, NEEDED),
        **dict.fromkeys(targets, PLAIN),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the route. Its id is the table's with the destination, as for import."""
        aws.client("ec2").create_route(**self._call(props))
        return f"{props['routeTableId']}_{props['destinationCidrBlock']}"

    def _call(self, props: Props) -> dict[str, Any]:
        names = {"routeTableId": "RouteTableId", **self.destinations, **self.targets}
        return {aws_name: props[name] for name, aws_name in names.items() if props.get(name)}

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the route."""
        table_id, destination = id.split("_", 1)
        table = only(aws.client("ec2").describe_route_tables(RouteTableIds=[table_id])["RouteTables"])
        route = only([route for route in table["Routes"] if route.get("DestinationCidrBlock") == destination])
        return {
            "routeTableId": table_id,
            "destinationCidrBlock": destination,
            **{name: route.get(aws_name) for name, aws_name in self.targets.items()},
            "origin": route.get("Origin"),
            "state": route.get("State"),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Lead the route to another target."""
        aws.client("ec2").replace_route(**self._call(props))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the route."""
        table_id, destination = id.split("_", 1)
        aws.client("ec2").delete_route(RouteTableId=table_id, DestinationCidrBlock=destination)


class RouteTableAssociation(Resource):
    """A subnet's use of a route table."""

    token = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    properties = {"routeTableId": REPLACES, "subnetId": NEEDED}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Associate the subnet with the table."""
        made = aws.client("ec2").associate_route_table(RouteTableId=props["routeTableId"], SubnetId=props["subnetId"])
        return made["AssociationId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the association."""
        by_id = [{"Name": "association.route-table-association-id", "Values": [id]}]
        table = only(aws.client("ec2").describe_route_tables(Filters=by_id)["RouteTables"])
        found = only([found for found in table["Associations"] if found["RouteTableAssociationId"] == id])
        return {"routeTableId": table["RouteTableId"], "subnetId": found.get("SubnetId")}

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """End the association."""
        aws.client("ec2").disassociate_route_table(AssociationId=id)


class DefaultSecurityGroup(Ec2Resource):
    """The default security group of a VPC, adopted and kept without rules."""

    token = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
    properties = {"vpcId": NEEDED, "ingress": Property(form="set"), "egress": Property(form="set")}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Adopt the group and take all its rules away, as the official provider does."""
        filters = [{"Name": "vpc-id", "Values": [props["vpcId"]]}, {"Name": "group-name", "Values": ["default"]}]
        group = only(aws.client("ec2").describe_security_groups(Filters=filters)["SecurityGroups"])
        self._revoke_all(aws, group)
        if tags:
            self.tag(aws, group["GroupId"], {}, tags)
        return group["GroupId"]

    @staticmethod
    def _revoke_all(aws: Session, group: dict[str, Any]) -> None:
        ec2 = aws.client("ec2")
        if group["IpPermissions"]:
            ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=group["IpPermissions"])
        if group["IpPermissionsEgress"]:
            ec2.revoke_security_group_egress(GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"])

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the group with the rules that it has, which ought to be none."""
        group = only(aws.client("ec2").describe_security_groups(GroupIds=[id])["SecurityGroups"])
        return {
            "arn": aws.arn("ec2", f"security-group/{id}"),
            "vpcId": group["VpcId"],
            "name": group["GroupName"],
            "description": group["Description"],
            "ownerId": group["OwnerId"],
            "ingress": [_rule(permission) for permission in group["IpPermissions"]],
            "egress": [_rule(permission) for permission in group["IpPermissionsEgress"]],
            "tags": tag_dict(group.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Take away the rules that have appeared."""
        groups = aws.client("ec2").describe_security_groups(GroupIds=[id])["SecurityGroups"]
        self._revoke_all(aws, only(groups))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Leave the group alone: AWS deletes it with its VPC."""


def _rule(permission: dict[str, Any]) -> Props:
    return {
        "protocol": permission["IpProtocol"],
        "fromPort": permission.get("FromPort", 0),
        "toPort": permission.get("ToPort", 0),
        "cidrBlocks": [block["CidrIp"] for block in permission.get("IpRanges", [])],
        "securityGroups": [pair["GroupId"] for pair in permission.get("UserIdGroupPairs", [])],
    }


class FlowLog(Ec2Resource):
    """A flow log of a VPC, to CloudWatch Logs."""

    token = "aws:ec2/flowLog:FlowLog"
    properties = {
        "vpcId": NEEDED,
        "trafficType": NEEDED,
        "logDestination": NEEDED,
        "logDestinationType": Property(default="cloud-watch-logs", replace=True),
        "iamRoleArn": REPLACES,
        "logFormat": Property(replace=True, computed=True),
        "maxAggregationInterval": Property(default=600, replace=True),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the flow log."""
        optional = {"iamRoleArn": "DeliverLogsPermissionArn", "logFormat": "LogFormat"}
        made = aws.client("ec2").create_flow_logs(
            ResourceType="VPC",
            ResourceIds=[props["vpcId"]],
            TrafficType=props["trafficType"],
            LogDestination=props["logDestination"],
            LogDestinationType=props["logDestinationType"],
            MaxAggregationInterval=props["maxAggregationInterval"],
            TagSpecifications=_tagged("vpc-flow-log", tags),
            **{name: props[ours] for ours, name in optional.items() if ours in props},
        )
        for failure in made.get("Unsuccessful", []):
            raise ValueError(f"CreateFlowLogs: {failure['Error']['Code']}: {failure['Error']['Message']}")
        return only(made["FlowLogIds"])

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the flow log."""
        log = only(aws.client("ec2").describe_flow_logs(FlowLogIds=[id])["FlowLogs"])
        return {
            "arn": aws.arn("ec2", f"vpc-flow-log/{id}"),
            "vpcId": log["ResourceId"],
            "trafficType": log["TrafficType"],
            "logDestination": log.get("LogDestination"),
            "logDestinationType": log["LogDestinationType"],
            "iamRoleArn": log.get("DeliverLogsPermissionArn"),
            "logFormat": log.get("LogFormat"),
            "maxAggregationInterval": log["MaxAggregationInterval"],
            "tags": tag_dict(log.get("Tags")),
        }

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the flow log."""
        aws.client("ec2").delete_flow_logs(FlowLogIds=[id])


def availability_zones(aws: Session, arguments: Props) -> Props:
    """Answer `aws.get_availability_zones`."""
    given: list[Props] = arguments.get("filters") or []
    filters = [{"Name": item["name"], "Values": item["values"]} for item in given]
    if state := arguments.get("state"):
        filters.append({"Name": "state", "Values": [state]})
    found: list[Props] = aws.client("ec2").describe_availability_zones(Filters=filters)["AvailabilityZones"]
    zones = sorted(found, key=itemgetter("ZoneName"))
    return {
        "id": aws.region,
        "region": aws.region,
        "state": arguments.get("state"),
        "filters": arguments.get("filters"),
        "names": [zone["ZoneName"] for zone in zones],
        "zoneIds": [zone["ZoneId"] for zone in zones],
        "groupNames": sorted({zone.get("GroupName", aws.region) for zone in zones}),
    }


RESOURCES = (
    Vpc(),
    Subnet(),
    InternetGateway(),
    Eip(),
    NatGateway(),
    RouteTable(),
    Route(),
    RouteTableAssociation(),
    DefaultSecurityGroup(),
    FlowLog(),
)
FUNCTIONS = (
    Function(
        "aws:index/getAvailabilityZones:getAvailabilityZones", frozenset({"state", "filters"}), availability_zones
    ),
)
