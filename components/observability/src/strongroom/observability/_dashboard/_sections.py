"""The sections of a dashboard: what may be shown, and with which widgets."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

import pulumi
from pydantic import Field

from strongroom.core import (
    DatabaseMetrics,
    DistributionMetrics,
    Input,
    Model,
    RegionName,
    UniqueItems,
    WebServiceMetrics,
    pattern,
)
from strongroom.observability._alarms._logs import LogGroupName
from strongroom.observability._dashboard._layout import COLUMNS, Widget, in_even_rows
from strongroom.observability._dashboard._query import InsightsQuery
from strongroom.observability._dashboard._widgets import alarm_states, graph, log_events, text
from strongroom.observability._metrics._database import database_metric
from strongroom.observability._metrics._distribution import (
    REGION,
    distribution_metric,
    web_acl_metric,
)
from strongroom.observability._metrics._model import Measure
from strongroom.observability._metrics._web_service import (
    balancer_metric,
    error_percent,
    group_metric,
    instance_metric,
    target_metric,
)

AlarmArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:[^\x00-\x1f]{1,255}",
        "the ARN of an alarm",
        "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:portal-cpu-high-dev",
    ),
]
"""The ARN of an alarm of CloudWatch, composite ones too."""

Label: TypeAlias = Annotated[str, Field(min_length=1, max_length=255)]
"""What a legend calls a metric."""


class Section(Model):
    """What every section of a dashboard has."""

    title: Annotated[str, Field(min_length=1, max_length=100)]
    """What its header says."""

    @abstractmethod
    def widgets(self, region: "pulumi.Input[str]", period: int) -> list[Widget]:
        """Return the section's widgets.

        Args:
            region: The dashboard's own region.
            period: Seconds that graphs sum up to one point.
        """


class AlarmsSection(Section):
    """The states of alarms."""

    kind: Literal["alarms"] = "alarms"
    """What it shows."""

    alarm_arns: Annotated[Sequence[Input[AlarmArn]], Field(min_length=1, max_length=100), UniqueItems]
    """ARNs of the alarms, one to a hundred, such as those of an alarm set; in any region."""

    def widgets(self, region: "pulumi.Input[str]", period: int) -> list[Widget]:
        """Return the section's widgets; see `Section`."""
        return [alarm_states(self.title, self.alarm_arns)]


class WebServiceSection(Section):
    """A web service: requests, errors and latency of its load balancer, and its instances."""

    kind: Literal["web_service"] = "web_service"
    """What it shows."""

    metrics: WebServiceMetrics
    """The metrics of the web service: `WebService.metrics`, or a `WebServiceMetrics` of other resources.
    Graphs show only the resources that it identifies."""

    def widgets(self, region: "pulumi.Input[str]", period: int) -> list[Widget]:
        """Return the section's widgets; see `Section`."""
        found: list[Widget] = []
        if self.metrics.load_balancer_arn_suffix is not None:
            requests = {"Requests": balancer_metric(self.metrics, "RequestCount")}
            errors = {
                "Load balancer 5xx": balancer_metric(self.metrics, "HTTPCode_ELB_5XX_Count"),
                "Targets 5xx": balancer_metric(self.metrics, "HTTPCode_Target_5XX_Count"),
                "Targets 4xx": balancer_metric(self.metrics, "HTTPCode_Target_4XX_Count"),
            }
            found += [
                graph("Requests", requests, region, period=period),
                graph("Errors", errors, region, period=period),
            ]
        if self.metrics.load_balancer_arn_suffix is not None and self.metrics.target_group_arn_suffix is not None:
            latency = {name: target_metric(self.metrics, "TargetResponseTime", name) for name in ("p50", "p90", "p99")}
            hosts = {
                "Healthy": target_metric(self.metrics, "HealthyHostCount", "Minimum"),
                "Unhealthy": target_metric(self.metrics, "UnHealthyHostCount", "Maximum"),
            }
            found += [
                graph("Latency (seconds)", latency, region, period=period),
                graph("Target errors (percent)", {"5xx": error_percent(self.metrics)}, region, period=period),
                graph("Targets", hosts, region, period=period),
            ]
        if self.metrics.auto_scaling_group_name is not None:
            used = {"CPU": instance_metric(self.metrics, "CPUUtilization")}
            if self.metrics.cloudwatch_agent:
                used["Memory"] = instance_metric(self.metrics, "mem_used_percent")
                used["Fullest disk"] = instance_metric(self.metrics, "disk_used_percent", "Maximum")
            size = {
                "In service": group_metric(self.metrics, "GroupInServiceInstances"),
                "Minimum": group_metric(self.metrics, "GroupMinSize"),
                "Maximum": group_metric(self.metrics, "GroupMaxSize"),
            }
            found += [
                graph(
                    f"Instances: {'CPU, memory, disk' if len(used) > 1 else 'CPU'} (percent)",
                    used,
                    region,
                    period=period,
                ),
                graph("Instances", size, region, period=period),
            ]
        return in_even_rows(found)


