"""AWS CloudTrail."""

import contextlib
import json
from typing import Any

from botocore.exceptions import ClientError

from strongroom.sandbox.provider.wire import Props

from .world import KEY, LOG_GROUP, REGION, Life, World, policy

TRAIL = "aws:cloudtrail/trail:Trail"
SERVICE = {"Service": "cloudtrail.amazonaws.com"}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


def trail_arn(world: World, name: str) -> str:
    return f"arn:aws:cloudtrail:{REGION}:{world.account.account_id}:trail/{name}"


def bucket_policy(world: World, bucket: str, prefix: str = "*", name: str = "*") -> str:
    """Return what AWS says that the bucket of a trail, or of any under any prefix, needs."""
    arn, source = f"arn:aws:s3:::{bucket}", {"StringLike": {"aws:SourceArn": trail_arn(world, name)}}
    owned = {**source, "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
    files = f"{arn}/{prefix}AWSLogs/{world.account.account_id}/*"
    return document(
        {"Principal": SERVICE, "Action": "s3:GetBucketAcl", "Resource": arn, "Condition": source},
        {"Principal": SERVICE, "Action": "s3:PutObject", "Resource": files, "Condition": owned},
    )


def trail_bucket(world: World, prefix: str = "*", name: str = "*") -> str:
    """Return a bucket that lets a trail write."""
    bucket = world.bucket()
    world.client("s3").put_bucket_policy(Bucket=bucket, Policy=bucket_policy(world, bucket, prefix, name))
    return bucket


def key_policy(world: World, name: str = "*") -> str:
    """Return what AWS says that the key of a trail, or of any, needs."""
    context = {"kms:EncryptionContext:aws:cloudtrail:arn": trail_arn(world, name)}
    root = {"AWS": f"arn:aws:iam::{world.account.account_id}:root"}
    uses: dict[str, Any] = {"Principal": SERVICE, "Resource": "*"}
    return document(
        {"Principal": root, "Action": "kms:*", "Resource": "*"},
        {**uses, "Action": "kms:GenerateDataKey*", "Condition": {"StringLike": context}},
        {**uses, "Action": "kms:DescribeKey"},
    )


def trail_key(world: World) -> str:
    """Return the ARN of a key that lets trails encrypt."""
    return world.make(KEY, policy=key_policy(world)).outputs["arn"]


def trail_topic(world: World) -> str:
    """Return the name of a topic that lets CloudTrail publish."""
    topic = world.topic()
    allowed = policy("sns:Publish", topic, Principal=SERVICE)
    world.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=allowed)
    return topic.split(":")[-1]


def trail_logs(world: World) -> Props:
    """Return the log group of a trail, and the role that it writes there with."""
    return {
        "cloudWatchLogsGroupArn": f"{world.make(LOG_GROUP).outputs['arn']}:*",
        "cloudWatchLogsRoleArn": world.role("cloudtrail").outputs["arn"],
    }


def trail(world: World, **more: Any) -> Props:
    """Return what a trail is made of, once those of other tests are gone: a region has five."""
    cloudtrail = world.client("cloudtrail")
    for each in cloudtrail.describe_trails()["trailList"][4:]:
        cloudtrail.delete_trail(Name=each["TrailARN"])
    return {"name": f"trail-{world.name()}", "s3BucketName": trail_bucket(world), **more}


def organization(world: World) -> bool:
    """Let the account have an organization, and return True."""
    with contextlib.suppress(ClientError):  # it has one
        world.client("organizations").create_organization(FeatureSet="ALL")
    return True


def advanced(category: str, **fields: Any) -> Props:
    selectors: list[Props] = [{"field": "eventCategory", "equals": [category]}]
    return {"name": category, "fieldSelectors": [*selectors, *({"field": name, **of} for name, of in fields.items())]}


LIVES = (
    Life(
        token=TRAIL,
        making=trail,
        changing=lambda world: {
            "s3BucketName": trail_bucket(world),
            "s3KeyPrefix": "audit",
            "kmsKeyId": trail_key(world),
            "snsTopicName": trail_topic(world),
            **trail_logs(world),
            "enableLogFileValidation": True,
            "enableLogging": False,
            "isMultiRegionTrail": True,
            "isOrganizationTrail": organization(world),
            "eventSelectors": [
                {
                    "readWriteType": "WriteOnly",
                    "excludeManagementEventSources": ["kms.amazonaws.com"],
                    "dataResources": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}],
                }
            ],
            "insightSelectors": [{"insightType": "ApiCallRateInsight"}],
        },
        missing=f"arn:aws:cloudtrail:{REGION}:123456789012:trail/it-12345678",
    ),
    Life(
        token=TRAIL,
        what="of one region, with advanced selectors",
        making=lambda world: trail(world, advancedEventSelectors=[advanced("Management")]),
        changing=lambda _: {
            "includeGlobalServiceEvents": False,
            "advancedEventSelectors": [
                advanced("Management", readOnly={"equals": ["false"]}),
                advanced(
                    "Data",
                    **{
                        "resources.type": {"equals": ["AWS::S3::Object"]},
                        "resources.ARN": {"startsWiths": ["arn:aws:s3:::"], "notEndsWiths": ["/"]},
                    },
                ),
            ],
        },
        missing=f"arn:aws:cloudtrail:{REGION}:123456789012:trail/it-12345678",
    ),
)
