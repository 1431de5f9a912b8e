import json
from typing import Any, get_args

import pulumi_aws as aws
import pytest
from recording import Cloud, Deployment, Recorder

from strongroom.data import BucketStatement, LogBucket, LogBucketArgs, LogSource, Transition

BUCKET = "aws:s3/bucket:Bucket"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"

KEY_ARN = "arn:aws:kms:eu-central-1:111122223333:key/0b0f5c2e-7d1b-4c58-9a53-5f7b6c1d2e3f"
SENDERS: tuple[LogSource, ...] = get_args(LogSource)
SERVICES = {
    "cloudtrail": "cloudtrail.amazonaws.com",
    "config": "config.amazonaws.com",
    "elastic_load_balancing": "logdelivery.elasticloadbalancing.amazonaws.com",
    "log_delivery": "delivery.logs.amazonaws.com",
    "s3_access_logs": "logging.s3.amazonaws.com",
}


def inputs_of(*senders: str, **inputs: Any) -> dict[str, Any]:
    needed: dict[str, Any] = {"log_sources": set(senders)}
    if "elastic_load_balancing" not in senders:
        needed["kms_key_arn"] = KEY_ARN
    if "cloudtrail" in senders:
        needed["trail_names"] = ["audit"]
    return needed | inputs


def deploy(record: Recorder, *senders: str, **inputs: Any) -> Deployment:
    args = LogBucketArgs(**inputs_of(*(senders or ("s3_access_logs",)), **inputs))
    return record(lambda: LogBucket("logs", args))


def granted(deployment: Deployment) -> list[dict[str, Any]]:
    statements = json.loads(deployment.one(POLICY).inputs["policy"])["Statement"]
    return [each for each in statements if each["Effect"] == "Allow"]


@pytest.mark.parametrize("sender", SENDERS)
def test_a_sender_may_write_to_the_folder_that_is_told_and_nobody_else_may(record: Recorder, sender: LogSource) -> None:
    deployment = deploy(record, sender)
    destination = deployment.result.destinations[sender]
    assert deployment.result.destinations.keys() == {sender}
    arn = deployment.value(deployment.result.bucket_arn)
    assert deployment.value(destination.arn) == f"{arn}/{destination.prefix}"
    assert deployment.value(destination.bucket_name) == deployment.one(BUCKET).id
    statements = granted(deployment)
    assert {each["Principal"]["Service"] for each in statements} == {SERVICES[sender]}
    (write,) = [each for each in statements if each["Action"] == ["s3:PutObject"]]
    assert write["Resource"].startswith(f"{arn}/{destination.prefix}/")


def test_each_sender_has_a_folder_of_its_own(record: Recorder) -> None:
    deployment = deploy(record, *SENDERS)
    prefixes = [each.prefix for each in deployment.result.destinations.values()]
    assert len(set(prefixes)) == len(SENDERS)
    assert {each["Principal"]["Service"] for each in granted(deployment)} == set(SERVICES.values())


def test_a_trail_is_held_to_its_name_and_deliveries_to_their_regions() -> None:
    regions = ["eu-west-1", "us-east-1"]
    deployment = deploy(Recorder("aws"), "cloudtrail", "log_delivery", log_delivery_regions=regions)
    cloud = deployment.cloud
    by_service = {each["Principal"]["Service"]: each["Condition"] for each in granted(deployment)}
    assert by_service["cloudtrail.amazonaws.com"]["StringEquals"]["aws:SourceArn"] == [
        f"arn:{cloud.partition}:cloudtrail:{cloud.region}:{cloud.account_id}:trail/audit"
    ]
    assert by_service["delivery.logs.amazonaws.com"]["ArnLike"]["aws:SourceArn"] == [
        f"arn:{cloud.partition}:logs:{region}:{cloud.account_id}:*" for region in regions
    ]


def test_the_key_encrypts_the_logs(record: Recorder) -> None:
    (rule,) = deploy(record, "config").one(ENCRYPTION).inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"] == KEY_ARN


@pytest.mark.parametrize(
    "inputs", [{"log_sources": {"elastic_load_balancing", "config"}}, {"log_sources": {"s3_access_logs"}}]
)
def test_the_key_of_s3_encrypts_what_aws_delivers_with_that_only(record: Recorder, inputs: dict[str, Any]) -> None:
    (rule,) = record(lambda: LogBucket("logs", LogBucketArgs(**inputs))).one(ENCRYPTION).inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}


