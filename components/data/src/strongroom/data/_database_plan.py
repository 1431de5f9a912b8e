"""What a database's inputs come to: their defaults by engine and durability."""

from typing import TYPE_CHECKING

from strongroom.data._database_types import LARGEST_STORAGE_GIB
from strongroom.data._engines import ENGINES, Engine

if TYPE_CHECKING:
    from strongroom.data._database_args import DatabaseCommonArgs
    from strongroom.data._database_instance_args import DatabaseArgs

_GROWTH = 5


def least_growth(allocated_gib: int) -> int:
    """Return the least limit of storage that grows by itself: RDS wants a tenth more than it begins with.

    Args:
        allocated_gib: What it begins with.
    """
    return -(-allocated_gib * 11 // 10)


class Plan:
    """The inputs of a database, with every default that depends on others."""

    def __init__(self, args: "DatabaseCommonArgs") -> None:
        """Keep the inputs.

        Args:
            args: Each of them right by itself.
        """
        self.args = args

    @property
    def persistent(self) -> bool:
        """Whether the data is meant to last."""
        return self.args.durability == "persistent"

    @property
    def engine(self) -> Engine:
        """What there is to know of the engine."""
        return ENGINES[self.args.engine]

    @property
    def version(self) -> str:
        """The engine's version, major or full."""
        return self.args.engine_version or self.engine.default_version

    @property
    def port(self) -> int:
        """The port to listen on."""
        return self.args.port or self.engine.port

    @property
    def log_exports(self) -> list[str]:
        """Logs that go to CloudWatch Logs, in order."""
        wanted = self.args.log_exports
        return sorted(self.engine.log_exports if wanted is None else wanted)

    @property
    def deletion_protection(self) -> bool:
        """Whether AWS refuses to delete the database."""
        return self._or_persistent(self.args.deletion_protection)

    @property
    def final_snapshot(self) -> bool:
        """Whether a last snapshot is taken."""
        return self._or_persistent(self.args.final_snapshot)

    @property
    def delete_automated_backups(self) -> bool:
        """Whether daily backups go with the database."""
        wanted = self.args.delete_automated_backups
        return not self.persistent if wanted is None else wanted

    @property
    def apply_immediately(self) -> bool:
        """Whether changes that may interrupt are made at once."""
        wanted = self.args.apply_immediately
        return not self.persistent if wanted is None else wanted

    @property
    def generates_password(self) -> bool:
        """Whether the component makes the master password itself."""
        return self.args.password_management == "generated"  # noqa: S105 who makes it

    def _or_persistent(self, wanted: bool | None) -> bool:
        return self.persistent if wanted is None else wanted


class InstancePlan(Plan):
    """The inputs of a database on an instance of RDS, with every default that depends on others."""

    def __init__(self, args: "DatabaseArgs") -> None:
        """Keep the inputs.

        Args:
            args: Each of them right by itself.
        """
        super().__init__(args)
        self.instance = args

    @property
    def instance_class(self) -> str:
        """The class of the instance."""
        return self.instance.instance_class or ("db.m7g.large" if self.persistent else "db.t4g.medium")

    @property
    def multi_az(self) -> bool:
        """Whether there is a standby in another zone."""
        return self._or_persistent(self.instance.multi_az)

    @property
    def max_allocated_storage_gib(self) -> int:
        """Gibibytes to which the storage may grow by itself; 0 if it may not."""
        wanted, allocated = self.instance.max_allocated_storage_gib, self.instance.allocated_storage_gib
        if wanted is not None:
            return wanted
        return min(_GROWTH * allocated, LARGEST_STORAGE_GIB) if least_growth(allocated) <= LARGEST_STORAGE_GIB else 0
