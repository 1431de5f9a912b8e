"""VPCs: the group of an IPv6 range, and a VPC that goes only when nothing is left in it, with its default ACL."""

from typing import Any

from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models.vpcs import VPC, VPCBackend

from .ipam import free_ranges

_associate: Any = VPC.associate_vpc_cidr_block
_delete_vpc: Any = VPCBackend.delete_vpc


def _associate_with_group(self: Any, *args: Any, **more: Any) -> Any:
    association = _associate(self, *args, **more)
    if "ipv6_pool" in association:
        group = association.get("ipv6_cidr_block_network_border_group")
        association["network_border_group"] = group or self.ec2_backend.region_name
    return association


def _delete_in_backend(self: Any, vpc_id: str) -> Any:
    left = [
        *(one.id for one in self.internet_gateways.values() if one.vpc and one.vpc.id == vpc_id),
        *(one.id for one in self.egress_only_internet_gateways.values() if one.vpc_id == vpc_id),
        *(one.id for one in self.vpc_end_points.values() if one.vpc_id == vpc_id),
        *(one.id for one in self.nat_gateways.values() if one.vpc_id == vpc_id and one.state != "deleted"),
        *(one.id for one in self.network_acls.values() if one.vpc_id == vpc_id and not one.default),
        *(one.id for one in self.groups[vpc_id].values() if not one.is_default),
    ]
    if left:
        raise DependencyViolationError(f"The vpc '{vpc_id}' has dependencies and cannot be deleted: {', '.join(left)}")
    deleted = _delete_vpc(self, vpc_id)
    for id in [id for id, acl in self.network_acls.items() if acl.vpc_id == vpc_id]:
        del self.network_acls[id]
    free_ranges(self, vpc_id)
    return deleted


def install() -> None:
    """Add the operations."""
    setattr(VPC, "associate_vpc_cidr_block", _associate_with_group)  # noqa: B010 - its types are looser
    setattr(VPCBackend, "delete_vpc", _delete_in_backend)  # noqa: B010 - its types are looser
