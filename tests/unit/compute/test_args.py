"""What is refused of a web service's inputs, and what to do instead."""

from typing import Any

import pulumi
import pytest
from recording import Recorder
from web_service_inputs import DOMAIN, GROUP, OIDC, PUBLIC, SUBNETS, ZONE, web_service_inputs

from strongroom.compute import WebService, WebServiceArgs
from strongroom.core import InputError

EPHEMERAL: dict[str, Any] = {"durability": "ephemeral", "domain": None}
OFFICE = {"cidr_blocks": {"office": "203.0.113.0/24"}}


def six_networks() -> dict[str, Any]:
    return {"cloudfront": True, "cidr_blocks": {f"office-{n}": f"203.0.{n}.0/24" for n in range(6)}}


def rule(**inputs: Any) -> dict[str, Any]:
    return {"listener": {"rules": [{"name": "api", "paths": ["/api/*"]} | inputs]}}


def check(**inputs: Any) -> dict[str, Any]:
    return {"target_group": {"health_check": inputs}}


REFUSED: list[tuple[dict[str, Any], str, str, str]] = [
    # HTTPS, and where there is none
    ({"domain": None}, "domain", "required where the durability is persistent", "zone_id or certificate_arn"),
    ({"domain": {"name": "a.example.com"}}, "domain", "needs a certificate", "zone_id"),
    ({"domain": {"name": "Portal", "zone_id": ZONE}}, "domain.name", "domain name in lower case", "portal.example.com"),
    ({"domain": {"name": "*.example.com", "zone_id": ZONE}}, "domain.name", "domain name", "portal.example.com"),
    (
        {"domain": {"name": f"{'a' * 60}.example.com", "zone_id": ZONE}},
        "domain.name",
        "at most 64 characters",
        "alternative_names",
    ),
    (
        {"domain": DOMAIN | {"alternative_names": ["b.example.com"]}},
        "domain.alternative_names",
        "one is given",
        "remove them",
    ),
    (
        {"domain": {"name": "a.example.com", "zone_id": ZONE, "alternative_names": ["a.example.com"]}},
        "domain.alternative_names",
        "is the name already",
        "remove it",
    ),
    ({"domain": DOMAIN | {"alias_records": True}}, "domain.alias_records", "need a zone", "zone_id"),
    ({"domain": DOMAIN | {"certificate_arn": "cert"}}, "domain.certificate_arn", "ARN of a certificate", "arn:aws:acm"),
    ({"domain": {"name": "a.example.com", "zone_id": "zone"}}, "domain.zone_id", "id of a hosted zone", "Z0123"),
    (EPHEMERAL | {"load_balancer": {"ingress": OFFICE}}, "load_balancer.ingress", "only CloudFront", "domain"),
    (
        EPHEMERAL | {"load_balancer": {"ingress": {"cloudfront": True, **OFFICE}}},
        "load_balancer.ingress",
        "only CloudFront",
        "domain",
    ),
    (
        EPHEMERAL | {"load_balancer": PUBLIC | {"ingress": {"allow_public": True}}},
        "load_balancer.ingress",
        "only CloudFront",
        "domain",
    ),
    (EPHEMERAL | {"listener": {"redirect_http": True}}, "listener.redirect_http", "no HTTPS", "domain"),
    (EPHEMERAL | {"listener": {"oidc": OIDC}}, "listener.oidc", "needs HTTPS", "domain"),
    (
        EPHEMERAL | {"target_group": {"protocol_version": "GRPC"}},
        "target_group.protocol_version",
        "HTTPS only",
        "domain",
    ),
    (
        {"listener": {"ssl_policy": "ELBSecurityPolicy-2016-08"}},
        "listener.ssl_policy",
        "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "",
    ),
    (
        {"target_group": {"protocol_version": "GRPC"}, "load_balancer": {"http2": False}},
        "load_balancer.http2",
        "over HTTP/2 only",
        "turn it on",
    ),
    (
        EPHEMERAL | {"target_group": {"protocol_version": "HTTP2"}},
        "target_group.protocol_version",
        "HTTP/2 over HTTPS only",
        "use HTTP1, or give a domain",
    ),
    (
        {"target_group": {"protocol_version": "HTTP2"}, "load_balancer": {"ingress": OFFICE, "http2": False}},
        "load_balancer.http2",
        "over HTTP/2 only",
        "turn it on",
    ),
    (
        {"target_group": {"protocol_version": "HTTP2"}},
        "target_group.protocol_version",
        "CloudFront sends requests by HTTP/1.1",
        "name other clients",
    ),
    # Who reaches it
    ({"subnet_ids": SUBNETS[:1]}, "subnet_ids", "at least 2", ""),
    (
        {"load_balancer": {"scheme": "internet-facing"}},
        "load_balancer.subnet_ids",
        "required where the scheme",
        "public subnets",
    ),
    (
        {"load_balancer": {"ingress": {"allow_public": True}}},
        "load_balancer.ingress.allow_public",
        "internal load balancer",
        "set scheme to internet-facing",
    ),
    (
        {"load_balancer": PUBLIC | {"ingress": {"allow_public": True, **OFFICE}}},
        "load_balancer.ingress.allow_public",
        "cannot be combined with other ingress settings",
        "remove it",
    ),
    (
        {"load_balancer": PUBLIC | {"ingress": {"allow_public": True, "cloudfront": True}}},
        "load_balancer.ingress.allow_public",
        "cannot be combined with other ingress settings",
        "remove it",
    ),
    ({"load_balancer": {"ingress": {"cloudfront": False}}}, "load_balancer.ingress", "nobody may connect", "name"),
    (
        {"load_balancer": {"ingress": {"cidr_blocks": {"world": "0.0.0.0/0"}}}},
        "load_balancer.ingress.cidr_blocks.world",
        "most of the internet",
        "anyone=True",
    ),
    (
        {"load_balancer": {"ingress": {"cidr_blocks": {"half": "128.0.0.0/1"}}}},
        "load_balancer.ingress.cidr_blocks.half",
        "most of the internet",
        "anyone=True",
    ),
    (
        {"load_balancer": {"ingress": {"cidr_blocks": {"office": "203.0.113.0/24", "home": "203.0.113.0/24"}}}},
        "load_balancer.ingress.cidr_blocks.home",
        "must differ from load_balancer.ingress.cidr_blocks.office",
        "remove one",
    ),
    (
        {"load_balancer": {"ingress": {"security_group_ids": {"bastion": GROUP, "tests": GROUP}}}},
        "load_balancer.ingress.security_group_ids.tests",
        "must differ from load_balancer.ingress.security_group_ids.bastion",
        "remove one",
    ),
    (
        {"load_balancer": {"ingress": six_networks()}},
        "load_balancer.ingress",
        "need 61 rules of the 60",
        "one security group",
    ),
    (
        {
            "load_balancer": {
                "ingress": {"cloudfront": True, "security_group_ids": {each: f"sg-0000000{each}" for each in "abc"}}
            },
            "listener": {"redirect_http": True},
        },
        "load_balancer.ingress",
        "need 61 rules",
        "leave redirect_http out",
    ),
    (
        {"load_balancer": {"ingress": OFFICE, "origin_header": {}}},
        "load_balancer.origin_header",
        "may not connect",
        "ingress.cloudfront",
    ),
    (
        {"load_balancer": {"origin_header": {"value": "0123456789abcdef", "version": 2}}},
        "load_balancer.origin_header.version",
        "one is given",
        "remove it",
    ),
    (
        {"load_balancer": {"origin_header": {"value": "too-short"}}},
        "load_balancer.origin_header.value",
        "16 to 128",
        "generated",
    ),
    ({"load_balancer": {"origin_header": {"name": "host"}}}, "load_balancer.origin_header.name", "other than Host", ""),
    (
        {"load_balancer": {"access_log_prefix": "x/AWSLogs"}},
        "load_balancer.access_log_prefix",
        "without AWSLogs",
        "elastic-load-balancing",
    ),
    ({"load_balancer": {"idle_timeout_seconds": 4001}}, "load_balancer.idle_timeout_seconds", "4000", ""),
    ({"load_balancer": {"client_keep_alive_seconds": 59}}, "load_balancer.client_keep_alive_seconds", "60", ""),
    ({"load_balancer": {"desync_mitigation_mode": "monitor"}}, "load_balancer.desync_mitigation_mode", "strictest", ""),
    ({"load_balancer": {"web_acl_arn": "acl"}}, "load_balancer.web_acl_arn", "ARN of a regional web ACL", "regional"),
    # Rules
    (rule(paths=[]), "listener.rules.0", "has no condition", "default_response"),
    (rule(hosts=["a.example.com"], paths=[f"/{n}" for n in range(5)]), "listener.rules.0", "has 6 values", "two rules"),
    (
        rule(paths=[f"/{n}" for n in range(5)]) | {"load_balancer": PUBLIC},
        "listener.rules.0",
        "has 6 values in its conditions, 1 of them for the origin header",
        "two rules",
    ),
    (rule(paths=["/*/*/*/*", "/?/?/?"]), "listener.rules.0", "has 7 wildcards", "two rules"),
    (
        rule(headers={"X-Origin-Verify": ["x"]}) | {"load_balancer": PUBLIC},
        "listener.rules.0.headers",
        "is the origin header",
        "remove it",
    ),
    (
        rule(fixed_response={"status_code": "404"}, redirect={"path": "/gone"}),
        "listener.rules.0.redirect",
        "beside fixed_response",
        "remove one",
    ),
    (rule(redirect={}), "listener.rules.0.redirect", "for ever", "host, port or path"),
    (rule(redirect={"query": "a=b"}), "listener.rules.0.redirect", "for ever", "host, port or path"),
    (rule(fixed_response={"status_code": "302"}), "listener.rules.0.fixed_response.status_code", "2xx, 4xx or 5xx", ""),
    (rule(methods=["get"]), "listener.rules.0.methods.0", "upper case", "POST"),
    (rule(headers={"host": ["a"]}), "listener.rules.0.headers.host", "other than Host", "hosts"),
    (rule(source_cidr_blocks=["10.0.0.1/8"]), "listener.rules.0.source_cidr_blocks.0", "host bits", "10.0.0.0/8"),
    (rule(source_cidr_blocks=["2001:db8::/32"]), "listener.rules.0.source_cidr_blocks.0", "IPv4 network", "dualstack"),
    (
        rule(source_cidr_blocks=["10.0.0.0/8", "2001:DB8::/32"]),
        "listener.rules.0.source_cidr_blocks.1",
        "shortest form",
        "use 2001:db8::/32",
    ),
    (
        {"load_balancer": {"ingress": {"cidr_blocks": {"office": "2001:db8::/32"}}}},
        "load_balancer.ingress.cidr_blocks.office",
        "must be an IPv4 network if load_balancer.ip_address_type is ipv4, got 2001:db8::/32",
        "ip_address_type='dualstack'",
    ),
    (
        {"load_balancer": {"ip_address_type": "dualstack", "ingress": {"cidr_blocks": {"world": "::/0"}}}},
        "load_balancer.ingress.cidr_blocks.world",
        "must be a /16 or narrower",
        "anyone=True",
    ),
    ({"load_balancer": {"ip_address_type": "ipv6"}}, "load_balancer.ip_address_type", "dualstack", ""),
    (rule(priority=50_000), "listener.rules.0.priority", "49999", ""),
    (
        {"listener": {"rules": [{"name": "a", "paths": ["/a"]}, {"name": "a", "paths": ["/b"]}]}},
        "listener.rules.1.name",
        "two rules are called a",
        "rename",
    ),
    (
        {"listener": {"rules": [{"name": "a", "paths": ["/a"]}, {"name": "b", "priority": 100, "paths": ["/b"]}]}},
        "listener.rules.1.priority",
        "100 is that of the rule a too",
        "use for example 101",
    ),
    (
        {"listener": {"rules": [{"name": name, "priority": 49_999, "paths": ["/"]} for name in "ab"]}},
        "listener.rules.1.priority",
        "49999 is that of the rule a too",
        "use for example 49998",
    ),
    (
        {"listener": {"oidc": OIDC | {"token_endpoint": "http://login.example.com"}}},
        "listener.oidc.token_endpoint",
        "must use HTTPS",
        "use an https:// URL",
    ),
    (
        {"listener": {"oidc": OIDC | {"token_endpoint": "https://login.example.com/token?key=a"}}},
        "listener.oidc.token_endpoint",
        "must not have a query",
        "use the URL without it",
    ),
    (
        {"listener": {"oidc": OIDC | {"scope": "email profile"}}},
        "listener.oidc.scope",
        "must have openid",
        "use openid email profile",
    ),
    # The target group
    (check(timeout_seconds=15), "target_group.health_check.timeout_seconds", "less than interval_seconds, 15", "lower"),
    (check(timeout_seconds=1), "target_group.health_check.timeout_seconds", "2", ""),
    (check(interval_seconds=4, timeout_seconds=2), "target_group.health_check.interval_seconds", "5", ""),
    (check(matcher="500"), "target_group.health_check.matcher", "500 is no status code from 200 to 499", "200"),
    (check(matcher="299-200"), "target_group.health_check.matcher", "nor a range", "200-299"),
    (check(matcher="200-299-300"), "target_group.health_check.matcher", "nor a range", "200-299"),
    (check(matcher="٢٠٠"), "target_group.health_check.matcher", "status codes", "200,204"),
    (check(matcher="ok"), "target_group.health_check.matcher", "status codes", "200,204"),
    (
        {"target_group": {"protocol_version": "GRPC", "health_check": {"matcher": "200"}}},
        "target_group.health_check.matcher",
        "0 to 99",
        "0 or 0-5",
    ),
    (check(path="health"), "target_group.health_check.path", "begins with /", "/health"),
    (check(healthy_threshold=1), "target_group.health_check.healthy_threshold", "2", ""),
    ({"target_group": {"slow_start_seconds": 10}}, "target_group.slow_start_seconds", "30 to 900", "use 30"),
    (
        {"target_group": {"slow_start_seconds": 30, "algorithm": "least_outstanding_requests"}},
        "target_group.slow_start_seconds",
        "has no slow start",
        "round_robin",
    ),
    (
        {"target_group": {"anomaly_mitigation": True}},
        "target_group.anomaly_mitigation",
        "its share",
        "weighted_random",
    ),
    (
        {"target_group": {"stickiness": {"type": "app_cookie"}}},
        "target_group.stickiness.cookie_name",
        "is required",
        "name",
    ),
    (
        {"target_group": {"stickiness": {"cookie_name": "SESSION"}}},
        "target_group.stickiness.cookie_name",
        "app_cookie only",
        "remove",
    ),
    (
        {"target_group": {"stickiness": {"type": "app_cookie", "cookie_name": "AWSALB1"}}},
        "target_group.stickiness.cookie_name",
        "AWSALB",
        "rename",
    ),
    (
        {"target_group": {"health": {"routing_min_count": 2}}},
        "target_group.health.routing_min_count",
        "more than dns_failover_min_count",
        "raise dns_failover_min_count to 2",
    ),
    (
        {"target_group": {"health": {"routing_min_percentage": 20, "dns_failover_min_percentage": 10}}},
        "target_group.health.routing_min_percentage",
        "more than dns_failover_min_percentage",
        "to 20",
    ),
    ({"target_group": {"deregistration_delay_seconds": 3601}}, "target_group.deregistration_delay_seconds", "3600", ""),
]


