"""What a listener or a rule does with a request."""

from collections.abc import Mapping
from typing import Any, Final

from ...changes import filled
from ...resource import EVERYTHING, Property
from ...session import Session
from ...wire import Props
from ..translate import Names, request, told

_CONFIGS: Final[Names] = {
    "authenticateCognito": "authenticateCognitoConfig",
    "authenticateOidc": "authenticateOidcConfig",
    "fixedResponse": "fixedResponseConfig",
    "forward": "forwardConfig",
    "jwtValidation": "jwtValidationConfig",
    "redirect": "redirectConfig",
}
_NAMES: Final[Names] = {
    **_CONFIGS,
    "arn": "targetGroupArn",
    "duration": "durationSeconds",
    "stickiness": "targetGroupStickinessConfig",
}
_SESSION: Final = {
    "onUnauthenticatedRequest": "authenticate",
    "scope": "openid",
    "sessionCookieName": "AWSELBAuthSessionCookie",
    "sessionTimeout": 604800,
}
_DEFAULTS: Final[Mapping[str, Any]] = {
    "authenticateCognito": _SESSION,
    "authenticateOidc": _SESSION,
    "forward": {"stickiness": {"enabled": False}, "targetGroups": {"weight": 1}},
    "redirect": {
        "host": "#{host}",
        "path": "/#{path}",
        "port": "#{port}",
        "protocol": "#{protocol}",
        "query": "#{query}",
    },
}
ACTIONS: Final = Property(partial=True, nested=EVERYTHING, inner=_DEFAULTS)
"""How a property that holds actions is declared: AWS fills in their order and the details of a redirect or login."""


def asked_actions(aws: Session, actions: list[Props]) -> list[dict[str, Any]]:
    """Return actions as AWS takes them."""
    return [request(aws, "elbv2", "Action", action, _NAMES) for action in filled(actions, _DEFAULTS)]


def told_actions(token: str, property: str, actions: list[dict[str, Any]], known: Props) -> list[Props]:
    """Return actions as the program has them.

    AWS tells no client secret: it stays as the program has it. A single target group is told twice, by itself and as
    a list of one: here once, as the program has it.
    """
    seen: list[Props] = told(token, property, actions, _NAMES) or []
    before: list[Props] = known.get(property) or []
    for i, action in enumerate(seen):
        program = before[i] if i < len(before) else {}
        if "forward" in action and "targetGroupArn" in action:
            del action["targetGroupArn" if "forward" in program else "forward"]
        if login := action.get("authenticateOidc"):
            login.pop("clientSecret", None)
            given: Props = program.get("authenticateOidc") or {}
            if secret := given.get("clientSecret"):
                login["clientSecret"] = secret
    return seen
