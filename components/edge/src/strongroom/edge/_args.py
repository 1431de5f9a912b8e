"""The inputs of a site."""

from pydantic import model_validator

from strongroom.core import Args, Durability, InputError
from strongroom.edge._checks import site_problems
from strongroom.edge._domain import Domain, domain_problems


class SiteArgs(Args):
    """Inputs of a `Site`."""

    durability: Durability = "lasting"
    """Whether the site is meant to last."""

    domain: Domain | None = None
    """The names that the site is reached by, and their certificate.

    Without, it is reached by the name that CloudFront makes up, under CloudFront's own certificate, with which TLS 1.0
    can't be turned off (CloudFront.7, .15): while the durability is disposable only.
    """

    @model_validator(mode="after")
    def _fits_together(self) -> "SiteArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := [*site_problems(self), *domain_problems(self)]:
            raise InputError(type(self).__name__, found)
        return self
