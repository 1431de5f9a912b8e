"""What AWS calls the parts of a web service, when all names are as long as they can be, against AWS's own rules."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from recording import Deployment
from web_service_inputs import PUBLIC, ZONE

Deploy = Callable[..., Deployment]

LONGEST = "component-" + "x" * 30
"""The longest name of a component."""
SUFFIX = "environment1"
"""The longest suffix of an environment."""
PART = "part-" + "y" * 35
"""The longest name of a part."""

RULES = {
    "aws:autoscaling/group:Group": ("name", r"[a-z0-9-]{1,255}"),
    "aws:autoscaling/lifecycleHook:LifecycleHook": ("name", r"[A-Za-z0-9_/-]{1,255}"),
    "aws:autoscaling/policy:Policy": ("name", r"[a-z0-9-]{1,255}"),
    "aws:autoscaling/schedule:Schedule": ("scheduledActionName", r"[a-z0-9-]{1,255}"),
    "aws:cloudwatch/logGroup:LogGroup": ("name", r"[\w./#-]{1,512}"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": ("name", r"[a-z0-9-]{1,255}"),
    "aws:ec2/launchTemplate:LaunchTemplate": ("name", r"[\w()./-]{3,128}"),
    "aws:ec2/securityGroup:SecurityGroup": ("namePrefix", rf"(?!sg-)[\w .:/()#,@\[\]+=&;{{}}!$*-]{{1,{255 - 26}}}"),
    "aws:iam/instanceProfile:InstanceProfile": ("name", r"[\w+=,.@-]{1,128}"),
    "aws:iam/role:Role": ("name", r"[\w+=,.@-]{1,64}"),
    "aws:iam/rolePolicy:RolePolicy": ("name", r"[\w+=,.@-]{1,128}"),
    "aws:lb/loadBalancer:LoadBalancer": ("name", r"(?!internal-|-)[A-Za-z0-9-]{1,32}(?<!-)"),
    "aws:lb/targetGroup:TargetGroup": ("namePrefix", r"(?!-)[A-Za-z0-9-]{1,6}"),
    "aws:ssm/parameter:Parameter": ("name", r"(?!/?(aws|ssm))(/[\w.-]+){1,15}"),
}
"""By type: the property that names it, and what AWS takes for it."""
NAMELESS = {
    "aws:acm/certificate:Certificate",
    "aws:acm/certificateValidation:CertificateValidation",
    "aws:lb/listener:Listener",
    "aws:lb/listenerRule:ListenerRule",
    "aws:route53/record:Record",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "random:index/randomPassword:RandomPassword",
}
"""Types whose things have no name that we choose."""
DESCRIBED = {
    "aws:ec2/securityGroup:SecurityGroup": r"[A-Za-z0-9 ._:/()#,@\[\]+=&;{}!$*-]{1,255}",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": r"[A-Za-z0-9 ._:/()#,@\[\]+=&;{}!$*-]{1,255}",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": r"[A-Za-z0-9 ._:/()#,@\[\]+=&;{}!$*-]{1,255}",
    "aws:ec2/launchTemplate:LaunchTemplate": r".{1,255}",
    "aws:iam/role:Role": r".{1,1000}",
    "aws:ssm/parameter:Parameter": r".{1,1024}",
}
"""By type: what AWS takes for a description."""
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def everything(name: str, deploy: Deploy) -> Deployment:
    """A service with everything that has a name, each as long as can be."""
    clients = {"cloudfront": True, "cidr_blocks": {PART: "203.0.113.0/24"}}
    return deploy(
        name,
        environment_suffix=SUFFIX,
        domain={"name": "portal.example.com", "zone_id": ZONE},
        load_balancer=PUBLIC | {"ingress": clients},
        listener={"redirect_http": True, "rules": [{"name": PART, "paths": ["/"]}]},
        instances={
            "agent": {"log_files": {PART: "/var/log/app.log"}},
            "egress": {PART: {"port": 5432, "cidr_block": "10.0.0.0/8"}},
            "policies": {PART: json.dumps({"Version": "2012-10-17", "Statement": READ})},
            "policy_statements": [{"sid": "More", "actions": ["s3:ListBucket"], "resources": ["*"]}],
        },
        capacity={
            "lifecycle_hooks": {PART: {"transition": "launching"}},
            "schedules": {PART: {"recurrence": "0 7 * * *", "min_size": 3}},
        },
        scaling={"cpu_steps": {}},
    )


@pytest.mark.parametrize("name", [LONGEST, "internal-" + "x" * 31, "sg-" + "x" * 37, "a-b-c-d-e-f", "aws"])
def test_aws_takes_the_names_of_all_parts(deploy: Deploy, name: str) -> None:
    deployment = everything(name, deploy)
    made = {each.type for each in deployment.resources if each.custom}
    assert made == RULES.keys() | NAMELESS
    for type_, (field, rule) in RULES.items():
        names = [str(each.inputs[field]) for each in deployment.of_type(type_)]
        assert [each for each in names if not re.fullmatch(rule, each)] == []
        if field != "namePrefix":
            assert len(set(names)) == len(names)


def test_aws_takes_the_descriptions_of_all_parts(deploy: Deploy) -> None:
    deployment = everything(LONGEST, deploy)
    for type_, rule in DESCRIBED.items():
        descriptions: list[Any] = [each.inputs["description"] for each in deployment.of_type(type_)]
        assert [each for each in descriptions if not re.fullmatch(rule, each)] == []


def test_an_internal_load_balancer_has_a_name_that_aws_takes(deploy: Deploy) -> None:
    type_ = "aws:lb/loadBalancer:LoadBalancer"
    for name in (LONGEST, "internal", "internal-" + "x" * 31):
        found = deploy(name, environment_suffix=SUFFIX).one(type_).inputs["name"]
        assert re.fullmatch(RULES[type_][1], found)
        assert found.endswith(SUFFIX)
