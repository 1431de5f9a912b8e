from ._args import WebServiceArgs
from ._bootstrap_options import BootstrapOptions, InstanceFile, SystemdServiceOptions
from ._capacity_options import (
    CapacityOptions,
    HealthyPercentages,
    InstanceRefreshOptions,
    LifecycleHookOptions,
    ScheduleOptions,
    TerminationPolicy,
    WarmPoolOptions,
)
from ._domain import ServiceDomain
from ._instances_options import (
    AgentOptions,
    EgressRule,
    InstancesOptions,
    SpotOptions,
    VolumeOptions,
)
from ._instances_types import Architecture, ImageId, InstanceType, PolicyText, architecture_of
from ._listener_options import ListenerOptions, OidcOptions
from ._listener_rules import FixedResponse, ListenerRule, QueryParameter, Redirect
from ._load_balancer_options import IngressOptions, LoadBalancerOptions, OriginHeader
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
    "EgressRule",
    "FixedResponse",
    "HealthCheck",
    "HealthyPercentages",
    "ImageId",
    "IngressOptions",
    "InstanceFile",
    "InstanceRefreshOptions",
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
    "ScaleStep",
    "ScalingOptions",
    "ScheduleOptions",
    "ServiceDomain",
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
