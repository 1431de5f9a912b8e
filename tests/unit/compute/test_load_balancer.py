from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from recording import Deployment, Recorded, Recorder, always
from web_service_inputs import (
    GROUP,
    LOG_BUCKET,
    NAME,
    OIDC,
    PUBLIC,
    PUBLIC_SUBNETS,
    SUBNETS,
    VPC,
    WEB_ACL,
    ZONE,
    web_service_inputs,
)

from strongroom.compute import WebService, WebServiceArgs
from strongroom.core import HttpOrigin, InputError, VpcOrigin

Deploy = Callable[..., Deployment]

OFFICE = {"cidr_blocks": {"office": "203.0.113.0/24"}}
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
PREFIX_LIST = "aws:ec2/getManagedPrefixList:getManagedPrefixList"


def balancer(deployment: Deployment) -> Any:
    return deployment.one("aws:lb/loadBalancer:LoadBalancer").inputs


def rules(deployment: Deployment, type_: str) -> dict[str, tuple[int, str]]:
    """The rules of the load balancer's group: whom each admits, and by which port."""
    group = deployment.one("aws:ec2/securityGroup:SecurityGroup", "portal-load-balancer").id
    peers = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
    return {
        rule.name.removeprefix("portal-"): (
            rule.inputs["toPort"],
            next(rule.inputs[peer] for peer in peers if rule.inputs[peer]),
        )
        for rule in deployment.of_type(type_)
        if rule.inputs["securityGroupId"] == group
        and rule.inputs["fromPort"] == rule.inputs["toPort"]
        and rule.inputs["ipProtocol"] == "tcp"
    }


# What it is


def test_a_load_balancer_is_internal_unless_told_otherwise(deploy: Deploy) -> None:
    deployment = deploy()
    found = balancer(deployment)
    assert (found["internal"], found["subnets"], found["loadBalancerType"]) == (True, SUBNETS, "application")
    group = deployment.one("aws:ec2/securityGroup:SecurityGroup", "portal-load-balancer")
    assert found["securityGroups"] == [group.id]
    assert group.inputs["vpcId"] == VPC


def test_a_public_load_balancer_stands_in_its_own_subnets(deploy: Deploy) -> None:
    found = balancer(deploy(load_balancer=PUBLIC))
    assert (found["internal"], found["subnets"]) == (False, PUBLIC_SUBNETS)


def test_subnets_of_an_internal_load_balancer_may_differ(deploy: Deploy) -> None:
    subnets = {"subnet_ids": lambda: pulumi.Output.from_input(PUBLIC_SUBNETS)}
    assert balancer(deploy(load_balancer=lambda: {"subnet_ids": subnets["subnet_ids"]()}))["subnets"] == PUBLIC_SUBNETS


def test_a_change_of_scheme_makes_a_load_balancer_of_another_name(deploy: Deploy) -> None:
    assert balancer(deploy())["name"] == NAME
    assert balancer(deploy(load_balancer=PUBLIC))["name"] == NAME.replace("portal", "portal-public")


@pytest.mark.parametrize("name", ["portal", "internal-tools", "internal-" + 31 * "x", 40 * "x"])
@pytest.mark.parametrize("options", [{}, PUBLIC])
def test_names_are_such_as_aws_allows(deploy: Deploy, name: str, options: dict[str, Any]) -> None:
    found = balancer(deploy(name, load_balancer=options, environment_suffix="environment"))["name"]
    assert len(found) <= 32
    assert not found.startswith(("internal-", "-"))
    assert found.endswith("-environment")


@pytest.mark.parametrize(
    ("options", "property", "value"),
    [
        ({}, "desyncMitigationMode", "defensive"),
        ({"desync_mitigation_mode": "strictest"}, "desyncMitigationMode", "strictest"),
        ({}, "enableZonalShift", True),
        ({"zonal_shift": False}, "enableZonalShift", False),
        ({}, "idleTimeout", 60),
        ({"idle_timeout_seconds": 4000}, "idleTimeout", 4000),
        ({}, "clientKeepAlive", 3600),
        ({"client_keep_alive_seconds": 60}, "clientKeepAlive", 60),
        ({}, "enableHttp2", True),
        ({"http2": False}, "enableHttp2", False),
        ({}, "xffHeaderProcessingMode", "append"),
        ({"xff_header_processing_mode": "remove"}, "xffHeaderProcessingMode", "remove"),
        ({}, "enableDeletionProtection", True),
        ({"deletion_protection": False}, "enableDeletionProtection", False),
    ],
)
def test_attributes(deploy: Deploy, options: dict[str, Any], property: str, value: object) -> None:
    assert balancer(deploy(load_balancer=options))[property] == value


