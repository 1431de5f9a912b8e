"""The metrics of a database instance.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
"""

from typing import Annotated, TypeAlias

from strongroom.core import Input, Model, shaped
from strongroom.observability._metrics._model import Metric, MetricMath

_DAY = 24 * 60 * 60

DbInstanceIdentifier: TypeAlias = Annotated[
    str,
    shaped(
        r"(?!.*--)[A-Za-z][A-Za-z0-9-]{0,62}(?<!-)",
        "the identifier of a DB instance: 1 to 63 letters, digits and single hyphens, a letter first",
        "portal-dev",
    ),
]
"""The identifier of a DB instance: 1 to 63 letters, digits and single hyphens, beginning with a letter."""

InstanceClass: TypeAlias = Annotated[
    str, shaped(r"db\.([a-z][a-z0-9-]*\.[a-z0-9.]+|serverless)", "the class of a DB instance", "db.r7g.large")
]
"""The class of a DB instance, such as `db.r7g.large`; `db.serverless` for Aurora Serverless v2."""


class DatabaseNames(Model):
    """What a database's metrics are found by."""

    db_instance_identifier: Input[DbInstanceIdentifier]
    """Identifier of the DB instance; of an Aurora cluster, each instance has its own."""


def database_metric(names: DatabaseNames, name: str, statistic: str = "Average") -> Metric:
    """Return a metric of a database instance.

    Args:
        names: The database's.
        name: What the metric is called.
        statistic: The statistic of it.
    """
    dimensions = {"DBInstanceIdentifier": names.db_instance_identifier}
    return Metric(namespace="AWS/RDS", name=name, dimensions=dimensions, statistic=statistic)


def replica_lag(names: DatabaseNames) -> MetricMath:
    """Return how many seconds a replica of RDS is behind, a day if it does not replicate, for which RDS tells -1.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Monitoring.html

    Args:
        names: The replica's.
    """
    return MetricMath(
        expression=f"IF(lag < 0, {_DAY}, lag)",
        label="Lag (seconds)",
        metrics={"lag": database_metric(names, "ReplicaLag", "Maximum")},
    )
