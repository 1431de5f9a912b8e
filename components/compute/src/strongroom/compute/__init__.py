"""Compute: a web service behind a load balancer that scales and heals."""

from strongroom.compute._args import WebServiceArgs
from strongroom.compute._domain import Domain
from strongroom.compute._listener_options import ListenerOptions, OidcOptions
from strongroom.compute._listener_rules import FixedResponse, ListenerRule, QueryParameter, Redirect
from strongroom.compute._load_balancer_options import Clients, LoadBalancerOptions, OriginHeader
from strongroom.compute._target_group_options import HealthCheck, Stickiness, TargetGroupHealth, TargetGroupOptions
from strongroom.compute._types import CertificateArn, DomainName, HostedZoneId, SslPolicy, WebAclArn
from strongroom.compute._web_service import WebService

__all__ = [
    "CertificateArn",
    "Clients",
    "Domain",
    "DomainName",
    "FixedResponse",
    "HealthCheck",
    "HostedZoneId",
    "ListenerOptions",
    "ListenerRule",
    "LoadBalancerOptions",
    "OidcOptions",
    "OriginHeader",
    "QueryParameter",
    "Redirect",
    "SslPolicy",
    "Stickiness",
    "TargetGroupHealth",
    "TargetGroupOptions",
    "WebAclArn",
    "WebService",
    "WebServiceArgs",
]
