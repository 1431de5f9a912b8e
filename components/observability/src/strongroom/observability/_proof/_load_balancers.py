"""Checks of load balancers and their listeners."""

from strongroom.observability._proof._checks import Check, Judgement, check, expected
from strongroom.observability._proof._state import Registered, StackState

_RECOMMENDED = expected("ELB.17", "sslPolicies")


def _type(balancer: Registered) -> str:
    return balancer.text("loadBalancerType") or "application"


def _is_application(balancer: Registered, stack: StackState) -> bool:
    del stack
    return _type(balancer) == "application"


def _redirects(balancer: Registered, stack: StackState) -> Judgement:
    listeners = stack.where("lb.Listener", "loadBalancerArn", balancer.arn)
    for listener in listeners:
        actions = listener.parts("defaultActions")
        right = bool(actions) and all(each.text("redirect.protocol") == "HTTPS" for each in actions)
        if listener.text("protocol") == "HTTP" and not right:
            return f"its listener on port {listener.text('port')} answers without TLS"
    return None


def _invalid_headers(balancer: Registered, stack: StackState) -> Judgement:
    del stack
    return None if balancer.flag("dropInvalidHeaderFields") else "it passes invalid headers on"


def _desync(balancer: Registered, stack: StackState) -> Judgement:
    del stack
    right = balancer.text("desyncMitigationMode") in ("", "defensive", "strictest")  # defensive is AWS's default
    return None if right else "it only watches requests that may desynchronize"


def _logs(balancer: Registered, stack: StackState) -> Judgement:
    del stack
    right = balancer.flag("accessLogs.enabled") and balancer.text("accessLogs.bucket")
    return None if right else "it has no access logs"


def _protected(balancer: Registered, stack: StackState) -> Judgement:
    del stack
    return None if balancer.flag("enableDeletionProtection") else "it is not protected from deletion"


def _zones(balancer: Registered, stack: StackState) -> Judgement:
    del stack
    zones = max(len({*balancer.texts("subnets")}), len(balancer.parts("subnetMappings")))
    return None if zones > 1 else "it is in only one zone"


def _web_acl(balancer: Registered, stack: StackState) -> Judgement:
    found = stack.where("wafv2.WebAclAssociation", "resourceArn", balancer.arn)
    return None if found else "it has no web ACL"


def _encrypts(listener: Registered, stack: StackState) -> bool:
    del stack
    return listener.text("protocol") in ("HTTPS", "TLS")


def _policy(listener: Registered, stack: StackState) -> Judgement:
    del stack
    policy = listener.text("sslPolicy")
    return None if policy in _RECOMMENDED else f"its TLS policy {policy} is not one that AWS recommends"


def _encrypted(listener: Registered, stack: StackState) -> Judgement:
    right = _encrypts(listener, stack)
    return None if right else f"it listens on port {listener.text('port')} by {listener.text('protocol')}, without TLS"


CHECKS: tuple[Check, ...] = (
    check("ELB.1", "lb.LoadBalancer", _redirects, "CKV2_AWS_20", _is_application),
    check("ELB.4", "lb.LoadBalancer", _invalid_headers, "CKV_AWS_131", _is_application),
    check("ELB.12", "lb.LoadBalancer", _desync, "CKV_AWS_328", _is_application),
    check("ELB.5", "lb.LoadBalancer", _logs, "CKV_AWS_91", _is_application),
    check("ELB.6", "lb.LoadBalancer", _protected, "CKV_AWS_150"),
    check("ELB.13", "lb.LoadBalancer", _zones),
    check("ELB.16", "lb.LoadBalancer", _web_acl, "CKV2_AWS_28", _is_application),
    check("ELB.17", "lb.Listener", _policy, "CKV_AWS_103", _encrypts),
    check("ELB.18", "lb.Listener", _encrypted, "CKV_AWS_2"),
)
"""The checks of load balancers.

https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html
"""
