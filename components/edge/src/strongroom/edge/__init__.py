"""Edge: the front door of a web site, CloudFront over private origins."""

from strongroom.edge._args import SiteArgs
from strongroom.edge._behavior_options import AllowedMethods, Behavior, PathBehavior
from strongroom.edge._content_options import Content, FileOptions
from strongroom.edge._content_security_policy import ContentSecurityPolicy
from strongroom.edge._domain import Domain, MinimumProtocolVersion
from strongroom.edge._function_options import DirectoryIndex, FunctionCode, SinglePageApp
from strongroom.edge._key_group_options import KeyGroup
from strongroom.edge._logs_options import LogField, Logs
from strongroom.edge._origin_options import BucketOrigin, LoadBalancerOrigin, OriginGroup, PublicOrigin
from strongroom.edge._permissions_policy import PermissionsPolicy
from strongroom.edge._policy_options import AllExcept, CachePolicy, OriginRequestPolicy
from strongroom.edge._response_options import ErrorResponse, GeoRestriction
from strongroom.edge._security_headers_options import Cors, Hsts, SecurityHeaders
from strongroom.edge._site import Site
from strongroom.edge._types import CountryCode
from strongroom.edge._web_acl_options import (
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
