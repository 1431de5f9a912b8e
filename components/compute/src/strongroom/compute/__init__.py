"""Compute: a web service behind a load balancer that scales and heals."""

from strongroom.compute._args import WebServiceArgs
from strongroom.compute._bootstrap_options import BootstrapOptions, FileOptions, SystemdServiceOptions
from strongroom.compute._capacity_options import (
    CapacityOptions,
    CronExpression,
    HealthyPercentages,
    LifecycleHookOptions,
    RefreshOptions,
    ScheduleOptions,
    TerminationPolicy,
    TimeZone,
    WarmPoolOptions,
)
from strongroom.compute._domain import Domain
from strongroom.compute._instances_options import (
    AgentOptions,
    EgressOptions,
    InstancesOptions,
    SpotOptions,
    VolumeOptions,
)
from strongroom.compute._instances_types import Architecture, ImageId, InstanceType, PolicyText, architecture_of
from strongroom.compute._listener_options import ListenerOptions, OidcOptions
from strongroom.compute._listener_rules import FixedResponse, ListenerRule, QueryParameter, Redirect
from strongroom.compute._load_balancer_options import Clients, LoadBalancerOptions, OriginHeader
from strongroom.compute._scaling_options import (
    ScaleStep,
    ScalingOptions,
    SimpleScalingOptions,
    StepScalingOptions,
    TargetTrackingOptions,
)
from strongroom.compute._target_group_options import HealthCheck, Stickiness, TargetGroupHealth, TargetGroupOptions
from strongroom.compute._types import SslPolicy, WebAclArn
from strongroom.compute._web_service import WebService

__all__ = [
    "AgentOptions",
    "Architecture",
    "BootstrapOptions",
    "CapacityOptions",
    "Clients",
    "CronExpression",
    "Domain",
    "EgressOptions",
    "FileOptions",
    "FixedResponse",
    "HealthCheck",
    "HealthyPercentages",
    "ImageId",
    "InstanceType",
    "InstancesOptions",
    "LifecycleHookOptions",
    "ListenerOptions",
    "ListenerRule",
    "LoadBalancerOptions",
    "OidcOptions",
    "OriginHeader",
    "PolicyText",
    "QueryParameter",
    "Redirect",
    "RefreshOptions",
    "ScaleStep",
    "ScalingOptions",
    "ScheduleOptions",
    "SimpleScalingOptions",
    "SpotOptions",
    "SslPolicy",
    "StepScalingOptions",
    "Stickiness",
    "SystemdServiceOptions",
    "TargetGroupHealth",
    "TargetGroupOptions",
    "TargetTrackingOptions",
    "TerminationPolicy",
    "TimeZone",
    "VolumeOptions",
    "WarmPoolOptions",
    "WebAclArn",
    "WebService",
    "WebServiceArgs",
    "architecture_of",
]
