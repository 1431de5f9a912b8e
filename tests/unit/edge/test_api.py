import strongroom.edge
from strongroom.core import type_token


def test_what_is_public_is_pinned() -> None:
    assert strongroom.edge.__all__ == [
        "AllExcept",
        "AllowedMethods",
        "Behavior",
        "BotControl",
        "BucketOrigin",
        "CachePolicy",
        "Content",
        "ContentSecurityPolicy",
        "Cors",
        "CountryCode",
        "DirectoryIndex",
        "Domain",
        "ErrorResponse",
        "FileOptions",
        "FunctionCode",
        "GeoRestriction",
        "Hsts",
        "KeyGroup",
        "LoadBalancerOrigin",
        "LogField",
        "Logs",
        "ManagedRuleGroup",
        "MinimumProtocolVersion",
        "OriginGroup",
        "OriginRequestPolicy",
        "OwnRuleGroup",
        "PathBehavior",
        "PermissionsPolicy",
        "PublicOrigin",
        "RateLimit",
        "SecurityHeaders",
        "SinglePageApp",
        "Site",
        "SiteArgs",
        "WebAcl",
        "WebAclLogs",
    ]
    assert all(hasattr(strongroom.edge, name) for name in strongroom.edge.__all__)


def test_types_that_are_in_states_are_pinned() -> None:
    assert type_token(strongroom.edge.Site) == "strongroom-edge:index:Site"