def test_a_disposable_load_balancer_can_be_deleted_unless_told_otherwise(deploy: Deploy) -> None:
    assert balancer(deploy(durability="ephemeral"))["enableDeletionProtection"] is False
    protected = deploy(durability="ephemeral", load_balancer={"deletion_protection": True})
    assert balancer(protected)["enableDeletionProtection"] is True


def test_logs_go_to_the_bucket(deploy: Deploy) -> None:
    usual = {"bucket": LOG_BUCKET, "prefix": "elastic-load-balancing", "enabled": True}
    found = balancer(deploy())
    assert found["accessLogs"] == found["connectionLogs"] == usual
    found = balancer(deploy(load_balancer={"access_log_prefix": "requests", "connection_log_prefix": "connections"}))
    assert found["accessLogs"] == usual | {"prefix": "requests"}
    assert found["connectionLogs"] == usual | {"prefix": "connections"}


def test_logs_can_be_turned_off(deploy: Deploy) -> None:
    found = balancer(deploy(log_bucket_name=None))
    assert (found["accessLogs"], found["connectionLogs"]) == (None, None)


def test_a_web_acl_is_put_in_front(deploy: Deploy) -> None:
    deployment = deploy(load_balancer={"web_acl_arn": WEB_ACL})
    association = deployment.one("aws:wafv2/webAclAssociation:WebAclAssociation")
    arn = deployment.one("aws:lb/loadBalancer:LoadBalancer").id
    assert (association.inputs["webAclArn"], association.inputs["resourceArn"]) == (WEB_ACL, arn)
    assert association.request.deleteBeforeReplace
    assert deploy().of_type("aws:wafv2/webAclAssociation:WebAclAssociation") == []


# Who reaches it


def test_only_cloudfront_may_connect_by_default(deploy: Deploy) -> None:
    deployment = deploy()
    (asked,) = [each for each in deployment.invocations if each.token == PREFIX_LIST]
    assert asked.args == {"name": "com.amazonaws.global.cloudfront.origin-facing"}
    ((port, peer),) = rules(deployment, INGRESS).values()
    assert port == 443
    assert peer.startswith("pl-")


def test_without_a_domain_cloudfront_comes_by_port_80(deploy: Deploy) -> None:
    ((port, peer),) = rules(deploy(domain=None, durability="ephemeral"), INGRESS).values()
    assert port == 80
    assert peer.startswith("pl-")


def test_clients_that_are_named_are_admitted_and_cloudfront_is_not(deploy: Deploy) -> None:
    deployment = deploy(load_balancer={"ingress": OFFICE | {"security_group_ids": {"batch": GROUP}}})
    assert rules(deployment, INGRESS) == {
        "from-network-443.203-0-113-0-24": (443, "203.0.113.0/24"),
        f"from-group-443.{GROUP}": (443, GROUP),
    }
    assert PREFIX_LIST not in [each.token for each in deployment.invocations]


def test_rules_keep_their_resources_between_plain_peers_and_outputs(deploy: Deploy) -> None:
    def deployed(as_input: Callable[[str], Any]) -> list[Recorded]:
        def clients() -> Any:
            return {
                "ingress": {
                    "cidr_blocks": {"office": as_input("203.0.113.0/24")},
                    "security_group_ids": {"batch": as_input(GROUP)},
                }
            }

        def instances() -> Any:
            return {"egress": {"database": {"port": 5432, "security_group_id": as_input(GROUP)}}}

        deployment = deploy(load_balancer=clients, instances=instances)
        return [each for each in (*deployment.of_type(INGRESS), *deployment.of_type(EGRESS)) if each.aliases]

    plain, outputs = deployed(str), deployed(pulumi.Output.from_input)
    assert len(plain) == len(outputs) == 3
    for one, other in zip(plain, outputs, strict=True):
        assert one.name != other.name
        assert other.name in one.aliases
        assert one.name in other.aliases


