"""The controls that a web service meets by default, each shown on what is registered."""

import json
import re
from collections.abc import Callable
from typing import Any, get_args

import pytest
from compute_parts import group, template
from recording import Deployment
from web_service_inputs import KEY, LOG_BUCKET, PUBLIC, SUBNETS, WEB_ACL

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


@pytest.mark.parametrize("protected", [True, False])
def test_elb_6_load_balancer_is_protected_from_deletion_by_aws_and_pulumi(deploy: Deploy, protected: bool) -> None:
    given = {} if protected else {"load_balancer": {"deletion_protection": False}}
    found = deploy(**given).one("aws:lb/loadBalancer:LoadBalancer")
    assert found.inputs["enableDeletionProtection"] is found.request.protect is protected


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


# The instances


def test_autoscaling_1_the_load_balancers_health_checks_decide(deploy: Deploy) -> None:
    assert group(deploy()).inputs["healthCheckType"] == "ELB"


def test_autoscaling_2_a_group_covers_the_zones_of_all_its_subnets(deploy: Deploy) -> None:
    assert group(deploy()).inputs["vpcZoneIdentifiers"] == SUBNETS
    assert len(SUBNETS) >= 2


def test_autoscaling_6_a_group_has_several_types_of_instance(deploy: Deploy) -> None:
    for durability in ("persistent", "ephemeral"):
        overrides = group(deploy(durability=durability)).inputs["mixedInstancesPolicy"]["launchTemplate"]["overrides"]
        assert len({each["instanceType"] for each in overrides}) > 1


def test_autoscaling_9_a_group_has_a_launch_template(deploy: Deploy) -> None:
    deployment = deploy()
    policy = group(deployment).inputs["mixedInstancesPolicy"]["launchTemplate"]
    assert policy["launchTemplateSpecification"]["launchTemplateId"] == template(deployment).id
    assert group(deployment).inputs["launchConfiguration"] is None


def test_ec2_8_and_170_metadata_needs_a_token_that_goes_one_hop(deploy: Deploy) -> None:
    options = template(deploy()).inputs["metadataOptions"]
    assert options["httpTokens"] == "required"
    assert options["httpPutResponseHopLimit"] == 1
    assert options["instanceMetadataTags"] == "disabled"


def test_ec2_9_and_25_instances_have_no_public_address(deploy: Deploy) -> None:
    (interface,) = template(deploy()).inputs["networkInterfaces"]
    assert interface["associatePublicIpAddress"] == "false"


def test_ec2_3_and_181_volumes_are_encrypted_with_a_key_of_ones_own(deploy: Deploy) -> None:
    mappings = template(deploy(instances={"volumes": {"/dev/sdf": {}}})).inputs["blockDeviceMappings"]
    assert len(mappings) == 2
    assert {(each["ebs"]["encrypted"], each["ebs"]["kmsKeyId"]) for each in mappings} == {("true", KEY)}


def test_ec2_13_and_14_nobody_logs_in_with_ssh(deploy: Deploy) -> None:
    deployment = deploy()
    assert template(deployment).inputs["keyName"] is None
    ours = deployment.one("aws:ec2/securityGroup:SecurityGroup", "portal-instances").id
    rules = deployment.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert [rule.inputs["toPort"] for rule in rules if rule.inputs["securityGroupId"] == ours] == [8080]


def test_ssm_1_instances_are_managed_by_systems_manager(deploy: Deploy) -> None:
    deployment = deploy()
    profile = deployment.one("aws:iam/instanceProfile:InstanceProfile")
    assert template(deployment).inputs["iamInstanceProfile"] == {"arn": (profile.outputs or {})["arn"]}
    statements = _statements(deployment)
    allowed = {action for each in statements for action in each["Action"]}
    assert {"ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel"} <= allowed


def test_iam_1_and_21_a_role_may_do_named_actions(deploy: Deploy) -> None:
    statements = _statements(deploy())
    assert len(statements) > 3
    for statement in statements:
        assert not re.search(r"[*]", json.dumps(statement["Action"]))


def test_everything_is_named_but_for_what_knows_no_resources(deploy: Deploy) -> None:
    open_ = [each for each in _statements(deploy()) if each["Resource"] == "*"]
    assert {each["Sid"] for each in open_} == {"SystemsManager", "AgentMetrics", "AgentTags"}
    (metrics,) = [each for each in open_ if each["Sid"] == "AgentMetrics"]
    assert metrics["Condition"]


def test_no_wildcard_is_in_a_trust_policy(deploy: Deploy) -> None:
    trust = deploy().one("aws:iam/role:Role").inputs["assumeRolePolicy"]
    assert "*" not in trust


def test_no_instance_connects_to_everything(deploy: Deploy) -> None:
    rules = deploy().of_type("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
    world = [rule.inputs for rule in rules if rule.inputs["cidrIpv4"] == "0.0.0.0/0"]
    assert [(rule["ipProtocol"], rule["fromPort"], rule["toPort"]) for rule in world] == [("tcp", 443, 443)]


def test_instances_are_monitored_in_detail(deploy: Deploy) -> None:
    assert template(deploy()).inputs["monitoring"] == {"enabled": True}


def test_parameters_are_encrypted(deploy: Deploy) -> None:
    parameter = deploy().one("aws:ssm/parameter:Parameter").inputs
    assert (parameter["type"], parameter["keyId"]) == ("SecureString", KEY)


# Alarms and logs


def test_cloudwatch_15_and_17_an_alarm_has_an_action_that_is_on(deploy: Deploy) -> None:
    for kind in ("cpu_steps", "cpu_simple"):
        alarms = [each.inputs for each in deploy(scaling={kind: {}}).of_type("aws:cloudwatch/metricAlarm:MetricAlarm")]
        assert len(alarms) == 2
        assert all(alarm["alarmActions"] and alarm["actionsEnabled"] is not False for alarm in alarms)


def test_cloudwatch_16_logs_are_kept_for_a_year_under_a_key_of_ones_own(deploy: Deploy) -> None:
    groups = [each.inputs for each in deploy().of_type("aws:cloudwatch/logGroup:LogGroup")]
    assert groups
    assert all((each["retentionInDays"], each["kmsKeyId"]) == (365, KEY) for each in groups)


def _statements(deployment: Deployment) -> list[dict[str, Any]]:
    return json.loads(deployment.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])["Statement"]
