import json
from typing import Any

import pulumi
import pytest
from compute_parts import Deploy, group, refusals, template
from recording import UNKNOWN, Cloud, Deployment, Recorder, always
from web_service_inputs import GROUP, KEY, PUBLIC, web_service_inputs

from strongroom.compute import WebService, WebServiceArgs
from strongroom.core import InputError

IMAGE = "ami-0123456789abcdef0"
CHINA = Cloud("aws-cn", "cn-north-1", "123456789012")
READ = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": "arn:aws:x:::y"}],
    }
)
EGRESS, INGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "portal-instances-service"


def policy(deployment: Deployment, name: str = "portal-instance") -> dict[str, dict[str, Any]]:
    document = json.loads(deployment.one("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"])
    return {statement["Sid"]: statement for statement in document["Statement"]}


def volumes(deployment: Deployment) -> dict[str, dict[str, Any]]:
    return {each["deviceName"]: each["ebs"] for each in template(deployment).inputs["blockDeviceMappings"]}


# The launch template


def test_an_instance_is_made_of_what_is_given(deploy: Deploy) -> None:
    inputs = template(deploy(instances={"image_id": IMAGE, "instance_types": ["c7i.large", "c6i.large"]})).inputs
    assert inputs["imageId"] == IMAGE
    assert inputs["instanceType"] == "c7i.large"
    assert inputs["updateDefaultVersion"] is True
    assert inputs["keyName"] is None


@pytest.mark.parametrize(("types", "architecture"), [(["m7i.large"], "x86_64"), (["m7g.large"], "arm64")])
def test_the_newest_amazon_linux_for_the_types_is_read_at_deployment(
    deploy: Deploy, types: list[str], architecture: str
) -> None:
    deployment = deploy(instances={"instance_types": types})
    (asked,) = [each for each in deployment.invocations if "ssm" in each.token]
    name = f"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"
    assert asked.args["name"] == name
    inputs = template(deployment)
    assert inputs.inputs["imageId"].startswith("ami-")
    assert "imageId" not in inputs.secrets


def test_a_given_image_asks_nobody(deploy: Deploy) -> None:
    deployment = deploy(instances=lambda: {"image_id": pulumi.Output.from_input(IMAGE)})
    assert template(deployment).inputs["imageId"] == IMAGE
    assert not [each for each in deployment.invocations if "ssm" in each.token]


def test_a_disposable_service_has_small_instances(deploy: Deploy) -> None:
    assert template(deploy(durability="ephemeral")).inputs["instanceType"] == "t4g.small"


def test_volumes_are_gp3_encrypted_with_the_key_and_go_with_the_instance(deploy: Deploy) -> None:
    further = {"/dev/sdf": {"size_gib": 100, "iops": 6_000, "throughput_mibps": 500}}
    given = volumes(deploy(instances={"volumes": further, "root_volume": {"size_gib": 50}}))
    assert given == {
        "/dev/xvda": {
            "deleteOnTermination": "true",
            "encrypted": "true",
            "iops": 3_000,
            "kmsKeyId": KEY,
            "throughput": 125,
            "volumeSize": 50,
            "volumeType": "gp3",
        },
        "/dev/sdf": {
            "deleteOnTermination": "true",
            "encrypted": "true",
            "iops": 6_000,
            "kmsKeyId": KEY,
            "throughput": 500,
            "volumeSize": 100,
            "volumeType": "gp3",
        },
    }


def test_another_image_may_have_another_root_device(deploy: Deploy) -> None:
    assert volumes(deploy(instances={"root_device_name": "/dev/sda1"})).keys() == {"/dev/sda1"}


def default_tags(tags: dict[str, str] | None) -> dict[str, Any]:
    answer = {} if tags is None else {"id": "aws", "tags": tags}
    return {"aws:index/getDefaultTags:getDefaultTags": always(answer)}


