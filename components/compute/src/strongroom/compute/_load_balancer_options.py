"""The options of a load balancer."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from strongroom.compute._types import ClientCidrBlock, HeaderName, OriginSecret, WebAclArn
from strongroom.core import Input, ItemName, LogPrefix, Model, SecurityGroupId, SubnetId, UniqueItems


class IngressOptions(Model):
    """Who may connect to a load balancer; nobody else gets through its security group."""

    cloudfront: bool | None = None
    """Whether CloudFront may, by the prefix list that AWS keeps of it.

    The list counts for 55 of the 60 rules of a security group. Default: it may if nobody else is named.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html
    """

    cidr_blocks: Mapping[ItemName, Input[ClientCidrBlock]] = {}
    """CIDR blocks that may connect, by the names of their security group rules. Default: none.

    IPv4 networks of /8 or narrower; IPv6 networks of /16 or narrower if `ip_address_type` is `dualstack`.
    """

    security_group_ids: Mapping[ItemName, Input[SecurityGroupId]] = {}
    """Security groups whose members may, each by a name that its rule is called. Default: none."""

    allow_public: bool = False
    """Whether everybody on the internet may, over HTTPS to a public load balancer. Default: only those who are named.

    Adds rules for `0.0.0.0/0`, and for `::/0` if `ip_address_type` is `dualstack`.
    The one input that opens the service to the world.
    """


class OriginHeader(Model):
    """A header with a secret, without which a request is refused with 403.

    CloudFront adds it to what it asks for, so that nobody gets past it with a distribution of their own. The load
    balancer compares values without regard to case.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
    """

    name: HeaderName = "x-origin-verify"
    """Name of the header. Default: `x-origin-verify`."""

    value: Input[OriginSecret] | None = Field(default=None, repr=False)
    """The secret, 16 to 128 letters, digits, `_` and `-`. Default: one is generated."""

    version: Annotated[int, Field(ge=1)] = 1
    """The number of the generated secret. Raise it by one to generate the next.

    The one before is still accepted, until the number is raised again, so that CloudFront can follow without an outage.
    """


class LoadBalancerOptions(Model):
    """An application load balancer.

    It drops headers that are no valid HTTP (ELB.4), and spreads requests over all zones.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    """

    scheme: Literal["internal", "internet-facing"] = "internal"
    """Whether it has private addresses, or public ones. A change of it replaces the load balancer.

    Default: private ones, which CloudFront reaches with a VPC origin. That needs an internet gateway in the VPC.
    """

    ip_address_type: Literal["ipv4", "dualstack"] = "ipv4"
    """Types of addresses that clients can connect to: IPv4 only, or IPv4 and IPv6. Default: IPv4 only.

    `dualstack` requires an IPv6 CIDR block and an IPv6 route in every subnet of the load balancer, as the subnets of
    `strongroom.network.Network` have if its `ipv6` is true. Subnets whose IDs are plain are looked up, and refused
    without an IPv6 block before anything is created. The alias records of the domain then include AAAA records.
    A change is made in place. CloudFront and the load balancer's own connections, to instances and to an OIDC provider,
    use IPv4 in either case.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-ip-address-type.html
    """

    subnet_ids: Input[Annotated[Sequence[Input[SubnetId]], Field(min_length=2), UniqueItems]] | None = None
    """Ids of the subnets, in at least two zones (ELB.13); public ones if the scheme is internet-facing.

    Default: those of the service; required if the scheme is internet-facing.
    """

    ingress: IngressOptions = IngressOptions()
    """Who may connect. Default: CloudFront."""

    origin_header: OriginHeader | None = None
    """A header with a secret that every request must have; others are refused with 403.

    Default: `x-origin-verify` with a generated value, if the scheme is internet-facing and CloudFront may connect; else
    none.
    """

    web_acl_arn: Input[WebAclArn] | None = None
    """ARN of a web ACL of AWS WAF in front of it (ELB.16). Default: none, as CloudFront has one."""

    deletion_protection: bool | None = None
    """Whether AWS and Pulumi refuse to delete or replace the load balancer (ELB.6), Pulumi in the preview already.

    Default: true if the durability is persistent. To delete or replace it, deploy false first.
    """

    access_log_prefix: LogPrefix = "elastic-load-balancing"
    """Folder of the log bucket for a line on each request. Default: `elastic-load-balancing`."""

    connection_log_prefix: LogPrefix = "elastic-load-balancing"
    """Folder of the log bucket for a line on each connection. Default: `elastic-load-balancing`.

    The names of files tell connection logs from access logs.
    """

    desync_mitigation_mode: Literal["defensive", "strictest"] = "defensive"
    """What it does with requests that servers may understand in different ways (ELB.12).

    Default: it forwards the harmless ones and refuses the others; `strictest` refuses all that are not RFC 7230.
    """

    zonal_shift: bool = True
    """Whether traffic can be shifted away from a zone in trouble. Default: it can.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html
    """

    idle_timeout_seconds: Annotated[int, Field(ge=1, le=4000)] = 60
    """Seconds after which a connection without traffic is closed, 1 to 4,000. Default: 60.

    The application should keep its side open for longer, or clients see 502 now and then.
    """

    client_keep_alive_seconds: Annotated[int, Field(ge=60, le=604_800)] = 3600
    """Seconds that a client's connection may last, 60 to 604,800. Default: an hour."""

    http2: bool = True
    """Whether clients may speak HTTP/2. Default: they may."""

    xff_header_processing_mode: Literal["append", "preserve", "remove"] = "append"
    """What happens to `X-Forwarded-For`: the client's address is appended, or the header is kept, or removed.

    Default: appended, so that the last address is one that the load balancer has seen.
    """