def test_a_redirect_is_for_clients_other_than_cloudfront(deploy: Deploy) -> None:
    clients = {"ingress": {"cloudfront": True, **OFFICE}}
    found = rules(deploy(load_balancer=clients, listener={"redirect_http": True}), INGRESS)
    assert {role: port for role, (port, _) in found.items()} == {
        "from-cloudfront": 443,
        "from-network-443.203-0-113-0-24": 443,
        "from-network-80.203-0-113-0-24": 80,
    }


def test_the_world_is_admitted_only_if_written_out(deploy: Deploy) -> None:
    everyone = PUBLIC | {"ingress": {"allow_public": True}}
    assert rules(deploy(load_balancer=everyone), INGRESS) == {"from-443.allow_public": (443, "0.0.0.0/0")}
    redirected = rules(deploy(load_balancer=everyone, listener={"redirect_http": True}), INGRESS)
    assert redirected == {"from-443.allow_public": (443, "0.0.0.0/0"), "from-80.allow_public": (80, "0.0.0.0/0")}


def test_the_load_balancer_reaches_the_instances_and_nothing_else(deploy: Deploy) -> None:
    deployment = deploy()
    instances = deployment.one("aws:ec2/securityGroup:SecurityGroup", "portal-instances").id
    assert rules(deployment, EGRESS) == {"to-service": (8080, instances)}
    checked = deploy(target_group={"port": 8443, "health_check": {"port": 9000}})
    instances = checked.one("aws:ec2/securityGroup:SecurityGroup", "portal-instances").id
    assert rules(checked, EGRESS) == {"to-service": (8443, instances), "to-health": (9000, instances)}


def test_a_health_check_on_the_services_own_port_needs_no_rule_of_its_own(deploy: Deploy) -> None:
    assert [*rules(deploy(target_group={"health_check": {"port": 8080}}), EGRESS)] == ["to-service"]


def test_a_login_lets_https_out_to_its_provider(deploy: Deploy) -> None:
    found = rules(deploy(listener={"oidc": OIDC}), EGRESS)
    assert found["to-login"] == (443, "0.0.0.0/0")


# IPv6

DUALSTACK = {"ip_address_type": "dualstack"}
OFFICE_IPV6 = {"cidr_blocks": {"office": "203.0.113.0/24", "office-ipv6": "2001:db8:1::/48"}}


def test_load_balancer_is_ipv4_by_default_and_dualstack_if_set(deploy: Deploy) -> None:
    assert balancer(deploy())["ipAddressType"] == "ipv4"
    assert balancer(deploy(load_balancer=DUALSTACK))["ipAddressType"] == "dualstack"
    assert balancer(deploy(load_balancer=PUBLIC | DUALSTACK))["ipAddressType"] == "dualstack"


def test_public_dualstack_load_balancer_admits_all_ipv6_clients(deploy: Deploy) -> None:
    everyone = PUBLIC | DUALSTACK | {"ingress": {"allow_public": True}}
    found = rules(deploy(load_balancer=everyone, listener={"redirect_http": True}), INGRESS)
    assert found == {
        "from-443.allow_public": (443, "0.0.0.0/0"),
        "from-443.anyone-ipv6": (443, "::/0"),
        "from-80.allow_public": (80, "0.0.0.0/0"),
        "from-80.anyone-ipv6": (80, "::/0"),
    }


@pytest.mark.parametrize("as_output", [False, True])
def test_security_group_rule_has_the_property_of_its_networks_ip_version(deploy: Deploy, *, as_output: bool) -> None:
    def options() -> dict[str, Any]:
        blocks = OFFICE_IPV6["cidr_blocks"]
        given = {name: pulumi.Output.from_input(block) if as_output else block for name, block in blocks.items()}
        return DUALSTACK | {"ingress": {"cidr_blocks": given}}

    deployment = deploy(load_balancer=options)
    office, office_ipv6 = ("office", "office-ipv6") if as_output else ("203-0-113-0-24", "2001-db8-1---48")
    assert rules(deployment, INGRESS) == {
        f"from-network-443.{office}": (443, "203.0.113.0/24"),
        f"from-network-443.{office_ipv6}": (443, "2001:db8:1::/48"),
    }
    assert not deployment.named(f"portal-from-network-443.{office}").inputs["cidrIpv6"]
    assert not deployment.named(f"portal-from-network-443.{office_ipv6}").inputs["cidrIpv4"]


