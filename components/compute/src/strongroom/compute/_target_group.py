"""The target group: the instances, as the load balancer sees them."""

import pulumi_aws as aws

from strongroom.compute._scope import ServiceScope
from strongroom.compute._target_group_options import HealthCheck, Stickiness, TargetGroupHealth, TargetGroupOptions

_ROLE = "targets"
_PREFIX_LENGTH = 6
_GRPC_HEALTH_CHECK = "/grpc.health.v1.Health/Check"


def make_target_group(scope: ServiceScope) -> aws.lb.TargetGroup:
    """Make the target group.

    Args:
        scope: The service.
    """
    options = scope.args.target_group
    return aws.lb.TargetGroup(
        scope.child(_ROLE),
        # Port and protocol can't change in place, and the next group is made before this one is gone.
        name_prefix=f"{scope.physical_name()[: _PREFIX_LENGTH - 1].rstrip('-')}-",
        vpc_id=scope.args.vpc_id,
        target_type="instance",
        port=options.port,
        protocol=options.protocol,
        protocol_version=options.protocol_version,
        health_check=_health_check(options.health_check, options.protocol, grpc=options.protocol_version == "GRPC"),
        stickiness=_stickiness(options.stickiness),
        slow_start=options.slow_start_seconds,
        deregistration_delay=options.deregistration_delay_seconds,
        load_balancing_algorithm_type=options.algorithm,
        load_balancing_anomaly_mitigation=_anomaly_mitigation(options),
        target_group_health=_health(options.health),
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )


def _health_check(check: HealthCheck, protocol: str, *, grpc: bool) -> aws.lb.TargetGroupHealthCheckArgs:
    return aws.lb.TargetGroupHealthCheckArgs(
        enabled=True,
        path=check.path or (_GRPC_HEALTH_CHECK if grpc else "/"),
        port="traffic-port" if check.port is None else str(check.port),
        protocol=check.protocol or protocol,
        matcher=check.matcher or ("0" if grpc else "200"),
        interval=check.interval_seconds,
        timeout=check.timeout_seconds,
        healthy_threshold=check.healthy_threshold,
        unhealthy_threshold=check.unhealthy_threshold,
    )


def _anomaly_mitigation(options: TargetGroupOptions) -> str | None:
    if options.algorithm != "weighted_random":
        return None
    return "on" if options.anomaly_mitigation else "off"


def _stickiness(stickiness: Stickiness | None) -> aws.lb.TargetGroupStickinessArgs:
    given = stickiness or Stickiness()
    return aws.lb.TargetGroupStickinessArgs(
        enabled=stickiness is not None,
        type=given.type,
        cookie_duration=given.duration_seconds,
        cookie_name=given.cookie_name,
    )


def _health(health: TargetGroupHealth) -> aws.lb.TargetGroupTargetGroupHealthArgs:
    return aws.lb.TargetGroupTargetGroupHealthArgs(
        dns_failover=aws.lb.TargetGroupTargetGroupHealthDnsFailoverArgs(
            minimum_healthy_targets_count=str(health.dns_failover_min_count),
            minimum_healthy_targets_percentage=_percentage(health.dns_failover_min_percentage),
        ),
        unhealthy_state_routing=aws.lb.TargetGroupTargetGroupHealthUnhealthyStateRoutingArgs(
            minimum_healthy_targets_count=health.routing_min_count,
            minimum_healthy_targets_percentage=_percentage(health.routing_min_percentage),
        ),
    )


def _percentage(value: int | None) -> str:
    return "off" if value is None else str(value)
