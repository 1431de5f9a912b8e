"""Rule groups."""

from collections.abc import Iterable
from typing import Any, Final

from ...resource import REPLACES
from ...schema import Problem
from ...session import Session
from ...wire import Props
from ..translate import request, told
from . import rules
from .common import COMMON, Entity


class RuleGroup(Entity):
    """A rule group of one's own."""

    token = "aws:wafv2/ruleGroup:RuleGroup"
    shape, suffix = "RuleGroup", "rule_group"
    properties = {
        **COMMON,
        "capacity": REPLACES,
        "customResponseBodies": rules.BODIES,
        "rules": rules.RULES,
        "rulesJson": rules.JSON_RULES,
        "visibilityConfig": rules.CONFIG,
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return what is wrong with rules that are given as a document."""
        return rules.document_problems(props, "rulesJson")

    def once(self, props: Props) -> dict[str, Any]:
        """Return the capacity, which never changes."""
        return {"Capacity": props["capacity"]}

    def asked(self, aws: Session, props: Props) -> dict[str, Any]:
        """Return the settings and rules."""
        return {
            **request(aws, "wafv2", "RuleGroup", {"visibilityConfig": props["visibilityConfig"]}),
            **rules.asked_bodies(aws, props),
            "Rules": rules.asked_rules(aws, props, "rulesJson"),
        }

    def told(self, found: dict[str, Any], known: Props) -> Props:
        """Return the settings and rules."""
        return {
            **rules.told_rules(self.token, found, known, "rulesJson"),
            "capacity": found["Capacity"],
            "customResponseBodies": rules.told_bodies(found),
            "visibilityConfig": told(self.token, "visibilityConfig", found["VisibilityConfig"]),
        }


RESOURCES: Final = (RuleGroup(),)