def test_default_tags_reach_instances_volumes_and_network_interfaces(record: Recorder) -> None:
    def program() -> WebService:
        return WebService("portal", WebServiceArgs(**web_service_inputs(tags={"Team": "portal"})))

    deployment = record(program, answers=default_tags({"Owner": "ops", "Team": "overridden", "Environment": "none"}))
    expected = {"Owner": "ops", "Team": "portal", "Environment": "dev", "ManagedBy": "pulumi"}
    specifications = template(deployment).inputs["tagSpecifications"]
    assert {each["resourceType"] for each in specifications} == {"volume", "network-interface"}
    assert all(each["tags"].items() >= expected.items() for each in specifications)
    tags = group(deployment).inputs["tags"]
    assert {each["key"]: each["value"] for each in tags}.items() >= expected.items()
    assert all(each["propagateAtLaunch"] for each in tags)
    # The provider adds them to the template itself.
    assert "Owner" not in template(deployment).inputs["tags"]


def test_unknown_default_tags_stay_unknown_in_a_preview(record: Recorder) -> None:
    def program() -> WebService:
        return WebService("portal", WebServiceArgs(**web_service_inputs()))

    deployment = record(program, preview=True, answers=default_tags(None))
    assert group(deployment).inputs["tags"] is UNKNOWN
    assert all(each["tags"] is UNKNOWN for each in template(deployment).inputs["tagSpecifications"])


def test_what_comes_with_an_instance_is_tagged(deploy: Deploy) -> None:
    specifications = template(deploy(tags={"Team": "portal"})).inputs["tagSpecifications"]
    assert {each["resourceType"] for each in specifications} == {"volume", "network-interface"}
    assert all(each["tags"]["Team"] == "portal" for each in specifications)


