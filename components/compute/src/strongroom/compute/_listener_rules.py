"""The rules of a listener: conditions, and what is done with a request that meets them."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from strongroom.compute._types import (
    HeaderName,
    HostPattern,
    HttpMethod,
    MatchedText,
    PathPattern,
    RulePriority,
)
from strongroom.core import DomainName, IpCidrBlock, ItemName, Model, Port, UniqueItems, pattern

_STEP = 100

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html
RedirectPath: TypeAlias = Annotated[
    str,
    pattern(
        r"(?=.{1,128}$)/(#\{(host|path|port)\}|[!-\"$->@-~])*",
        "an absolute path of at most 128 characters of ASCII, without ?, and # only in #{host}, #{path} and #{port}",
        "/#{path}",
    ),
]
"""An absolute path; `#{host}`, `#{path}` and `#{port}` stand for what the request has."""

RedirectQuery: TypeAlias = Annotated[
    str,
    pattern(
        r"(?=.{0,128}$)(?!\?)(#\{(protocol|host|port|path|query)\}|[!-\"$-~])*",
        "a query string of at most 128 characters of ASCII, without the leading ?, and # only in #{query}, #{path}, "
        "#{host}, #{port} and #{protocol}",
        "#{query}",
    ),
]
"""A query string; `#{query}`, `#{path}`, `#{host}`, `#{port}` and `#{protocol}` stand for what the request has."""


class QueryParameter(Model):
    """A parameter in a query string to compare with, in any case."""

    key: MatchedText | None = None
    """The parameter's name. Default: any."""

    value: MatchedText
    """The parameter's value; `*` stands for any characters, `?` for one."""


class FixedResponse(Model):
    """An answer that the load balancer gives by itself."""

    status_code: Annotated[
        str, pattern(r"[245]\d\d", "a status code of success or of an error: 2xx, 4xx or 5xx", '"404"')
    ]
    """The status code, such as `"404"`: 2xx, 4xx or 5xx."""

    content_type: Literal["text/plain", "text/css", "text/html", "application/javascript", "application/json"] = (
        "text/plain"
    )
    """The type of the message. Default: plain text."""

    message_body: Annotated[str, Field(max_length=1024)] = ""
    """The message, at most 1,024 characters. Default: none."""


class Redirect(Model):
    """An answer that sends the client elsewhere. At least one of port, host and path must differ from the request's.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
    """

    host: DomainName | None = None
    """Domain name to go to. Default: the request's."""

    port: Port | None = None
    """Port to go to. Default: the request's."""

    path: RedirectPath = "/#{path}"
    """Path to go to; `#{host}`, `#{path}` and `#{port}` stand for what the request has. Default: the request's."""

    query: RedirectQuery = "#{query}"
    """Query string to go to, without the `?`. Default: the request's."""

    permanent: bool = False
    """Whether clients may remember it (301). Default: they ask again each time (302)."""


class ListenerRule(Model):
    """What happens to requests that meet all of its conditions; of the values of one condition, one is enough.

    A rule has one condition or more, and at most 5 values in all of them, the values of `origin_header` included.
    It forwards to the service, unless it has a `fixed_response` or a `redirect`.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
    """

    name: ItemName
    """Name of the rule, unique in its list, in the rule's `Name` tag."""

    priority: RulePriority | None = None
    """The rule's place, 1 to 49,999: the lowest that fits decides. No two rules may have one.

    Default: 100 times its place in the list. Rules can be reordered, inserted and renamed: the rule of each priority is
    changed in place, one rule after the other. Append rules, or give a priority to one in between, to leave the others
    unchanged.
    """

    hosts: Annotated[list[HostPattern], UniqueItems] = []
    """Condition: the host is one of these."""

    paths: Annotated[list[PathPattern], UniqueItems] = []
    """Condition: the path is one of these, such as `/api/*`."""

    methods: Annotated[list[HttpMethod], UniqueItems] = []
    """Condition: the method is one of these."""

    headers: Mapping[HeaderName, Annotated[list[MatchedText], Field(min_length=1), UniqueItems]] = {}
    """Conditions: each of these headers has one of its values."""

    query_parameters: list[QueryParameter] = []
    """Condition: the query string has one of these."""

    source_cidr_blocks: Annotated[list[IpCidrBlock], UniqueItems] = []
    """Condition: the request comes from one of these networks. What CloudFront forwards comes from CloudFront.

    IPv6 networks require `load_balancer.ip_address_type` to be `dualstack`.
    """

    fixed_response: FixedResponse | None = None
    """The answer, instead of the service's. Default: none."""

    redirect: Redirect | None = None
    """Where to send the client, instead of an answer of the service. Default: nowhere."""

    requires_sign_in: bool = True
    """Whether only those who are signed in come this far, where the listener has `oidc`. Default: only they."""

    @property
    def values(self) -> list[str]:
        """The values of all conditions."""
        headers = [value for values in self.headers.values() for value in values]
        query = [each.value for each in self.query_parameters]
        return [*self.hosts, *self.paths, *self.methods, *headers, *query, *self.source_cidr_blocks]


def priorities(rules: list[ListenerRule]) -> list[int]:
    """Return the priority of each rule: its own, or one by its place, with room in between.

    Args:
        rules: The rules, in order.
    """
    return [rule.priority or _STEP * place for place, rule in enumerate(rules, 1)]
