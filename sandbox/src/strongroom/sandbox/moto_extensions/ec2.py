"""EC2: what AWS deletes along with a NAT gateway and along with a VPC."""

from moto.ec2.models.nat_gateways import NatGateway, NatGatewayBackend
from moto.ec2.models.vpcs import VPC, VPCBackend

_delete_nat_gateway = NatGatewayBackend.delete_nat_gateway
_delete_vpc = VPCBackend.delete_vpc


def delete_nat_gateway(self: NatGatewayBackend, nat_gateway_id: str) -> NatGateway:
    """Delete a gateway, free its address, and delete its network interface.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNatGateway.html
    """
    gateway = _delete_nat_gateway(self, nat_gateway_id)
    backend = gateway.ec2_backend
    for address in gateway.address_set:
        if association_id := address.get("associationId"):
            backend.disassociate_address(association_id=association_id)
        backend.delete_network_interface(address["networkInterfaceId"])
    gateway.address_set.clear()
    return gateway


def delete_vpc(self: VPCBackend, vpc_id: str) -> VPC:
    """Delete a VPC and its default network ACL.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html
    """
    vpc = _delete_vpc(self, vpc_id)
    acls = vpc.ec2_backend.network_acls
    for acl_id in [acl.id for acl in acls.values() if acl.vpc_id == vpc_id and acl.default]:
        del acls[acl_id]
    return vpc


def install() -> None:
    """Put the operations in the place of moto's."""
    setattr(NatGatewayBackend, delete_nat_gateway.__name__, delete_nat_gateway)
    setattr(VPCBackend, delete_vpc.__name__, delete_vpc)
