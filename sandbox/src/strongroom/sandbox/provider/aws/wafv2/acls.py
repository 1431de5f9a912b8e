"""Web ACLs."""

from collections.abc import Iterable
from typing import Any, Final

from ...resource import Property
from ...schema import Problem
from ...session import Session
from ...wire import Props
from ..lists import items_of
from ..translate import request, told
from . import rules
from .common import COMMON, Entity

_SIMPLE: Final = (
    "captchaConfig",
    "challengeConfig",
    "dataProtectionConfig",
    "tokenDomains",
    "visibilityConfig",
)
_RESOURCE_TYPES: Final = {
    "apiGateway": "API_GATEWAY",
    "appRunnerService": "APP_RUNNER_SERVICE",
    "cloudfront": "CLOUDFRONT",
    "cognitoUserPool": "COGNITO_USER_POOL",
    "verifiedAccessInstance": "VERIFIED_ACCESS_INSTANCE",
}


class WebAcl(Entity):
    """A web ACL."""

    token = "aws:wafv2/webAcl:WebAcl"
    shape, suffix = "WebACL", "web_acl"
    properties = {
        **COMMON,
        "associationConfig": rules.CONFIG,
        "captchaConfig": rules.CONFIG,
        "challengeConfig": rules.CONFIG,
        "customResponseBodies": rules.BODIES,
        "dataProtectionConfig": rules.CONFIG,
        "defaultAction": rules.ACTION,
        "ruleJson": rules.JSON_RULES,
        "rules": rules.RULES,
        "tokenDomains": Property(form="set"),
        "visibilityConfig": rules.CONFIG,
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return what is wrong with rules that are given as a document."""
        return rules.document_problems(props, "ruleJson")

    def asked(self, aws: Session, props: Props) -> dict[str, Any]:
        """Return the settings and rules."""
        settings = {name: props.get(name) for name in _SIMPLE}
        return {
            **request(aws, "wafv2", "WebACL", settings),
            **request(aws, "wafv2", "WebACL", {"defaultAction": props["defaultAction"]}, empties=True),
            **_asked_bodies_seen(props),
            **rules.asked_bodies(aws, props),
            "Rules": rules.asked_rules(aws, props, "ruleJson"),
        }

    def told(self, found: dict[str, Any], known: Props) -> Props:
        """Return the settings and rules."""
        return {
            **{name: told(self.token, name, found.get(name[0].upper() + name[1:])) for name in _SIMPLE},
            **rules.told_rules(self.token, found, known, "ruleJson"),
            "applicationIntegrationUrl": found.get("ApplicationIntegrationURL"),
            "associationConfig": _told_bodies_seen(found),
            "capacity": found["Capacity"],
            "customResponseBodies": rules.told_bodies(found),
            "defaultAction": told(self.token, "defaultAction", found["DefaultAction"], empties=True),
        }

    def unsettled(self, changed: frozenset[str]) -> frozenset[str]:
        """Return the lock token, and what the rules decide."""
        decided = {"applicationIntegrationUrl", "capacity"} if changed & {"rules", "ruleJson"} else set[str]()
        return super().unsettled(changed) | decided


def _asked_bodies_seen(props: Props) -> dict[str, Any]:
    """Return how much of a request's body is seen, by the type of resource."""
    association: Props = props.get("associationConfig") or {}
    limits = {
        _RESOURCE_TYPES[kind]: {"DefaultSizeInspectionLimit": limit["defaultSizeInspectionLimit"]}
        for body in items_of(association, "requestBodies")
        for kind, limit in body.items()
    }
    return {"AssociationConfig": {"RequestBody": limits}} if limits else {}


def _told_bodies_seen(found: dict[str, Any]) -> Props | None:
    association: Props = found.get("AssociationConfig") or {}
    limits: Props = association.get("RequestBody") or {}
    body = {
        kind: {"defaultSizeInspectionLimit": limits[theirs]["DefaultSizeInspectionLimit"]}
        for kind, theirs in _RESOURCE_TYPES.items()
        if theirs in limits
    }
    return {"requestBodies": [body]} if body else None


RESOURCES: Final = (WebAcl(),)
