"""The CloudWatch metrics of a component's resources: value types that alarm sets and dashboard sections accept."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, ValidationInfo, field_validator, model_validator

from strongroom.core._errors import RuleError
from strongroom.core._ids import pattern
from strongroom.core._inputs import Input, Model

AutoScalingGroupName: TypeAlias = Annotated[
    str, pattern(r"[^:\x00-\x1f]{1,255}", "the name of an Auto Scaling group", "portal-dev")
]
"""The name of an Auto Scaling group."""

LoadBalancerArnSuffix: TypeAlias = Annotated[
    str,
    pattern(
        r"app/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}",
        "the end of an application load balancer's ARN",
        "app/portal-dev/0123456789abcdef",
    ),
]
"""The end of an application load balancer's ARN, `app/NAME/ID`: the dimension `LoadBalancer` of its metrics."""

TargetGroupArnSuffix: TypeAlias = Annotated[
    str,
    pattern(
        r"targetgroup/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}",
        "the end of a target group's ARN",
        "targetgroup/portal-dev/0123456789abcdef",
    ),
]
"""The end of a target group's ARN, `targetgroup/NAME/ID`: the dimension `TargetGroup` of its metrics."""

_IDENTIFIER = r"(?!.*--)[A-Za-z][A-Za-z0-9-]{0,62}(?<!-)"
_IDENTIFIER_RULE = "1 to 63 letters, digits and single hyphens, beginning with a letter"

DbInstanceIdentifier: TypeAlias = Annotated[
    str, pattern(_IDENTIFIER, f"the identifier of a DB instance: {_IDENTIFIER_RULE}", "portal-dev")
]
"""The identifier of a DB instance: 1 to 63 letters, digits and single hyphens, beginning with a letter."""

DbClusterIdentifier: TypeAlias = Annotated[
    str, pattern(_IDENTIFIER, f"the identifier of a DB cluster: {_IDENTIFIER_RULE}", "portal-dev")
]
"""The identifier of a DB cluster: 1 to 63 letters, digits and single hyphens, beginning with a letter."""

DbInstanceClass: TypeAlias = Annotated[
    str, pattern(r"db\.([a-z][a-z0-9-]*\.[a-z0-9.]+|serverless)", "the class of a DB instance", "db.r7g.large")
]
"""The class of a DB instance, such as `db.r7g.large`; `db.serverless` for Aurora Serverless v2."""

DatabaseEngine: TypeAlias = Literal["aurora-mysql", "aurora-postgresql", "mariadb", "mysql", "postgres"]
"""An engine of RDS or Aurora, by the name that the RDS API uses."""

DistributionId: TypeAlias = Annotated[
    str, pattern(r"[A-Z0-9]{8,32}", "the ID of a CloudFront distribution", "E2QWRUHEXAMPLE")
]
"""The ID of a CloudFront distribution."""

WebAclMetricName: TypeAlias = Annotated[
    str, pattern(r"[A-Za-z0-9_-]{1,128}", "the metric name of a web ACL", "portal-dev")
]
"""The metric name in a web ACL's visibility configuration: the dimension `WebACL` of its metrics."""


class WebServiceMetrics(Model):
    """The metrics of a web service: an application load balancer, its target group, and an Auto Scaling group.

    `WebService.metrics` has them. For other resources, set those that exist, at least one.
    """

    load_balancer_arn_suffix: Input[LoadBalancerArnSuffix] | None = None
    """End of the load balancer's ARN, `app/NAME/ID`. Default: no load balancer."""

    target_group_arn_suffix: Input[TargetGroupArnSuffix] | None = None
    """End of the target group's ARN, `targetgroup/NAME/ID`; requires `load_balancer_arn_suffix`.
    Default: no target group."""

    auto_scaling_group_name: Input[AutoScalingGroupName] | None = None
    """Name of the instances' Auto Scaling group. Default: no instances.

    The number of instances in service is measured only if the group's own metrics are enabled.
    """

    cloudwatch_agent: bool = True
    """Whether the CloudWatch agent reports memory and disk usage of the instances, in the namespace `CWAgent` and
    aggregated by `AutoScalingGroupName` (`aggregation_dimensions`). Default: true."""

    @field_validator("target_group_arn_suffix")
    @classmethod
    def _has_load_balancer(cls, value: object, info: ValidationInfo) -> object:
        if value is not None and info.data.get("load_balancer_arn_suffix", "") is None:
            reason = (
                "must not be set without load_balancer_arn_suffix, which is a dimension of a target group's metrics"
            )
            raise RuleError(reason, "set load_balancer_arn_suffix to the arn_suffix of the load balancer")
        return value

    @model_validator(mode="after")
    def _identifies_a_resource(self) -> "WebServiceMetrics":
        if self.load_balancer_arn_suffix is None and self.auto_scaling_group_name is None:
            remedy = "set load_balancer_arn_suffix (and target_group_arn_suffix), auto_scaling_group_name, or all"
            raise RuleError("must identify at least one resource", remedy)
        return self


