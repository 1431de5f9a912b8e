from ._args import SiteArgs
from ._behavior_options import AllowedMethods, Behavior, PathBehavior
from ._content_options import StaticFileOverride, StaticFiles
from ._content_security_policy import ContentSecurityPolicy
from ._domain import MinimumProtocolVersion, SiteDomain
from ._function_options import DirectoryIndex, FunctionCode, SinglePageApp
from ._key_group_options import KeyGroup
from ._logs_options import LogField, Logs
from ._origin_options import HttpOrigin, OriginGroup, S3Origin, VpcOrigin
from ._permissions_policy import PermissionsPolicy
from ._policy_options import AllExcept, CachePolicy, OriginRequestPolicy
from ._response_options import ErrorResponse, GeoRestriction
from ._security_headers_options import Cors, Hsts, SecurityHeaders
from ._site import Site
from ._types import CountryCode
from ._web_acl_options import (
    BotControl,
    CustomRuleGroup,
    ManagedRuleGroup,
    RateLimit,
    WebAcl,
    WebAclLogs,
)

__all__ = [
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
