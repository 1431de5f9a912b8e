"""VPCs: the group of an IPv6 range, and a VPC that goes only when nothing is left in it, with its default ACL.

A secondary IPv4 range is refused if AWS restricts it next to the primary one, or if the VPC has a part of it.
"""

from collections.abc import Iterable
from ipaddress import IPv4Network
from typing import Any

from moto.ec2.exceptions import DependencyViolationError, EC2ClientError
from moto.ec2.models.vpcs import VPC, VPCBackend

from .ipam import free_ranges

_associate: Any = VPC.associate_vpc_cidr_block
_delete_vpc: Any = VPCBackend.delete_vpc


_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
_NEXT_TO = {
    "10.0.0.0/15": (*_PRIVATE[1:], "198.19.0.0/16", "10.0.0.0/16"),
    "10.0.0.0/8": (*_PRIVATE[1:], "198.19.0.0/16"),
    "172.16.0.0/12": ("10.0.0.0/8", "192.168.0.0/16", "198.19.0.0/16", "172.31.0.0/16"),
    "192.168.0.0/16": ("10.0.0.0/8", "172.16.0.0/12", "198.19.0.0/16"),
    "198.19.0.0/16": _PRIVATE,
    "0.0.0.0/0": (*_PRIVATE, "198.19.0.0/16"),
}
"""Restricted ranges of secondary blocks, by that of the primary one; the first that holds it counts.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions
"""


def _overlaps(block: str, ranges: Iterable[str]) -> bool:
    return any(IPv4Network(block).overlaps(IPv4Network(each)) for each in ranges)


def _check_ipv4(vpc: Any, block: str) -> None:
    associations = vpc.get_cidr_block_association_set()
    present = [one["cidr_block"] for one in associations if one["cidr_block_state"]["state"] == "associated"]
    if _overlaps(block, present):
        raise EC2ClientError("InvalidVpc.Range", f"The CIDR '{block}' conflicts with another CIDR block of the VPC")
    restricted = next(ranges for primary, ranges in _NEXT_TO.items() if _overlaps(vpc.cidr_block, [primary]))
    if present and _overlaps(block, restricted):
        message = (
            f"The CIDR '{block}' is restricted. Use a CIDR from the same private address range as the current VPC CIDR,"
            " or use a publicly-routable CIDR. For additional restrictions, see"
            " https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"
        )
        raise EC2ClientError("InvalidVpc.Range", message)


def _associate_with_group(
    self: Any, cidr_block: str, amazon_provided_ipv6_cidr_block: bool = False, **more: Any
) -> Any:
    if not amazon_provided_ipv6_cidr_block:
        _check_ipv4(self, cidr_block)
    association = _associate(self, cidr_block, amazon_provided_ipv6_cidr_block, **more)
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
