"""Any combination of inputs is refused with a remedy, or makes a service that only those who should can reach."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Cloud, Deployment, Recorder, clouds_in
from refusals import check_told, refused
from web_service_inputs import DOMAIN, GROUP, OIDC, PUBLIC_SUBNETS, WEB_ACL, ZONE, web_service_inputs

from strongroom.compute import WebService, WebServiceArgs

Inputs = dict[str, Any]


def mostly(*usual: Any, odd: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Values that are right, and now and then one that may be odd."""
    return st.sampled_from([*usual * 5, *odd])


NETWORKS = mostly("10.0.0.0/8", "203.0.113.0/24", odd=("0.0.0.0/0", "10.0.0.1/8"))
NAMES = mostly("office", "batch", "office-http", odd=("Bad",))
CLIENTS = st.fixed_dictionaries(
    {},
    optional={
        "cloudfront": mostly(True, odd=(False,)),
        "cidr_blocks": st.dictionaries(NAMES, NETWORKS, max_size=3),
        "security_group_ids": st.dictionaries(NAMES, mostly(GROUP, odd=("web",)), max_size=3),
    },
)
EVERYONE = st.fixed_dictionaries({"allow_public": st.just(True)}, optional={"cloudfront": st.booleans()})
ORIGIN = st.fixed_dictionaries({}, optional={"version": mostly(1, 2, odd=(0,)), "value": mostly(None, odd=("short",))})
GIVEN_ORIGIN = st.fixed_dictionaries({"value": st.just(20 * "a")}, optional={"version": mostly(1, odd=(2,))})
BALANCER_OPTIONS: Inputs = {
    "ingress": mostly(0, 1, odd=(2,)).flatmap(lambda chosen: EVERYONE if chosen == 2 else CLIENTS),
    "origin_header": st.none() | ORIGIN | GIVEN_ORIGIN,
    "web_acl_arn": st.sampled_from([None, WEB_ACL]),
    "deletion_protection": st.booleans(),
    "http2": st.booleans(),
    "idle_timeout_seconds": mostly(1, 60, 4000, odd=(0,)),
}
BALANCER = st.fixed_dictionaries({}, optional=BALANCER_OPTIONS) | st.fixed_dictionaries(
    {"scheme": st.just("public"), "subnet_ids": mostly(PUBLIC_SUBNETS, odd=(PUBLIC_SUBNETS[:1], None))},
    optional=BALANCER_OPTIONS | {"ingress": CLIENTS | EVERYONE},
)
RULES = st.fixed_dictionaries(
    {"name": st.sampled_from(["one", "two", "three", "four"]), "paths": mostly(["/a/*", "/b"], ["/"], odd=(["c"], []))},
    optional={
        "priority": mostly(None, None, 1, 150, 333, odd=(200, 50_000)),
        "hosts": mostly(["a.example.com"], ["*.example.com"], odd=(["localhost"],)),
        "methods": mostly(["GET"], ["GET", "POST"], odd=(["get"],)),
        "headers": mostly({"x-a": ["1"]}, odd=({"host": ["1"]}, {"X-Origin-Verify": ["1"]}, {"x-a": []})),
        "fixed_response": mostly(None, {"status_code": "404"}, odd=({"status_code": "302"},)),
        "redirect": mostly(None, None, {"path": "/new"}, odd=({},)),
    },
)
LISTENER = st.fixed_dictionaries(
    {},
    optional={
        "redirect_http": st.booleans(),
        "rules": st.lists(RULES, max_size=3, unique_by=lambda rule: rule["name"]) | st.lists(RULES, max_size=3),
        "default_response": st.sampled_from([None, {"status_code": "404"}]),
        "oidc": mostly(None, OIDC, odd=(OIDC | {"issuer": "login"},)),
    },
)
CHECK = st.fixed_dictionaries(
    {},
    optional={
        "path": mostly("/", "/health", odd=("health",)),
        "port": mostly(None, 8080, 9000, odd=(0,)),
        "matcher": mostly(None, "200", "200-299", odd=("0-5", "299-200")),
        "interval_seconds": st.sampled_from([5, 30]),
        "timeout_seconds": mostly(2, odd=(5, 30)),
    },
)
TARGETS = st.fixed_dictionaries(
    {},
    optional={
        "port": mostly(80, 8080, odd=(70_000,)),
        "protocol": st.sampled_from(["HTTP", "HTTPS"]),
        "protocol_version": mostly("HTTP1", "GRPC", odd=("HTTP2",)),
        "health_check": CHECK,
        "stickiness": mostly(None, {}, {"type": "app_cookie", "cookie_name": "S"}, odd=({"type": "app_cookie"},)),
        "slow_start_seconds": mostly(0, 30, odd=(29,)),
        "algorithm": mostly("round_robin", odd=("weighted_random",)),
        "anomaly_mitigation": mostly(False, odd=(True,)),
    },
)
MADE: Inputs = {"name": "a.example.com", "zone_id": ZONE, "alternative_names": ["*.a.example.com", "b.example.com"]}
DOMAINS = mostly(DOMAIN, MADE, MADE | {"alias_records": True}, odd=(None, {"name": "a.example.com"}))
PARTS: Inputs = {
    "durability": st.sampled_from(["persistent", "ephemeral"]),
    "domain": DOMAINS,
    "log_bucket_name": st.sampled_from([None, "logs"]),
    "load_balancer": BALANCER,
    "listener": LISTENER,
    "target_group": TARGETS,
}


