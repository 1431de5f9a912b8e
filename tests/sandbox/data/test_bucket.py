"""The life of a bucket: made, read back, changed in place, drifted, put right and destroyed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi
import pytest
from support import failure, inventory, run

from strongroom.data import (
    Bucket,
    BucketArgs,
    BucketCorsRule,
    BucketStatement,
    CloudFrontOrigin,
    EncryptionKey,
    EncryptionKeyArgs,
    LifecycleRule,
    LogBucket,
    LogBucketArgs,
    ObjectLock,
    Replication,
    Transition,
)
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

Opener = Callable[[], TestSandbox]


def bucket_program(**inputs: Any) -> Callable[[], None]:
    """A program with one bucket, its key, and the bucket that takes its access logs.

    An input that is a function is called in the program, where Outputs can be made.
    """

    def program() -> None:
        durability, protected = inputs.get("durability", "ephemeral"), inputs.get("deletion_protection")
        key = EncryptionKey("vault", EncryptionKeyArgs(durability=durability, deletion_protection=protected))
        logs = LogBucket("logs", LogBucketArgs(durability="ephemeral", log_sources={"s3_access_logs"}))
        made = {name: value() if callable(value) else value for name, value in inputs.items()}
        args = {
            "durability": durability,
            "kms_key_arn": key.kms_key_arn,
            "access_log_bucket_name": logs.bucket_name,
            **made,
        }
        bucket = Bucket("documents", BucketArgs.model_validate(args))
        pulumi.export("kms_key_arn", key.kms_key_arn)
        pulumi.export("logs", logs.bucket_name)
        pulumi.export("bucket_name", bucket.bucket_name)
        pulumi.export("bucket_arn", bucket.bucket_arn)
        pulumi.export("domain_name", bucket.bucket_regional_domain_name)
        pulumi.export("replication_role_arn", bucket.replication_role_arn)

    return program


@dataclass(frozen=True)
class Deployed:
    sandbox: TestSandbox
    outputs: dict[str, Any]

    @property
    def name(self) -> str:
        return self.outputs["bucket_name"]

    def told(self, operation: str) -> Any:
        """What S3 says of the bucket."""
        return getattr(self.sandbox.client("s3"), operation)(Bucket=self.name)


@pytest.fixture(scope="module")
def persistent(open_sandbox: Opener) -> Deployed:
    """The bucket that the defaults make, which tests only read."""
    sandbox = open_sandbox()
    stack = sandbox.program(bucket_program(durability="persistent", policy_statements=[CloudFrontOrigin()]))
    outputs = run(stack.up).outputs
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}
    return Deployed(sandbox, outputs)


# What is there


def test_nobody_can_guess_the_name_of_a_bucket(persistent: Deployed) -> None:
    beginning, letters, suffix = persistent.name.split("-")
    assert (beginning, suffix) == ("documents", "dev")
    assert len(letters) == 8
    assert persistent.outputs["bucket_arn"] == f"arn:aws:s3:::{persistent.name}"
    assert persistent.outputs["domain_name"] == f"{persistent.name}.s3.{persistent.sandbox.region}.amazonaws.com"


def test_a_bucket_is_private(persistent: Deployed) -> None:
    assert set(persistent.told("get_public_access_block")["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = persistent.told("get_bucket_ownership_controls")["OwnershipControls"]["Rules"]
    assert rule["ObjectOwnership"] == "BucketOwnerEnforced"


def test_a_bucket_is_encrypted_with_the_key(persistent: Deployed) -> None:
    (rule,) = persistent.told("get_bucket_encryption")["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": persistent.outputs["kms_key_arn"],
    }
    assert rule["BucketKeyEnabled"] is True


def test_a_bucket_keeps_versions_and_clears_old_ones_away(persistent: Deployed) -> None:
    assert persistent.told("get_bucket_versioning")["Status"] == "Enabled"
    (rule,) = persistent.told("get_bucket_lifecycle_configuration")["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 90}
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}


def test_every_request_is_logged_in_the_log_bucket(persistent: Deployed) -> None:
    log = persistent.told("get_bucket_logging")["LoggingEnabled"]
    assert log["TargetBucket"] == persistent.outputs["logs"]
    policy = persistent.sandbox.client("s3").get_bucket_policy(Bucket=log["TargetBucket"])["Policy"]
    (delivery,) = [each for each in json.loads(policy)["Statement"] if each["Effect"] == "Allow"]
    assert delivery["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert delivery["Resource"] == f"arn:aws:s3:::{log['TargetBucket']}/{log['TargetPrefix']}*"


def test_the_policy_asks_for_tls_and_admits_cloudfront_for_the_account(persistent: Deployed) -> None:
    *denials, origin = json.loads(persistent.told("get_bucket_policy")["Policy"])["Statement"]
    assert {denial["Effect"] for denial in denials} == {"Deny"}
    assert {"Bool": {"aws:SecureTransport": "false"}} in [denial["Condition"] for denial in denials]
    assert origin["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    distributions = f"arn:aws:cloudfront::{persistent.sandbox.account_id}:distribution/*"
    assert origin["Condition"] == {"ArnLike": {"aws:SourceArn": distributions}}


def test_a_lasting_bucket_is_not_destroyed_while_it_holds_anything(open_sandbox: Opener) -> None:
    sandbox = open_sandbox()
    protected = sandbox.program(bucket_program(durability="persistent"))
    name = run(protected.up).outputs["bucket_name"]
    everything = inventory(sandbox)
    assert "protected" in failure(protected.preview_destroy)
    assert inventory(sandbox) == everything
    stack = sandbox.program(bucket_program(durability="persistent", deletion_protection=False))
    assert run(stack.up).steps == {}
    sandbox.client("s3").put_object(Bucket=name, Key="contract", Body=b"signed")
    assert "not empty" in failure(stack.destroy)
    assert sandbox.client("s3").get_object(Bucket=name, Key="contract")["Body"].read() == b"signed"


# Its life


def test_a_disposable_bucket_changes_in_place_drifts_is_put_right_and_goes_with_all_that_is_in_it(
    sandbox: TestSandbox,
) -> None:
    before, s3 = inventory(sandbox), sandbox.client("s3")
    first = run(sandbox.program(bucket_program()).up)
    name = first.outputs["bucket_name"]

    auditors = BucketStatement(
        sid="Auditors",
        principal_arns=[f"arn:aws:iam::{sandbox.account_id}:root"],
        actions=["s3:GetObject"],
        paths=["reports/*"],
    )
    stack = sandbox.program(
        bucket_program(
            expiration_days=500,
            transitions=[Transition(days=60, storage_class="GLACIER_IR")],
            lifecycle_rules={"drafts": LifecycleRule(prefix="drafts/", expiration_days=14)},
            eventbridge=True,
            cors=[BucketCorsRule(allowed_origins=["https://*.example.com"], allowed_methods=["PUT", "GET"])],
            policy_statements=[auditors],
            tags={"Owner": "payments"},
        )
    )
    changed = run(stack.up)
    assert changed.outputs == first.outputs
    assert changed.steps == {
        "Bucket documents-bucket": "update",
        "BucketCorsConfiguration documents-cors": "create",
        "BucketLifecycleConfiguration documents-lifecycle": "update",
        "BucketNotification documents-notifications": "create",
        "BucketPolicy documents-policy": "update",
    }
    assert run(stack.refresh).steps == {}
    every, drafts = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert every["Expiration"]["Days"] == 500
    assert every["Transitions"] == [{"Days": 60, "StorageClass": "GLACIER_IR"}]
    assert (drafts["Filter"], drafts["Expiration"]["Days"]) == ({"Prefix": "drafts/"}, 14)
    assert "EventBridgeConfiguration" in s3.get_bucket_notification_configuration(Bucket=name)

    (cors,) = s3.get_bucket_cors(Bucket=name)["CORSRules"]
    assert cors["AllowedOrigins"] == ["https://*.example.com"]
    assert set(cors["AllowedMethods"]) == {"GET", "PUT"}

    intended = s3.get_bucket_policy(Bucket=name)["Policy"]
    anyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    s3.delete_public_access_block(Bucket=name)
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [anyone]}))
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})
    assert run(stack.refresh).steps == {
        "BucketPolicy documents-policy": "update",
        "BucketPublicAccessBlock documents-public-access-block": "delete",
        "BucketVersioning documents-versioning": "update",
    }
    run(stack.up)
    assert json.loads(s3.get_bucket_policy(Bucket=name)["Policy"]) == json.loads(intended)
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    assert all(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values())
    assert run(stack.refresh).steps == {}

    for text in (b"first", b"second"):
        s3.put_object(Bucket=name, Key="draft", Body=text)
    stack.destroy()
    assert inventory(sandbox) == before
    assert read_journal(sandbox.journal) == []


def test_objects_are_locked_and_copied_without_replacing_the_bucket(sandbox: TestSandbox) -> None:
    before, s3 = inventory(sandbox), sandbox.client("s3")

    def copies() -> Replication:
        key = EncryptionKey("copies", EncryptionKeyArgs(durability="ephemeral"))
        args = BucketArgs(durability="ephemeral", kms_key_arn=key.kms_key_arn, access_log_bucket_name=None)
        bucket = Bucket("copies", args)
        return Replication(destination_bucket_arn=bucket.bucket_arn, destination_kms_key_arn=key.kms_key_arn)

    first = run(sandbox.program(bucket_program()).up)
    stack = sandbox.program(
        bucket_program(object_lock=ObjectLock(retention_days=30), replication=copies, tags={"Owner": "payments"})
    )
    second = run(stack.up)
    assert second.outputs["bucket_name"] == first.outputs["bucket_name"]
    assert "replace" not in second.steps.values()
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}

    name = second.outputs["bucket_name"]
    lock = s3.get_object_lock_configuration(Bucket=name)["ObjectLockConfiguration"]
    assert lock["Rule"]["DefaultRetention"] == {"Mode": "GOVERNANCE", "Days": 30}
    replication = s3.get_bucket_replication(Bucket=name)["ReplicationConfiguration"]
    assert replication["Role"] == second.outputs["replication_role_arn"]
    (rule,) = replication["Rules"]
    assert rule["Destination"]["Bucket"].startswith("arn:aws:s3:::copies-")
    assert rule["SourceSelectionCriteria"]["SseKmsEncryptedObjects"] == {"Status": "Enabled"}

    s3.put_object(Bucket=name, Key="contract", Body=b"signed")
    stack.destroy()
    assert inventory(sandbox) == before
