"""Sets of addresses and of regular expressions that rules refer to."""

from typing import Any, Final

from ...resource import EVERYTHING, REPLACES, Property
from ...session import Session
from ...wire import Props
from .common import COMMON, Entity


class IpSet(Entity):
    """A set of IP addresses."""

    token = "aws:wafv2/ipSet:IpSet"
    shape, suffix = "IPSet", "ip_set"
    properties = {**COMMON, "addresses": Property(form="set"), "ipAddressVersion": REPLACES}

    def once(self, props: Props) -> dict[str, Any]:
        """Return the version of the addresses, which never changes."""
        return {"IPAddressVersion": props["ipAddressVersion"]}

    def asked(self, aws: Session, props: Props) -> dict[str, Any]:
        """Return the addresses."""
        return {"Addresses": props.get("addresses") or []}

    def told(self, found: dict[str, Any], known: Props) -> Props:
        """Return the addresses and their version."""
        return {"addresses": found["Addresses"], "ipAddressVersion": found["IPAddressVersion"]}


class RegexPatternSet(Entity):
    """A set of regular expressions."""

    token = "aws:wafv2/regexPatternSet:RegexPatternSet"
    shape, suffix = "RegexPatternSet", "regex_pattern_set"
    properties = {**COMMON, "regularExpressions": Property(form="set", nested=EVERYTHING)}

    def asked(self, aws: Session, props: Props) -> dict[str, Any]:
        """Return the expressions."""
        listed: list[Props] = props.get("regularExpressions") or []
        return {"RegularExpressionList": [{"RegexString": each["regexString"]} for each in listed]}

    def told(self, found: dict[str, Any], known: Props) -> Props:
        """Return the expressions."""
        return {"regularExpressions": [{"regexString": each["RegexString"]} for each in found["RegularExpressionList"]]}


RESOURCES: Final = (IpSet(), RegexPatternSet())