@st.composite
def inputs(draw: st.DrawFn) -> Inputs:
    """What a web service needs, with at most three parts that may be odd."""
    odd = draw(st.lists(st.sampled_from(sorted(PARTS)), unique=True, max_size=3))
    return web_service_inputs(**draw(st.fixed_dictionaries({name: PARTS[name] for name in odd})))


@given(given=inputs(), cloud=clouds_in("aws"))
@settings(max_examples=80)
def test_any_combination_is_refused_with_a_remedy_or_makes_a_service(
    record: Recorder, given: Inputs, cloud: Cloud
) -> None:
    error = refused(WebServiceArgs, given)
    if error is not None:
        check_told(error, WebServiceArgs.model_fields)
        return
    deployment = record(lambda: WebService("portal", WebServiceArgs(**given)), cloud=cloud)
    _check_way_in(deployment)
    _check_rules(deployment)


def _check_way_in(deployment: Deployment) -> None:
    """HTTPS is what anybody but CloudFront comes by, and whoever comes by CloudFront to a public one has the secret."""
    balancer = deployment.one("aws:lb/loadBalancer:LoadBalancer").inputs
    listeners = {each.name: each.inputs for each in deployment.of_type("aws:lb/listener:Listener")}
    # Without HTTPS there is one listener, of another name.
    listener = listeners.get("portal-listener") or listeners["portal-http-listener"]
    rules = [
        rule.inputs
        for rule in deployment.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        if rule.inputs["securityGroupId"] in balancer["securityGroups"]
    ]
    assert rules
    weight = sum(55 if rule["prefixListId"] else 1 for rule in rules)
    assert weight <= 60
    if listener["protocol"] == "HTTP":
        assert [rule["toPort"] for rule in rules if rule["prefixListId"]] == [80]
        assert len(rules) == 1
    if not balancer["internal"] and any(rule["prefixListId"] for rule in rules):
        assert listener["defaultActions"][0]["fixedResponse"]["statusCode"] == "403"
    if balancer["internal"]:
        assert "0.0.0.0/0" not in [rule["cidrIpv4"] for rule in rules]


def _check_rules(deployment: Deployment) -> None:
    """Rules are such as AWS takes: of different priorities, with a condition, and at most 5 values."""
    rules = [rule.inputs for rule in deployment.of_type("aws:lb/listenerRule:ListenerRule")]
    assert len({rule["priority"] for rule in rules}) == len(rules)
    for rule in rules:
        values = sum(len(each["values"]) for condition in rule["conditions"] for each in condition.values())
        assert 1 <= values <= 5
