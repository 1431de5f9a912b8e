"""Subnets: every attribute of theirs, IPv6 ranges that lie in the VPC's, and no trace of them once deleted."""

import ipaddress
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError, InvalidSubnetConflictError, InvalidSubnetRangeError
from moto.ec2.models.subnets import Subnet, SubnetBackend
from moto.ec2.responses import EC2Response

from ..request import parameter, replace

_create_subnet = EC2Response.create_subnet
_associate_subnet_cidr_block = EC2Response.associate_subnet_cidr_block
_delete_subnet: Any = SubnetBackend.delete_subnet
_get_filter_value: Any = Subnet.get_filter_value
_modify_subnet_attribute: Any = EC2Response.modify_subnet_attribute


def _check_ipv6(backend: Any, vpc_id: str, block: str) -> None:
    """Refuse a range outside of the VPC's, or one that another subnet has."""
    wanted = ipaddress.IPv6Network(block)
    ranges = [
        ipaddress.IPv6Network(one["ipv6CidrBlock"])
        for one in backend.get_vpc(vpc_id).ipv6_cidr_block_association_set
        if one["cidr_block_state"]["state"] == "associated"
    ]
    if not any(wanted.subnet_of(one) for one in ranges):
        raise InvalidSubnetRangeError(block)
    for subnet in backend.describe_subnets(filters={"vpc-id": vpc_id}):
        for one in subnet.ipv6_cidr_block_associations.values():
            taken = one["ipv6CidrBlockState"]["State"] == "associated"
            if taken and ipaddress.IPv6Network(one["ipv6CidrBlock"]).overlaps(wanted):
                raise InvalidSubnetConflictError(block)


def create_subnet(self: EC2Response) -> ActionResult:
    """Make a subnet.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html
    """
    if block := parameter(self, "Ipv6CidrBlock"):
        _check_ipv6(self.ec2_backend, parameter(self, "VpcId"), block)
    return _create_subnet(self)


def associate_subnet_cidr_block(self: EC2Response) -> ActionResult:
    """Give a subnet an IPv6 range.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateSubnetCidrBlock.html
    """
    subnet = self.ec2_backend.get_subnet(parameter(self, "SubnetId"))
    _check_ipv6(self.ec2_backend, subnet.vpc_id, parameter(self, "Ipv6CidrBlock"))
    return _associate_subnet_cidr_block(self)


def modify_subnet_attribute(self: EC2Response) -> ActionResult:
    """Change an attribute.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySubnetAttribute.html
    """
    subnet = self.ec2_backend.get_subnet(parameter(self, "SubnetId"))
    if parameter(self, "AssignIpv6AddressOnCreation.Value") and not subnet.ipv6_cidr_block_association_set:
        message = f"Invalid value 'true' for assignIpv6AddressOnCreation. {subnet.id} does not have an IPv6 CIDR block."
        raise EC2ClientError("InvalidParameterValue", message)
    dns64 = parameter(self, "EnableDns64.Value")
    if dns64 is not None:
        subnet.enable_dns64 = dns64
    names = subnet.private_dns_name_options_on_launch
    aaaa = parameter(self, "EnableResourceNameDnsAAAARecordOnLaunch.Value")
    if aaaa is not None:
        names["EnableResourceNameDnsAAAARecord"] = aaaa
    if kind := parameter(self, "PrivateDnsHostnameTypeOnLaunch"):
        names["HostnameType"] = kind
    return _modify_subnet_attribute(self)


def _delete_in_backend(self: Any, subnet_id: str) -> Any:
    """Delete a subnet, and end its use of a network ACL and a route table."""
    deleted = _delete_subnet(self, subnet_id)
    for acl in self.network_acls.values():
        for id in [id for id, one in acl._associations.items() if one.subnet_id == subnet_id]:
            del acl._associations[id]
    for table in self.route_tables.values():
        for id in [id for id, user in table._associations.items() if user == subnet_id]:
            del table._associations[id]
    return deleted


def _ipv6_associations(self: Any) -> list[dict[str, Any]]:
    """Return a subnet's IPv6 ranges, their state in AWS's own shape."""
    associations = self.ipv6_cidr_block_associations.values()
    return [one for one in associations if one["ipv6CidrBlockState"]["State"] == "associated"]


def _filter_value(self: Any, filter_name: str, method_name: str | None = None) -> Any:
    """Return what a filter of DescribeSubnets compares with.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html
    """
    if filter_name == "ipv6-cidr-block-association.state":
        return [each["ipv6CidrBlockState"]["State"] for each in self.ipv6_cidr_block_associations.values()]
    return _get_filter_value(self, filter_name, method_name)


def install() -> None:
    """Add the operations."""
    replace(EC2Response, create_subnet, associate_subnet_cidr_block, modify_subnet_attribute)
    setattr(SubnetBackend, "delete_subnet", _delete_in_backend)  # noqa: B010 - its types are looser
    setattr(Subnet, "get_filter_value", _filter_value)  # noqa: B010 - its types are looser
    setattr(Subnet, "ipv6_cidr_block_association_set", property(_ipv6_associations))  # noqa: B010 - moto's can't be set
