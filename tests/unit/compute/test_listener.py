from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from compute_parts import refusals
from recording import Deployment
from web_service_inputs import CERTIFICATE, OIDC, PUBLIC

from strongroom.compute import Redirect

Deploy = Callable[..., Deployment]

LISTENER, RULE = "aws:lb/listener:Listener", "aws:lb/listenerRule:ListenerRule"
PASSWORD = "random:index/randomPassword:RandomPassword"  # noqa: S105 a type
API = {"name": "api", "paths": ["/api/*"]}


def target_group(deployment: Deployment) -> str:
    return deployment.one("aws:lb/targetGroup:TargetGroup").id


def forward(deployment: Deployment) -> dict[str, Any]:
    return {"type": "forward", "order": 1, "targetGroupArn": target_group(deployment)}


def rule(deploy: Deploy, **inputs: Any) -> Any:
    return deploy(listener={"rules": [{"name": "api", **inputs}]}).one(RULE, "portal-priority-100").inputs


# The listener


def test_a_listener_speaks_https_with_the_certificate_and_forwards_to_the_service(deploy: Deploy) -> None:
    deployment = deploy()
    found = deployment.one(LISTENER).inputs
    assert (found["protocol"], found["port"], found["certificateArn"]) == ("HTTPS", 443, CERTIFICATE)
    assert found["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    assert found["loadBalancerArn"] == deployment.one("aws:lb/loadBalancer:LoadBalancer").id
    assert found["defaultActions"] == [forward(deployment)]
    assert deployment.value(deployment.result.listener_arn) == deployment.one(LISTENER).id
    assert deployment.result.http_listener_arn is None


def test_a_disposable_one_without_a_domain_speaks_plain_http(deploy: Deploy) -> None:
    found = deploy(domain=None, durability="ephemeral").one(LISTENER).inputs
    assert (found["protocol"], found["port"]) == ("HTTP", 80)
    assert (found["sslPolicy"], found["certificateArn"]) == (None, None)


def test_another_policy_can_be_chosen(deploy: Deploy) -> None:
    found = deploy(listener={"ssl_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06"}).one(LISTENER).inputs
    assert found["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-3-2021-06"


def test_port_80_can_lead_to_https(deploy: Deploy) -> None:
    deployment = deploy(listener={"redirect_http": True})
    found = deployment.one(LISTENER, "portal-http-listener")
    assert (found.inputs["protocol"], found.inputs["port"]) == ("HTTP", 80)
    (action,) = found.inputs["defaultActions"]
    assert action["redirect"] == {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}
    assert deployment.value(deployment.result.http_listener_arn) == found.id
    assert "portal-listener" in found.depends_on


def test_requests_that_no_rule_is_for_can_have_an_answer(deploy: Deploy) -> None:
    answer = {"status_code": "404", "content_type": "application/json", "message_body": "{}"}
    (action,) = deploy(listener={"default_response": answer}).one(LISTENER).inputs["defaultActions"]
    expected = {"statusCode": "404", "contentType": "application/json", "messageBody": "{}"}
    assert action == {"type": "fixed-response", "order": 1, "fixedResponse": expected}


# Rules


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"hosts": ["api.example.com"]}, {"hostHeader": {"values": ["api.example.com"]}}),
        ({"paths": ["/api/*", "/v?"]}, {"pathPattern": {"values": ["/api/*", "/v?"]}}),
        ({"methods": ["GET", "HEAD"]}, {"httpRequestMethod": {"values": ["GET", "HEAD"]}}),
        ({"headers": {"x-v": ["2*"]}}, {"httpHeader": {"httpHeaderName": "x-v", "values": ["2*"]}}),
        (
            {"query_parameters": [{"key": "v", "value": "2"}]},
            {"queryStrings": [{"key": "v", "value": "2"}]},
        ),
        ({"source_cidr_blocks": ["10.0.0.0/8"]}, {"sourceIp": {"values": ["10.0.0.0/8"]}}),
    ],
)
def test_conditions(deploy: Deploy, given: dict[str, Any], expected: dict[str, Any]) -> None:
    (condition,) = rule(deploy, **given)["conditions"]
    assert condition == expected


def test_a_parameter_of_any_name_can_be_looked_for(deploy: Deploy) -> None:
    (condition,) = rule(deploy, query_parameters=[{"value": "debug"}])["conditions"]
    assert condition["queryStrings"][0]["value"] == "debug"
    assert condition["queryStrings"][0].get("key") is None


def test_each_kind_of_condition_must_hold(deploy: Deploy) -> None:
    found = rule(deploy, hosts=["a.example.com"], paths=["/a"], headers={"x-a": ["1"], "x-b": ["2"]})
    assert len(found["conditions"]) == 4