class DatabaseMetrics(Model):
    """The metrics of a DB instance, or of the writer or the readers of an Aurora cluster.

    `Database.metrics` and `AuroraCluster.metrics` have them.
    """

    engine: DatabaseEngine
    """The engine: it determines which metrics exist, and the default for `max_connections`."""

    instance_class: DbInstanceClass
    """Class of the instance, such as `db.r7g.large`: it determines the default for `memory_gib`, and whether there are
    CPU credits. Use `db.serverless` for Aurora Serverless v2."""

    db_instance_identifier: Input[DbInstanceIdentifier] | None = None
    """Identifier of the DB instance. Either this or `db_cluster_identifier` must be set."""

    db_cluster_identifier: Input[DbClusterIdentifier] | None = None
    """Identifier of the Aurora cluster, for the metrics of its writer, which follow a failover, or with `replica` those
    of its readers. Default: the metrics of `db_instance_identifier`."""

    memory_gib: Annotated[float, Field(gt=0, le=65_536)] | None = None
    """Memory in GiB. Default: that of the instance class, where it is known here."""

    max_connections: Annotated[int, Field(ge=1, le=262_143)] | None = None
    """Maximum number of connections. Default: the engine's default for this memory, a few percent high."""

    allocated_storage_gib: Annotated[int, Field(ge=1, le=65_536)] | None = None
    """Allocated storage in GiB; with storage autoscaling, the initial value. It must not be set for Aurora, whose
    storage grows automatically. Default: unknown."""

    storage_type: Literal["gp2", "gp3", "io1", "io2", "standard"] = "gp3"
    """Storage type; only `gp2` has a burst balance. Default: `gp3`."""

    replica: bool = False
    """Whether the metrics are those of a read replica, or of readers of Aurora, which have a replica lag.
    Default: false."""

    @property
    def is_aurora(self) -> bool:
        """Whether the engine is Aurora, whose storage has no allocated size."""
        return self.engine.startswith("aurora")

    @field_validator("db_cluster_identifier")
    @classmethod
    def _cluster_is_aurora(cls, value: object, info: ValidationInfo) -> object:
        engine = info.data.get("engine", "aurora")
        if value is not None and not engine.startswith("aurora"):
            reason = f"must be set for Aurora only, got the engine {engine}"
            raise RuleError(reason, "set db_instance_identifier instead")
        return value

    @field_validator("allocated_storage_gib")
    @classmethod
    def _aurora_has_no_size(cls, value: object, info: ValidationInfo) -> object:
        if value is not None and info.data.get("engine", "").startswith("aurora"):
            raise RuleError("must not be set for Aurora, whose storage grows automatically", "remove it")
        return value

    @model_validator(mode="after")
    def _identifies_a_database(self) -> "DatabaseMetrics":
        if (self.db_instance_identifier is None) == (self.db_cluster_identifier is None):
            given = "neither" if self.db_instance_identifier is None else "both"
            reason = f"must identify a DB instance or an Aurora cluster, got {given}"
            raise RuleError(reason, "set either db_instance_identifier or db_cluster_identifier")
        return self


class DistributionMetrics(Model):
    """The metrics of a CloudFront distribution and its web ACL, which are in us-east-1.

    `Site.metrics` has them.
    """

    distribution_id: Input[DistributionId]
    """ID of the distribution."""

    web_acl_metric_name: Input[WebAclMetricName] | None = None
    """Metric name of the web ACL, in its visibility configuration. Default: no web ACL."""

    additional_metrics: bool = True
    """Whether the distribution has additional metrics (a monitoring subscription), such as the origin's latency.
    Default: true."""
