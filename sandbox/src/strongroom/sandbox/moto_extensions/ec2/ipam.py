"""IPAM: pools of IPv4 ranges, and VPCs that take their range from one."""

import ipaddress
from collections.abc import Iterator
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.models.vpcs import VPCBackend
from moto.ec2.responses import EC2Response
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE, EC2_RESOURCE_TO_PREFIX, add_tag_specification, random_id

from ..request import attributes, parameter, replace, result_of

_create_vpc: Any = EC2Response.create_vpc
_associate_vpc_cidr_block: Any = EC2Response.associate_vpc_cidr_block
_disassociate_vpc_cidr_block: Any = VPCBackend.disassociate_vpc_cidr_block
Block = ipaddress.IPv4Network


class Ipam(TaggedEC2Resource):
    """An IP address manager, with the scope of its private ranges and that of its public ones."""

    def __init__(self, backend: Any, description: str | None) -> None:
        """Make a manager."""
        self.ec2_backend = backend
        self.id = self.ipam_id = random_id("ipam")
        self.ipam_arn = f"arn:{backend.partition}:ec2::{backend.account_id}:ipam/{self.id}"
        self.ipam_region = backend.region_name
        self.owner_id = backend.account_id
        self.private_default_scope_id = random_id("ipam-scope")
        self.public_default_scope_id = random_id("ipam-scope")
        self.scope_count = 2
        self.description = description
        self.operating_regions = [{"RegionName": backend.region_name}]
        self.state = "create-complete"


class Pool(TaggedEC2Resource):
    """A pool of IPv4 ranges, and what was taken from it: the range of each resource."""

    def __init__(self, backend: Any, ipam: Any, locale: str | None, default_length: int | None) -> None:
        """Make a pool that nothing is provisioned to."""
        self.ec2_backend = backend
        self.id = self.ipam_pool_id = random_id("ipam-pool")
        self.ipam_pool_arn = f"arn:{backend.partition}:ec2::{backend.account_id}:ipam-pool/{self.id}"
        self.ipam_arn = ipam.ipam_arn
        self.ipam_region = backend.region_name
        self.ipam_scope_type = "private"
        self.owner_id = backend.account_id
        self.address_family = "ipv4"
        self.locale = locale
        self.allocation_default_netmask_length = default_length
        self.state = "create-complete"
        self.provisioned: list[Block] = []
        self.allocations: list[tuple[str, str, Block]] = []
        """Allocation id, VPC id, range."""

    def take(self, length: int | None) -> Block:
        """Return the first free range of a length."""
        wanted = length or self.allocation_default_netmask_length
        if not wanted:
            raise EC2ClientError("InvalidParameterValue", f"The pool {self.id} has no default netmask length; give one")
        for block in self._blocks(int(wanted)):
            if not any(block.overlaps(taken) for _, _, taken in self.allocations):
                return block
        raise EC2ClientError("InsufficientCidrBlocks", f"The pool {self.id} has no free /{wanted}")

    def _blocks(self, length: int) -> Iterator[Block]:
        for block in self.provisioned:
            if block.prefixlen <= length:
                yield from block.subnets(new_prefix=length)

    def cidrs(self) -> list[dict[str, Any]]:
        """Return what was provisioned, as AWS tells it."""
        return [
            {"Cidr": str(block), "State": "provisioned", "NetmaskLength": block.prefixlen} for block in self.provisioned
        ]


def _ipams(backend: Any) -> dict[str, Any]:
    return attributes(backend).setdefault("ipams", {})


def _pools(backend: Any) -> dict[str, Any]:
    return attributes(backend).setdefault("ipam_pools", {})


def _pool(response: EC2Response, name: str = "IpamPoolId") -> Any:
    id = parameter(response, name)
    if id not in _pools(response.ec2_backend):
        raise EC2ClientError("InvalidIpamPoolId.NotFound", f"The pool {id} does not exist")
    return _pools(response.ec2_backend)[id]


def create_ipam(self: EC2Response) -> ActionResult:
    """Make a manager.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateIpam.html
    """
    made: Any = Ipam(self.ec2_backend, parameter(self, "Description"))
    made.add_tags(add_tag_specification(parameter(self, "TagSpecifications", [])))
    _ipams(self.ec2_backend)[made.id] = made
    return ActionResult({"Ipam": made})