def test_a_rule_forwards_to_the_service(deploy: Deploy) -> None:
    deployment = deploy(listener={"rules": [API]})
    found = deployment.one(RULE).inputs
    assert found["actions"] == [forward(deployment)]
    assert found["listenerArn"] == deployment.one(LISTENER).id


def test_a_rule_can_answer_by_itself(deploy: Deploy) -> None:
    (action,) = rule(deploy, paths=["/old"], fixed_response={"status_code": "410"})["actions"]
    assert action["fixedResponse"] == {"statusCode": "410", "contentType": "text/plain"}


def test_a_rule_can_redirect(deploy: Deploy) -> None:
    (action,) = rule(deploy, paths=["/old"], redirect={"path": "/new"})["actions"]
    assert action["redirect"] == {
        "protocol": "#{protocol}",
        "host": "#{host}",
        "port": "#{port}",
        "path": "/new",
        "query": "#{query}",
        "statusCode": "HTTP_302",
    }
    moved = {"host": "new.example.com", "port": 8443, "query": "", "permanent": True}
    (action,) = rule(deploy, paths=["/old"], redirect=moved)["actions"]
    assert (action["redirect"]["host"], action["redirect"]["port"]) == ("new.example.com", "8443")
    assert (action["redirect"]["query"], action["redirect"]["statusCode"]) == ("", "HTTP_301")


def test_rules_that_are_appended_leave_the_priorities_of_others_alone(deploy: Deploy) -> None:
    def priorities(*rules: dict[str, Any]) -> dict[str, int]:
        found = deploy(listener={"rules": [*rules]}).of_type(RULE)
        assert [each.name for each in found] == [f"portal-priority-{each.inputs['priority']}" for each in found]
        return {each.aliases[0]: each.inputs["priority"] for each in found}

    old, new, between = API, {"name": "new", "paths": ["/new"]}, {"name": "mid", "paths": ["/mid"], "priority": 150}
    assert priorities(old) == {"portal-rule-api": 100}
    assert priorities(old, new) == {"portal-rule-api": 100, "portal-rule-new": 200}
    assert priorities(old, new, between)["portal-rule-mid"] == 150


# The origin header


def test_a_public_load_balancer_behind_cloudfront_answers_only_requests_with_the_header(deploy: Deploy) -> None:
    deployment = deploy(load_balancer=PUBLIC)
    secret = deployment.one(PASSWORD)
    assert (secret.inputs["length"], secret.inputs["special"]) == (48, False)
    (refusal,) = deployment.one(LISTENER).inputs["defaultActions"]
    assert refusal["fixedResponse"]["statusCode"] == "403"
    found = deployment.one(RULE)
    value = deployment.value(deployment.result.origin_header_value)
    header = {"httpHeaderName": "x-origin-verify", "values": [value]}
    assert found.inputs["conditions"] == [{"httpHeader": header}]
    assert found.inputs["actions"] == [forward(deployment)]
    assert found.inputs["priority"] == 50_000


def test_the_header_is_told_as_a_secret(deploy: Deploy) -> None:
    deployment = deploy(load_balancer=PUBLIC)
    assert deployment.result.origin_header_name == "x-origin-verify"
    assert deployment.is_secret(deployment.result.origin_header_value)
    assert "conditions" in deployment.one(RULE).secrets


@pytest.mark.parametrize("options", [{}, PUBLIC | {"ingress": {"allow_public": True}}])
def test_others_need_no_header(deploy: Deploy, options: dict[str, Any]) -> None:
    deployment = deploy(load_balancer=options)
    assert (deployment.of_type(RULE), deployment.of_type(PASSWORD)) == ([], [])
    assert (deployment.result.origin_header_name, deployment.result.origin_header_value) == (None, None)


def test_an_internal_one_can_have_the_header_too(deploy: Deploy) -> None:
    deployment = deploy(load_balancer={"origin_header": {"name": "x-from"}})
    assert deployment.one(RULE).inputs["conditions"][0]["httpHeader"]["httpHeaderName"] == "x-from"


def test_a_given_secret_is_used(deploy: Deploy) -> None:
    value = "0123456789abcdef"
    deployment = deploy(load_balancer={"origin_header": {"value": value}})
    assert deployment.of_type(PASSWORD) == []
    assert deployment.one(RULE).inputs["conditions"][0]["httpHeader"]["values"] == [value]
    assert "conditions" in deployment.one(RULE).secrets
    assert deployment.is_secret(deployment.result.origin_header_value)


