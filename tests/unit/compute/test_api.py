import strongroom.compute
from strongroom.core import type_token


def test_what_is_public_is_pinned() -> None:
    assert strongroom.compute.__all__ == [
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
    assert all(hasattr(strongroom.compute, name) for name in strongroom.compute.__all__)


def test_types_that_are_in_states_are_pinned() -> None:
    assert type_token(strongroom.compute.WebService) == "strongroom-compute:index:WebService"
