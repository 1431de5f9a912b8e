"""Edge: the front door of a web site, CloudFront over private origins."""

from strongroom.edge._args import SiteArgs
from strongroom.edge._behavior_options import AllowedMethods, Behavior, PathBehavior
from strongroom.edge._domain import Domain, MinimumProtocolVersion
from strongroom.edge._function_options import DirectoryIndex, FunctionCode, SinglePageApp
from strongroom.edge._key_group_options import KeyGroup
from strongroom.edge._origin_options import BucketOrigin, LoadBalancerOrigin, OriginGroup, PublicOrigin
from strongroom.edge._policy_options import AllExcept, CachePolicy, OriginRequestPolicy
from strongroom.edge._response_options import ErrorResponse, GeoRestriction
from strongroom.edge._site import Site

__all__ = [
    "AllExcept",
    "AllowedMethods",
    "Behavior",
    "BucketOrigin",
    "CachePolicy",
    "DirectoryIndex",
    "Domain",
    "ErrorResponse",
    "FunctionCode",
    "GeoRestriction",
    "KeyGroup",
    "LoadBalancerOrigin",
    "MinimumProtocolVersion",
    "OriginGroup",
    "OriginRequestPolicy",
    "PathBehavior",
    "PublicOrigin",
    "SinglePageApp",
    "Site",
    "SiteArgs",
]
