"""Delivery of AWS services' own logs, which CloudWatch Logs arranges, and the policies that let services log."""

from collections.abc import Iterable
from typing import Any, Final

from ..resource import CHOSEN, EVERYTHING, NEEDED, REPLACES, AutoName, NotFoundError, Property, Resource
from ..schema import Problem
from ..session import Session
from ..wire import Props
from .lists import items_of

_PREFIX: Final = "AWSLogs/{account-id}/CloudFront/"
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html#bucket-path-examples"""
_NAME: Final = Property(replace=True, autoname=AutoName(max_length=60))


class _Tagged(Resource):
    """What the parts of a delivery have in common: tags that are told apart from them."""

    taggable = True

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("logs").tag_resource(resourceArn=known["arn"], tags=tags)

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("logs").untag_resource(resourceArn=known["arn"], tagKeys=keys)

    @staticmethod
    def _identity(aws: Session, arn: str) -> Props:
        return {"arn": arn, "tags": aws.client("logs").list_tags_for_resource(resourceArn=arn)["tags"]}


def _tags(tags: dict[str, str]) -> Props:
    return {"tags": tags} if tags else {}


class LogDeliverySource(_Tagged):
    """A resource whose logs are delivered. Its id is its name."""

    token = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
    properties = {"name": _NAME, "logType": REPLACES, "resourceArn": REPLACES}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the source."""
        asked = {name: props[name] for name in ("name", "logType", "resourceArn")}
        aws.client("logs").put_delivery_source(**asked, **_tags(tags))
        return props["name"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the source."""
        found = aws.client("logs").get_delivery_source(name=id)["deliverySource"]
        return {
            **self._identity(aws, found["arn"]),
            "name": id,
            "logType": found["logType"],
            "resourceArn": found["resourceArns"][0],
            "service": found["service"],
        }

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the source."""
        aws.client("logs").delete_delivery_source(name=id)


class LogDeliveryDestination(_Tagged):
    """Where logs are delivered to: a bucket, a log group or a stream of Firehose. Its id is its name."""

    token = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
    properties = {
        "name": _NAME,
        "deliveryDestinationConfiguration": Property(needed=True, nested=EVERYTHING),
        "outputFormat": Property(replace=True, computed=True),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the destination."""
        self._put(aws, props, **_tags(tags))
        return props["name"]

    @staticmethod
    def _put(aws: Session, props: Props, **more: Any) -> None:
        names = ("name", "deliveryDestinationConfiguration", "outputFormat")
        aws.client("logs").put_delivery_destination(**{name: props[name] for name in names if name in props}, **more)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the destination."""
        found = aws.client("logs").get_delivery_destination(name=id)["deliveryDestination"]
        return {
            **self._identity(aws, found["arn"]),
            "name": id,
            "deliveryDestinationConfiguration": found["deliveryDestinationConfiguration"],
            "deliveryDestinationType": found["deliveryDestinationType"],
            "outputFormat": found.get("outputFormat"),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Lead the logs elsewhere."""
        self._put(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the destination."""
        aws.client("logs").delete_delivery_destination(name=id)


class LogDeliveryDestinationPolicy(Resource):
    """Who may deliver to a destination. Its id is the destination's name."""

    token = "aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy"
    properties = {"deliveryDestinationName": REPLACES, "deliveryDestinationPolicy": Property(form="json")}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set the policy."""
        asked = {name: props[name] for name in self.properties}
        aws.client("logs").put_delivery_destination_policy(**asked)
        return props["deliveryDestinationName"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the policy."""
        answer = aws.client("logs").get_delivery_destination_policy(deliveryDestinationName=id)
        document = _document(answer.get("policy") or {})
        return {"deliveryDestinationName": id, "deliveryDestinationPolicy": document} if document else None

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the policy."""
        self.create(aws, props, {})

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the policy away."""
        aws.client("logs").delete_delivery_destination_policy(deliveryDestinationName=id)


def _document(policy: Props) -> str | None:
    return policy.get("deliveryDestinationPolicy")


class LogDelivery(_Tagged):
    """A delivery: from a source to a destination. Its id is AWS's."""

    token = "aws:cloudwatch/logDelivery:LogDelivery"
    properties = {
        "deliverySourceName": REPLACES,
        "deliveryDestinationArn": REPLACES,
        "fieldDelimiter": CHOSEN,
        "recordFields": CHOSEN,
        "s3DeliveryConfigurations": Property(computed=True, partial=True, nested=EVERYTHING),
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return the settings of a bucket that are too many."""
        if len(items_of(props, "s3DeliveryConfigurations")) > 1:
            yield Problem("s3DeliveryConfigurations", "a delivery has one at most")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the delivery."""
        where = {name: props[name] for name in ("deliverySourceName", "deliveryDestinationArn")}
        made = aws.client("logs").create_delivery(**where, **_configured(props), **_tags(tags))
        return made["delivery"]["id"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the delivery. A path is told as the program says it, without the prefix that AWS puts before it."""
        found = aws.client("logs").get_delivery(id=id)["delivery"]
        bucket: Props | None = found.get("s3DeliveryConfiguration") or None
        said: list[Props] = items_of(known, "s3DeliveryConfigurations")
        if bucket:
            bucket = {**bucket, "suffixPath": _path(bucket["suffixPath"], said[0].get("suffixPath") if said else None)}
        return {
            **self._identity(aws, found["arn"]),
            "deliverySourceName": found["deliverySourceName"],
            "deliveryDestinationArn": found["deliveryDestinationArn"],
            "fieldDelimiter": found.get("fieldDelimiter") or None,
            "recordFields": found.get("recordFields") or None,
            "s3DeliveryConfigurations": [bucket] if bucket else None,
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change what is delivered, and the path."""
        aws.client("logs").update_delivery_configuration(id=id, **_configured(props))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the delivery."""
        aws.client("logs").delete_delivery(id=id)


def _path(told: str, said: str | None) -> str:
    """Return a path that AWS tells, without the prefix that it may have put before the program's."""
    path = told.removeprefix(_PREFIX)
    return said if said is not None and said in (told, f"/{path}") else path


def _configured(props: Props) -> dict[str, Any]:
    names = ("fieldDelimiter", "recordFields")
    buckets = items_of(props, "s3DeliveryConfigurations")
    return {
        **{name: props[name] for name in names if name in props},
        **({"s3DeliveryConfiguration": buckets[0]} if buckets else {}),
    }


class LogResourcePolicy(Resource):
    """A policy of the account that lets services write to its log groups. Its id is its name."""

    token = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
    properties = {"policyName": NEEDED, "policyDocument": Property(form="json")}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set the policy."""
        aws.client("logs").put_resource_policy(policyName=props["policyName"], policyDocument=props["policyDocument"])
        return props["policyName"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the policy."""
        pages = aws.client("logs").get_paginator("describe_resource_policies").paginate()
        for policy in (policy for page in pages for policy in page["resourcePolicies"]):
            if policy["policyName"] == id:
                return {"policyName": id, "policyDocument": policy["policyDocument"], "policyScope": "ACCOUNT"}
        raise NotFoundError

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the policy."""
        self.create(aws, props, {})

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the policy."""
        aws.client("logs").delete_resource_policy(policyName=id)


RESOURCES: Final = (
    LogDeliverySource(),
    LogDeliveryDestination(),
    LogDeliveryDestinationPolicy(),
    LogDelivery(),
    LogResourcePolicy(),
)
