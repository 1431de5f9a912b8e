"""The options of a listener."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.compute._listener_rules import FixedResponse, ListenerRule
from strongroom.compute._types import CookieName, SslPolicy
from strongroom.core import HttpsUrl, Input, Model, RuleError


def _without_query(value: str) -> str:
    if "?" in value:
        raise RuleError("must not have a query", "use the URL without it")
    return value


EndpointUrl: TypeAlias = Annotated[HttpsUrl, AfterValidator(_without_query)]
"""A full URL with `https`, without a query."""

Text: TypeAlias = Annotated[str, Field(min_length=1)]
"""A text that is not empty."""


class OidcOptions(Model):
    """A login that the load balancer asks for, at a provider that speaks OpenID Connect.

    The application reads who it is from the header `x-amzn-oidc-data`, and verifies its signature. The provider must
    know `https://NAME/oauth2/idpresponse` as where to return to. The load balancer asks it for tokens itself, so its
    security group lets HTTPS out; an internal one needs a way to the internet for that.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
    """

    issuer: EndpointUrl
    """URL that names the provider."""

    authorization_endpoint: EndpointUrl
    """URL that users log in at."""

    token_endpoint: EndpointUrl
    """URL that gives tokens."""

    user_info_endpoint: EndpointUrl
    """URL that tells who it is."""

    client_id: Input[Text]
    """Id of the application at the provider."""

    client_secret: Annotated[Input[Text], Field(repr=False)]
    """Secret of the application at the provider; it is kept as a secret."""

    scope: Text = "openid"
    """What is asked of the provider, separated by spaces; `openid` at least. Default: `openid`."""

    session_timeout_seconds: Annotated[int, Field(ge=1, le=604_800)] = 28_800
    """Seconds after which a user logs in again, 1 to 604,800. Default: 8 hours, a working day."""

    session_cookie_name: CookieName | None = None
    """Name of the cookie that keeps the session. Default: `AWSELBAuthSessionCookie`."""

    on_unauthenticated_request: Literal["authenticate", "deny"] = "authenticate"
    """What happens to who is not signed in: they are sent to log in, or refused with 401. Default: sent to log in."""

    authentication_request_extra_params: Annotated[Mapping[str, str], Field(max_length=10)] = {}
    """Further parameters of the login page's URL, at most 10. Default: none."""


class ListenerOptions(Model):
    """What the load balancer listens to, and where requests go."""

    ssl_policy: SslPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    """The protocols and ciphers of HTTPS (ELB.17).

    Default: TLS 1.3 and 1.2 with forward secrecy, and key exchange that withstands quantum computers.
    """

    redirect_http: bool = False
    """Whether port 80 sends clients to HTTPS (ELB.1); not those of CloudFront, which come by HTTPS anyway.

    Default: nothing listens there, so that nobody sends a password or cookie in the clear (ELB.18).
    """

    rules: Annotated[list[ListenerRule], Field(max_length=99)] = []
    """Rules for some of the requests, at most 99. Default: all go to the service."""

    default_response: FixedResponse | None = None
    """The answer to requests that no rule is for. Default: the service answers them."""

    oidc: OidcOptions | None = None
    """A login that comes before everything else. Default: none, the application knows its users."""
