"""The tiers of a network: kinds of subnets."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from strongroom.core import Model
from strongroom.network._types import SubnetPrefixLength, TierName, UniqueItems, VpcCidrBlock

TierKind: TypeAlias = Literal["public", "private", "isolated"]
"""What a subnet can reach.

- `public`: routes to the internet gateway; for load balancers and NAT gateways.
- `private`: routes out through NAT (IPv4) and an egress-only gateway (IPv6), if there are any; for workloads.
- `isolated`: no route out of the VPC, except to the gateway endpoints; for databases.
"""


class Tier(Model):
    """A tier: one subnet in each of the network's zones."""

    kind: TierKind
    """What the subnets can reach: `public`, `private` or `isolated`."""

    prefix_length: SubnetPrefixLength | None = None
    """Prefix length of each subnet, up to 28.

    Default: a sixteenth of the VPC for each subnet of the tier `private` (a /20 in a /16), a 128th for each of the
    others (a /23 in a /16).

    It can't be changed once the subnets exist: AWS refuses new subnets whose addresses overlap the old ones
    (InvalidSubnet.Conflict). Add a tier with another name and with `cidr_blocks`, move the workloads there, and remove
    the old tier. After a failed change, remove the tier in one update, and add it in the next.
    """

    cidr_blocks: Annotated[list[VpcCidrBlock], Field(min_length=1), UniqueItems] | None = None
    """Where the subnets lie: a CIDR block for each zone in order, in the VPC's or in a secondary CIDR block.

    Default: where the layout puts them, which moves nothing when zones or tiers are added. Removing a tier moves the
    tiers after it, other than `public`, `private` and `isolated`: set their present `cidr_blocks` in the same update.
    """


Tiers: TypeAlias = Annotated[Mapping[TierName, Tier], Field(min_length=1)]
"""The tiers of a network by name."""

STANDARD_TIERS: Final[Mapping[str, Tier]] = {
    "public": Tier(kind="public"),
    "private": Tier(kind="private"),
    "isolated": Tier(kind="isolated"),
}
"""The tiers of a network by default. For more, write `{**STANDARD_TIERS, "cache": Tier(kind="isolated")}`."""
