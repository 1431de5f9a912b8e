"""Amazon GuardDuty."""

import json

from strongroom.sandbox.provider.wire import Props

from .world import KEY, Life, World

DETECTOR, FEATURE = "aws:guardduty/detector:Detector", "aws:guardduty/detectorFeature:DetectorFeature"
DESTINATION = "aws:guardduty/publishingDestination:PublishingDestination"
SERVICE = "guardduty.amazonaws.com"


def no_detector(world: World) -> Props:
    """Delete the region's detector: the next one would be refused."""
    guardduty = world.client("guardduty")
    for id in guardduty.list_detectors()["DetectorIds"]:
        guardduty.delete_detector(DetectorId=id)
    return {}


def detector(world: World) -> str:
    """Return the region's detector, which is made if there is none."""
    known = world.client("guardduty").list_detectors()["DetectorIds"]
    return known[0] if known else world.make(DETECTOR).id


def findings_bucket(world: World) -> str:
    """Return the ARN of a bucket that GuardDuty may write to."""
    name = world.bucket()
    arn = f"arn:aws:s3:::{name}"
    statement = {"Effect": "Allow", "Principal": {"Service": SERVICE}}
    statements = [
        {**statement, "Action": "s3:PutObject", "Resource": f"{arn}/*"},
        {**statement, "Action": "s3:GetBucketLocation", "Resource": arn},
    ]
    world.client("s3").put_bucket_policy(Bucket=name, Policy=json.dumps({"Statement": statements}))
    return arn


def findings_key(world: World) -> str:
    """Return the ARN of a key that GuardDuty may encrypt with."""
    account = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{world.account.account_id}:root"}}
    service = {"Effect": "Allow", "Principal": {"Service": SERVICE}, "Action": "kms:GenerateDataKey*"}
    statements = [{**account, "Action": "kms:*", "Resource": "*"}, {**service, "Resource": "*"}]
    return world.make(KEY, policy=json.dumps({"Version": "2012-10-17", "Statement": statements})).outputs["arn"]


def destination(world: World) -> Props:
    """Return the inputs of a destination of a new detector."""
    no_detector(world)
    return {
        "detectorId": detector(world),
        "destinationArn": findings_bucket(world),
        "kmsKeyArn": findings_key(world),
    }


LIVES = (
    Life(
        token=DETECTOR,
        making=no_detector,
        changing=lambda _: {"enable": False, "findingPublishingFrequency": "FIFTEEN_MINUTES"},
    ),
    Life(
        token=FEATURE,
        making=lambda world: {"detectorId": detector(world), "name": "S3_DATA_EVENTS", "status": "ENABLED"},
        changing=lambda _: {"status": "DISABLED"},
        missing="it-12345678/S3_DATA_EVENTS",
        kept=True,
    ),
    Life(
        token=FEATURE,
        what="with agents",
        making=lambda world: {
            "detectorId": detector(world),
            "name": "RUNTIME_MONITORING",
            "status": "ENABLED",
            "additionalConfigurations": [
                {"name": "EKS_ADDON_MANAGEMENT", "status": "ENABLED"},
                {"name": "ECS_FARGATE_AGENT_MANAGEMENT", "status": "ENABLED"},
                {"name": "EC2_AGENT_MANAGEMENT", "status": "ENABLED"},
            ],
        },
        changing=lambda _: {
            "additionalConfigurations": [
                {"name": "EKS_ADDON_MANAGEMENT", "status": "DISABLED"},
                {"name": "ECS_FARGATE_AGENT_MANAGEMENT", "status": "ENABLED"},
                {"name": "EC2_AGENT_MANAGEMENT", "status": "DISABLED"},
            ]
        },
        missing="it-12345678/RUNTIME_MONITORING",
        kept=True,
    ),
    Life(
        token=DESTINATION,
        making=destination,
        changing=lambda world: {"destinationArn": findings_bucket(world), "kmsKeyArn": findings_key(world)},
        missing="it-12345678:it-12345678",
    ),
)