def test_a_preview_does_not_need_to_know_what_aws_will_say(deploy: Deploy) -> None:
    given: dict[str, Any] = {
        "bootstrap": {"service": {"name": "portal", "command": "/opt/portal"}},
        "volumes": {"/dev/sdf": {}},
    }
    deployment = deploy(preview=True, instances=given, scaling={"cpu_steps": {}})
    assert template(deployment).inputs["imageId"] == template(deploy(instances=given)).inputs["imageId"]
    assert len(deployment.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")) == 2


# The role


def test_the_role_is_for_ec2_of_the_partition(record: Recorder) -> None:
    inputs = web_service_inputs(
        load_balancer={"ingress": {"cloudfront": False, "cidr_blocks": {"office": "10.0.0.0/8"}}}
    )
    deployment = record(lambda: WebService("portal", WebServiceArgs(**inputs)), cloud=CHINA)
    role = deployment.one("aws:iam/role:Role")
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": "ec2.amazonaws.com.cn"}
    assert role.inputs["name"] == "portal-instance-cn-north-1-dev"
    assert policy(deployment)["AgentKey"]["Condition"]["StringEquals"]["kms:ViaService"] == (
        "ssm.cn-north-1.amazonaws.com.cn"
    )


def test_the_profile_is_told_when_the_role_can_do_everything(deploy: Deploy) -> None:
    deployment = deploy(instances={"policies": {"secret": READ}})
    profile = deployment.one("aws:iam/instanceProfile:InstanceProfile")
    role = deployment.one("aws:iam/role:Role")
    assert profile.inputs["role"] == role.inputs["name"]
    assert template(deployment).inputs["iamInstanceProfile"]["arn"] == (profile.outputs or {})["arn"]
    waits = {
        urn.rsplit("::", 1)[-1]
        for urn in template(deployment).request.propertyDependencies["iamInstanceProfile"].urns
        if "rolePolicy" in urn
    }
    assert waits == {"portal-instance", "portal-instance-policy-secret"}


def test_the_agent_may_use_its_own_things_only(deploy: Deploy) -> None:
    deployment = deploy()
    statements = policy(deployment)
    parameter = (deployment.one("aws:ssm/parameter:Parameter").outputs or {})["arn"]
    group = (deployment.one("aws:cloudwatch/logGroup:LogGroup").outputs or {})["arn"]
    assert statements["AgentConfiguration"]["Resource"] == parameter
    assert statements["AgentLogs"]["Resource"] == [f"{group}:*"]
    assert statements["AgentMetrics"]["Condition"] == {"StringEquals": {"cloudwatch:namespace": "CWAgent"}}
    assert statements["AgentKey"]["Resource"] == KEY
    assert statements["AgentKey"]["Condition"]["StringEquals"]["kms:EncryptionContext:PARAMETER_ARN"] == parameter


def test_session_manager_opens_no_parameters(deploy: Deploy) -> None:
    statements = policy(deploy(instances={"agent": None}))
    actions = {action for each in statements.values() for action in each["Action"]}
    assert {"ssmmessages:OpenDataChannel", "ssm:UpdateInstanceInformation"} <= actions
    assert not {"ssm:GetParameter", "ssm:GetParameters"} & actions


MANAGED_INSTANCE_CORE = set(
    """
    ssm:DescribeAssociation ssm:GetDeployablePatchSnapshotForInstance ssm:GetDocument ssm:DescribeDocument
    ssm:GetManifest ssm:ListAssociations ssm:ListInstanceAssociations ssm:PutInventory ssm:PutComplianceItems
    ssm:PutConfigurePackageResult ssm:UpdateAssociationStatus ssm:UpdateInstanceAssociationStatus
    ssm:UpdateInstanceInformation ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel
    ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel ec2messages:AcknowledgeMessage
    ec2messages:DeleteMessage ec2messages:FailMessage ec2messages:GetEndpoint ec2messages:GetMessages
    ec2messages:SendReply
    """.split()  # noqa: SIM905 - a list of lines would be longer
)
"""Actions of the AWS managed policy AmazonSSMManagedInstanceCore, without those that read every parameter."""

WITHOUT_RESOURCES = {
    "ssm:GetDeployablePatchSnapshotForInstance",
    "ssm:GetManifest",
    "ssm:ListAssociations",
    "ssm:PutConfigurePackageResult",
    "ssm:PutInventory",
}
"""Actions of ssm that IAM can't limit to resources; of ssmmessages and ec2messages, that holds for all."""


def test_systems_manager_actions_are_limited_to_resources_where_iam_can(record: Recorder) -> None:
    cloud = Cloud("aws-us-gov", "us-gov-west-1", "123456789012")
    inputs = web_service_inputs(load_balancer=PUBLIC | {"ingress": {"allow_public": True}})
    deployment = record(lambda: WebService("portal", WebServiceArgs(**inputs)), cloud=cloud)
    resources = {
        action: each["Resource"]
        for sid, each in policy(deployment).items()
        if sid.startswith("SystemsManager") and each["Action"] != "s3:GetObject"
        for action in each["Action"]
    }
    assert {*resources} == MANAGED_INSTANCE_CORE
    open_ = {action for action, resource in resources.items() if resource == "*"}
    assert open_ == WITHOUT_RESOURCES | {each for each in MANAGED_INSTANCE_CORE if "messages:" in each}
    documents = "arn:aws-us-gov:ssm:us-gov-west-1:*:document/*"
    assert resources["ssm:GetDocument"] == documents
    assert resources["ssm:UpdateInstanceInformation"] == [
        "arn:aws-us-gov:ec2:us-gov-west-1:123456789012:instance/*",
        "arn:aws-us-gov:ssm:us-gov-west-1:123456789012:association/*",
        documents,
    ]


@pytest.mark.parametrize("agent", [{}, None])
def test_instance_role_reads_the_buckets_of_ssm_agent_and_patch_manager(record: Recorder, agent: Any) -> None:
    args = WebServiceArgs(**web_service_inputs(instances={"agent": agent}))
    deployment = record(lambda: WebService("portal", args), cloud=Cloud("aws", "eu-central-1", "123456789012"))
    statement = policy(deployment)["SystemsManagerBuckets"]
    assert statement["Action"] == "s3:GetObject"
    assert {
        "arn:aws:s3:::aws-ssm-eu-central-1/*",
        "arn:aws:s3:::patch-baseline-snapshot-eu-central-1/*",
        "arn:aws:s3:::aws-patch-manager-eu-central-1-9163fdaaf/*",
    } <= {*statement["Resource"]}


def test_a_team_adds_statements_and_policies(deploy: Deploy) -> None:
    statement = {"sid": "Documents", "actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::documents/*"]}

    def instances() -> dict[str, Any]:
        return {"policy_statements": [statement], "policies": {"secret": pulumi.Output.from_input(READ)}}

    deployment = deploy(instances=instances)
    added = policy(deployment, "portal-instance-statements")
    assert added["Documents"]["Resource"] == ["arn:aws:s3:::documents/*"]
    given = deployment.one("aws:iam/rolePolicy:RolePolicy", "portal-instance-policy-secret").inputs
    assert given["policy"] == READ
    assert given["role"] == deployment.one("aws:iam/role:Role").inputs["name"]


