"""The alarms of a database instance."""

from collections.abc import Iterator, Mapping, Sequence

import pulumi

from strongroom.core import DatabaseMetrics, Percent, Problem
from strongroom.observability._alarms._alarm_set import AlarmSet
from strongroom.observability._alarms._model import Alarm
from strongroom.observability._alarms._set_args import AlarmSetArgs
from strongroom.observability._alarms._types import Count, Milliseconds, Seconds
from strongroom.observability._alarms._watches import (
    Watch,
    possible_thresholds,
    threshold_problems,
    watched,
)
from strongroom.observability._metrics._database import database_metric, replica_lag
from strongroom.observability._metrics._database_classes import (
    GIB,
    is_burstable,
    max_connections,
    memory_gib,
)

_HUNDRED = 100


class DatabaseAlarmsArgs(AlarmSetArgs):
    """Inputs of `DatabaseAlarms`. A threshold that is None turns its alarm off."""

    metrics: DatabaseMetrics
    """The metrics of the database: `Database.metrics`, `AuroraCluster.metrics`, or for another database a
    `DatabaseMetrics` of its identifier, engine, class and storage."""

    cpu_high_percent: Percent | None = 80
    """`cpu-high`: average CPU in percent, above which it is high for 15 minutes. Default: 80."""

    connections_high_percent: Percent | None = 80
    """`connections-high`: share of `metrics.max_connections` in percent, above which they are many. Default: 80."""

    memory_low_percent: Percent | None = 10
    """`memory-low`: share of its memory in percent, below which too little is free. Default: 10."""

    storage_low_percent: Percent | None = 15
    """`storage-low`: percentage of the allocated storage below which too little is free. Default: 15."""

    replica_lag_seconds: Seconds | None = 30
    """`replica-lag`: seconds that a replica is behind, above which it is far. Default: 30."""

    read_latency_milliseconds: Milliseconds | None = 20
    """`read-latency`: thousandths of a second that a read from its storage takes, above which it is slow. Default: 20.
    """

    write_latency_milliseconds: Milliseconds | None = 20
    """`write-latency`: thousandths of a second that a write to its storage takes, above which it is slow. Default: 20.
    """

    burst_balance_percent: Percent | None = 20
    """`burst-balance`: share of the storage's bursts in percent, below which few are left; `gp2` only. Default: 20."""

    cpu_credits_min: Count | None = 30
    """`cpu-credits`: CPU credits, below which few are left; classes that burst (`db.t`) only. Default: 30."""

    transaction_ids: Count | None = 1_000_000_000
    """`transaction-ids`: transaction ids in use, above which PostgreSQL must vacuum soon. Default: a billion."""

    @property
    def memory(self) -> float | None:
        """Memory of the database in GiB; None if it is unknown."""
        given = self.metrics.memory_gib
        return memory_gib(self.metrics.instance_class) if given is None else given

    @property
    def connections(self) -> int | None:
        """Maximum number of connections; None if it is unknown."""
        if self.metrics.max_connections is not None:
            return self.metrics.max_connections
        return None if self.memory is None else max_connections(self.metrics.engine, self.memory)

    @property
    def presets(self) -> Mapping[str, Alarm]:
        """The alarms of the set, before `overrides`, by name."""
        return watched(self, self.metrics, WATCHES)

    @property
    def empty_fields(self) -> Sequence[str]:
        """Names of the inputs of which each adds an alarm to the set, if it is empty."""
        return possible_thresholds(self, self.metrics, WATCHES)

    def problems(self) -> Iterator[Problem]:
        """Find what doesn't fit together in the inputs.

        Yields:
            One problem at a time, by its field, with the remedy.
        """
        yield from super().problems()
        yield from threshold_problems(self, self.metrics, WATCHES)
        metrics = self.metrics
        if not metrics.is_aurora and metrics.allocated_storage_gib is None and self.storage_low_percent is not None:
            reason = "must be set, because storage_low_percent is a percentage of it"
            yield Problem("metrics.allocated_storage_gib", reason, "set it, or set storage_low_percent to None")
        unknown = f"must be set, because the memory of {metrics.instance_class} is unknown"
        if self.connections is None and self.connections_high_percent is not None:
            remedy = "set it or memory_gib, or set connections_high_percent to None"
            yield Problem("metrics.max_connections", unknown, remedy)
        if self.memory is None and self.memory_low_percent is not None:
            yield Problem("metrics.memory_gib", unknown, "set it, or set memory_low_percent to None")


def _bytes(percent: float, gib: float) -> float:
    return float(round(percent / _HUNDRED * gib * GIB))


