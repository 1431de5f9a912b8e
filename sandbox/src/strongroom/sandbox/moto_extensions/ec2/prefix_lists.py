"""Prefix lists: those of AWS's services are told with their ranges."""

from typing import Any

from moto.ec2.models.managed_prefixes import ManagedPrefixList


def _cidrs(self: Any) -> list[str]:
    """Return the ranges of the newest version, which DescribePrefixLists tells.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PrefixList.html
    """
    versions: list[list[dict[str, str]]] = list(self.entries.values())
    return [entry["Cidr"] for entry in versions[-1]] if versions else []


def install() -> None:
    """Add the ranges."""
    setattr(ManagedPrefixList, "cidrs", property(_cidrs))  # noqa: B010 - moto has no such attribute