# The security group


def test_only_the_load_balancer_comes_in_to_the_services_port(deploy: Deploy) -> None:
    deployment = deploy(target_group={"port": 8443})
    rule = deployment.named(INGRESS).inputs
    assert (rule["fromPort"], rule["toPort"], rule["ipProtocol"]) == (8443, 8443, "tcp")
    balancer = deployment.one("aws:ec2/securityGroup:SecurityGroup", "portal-load-balancer")
    assert rule["referencedSecurityGroupId"] == balancer.id
    ours = deployment.one("aws:ec2/securityGroup:SecurityGroup", "portal-instances").id
    come_in = [
        each.name
        for each in deployment.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        if each.inputs["securityGroupId"] == ours
    ]
    assert come_in == [INGRESS]
    assert template(deployment).inputs["networkInterfaces"][0]["securityGroups"] == [ours]


def test_health_checks_come_in_to_their_own_port(deploy: Deploy) -> None:
    deployment = deploy(target_group={"health_check": {"port": 9_000}})
    assert deployment.named("portal-instances-health").inputs["fromPort"] == 9_000


def test_https_goes_out_and_what_is_named(deploy: Deploy) -> None:
    egress = {
        "database": {"port": 5433, "security_group_id": GROUP},
        "partner": {"port": 8443, "cidr_block": "203.0.113.0/24"},
        "s3": {"port": 443, "prefix_list_id": "pl-0123456789abcdef0"},
    }
    deployment = deploy(instances={"egress": egress})
    ours = deployment.one("aws:ec2/securityGroup:SecurityGroup", "portal-instances").id
    found = [rule for rule in deployment.of_type(EGRESS) if rule.inputs["securityGroupId"] == ours]
    rules = {(rule.aliases or [rule.name])[0]: rule.inputs for rule in found}
    assert "portal-egress-8443.203-0-113-0-24" in {rule.name for rule in found}
    assert rules["portal-https-egress"]["cidrIpv4"] == "0.0.0.0/0"
    assert rules["portal-https-egress"]["fromPort"] == rules["portal-https-egress"]["toPort"] == 443
    assert rules["portal-egress-database"]["referencedSecurityGroupId"] == GROUP
    assert rules["portal-egress-database"]["toPort"] == 5433
    assert rules["portal-egress-partner"]["cidrIpv4"] == "203.0.113.0/24"
    assert rules["portal-egress-s3"]["prefixListId"] == "pl-0123456789abcdef0"


def test_the_port_of_egress_may_be_an_output(deploy: Deploy) -> None:
    def instances() -> dict[str, Any]:
        return {"egress": {"database": {"port": pulumi.Output.from_input(5433), "security_group_id": GROUP}}}

    rule = deploy(instances=instances).one(EGRESS, f"portal-egress-database.{GROUP}")
    assert (rule.inputs["fromPort"], rule.inputs["toPort"]) == (5433, 5433)
    assert f"portal-egress-5433.{GROUP}" in rule.aliases


@pytest.mark.parametrize(
    ("port", "network"),
    [(pulumi.Output.from_input, str), (int, pulumi.Output.from_input), (pulumi.Output.from_input,) * 2],
)
def test_egress_to_the_internet_is_checked_when_it_resolves(record: Recorder, port: Any, network: Any) -> None:
    def program() -> None:
        egress = {"all": {"port": port(5433), "cidr_block": network("0.0.0.0/0")}}
        WebService("portal", WebServiceArgs(**web_service_inputs(instances={"egress": egress})))

    message = record.failing(InputError, program).message
    assert "instances.egress.all: lets instances connect to port 5433 of the whole internet" in message


def test_instances_are_members_of_further_groups(deploy: Deploy) -> None:
    deployment = deploy(instances={"security_group_ids": ["sg-0123456789abcdef0"]})
    (interface,) = template(deployment).inputs["networkInterfaces"]
    ours = deployment.one("aws:ec2/securityGroup:SecurityGroup", "portal-instances").id
    assert interface["securityGroups"] == [ours, "sg-0123456789abcdef0"]


