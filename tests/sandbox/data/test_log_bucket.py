"""The life of the bucket for logs: its permissions are there before those who deliver, and go after them."""

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
from support import inventory, run

from strongroom.data import Bucket, BucketArgs, EncryptionKey, EncryptionKeyArgs, LogBucket, LogBucketArgs
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox


def logs_program(**inputs: Any) -> Callable[[], None]:
    """A program with a log bucket, and with two that deliver to it: a bucket and the flow log of a VPC."""

    def program() -> None:
        services = frozenset({"cloudtrail", "config", "log_delivery", "s3_access_logs"})
        key = EncryptionKey("logs", EncryptionKeyArgs.model_validate({"durability": "ephemeral", "services": services}))
        args = {
            "durability": "ephemeral",
            "kms_key_arn": key.kms_key_arn,
            "log_sources": services,
            "trail_names": ["audit"],
        }
        logs = LogBucket("logs", LogBucketArgs.model_validate({**args, **inputs}))
        papers = BucketArgs(
            durability="ephemeral", kms_key_arn=key.kms_key_arn, access_log_bucket_name=logs.bucket_name
        )
        Bucket("papers", papers)
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/24")
        aws.ec2.FlowLog(
            "flow-log",
            vpc_id=vpc.id,
            traffic_type="ALL",
            log_destination_type="s3",
            log_destination=logs.destinations["log_delivery"].arn,
        )
        pulumi.export("bucket_name", logs.bucket_name)
        pulumi.export("kms_key_arn", key.kms_key_arn)

    return program


def test_logs_are_delivered_to_one_bucket_which_changes_in_place_and_goes_last(sandbox: TestSandbox) -> None:
    before, s3 = inventory(sandbox), sandbox.client("s3")
    first = run(sandbox.program(logs_program()).up)
    name = first.outputs["bucket_name"]
    (rule,) = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == first.outputs["kms_key_arn"]
    (flow_log,) = sandbox.client("ec2").describe_flow_logs()["FlowLogs"]
    assert flow_log["LogDestination"] == f"arn:aws:s3:::{name}/log-delivery"
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=name)

    stack = sandbox.program(logs_program(expiration_days=500, log_delivery_regions=[sandbox.region, "eu-west-1"]))
    changed = run(stack.up)
    assert changed.outputs == first.outputs
    assert changed.steps == {
        "BucketLifecycleConfiguration logs-lifecycle": "update",
        "BucketPolicy logs-policy": "update",
    }
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}
    policy = json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])["Statement"]
    senders = {each["Principal"]["Service"] for each in policy if each["Effect"] == "Allow"}
    assert senders == {
        "cloudtrail.amazonaws.com",
        "config.amazonaws.com",
        "delivery.logs.amazonaws.com",
        "logging.s3.amazonaws.com",
    }
    assert s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"][0]["Expiration"]["Days"] == 500

    s3.put_object(Bucket=name, Key="s3-access-logs/log", Body=b"GET")
    stack.destroy()
    assert inventory(sandbox) == before
    assert read_journal(sandbox.journal) == []
