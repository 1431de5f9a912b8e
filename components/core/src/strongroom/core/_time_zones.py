"""Time zones of the IANA database."""

from functools import cache
from importlib.resources import files
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from strongroom.core._errors import RuleError


@cache
def _names() -> frozenset[str]:
    # Not zoneinfo.available_timezones, which opens each of the 600 files and adds what this machine's own database has.
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()) - {"Factory"}


def _time_zone(value: str) -> str:
    if value not in _names():
        raise RuleError("must be a time zone of the IANA database", "use for example Europe/Berlin", value)
    return value


TimeZone: TypeAlias = Annotated[str, AfterValidator(_time_zone)]
"""A time zone of the IANA database, such as `Europe/Berlin`.

https://www.iana.org/time-zones
"""