def test_the_secret_before_is_still_accepted(deploy: Deploy) -> None:
    first = {each.name for each in deploy(load_balancer=PUBLIC).of_type(PASSWORD)}
    deployment = deploy(load_balancer=PUBLIC | {"origin_header": {"version": 2}})
    secrets = {each.name for each in deployment.of_type(PASSWORD)}
    assert first < secrets
    accepted = deployment.one(RULE).inputs["conditions"][0]["httpHeader"]["values"]
    assert len(set(accepted)) == 2
    assert deployment.value(deployment.result.origin_header_value) == accepted[0]
    third = deploy(load_balancer=PUBLIC | {"origin_header": {"version": 3}})
    assert first.isdisjoint(each.name for each in third.of_type(PASSWORD))


def test_every_rule_asks_for_the_header(deploy: Deploy) -> None:
    deployment = deploy(load_balancer=PUBLIC, listener={"rules": [API], "default_response": {"status_code": "404"}})
    api = deployment.one(RULE, "portal-priority-100").inputs
    assert [*map(set, api["conditions"])] == [{"pathPattern"}, {"httpHeader"}]
    last = deployment.one(RULE, "portal-origin").inputs
    assert last["actions"][0]["fixedResponse"]["statusCode"] == "404"
    assert deployment.one(LISTENER).inputs["defaultActions"][0]["fixedResponse"]["statusCode"] == "403"


# The login


def test_a_login_comes_before_the_service(deploy: Deploy) -> None:
    deployment = deploy(listener={"oidc": OIDC, "rules": [API]})
    for actions in (deployment.one(LISTENER).inputs["defaultActions"], deployment.one(RULE).inputs["actions"]):
        login, answer = actions
        assert (login["type"], login["order"], answer["type"], answer["order"]) == (
            "authenticate-oidc",
            1,
            "forward",
            2,
        )
        assert login["authenticateOidc"] == {
            "issuer": OIDC["issuer"],
            "authorizationEndpoint": OIDC["authorization_endpoint"],
            "tokenEndpoint": OIDC["token_endpoint"],
            "userInfoEndpoint": OIDC["user_info_endpoint"],
            "clientId": "portal",
            "clientSecret": OIDC["client_secret"],
            "scope": "openid",
            "sessionTimeout": 28_800,
            "onUnauthenticatedRequest": "authenticate",
        }
    assert "defaultActions" in deployment.one(LISTENER).secrets
    assert "actions" in deployment.one(RULE).secrets


def test_details_of_a_login(deploy: Deploy) -> None:
    more = {
        "session_cookie_name": "WHO",
        "authentication_request_extra_params": {"prompt": "login"},
        "on_unauthenticated_request": "deny",
    }
    (login, _) = deploy(listener={"oidc": OIDC | more}).one(LISTENER).inputs["defaultActions"]
    assert login["authenticateOidc"]["sessionCookieName"] == "WHO"
    assert login["authenticateOidc"]["authenticationRequestExtraParams"] == {"prompt": "login"}
    assert login["authenticateOidc"]["onUnauthenticatedRequest"] == "deny"


def test_a_rule_can_do_without_a_login(deploy: Deploy) -> None:
    deployment = deploy(listener={"oidc": OIDC, "rules": [API | {"requires_sign_in": False}]})
    assert deployment.one(RULE).inputs["actions"] == [forward(deployment)]


def test_a_login_is_no_way_past_the_header(deploy: Deploy) -> None:
    deployment = deploy(load_balancer=PUBLIC, listener={"oidc": OIDC})
    (refusal,) = deployment.one(LISTENER).inputs["defaultActions"]
    assert refusal["type"] == "fixed-response"
    assert [each["type"] for each in deployment.one(RULE).inputs["actions"]] == ["authenticate-oidc", "forward"]


def test_a_secret_that_comes_later_stays_one(deploy: Deploy) -> None:
    deployment = deploy(listener=lambda: {"oidc": OIDC | {"client_secret": pulumi.Output.secret("later")}})
    (login, _) = deployment.one(LISTENER).inputs["defaultActions"]
    assert login["authenticateOidc"]["clientSecret"] == "later"
    assert "defaultActions" in deployment.one(LISTENER).secrets


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("path", each) for each in ("portal", "/a b", "/a?b=c", "/#x", "/#{query}", "/é", "/" + 128 * "a")),
        *(("query", each) for each in ("?a=b", "a b", "a#b", "#{user}", "é", "a\n", 129 * "a")),
    ],
)
def test_redirect_that_elastic_load_balancing_rejects_is_refused(field: str, value: str) -> None:
    rule = {"name": "old", "paths": ["/old"], "redirect": {"host": "www.example.com", field: value}}
    assert f"listener.rules.0.redirect.{field}" in refusals(listener={"rules": [rule]})


@pytest.mark.parametrize("query", ["", "#{query}", "from=#{host}&path=#{path}", "a=%20b"])
def test_redirect_with_placeholders_is_accepted(query: str) -> None:
    assert Redirect(host="www.example.com", path="/#{host}/#{path}:#{port}", query=query).query == query
