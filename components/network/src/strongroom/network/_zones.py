"""Which of a region's zones a network spans."""

from collections.abc import Sequence

from strongroom.core import InputError, Problem


def first_zones(names: Sequence[str], count: int) -> list[str]:
    """Pick a region's first zones in order of name.

    Args:
        names: Names of the region's zones.
        count: How many to pick.

    Raises:
        InputError: The region has fewer.
    """
    if len(names) < count:
        reason = f"this region has only {len(names)} zones for this account: {', '.join(sorted(names))}"
        raise InputError("NetworkArgs", [Problem("availability_zones", reason, f"use at most {len(names)}")])
    return sorted(names)[:count]
