"""NAT gateways: regional ones, secondary addresses, and addresses that are free again when the gateway is gone."""

from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ec2.exceptions import EC2ClientError, InvalidParameterCombination, MissingParameter
from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.responses import EC2Response
from moto.ec2.utils import add_tag_specification, random_nat_gateway_id

from ..request import attributes, parameter, replace

Address = dict[str, Any]


class NatGateway(TaggedEC2Resource):
    """A NAT gateway of one zone, or of the whole region: that one is in a VPC, and in no subnet."""

    def __init__(self, backend: Any, vpc_id: str, subnet_id: str | None, connectivity_type: str) -> None:
        """Make a gateway without addresses."""
        self.ec2_backend = backend
        self.id = self.nat_gateway_id = random_nat_gateway_id()
        self.vpc_id = vpc_id
        self.subnet_id = subnet_id
        self.connectivity_type = connectivity_type
        self.availability_mode = "zonal"
        self.auto_provision_zones: str | None = None
        self.auto_scaling_ips: str | None = None
        self.route_table_id: str | None = None
        self.nat_gateway_addresses: list[Address] = []
        self.state = "available"
        self.create_time = utcnow()


def _gateway(response: EC2Response) -> Any:
    id = parameter(response, "NatGatewayId")
    gateway = response.ec2_backend.nat_gateways.get(id)
    if gateway is None or gateway.state == "deleted":
        raise EC2ClientError("NatGatewayNotFound", f"NAT gateway {id} was not found")
    return gateway


def _elastic_ip(backend: Any, allocation_id: str, eni: Any = None) -> Address:
    """Associate an Elastic IP address that is free, and return it as a part of a gateway's address."""
    found = backend.address_by_allocation([allocation_id])[0]
    if found.association_id:
        raise EC2ClientError("InvalidParameterValue", f"Elastic IP address {allocation_id} is already associated")
    backend.associate_address(eni=eni, allocation_id=allocation_id, reassociate=True)
    return {
        "AllocationId": allocation_id,
        "AssociationId": found.association_id,
        "PublicIp": found.public_ip,
    }


def _in_subnet(backend: Any, gateway: Any, private_ip: str | None, allocation_id: str | None) -> Address:
    """Add an address in the gateway's subnet; the first one comes with the gateway's network interface."""
    addresses = gateway.nat_gateway_addresses
    subnet = backend.get_subnet(gateway.subnet_id)
    eni = (
        backend.get_network_interface(addresses[0]["NetworkInterfaceId"])
        if addresses
        else backend.create_network_interface(subnet, private_ip)
    )
    if not addresses:
        private_ip = eni.private_ip_address
    elif private_ip is None:
        private_ip = subnet.get_available_subnet_ip(gateway)
    address: Address = {
        "NetworkInterfaceId": eni.id,
        "PrivateIp": private_ip,
        "IsPrimary": not addresses,
        "Status": "succeeded",
        "AvailabilityZone": subnet.availability_zone,
        "AvailabilityZoneId": subnet.availability_zone_id,
        **(_elastic_ip(backend, allocation_id, eni) if allocation_id else {}),
    }
    addresses.append(address)
    return address


def _in_zone(backend: Any, gateway: Any, zone: Address, allocation_id: str) -> Address:
    """Add an address of a regional gateway, in one zone."""
    names = {"AvailabilityZone": "name", "AvailabilityZoneId": "zone_id"}
    wanted = {ours: zone[theirs] for theirs, ours in names.items() if zone.get(theirs)}
    zones = [
        one for one in backend.describe_availability_zones() if wanted and wanted.items() <= attributes(one).items()
    ]
    if not zones:
        raise EC2ClientError("InvalidParameterValue", "The availability zone of the address does not exist")
    address = {
        **_elastic_ip(backend, allocation_id),
        "Status": "succeeded",
        "AvailabilityZone": zones[0].name,
        "AvailabilityZoneId": zones[0].zone_id,
    }
    gateway.nat_gateway_addresses.append(address)
    return address


def create_nat_gateway(self: EC2Response) -> ActionResult:
    """Make a gateway.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html
    """
    regional = parameter(self, "AvailabilityMode", "zonal") == "regional"
    gateway = _regional(self) if regional else _zonal(self)
    gateway.add_tags(add_tag_specification(parameter(self, "TagSpecifications", [])))
    self.ec2_backend.nat_gateways[gateway.id] = gateway
    return ActionResult({"NatGateway": gateway})


def _zonal(response: EC2Response) -> Any:
    backend = response.ec2_backend
    connectivity = parameter(response, "ConnectivityType", "public")
    allocation_id = parameter(response, "AllocationId")
    if not parameter(response, "SubnetId"):
        raise MissingParameter("The request must contain the parameter SubnetId")
    if connectivity == "public" and not allocation_id:
        raise MissingParameter("The request must contain the parameter AllocationId")
    if connectivity == "private" and allocation_id:
        raise InvalidParameterCombination("A private NAT gateway takes no AllocationId")
    subnet = backend.get_subnet(parameter(response, "SubnetId"))
    gateway: Any = NatGateway(backend, subnet.vpc_id, subnet.id, connectivity)
    _in_subnet(backend, gateway, parameter(response, "PrivateIpAddress"), allocation_id)
    private_ips: list[str | None] = parameter(response, "SecondaryPrivateIpAddresses", [])
    private_ips += [None] * int(parameter(response, "SecondaryPrivateIpAddressCount", 0))
    allocations: list[str] = parameter(response, "SecondaryAllocationIds", [])
    for i in range(max(len(private_ips), len(allocations))):
        private_ip = private_ips[i] if i < len(private_ips) else None
        _in_subnet(backend, gateway, private_ip, allocations[i] if i < len(allocations) else None)
    return gateway


