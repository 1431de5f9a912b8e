"""The listeners of a load balancer, and their rules."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from strongroom.compute._listener_actions import (
    as_default_actions,
    as_rule_actions,
    conditions,
    default_actions,
    forbidden,
    origin_condition,
    rule_actions,
    to_https,
)
from strongroom.compute._listener_rules import priorities
from strongroom.compute._origin_header import OriginSecrets
from strongroom.compute._plan import HTTP_PORT, HTTPS_PORT
from strongroom.compute._scope import ServiceScope

_SERVICE, _HTTP = "listener", "http-listener"
_LAST = 50_000


@dataclass(frozen=True)
class Listeners:
    """The listeners that were made."""

    service: aws.lb.Listener
    """The one that clients use."""
    http: aws.lb.Listener | None
    """The one that sends clients to HTTPS."""
    rules: list[aws.lb.ListenerRule]
    """The rules of the one that clients use."""

    @property
    def all(self) -> list[pulumi.Resource]:
        """Everything that decides where requests go."""
        return [self.service, *([self.http] if self.http else []), *self.rules]


def make_listeners(
    scope: ServiceScope,
    load_balancer: aws.lb.LoadBalancer,
    target_group: aws.lb.TargetGroup,
    certificate_arn: pulumi.Output[str] | None,
    secrets: OriginSecrets | None,
) -> Listeners:
    """Make the listeners.

    Args:
        scope: The service.
        load_balancer: The load balancer.
        target_group: Where requests go.
        certificate_arn: ARN of the certificate, for HTTPS.
        secrets: The header that every request must have.
    """
    options = scope.args.listener
    usual = default_actions(options, target_group.arn)
    # A load balancer has one listener for a port. A service without HTTPS uses the resource that otherwise redirects
    # from port 80: removing the domain together with the redirect would put a second listener on the port.
    role, other = (_SERVICE, _HTTP) if scope.plan.https else (_HTTP, _SERVICE)
    service = aws.lb.Listener(
        scope.child(role),
        load_balancer_arn=load_balancer.arn,
        port=scope.plan.port,
        protocol="HTTPS" if scope.plan.https else "HTTP",
        ssl_policy=options.ssl_policy if scope.plan.https else None,
        certificate_arn=certificate_arn,
        default_actions=as_default_actions(forbidden() if secrets else usual),
        tags=scope.tags(_SERVICE),
        opts=scope.opts(aliases=None if options.redirect_http else [pulumi.Alias(name=scope.child(other))]),
    )
    rules = [
        _rule(
            scope,
            service,
            f"rule-{rule.name}",
            priority,
            [*conditions(rule), *origin_condition(secrets)],
            rule_actions(options, rule, target_group.arn),
            # AWS refuses two rules with one priority, so a rule's identity is its priority: a renamed, reordered or
            # inserted rule changes in place whatever has its priority.
            identity=f"priority-{priority}",
        )
        for rule, priority in zip(options.rules, priorities(options.rules), strict=True)
    ]
    if secrets:
        rules.append(
            _rule(scope, service, "origin", _LAST, origin_condition(secrets), as_rule_actions(usual)),
        )
    http = _http_listener(scope, load_balancer, service) if options.redirect_http else None
    return Listeners(service, http, rules)


def _http_listener(
    scope: ServiceScope, load_balancer: aws.lb.LoadBalancer, service: aws.lb.Listener
) -> aws.lb.Listener:
    return aws.lb.Listener(
        scope.child(_HTTP),
        load_balancer_arn=load_balancer.arn,
        port=HTTP_PORT,
        protocol="HTTP",
        default_actions=as_default_actions(to_https(HTTPS_PORT)),
        tags=scope.tags(_HTTP),
        # A service that gets a domain must have left port 80 by then.
        opts=scope.opts(depends_on=[service]),
    )


def _rule(
    scope: ServiceScope,
    listener: aws.lb.Listener,
    role: str,
    priority: int,
    conditions: list[aws.lb.ListenerRuleConditionArgs],
    actions: list[aws.lb.ListenerRuleActionArgs],
    identity: str | None = None,
) -> aws.lb.ListenerRule:
    return aws.lb.ListenerRule(
        scope.child(identity or role),
        listener_arn=listener.arn,
        priority=priority,
        conditions=conditions,
        actions=actions,
        tags=scope.tags(role),
        opts=scope.opts(aliases=[pulumi.Alias(name=scope.child(role))] if identity else None),
    )
