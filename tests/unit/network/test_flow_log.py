from typing import Any

import pulumi
import pytest
from recording import Cloud, Recorder

from strongroom.core import InputError
from strongroom.network import FlowLogOptions, Network, NetworkArgs

BUCKET = "arn:aws:s3:::flow-logs/portal"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ROLE = "aws:iam/role:Role"


def test_the_flow_log_can_go_to_a_bucket(deploy: Any) -> None:
    deployment = deploy(flow_log=lambda: FlowLogOptions(bucket_arn=pulumi.Output.from_input(BUCKET)))
    log = deployment.one(FLOW_LOG)
    assert log.inputs["logDestinationType"] == "s3"
    assert log.inputs["logDestination"] == BUCKET
    assert log.inputs["destinationOptions"] == {
        "fileFormat": "plain-text",
        "hiveCompatiblePartitions": False,
        "perHourPartition": True,
    }
    assert log.inputs["iamRoleArn"] is None
    assert not deployment.of_type(LOG_GROUP)
    assert not deployment.of_type(ROLE)
    assert deployment.result.flow_log_group_name is None


@pytest.mark.parametrize("bucket", [None, BUCKET])
def test_what_is_recorded_can_be_chosen(deploy: Any, bucket: str | None) -> None:
    options = {"traffic_type": "reject", "aggregation_interval_seconds": 60, "bucket_arn": bucket}
    log = deploy(flow_log=options).one(FLOW_LOG)
    assert log.inputs["trafficType"] == "REJECT"
    assert log.inputs["maxAggregationInterval"] == 60


def test_the_format_and_the_folders_of_files_can_be_chosen(deploy: Any) -> None:
    options = {"file_format": "parquet", "hive_compatible_partitions": True, "per_hour_partition": False}
    log = deploy(flow_log={"bucket_arn": BUCKET, **options}).one(FLOW_LOG)
    assert log.inputs["destinationOptions"] == {
        "fileFormat": "parquet",
        "hiveCompatiblePartitions": True,
        "perHourPartition": False,
    }


def test_the_flow_log_can_be_turned_off(deploy: Any) -> None:
    deployment = deploy(flow_log=None)
    assert not deployment.of_type(FLOW_LOG)
    assert not deployment.of_type(LOG_GROUP)
    assert not deployment.of_type(ROLE)
    assert deployment.result.flow_log_group_arn is None


def test_networks_of_one_name_in_two_regions_have_roles_of_their_own(deploy: Any) -> None:
    names = {
        deploy(cloud=Cloud("aws", region, "123456789012")).one(ROLE).inputs["name"]
        for region in ("eu-west-1", "eu-central-1")
    }
    assert names == {"portal-flow-log-eu-west-1-dev", "portal-flow-log-eu-central-1-dev"}


def test_a_long_name_leaves_the_role_with_one_that_iam_allows(record: Recorder) -> None:
    name = "a-name-as-long-as-the-longest-that-is-ok"
    args = NetworkArgs(environment_suffix="environment")
    role = record(lambda: Network(name, args), cloud=Cloud("aws", "ap-southeast-2", "123456789012")).one(ROLE)
    assert len(role.inputs["name"]) <= 64
    assert role.inputs["name"].endswith("-environment")


@pytest.mark.parametrize(
    ("inputs", "field", "reason", "remedy"),
    [
        ({"flow_log": {"bucket_arn": "flow-logs"}}, "flow_log.bucket_arn", "ARN of an S3 bucket", "arn:aws:s3:::"),
        ({"flow_log": {"traffic_type": "some"}}, "flow_log.traffic_type", "'all'", "choose"),
        ({"flow_log": {"aggregation_interval_seconds": 30}}, "flow_log.aggregation_interval_seconds", "60", "choose"),
        (
            {
                "flow_log": {"bucket_arn": BUCKET},
                "kms_key_arn": "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555",
            },
            "kms_key_arn",
            "goes to a bucket",
            "remove it",
        ),
    ],
)
def test_a_log_that_can_not_be_is_refused_before_anything_is_registered(
    record: Recorder, inputs: dict[str, Any], field: str, reason: str, remedy: str
) -> None:
    failure = record.failing(InputError, lambda: Network("portal", NetworkArgs(**inputs)))
    (line,) = failure.message.splitlines()[1:]
    assert line.strip().startswith(f"{field}: ")
    assert reason in line
    assert remedy in line
    assert not failure.deployment.resources
