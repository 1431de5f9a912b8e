"""Named types of thresholds."""

from typing import Annotated, TypeAlias

from pydantic import Field

Seconds: TypeAlias = Annotated[float, Field(gt=0, le=3600)]
"""Seconds, above 0 and up to an hour; parts of a second too."""

Milliseconds: TypeAlias = Annotated[float, Field(gt=0, le=60_000)]
"""Thousandths of a second, above 0 and up to a minute."""

Count: TypeAlias = Annotated[int, Field(ge=1, le=1_000_000_000)]
"""A number of things, one or more."""
