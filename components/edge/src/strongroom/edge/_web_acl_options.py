"""The options of a web ACL."""

import ipaddress
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from strongroom.core import Input, ItemName, Model, Problem, RetentionDays, RuleError, UniqueItems, nearest_name
from strongroom.edge._types import CountryCode
from strongroom.edge._web_acl_labels import RULES
from strongroom.edge._web_acl_types import (
    GlobalWebAclArn,
    IpNetwork,
    ManagedRuleName,
    ManagedRulesVersion,
    PathPrefix,
    RedactedHeader,
    RuleAction,
    RuleGroupArn,
    WafLogDestinationArn,
)

if TYPE_CHECKING:
    from strongroom.edge._args import SiteArgs

_MOST_ADDRESSES = 10_000
_RATE_LIMIT_CAPACITY = 2
_LIST_CAPACITY = 1
_LABEL_CAPACITY = 1
# A comparison with the beginning, after two text transformations of the path.
_PREFIX_CAPACITY = 2 + 2 * 10
_MOST_PREFIXES = 10

PathPrefixes: TypeAlias = Annotated[list[PathPrefix], Field(min_length=1, max_length=_MOST_PREFIXES), UniqueItems]
"""Beginnings of URL paths, 1 to 10."""


class ManagedRuleGroup(Model):
    """A group of rules that AWS writes and keeps up to date.

    https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
    """

    version: ManagedRulesVersion | None = None
    """Version to stay with. Default: the one that AWS gives everybody, which follows new attacks."""

    count: bool = False
    """Whether requests that the group would refuse are counted only, such as to try it out. Default: refused."""

    rule_actions: Mapping[ManagedRuleName, RuleAction] = {}
    """What rules of the group do instead of what AWS has them do, such as `{"SizeRestrictions_BODY": "count"}`.

    Default: what AWS has them do. WAF says nothing of names that it doesn't know.
    """

    path_exceptions: Mapping[ManagedRuleName, PathPrefixes] = {}
    """Beginnings of URL paths that a rule of the group does not block, by the rule's name. Default: none.

    `{"SizeRestrictions_BODY": ["/uploads/"]}` accepts bodies over 8 KB below `/uploads/` and nowhere else. The rule is
    set to count, and a rule right after the group blocks requests with its label on all other paths. Paths are compared
    URL-decoded and normalized. Each path costs 22 capacity units, and each rule one.

    https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-label-match-examples.html
    """

    @property
    def exceptions_capacity(self) -> int:
        """Capacity units (WCUs) of the rule that enforces `path_exceptions`."""
        return sum(_LABEL_CAPACITY + _PREFIX_CAPACITY * len(paths) for paths in self.path_exceptions.values())

    @model_validator(mode="after")
    def _exceptions_decide_alone(self) -> "ManagedRuleGroup":
        if both := [rule for rule in self.path_exceptions if rule in self.rule_actions]:
            reason = f"path_exceptions and rule_actions must not name the same rule, got {', '.join(both)}"
            raise RuleError(reason, "remove it from rule_actions, to keep it blocking on other paths")
        return self


class BotControl(ManagedRuleGroup):
    """The group that knows bots; AWS charges for it by request.

    https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-bot.html
    """

    inspection_level: Literal["COMMON", "TARGETED"] = "COMMON"
    """Whether bots that hide are looked for as well (`TARGETED`), which costs more. Default: those that don't hide."""

    machine_learning: bool = True
    """Whether bots that act together are found, at the level `TARGETED`. Default: they are."""


class CustomRuleGroup(Model):
    """A rule group of one's own."""

    arn: Input[RuleGroupArn]
    """ARN of the rule group, of the scope `CLOUDFRONT`."""

    capacity: Annotated[int, Field(ge=1, le=5000)]
    """The capacity units (WCUs) that it was made with, 1 to 5,000."""

    priority: Annotated[int, Field(ge=1, le=900)] | None = None
    """Place among the custom rule groups, 1 to 900: WAF evaluates lower numbers first.

    Default: the place in the mapping, so that inserting a group moves those after it. Set it for all groups or none.
    """

    count: bool = False
    """Whether requests that the group would refuse are counted only. Default: refused."""

    rule_actions: Mapping[ManagedRuleName, RuleAction] = {}
    """What rules of the group do instead of what they say. Default: what they say."""


class RateLimit(Model):
    """How many requests one address may send.

    https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
    """

    requests: Annotated[int, Field(ge=10, le=2_000_000_000)] = 2000
    """Requests of one IP address in the window, 10 or more. Default: 2,000, as of an office behind one address."""

    window_seconds: Literal[60, 120, 300, 600] = 300
    """Seconds that are looked back. Default: 5 minutes."""

    action: Literal["block", "captcha", "challenge", "count"] = "block"
    """What is done with further requests. Default: refused with 429 until there are fewer."""


