"""What every component's args have."""

from typing import TypedDict

from pydantic import Field

from strongroom.core._inputs import Model
from strongroom.core._tags import Tags
from strongroom.core._types import BaseName, Durability, EnvironmentSuffix


class Args(Model):
    """The inputs of a component; each component has a subclass of its own."""

    environment_suffix: EnvironmentSuffix = "dev"
    """The end of every physical name, and the tag `Environment`; it tells environments in one account apart."""
    base_name: BaseName | None = None
    """First part of every physical name; 1 to 40 lower-case letters, digits and single hyphens, beginning with a
    letter. Default: the component's logical name. Set it to the previous name when you rename a component with
    `aliases`, so that no resource is replaced."""
    tags: Tags = Field(default={})
    """Tags for every resource of the component, besides `Name`, `Environment` and `ManagedBy`; none by default."""


class CommonInputs(TypedDict):
    """The inputs of every component, for a program that sets them once: `NetworkArgs(**common, ...)`."""

    environment_suffix: EnvironmentSuffix
    tags: Tags


class DurableInputs(CommonInputs):
    """The inputs of every component that has a `durability`."""

    durability: Durability


class ProtectedInputs(DurableInputs):
    """The inputs of every component that has a `deletion_protection`."""

    deletion_protection: bool | None
