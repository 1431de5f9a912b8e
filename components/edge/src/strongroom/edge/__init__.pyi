from ._args import SiteArgs
from ._behavior_options import AllowedMethods, Behavior, PathBehavior
from ._content_options import Content, FileOptions
from ._content_security_policy import ContentSecurityPolicy
from ._domain import Domain, MinimumProtocolVersion
from ._function_options import DirectoryIndex, FunctionCode, SinglePageApp
from ._key_group_options import KeyGroup
from ._logs_options import LogField, Logs
from ._origin_options import BucketOrigin, LoadBalancerOrigin, OriginGroup, PublicOrigin
from ._permissions_policy import PermissionsPolicy
from ._policy_options import AllExcept, CachePolicy, OriginRequestPolicy
from ._response_options import ErrorResponse, GeoRestriction
from ._security_headers_options import Cors, Hsts, SecurityHeaders
from ._site import Site
from ._types import CountryCode
from ._web_acl_options import (
    BotControl,
    ManagedRuleGroup,
    OwnRuleGroup,
    RateLimit,
    WebAcl,
    WebAclLogs,
)

__all__ = [
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
