"""Delivery of AWS services' own logs."""

from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import REGION, Life, World, policy

SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
DESTINATION = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
DESTINATION_POLICY = "aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy"
DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery"
RESOURCE_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"


def source(world: World) -> Props:
    """Return the inputs of a source in the provider's region: e-mail's, since CloudFront's are in us-east-1."""
    mailing = f"arn:aws:ses:{REGION}:{world.account.account_id}:configuration-set/{world.name()}"
    return {"name": world.name(), "logType": "APPLICATION_LOG", "resourceArn": mailing}


def to(arn: str, world: World, **more: Any) -> Props:
    """Return the inputs of a destination."""
    return {"name": world.name(), "deliveryDestinationConfiguration": {"destinationResourceArn": arn}, **more}


def bucket_arn(world: World) -> str:
    """Return the ARN of a bucket."""
    return f"arn:aws:s3:::{world.bucket()}"


def delivering(principal: str) -> str:
    """Return a policy that lets an account deliver."""
    return policy("logs:CreateDelivery", Principal={"AWS": principal})


def delivery(world: World) -> Props:
    """Return the inputs of a delivery."""
    destination = world.make(DESTINATION, **to(bucket_arn(world), world, outputFormat="w3c"))
    return {
        "deliverySourceName": world.make(SOURCE, **source(world)).id,
        "deliveryDestinationArn": destination.outputs["arn"],
        "fieldDelimiter": "\t",
        "recordFields": ["date", "time"],
        "s3DeliveryConfigurations": [{"suffixPath": "{yyyy}/{MM}", "enableHiveCompatiblePath": False}],
    }


LIVES = (
    Life(token=SOURCE, making=source),
    Life(
        token=DESTINATION,
        making=lambda world: to(bucket_arn(world), world, outputFormat="json"),
        changing=lambda world: {"deliveryDestinationConfiguration": {"destinationResourceArn": bucket_arn(world)}},
    ),
    Life(
        token=DESTINATION_POLICY,
        making=lambda world: {
            "deliveryDestinationName": world.make(DESTINATION, **to(bucket_arn(world), world)).id,
            "deliveryDestinationPolicy": delivering("123456789012"),
        },
        changing=lambda _: {"deliveryDestinationPolicy": delivering("210987654321")},
    ),
    Life(
        token=DELIVERY,
        making=delivery,
        changing=lambda _: {
            "fieldDelimiter": ",",
            "recordFields": ["date", "time", "cs-method"],
            "s3DeliveryConfigurations": [{"suffixPath": "{yyyy}", "enableHiveCompatiblePath": True}],
        },
        missing="itdoesnotexist",
    ),
    Life(
        token=RESOURCE_POLICY,
        making=lambda world: {"policyName": world.name(), "policyDocument": policy("logs:PutLogEvents")},
        changing=lambda _: {"policyDocument": policy("logs:CreateLogStream")},
    ),
)
