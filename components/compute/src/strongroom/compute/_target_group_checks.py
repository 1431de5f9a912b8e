"""The rules between the inputs of a target group."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from strongroom.compute._target_group_options import HealthCheck, TargetGroupHealth, TargetGroupOptions
from strongroom.core import Problem

if TYPE_CHECKING:
    from strongroom.compute._args import WebServiceArgs

_HTTP_CODES = (200, 499)
_GRPC_CODES = (0, 99)


def target_group_problems(args: "WebServiceArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in the inputs of a target group.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    group = args.target_group
    yield from _health_check(group.health_check, grpc=group.protocol_version == "GRPC")
    yield from _routing(group)
    yield from _health(group.health)


def _health_check(check: HealthCheck, *, grpc: bool) -> Iterator[Problem]:
    if check.timeout_seconds >= check.interval_seconds:
        reason = f"must be less than interval_seconds, {check.interval_seconds}"
        remedy = "lower it, or raise interval_seconds"
        yield Problem("target_group.health_check.timeout_seconds", reason, remedy)
    least, most = _GRPC_CODES if grpc else _HTTP_CODES
    for part in (check.matcher or str(least)).split(","):
        codes = [int(code) for code in re.findall(r"\d+", part)]
        if part.count("-") > 1 or codes != sorted(codes) or not least <= codes[0] <= codes[-1] <= most:
            reason = f"{part} is no status code from {least} to {most}, nor a range of them"
            remedy = f"use for example {'0 or 0-5' if grpc else '200 or 200-299'}"
            yield Problem("target_group.health_check.matcher", reason, remedy)


def _routing(group: TargetGroupOptions) -> Iterator[Problem]:
    if group.slow_start_seconds and group.algorithm != "round_robin":
        reason = f"{group.algorithm} has no slow start"
        yield Problem("target_group.slow_start_seconds", reason, "remove it, or use round_robin")
    if group.anomaly_mitigation and group.algorithm != "weighted_random":
        reason = f"{group.algorithm} gives every instance its share"
        yield Problem("target_group.anomaly_mitigation", reason, "remove it, or use weighted_random")
    sticky = group.stickiness
    if sticky is not None and (sticky.type == "app_cookie") != (sticky.cookie_name is not None):
        reason = "is required with app_cookie" if sticky.cookie_name is None else "is for app_cookie only"
        remedy = "name the application's cookie" if sticky.cookie_name is None else "remove it, or use app_cookie"
        yield Problem("target_group.stickiness.cookie_name", reason, remedy)


def _health(health: TargetGroupHealth) -> Iterator[Problem]:
    pairs = [
        ("count", health.dns_failover_min_count, health.routing_min_count),
        ("percentage", health.dns_failover_min_percentage or 0, health.routing_min_percentage or 0),
    ]
    for kind, dns, routing in pairs:
        if dns < routing:
            field = f"target_group.health.routing_min_{kind}"
            remedy = f"lower it, or raise dns_failover_min_{kind} to {routing}"
            yield Problem(field, f"is more than dns_failover_min_{kind}", remedy)
