import strongroom.edge
from strongroom.core import type_token


def test_what_is_public_is_pinned() -> None:
    assert strongroom.edge.__all__ == [
        "AllExcept",
        "AllowedMethods",
        "Behavior",
        "BotControl",
        "CachePolicy",
        "ContentSecurityPolicy",
        "Cors",
        "CountryCode",
        "CustomRuleGroup",
        "DirectoryIndex",
        "ErrorResponse",
        "FunctionCode",
        "GeoRestriction",
        "Hsts",
        "HttpOrigin",
        "KeyGroup",
        "LogField",
        "Logs",
        "ManagedRuleGroup",
        "MinimumProtocolVersion",
        "OriginGroup",
        "OriginRequestPolicy",
        "PathBehavior",
        "PermissionsPolicy",
        "RateLimit",
        "S3Origin",
        "SecurityHeaders",
        "SinglePageApp",
        "Site",
        "SiteArgs",
        "SiteDomain",
        "StaticFileOverride",
        "StaticFiles",
        "VpcOrigin",
        "WebAcl",
        "WebAclLogs",
    ]
    assert all(hasattr(strongroom.edge, name) for name in strongroom.edge.__all__)


def test_types_that_are_in_states_are_pinned() -> None:
    assert type_token(strongroom.edge.Site) == "strongroom-edge:index:Site"