def test_ipv6_client_that_is_an_output_requires_dualstack(deploy: Deploy) -> None:
    def options() -> dict[str, Any]:
        return {"ingress": {"cidr_blocks": {"office": pulumi.Output.from_input("2001:db8:1::/48")}}}

    with pytest.raises(InputError, match=r"ingress.cidr_blocks.office: must be an IPv4 network .*dualstack"):
        deploy(load_balancer=options)


def test_dualstack_load_balancer_keeps_its_egress_on_ipv4(deploy: Deploy) -> None:
    found = rules(deploy(load_balancer=DUALSTACK, listener={"oidc": OIDC}), EGRESS)
    assert found["to-login"] == (443, "0.0.0.0/0")
    assert {*found} == {"to-login", "to-service"}


GET_SUBNETS = "aws:ec2/getSubnets:getSubnets"


@pytest.mark.parametrize(
    ("field", "options", "subnets"),
    [("load_balancer.subnet_ids", PUBLIC, PUBLIC_SUBNETS), ("subnet_ids", {}, SUBNETS)],
)
def test_dualstack_load_balancer_in_subnets_without_ipv6_is_refused_first(
    record: Recorder, field: str, options: dict[str, Any], subnets: list[str]
) -> None:
    def program() -> WebService:
        return WebService("portal", WebServiceArgs(**web_service_inputs(load_balancer=options | DUALSTACK)))

    for with_ipv6 in ([], subnets[1:]):
        answers = {GET_SUBNETS: always({"id": "subnets", "ids": with_ipv6})}
        failure = record.failing(InputError, program, answers=answers)
        assert not failure.deployment.resources
        (problem,) = failure.error.problems
        without = [each for each in subnets if each not in with_ipv6]
        assert problem.path == field
        assert f"with an IPv6 CIDR block, got {', '.join(without)}" in problem.reason
        (asked,) = [each for each in failure.deployment.invocations if each.token == GET_SUBNETS]
        assert [each["values"] for each in asked.args["filters"]] == [[*subnets], ["associated"]]
    unknown = record(program, preview=True, answers={GET_SUBNETS: always({})})
    assert balancer(unknown)["ipAddressType"] == "dualstack"


def test_subnets_are_not_looked_up_without_dualstack_or_as_outputs(deploy: Deploy) -> None:
    def outputs() -> dict[str, Any]:
        return PUBLIC | DUALSTACK | {"subnet_ids": pulumi.Output.from_input(PUBLIC_SUBNETS)}

    for options in (PUBLIC, outputs):
        assert GET_SUBNETS not in {each.token for each in deploy(load_balancer=options).invocations}


def test_dualstack_load_balancer_has_aaaa_alias_records(deploy: Deploy) -> None:
    domain = {"name": "a.example.com", "zone_id": "Z0123", "alternative_names": ["b.example.com"]}
    inputs = {"domain": domain, "load_balancer": DUALSTACK | {"ingress": OFFICE_IPV6}}
    aliases = [each.inputs for each in deploy(**inputs).of_type("aws:route53/record:Record") if each.inputs["aliases"]]
    assert {(each["name"], each["type"]) for each in aliases} == {
        (name, type_) for name in ("a.example.com", "b.example.com") for type_ in ("A", "AAAA")
    }
    ipv4 = deploy(domain=domain, load_balancer={"ingress": OFFICE}).of_type("aws:route53/record:Record")
    assert {each.inputs["type"] for each in ipv4 if each.inputs["aliases"]} == {"A"}


def test_listener_rule_has_ipv4_and_ipv6_sources(deploy: Deploy) -> None:
    sources = ["203.0.113.0/24", "2001:db8:1::/48"]
    rule = {"name": "office", "source_cidr_blocks": sources}
    deployment = deploy(load_balancer=DUALSTACK, listener={"rules": [rule]})
    (condition,) = deployment.one("aws:lb/listenerRule:ListenerRule").inputs["conditions"]
    assert condition["sourceIp"]["values"] == sources


