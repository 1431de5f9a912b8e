"""The named type of reasons: why a safeguard is off."""

from typing import Annotated, TypeAlias

from strongroom.core import pattern

Reason: TypeAlias = Annotated[
    str,
    pattern(
        r"(?=.{10,256}$)\S.*\S",
        "a reason of 10 to 256 characters that an auditor can follow",
        "The organization's trail has this alarm",
    ),
]
"""Why a safeguard is off, for who audits: 10 to 256 characters on one line."""
