from ._args import WebServiceArgs
from ._bootstrap_options import BootstrapOptions, FileOptions, SystemdServiceOptions
from ._capacity_options import (
    CapacityOptions,
    HealthyPercentages,
    LifecycleHookOptions,
    RefreshOptions,
    ScheduleOptions,
    TerminationPolicy,
    WarmPoolOptions,
)
from ._domain import Domain
from ._instances_options import (
    AgentOptions,
    EgressOptions,
    InstancesOptions,
    SpotOptions,
    VolumeOptions,
)
from ._instances_types import Architecture, ImageId, InstanceType, PolicyText, architecture_of
from ._listener_options import ListenerOptions, OidcOptions
from ._listener_rules import FixedResponse, ListenerRule, QueryParameter, Redirect
from ._load_balancer_options import Clients, LoadBalancerOptions, OriginHeader
from ._scaling_options import (
    ScaleStep,
    ScalingOptions,
    SimpleScalingOptions,
    StepScalingOptions,
    TargetTrackingOptions,
)
from ._target_group_options import HealthCheck, Stickiness, TargetGroupHealth, TargetGroupOptions
from ._types import SslPolicy, WebAclArn
from ._web_service import WebService

__all__ = [
    "AgentOptions",
    "Architecture",
    "BootstrapOptions",
    "CapacityOptions",
    "Clients",
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
    "VolumeOptions",
    "WarmPoolOptions",
    "WebAclArn",
    "WebService",
    "WebServiceArgs",
    "architecture_of",
]
