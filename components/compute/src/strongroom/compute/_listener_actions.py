"""Conditions and actions of a listener's rules, as Elastic Load Balancing has them."""

from collections.abc import Iterator
from typing import Any, TypeAlias

import pulumi
import pulumi_aws as aws

from strongroom.compute._listener_options import ListenerOptions, OidcOptions
from strongroom.compute._listener_rules import FixedResponse, ListenerRule, Redirect
from strongroom.compute._origin_header import OriginSecrets

Action: TypeAlias = dict[str, Any]
"""An action by its inputs, which a listener and a rule have in common."""

FORBIDDEN = FixedResponse(status_code="403")
"""The answer to who lacks the origin header."""


def default_actions(options: ListenerOptions, target_group_arn: pulumi.Input[str]) -> list[Action]:
    """Return what happens to requests that no rule is for.

    Args:
        options: The listener's options.
        target_group_arn: ARN of the target group.
    """
    answer = _fixed_response(options.default_response) if options.default_response else _forward(target_group_arn)
    return [*_login(options.oidc), answer]


def rule_actions(
    options: ListenerOptions, rule: ListenerRule, target_group_arn: pulumi.Input[str]
) -> list[aws.lb.ListenerRuleActionArgs]:
    """Return what happens to requests that meet a rule's conditions.

    Args:
        options: The listener's options.
        rule: The rule.
        target_group_arn: ARN of the target group.
    """
    if rule.fixed_response is not None:
        answer = _fixed_response(rule.fixed_response)
    elif rule.redirect is not None:
        answer = _redirect(rule.redirect)
    else:
        answer = _forward(target_group_arn)
    return as_rule_actions([*(_login(options.oidc) if rule.requires_sign_in else []), answer])


def forbidden() -> list[Action]:
    """Return what happens to requests without the origin header."""
    return [_fixed_response(FORBIDDEN)]


def to_https(port: int) -> list[Action]:
    """Return what sends a request to HTTPS.

    Args:
        port: The port of HTTPS.
    """
    return [{"type": "redirect", "redirect": {"protocol": "HTTPS", "port": str(port), "status_code": "HTTP_301"}}]


def conditions(rule: ListenerRule) -> Iterator[aws.lb.ListenerRuleConditionArgs]:
    """Yield a rule's conditions.

    Args:
        rule: The rule.
    """
    condition = aws.lb.ListenerRuleConditionArgs
    if rule.hosts:
        yield condition(host_header=aws.lb.ListenerRuleConditionHostHeaderArgs(values=rule.hosts))
    if rule.paths:
        yield condition(path_pattern=aws.lb.ListenerRuleConditionPathPatternArgs(values=rule.paths))
    if rule.methods:
        yield condition(http_request_method=aws.lb.ListenerRuleConditionHttpRequestMethodArgs(values=rule.methods))
    for name, values in rule.headers.items():
        yield header_condition(name, [*values])
    if rule.query_parameters:
        query = [aws.lb.ListenerRuleConditionQueryStringArgs(key=q.key, value=q.value) for q in rule.query_parameters]
        yield condition(query_strings=query)
    if rule.source_cidr_blocks:
        yield condition(source_ip=aws.lb.ListenerRuleConditionSourceIpArgs(values=rule.source_cidr_blocks))


def header_condition(name: str, values: list[pulumi.Input[str]]) -> aws.lb.ListenerRuleConditionArgs:
    """Return the condition that a header has one of these values.

    Args:
        name: Name of the header.
        values: The values.
    """
    header = aws.lb.ListenerRuleConditionHttpHeaderArgs(http_header_name=name, values=values)
    return aws.lb.ListenerRuleConditionArgs(http_header=header)


def origin_condition(secrets: OriginSecrets | None) -> list[aws.lb.ListenerRuleConditionArgs]:
    """Return the condition that a request has the origin header; none if it need not.

    Args:
        secrets: The header.
    """
    return [header_condition(secrets.name, [*secrets.values])] if secrets else []


def as_rule_actions(actions: list[Action]) -> list[aws.lb.ListenerRuleActionArgs]:
    """Return actions as a rule takes them.

    Args:
        actions: The actions, in order.
    """
    return [aws.lb.ListenerRuleActionArgs(order=order, **action) for order, action in enumerate(actions, 1)]


def as_default_actions(actions: list[Action]) -> list[aws.lb.ListenerDefaultActionArgs]:
    """Return actions as a listener takes them.

    Args:
        actions: The actions, in order.
    """
    return [aws.lb.ListenerDefaultActionArgs(order=order, **action) for order, action in enumerate(actions, 1)]


def _forward(target_group_arn: pulumi.Input[str]) -> Action:
    return {"type": "forward", "target_group_arn": target_group_arn}


def _fixed_response(response: FixedResponse) -> Action:
    details = {"status_code": response.status_code, "content_type": response.content_type}
    message = {"message_body": response.message_body} if response.message_body else {}
    return {"type": "fixed-response", "fixed_response": details | message}


def _redirect(redirect: Redirect) -> Action:
    return {
        "type": "redirect",
        "redirect": {
            "host": redirect.host or "#{host}",
            "port": "#{port}" if redirect.port is None else str(redirect.port),
            "path": redirect.path,
            "query": redirect.query,
            "protocol": "#{protocol}",
            "status_code": "HTTP_301" if redirect.permanent else "HTTP_302",
        },
    }


def _login(oidc: OidcOptions | None) -> list[Action]:
    if oidc is None:
        return []
    details: dict[str, Any] = {
        "issuer": oidc.issuer,
        "authorization_endpoint": oidc.authorization_endpoint,
        "token_endpoint": oidc.token_endpoint,
        "user_info_endpoint": oidc.user_info_endpoint,
        "client_id": oidc.client_id,
        "client_secret": pulumi.Output.secret(oidc.client_secret),
        "scope": oidc.scope,
        "session_timeout": oidc.session_timeout_seconds,
        "on_unauthenticated_request": oidc.on_unauthenticated_request,
    }
    if oidc.session_cookie_name is not None:
        details["session_cookie_name"] = oidc.session_cookie_name
    if oidc.authentication_request_extra_params:
        details["authentication_request_extra_params"] = oidc.authentication_request_extra_params
    return [{"type": "authenticate-oidc", "authenticate_oidc": details}]
