"""The inputs of a database on an instance of RDS."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from strongroom.core import AvailabilityZone, InputError, ItemName, Model
from strongroom.data._database_args import DatabaseCommonArgs
from strongroom.data._database_checks import common_problems
from strongroom.data._database_instance_checks import instance_problems
from strongroom.data._database_types import LARGEST_STORAGE_GIB, InstanceClass, StorageGib, StorageType


class ReadReplica(Model):
    """A copy of a database that can be read, on an instance of its own.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html
    """

    instance_class: InstanceClass | None = None
    """Class of the instance. Default: that of the database."""

    multi_az: bool = False
    """Whether it has a standby in another zone. Default: it doesn't, the database itself is not lost with it."""

    availability_zone: AvailabilityZone | None = None
    """The zone to be in, without `multi_az`. Default: AWS chooses."""


class DatabaseArgs(DatabaseCommonArgs):
    """Inputs of a `Database`."""

    # Narrower than in the base, which is safe: args are frozen.
    engine: Literal["postgres", "mysql"]  # pyright: ignore[reportIncompatibleVariableOverride]
    """What kind of database it is. A change of it replaces the database."""

    instance_class: InstanceClass | None = None
    """Class of the instance, such as `db.m7g.large`; a change of it restarts the database.

    Default: `db.m7g.large` if the durability is persistent, `db.t4g.medium` if it is ephemeral.
    """

    allocated_storage_gib: StorageGib = 20
    """Gibibytes of storage to begin with, 20 to 65,536; it can grow but not shrink. Default: 20."""

    max_allocated_storage_gib: Annotated[int, Field(ge=0, le=LARGEST_STORAGE_GIB)] | None = None
    """Gibibytes to which the storage may grow by itself; 0 turns that off. Default: five times as much as allocated."""

    storage_type: StorageType = "gp3"
    """Type of the storage. Default: gp3."""

    iops: Annotated[int, Field(ge=1)] | None = None
    """Operations each second that the storage can do.

    12,000 to 64,000 for gp3 of 400 GiB or more, 1,000 to 256,000 for io2, which needs it. Default: what gp3 has.
    """

    storage_throughput_mibps: Annotated[int, Field(ge=1)] | None = None
    """Mebibytes each second that gp3 storage of 400 GiB or more can read and write, 500 to 4,000.

    Default: what gp3 has.
    """

    multi_az: bool | None = None
    """Whether there is a standby in another zone (RDS.5). Default: there is if the durability is persistent."""

    availability_zone: AvailabilityZone | None = None
    """The zone to be in, without `multi_az`. Default: AWS chooses."""

    read_replicas: Annotated[Mapping[ItemName, ReadReplica], Field(max_length=15)] = {}
    """Copies that can be read, at most 15, each by its name; they need a generated master password. Default: none."""

    @model_validator(mode="after")
    def _fits_together(self) -> "DatabaseArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := [*common_problems(self), *instance_problems(self)]:
            raise InputError(type(self).__name__, found)
        return self