@pytest.mark.parametrize(
    ("inputs", "kept", "versions"),
    [
        ({}, 400, 90),
        ({"durability": "ephemeral"}, 30, 7),
        ({"expiration_days": 2557, "noncurrent_version_expiration_days": 1}, 2557, 1),
    ],
)
def test_logs_are_kept_as_long_as_they_are_to_last(
    record: Recorder, inputs: dict[str, Any], kept: int, versions: int
) -> None:
    (rule,) = deploy(record, **inputs).one(LIFECYCLE).inputs["rules"]
    assert rule["expiration"] == {"days": kept}
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": versions}


def test_old_logs_can_move_to_a_colder_class(record: Recorder) -> None:
    moves = [Transition(days=90, storage_class="GLACIER_IR")]
    (rule,) = deploy(record, transitions=moves).one(LIFECYCLE).inputs["rules"]
    assert rule["transitions"] == [{"days": 90, "storageClass": "GLACIER_IR"}]


def test_readers_can_be_added_to_the_policy(record: Recorder) -> None:
    reader = "arn:aws:iam::111122223333:role/auditors"
    statement = BucketStatement(sid="Auditors", principal_arns=[reader], actions=["s3:GetObject"], paths=["config/*"])
    *_, last = granted(deploy(record, "config", policy_statements=[statement]))
    assert last["Principal"] == {"AWS": [reader]}
    assert last["Resource"][0].endswith("/config/*")


def test_the_log_bucket_does_not_log_itself_and_is_not_locked(record: Recorder) -> None:
    deployment = deploy(record, *SENDERS)
    assert not deployment.of_type(LOGGING)
    assert not deployment.of_type("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")


@pytest.mark.parametrize("sender", SENDERS)
def test_a_sender_comes_after_the_permission_to_deliver(record: Recorder, sender: LogSource) -> None:
    def program() -> None:
        logs = LogBucket("logs", LogBucketArgs(**inputs_of(sender)))
        destination = logs.destinations[sender]
        aws.s3.BucketObjectv2("by-name", bucket=destination.bucket_name, key="test", content="")
        aws.s3.BucketObjectv2("by-arn", bucket=destination.arn, key="test", content="")

    deployment = record(program)
    for name in ("by-name", "by-arn"):
        before = {urn.rsplit("::", 1)[-1] for urn in deployment.named(name).request.dependencies}
        assert "logs-policy" in before


def test_it_is_a_component_of_its_own_that_can_be_named(record: Recorder) -> None:
    deployment = deploy(record, "log_delivery", bucket_name="aws-waf-logs-portal", tags={"Owner": "security"})
    assert deployment.named("logs").type == "strongroom-data:index:LogBucket"
    bucket = deployment.one(BUCKET)
    assert (bucket.id, bucket.inputs["tags"]["Owner"]) == ("aws-waf-logs-portal", "security")


@pytest.mark.parametrize("eventbridge", [True, False])
def test_log_bucket_sends_events_to_eventbridge_if_asked(record: Recorder, eventbridge: bool) -> None:
    args = LogBucketArgs(log_sources={"s3_access_logs"}, eventbridge=eventbridge)
    found = record(lambda: LogBucket("logs", args)).of_type("aws:s3/bucketNotification:BucketNotification")
    assert [each.inputs["eventbridge"] for each in found] == [True] * eventbridge


@pytest.mark.parametrize(
    ("inputs", "senders"),
    [
        ({}, {"elastic_load_balancing", "log_delivery", "s3_access_logs"}),
        ({"kms_key_arn": KEY_ARN}, {"log_delivery", "s3_access_logs"}),
        ({"kms_key_arn": KEY_ARN, "trail_names": ["audit"]}, {"cloudtrail", "log_delivery", "s3_access_logs"}),
    ],
)
def test_log_bucket_accepts_the_logs_of_sites_and_services_by_default(
    record: Recorder, inputs: dict[str, Any], senders: set[str]
) -> None:
    deployment = record(lambda: LogBucket("logs", LogBucketArgs(**inputs)))
    assert deployment.result.destinations.keys() == senders
    assert {each["Principal"]["Service"] for each in granted(deployment)} == {
        service for sender, service in SERVICES.items() if sender in senders
    }


def test_log_bucket_accepts_logs_of_cloudfront_from_us_east_1_by_default(record: Recorder) -> None:
    deployment = record(lambda: LogBucket("logs", LogBucketArgs()), cloud=Cloud("aws", "eu-central-1", "111122223333"))
    (write,) = [each for each in granted(deployment) if each["Sid"] == "LogDeliveryWrite"]
    regions = ("eu-central-1", "us-east-1")
    assert write["Condition"]["ArnLike"]["aws:SourceArn"] == [f"arn:aws:logs:{each}:111122223333:*" for each in regions]