def create_ipam_pool(self: EC2Response) -> ActionResult:
    """Make a pool in a manager's private scope.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateIpamPool.html
    """
    if parameter(self, "AddressFamily") != "ipv4":
        raise EC2ClientError("UnsupportedOperation", "the local AWS has IPAM pools of IPv4 only")
    scope = parameter(self, "IpamScopeId")
    ipam = next((one for one in _ipams(self.ec2_backend).values() if one.private_default_scope_id == scope), None)
    if ipam is None:
        raise EC2ClientError("InvalidIpamScopeId.NotFound", f"The scope {scope} does not exist")
    made: Any = Pool(
        self.ec2_backend, ipam, parameter(self, "Locale"), parameter(self, "AllocationDefaultNetmaskLength")
    )
    made.add_tags(add_tag_specification(parameter(self, "TagSpecifications", [])))
    _pools(self.ec2_backend)[made.id] = made
    return ActionResult({"IpamPool": made})


def describe_ipam_pools(self: EC2Response) -> ActionResult:
    """List pools.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeIpamPools.html
    """
    ids = parameter(self, "IpamPoolIds", [])
    return ActionResult({"IpamPools": [one for id, one in _pools(self.ec2_backend).items() if not ids or id in ids]})


def provision_ipam_pool_cidr(self: EC2Response) -> ActionResult:
    """Give a pool a range to take from.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ProvisionIpamPoolCidr.html
    """
    pool = _pool(self)
    pool.provisioned.append(Block(parameter(self, "Cidr")))
    return ActionResult({"IpamPoolCidr": pool.cidrs()[-1]})


def get_ipam_pool_cidrs(self: EC2Response) -> ActionResult:
    """List what a pool may give.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetIpamPoolCidrs.html
    """
    return ActionResult({"IpamPoolCidrs": _pool(self).cidrs()})


def get_ipam_pool_allocations(self: EC2Response) -> ActionResult:
    """List what was taken from a pool.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetIpamPoolAllocations.html
    """
    told = [
        {"IpamPoolAllocationId": id, "ResourceId": vpc, "ResourceType": "vpc", "Cidr": str(block)}
        for id, vpc, block in _pool(self).allocations
    ]
    return ActionResult({"IpamPoolAllocations": told})


def _from_pool(response: EC2Response, operation: Any) -> tuple[ActionResult, Any]:
    """Carry out an operation with a range from the pool that the request names, if it names one."""
    if not parameter(response, "Ipv4IpamPoolId"):
        return operation(response), None
    pool = _pool(response, "Ipv4IpamPoolId")
    block = pool.take(parameter(response, "Ipv4NetmaskLength"))
    response._get_params()["CidrBlock"] = str(block)  # pyright: ignore[reportPrivateUsage]
    answer = operation(response)

    def allocate(vpc_id: str) -> None:
        pool.allocations.append((random_id("ipam-pool-alloc"), vpc_id, block))

    return answer, allocate


def create_vpc(self: EC2Response) -> ActionResult:
    """Make a VPC, with a range that is given or comes from a pool.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html
    """
    answer, allocate = _from_pool(self, _create_vpc)
    if allocate:
        allocate(result_of(answer)["Vpc"].id)
    return answer


def associate_vpc_cidr_block(self: EC2Response) -> ActionResult:
    """Give a VPC a further range.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateVpcCidrBlock.html
    """
    answer, allocate = _from_pool(self, _associate_vpc_cidr_block)
    if allocate:
        allocate(parameter(self, "VpcId"))
    return answer


def free_ranges(backend: Any, vpc_id: str, block: str | None = None) -> None:
    """Give a VPC's ranges, or one of them, back to the pools that they came from."""
    for pool in _pools(backend).values():
        pool.allocations = [
            one for one in pool.allocations if one[1] != vpc_id or (block is not None and str(one[2]) != block)
        ]


def _disassociate_in_backend(self: Any, association_id: str) -> Any:
    association = _disassociate_vpc_cidr_block(self, association_id)
    free_ranges(self, association["vpc_id"], association["cidr_block"])
    return association


def install() -> None:
    """Add the operations, and the ids of managers and pools to those that moto knows."""
    EC2_RESOURCE_TO_PREFIX["ipam"] = "ipam"
    EC2_PREFIX_TO_RESOURCE["ipam"] = "ipam"
    setattr(VPCBackend, "disassociate_vpc_cidr_block", _disassociate_in_backend)  # noqa: B010 - its types are looser
    replace(
        EC2Response,
        create_ipam,
        create_ipam_pool,
        describe_ipam_pools,
        provision_ipam_pool_cidr,
        get_ipam_pool_cidrs,
        get_ipam_pool_allocations,
        create_vpc,
        associate_vpc_cidr_block,
    )
