"""The controls that a web service meets by default, each shown on what is registered."""

from collections.abc import Callable
from typing import Any, get_args

from recording import Deployment
from web_service_inputs import LOG_BUCKET, PUBLIC, WEB_ACL

from strongroom.compute import SslPolicy

Deploy = Callable[..., Deployment]


def balancer(deployment: Deployment) -> Any:
    return deployment.one("aws:lb/loadBalancer:LoadBalancer").inputs


def listeners(deployment: Deployment) -> list[Any]:
    return [each.inputs for each in deployment.of_type("aws:lb/listener:Listener")]


# The load balancer


def test_elb_1_no_listener_of_http_answers_otherwise_than_by_a_redirect(deploy: Deploy) -> None:
    assert [each["protocol"] for each in listeners(deploy())] == ["HTTPS"]
    found = listeners(deploy(listener={"redirect_http": True}))
    (http,) = [each for each in found if each["protocol"] == "HTTP"]
    assert [action["redirect"]["protocol"] for action in http["defaultActions"]] == ["HTTPS"]


def test_elb_4_headers_that_are_not_valid_are_dropped(deploy: Deploy) -> None:
    assert balancer(deploy())["dropInvalidHeaderFields"] is True


def test_elb_5_requests_and_connections_are_logged(deploy: Deploy) -> None:
    found = balancer(deploy())
    for log in (found["accessLogs"], found["connectionLogs"]):
        assert (log["enabled"], log["bucket"]) == (True, LOG_BUCKET)


def test_elb_6_a_load_balancer_is_protected_from_deletion(deploy: Deploy) -> None:
    assert balancer(deploy())["enableDeletionProtection"] is True


def test_elb_12_requests_that_may_smuggle_others_are_refused(deploy: Deploy) -> None:
    assert balancer(deploy())["desyncMitigationMode"] in {"defensive", "strictest"}


def test_elb_13_a_load_balancer_spans_several_zones(deploy: Deploy) -> None:
    assert len(set(balancer(deploy())["subnets"])) >= 2


def test_elb_16_a_web_acl_can_stand_in_front(deploy: Deploy) -> None:
    # By default that of CloudFront does; the exception is in the README.
    deployment = deploy(load_balancer=PUBLIC | {"web_acl_arn": WEB_ACL})
    association = deployment.one("aws:wafv2/webAclAssociation:WebAclAssociation").inputs
    assert association["resourceArn"] == deployment.value(deployment.result.load_balancer_arn)


def test_elb_17_a_listener_has_a_recommended_policy(deploy: Deploy) -> None:
    (found,) = listeners(deploy())
    assert found["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    # What can be chosen is what the control recommends.
    assert set(get_args(SslPolicy)) == {
        f"ELBSecurityPolicy-TLS13-{kind}"
        for kind in (
            *("1-3-2021-06", "1-3-FIPS-2023-04", "1-2-Res-2021-06", "1-2-Res-FIPS-2023-04"),
            *("1-3-PQ-2025-09", "1-3-FIPS-PQ-2025-09", "1-2-Res-PQ-2025-09", "1-2-Res-FIPS-PQ-2025-09"),
        )
    }


def test_elb_18_every_listener_speaks_https(deploy: Deploy) -> None:
    assert {each["protocol"] for each in listeners(deploy())} == {"HTTPS"}


def test_ec2_13_14_18_and_19_no_rule_opens_a_port_to_the_internet(deploy: Deploy) -> None:
    for deployment in (deploy(), deploy(load_balancer=PUBLIC)):
        for rule in deployment.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"):
            assert (rule.inputs["cidrIpv4"], rule.inputs["cidrIpv6"]) == (None, None)


def test_security_groups_and_their_rules_say_what_they_are_for(deploy: Deploy) -> None:
    deployment = deploy()
    types = ("aws:ec2/securityGroup:SecurityGroup", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    for type_ in types:
        assert all(each.inputs["description"] for each in deployment.of_type(type_))