class DatabaseSection(Section):
    """A database instance: load, connections, memory, storage, latency."""

    kind: Literal["database"] = "database"
    """What it shows."""

    metrics: DatabaseMetrics
    """The metrics of the database: `Database.metrics`, `AuroraCluster.metrics`, or for another database a
    `DatabaseMetrics` of its identifier. Of a replica, its lag is shown too."""

    def widgets(self, region: "pulumi.Input[str]", period: int) -> list[Widget]:
        """Return the section's widgets; see `Section`."""
        graphs: dict[str, dict[str, tuple[str, str]]] = {
            "CPU (percent)": {"CPU": ("CPUUtilization", "Average")},
            "Connections": {"Connections": ("DatabaseConnections", "Maximum")},
            "Free memory (bytes)": {"Memory": ("FreeableMemory", "Minimum")},
            "Free storage (bytes)": {"Storage": ("FreeStorageSpace", "Minimum")},
            "Latency of storage (seconds)": {"Read": ("ReadLatency", "Average"), "Write": ("WriteLatency", "Average")},
            "Operations of storage (a second)": {"Read": ("ReadIOPS", "Average"), "Write": ("WriteIOPS", "Average")},
        }
        if self.metrics.is_aurora:
            del graphs["Free storage (bytes)"]
        if self.metrics.replica:
            unit, lag = ("milliseconds", "AuroraReplicaLag") if self.metrics.is_aurora else ("seconds", "ReplicaLag")
            graphs[f"Lag ({unit})"] = {"Lag": (lag, "Maximum")}
        drawn = {
            title: {label: database_metric(self.metrics, *metric) for label, metric in metrics.items()}
            for title, metrics in graphs.items()
        }
        return in_even_rows([graph(title, measures, region, period=period) for title, measures in drawn.items()])


class DistributionSection(Section):
    """A distribution of CloudFront: requests, errors, latency of the origin, and what the web ACL blocks."""

    kind: Literal["distribution"] = "distribution"
    """What it shows."""

    metrics: DistributionMetrics
    """The metrics of the distribution: `Site.metrics`, or a `DistributionMetrics` of another one."""

    def widgets(self, region: "pulumi.Input[str]", period: int) -> list[Widget]:
        """Return the section's widgets; see `Section`."""
        errors = {name: distribution_metric(self.metrics, f"{name}ErrorRate") for name in ("4xx", "5xx")}
        latency = {name: distribution_metric(self.metrics, "OriginLatency", name) for name in ("p50", "p90", "p99")}
        requests = {"Requests": distribution_metric(self.metrics, "Requests", "Sum")}
        found = [
            graph("Requests", requests, REGION, period=period),
            graph("Errors (percent)", errors, REGION, period=period),
        ]
        if self.metrics.additional_metrics:
            found.append(graph("Latency of the origin (milliseconds)", latency, REGION, period=period))
        if self.metrics.web_acl_metric_name is not None:
            web_acl = {
                "Blocked": web_acl_metric(self.metrics, "BlockedRequests"),
                "Allowed": web_acl_metric(self.metrics, "AllowedRequests"),
            }
            found.append(graph("Web ACL: requests", web_acl, REGION, period=period))
        return in_even_rows(found)


class LogsSection(Section):
    """What a query of CloudWatch Logs Insights finds."""

    kind: Literal["logs"] = "logs"
    """What it shows."""

    log_group_names: Annotated[Sequence[Input[LogGroupName]], Field(min_length=1, max_length=50), UniqueItems]
    """Names of the log groups that are looked into, one to fifty."""

    query: InsightsQuery = (
        "fields @timestamp, @message | filter @message like /(?i)error/ | sort @timestamp desc | limit 50"
    )
    """The query, without its sources, at most 10,000 characters. Default: the last 50 events that contain "error".

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
    """

    def widgets(self, region: "pulumi.Input[str]", period: int) -> list[Widget]:
        """Return the section's widgets; see `Section`."""
        return [log_events(self.title, self.log_group_names, self.query, region)]


class Graph(Model):
    """A graph of a team's own metrics."""

    title: Annotated[str, Field(min_length=1, max_length=100)]
    """What it shows, with the unit."""

    measures: Annotated[Mapping[Label, Measure], Field(min_length=1, max_length=50)]
    """The metrics, or expressions over metrics, by what the legend calls them."""

    width: Annotated[int, Field(ge=3, le=COLUMNS)] = 8
    """Columns that it takes of the dashboard's 24. Default: 8, for three in a row."""

    stacked: bool = False
    """Whether the metrics are drawn on top of one another. Default: each for itself."""


class MetricsSection(Section):
    """A team's own metrics."""

    kind: Literal["metrics"] = "metrics"
    """What it shows."""

    # With forty sections, no dashboard comes near the 500 widgets that AWS allows.
    graphs: Annotated[Sequence[Graph], Field(min_length=1, max_length=10)]
    """The graphs, one to ten, from left to right and from top to bottom."""

    region: RegionName | None = None
    """Where the metrics are. Default: the dashboard's own region."""

    def widgets(self, region: "pulumi.Input[str]", period: int) -> list[Widget]:
        """Return the section's widgets; see `Section`."""
        return [
            graph(
                each.title,
                each.measures,
                self.region or region,
                period=period,
                width=each.width,
                stacked=each.stacked,
            )
            for each in self.graphs
        ]


class TextSection(Section):
    """Text: whom to ask, where the runbook is."""

    kind: Literal["text"] = "text"
    """What it shows."""

    markdown: Annotated[str, Field(min_length=1, max_length=10_000)]
    """The text, as Markdown."""

    def widgets(self, region: "pulumi.Input[str]", period: int) -> list[Widget]:
        """Return the section's widgets; see `Section`."""
        return [text(self.markdown)]


DashboardSection: TypeAlias = Annotated[
    AlarmsSection
    | DatabaseSection
    | DistributionSection
    | LogsSection
    | MetricsSection
    | TextSection
    | WebServiceSection,
    Field(discriminator="kind"),
]
"""A section of a dashboard."""
