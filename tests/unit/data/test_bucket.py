import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from recording import UNKNOWN, Cloud, Deployment, Recorded, Recorder

from strongroom.core import InputError
from strongroom.data import (
    Bucket,
    BucketArgs,
    BucketCorsRule,
    BucketStatement,
    CloudFrontOrigin,
    LifecycleRule,
    LoadBalancerLogs,
    ObjectLock,
    Replication,
    Transition,
)

BUCKET = "aws:s3/bucket:Bucket"
CORS = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
NOTIFICATION = "aws:s3/bucketNotification:BucketNotification"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
PUBLIC_ACCESS = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"

KEY_ARN = "arn:aws:kms:eu-central-1:111122223333:key/0b0f5c2e-7d1b-4c58-9a53-5f7b6c1d2e3f"
COPY_KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/9f0f5c2e-7d1b-4c58-9a53-5f7b6c1d2e3f"
COPY_ARN = "arn:aws:s3:::papers-copy"


def args(**inputs: Any) -> BucketArgs:
    return BucketArgs.model_validate({"kms_key_arn": KEY_ARN, "access_log_bucket_name": "logs-portal", **inputs})


def deploy(record: Recorder, **inputs: Any) -> Deployment:
    return record(lambda: Bucket("papers", args(**inputs)))


def policy_statements(deployment: Deployment) -> list[dict[str, Any]]:
    return json.loads(deployment.one(POLICY).inputs["policy"])["Statement"]


def waits_for(resource: Recorded) -> set[str]:
    """The logical names of all that comes before a resource, by a value or without."""
    return {urn.rsplit("::", 1)[-1] for urn in resource.request.dependencies}


# What it is


def test_all_public_access_is_blocked_and_acls_are_off(record: Recorder) -> None:
    deployment = deploy(record)
    block = deployment.one(PUBLIC_ACCESS).inputs
    switches = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    assert [block[switch] for switch in switches] == [True] * 4
    assert deployment.one(OWNERSHIP).inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_the_key_encrypts_with_a_bucket_key(record: Recorder) -> None:
    (rule,) = deploy(record).one(ENCRYPTION).inputs["rules"]
    assert rule == {
        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY_ARN},
        "bucketKeyEnabled": True,
    }


def test_the_key_of_s3_encrypts_where_aws_needs_that(record: Recorder) -> None:
    deployment = deploy(record, kms_key_arn=None, encryption="s3", policy_statements=[LoadBalancerLogs()])
    (rule,) = deployment.one(ENCRYPTION).inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}


@pytest.mark.parametrize(("versioning", "status"), [(True, "Enabled"), (False, "Suspended")])
def test_versions_are_kept_unless_that_is_turned_off(record: Recorder, versioning: bool, status: str) -> None:
    configuration = deploy(record, versioning=versioning).one(VERSIONING).inputs["versioningConfiguration"]
    assert configuration == {"status": status}


def test_requests_are_logged_to_the_folder_of_access_logs(record: Recorder) -> None:
    log = deploy(record).one(LOGGING).inputs
    assert (log["targetBucket"], log["targetPrefix"]) == ("logs-portal", "s3-access-logs/")
    assert log["targetObjectKeyFormat"] == {"partitionedPrefix": {"partitionDateSource": "EventTime"}}
    assert deploy(record, access_log_prefix="a/b").one(LOGGING).inputs["targetPrefix"] == "a/b/"
    assert deploy(record, access_log_prefix="").one(LOGGING).inputs["targetPrefix"] == ""


def test_requests_are_not_logged_if_that_is_decided(record: Recorder) -> None:
    assert not deploy(record, access_log_bucket_name=None).of_type(LOGGING)


def test_the_lifecycle_is_that_of_the_inputs(record: Recorder) -> None:
    deployment = deploy(
        record,
        durability="ephemeral",
        expiration_days=100,
        transitions=[Transition(days=30, storage_class="STANDARD_IA")],
        noncurrent_version_expiration_days=3,
        lifecycle_rules={"drafts": LifecycleRule(prefix="drafts/", expiration_days=5)},
    )
    every, drafts = deployment.one(LIFECYCLE).inputs["rules"]
    assert every["expiration"] == {"days": 100}
    assert every["transitions"] == [{"days": 30, "storageClass": "STANDARD_IA"}]
    assert every["noncurrentVersionExpiration"] == {"noncurrentDays": 3}
    assert (drafts["id"], drafts["filter"], drafts["expiration"]) == ("drafts", {"prefix": "drafts/"}, {"days": 5})


