"""The inputs of an Aurora cluster."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from strongroom.core import InputError, Model, RuleError
from strongroom.data._aurora_checks import aurora_problems
from strongroom.data._database_args import DatabaseCommonArgs
from strongroom.data._database_checks import common_problems
from strongroom.data._database_types import InstanceClass

_MOST_ACU = 256


def _capacity_units(value: float) -> float:
    nearest = min(max(round(value * 2) / 2, 0), _MOST_ACU)
    if value != nearest:
        reason = f"must be 0 to {_MOST_ACU} Aurora capacity units in steps of 0.5"
        raise RuleError(reason, f"use for example {nearest:g}", value)
    return value


CapacityUnits: TypeAlias = Annotated[float, AfterValidator(_capacity_units)]
"""Aurora capacity units of about 2 GiB of memory each, 0 to 256 in steps of 0.5."""


class ServerlessCapacity(Model):
    """How far the instances of a cluster scale by themselves (Aurora Serverless v2).

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.html
    """

    min_capacity_acu: CapacityUnits = 0.5
    """The least capacity of an instance, 0 to 256 ACU in steps of 0.5; with 0 an idle one pauses. Default: 0.5."""

    max_capacity_acu: CapacityUnits
    """The most capacity of an instance, 1 to 256 ACU in steps of 0.5."""

    auto_pause_after_seconds: Annotated[int, Field(ge=300, le=86_400)] | None = None
    """Seconds without a connection after which an instance pauses, 300 to 86,400, if its least capacity is 0.

    Default: AWS's, five minutes.
    """


class AuroraClusterArgs(DatabaseCommonArgs):
    """Inputs of an `AuroraCluster`."""

    # Narrower than in the base, which is safe: args are frozen.
    engine: Literal["aurora-postgresql", "aurora-mysql"]  # pyright: ignore[reportIncompatibleVariableOverride]
    """What kind of database it is. A change of it replaces the database."""

    readers: Annotated[int, Field(ge=0, le=15)] | None = None
    """Instances besides the one that writes, 0 to 15: for reading, and to take over when that fails.

    AWS spreads them over the zones of the subnets. Raise the number to grow: no instance is replaced. Default: 1 if the
    durability is persistent, 0 if it is ephemeral.
    """

    instance_class: InstanceClass | None = None
    """Class of each instance, such as `db.r7g.large`; left out with `serverless`.

    Default: `db.r7g.large`, and for an ephemeral PostgreSQL `db.t4g.medium`.
    """

    serverless: ServerlessCapacity | None = None
    """Capacity between which instances scale by themselves. Default: they have the size of their class."""

    storage_type: Literal["aurora", "aurora-iopt1"] = "aurora"
    """How storage is paid for: by input and output, or with these included (I/O-Optimized). Default: by them."""

    backtrack_hours: Annotated[int, Field(ge=0, le=72)] = 0
    """Hours, up to 72, by which an Aurora MySQL cluster can be wound back in place.

    It can be turned on with a new cluster only. Default: 0, it is off.
    """

    @model_validator(mode="after")
    def _fits_together(self) -> "AuroraClusterArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := [*common_problems(self), *aurora_problems(self)]:
            raise InputError(type(self).__name__, found)
        return self
