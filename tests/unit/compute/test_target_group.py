from collections.abc import Callable
from typing import Any

import pytest
from recording import Deployment
from web_service_inputs import VPC

Deploy = Callable[..., Deployment]

TYPE = "aws:lb/targetGroup:TargetGroup"


def group(deploy: Deploy, **options: Any) -> Any:
    return deploy(target_group=options).one(TYPE).inputs


def test_a_target_group_takes_instances_over_http(deploy: Deploy) -> None:
    found = group(deploy)
    assert (found["targetType"], found["vpcId"]) == ("instance", VPC)
    assert (found["protocol"], found["port"], found["protocolVersion"]) == ("HTTP", 8080, "HTTP1")
    assert found["healthCheck"] == {
        "enabled": True,
        "path": "/",
        "port": "traffic-port",
        "protocol": "HTTP",
        "matcher": "200",
        "interval": 15,
        "timeout": 5,
        "healthyThreshold": 3,
        "unhealthyThreshold": 3,
    }


@pytest.mark.parametrize("name", ["portal", "p", "a-portal-of-ours", "abcd-efg"])
def test_its_name_is_free_to_be_replaced(deploy: Deploy, name: str) -> None:
    found = deploy(name).one(TYPE).inputs
    assert found["name"] is None
    assert 2 <= len(found["namePrefix"]) <= 6
    assert "--" not in found["namePrefix"]
    assert name.startswith(found["namePrefix"].rstrip("-")) or found["namePrefix"].startswith(name)
    assert found["tags"]["Name"] == f"{name}-targets-dev"


def test_a_health_check_is_as_it_is_given(deploy: Deploy) -> None:
    check = {
        "path": "/health",
        "port": 9000,
        "protocol": "HTTP",
        "matcher": "200-204,301",
        "interval_seconds": 10,
        "timeout_seconds": 9,
        "healthy_threshold": 2,
        "unhealthy_threshold": 10,
    }
    found = group(deploy, protocol="HTTPS", health_check=check)
    assert found["protocol"] == "HTTPS"
    assert found["healthCheck"] == {
        "enabled": True,
        "path": "/health",
        "port": "9000",
        "protocol": "HTTP",
        "matcher": "200-204,301",
        "interval": 10,
        "timeout": 9,
        "healthyThreshold": 2,
        "unhealthyThreshold": 10,
    }


def test_a_service_of_https_is_checked_by_https(deploy: Deploy) -> None:
    assert group(deploy, protocol="HTTPS")["healthCheck"]["protocol"] == "HTTPS"


def test_grpc_has_a_health_check_of_its_own(deploy: Deploy) -> None:
    found = group(deploy, protocol_version="GRPC")
    assert found["protocolVersion"] == "GRPC"
    assert (found["healthCheck"]["path"], found["healthCheck"]["matcher"]) == ("/grpc.health.v1.Health/Check", "0")
    assert group(deploy, protocol_version="GRPC", health_check={"matcher": "0-12"})["healthCheck"]["matcher"] == "0-12"


def test_a_client_stays_with_an_instance_only_if_told_so(deploy: Deploy) -> None:
    assert group(deploy)["stickiness"]["enabled"] is False
    found = group(deploy, stickiness={"duration_seconds": 60})["stickiness"]
    assert (found["enabled"], found["type"], found["cookieDuration"]) == (True, "lb_cookie", 60)
    found = group(deploy, stickiness={"type": "app_cookie", "cookie_name": "SESSION"})["stickiness"]
    assert (found["type"], found["cookieName"], found["cookieDuration"]) == ("app_cookie", "SESSION", 86_400)


@pytest.mark.parametrize(
    ("options", "property", "value"),
    [
        ({}, "slowStart", 0),
        ({"slow_start_seconds": 900}, "slowStart", 900),
        ({}, "deregistrationDelay", 60),
        ({"deregistration_delay_seconds": 0}, "deregistrationDelay", 0),
        ({}, "loadBalancingAlgorithmType", "round_robin"),
        ({"algorithm": "least_outstanding_requests"}, "loadBalancingAlgorithmType", "least_outstanding_requests"),
        ({}, "loadBalancingAnomalyMitigation", None),
        ({"algorithm": "weighted_random"}, "loadBalancingAnomalyMitigation", "off"),
        ({"algorithm": "weighted_random", "anomaly_mitigation": True}, "loadBalancingAnomalyMitigation", "on"),
    ],
)
def test_attributes(deploy: Deploy, options: dict[str, Any], property: str, value: object) -> None:
    assert group(deploy, **options)[property] == value


def test_how_few_instances_are_too_few(deploy: Deploy) -> None:
    usual = group(deploy)["targetGroupHealth"]
    assert usual["dnsFailover"] == {
        "minimumHealthyTargetsCount": "1",
        "minimumHealthyTargetsPercentage": "off",
    }
    assert usual["unhealthyStateRouting"] == {
        "minimumHealthyTargetsCount": 1,
        "minimumHealthyTargetsPercentage": "off",
    }
    few = {
        "dns_failover_min_count": 3,
        "routing_min_count": 2,
        "dns_failover_min_percentage": 50,
        "routing_min_percentage": 25,
    }
    found = group(deploy, health=few)["targetGroupHealth"]
    assert found["dnsFailover"] == {"minimumHealthyTargetsCount": "3", "minimumHealthyTargetsPercentage": "50"}
    assert found["unhealthyStateRouting"] == {"minimumHealthyTargetsCount": 2, "minimumHealthyTargetsPercentage": "25"}


def test_outputs_tell_the_group(deploy: Deploy) -> None:
    deployment = deploy()
    found = deployment.one(TYPE)
    assert found.outputs is not None
    assert deployment.value(deployment.result.target_group_arn) == found.id
    assert deployment.value(deployment.result.target_group_arn_suffix) == found.outputs["arnSuffix"]