@pytest.mark.parametrize(("durability", "goes"), [("persistent", False), ("ephemeral", True)])
def test_a_disposable_bucket_goes_with_all_that_is_in_it(record: Recorder, durability: str, goes: bool) -> None:
    assert deploy(record, durability=durability).one(BUCKET).inputs["forceDestroy"] is goes


def test_the_policy_is_about_the_bucket_in_its_partition(record: Recorder) -> None:
    deployment = deploy(record, policy_statements=[CloudFrontOrigin()])
    cloud, arn = deployment.cloud, deployment.value(deployment.result.bucket_arn)
    *_, origin = policy_statements(deployment)
    assert arn == f"arn:{cloud.partition}:s3:::{deployment.one(BUCKET).id}"
    assert origin["Resource"] == f"{arn}/*"
    distributions = f"arn:{cloud.partition}:cloudfront::{cloud.account_id}:distribution/*"
    assert origin["Condition"]["ArnLike"]["aws:SourceArn"] == distributions


def test_a_grant_may_hold_what_only_the_deployment_knows(record: Recorder) -> None:
    reader = "arn:aws:iam::111122223333:role/reader"

    def program() -> Bucket:
        statement = BucketStatement(
            sid="Reader", principal_arns=[pulumi.Output.from_input(reader)], actions=["s3:GetObject"]
        )
        return Bucket("papers", args(policy_statements=[statement]))

    *_, statement = policy_statements(record(program))
    assert statement["Principal"] == {"AWS": [reader]}


def test_eventbridge_is_told_only_if_that_is_wanted(record: Recorder) -> None:
    assert not deploy(record).of_type(NOTIFICATION)
    assert deploy(record, eventbridge=True).one(NOTIFICATION).inputs["eventbridge"] is True


@pytest.mark.parametrize(
    ("lock", "retention"),
    [
        (ObjectLock(retention_days=30), {"mode": "GOVERNANCE", "days": 30}),
        (ObjectLock(mode="compliance", retention_years=7), {"mode": "COMPLIANCE", "years": 7}),
    ],
)
def test_objects_are_locked_in_versions_only(record: Recorder, lock: ObjectLock, retention: dict[str, Any]) -> None:
    locked = deploy(record, object_lock=lock).one(LOCK)
    assert locked.inputs["rule"] == {"defaultRetention": retention}
    assert "papers-versioning" in waits_for(locked)


# Its name


def test_its_name_holds_letters_that_nobody_can_guess(record: Recorder) -> None:
    deployment = deploy(record, environment_suffix="prod")
    letters = deployment.one("random:index/randomString:RandomString")
    assert letters.inputs["length"] == 8
    assert [letters.inputs[kind] for kind in ("upper", "special", "numeric")] == [False] * 3
    assert letters.outputs
    assert deployment.one(BUCKET).inputs["bucket"] == f"papers-{letters.outputs['result']}-prod"


def test_a_name_that_aws_asks_for_is_taken_as_it_is(record: Recorder) -> None:
    deployment = deploy(record, bucket_name="aws-waf-logs-portal")
    assert deployment.one(BUCKET).inputs["bucket"] == "aws-waf-logs-portal"
    assert not deployment.of_type("random:index/randomString:RandomString")


# Order


def test_the_policy_comes_after_public_access_is_blocked_and_what_needs_versions_after_those(record: Recorder) -> None:
    deployment = deploy(record)
    assert waits_for(deployment.one(POLICY)) >= {"papers-public-access-block", "papers-ownership"}
    assert "papers-versioning" in waits_for(deployment.one(LIFECYCLE))


@pytest.mark.parametrize("output", ["bucket_name", "bucket_arn", "bucket_regional_domain_name"])
def test_whatever_uses_the_bucket_comes_after_all_that_makes_it_safe(record: Recorder, output: str) -> None:
    def program() -> None:
        bucket = Bucket("papers", args())
        aws.s3.BucketObjectv2("contract", bucket=getattr(bucket, output), key="contract", content="signed")

    contract = record(program).named("contract")
    parts = ("public-access-block", "ownership", "versioning", "encryption", "policy")
    assert waits_for(contract) >= {f"papers-{part}" for part in parts}


# Replication