def refused(**inputs: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        WebServiceArgs(**web_service_inputs(**inputs))
    return caught.value


@pytest.mark.parametrize(("inputs", "path", "reason", "remedy"), REFUSED, ids=lambda case: str(case)[:60])
def test_what_does_not_fit_is_refused_with_the_remedy(
    inputs: dict[str, Any], path: str, reason: str, remedy: str
) -> None:
    (problem,) = refused(**inputs).problems
    assert problem.path == path
    assert reason in str(problem)
    assert remedy in problem.remedy


def test_every_problem_is_told_at_once() -> None:
    error = refused(domain=None, target_group={"health_check": {"timeout_seconds": 60}}, **rule(redirect={}))
    assert [problem.path for problem in error.problems] == [
        "domain",
        "listener.rules.0.redirect",
        "target_group.health_check.timeout_seconds",
    ]


def test_whether_logs_are_kept_must_be_said() -> None:
    inputs = web_service_inputs()
    del inputs["log_bucket_name"]
    with pytest.raises(InputError, match="log_bucket_name"):
        WebServiceArgs(**inputs)


def test_a_secret_is_not_shown() -> None:
    short, long = "hunter2", "hunter2-hunter2-hunter2"
    assert short not in str(refused(load_balancer={"origin_header": {"value": short}}))
    inputs = web_service_inputs(listener={"oidc": OIDC}, load_balancer={"origin_header": {"value": long}})
    shown = repr(WebServiceArgs(**inputs))
    assert "login.example.com" in shown
    assert OIDC["client_secret"] not in shown
    assert long not in shown


def test_networks_of_clients_that_come_later_are_checked_then(record: Recorder) -> None:
    def program() -> None:
        world = {"world": pulumi.Output.from_input("0.0.0.0/0")}
        WebService("portal", WebServiceArgs(**web_service_inputs(load_balancer={"ingress": {"cidr_blocks": world}})))

    assert "most of the internet" in record.failing(InputError, program).message


def test_five_networks_go_beside_cloudfront() -> None:
    networks = six_networks()
    networks["cidr_blocks"].popitem()
    WebServiceArgs(**web_service_inputs(load_balancer={"ingress": networks}))
