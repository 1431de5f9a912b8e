"""Amazon S3."""

from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import BUCKET, Life, World, policy

PUBLIC_ACCESS, OWNERSHIP = (
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
)
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
VERSIONING, LOCK = (
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
)
LIFECYCLE, LOGGING = (
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLogging:BucketLogging",
)
BUCKET_POLICY, CORS = "aws:s3/bucketPolicy:BucketPolicy", "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
REPLICATION, NOTIFICATION = (
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    "aws:s3/bucketNotification:BucketNotification",
)
OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"

ENABLED = {"status": "Enabled"}


def versioned(world: World) -> str:
    """Return a bucket that keeps versions."""
    bucket = world.bucket()
    world.make(VERSIONING, bucket=bucket, versioningConfiguration=ENABLED)
    return bucket


def fill(world: World, bucket: str, **more: Any) -> None:
    """Put an object twice, delete it, and put another one."""
    s3 = world.client("s3")
    s3.put_object(Bucket=bucket, Key="a", Body=b"1", **more)
    s3.put_object(Bucket=bucket, Key="a", Body=b"2", **more)
    s3.delete_object(Bucket=bucket, Key="a")
    s3.put_object(Bucket=bucket, Key="b", Body=b"3", **more)


def log_bucket(world: World) -> str:
    """Return a bucket that access logs may go to."""
    bucket = world.bucket()
    delivery = policy("s3:PutObject", f"arn:aws:s3:::{bucket}/*", Principal={"Service": "logging.s3.amazonaws.com"})
    world.make(BUCKET_POLICY, bucket=bucket, policy=delivery)
    return bucket


def encryption(**rule: Any) -> Props:
    return {"rules": [rule]}