def _regional(response: EC2Response) -> Any:
    backend = response.ec2_backend
    if parameter(response, "SubnetId") or parameter(response, "AllocationId"):
        raise InvalidParameterCombination("A regional NAT gateway takes neither SubnetId nor AllocationId")
    if parameter(response, "ConnectivityType", "public") != "public":
        raise InvalidParameterCombination("A regional NAT gateway is public")
    if not parameter(response, "VpcId"):
        raise MissingParameter("The request must contain the parameter VpcId")
    vpc = backend.get_vpc(parameter(response, "VpcId"))
    gateway: Any = NatGateway(backend, vpc.id, None, "public")
    zones = parameter(response, "AvailabilityZoneAddresses", [])
    gateway.availability_mode = "regional"
    gateway.auto_provision_zones = gateway.auto_scaling_ips = "disabled" if zones else "enabled"
    for zone in zones:
        for allocation_id in zone.get("AllocationIds", []):
            _in_zone(backend, gateway, zone, allocation_id)
    gateway.route_table_id = backend.create_route_table(vpc.id).id
    return gateway


def delete_nat_gateway(self: EC2Response) -> ActionResult:
    """Delete a gateway, and free its addresses.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNatGateway.html
    """
    gateway, backend = _gateway(self), self.ec2_backend
    for address in gateway.nat_gateway_addresses:
        _free(backend, address)
    for eni in {one.get("NetworkInterfaceId") for one in gateway.nat_gateway_addresses} - {None}:
        backend.enis.pop(eni, None)
    if attributes(gateway).get("route_table_id"):
        backend.route_tables.pop(gateway.route_table_id, None)
    gateway.state = "deleted"
    return ActionResult({"NatGatewayId": gateway.id})


def _free(backend: Any, address: Address) -> None:
    if any(one.association_id == address.get("AssociationId") for one in backend.addresses if one.association_id):
        backend.disassociate_address(association_id=address["AssociationId"])


def associate_nat_gateway_address(self: EC2Response) -> ActionResult:
    """Give a public gateway further Elastic IP addresses.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateNatGatewayAddress.html
    """
    gateway, backend = _gateway(self), self.ec2_backend
    names = ("AvailabilityZone", "AvailabilityZoneId")
    zone = {name: parameter(self, name) for name in names if parameter(self, name)}
    private_ips: list[str] = parameter(self, "PrivateIpAddresses", [])
    added = [
        _in_zone(backend, gateway, zone, allocation_id)
        if gateway.availability_mode == "regional"
        else _in_subnet(backend, gateway, private_ips[i] if i < len(private_ips) else None, allocation_id)
        for i, allocation_id in enumerate(parameter(self, "AllocationIds", []))
    ]
    return ActionResult({"NatGatewayId": gateway.id, "NatGatewayAddresses": added})


def disassociate_nat_gateway_address(self: EC2Response) -> ActionResult:
    """Take Elastic IP addresses away from a public gateway.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateNatGatewayAddress.html
    """
    gateway, ids = _gateway(self), parameter(self, "AssociationIds", [])
    removed = [one for one in gateway.nat_gateway_addresses if one.get("AssociationId") in ids]
    for address in removed:
        _free(self.ec2_backend, address)
    return _without(gateway, removed)


def _without(gateway: Any, removed: list[Address]) -> ActionResult:
    gateway.nat_gateway_addresses = [one for one in gateway.nat_gateway_addresses if one not in removed]
    return ActionResult({"NatGatewayId": gateway.id, "NatGatewayAddresses": removed})


def assign_private_nat_gateway_address(self: EC2Response) -> ActionResult:
    """Give a private gateway further addresses.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssignPrivateNatGatewayAddress.html
    """
    gateway = _gateway(self)
    private_ips: list[str | None] = parameter(self, "PrivateIpAddresses", [])
    private_ips += [None] * int(parameter(self, "PrivateIpAddressCount", 0))
    added = [_in_subnet(self.ec2_backend, gateway, private_ip, None) for private_ip in private_ips]
    return ActionResult({"NatGatewayId": gateway.id, "NatGatewayAddresses": added})


def unassign_private_nat_gateway_address(self: EC2Response) -> ActionResult:
    """Take addresses away from a private gateway.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UnassignPrivateNatGatewayAddress.html
    """
    gateway, private_ips = _gateway(self), parameter(self, "PrivateIpAddresses", [])
    return _without(gateway, [one for one in gateway.nat_gateway_addresses if one["PrivateIp"] in private_ips])


def install() -> None:
    """Add the operations."""
    replace(
        EC2Response,
        create_nat_gateway,
        delete_nat_gateway,
        associate_nat_gateway_address,
        disassociate_nat_gateway_address,
        assign_private_nat_gateway_address,
        unassign_private_nat_gateway_address,
    )