# What is missing: a running database measures all the time, so no data is no knowledge; a replica that does not tell
# its lag does not replicate.
WATCHES: Mapping[str, Watch[DatabaseAlarmsArgs]] = {
    "cpu-high": Watch(
        "cpu_high_percent",
        (),
        lambda args, threshold: Alarm(
            measure=database_metric(args.metrics, "CPUUtilization"),
            threshold=threshold,
            description="The database's CPU is high. See in Performance Insights which statements take it, and mend "
            "them or add an index; if the load is what it should be, take a larger class.",
        ),
    ),
    "connections-high": Watch(
        "connections_high_percent",
        (),
        lambda args, threshold: Alarm(
            measure=database_metric(args.metrics, "DatabaseConnections", "Maximum"),
            threshold=float(max(1, int(threshold / _HUNDRED * args.connections))) if args.connections else 1,
            description="The database has nearly as many connections as it allows, and will refuse more. See who holds "
            "them; limit the clients' pools, put RDS Proxy before it, or take a larger class.",
            severity="critical",
        ),
        lambda args: args.connections is not None,
        "must not be set without metrics.max_connections or metrics.memory_gib",
    ),
    "memory-low": Watch(
        "memory_low_percent",
        (),
        lambda args, threshold: Alarm(
            measure=database_metric(args.metrics, "FreeableMemory"),
            comparison="LessThanThreshold",
            threshold=_bytes(threshold, args.memory or 0),
            description="The database has little free memory, and will swap or restart. See how many connections there "
            "are and what their statements sort and join in memory; or take a larger class.",
        ),
        lambda args: args.memory is not None,
        "must not be set without metrics.memory_gib",
    ),
    "storage-low": Watch(
        "storage_low_percent",
        ("allocated_storage_gib",),
        lambda args, threshold: Alarm(
            measure=database_metric(args.metrics, "FreeStorageSpace", "Minimum"),
            comparison="LessThanThreshold",
            threshold=_bytes(threshold, args.metrics.allocated_storage_gib or 0),
            severity="critical",
            description="The database has little free storage, and stops when there is none. See what grows: tables, "
            "logs, or a replication slot that nobody reads; give it more storage, or let it grow by itself.",
        ),
        lambda args: not args.metrics.is_aurora,
        "storage of Aurora grows by itself",
    ),
    "replica-lag": Watch(
        "replica_lag_seconds",
        (),
        lambda args, threshold: Alarm(
            # Of Aurora it is told in thousandths of a second.
            measure=database_metric(args.metrics, "AuroraReplicaLag", "Maximum")
            if args.metrics.is_aurora
            else replica_lag(args.metrics),
            threshold=threshold * 1000 if args.metrics.is_aurora else threshold,
            period_seconds=60,
            evaluation_periods=10,
            missing_data="breaching",
            description="The replica is far behind, or does not replicate. See whether writes or long statements on "
            "the replica hold it up, and whether its class is as large as its source's.",
        ),
        lambda args: args.metrics.replica,
        "it is no replica",
    ),
    "read-latency": Watch(
        "read_latency_milliseconds",
        (),
        lambda args, threshold: Alarm(
            measure=database_metric(args.metrics, "ReadLatency"),
            threshold=threshold / 1000,
            description="Reads from the database's storage are slow. See whether its operations or throughput are at "
            "their limits, and which statements read most; give it more of them, or more memory.",
        ),
    ),
    "write-latency": Watch(
        "write_latency_milliseconds",
        (),
        lambda args, threshold: Alarm(
            measure=database_metric(args.metrics, "WriteLatency"),
            threshold=threshold / 1000,
            description="Writes to the database's storage are slow. See whether its operations or throughput are at "
            "their limits, and what writes so much; give it more of them, or write less.",
        ),
    ),
    "burst-balance": Watch(
        "burst_balance_percent",
        (),
        lambda args, threshold: Alarm(
            measure=database_metric(args.metrics, "BurstBalance"),
            comparison="LessThanThreshold",
            threshold=threshold,
            description="The storage has few bursts left, and will be slow without. See what reads and writes so much; "
            "change the storage to gp3, which has no bursts to spend.",
        ),
        lambda args: args.metrics.storage_type == "gp2" and not args.metrics.is_aurora,
        "only gp2 storage has a balance of bursts",
    ),
    "cpu-credits": Watch(
        "cpu_credits_min",
        (),
        lambda args, threshold: Alarm(
            measure=database_metric(args.metrics, "CPUCreditBalance"),
            comparison="LessThanThreshold",
            threshold=threshold,
            description="The database has few CPU credits left, and will be slow or cost more without. See what takes "
            "its CPU; for a load that stays, take a class that does not burst, such as db.m or db.r.",
        ),
        lambda args: is_burstable(args.metrics.instance_class),
        "only classes that burst (db.t) spend CPU credits",
    ),
    "transaction-ids": Watch(
        "transaction_ids",
        (),
        lambda args, threshold: Alarm(
            measure=database_metric(args.metrics, "MaximumUsedTransactionIDs", "Maximum"),
            threshold=threshold,
            severity="critical",
            description="PostgreSQL runs out of transaction ids, and stops at two billion. Find what keeps autovacuum "
            "from freezing them: a long transaction, a prepared one, a replication slot; then vacuum the oldest table.",
        ),
        lambda args: args.metrics.engine.endswith(("postgres", "postgresql")),
        "only PostgreSQL has them",
    ),
}


class DatabaseAlarms(AlarmSet):
    """The alarms of a DB instance of RDS, or of the writer or the readers of an Aurora cluster.

    Pass `Database.metrics` or `AuroraCluster.metrics`, or a `DatabaseMetrics` of another database.

    Args:
        name: Name of the set; the names of its alarms start with it.
        args: What is watched, and from which thresholds on.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _kind = "database-alarms"

    def __init__(self, name: str, args: DatabaseAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self._make(args, args.resolved_alarms)
        self.publish()
