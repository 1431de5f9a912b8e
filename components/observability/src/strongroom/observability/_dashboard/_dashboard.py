"""A dashboard."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, TypeAlias

import pulumi
import pulumi_aws as aws
from pydantic import Field

from strongroom.core import PARTITIONS, Args, AwsEnvironment, Component, Problem, json_dumps
from strongroom.core.aws import current_environment
from strongroom.observability._dashboard._layout import Rows, laid_out
from strongroom.observability._dashboard._sections import DashboardSection
from strongroom.observability._metrics._types import Period

TimeRange: TypeAlias = Literal["-PT1H", "-PT3H", "-PT12H", "-P1D", "-P3D", "-P7D", "-P14D", "-P28D"]
"""How far back graphs reach, as a duration of ISO 8601."""

_MOST_METRICS = 2_500
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html"""


class DashboardArgs(Args):
    """Inputs of a `Dashboard`."""

    sections: Annotated[Sequence[DashboardSection], Field(min_length=1, max_length=40)]
    """What it shows, from top to bottom: one to forty sections."""

    period_seconds: Period = 300
    """Seconds that graphs sum up to one point. Default: 5 minutes."""

    time_range: TimeRange = "-PT3H"
    """How far back graphs reach when it is opened. Default: 3 hours."""


class Dashboard(Component):
    """A dashboard of CloudWatch, laid out in sections, of resources that may be anyone's.

    Args:
        name: Name of the dashboard.
        args: What it shows.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    dashboard_name: pulumi.Output[str]
    """Name of the dashboard, the same in all regions."""
    dashboard_arn: pulumi.Output[str]
    """ARN of the dashboard."""
    url: pulumi.Output[str]
    """Where it is seen in the console."""

    @classmethod
    def _lookup_problems(cls, args: DashboardArgs, opts: pulumi.ResourceOptions | None) -> Iterable[Problem]:
        # Widgets hold Outputs, so they can't be counted when the args are validated.
        widgets = [widget for section in args.sections for widget in section.widgets("", args.period_seconds)]
        if (metrics := sum(widget.metrics for widget in widgets)) > _MOST_METRICS:
            reason = f"must show at most {_MOST_METRICS:,} metrics, those of expressions included, got {metrics:,}"
            yield Problem("sections", reason, "make several dashboards")

    def __init__(self, name: str, args: DashboardArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        home = current_environment(self._invoke_opts)
        dashboard = aws.cloudwatch.Dashboard(
            self._child("dashboard"),
            dashboard_name=self._global_name(max_length=255),
            dashboard_body=json_dumps(dashboard_body(args, home.apply(lambda known: known.region))),
            opts=self._opts(),
        )
        self.dashboard_name = dashboard.dashboard_name
        self.dashboard_arn = dashboard.dashboard_arn
        self.url = pulumi.Output.all(home, dashboard.dashboard_name).apply(lambda known: _url(*known))
        self.publish()


# https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
_CONSOLES = {"aws-cn": "amazonaws.cn", "aws-us-gov": "amazonaws-us-gov.com"}


def _url(home: AwsEnvironment, name: str) -> str:
    console = f"{home.region}.console.{_CONSOLES.get(home.partition, 'aws.amazon.com')}"
    return f"https://{console}/cloudwatch/home?region={home.region}#dashboards/dashboard/{name}"


def dashboard_body(args: DashboardArgs, region: "pulumi.Input[str]") -> dict[str, Any]:
    """Return the body of a dashboard, ready for JSON; it may hold Outputs.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html

    Args:
        args: What it shows.
        region: Its own region.
    """
    rows = [Rows(section.title, section.widgets(region, args.period_seconds)) for section in args.sections]
    return {"start": args.time_range, "periodOverride": "inherit", "widgets": laid_out(rows)}
