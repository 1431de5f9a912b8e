"""The options of a target group."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from strongroom.compute._types import CookieName, SlowStartSeconds, StatusCodes
from strongroom.core import Model, Port, WholePercent, pattern

HealthCheckPath: TypeAlias = Annotated[
    str, pattern(r"(?=.{1,1024}$)/\S*", "a path that begins with /, of at most 1,024 characters", "/health")
]
"""A path, of at most 1,024 characters."""

Count: TypeAlias = Annotated[int, Field(ge=1)]
"""A number of instances, at least 1."""

Threshold: TypeAlias = Annotated[int, Field(ge=2, le=10)]
"""A number of checks in a row, 2 to 10."""


class HealthCheck(Model):
    """How the load balancer finds out which instances are healthy.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    """

    path: HealthCheckPath | None = None
    """Path to ask for; with gRPC the method, `/package.service/method`.

    Default: `/`; with gRPC `/grpc.health.v1.Health/Check`, its standard health check.
    """

    port: Port | None = None
    """Port to ask. Default: that of the service."""

    protocol: Literal["HTTP", "HTTPS"] | None = None
    """Protocol to ask by. Default: that of the service."""

    matcher: StatusCodes | None = None
    """Status codes that mean healthy, 200 to 499; with gRPC 0 to 99. Default: `200`; with gRPC `0`."""

    interval_seconds: Annotated[int, Field(ge=5, le=300)] = 15
    """Seconds between two checks, 5 to 300. Default: 15."""

    timeout_seconds: Annotated[int, Field(ge=2, le=120)] = 5
    """Seconds to wait for an answer, 2 to 120 and less than the interval. Default: 5."""

    healthy_threshold: Threshold = 3
    """Checks in a row that an instance must pass to be healthy, 2 to 10. Default: 3."""

    unhealthy_threshold: Threshold = 3
    """Checks in a row that an instance must fail to be unhealthy, 2 to 10. Default: 3."""


class Stickiness(Model):
    """A client's requests go to the same instance, for as long as it is healthy.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
    """

    type: Literal["lb_cookie", "app_cookie"] = "lb_cookie"
    """Whether a cookie of the load balancer tells how long, or one of the application. Default: the load balancer's."""

    duration_seconds: Annotated[int, Field(ge=1, le=604_800)] = 86_400
    """Seconds that it lasts, 1 to 604,800. Default: a day."""

    cookie_name: CookieName | None = None
    """Name of the application's cookie, required with `app_cookie`."""


class TargetGroupHealth(Model):
    """How few healthy instances are too few.

    A zone with too few is left out of DNS, so that clients go to others; with too few to route to, requests go to all
    instances, healthy or not. What is too few for DNS can't be less than what is too few to route to.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health.html
    """

    dns_failover_min_count: Count = 1
    """Healthy instances of a zone below which DNS leaves it out. Default: 1."""

    dns_failover_min_percentage: WholePercent | None = None
    """Percentage of healthy instances of a zone below which DNS leaves it out. Default: the count alone decides."""

    routing_min_count: Count = 1
    """Healthy instances of a zone below which requests go to all. Default: 1."""

    routing_min_percentage: WholePercent | None = None
    """Percentage of healthy instances of a zone below which requests go to all. Default: the count alone decides."""


class TargetGroupOptions(Model):
    """How the load balancer talks to the instances.

    A change of port, protocol or protocol version makes a new target group, which takes the place of the old one.
    """

    port: Port = 8080
    """Port that the service listens to. Default: 8080."""

    protocol: Literal["HTTP", "HTTPS"] = "HTTP"
    """Protocol that the service speaks. Default: HTTP, which stays in the VPC.

    With HTTPS the load balancer accepts any certificate of an instance, such as one that it signed itself.
    """

    protocol_version: Literal["HTTP1", "HTTP2", "GRPC"] = "HTTP1"
    """Version of the protocol that the service speaks. Default: HTTP/1.1, which clients of any version get to.

    HTTP/2 and gRPC need a domain, for HTTPS; requests of HTTP/1.1 fail then.
    """

    health_check: HealthCheck = HealthCheck()
    """How instances are checked. Default: `GET /` on the service's port answers 200."""

    stickiness: Stickiness | None = None
    """Whether a client stays with an instance. Default: each request goes to any."""

    slow_start_seconds: SlowStartSeconds = 0
    """Seconds over which a new instance gets its full share: 0 for none, or 30 to 900; with `round_robin` only.

    Default: 0, it gets it at once.
    """

    deregistration_delay_seconds: Annotated[int, Field(ge=0, le=3600)] = 60
    """Seconds that an instance which leaves has to finish requests, 0 to 3,600. Default: a minute."""

    algorithm: Literal["round_robin", "least_outstanding_requests", "weighted_random"] = "round_robin"
    """How an instance is chosen: in turn, the one that has the least to do, or at random. Default: in turn.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
    """

    anomaly_mitigation: bool = False
    """Whether instances that answer worse than others get fewer requests; with `weighted_random` only. Default: no."""

    health: TargetGroupHealth = TargetGroupHealth()
    """How few healthy instances are too few. Default: none in a zone."""
