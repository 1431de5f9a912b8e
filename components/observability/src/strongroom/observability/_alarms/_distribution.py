"""The alarms of a CloudFront distribution."""

from collections.abc import Iterator, Mapping, Sequence

import pulumi

from strongroom.core import DistributionMetrics, Percent, Problem
from strongroom.observability._alarms._alarm_set import AlarmSet
from strongroom.observability._alarms._model import Alarm
from strongroom.observability._alarms._set_args import AlarmSetArgs, region_problems
from strongroom.observability._alarms._types import Count, Milliseconds
from strongroom.observability._alarms._watches import (
    Watch,
    possible_thresholds,
    threshold_problems,
    watched,
)
from strongroom.observability._metrics._distribution import (
    REGION,
    distribution_metric,
    web_acl_metric,
)


class DistributionAlarmsArgs(AlarmSetArgs):
    """Inputs of `DistributionAlarms`. A threshold that is None turns its alarm off.

    Metrics of CloudFront are in us-east-1, and so are the alarms; their topics must be there too.
    """

    metrics: DistributionMetrics
    """The metrics of the distribution: `Site.metrics`, or a `DistributionMetrics` of another one."""

    client_errors_percent: Percent | None = 10
    """`client-errors`: requests of a hundred that viewers get 4xx for, above which it is too many. Default: 10."""

    server_errors_percent: Percent | None = 1
    """`server-errors`: requests of a hundred that viewers get 5xx for, above which it is too many. Default: 1."""

    origin_latency_p90_milliseconds: Milliseconds | None = 2000
    """`origin-latency`: thousandths of a second that the slowest tenth of requests to the origin takes, above which it
    is slow. Default: 2000.

    The alarm exists only if the distribution has additional metrics (`metrics.additional_metrics`).
    """

    blocked_requests: Count | None = 1000
    """`waf-blocks`: requests that the web ACL blocks in 5 minutes, from which on it is an attack. Default: 1000."""

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
        yield from region_problems(self, REGION)


# What is missing: all of these are measured when there are requests, so no data is no error.
WATCHES: Mapping[str, Watch[DistributionAlarmsArgs]] = {
    "client-errors": Watch(
        "client_errors_percent",
        (),
        lambda args, threshold: Alarm(
            measure=distribution_metric(args.metrics, "4xxErrorRate"),
            threshold=threshold,
            missing_data="notBreaching",
            description="Viewers get too many 4xx errors. See in the distribution's logs for which paths and from "
            "whom: a broken link or deployment, expired signatures, a scanner, or the web ACL that blocks too much.",
        ),
    ),
    "server-errors": Watch(
        "server_errors_percent",
        (),
        lambda args, threshold: Alarm(
            measure=distribution_metric(args.metrics, "5xxErrorRate"),
            threshold=threshold,
            period_seconds=60,
            evaluation_periods=5,
            datapoints_to_alarm=3,
            missing_data="notBreaching",
            severity="critical",
            description="Viewers get too many 5xx errors. See x-edge-detailed-result-type in the distribution's logs, "
            "and whether the origin answers, has healthy targets, and a certificate that is still valid.",
        ),
    ),
    "origin-latency": Watch(
        "origin_latency_p90_milliseconds",
        ("additional_metrics",),
        lambda args, threshold: Alarm(
            measure=distribution_metric(args.metrics, "OriginLatency", "p90"),
            threshold=threshold,
            missing_data="notBreaching",
            description="The origin is slow for one request of ten. See which paths in the distribution's logs, "
            "whether the service's own latency rose too, and whether the cache answers fewer requests than before.",
        ),
    ),
    "waf-blocks": Watch(
        "blocked_requests",
        ("web_acl_metric_name",),
        lambda args, threshold: Alarm(
            measure=web_acl_metric(args.metrics, "BlockedRequests"),
            comparison="GreaterThanOrEqualToThreshold",
            threshold=threshold,
            evaluation_periods=1,
            missing_data="notBreaching",
            description="The web ACL blocks many requests. See in its logs which rule, and whom: an attack that it "
            "keeps off, or a rule that blocks users, which is then to count instead of block.",
        ),
    ),
}


class DistributionAlarms(AlarmSet):
    """The alarms of a CloudFront distribution and its web ACL, both in `Site.metrics`.

    The alarms are in us-east-1, where CloudFront's metrics are.

    Args:
        name: Name of the set; the names of its alarms start with it.
        args: What is watched, and from which thresholds on.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _kind = "distribution-alarms"
    # CloudFront is not in GovCloud, and is a service of its own in China.
    _supported_partitions = ("aws",)

    def __init__(self, name: str, args: DistributionAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self._make(args, args.resolved_alarms, REGION)
        self.publish()
