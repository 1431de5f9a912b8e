"""What an Aurora cluster's inputs come to: their defaults by engine and durability."""

from typing import TYPE_CHECKING

from strongroom.data._database_plan import Plan

if TYPE_CHECKING:
    from strongroom.data._aurora_args import AuroraClusterArgs


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
        readers = int(self.lasting) if wanted is None else wanted
        return 1 + readers

    @property
    def instance_class(self) -> str:
        """The class of each instance."""
        if self.cluster.instance_class is not None:
            return self.cluster.instance_class
        if self.cluster.serverless is not None:
            return "db.serverless"
        # Aurora MySQL has no Performance Insights on smaller ones.
        small = not self.lasting and self.cluster.engine == "aurora-postgresql"
        return "db.t4g.medium" if small else "db.r7g.large"