class WebAclLogs(Model):
    """Where a web ACL logs the requests that it looks at (WAF.11), and what is left out.

    https://docs.aws.amazon.com/waf/latest/developerguide/logging.html
    """

    destination_arn: Input[WafLogDestinationArn] | None = None
    """ARN of a log group, delivery stream or bucket of one's own, with a policy that lets WAF's logs in.

    Default: a log group is made in us-east-1, encrypted with the site's `kms_key_arn`.
    """

    retention_days: RetentionDays = 365
    """Days that the log group that is made keeps events. Default: a year (CloudWatch.16)."""

    redacted_headers: Annotated[list[RedactedHeader], Field(max_length=90), UniqueItems] = []
    """Headers that are not logged, besides `authorization` and `cookie`, which never are. Default: no others."""

    redact_query_string: bool = False
    """Whether what comes after the `?` is not logged, such as where it has secrets. Default: it is logged."""

    kept_actions: Annotated[
        list[Literal["ALLOW", "BLOCK", "CAPTCHA", "CHALLENGE", "COUNT", "EXCLUDED_AS_COUNT"]], UniqueItems
    ] = []
    """The actions that requests are logged of, such as `["BLOCK", "COUNT"]` to save costs. Default: all are logged."""


class WebAcl(Model):
    """The firewall in front of a site: AWS's rules against known attacks, a rate limit, and lists of one's own.

    Requests meet it in this order: blocked networks, blocked countries, allowed networks, the rate limit, rule groups
    of one's own, AWS's groups, the default action.

    https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html
    """

    arn: Input[GlobalWebAclArn] | None = None
    """ARN of a web ACL to use instead, of the scope `CLOUDFRONT`; nothing else is given then. Default: one is made."""

    default_action: Literal["allow", "block"] = "allow"
    """What is done with requests that no rule decides. Default: let through."""

    common: ManagedRuleGroup | None = ManagedRuleGroup()
    """Rules against common attacks (`AWSManagedRulesCommonRuleSet`); None to leave them out. Default: on.

    Its `SizeRestrictions_BODY` blocks bodies over 8 KB: name the paths of uploads in `path_exceptions`.
    """

    known_bad_inputs: ManagedRuleGroup | None = ManagedRuleGroup()
    """Rules against exploits such as Log4j's (`AWSManagedRulesKnownBadInputsRuleSet`, CKV_AWS_192). Default: on."""

    sql_injection: ManagedRuleGroup | None = ManagedRuleGroup()
    """Rules against SQL injection (`AWSManagedRulesSQLiRuleSet`). Default: on."""

    ip_reputation: ManagedRuleGroup | None = ManagedRuleGroup()
    """Addresses that AWS knows for attacks (`AWSManagedRulesAmazonIpReputationList`). Default: on."""

    anonymous_ip: ManagedRuleGroup | None = None
    """Addresses of anonymizers and hosts (`AWSManagedRulesAnonymousIpList`). Default: off, as users have VPNs."""

    admin_protection: ManagedRuleGroup | None = None
    """Pages of administrators (`AWSManagedRulesAdminProtectionRuleSet`). Default: off, as a site may have its own."""

    linux: ManagedRuleGroup | None = None
    """Attacks on Linux (`AWSManagedRulesLinuxRuleSet`). Default: off."""

    posix: ManagedRuleGroup | None = None
    """Attacks on POSIX shells (`AWSManagedRulesUnixRuleSet`). Default: off."""

    windows: ManagedRuleGroup | None = None
    """Attacks on Windows (`AWSManagedRulesWindowsRuleSet`). Default: off."""

    php: ManagedRuleGroup | None = None
    """Attacks on PHP (`AWSManagedRulesPHPRuleSet`). Default: off."""

    bot_control: BotControl | None = None
    """Bots (`AWSManagedRulesBotControlRuleSet`). Default: off, as AWS charges for it by request."""

    rate_limit: RateLimit | None = RateLimit()
    """How many requests one address may send; None for no limit. Default: 2,000 in 5 minutes."""

    allowed_networks: Annotated[list[IpNetwork], UniqueItems] = []
    """Networks whose requests no further rule looks at, at most 10,000 of each IP version. Default: none."""

    blocked_networks: Annotated[list[IpNetwork], UniqueItems] = []
    """Networks whose requests are refused, at most 10,000 of each IP version. Default: none."""

    blocked_countries: Annotated[list[CountryCode], UniqueItems] = []
    """Countries whose requests are refused, by ISO 3166-1 alpha-2. Default: none."""

    rule_groups: Mapping[ItemName, CustomRuleGroup] = {}
    """Custom rule groups by name. WAF evaluates them by `priority`, or in the order of the mapping. Default: none.

    A change of the order updates the web ACL in place.
    """

    body_limit_kb: Literal[16, 32, 48, 64] = 16
    """Kilobytes of a body that rules look at; more than 16 costs extra. Default: 16."""

    max_capacity: Annotated[int, Field(ge=1, le=5000)] = 1500
    """Capacity units (WCUs) that the rules may take, up to 5,000. Default: 1,500, which are in the basic price."""

    logs: WebAclLogs | None = WebAclLogs()
    """Where requests are logged (WAF.11); None if they are not. Default: to a log group."""

    @property
    def makes_log_group(self) -> bool:
        """Whether a log group is made for the logs."""
        return self.arn is None and self.logs is not None and self.logs.destination_arn is None

    @property
    def managed_groups(self) -> "Iterator[tuple[str, ManagedRuleGroup]]":
        """AWS's rule groups in the web ACL, with the fields that name them."""
        groups: dict[str, ManagedRuleGroup | None] = {field: getattr(self, field) for field in MANAGED_CAPACITIES}
        return ((field, group) for field, group in groups.items() if group is not None)

    @property
    def capacity(self) -> int:
        """The capacity units (WCUs) that the rules take."""
        groups = sum(MANAGED_CAPACITIES[field] + group.exceptions_capacity for field, group in self.managed_groups)
        own = sum(group.capacity for group in self.rule_groups.values())
        lists = len(addresses_by_version(self.allowed_networks)) + len(addresses_by_version(self.blocked_networks))
        rate = _RATE_LIMIT_CAPACITY if self.rate_limit else 0
        return groups + own + rate + _LIST_CAPACITY * (lists + bool(self.blocked_countries))

    @model_validator(mode="after")
    def _fits_together(self) -> "WebAcl":
        if self.arn is not None and (more := sorted(self.model_fields_set - {"arn"})):
            raise RuleError("arn is of a web ACL with rules of its own", f"remove it, or {' and '.join(more)}")
        if self.capacity > self.max_capacity:
            reason = f"the rules take {self.capacity} capacity units, and max_capacity is {self.max_capacity}"
            raise RuleError(reason, "leave some out, or raise it to 5000 at most; over 1500 costs extra")
        _check_priorities(self.rule_groups)
        for field, group in self.managed_groups:
            _check_exceptions(field, group)
        if both := [network for network in self.blocked_networks if network in self.allowed_networks]:
            raise RuleError(f"both allowed and blocked are {' and '.join(both)}", "remove them from one list")
        if self.default_action == "block" and not (self.allowed_networks or self.rule_groups):
            reason = "the default action refuses all, and nothing lets anyone through"
            raise RuleError(reason, "give allowed_networks or rule_groups, or let it allow")
        for networks in (self.allowed_networks, self.blocked_networks):
            if any(len(found) > _MOST_ADDRESSES for found in addresses_by_version(networks).values()):
                raise RuleError(f"lists have at most {_MOST_ADDRESSES} networks of an IP version", "sum networks up")
        return self


