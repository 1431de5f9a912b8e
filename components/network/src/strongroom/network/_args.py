"""The inputs of a network."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from strongroom.core import Args, Durability, Input, InputError, KmsKeyArn, RetentionDays, UniqueItems
from strongroom.network._checks import problems
from strongroom.network._layout import subnet_cidrs
from strongroom.network._options import (
    BlockPublicAccess,
    EndpointOptions,
    FlowLogOptions,
    IpamAllocation,
    NatStrategy,
    Peering,
    TransitGatewayAttachment,
)
from strongroom.network._tiers import STANDARD_TIERS, Tiers
from strongroom.network._types import AllocationId, AvailabilityZones, TierName, VpcCidrBlock


def _holds_standard_tiers(cidr_block: str) -> str:
    subnet_cidrs(cidr_block, STANDARD_TIERS, zones=[1])
    return cidr_block


StandardVpcCidrBlock: TypeAlias = Annotated[VpcCidrBlock, AfterValidator(_holds_standard_tiers)]
"""IPv4 addresses of a VPC that has room for the standard tiers: a /16 to /21. For settings that become `cidr_block`."""


class NetworkArgs(Args):
    """Inputs of a `Network`."""

    durability: Durability = "persistent"
    """Whether the network is meant to last; it sets the defaults of `nat` and `endpoints.interface`."""

    cidr_block: VpcCidrBlock | IpamAllocation = "10.0.0.0/16"
    """IPv4 addresses of the VPC: a /16 to /28, or an allocation from an IPAM pool.

    Default: the largest that AWS allows, 65,536 addresses. The standard tiers need a /21 or larger.
    """

    secondary_cidr_blocks: Annotated[list[VpcCidrBlock], Field(max_length=4), UniqueItems] = []
    """Up to 4 further CIDR blocks of the VPC, for tiers with `cidr_blocks` in them. Default: none.

    AWS restricts their ranges by that of `cidr_block`: next to 10.0.0.0/16, for example, a block from 100.64.0.0/10 or
    10.2.0.0/15 can be associated, one from 172.16.0.0/12, 192.168.0.0/16 or 198.19.0.0/16 cannot.
    """

    ipv6: bool = False
    """Whether the network speaks IPv6 as well: a /56 from AWS, a /64 in each subnet.

    Private subnets get out through an egress-only gateway, whatever `nat` is, and isolated subnets don't. No address is
    assigned by itself (EC2.15). Default: IPv4 only.
    """

    availability_zones: AvailabilityZones = 3
    """Availability zones to span, 1 to 6: how many, their names in alphabetical order, or a number for each name.

    With names, a zone keeps its subnets when others are added or removed; see "Layout" in the README. Lists of one item
    for each zone, in inputs and outputs, are in order of the zones' numbers.

    Default: 3, the Region's first zones in order of name, so that two are left when one is lost.
    """

    tiers: Tiers = STANDARD_TIERS
    """The tiers by name, each a subnet in each zone. Append further ones: no subnet moves.

    Default: `public`, `private` and `isolated`, each of the kind that it is called.
    """

    nat: NatStrategy | None = None
    """How private subnets reach the internet over IPv4.

    Default: `per_zone` if the durability is persistent, `single` if it is ephemeral, `none` if there are no private or
    no public subnets.
    """

    nat_allocation_ids: list[Input[AllocationId]] | None = None
    """Allocation ids of Elastic IP addresses for NAT, one for each gateway; a regional one takes one for each zone.

    Ids that are strings can be reordered; those that are Outputs must keep their places. To move the same addresses
    from zonal to regional NAT or back, change `nat` in one update without them, and add them in the next: an address
    belongs to one gateway at a time.
    Default: new addresses, which are released with the network.
    """

    network_acls: bool = True
    """Whether each tier has a network ACL that keeps SSH and RDP from the internet out (EC2.21).

    Default: true. Without, AWS's default network ACL lets everything through, and security groups alone decide.
    """

    endpoints: EndpointOptions = EndpointOptions()
    """Private ways to AWS services. Default: to S3, DynamoDB, and in a persistent network to EC2, ECR and SSM."""

    flow_log: FlowLogOptions | None = FlowLogOptions()
    """What is recorded of the traffic, and where; None records nothing, which fails EC2.6.

    Default: all traffic, to CloudWatch Logs.
    """

    kms_key_arn: Input[KmsKeyArn] | None = None
    """ARN of the KMS key that encrypts the flow log's log group; its policy must let CloudWatch Logs use it.

    Default: CloudWatch Logs encrypts with a key of its own, which nobody else can audit or revoke.
    """

    log_retention_days: RetentionDays = 365
    """Days that the flow log's log group keeps records, one of the numbers that CloudWatch Logs allows.

    Default: a year, as CloudWatch.16 asks for. How long a bucket keeps them is up to the bucket.
    """

    database_tier: TierName | None = None
    """The tier of the database subnet group, which needs two zones.

    Default: the first isolated tier; no group in a single zone.
    """

    transit_gateway: TransitGatewayAttachment | None = None
    """An existing transit gateway to attach to. Default: none."""

    peerings: list[Peering] = []
    """Existing peering connections to route to. Default: none."""

    block_public_access: BlockPublicAccess | None = None
    """A ban on internet gateways in the whole account and region, not just in this network. Default: left as it is."""

    @model_validator(mode="after")
    def _fits_together(self) -> "NetworkArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := list(problems(self)):
            raise InputError(type(self).__name__, found)
        return self
