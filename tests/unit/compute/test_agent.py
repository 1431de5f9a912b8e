import json
from typing import Any

from compute_parts import Deploy

from strongroom.compute import AgentOptions
from strongroom.compute._agent import agent_configuration

LOGS = {"/var/log/app.log": "/web-service/portal-dev/app"}


def configuration(**options: Any) -> dict[str, Any]:
    return json.loads(agent_configuration(AgentOptions(**options), LOGS))


def test_metrics_of_instances_are_summed_up_by_group() -> None:
    metrics = configuration()["metrics"]
    assert metrics["append_dimensions"]["AutoScalingGroupName"] == "${aws:AutoScalingGroupName}"
    assert metrics["aggregation_dimensions"] == [["AutoScalingGroupName"]]


def test_memory_and_the_root_disk_are_measured() -> None:
    told = configuration()
    assert told["agent"]["metrics_collection_interval"] == 60
    collected = told["metrics"]["metrics_collected"]
    assert collected.keys() == {"mem", "disk"}
    assert collected["mem"]["measurement"] == ["used_percent"]
    assert collected["disk"]["resources"] == ["/"]


def test_swap_and_other_disks_are_measured_when_wanted() -> None:
    collected = configuration(swap=True, disks=["/data"], interval_seconds=10)["metrics"]["metrics_collected"]
    assert collected["disk"]["resources"] == ["/", "/data"]
    assert collected["swap"]["measurement"] == ["used_percent"]


def test_files_go_to_their_log_groups_by_instance() -> None:
    assert configuration()["logs"]["logs_collected"]["files"]["collect_list"] == [
        {
            "file_path": "/var/log/app.log",
            "log_group_name": "/web-service/portal-dev/app",
            "log_stream_name": "{instance_id}",
        }
    ]


def test_the_configuration_is_in_an_encrypted_parameter(deploy: Deploy) -> None:
    deployment = deploy()
    parameter = deployment.one("aws:ssm/parameter:Parameter")
    assert parameter.inputs["name"] == "/web-service/portal-dev/agent"
    assert (parameter.inputs["type"], parameter.inputs["tier"]) == ("SecureString", "Standard")
    assert parameter.inputs["keyId"] == deployment.named("portal-log-cloud-init").inputs["kmsKeyId"]
    collected = json.loads(parameter.inputs["value"])["logs"]["logs_collected"]["files"]["collect_list"]
    assert [each["log_group_name"] for each in collected] == ["/web-service/portal-dev/cloud-init"]


def test_a_long_configuration_is_an_advanced_parameter(deploy: Deploy) -> None:
    long = {
        "disks": [f"/{number}{'d' * 126}" for number in range(10)],
        "log_files": {f"{'log' * 12}-{number}": f"/{number:0126}" for number in range(12)},
    }
    deployment = deploy("portal" * 6, environment_suffix="staging", instances={"agent": long})
    parameter = deployment.one("aws:ssm/parameter:Parameter")
    assert 4096 < len(parameter.inputs["value"]) <= 8192
    assert parameter.inputs["tier"] == "Advanced"


def test_log_groups_are_made_first_with_key_and_retention(deploy: Deploy) -> None:
    bootstrap = {"service": {"name": "portal", "command": "/opt/portal"}}
    agent = {"log_files": {"audit": "/var/log/audit/*.log"}}
    deployment = deploy(instances={"bootstrap": bootstrap, "agent": agent}, log_retention_days=731)
    groups = deployment.of_type("aws:cloudwatch/logGroup:LogGroup")
    assert {group.inputs["name"] for group in groups} == {
        "/web-service/portal-dev/cloud-init",
        "/web-service/portal-dev/portal",
        "/web-service/portal-dev/audit",
    }
    assert all(group.inputs["retentionInDays"] == 731 and group.inputs["kmsKeyId"] for group in groups)
    outputs = deployment.named("portal").outputs
    assert outputs is not None
    assert outputs["logGroupNames"].keys() == {"cloud-init", "portal", "audit"}


def test_without_agent_nothing_is_made_for_it(deploy: Deploy) -> None:
    deployment = deploy(instances={"agent": None})
    assert not deployment.of_type("aws:ssm/parameter:Parameter")
    assert not deployment.of_type("aws:cloudwatch/logGroup:LogGroup")
    outputs = deployment.named("portal").outputs
    assert outputs is not None
    assert outputs.get("agentParameterName") is None
    assert "PutMetricData" not in deployment.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]