def _check_priorities(groups: Mapping[str, CustomRuleGroup]) -> None:
    names: dict[int | None, list[str]] = {}
    for name, group in groups.items():
        names.setdefault(group.priority, []).append(name)
    if None in names and len(names) > 1:
        reason = f"rule_groups must all have a priority or none, got none for {', '.join(names[None])}"
        raise RuleError(reason, "set priority for each of them")
    for priority, same in names.items():
        if priority is not None and len(same) > 1:
            reason = f"rule_groups must have different priorities, got {priority} for {' and '.join(same)}"
            raise RuleError(reason, "change one of them")


def _check_exceptions(field: str, group: ManagedRuleGroup) -> None:
    known = RULES.get(field)
    if group.path_exceptions and known is None:
        reason = f"{field}.path_exceptions must be empty: AWS documents no label for each rule of the group"
        raise RuleError(reason, "set rule_actions, which hold for all paths")
    for rule in group.path_exceptions:
        if rule not in (known or ()):
            nearest = nearest_name(rule, known or ())
            remedy = f"did you mean {nearest}?" if nearest else f"name one of {', '.join(known or ())}"
            raise RuleError(f"{field}.path_exceptions must name rules of the group, got {rule}", remedy)


MANAGED_CAPACITIES: Mapping[str, int] = {
    "common": 700,
    "known_bad_inputs": 200,
    "sql_injection": 200,
    "ip_reputation": 25,
    "anonymous_ip": 50,
    "admin_protection": 100,
    "linux": 200,
    "posix": 100,
    "windows": 200,
    "php": 100,
    "bot_control": 50,
}
"""The capacity units that AWS's rule groups take, by their fields.

https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
"""


def addresses_by_version(networks: list[str]) -> dict[Literal["IPV4", "IPV6"], list[str]]:
    """Sort networks by IP version, as an IP set of WAF has one only.

    Args:
        networks: In CIDR notation.

    Returns:
        The versions that there are, with their networks in the order given.
    """
    found: dict[Literal["IPV4", "IPV6"], list[str]] = {}
    for network in networks:
        found.setdefault("IPV4" if ipaddress.ip_network(network).version == 4 else "IPV6", []).append(network)
    return found


def web_acl_problems(args: "SiteArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in a site's web ACL.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    if args.web_acl is not None and args.web_acl.makes_log_group and args.kms_key_arn is None:
        reason = "is required, as a key of your own encrypts the web ACL's log group"
        remedy = "give the ARN of a key or replica in us-east-1, or another place by web_acl.logs.destination_arn"
        yield Problem("kms_key_arn", reason, remedy)
