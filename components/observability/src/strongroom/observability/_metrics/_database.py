"""The metrics of a database instance.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/dimensions.html
"""

from strongroom.core import DatabaseMetrics, Input
from strongroom.observability._metrics._model import Metric, MetricMath

_DAY = 24 * 60 * 60


def database_metric(metrics: DatabaseMetrics, name: str, statistic: str = "Average") -> Metric:
    """Return a metric of a DB instance, or of the writer or the readers of an Aurora cluster.

    Args:
        metrics: The database's metrics.
        name: Name of the metric.
        statistic: Statistic of the metric.
    """
    dimensions: dict[str, Input[str]]
    if metrics.db_cluster_identifier is not None:
        role = "READER" if metrics.replica else "WRITER"
        dimensions = {"DBClusterIdentifier": metrics.db_cluster_identifier, "Role": role}
    else:
        assert metrics.db_instance_identifier is not None  # noqa: S101 the model requires one of them
        dimensions = {"DBInstanceIdentifier": metrics.db_instance_identifier}
    return Metric(namespace="AWS/RDS", name=name, dimensions=dimensions, statistic=statistic)


def replica_lag(metrics: DatabaseMetrics) -> MetricMath:
    """Return how many seconds a replica of RDS is behind, a day if it does not replicate, for which RDS tells -1.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Monitoring.html

    Args:
        metrics: The replica's metrics.
    """
    return MetricMath(
        expression=f"IF(lag < 0, {_DAY}, lag)",
        label="Lag (seconds)",
        metrics={"lag": database_metric(metrics, "ReplicaLag", "Maximum")},
    )
