"""The inputs of a site."""

from pydantic import model_validator

from strongroom.core import Args, Durability, InputError
from strongroom.edge._checks import site_problems


class SiteArgs(Args):
    """Inputs of a `Site`."""

    durability: Durability = "lasting"
    """Whether the site is meant to last."""

    @model_validator(mode="after")
    def _fits_together(self) -> "SiteArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := [*site_problems(self)]:
            raise InputError(type(self).__name__, found)
        return self