def kms(world: World) -> Props:
    return {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": world.key()}


def lifecycle(world: World) -> Props:
    return {
        "bucket": world.bucket(),
        "rules": [
            {
                "id": "old",
                "status": "Enabled",
                "filter": {"prefix": "in/"},
                "expiration": {"days": 400},
                "transitions": [
                    {"days": 30, "storageClass": "STANDARD_IA"},
                    {"days": 90, "storageClass": "GLACIER"},
                ],
                "noncurrentVersionExpiration": {"noncurrentDays": 90, "newerNoncurrentVersions": 3},
                "noncurrentVersionTransitions": [
                    {"noncurrentDays": 30, "storageClass": "GLACIER_IR", "newerNoncurrentVersions": 3}
                ],
                "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
            },
            {
                "id": "large",
                "status": "Disabled",
                "filter": {
                    "and": {
                        "prefix": "in/",
                        "tags": {"kind": "scan", "team": "a"},
                        "objectSizeGreaterThan": 500,
                        "objectSizeLessThan": 64000,
                    }
                },
                "expiration": {"date": "2031-01-01T00:00:00Z"},
            },
            {
                "id": "tagged",
                "status": "Enabled",
                "filter": {"tag": {"key": "a", "value": "b"}},
                "expiration": {"days": 1},
            },
            {"id": "markers", "status": "Enabled", "expiration": {"expiredObjectDeleteMarker": True}},
        ],
        "transitionDefaultMinimumObjectSize": "varies_by_storage_class",
    }


def replication(world: World) -> Props:
    return {
        "bucket": versioned(world),
        "role": world.role("s3").outputs["arn"],
        "rules": [
            {
                "id": "all",
                "priority": 1,
                "status": "Enabled",
                "filter": {"and": {"prefix": "in/", "tags": {"kind": "scan"}}},
                "deleteMarkerReplication": ENABLED,
                "sourceSelectionCriteria": {"sseKmsEncryptedObjects": ENABLED, "replicaModifications": ENABLED},
                "existingObjectReplication": ENABLED,
                "destination": {
                    "bucket": f"arn:aws:s3:::{versioned(world)}",
                    "account": world.account.account_id,
                    "storageClass": "STANDARD_IA",
                    "accessControlTranslation": {"owner": "Destination"},
                    "encryptionConfiguration": {"replicaKmsKeyId": world.key()},
                    "metrics": {"status": "Enabled", "eventThreshold": {"minutes": 15}},
                    "replicationTime": {"status": "Enabled", "time": {"minutes": 15}},
                },
            }
        ],
    }


def rule_of_all(world: World) -> Props:
    return {
        "id": "all",
        "status": "Disabled",
        "filter": {"prefix": "out/"},
        "deleteMarkerReplication": {"status": "Disabled"},
        "destination": {"bucket": f"arn:aws:s3:::{versioned(world)}"},
    }


def cors(world: World) -> Props:
    rule = {"allowedMethods": ["GET", "PUT"], "allowedOrigins": ["https://portal.example"], "allowedHeaders": ["*"]}
    return {"bucket": world.bucket(), "corsRules": [{"id": "portal", **rule, "maxAgeSeconds": 300}]}


def file(world: World) -> Props:
    return {
        "bucket": versioned(world),
        "key": "site/index.html",
        "content": "<p>Hello</p>",
        "contentType": "text/html",
        "cacheControl": "no-cache",
        "metadata": {"made-by": "it"},
        "serverSideEncryption": "aws:kms",
        "kmsKeyId": world.key(),
        "bucketKeyEnabled": True,
    }


LIVES = (
    Life(
        token=BUCKET,
        making=lambda world: {"bucket": world.bucket_name(), "forceDestroy": True},
        not_told=frozenset({"forceDestroy"}),
    ),
    Life(
        token=BUCKET,
        what="that locks",
        making=lambda world: {"bucketPrefix": f"{world.bucket_name()}-", "objectLockEnabled": True},
        not_told=frozenset({"bucketPrefix"}),
    ),
    Life(
        token=PUBLIC_ACCESS,
        making=lambda world: {"bucket": world.bucket(), "blockPublicAcls": True, "blockPublicPolicy": True},
        changing=lambda _: {"ignorePublicAcls": True, "restrictPublicBuckets": True, "blockPublicAcls": False},
    ),
    Life(
        token=OWNERSHIP,
        making=lambda world: {"bucket": world.bucket(), "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        changing=lambda _: {"rule": {"objectOwnership": "BucketOwnerPreferred"}},
    ),
    Life(
        token=ENCRYPTION,
        making=lambda world: {
            "bucket": world.bucket(),
            **encryption(
                applyServerSideEncryptionByDefault=kms(world),
                bucketKeyEnabled=True,
                blockedEncryptionTypes=["SSE-C"],
            ),
        },
        changing=lambda _: encryption(applyServerSideEncryptionByDefault={"sseAlgorithm": "AES256"}),
    ),
    Life(
        token=VERSIONING,
        making=lambda world: {"bucket": world.bucket(), "versioningConfiguration": ENABLED},
        changing=lambda _: {"versioningConfiguration": {"status": "Suspended"}},
        kept=True,
    ),
    Life(
        token=LOCK,
        making=lambda world: {
            "bucket": versioned(world),
            "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 30}},
        },
        changing=lambda _: {"rule": {"defaultRetention": {"mode": "COMPLIANCE", "years": 7}}},
        kept=True,
    ),
    Life(
        token=LIFECYCLE,
        making=lifecycle,
        changing=lambda _: {
            "rules": [{"id": "old", "status": "Enabled", "filter": {"prefix": "x/"}, "expiration": {"days": 3}}],
            "transitionDefaultMinimumObjectSize": "all_storage_classes_128K",
        },
    ),
    Life(
        token=LOGGING,
        making=lambda world: {
            "bucket": world.bucket(),
            "targetBucket": log_bucket(world),
            "targetPrefix": "s3/",
            "targetObjectKeyFormat": {"partitionedPrefix": {"partitionDateSource": "EventTime"}},
        },
        changing=lambda world: {
            "targetBucket": log_bucket(world),
            "targetPrefix": "",
            "targetObjectKeyFormat": {"partitionedPrefix": {"partitionDateSource": "DeliveryTime"}},
        },
    ),
    Life(
        token=BUCKET_POLICY,
        making=lambda world: {"bucket": world.bucket(), "policy": policy("s3:GetObject", Principal={"AWS": "*"})},
        changing=lambda _: {"policy": policy("s3:PutObject", Principal={"AWS": "*"})},
    ),
    Life(
        token=CORS,
        making=cors,
        changing=lambda _: {"corsRules": [{"allowedMethods": ["HEAD"], "allowedOrigins": ["https://a.example"]}]},
    ),
    Life(
        token=REPLICATION,
        making=replication,
        changing=lambda world: {"role": world.role("s3").outputs["arn"], "rules": [rule_of_all(world)]},
    ),
    Life(
        token=NOTIFICATION,
        making=lambda world: {"bucket": world.bucket(), "eventbridge": True},
        changing=lambda _: {"eventbridge": False},
        kept=True,
    ),
    Life(
        token=OBJECT,
        making=file,
        changing=lambda world: {
            "content": "<p>Hello again</p>",
            "contentType": "text/html; charset=utf-8",
            "cacheControl": "max-age=60",
            "kmsKeyId": world.key(),
        },
        missing="it-12345678/key",
        not_told=frozenset({"content"}),
    ),
)