def test_nothing_goes_out_where_endpoints_are_named(deploy: Deploy) -> None:
    deployment = deploy(instances={"https_egress": False})
    ours = deployment.one("aws:ec2/securityGroup:SecurityGroup", "portal-instances").id
    assert not [rule for rule in deployment.of_type(EGRESS) if rule.inputs["securityGroupId"] == ours]


# What is refused


@pytest.mark.parametrize(
    ("instances", "path", "remedy"),
    [
        ({"instance_types": ["m7g"]}, "instances.instance_types.0", "use for example m7g.large"),
        ({"instance_types": ["large"]}, "instances.instance_types.0", "use for example m7g.large"),
        ({"instance_types": ["m7g.large", "m7g.large"]}, "instances.instance_types", "remove the second"),
        ({"instance_types": ["m7g.large", "m7i.large"]}, "instances.instance_types", "keep those of one"),
        ({"instance_types": ["m7g.large"], "spot": {}}, "instances.spot", "give several instance_types"),
        ({"spot": {"on_demand_base_capacity": 6}}, "instances.spot.on_demand_base_capacity", "raise capacity.max_size"),
        ({"image_id": "al2023"}, "instances.image_id", "use for example ami-"),
        ({"root_volume": {"size_gib": 4, "iops": 4_000}}, "instances.root_volume", "set size_gib to 8"),
        ({"root_volume": {"throughput_mibps": 1_000}}, "instances.root_volume", "raise iops"),
        ({"root_device_name": "xvda"}, "instances.root_device_name", "/dev/xvda"),
        ({"volumes": {"/dev/sda": {}}}, "instances.volumes./dev/sda", "/dev/sdf"),
        ({"volumes": {"/dev/sdf": {}, "/dev/xvdf": {}}}, "instances.volumes./dev/xvdf", "name another one"),
        ({"policies": {"all": "{}"}}, "instances.policies.all", "JSON of an identity policy"),
        (
            {"policies": {"all": '{"Statement": []}'}},
            "instances.policies.all",
            "JSON of an identity policy",
        ),
        (
            {"policies": {"all": READ.replace('["secretsmanager:GetSecretValue"]', "[1]")}},
            "instances.policies.all",
            "must have actions of services",
        ),
        ({"policies": {"all": READ.replace("secretsmanager:GetSecretValue", "*")}}, "instances.policies.all", "IAM.1"),
        (
            {"policies": {"all": READ.replace('"Action"', '"Principal": "*", "Action"')}},
            "instances.policies.all",
            "of a role",
        ),
        (
            {"policies": dict.fromkeys("ab", READ.replace("secretsmanager:Get", "secretsmanager:Get" + "x" * 5_200))},
            "instances.policies",
            "at most 10,240",
        ),
        (
            {"policies": {"all": READ.replace("secretsmanager:GetSecretValue", "s3:*")}},
            "instances.policies.all",
            "IAM.21",
        ),
        (
            {
                "policy_statements": [
                    {"sid": "AgentKey", "actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::a/*"]}
                ]
            },
            "instances.policy_statements.0.sid",
            "call it something else",
        ),
        ({"egress": {"db": {"port": 5433}}}, "instances.egress.db", "give one of them"),
        (
            {"egress": {"db": {"port": 5433, "security_group_id": GROUP, "cidr_block": "10.0.0.0/16"}}},
            "instances.egress.db",
            "give one of them",
        ),
        ({"egress": {"all": {"port": 443, "cidr_block": "0.0.0.0/0"}}}, "instances.egress.all", "remove it"),
        ({"egress": {"all": {"port": 25, "cidr_block": "0.0.0.0/0"}}}, "instances.egress.all", "narrower network"),
    ],
)
def test_instances_that_cannot_be_used_are_refused_with_the_remedy(
    instances: dict[str, Any], path: str, remedy: str
) -> None:
    problems = refusals(instances=instances)
    assert list(problems) == [path]
    assert remedy in problems[path]


def test_a_policy_that_is_known_later_is_checked_then(record: Recorder) -> None:
    def program() -> None:
        wide = pulumi.Output.from_input(READ.replace("secretsmanager:GetSecretValue", "*"))
        WebService("portal", WebServiceArgs(**web_service_inputs(instances={"policies": {"all": wide}})))

    assert "IAM.1" in record.failing(pulumi.RunError, program).message