# What is told of it


def test_outputs_tell_how_to_reach_it(deploy: Deploy) -> None:
    deployment = deploy()
    service: WebService = deployment.result
    found = deployment.one("aws:lb/loadBalancer:LoadBalancer")
    assert deployment.value(service.load_balancer_arn) == found.id
    assert found.outputs is not None
    assert deployment.value(service.load_balancer_arn_suffix) == found.outputs["arnSuffix"]
    assert deployment.value(service.metrics.load_balancer_arn_suffix) == found.outputs["arnSuffix"]
    assert deployment.value(service.metrics.auto_scaling_group_name) == deployment.value(
        service.auto_scaling_group_name
    )
    assert service.metrics.cloudwatch_agent
    assert deployment.value(service.dns_name) == found.outputs["dnsName"]
    assert deployment.value(service.zone_id) == found.outputs["zoneId"]
    assert deployment.value(service.url) == "https://portal.example.com"
    group = deployment.one("aws:ec2/securityGroup:SecurityGroup", "portal-load-balancer")
    assert deployment.value(service.security_group_id) == group.id


def test_without_a_domain_the_url_is_that_of_the_load_balancer(deploy: Deploy) -> None:
    deployment = deploy(domain=None, durability="ephemeral")
    assert deployment.value(deployment.result.url) == f"http://{deployment.value(deployment.result.dns_name)}"
    assert deployment.result.certificate_arn is None


def test_a_preview_does_not_need_to_know_what_aws_will_say(deploy: Deploy) -> None:
    deployment = deploy(preview=True, domain={"name": "a.example.com", "zone_id": "Z0123"}, load_balancer=PUBLIC)
    assert deployment.one("aws:lb/listener:Listener").inputs["port"] == 443


def origin_of(record: Recorder, **inputs: Any) -> tuple[Deployment, WebService, VpcOrigin | HttpOrigin]:
    def program() -> tuple[WebService, VpcOrigin | HttpOrigin]:
        service = WebService("portal", WebServiceArgs(**web_service_inputs(**inputs)))
        return service, service.origin

    deployment = record(program)
    return deployment, *deployment.result


def test_an_internal_service_is_a_vpc_origin(record: Recorder) -> None:
    deployment, service, origin = origin_of(record)
    assert isinstance(origin, VpcOrigin)
    assert deployment.value(origin.load_balancer_arn) == deployment.value(service.load_balancer_arn)
    assert (origin.domain_name, origin.protocol, origin.headers) == ("portal.example.com", "https", {})


def test_an_origin_without_a_domain_is_found_by_http_and_dns_name(record: Recorder) -> None:
    deployment, service, origin = origin_of(record, domain=None, durability="ephemeral")
    assert isinstance(origin, VpcOrigin)
    assert deployment.value(origin.domain_name) == deployment.value(service.dns_name)
    assert origin.protocol == "http"


@pytest.mark.parametrize(("alias_records", "by_domain"), [(None, False), (True, True)])
def test_the_origin_of_a_public_service_has_its_header(
    record: Recorder, alias_records: bool | None, by_domain: bool
) -> None:
    domain = {"name": "portal.example.com", "zone_id": ZONE, "alias_records": alias_records}
    deployment, service, origin = origin_of(record, load_balancer=PUBLIC, domain=domain)
    assert isinstance(origin, HttpOrigin)
    # Without records of its own, the domain leads to CloudFront itself.
    host = "portal.example.com" if by_domain else deployment.value(service.dns_name)
    assert deployment.value(origin.domain_name) == host
    assert service.origin_header_value is not None
    sent = {name: deployment.value(value) for name, value in origin.headers.items()}
    assert sent == {"x-origin-verify": deployment.value(service.origin_header_value)}


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"load_balancer": {"ingress": OFFICE}}, "load_balancer.ingress: must include CloudFront"),
        (
            {"load_balancer": PUBLIC, "domain": None, "durability": "ephemeral"},
            "domain: must be set for a public ",
        ),
    ],
)
def test_an_origin_that_cloudfront_can_not_reach_is_refused(
    deploy: Deploy, inputs: dict[str, Any], message: str
) -> None:
    service: WebService = deploy(**inputs).result
    with pytest.raises(InputError, match=message):
        _ = service.origin
