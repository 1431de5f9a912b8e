"""What a network tells of its subnets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from strongroom.core import InputError, Problem
from strongroom.network._routing import SubnetsByTier, TablesByTier


@dataclass(frozen=True)
class SubnetTier:
    """The subnets of one tier; every list has one element per zone, in the same order."""

    ids: pulumi.Output[list[str]]
    """Ids of the subnets."""
    cidr_blocks: pulumi.Output[list[str]]
    """IPv4 CIDR blocks of the subnets."""
    ipv6_cidr_blocks: pulumi.Output[list[str]]
    """IPv6 CIDR blocks of the subnets; empty without IPv6."""
    availability_zones: pulumi.Output[list[str]]
    """Names of the subnets' zones."""
    route_table_ids: pulumi.Output[list[str]]
    """Ids of the subnets' route tables; private subnets have one each, those of other tiers share one."""


class Subnets(Mapping[str, SubnetTier]):
    """The subnets of a network by the name of their tier: `subnets.private`, `subnets["cache"]`."""

    def __init__(self, tiers: Mapping[str, SubnetTier]) -> None:
        """Hold the subnets.

        Args:
            tiers: By the name of the tier.
        """
        self._tiers = dict(tiers)

    @property
    def public(self) -> SubnetTier:
        """Subnets that route to the internet gateway.

        Raises:
            InputError: The network has no such tier.
        """
        return self._standard("public")

    @property
    def private(self) -> SubnetTier:
        """Subnets that route out through NAT, if there is any.

        Raises:
            InputError: The network has no such tier.
        """
        return self._standard("private")

    @property
    def isolated(self) -> SubnetTier:
        """Subnets without a route out of the VPC.

        Raises:
            InputError: The network has no such tier.
        """
        return self._standard("isolated")

    def __getitem__(self, name: str) -> SubnetTier:
        return self._tiers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tiers)

    def __len__(self) -> int:
        return len(self._tiers)

    def _standard(self, name: str) -> SubnetTier:
        if name not in self._tiers:
            reason = f"there is no tier {name}, but subnets.{name} is used"
            raise InputError("NetworkArgs", [Problem("tiers", reason, f"add {name}, or use another tier")])
        return self._tiers[name]


def subnets_of(subnets: SubnetsByTier, tables: TablesByTier, *, ipv6: bool) -> Subnets:
    """Sum up the subnets of a network.

    Args:
        subnets: By the name of the tier.
        tables: The subnets' route tables.
        ipv6: Whether they have IPv6 CIDR blocks.
    """

    def tier(subnets: "list[aws.ec2.Subnet]", tables: "list[aws.ec2.RouteTable]") -> SubnetTier:
        return SubnetTier(
            ids=pulumi.Output.all(*(subnet.id for subnet in subnets)),
            cidr_blocks=pulumi.Output.all(*(subnet.cidr_block for subnet in subnets)),
            ipv6_cidr_blocks=pulumi.Output.all(*(subnet.ipv6_cidr_block for subnet in subnets if ipv6)),
            availability_zones=pulumi.Output.all(*(subnet.availability_zone for subnet in subnets)),
            route_table_ids=pulumi.Output.all(*(table.id for table in tables)),
        )

    return Subnets({name: tier([*subnets[name]], [*tables[name]]) for name in subnets})