def copies(
    record: Recorder, *, cloud: Cloud | None = None, bucket: dict[str, Any] | None = None, **options: Any
) -> Deployment:
    inputs = {"destination_bucket_arn": COPY_ARN, "destination_kms_key_arn": COPY_KEY_ARN, **options}
    made = args(replication=Replication.model_validate(inputs), **(bucket or {}))
    return record(lambda: Bucket("papers", made), cloud=cloud or Cloud.drawn())


def permissions(deployment: Deployment) -> list[dict[str, Any]]:
    return json.loads(deployment.one(ROLE_POLICY).inputs["policy"])["Statement"]


def test_everything_is_copied_by_default_and_encrypted_with_the_other_key(record: Recorder) -> None:
    deployment = copies(record)
    copy = deployment.one(REPLICATION)
    (rule,) = copy.inputs["rules"]
    assert copy.inputs["role"] == deployment.value(deployment.result.replication_role_arn)
    assert (rule["status"], rule["filter"]) == ("Enabled", {"prefix": ""})
    assert rule["deleteMarkerReplication"] == {"status": "Disabled"}
    assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    assert rule["destination"] == {
        "bucket": COPY_ARN,
        "encryptionConfiguration": {"replicaKmsKeyId": COPY_KEY_ARN},
    }
    assert waits_for(copy) >= {"papers-versioning", "papers-replication"}


def test_copies_can_be_of_a_folder_in_another_class_and_account_and_in_time(record: Recorder) -> None:
    deployment = copies(
        record,
        prefix="reports/",
        storage_class="GLACIER_IR",
        destination_account_id="444455556666",
        delete_markers=True,
        replication_time_control=True,
    )
    (rule,) = deployment.one(REPLICATION).inputs["rules"]
    assert rule["filter"] == {"prefix": "reports/"}
    assert rule["deleteMarkerReplication"] == {"status": "Enabled"}
    destination = rule["destination"]
    assert (destination["account"], destination["storageClass"]) == ("444455556666", "GLACIER_IR")
    assert destination["accessControlTranslation"] == {"owner": "Destination"}
    assert destination["replicationTime"] == {"status": "Enabled", "time": {"minutes": 15}}
    assert destination["metrics"] == {"status": "Enabled", "eventThreshold": {"minutes": 15}}
    written = {action for each in permissions(deployment) for action in each["Action"]}
    assert written >= {"s3:ReplicateDelete", "s3:ObjectOwnerOverrideToBucketOwner"}


def test_the_role_copies_from_this_bucket_to_that_one_and_does_nothing_else(record: Recorder) -> None:
    deployment = copies(record)
    arn, suffix = deployment.value(deployment.result.bucket_arn), deployment.cloud.dns_suffix
    trust = json.loads(deployment.one(ROLE).inputs["assumeRolePolicy"])["Statement"]
    assert [each["Principal"] for each in trust] == [{"Service": "s3.amazonaws.com"}]
    configuration, read, write, decrypt, encrypt = permissions(deployment)
    assert configuration["Resource"] == arn
    assert read["Resource"] == f"{arn}/*"
    assert write["Resource"] == f"{COPY_ARN}/*"
    assert set(write["Action"]) == {"s3:ReplicateObject", "s3:ReplicateTags"}
    assert (decrypt["Action"], decrypt["Resource"]) == (["kms:Decrypt"], KEY_ARN)
    assert decrypt["Condition"]["StringEquals"] == {"kms:ViaService": f"s3.eu-central-1.{suffix}"}
    assert decrypt["Condition"]["StringLike"] == {"kms:EncryptionContext:aws:s3:arn": [arn, f"{arn}/*"]}
    assert (encrypt["Action"], encrypt["Resource"]) == (["kms:Encrypt", "kms:GenerateDataKey"], COPY_KEY_ARN)
    assert encrypt["Condition"]["StringEquals"] == {"kms:ViaService": f"s3.eu-west-1.{suffix}"}


def test_locks_are_copied_with_the_objects(record: Recorder) -> None:
    deployment = copies(record, bucket={"object_lock": ObjectLock(retention_days=1)})
    read = {action for each in permissions(deployment) for action in each["Action"]}
    assert read >= {"s3:GetObjectRetention", "s3:GetObjectLegalHold"}


def test_what_the_key_of_s3_encrypts_is_copied_without_any_key(record: Recorder) -> None:
    deployment = copies(record, destination_kms_key_arn=None, bucket={"kms_key_arn": None, "encryption": "s3"})
    (rule,) = deployment.one(REPLICATION).inputs["rules"]
    assert "sourceSelectionCriteria" not in rule
    assert not [action for each in permissions(deployment) for action in each["Action"] if action.startswith("kms:")]


