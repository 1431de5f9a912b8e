"""The groups of inputs of a network."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from strongroom.core import (
    ENDPOINT_POLICY,
    AccountId,
    AvailabilityZone,
    AwsEnvironment,
    BucketArn,
    Input,
    Model,
    RuleError,
    UniqueItems,
)
from strongroom.network._endpoint_policy import endpoint_policy
from strongroom.network._types import (
    Destination,
    IpamPoolId,
    PeeringConnectionId,
    ServiceName,
    SubnetPrefixLength,
    TierName,
    TransitGatewayId,
)

_ANYWHERE = AwsEnvironment("aws", "eu-central-1", "123456789012")
"""A place to measure policies by."""

NatStrategy: TypeAlias = Literal["none", "single", "per_zone", "regional"]
"""How private subnets reach the internet over IPv4.

- `none`: they don't.
- `single`: through one NAT gateway in a public subnet; cheaper, and gone when its zone is.
- `per_zone`: each through a NAT gateway in a public subnet of its own zone.
- `regional`: through one NAT gateway that AWS spreads over the zones in use; it needs no public subnet.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
"""

Destinations: TypeAlias = Annotated[list[Destination], Field(min_length=1), UniqueItems]
"""Networks that routes lead to, each once."""

TierNames: TypeAlias = Annotated[list[TierName], Field(min_length=1), UniqueItems]
"""Names of tiers, each once."""


class IpamAllocation(Model):
    """IPv4 addresses that VPC IP Address Manager chooses.

    https://docs.aws.amazon.com/vpc/latest/ipam/create-vpc-ipam.html
    """

    pool_id: Input[IpamPoolId]
    """Id of the IPv4 pool to take the VPC's CIDR block from."""

    netmask_length: SubnetPrefixLength
    """Prefix length of the VPC, 16 to 28."""


class FlowLogOptions(Model):
    """What is recorded of the VPC's traffic, and where.

    https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
    """

    bucket_arn: Input[BucketArn] | None = None
    """ARN of the S3 bucket to deliver to; its policy must let `delivery.logs.amazonaws.com` write.

    Default: a log group in CloudWatch Logs, which the network makes.
    """

    traffic_type: Literal["all", "accept", "reject"] = "all"
    """The traffic to record. Default: all of it, as EC2.6 asks for at least what is rejected."""

    aggregation_interval_seconds: Literal[60, 600] = 600
    """Seconds of traffic that a record sums up, 60 or 600. Default: 600, which makes the fewest records."""

    file_format: Literal["plain-text", "parquet"] = "plain-text"
    """The format of files in a bucket. Default: text. CloudWatch Logs takes no notice."""

    hive_compatible_partitions: bool = False
    """Whether folders in a bucket are named so that Hive and Athena find partitions by themselves. Default: no."""

    per_hour_partition: bool = True
    """Whether a bucket has a folder for each hour, so that queries read less, or for each day. Default: each hour."""


class EndpointOptions(Model):
    """Private ways to AWS services.

    https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html
    """

    gateway: Annotated[list[Literal["s3", "dynamodb"]], UniqueItems] = ["s3", "dynamodb"]
    """Services with a gateway endpoint in every route table. Default: both that there are; they cost nothing."""

    interface: Annotated[list[ServiceName], UniqueItems] | None = None
    """Services with an interface endpoint in each zone, under the services' own DNS names.

    Default: `ec2`, `ecr.api`, `ecr.dkr`, `ssm` (EC2.10, .55, .56, .57) and `ssmmessages`, which the SSM agent needs as
    well, if the durability is persistent; none if it is ephemeral, as each costs by the hour and zone.
    """

    tier: TierName | None = None
    """The tier that holds the interface endpoints. Default: the first private tier, else the first isolated one."""

    availability_zones: Mapping[
        ServiceName, Annotated[list[AvailabilityZone], Field(min_length=1, max_length=6), UniqueItems]
    ] = {}
    """Names of the zones that a service's interface endpoint has a network interface in, by service.

    For a service that AWS does not offer in every zone of the network, such as
    `{"ecr.api": ["us-east-1a", "us-east-1b"]}`. Default: every zone.
    """

    restrict_principals: bool = True
    """Whether only principals of this account, `trusted_account_ids` and AWS services can use the endpoints.

    Default: true, so that data cannot be copied out with another account's credentials. The S3 endpoint also allows
    unauthenticated reads of the buckets that AWS publishes for instances: Amazon Linux packages, SSM Agent and Patch
    Manager, the CloudWatch agent, and layers of container images in ECR.
    """

    trusted_account_ids: Annotated[list[AccountId], UniqueItems] = []
    """Further accounts whose principals can use the endpoints. Default: none."""

    @model_validator(mode="after")
    def _policy_fits(self) -> "EndpointOptions":
        policies = [endpoint_policy(_ANYWHERE, each, self.trusted_account_ids) for each in ("s3", "sts")]
        for policy in policies:
            if problem := ENDPOINT_POLICY.problem("trusted_account_ids", [policy]):
                raise RuleError(problem.reason, "trust fewer accounts")
        return self

    @model_validator(mode="after")
    def _trust_only_what_is_restricted(self) -> "EndpointOptions":
        if self.trusted_account_ids and not self.restrict_principals:
            reason = "trusted_account_ids has no meaning when restrict_principals is false"
            raise RuleError(reason, "remove one of them")
        return self


class TransitGatewayAttachment(Model):
    """The VPC's attachment to an existing transit gateway, with routes to it.

    https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
    """

    transit_gateway_id: Input[TransitGatewayId]
    """Id of the transit gateway, of this account or shared with it."""

    destinations: Destinations
    """Networks that are reached through the gateway, IPv4 or IPv6; `0.0.0.0/0` only where no NAT is."""

    route_tiers: TierNames | None = None
    """The tiers that get routes to the destinations; isolated tiers can't. Default: all private tiers."""

    tier: TierName | None = None
    """The tier that holds the attachment's network interfaces. Default: the first private tier."""

    appliance_mode: bool = False
    """Whether both directions of a flow use one zone, as a stateful firewall in this VPC needs. Default: no."""

    default_association: bool | None = None
    """Whether the attachment is associated with the gateway's default route table.

    Default: left to the gateway; it can't be set for a gateway that another account shares.
    """

    default_propagation: bool | None = None
    """Whether the VPC's networks are propagated to the gateway's default route table.

    Default: left to the gateway; it can't be set for a gateway that another account shares.
    """


class Peering(Model):
    """Routes over an existing, accepted VPC peering connection.

    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html
    """

    connection_id: Input[PeeringConnectionId]
    """Id of the peering connection."""

    destinations: Destinations
    """Networks of the other VPC, IPv4 or IPv6."""

    route_tiers: TierNames | None = None
    """The tiers that get routes to the destinations; isolated tiers can't. Default: all private tiers."""


class BlockPublicAccess(Model):
    """A ban on traffic through internet gateways, **in all VPCs of the account in this region**.

    AWS has one such setting in a region of an account, so at most one network there may have it. Destroying the network
    turns the ban off.

    https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
    """

    mode: Literal["bidirectional", "ingress"]
    """What is banned: all traffic with the internet, or only what begins there (NAT goes on working)."""

    exempt_tiers: Annotated[list[TierName], UniqueItems] = []
    """Tiers of this network that stay open in both directions, such as `public` for a load balancer. Default: none."""
