"""What an Aurora cluster's inputs come to: their defaults by engine and durability."""

from typing import TYPE_CHECKING

from strongroom.data._database_plan import Plan

if TYPE_CHECKING:
    from strongroom.data._aurora_args import AuroraClusterArgs

_GIB_PER_ACU = 2
_LOW_ACU, _LOW_ACU_CONNECTIONS, _LOW_ACU_FROM_GIB = 0.5, 2000, 18


class AuroraPlan(Plan):
    """The inputs of an Aurora cluster, with every default that depends on others."""

    def __init__(self, args: "AuroraClusterArgs") -> None:
        """Keep the inputs.

        Args:
            args: Each of them right by itself.
        """
        super().__init__(args)
        self.cluster = args

    @property
    def instances(self) -> int:
        """How many instances there are: one that writes, and the readers."""
        wanted = self.cluster.readers
        readers = int(self.persistent) if wanted is None else wanted
        return 1 + readers

    @property
    def instance_class(self) -> str:
        """The class of each instance."""
        if self.cluster.instance_class is not None:
            return self.cluster.instance_class
        if self.cluster.serverless is not None:
            return "db.serverless"
        # Aurora MySQL has no Performance Insights on smaller ones.
        small = not self.persistent and self.cluster.engine == "aurora-postgresql"
        return "db.t4g.medium" if small else "db.r7g.large"

    @property
    def serverless_memory_gib(self) -> float | None:
        """Memory of an instance at its maximum capacity in GiB, which `FreeableMemory` refers to; None if provisioned.

        https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
        """
        capacity = self.cluster.serverless
        return None if capacity is None else _GIB_PER_ACU * capacity.max_capacity_acu

    @property
    def serverless_max_connections(self) -> int | None:
        """The limit that Aurora PostgreSQL has with a minimum of 0 or 0.5 ACU; None if the memory determines it.

        https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
        """
        capacity = self.cluster.serverless
        if capacity is None or self.cluster.engine != "aurora-postgresql" or capacity.min_capacity_acu > _LOW_ACU:
            return None
        memory = _GIB_PER_ACU * capacity.max_capacity_acu
        return _LOW_ACU_CONNECTIONS if memory >= _LOW_ACU_FROM_GIB else None
