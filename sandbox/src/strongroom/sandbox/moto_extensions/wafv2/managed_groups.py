"""The rule groups that AWS manages: their capacities and rules, as AWS publishes them.

https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from moto.core.responses import ActionResult
from moto.wafv2.exceptions import WAFNonexistentItemException
from moto.wafv2.responses import WAFV2Response

from ..request import parameter, replace
from .common import backend_of

_VENDOR: Final = "AWS"


@dataclass(frozen=True)
class ManagedGroup:
    """A rule group of AWS's."""

    capacity: int
    label: str
    """The part of its labels' namespace that is its own."""
    rules: tuple[str, ...]
    """The names of its rules. None are known of a group whose rules AWS tells as they are at the time."""
    versioned: bool = True
    sold: bool = False
    """It costs extra, and gives web ACLs the address of an SDK for applications."""


def _everywhere(*parts: str, rule: str) -> tuple[str, ...]:
    return tuple(f"{rule}_{part}" for part in parts)


GROUPS: Final[Mapping[str, ManagedGroup]] = {
    "AWSManagedRulesCommonRuleSet": ManagedGroup(
        700,
        "core-rule-set",
        (
            "NoUserAgent_HEADER",
            "UserAgent_BadBots_HEADER",
            *_everywhere("QUERYSTRING", "Cookie_HEADER", "BODY", "URIPATH", rule="SizeRestrictions"),
            *_everywhere("BODY", "COOKIE", "QUERYARGUMENTS", "URIPATH", rule="CrossSiteScripting"),
            *_everywhere("BODY", "COOKIE", "URIPATH", "QUERYARGUMENTS", rule="EC2MetaDataSSRF"),
            *_everywhere("QUERYARGUMENTS", "URIPATH", "BODY", rule="GenericLFI"),
            *_everywhere("URIPATH", "QUERYARGUMENTS", rule="RestrictedExtensions"),
            *_everywhere("QUERYARGUMENTS", "BODY", "URIPATH", rule="GenericRFI"),
        ),
    ),
    "AWSManagedRulesAdminProtectionRuleSet": ManagedGroup(100, "admin-protection", ("AdminProtection_URIPATH",)),
    "AWSManagedRulesKnownBadInputsRuleSet": ManagedGroup(
        200,
        "known-bad-inputs",
        (
            *_everywhere("HEADER", "BODY", "URIPATH", "QUERYSTRING", rule="JavaDeserializationRCE"),
            "Host_localhost_HEADER",
            "PROPFIND_METHOD",
            "ExploitablePaths_URIPATH",
            *_everywhere("HEADER", "QUERYSTRING", "BODY", "URIPATH", rule="Log4JRCE"),
            "ReactJSRCE_BODY",
        ),
    ),
    "AWSManagedRulesSQLiRuleSet": ManagedGroup(
        200,
        "sql-database",
        (
            *_everywhere("BODY", "QUERYARGUMENTS", "COOKIE", "URIPATH", rule="SQLi"),
            *_everywhere("BODY", "QUERYARGUMENTS", rule="SQLiExtendedPatterns"),
        ),
    ),
    "AWSManagedRulesLinuxRuleSet": ManagedGroup(
        200, "linux-os", _everywhere("URIPATH", "QUERYSTRING", "HEADER", rule="LFI")
    ),
    "AWSManagedRulesUnixRuleSet": ManagedGroup(
        100, "posix-os", _everywhere("QUERYARGUMENTS", "BODY", rule="UNIXShellCommandsVariables")
    ),
    "AWSManagedRulesWindowsRuleSet": ManagedGroup(
        200,
        "windows-os",
        (
            *_everywhere("COOKIE", "QUERYARGUMENTS", "BODY", rule="WindowsShellCommands"),
            *_everywhere("COOKIE", "QUERYARGUMENTS", "BODY", rule="PowerShellCommands"),
        ),
    ),
    "AWSManagedRulesPHPRuleSet": ManagedGroup(
        100, "php-app", _everywhere("HEADER", "QUERYSTRING", "BODY", rule="PHPHighRiskMethodsVariables")
    ),
    "AWSManagedRulesWordPressRuleSet": ManagedGroup(
        100, "wordpress-app", ("WordPressExploitableCommands_QUERYSTRING", "WordPressExploitablePaths_URIPATH")
    ),
    "AWSManagedRulesAmazonIpReputationList": ManagedGroup(
        25,
        "amazon-ip-list",
        ("AWSManagedIPReputationList", "AWSManagedReconnaissanceList", "AWSManagedIPDDoSList"),
        versioned=False,
    ),
    "AWSManagedRulesAnonymousIpList": ManagedGroup(
        50, "anonymous-ip-list", ("AnonymousIPList", "HostingProviderIPList"), versioned=False
    ),
    "AWSManagedRulesBotControlRuleSet": ManagedGroup(50, "bot-control", (), sold=True),
    "AWSManagedRulesATPRuleSet": ManagedGroup(50, "atp", (), sold=True),
    "AWSManagedRulesACFPRuleSet": ManagedGroup(50, "acfp", (), sold=True),
    "AWSManagedRulesAntiDDoSRuleSet": ManagedGroup(
        50, "anti-ddos", ("ChallengeAllDuringEvent", "ChallengeDDoSRequests", "DDoSRequests"), sold=True
    ),
}
"""AWS's own groups by name. Those of the marketplace need a subscription, which the local AWS has none of."""


def managed_group(vendor: str, name: str) -> ManagedGroup:
    """Return a managed rule group.

    Raises:
        WAFNonexistentItemException: There is none of this name.
    """
    if vendor != _VENDOR or name not in GROUPS:
        raise WAFNonexistentItemException
    return GROUPS[name]


def list_available_managed_rule_groups(self: WAFV2Response) -> ActionResult:
    """List the groups.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_ListAvailableManagedRuleGroups.html
    """
    backend_of(self, parameter(self, "Scope"))
    listed = [
        {"VendorName": _VENDOR, "Name": name, "VersioningSupported": group.versioned} for name, group in GROUPS.items()
    ]
    return ActionResult({"ManagedRuleGroups": listed})


def describe_managed_rule_group(self: WAFV2Response) -> ActionResult:
    """Tell the capacity and the rules of a group.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_DescribeManagedRuleGroup.html
    """
    backend_of(self, parameter(self, "Scope"))
    group = managed_group(parameter(self, "VendorName"), parameter(self, "Name"))
    rules: list[dict[str, Any]] = [{"Name": name} for name in group.rules]
    labels = f"awswaf:managed:aws:{group.label}:"
    return ActionResult({"Capacity": group.capacity, "Rules": rules, "LabelNamespace": labels})


def install() -> None:
    """Add the operations."""
    replace(WAFV2Response, describe_managed_rule_group, list_available_managed_rule_groups)