def test_regions_of_one_account_can_have_a_bucket_of_the_same_name(record: Recorder) -> None:
    names = {
        copies(record, cloud=Cloud("aws", region, "111122223333")).one(ROLE).inputs["name"]
        for region in ("eu-central-1", "eu-west-1")
    }
    assert len(names) == 2


def test_there_is_no_role_without_replication(record: Recorder) -> None:
    deployment = deploy(record)
    assert not deployment.of_type(ROLE)
    assert deployment.result.replication_role_arn is None


# As a component


def test_all_parts_belong_to_the_bucket_which_is_tagged(record: Recorder) -> None:
    deployment = deploy(record, environment_suffix="prod", tags={"Owner": "payments"})
    component = deployment.named("papers")
    assert component.type == "strongroom-data:index:Bucket"
    parts = {BUCKET, ENCRYPTION, LIFECYCLE, LOGGING, OWNERSHIP, POLICY, PUBLIC_ACCESS, VERSIONING}
    assert {child.type for child in deployment.children_of(component)} - {
        "random:index/randomString:RandomString"
    } == parts
    tags = deployment.one(BUCKET).inputs["tags"]
    assert tags.items() >= {"Name": "papers-prod", "Environment": "prod", "Owner": "payments"}.items()


def test_a_preview_shows_every_part_before_any_exists(record: Recorder) -> None:
    preview = record(lambda: Bucket("papers", args()), preview=True)
    assert preview.one(POLICY).inputs["policy"] is UNKNOWN
    assert preview.one(BUCKET).inputs["forceDestroy"] is False


def test_bad_input_ends_the_program_before_anything_is_registered(record: Recorder) -> None:
    failure = record.failing(InputError, lambda: Bucket("papers", args(kms_key_arn=None)))
    assert not failure.deployment.resources


def test_bucket_without_cors_rules_has_no_cors_configuration(record: Recorder) -> None:
    assert not deploy(record).of_type(CORS)


def test_bucket_passes_its_cors_rules_to_s3(record: Recorder) -> None:
    upload = BucketCorsRule(
        id="upload",
        allowed_origins=["https://*.example.com", "http://localhost:3000"],
        allowed_methods=["PUT", "HEAD"],
        allowed_headers=["*"],
        expose_headers=["ETag"],
        max_age_seconds=600,
    )
    read = BucketCorsRule(allowed_origins=["*"], allowed_methods=["GET"])
    deployment = deploy(record, cors=[upload, read])
    configuration = deployment.one(CORS).inputs
    assert configuration["bucket"] == deployment.one(BUCKET).id
    first, second = configuration["corsRules"]
    assert first == {
        "id": "upload",
        "allowedOrigins": ["https://*.example.com", "http://localhost:3000"],
        "allowedMethods": ["PUT", "HEAD"],
        "allowedHeaders": ["*"],
        "exposeHeaders": ["ETag"],
        "maxAgeSeconds": 600,
    }
    assert {name: value for name, value in second.items() if value is not None} == {
        "allowedOrigins": ["*"],
        "allowedMethods": ["GET"],
    }


def test_bucket_in_another_region_is_configured_there(record: Recorder) -> None:
    cloud = Cloud("aws", "eu-central-1", "111122223333")
    inputs = args(
        region="eu-west-1", kms_key_arn=COPY_KEY_ARN, object_lock=ObjectLock(retention_days=1), eventbridge=True
    )
    deployment = record(lambda: Bucket("papers", inputs), cloud=cloud)
    parts = [each for each in deployment.resources if each.custom and each.type.startswith("aws:s3/")]
    assert len(parts) == 10
    assert {each.inputs["region"] for each in parts} == {"eu-west-1"}


def test_bucket_origin_is_its_regional_domain_name(record: Recorder) -> None:
    inputs: dict[str, Any] = {"kms_key_arn": KEY_ARN, "access_log_bucket_name": None}

    def program() -> list[pulumi.Input[str]]:
        bucket = Bucket("pages", BucketArgs(**inputs, policy_statements=[CloudFrontOrigin()]))
        with pytest.raises(InputError, match=r"Bucket.origin: .*\n  policy_statements: must contain CloudFrontOrigin"):
            _ = Bucket("papers", BucketArgs(**inputs)).origin
        return [bucket.bucket_regional_domain_name, bucket.origin.bucket_regional_domain_name]

    deployment = record(program)
    own, published = map(deployment.value, deployment.result)
    assert published == own
