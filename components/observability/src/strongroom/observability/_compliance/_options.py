"""Options of compliance: aggregators and conformance packs."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from strongroom.core import AccountId, Input, Model, RegionName, RuleError, UniqueItems, pattern
from strongroom.observability._compliance._template import TemplateBody

Hours: TypeAlias = Literal[1, 3, 6, 12, 24]
"""A number of hours that AWS Config offers: 1, 3, 6, 12 or 24."""

HOURS: Mapping[Hours, str] = {
    1: "One_Hour",
    3: "Three_Hours",
    6: "Six_Hours",
    12: "Twelve_Hours",
    24: "TwentyFour_Hours",
}
"""What AWS Config calls them."""

PackParameterName: TypeAlias = Annotated[
    str, pattern(r"[A-Za-z][A-Za-z0-9]{0,254}", "the name of a template's parameter", "MaxAccessKeyAge")
]
"""The name of a parameter of a template: letters of English and digits, beginning with a letter."""


class Aggregator(Model):
    """Where several accounts and regions are looked at together.

    https://docs.aws.amazon.com/config/latest/developerguide/aggregate-data.html
    """

    account_ids: Annotated[Sequence[AccountId], Field(max_length=10_000), UniqueItems] = ()
    """Ids of the accounts. Each must authorize this one. This or `organization` must be given."""

    organization: bool = False
    """Whether all accounts of the organization are meant, which need authorize nobody. Default: no."""

    regions: Annotated[Sequence[RegionName], UniqueItems] = ()
    """Regions that are looked at. Default: all, future ones too."""

    @model_validator(mode="after")
    def _names_accounts(self) -> "Aggregator":
        if bool(self.account_ids) == self.organization:
            raise RuleError("needs account_ids or organization, one of the two", "give one, and leave the other out")
        return self


class ConformancePack(Model):
    """A conformance pack of a team's own, besides the rules of the catalogue.

    https://docs.aws.amazon.com/config/latest/developerguide/conformance-packs.html
    """

    template_body: Input[TemplateBody]
    """The template in YAML or JSON, at most 51,200 characters: AWS Config rules and their remediations."""

    parameters: Annotated[
        Mapping[PackParameterName, Input[Annotated[str, Field(max_length=4096)]]], Field(max_length=60)
    ] = {}
    """Values for the template's parameters; those without a default in the template are required. Default: none."""
