"""Availability zones of a network."""

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


def chosen_zones(service: str, wanted: Sequence[str], names: Sequence[str]) -> list[int]:
    """Return the indexes of the zones that a service's interface endpoint is limited to.

    Args:
        service: The service.
        wanted: Names of its zones.
        names: Names of the network's zones.

    Raises:
        InputError: The network does not span one of them.
    """
    if missing := missing_zones(service, wanted, names):
        raise InputError("NetworkArgs", [missing])
    return [index for index, name in enumerate(names) if name in wanted]


def missing_zones(service: str, wanted: Sequence[str], names: Sequence[str]) -> Problem | None:
    """Return the problem of an interface endpoint in zones that the network does not span; None if there is none.

    Args:
        service: The service.
        wanted: Names of its zones.
        names: Names of the network's zones.
    """
    missing = [zone for zone in wanted if zone not in names]
    if not missing:
        return None
    reason = f"must be zones of the network, got {', '.join(missing)}"
    return Problem(f"endpoints.availability_zones.{service}", reason, f"use {' or '.join(names)}")
