"""Rules of AWS's managed rule groups that can have path exceptions, with the labels that they add to requests.

https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
"""

from collections.abc import Iterator, Mapping, Sequence

_PARTS = {
    "BODY": "Body",
    "COOKIE": "Cookie",
    "HEADER": "Header",
    "METHOD": "Method",
    "QUERYARGUMENTS": "QueryArguments",
    "QUERYSTRING": "QueryString",
    "URIPATH": "URIPath",
}
# Label matches are case-sensitive, and these three labels are not their rule's name with another ending.
_OTHER_LABELS = {
    "Host_localhost_HEADER": "Host_Localhost_Header",
    "PROPFIND_METHOD": "Propfind_Method",
    "UserAgent_BadBots_HEADER": "BadBots_Header",
}


def _inspecting(rule: str, *parts: str) -> Iterator[str]:
    return (f"{rule}_{part}" for part in parts)


_EVERYWHERE = ("QUERYARGUMENTS", "BODY", "URIPATH")
RULES: Mapping[str, Sequence[str]] = {
    "common": (
        "NoUserAgent_HEADER",
        "UserAgent_BadBots_HEADER",
        *_inspecting("SizeRestrictions", "QUERYSTRING", "Cookie_HEADER", "BODY", "URIPATH"),
        *_inspecting("EC2MetaDataSSRF", *_EVERYWHERE, "COOKIE"),
        *_inspecting("GenericLFI", *_EVERYWHERE),
        *_inspecting("RestrictedExtensions", "URIPATH", "QUERYARGUMENTS"),
        *_inspecting("GenericRFI", *_EVERYWHERE),
        *_inspecting("CrossSiteScripting", *_EVERYWHERE, "COOKIE"),
    ),
    "known_bad_inputs": (
        *_inspecting("JavaDeserializationRCE", "HEADER", "BODY", "URIPATH", "QUERYSTRING"),
        "Host_localhost_HEADER",
        "PROPFIND_METHOD",
        "ExploitablePaths_URIPATH",
        *_inspecting("Log4JRCE", "HEADER", "QUERYSTRING", "BODY", "URIPATH"),
        "ReactJSRCE_BODY",
    ),
    "sql_injection": (
        *_inspecting("SQLi", "BODY", "QUERYARGUMENTS", "COOKIE", "URIPATH"),
        *_inspecting("SQLiExtendedPatterns", "BODY", "QUERYARGUMENTS"),
    ),
    "admin_protection": ("AdminProtection_URIPATH",),
    "linux": (*_inspecting("LFI", "URIPATH", "QUERYSTRING", "HEADER"),),
    "posix": (*_inspecting("UNIXShellCommandsVariables", "QUERYARGUMENTS", "BODY"),),
    "windows": (
        *_inspecting("WindowsShellCommands", "COOKIE", "QUERYARGUMENTS", "BODY"),
        *_inspecting("PowerShellCommands", "COOKIE", "QUERYARGUMENTS", "BODY"),
    ),
    "php": (*_inspecting("PHPHighRiskMethodsVariables", "HEADER", "QUERYSTRING", "BODY"),),
}
"""Names of the rules that block requests, by the field of their group in `WebAcl`."""

_NAMESPACES = {
    "common": "core-rule-set",
    "known_bad_inputs": "known-bad-inputs",
    "sql_injection": "sql-database",
    "admin_protection": "admin-protection",
    "linux": "linux-os",
    "posix": "posix-os",
    "windows": "windows-os",
    "php": "php-app",
}


def label(field: str, rule: str) -> str:
    """Return the label that a managed rule adds to requests that it matches.

    Args:
        field: Field of the rule's group in `WebAcl`.
        rule: Name of the rule.
    """
    beginning, _, part = rule.rpartition("_")
    name = _OTHER_LABELS.get(rule) or f"{beginning}_{_PARTS[part]}"
    return f"awswaf:managed:aws:{_NAMESPACES[field]}:{name}"
