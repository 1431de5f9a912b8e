"""The availability zones of a region."""

from operator import itemgetter
from typing import Final

from ...session import Session
from ...wire import Props
from .common import filters_of


def availability_zones(aws: Session, arguments: Props) -> Props:
    """Answer `aws.get_availability_zones`."""
    filters = filters_of(arguments)
    if state := arguments.get("state"):
        filters.append({"Name": "state", "Values": [state]})
    found: list[Props] = aws.client("ec2").describe_availability_zones(
        Filters=filters, AllAvailabilityZones=arguments.get("allAvailabilityZones", False)
    )["AvailabilityZones"]
    names: list[str] = arguments.get("excludeNames") or []
    ids: list[str] = arguments.get("excludeZoneIds") or []
    left = [zone for zone in found if zone["ZoneName"] not in names and zone["ZoneId"] not in ids]
    zones = sorted(left, key=itemgetter("ZoneName"))
    return {
        "id": aws.region,
        "region": aws.region,
        **{name: arguments.get(name) for name in ARGUMENTS_OF_ZONES},
        "names": [zone["ZoneName"] for zone in zones],
        "zoneIds": [zone["ZoneId"] for zone in zones],
        "groupNames": sorted({zone.get("GroupName", aws.region) for zone in zones}),
    }


ARGUMENTS_OF_ZONES: Final = frozenset({"allAvailabilityZones", "excludeNames", "excludeZoneIds", "filters", "state"})
