"""The inputs of a database's proxy."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from strongroom.core import Input, ItemName, Model, RuleError, UniqueItems, WholePercent, pattern

SecretArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+",
        "the ARN of a secret",
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-AbCdEf",
    ),
]
"""The ARN of a secret of Secrets Manager."""


class ProxyOptions(Model):
    """An RDS Proxy, which pools connections and keeps those of clients over a failover.

    Clients connect to it with TLS, on the engine's own port: AWS offers no other. It is for the database's clients.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html
    """

    iam_authentication: bool = False
    """Whether clients must log in with an IAM token instead of a password. Default: they use a password."""

    user_secret_arns: Mapping[ItemName, Input[SecretArn]] = {}
    """ARNs of secrets, each with `username` and `password` of a database user who may log in through the proxy.

    Their key must be the database's. Default: only the master user may.
    """

    idle_client_timeout_seconds: Annotated[int, Field(ge=1, le=28800)] = 1800
    """Seconds after which the proxy closes a client's idle connection, 1 to 28,800. Default: half an hour."""

    max_connections_percent: WholePercent = 90
    """How much of the database's `max_connections` the proxy may use, 1 to 100 percent.

    Default: 90, so that an administrator still gets in when the proxy is full.
    """

    max_idle_connections_percent: Annotated[int, Field(ge=0, le=100)] = 45
    """How much of `max_connections` the proxy keeps open unused, 0 to `max_connections_percent`.

    Default: 45, half of what it may use.
    """

    connection_borrow_timeout_seconds: Annotated[int, Field(ge=0, le=300)] = 120
    """Seconds that a client waits for a connection when all are in use, 0 to 300. Default: two minutes."""

    init_query: Annotated[str, Field(min_length=1)] | None = None
    """SQL that the proxy runs on each new connection to the database; whoever sees the proxy sees it. Default: none."""

    session_pinning_filters: Annotated[list[Literal["EXCLUDE_VARIABLE_SETS"]], UniqueItems] = []
    """Statements that do not tie a client to one connection, though they usually would. Default: none."""

    debug_logging: bool = False
    """Whether the proxy logs the text of statements, which may hold data; for hunting a bug. Default: it doesn't."""

    @model_validator(mode="after")
    def _keeps_no_more_than_it_may_use(self) -> "ProxyOptions":
        if self.max_idle_connections_percent > self.max_connections_percent:
            reason = f"max_idle_connections_percent is above max_connections_percent, {self.max_connections_percent}"
            raise RuleError(reason, "lower it, or raise max_connections_percent")
        return self
