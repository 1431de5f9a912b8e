"""Amazon GuardDuty."""

from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import ClientError

from ..errors import explain
from ..resource import CHOSEN, EVERYTHING, NEEDED, PLAIN, REPLACES, Function, NotFoundError, Property, Resource, only
from ..session import Session
from ..wire import Props
from .ec2.common import given

_GONE: Final = ("not owned by the current account", "input parameters have invalid values")


def _found(ask: Callable[..., Any], **arguments: str) -> dict[str, Any]:
    """Return an answer of GuardDuty, which says in words alone that something does not exist.

    Raises:
        NotFoundError: It says so.
    """
    try:
        return ask(**arguments)
    except ClientError as error:
        if any(words in explain(error) for words in _GONE):
            raise NotFoundError from error
        raise


class Detector(Resource):
    """What finds threats. A region has one."""

    token = "aws:guardduty/detector:Detector"
    taggable = True
    # Of `datasources`, which the SDK calls deprecated, features have taken the place.
    properties = {"enable": Property(default=True), "findingPublishingFrequency": CHOSEN}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the detector."""
        frequency = given(props, {"findingPublishingFrequency": "FindingPublishingFrequency"})
        made = aws.client("guardduty").create_detector(Enable=props["enable"], Tags=tags, **frequency)
        return made["DetectorId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the detector."""
        seen = _found(aws.client("guardduty").get_detector, DetectorId=id)
        return {
            "accountId": aws.account_id,
            "arn": _arn(aws, id),
            "enable": seen["Status"] == "ENABLED",
            "findingPublishingFrequency": seen["FindingPublishingFrequency"],
            "tags": seen.get("Tags") or {},
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the detector."""
        frequency = given(props, {"findingPublishingFrequency": "FindingPublishingFrequency"})
        aws.client("guardduty").update_detector(DetectorId=id, Enable=props["enable"], **frequency)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the detector."""
        _found(aws.client("guardduty").delete_detector, DetectorId=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("guardduty").tag_resource(ResourceArn=_arn(aws, id), Tags=tags)

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("guardduty").untag_resource(ResourceArn=_arn(aws, id), TagKeys=keys)


def _arn(aws: Session, rest: str) -> str:
    return aws.arn("guardduty", f"detector/{rest}")


class DetectorFeature(Resource):
    """Something that a detector protects. Its id names detector and feature."""

    token = "aws:guardduty/detectorFeature:DetectorFeature"
    properties = {
        "detectorId": REPLACES,
        "name": NEEDED,
        "status": PLAIN,
        "additionalConfigurations": Property(form="set", nested=EVERYTHING),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Turn the feature on or off."""
        id = f"{props['detectorId']}/{props['name']}"
        self.update(aws, id, props, frozenset())
        return id

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the feature."""
        detector, _, name = id.partition("/")
        answer = _found(aws.client("guardduty").get_detector, DetectorId=detector)
        seen = only([one for one in answer["Features"] if one["Name"] == name])
        return {"detectorId": detector, **_feature(seen)}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Turn the feature on or off."""
        configurations: list[Props] = props.get("additionalConfigurations") or []
        feature: dict[str, Any] = {"Name": props["name"], "Status": props["status"]}
        if configurations:
            feature["AdditionalConfiguration"] = [
                {"Name": one["name"], "Status": one["status"]} for one in configurations
            ]
        aws.client("guardduty").update_detector(DetectorId=props["detectorId"], Features=[feature])

    def replaced_by(self, olds: Props, news: Props) -> frozenset[str]:
        """Return the configurations, when others are named."""
        before, after = _configured(olds), _configured(news)
        return frozenset({"additionalConfigurations"} if before != after else ())

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Leave the feature as it is, as the official provider does."""


def _configured(props: Props) -> set[str]:
    configurations: list[Props] = props.get("additionalConfigurations") or []
    return {one["name"] for one in configurations}


class PublishingDestination(Resource):
    """The bucket to which findings are published. Its id names detector and destination."""

    token = "aws:guardduty/publishingDestination:PublishingDestination"
    taggable = True
    properties = {
        "detectorId": REPLACES,
        "destinationArn": PLAIN,
        "destinationType": Property(default="S3", replace=True),
        "kmsKeyArn": PLAIN,
    }

    @staticmethod
    def _ids(id: str) -> dict[str, str]:
        detector, _, destination = id.partition(":")
        return {"DetectorId": detector, "DestinationId": destination}

    @staticmethod
    def _properties(props: Props) -> dict[str, str]:
        return given(props, {"destinationArn": "DestinationArn", "kmsKeyArn": "KmsKeyArn"})

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the destination."""
        made = aws.client("guardduty").create_publishing_destination(
            DetectorId=props["detectorId"],
            DestinationType=props["destinationType"],
            DestinationProperties=self._properties(props),
            Tags=tags,
        )
        return f"{props['detectorId']}:{made['DestinationId']}"

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the destination."""
        ids = self._ids(id)
        seen = _found(aws.client("guardduty").describe_publishing_destination, **ids)
        return {
            "arn": self._arn(aws, id),
            "detectorId": ids["DetectorId"],
            "destinationId": ids["DestinationId"],
            "destinationArn": seen["DestinationProperties"]["DestinationArn"],
            "destinationType": seen["DestinationType"],
            "kmsKeyArn": seen["DestinationProperties"]["KmsKeyArn"],
            "tags": seen.get("Tags") or {},
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the bucket or the key."""
        aws.client("guardduty").update_publishing_destination(
            DestinationProperties=self._properties(props), **self._ids(id)
        )

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Publish no more."""
        _found(aws.client("guardduty").delete_publishing_destination, **self._ids(id))

    def _arn(self, aws: Session, id: str) -> str:
        ids = self._ids(id)
        return _arn(aws, f"{ids['DetectorId']}/publishingDestination/{ids['DestinationId']}")

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("guardduty").tag_resource(ResourceArn=self._arn(aws, id), Tags=tags)

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("guardduty").untag_resource(ResourceArn=self._arn(aws, id), TagKeys=keys)


def detector(aws: Session, arguments: Props) -> Props:
    """Answer `aws.guardduty.get_detector`: the region's one, unless its id is given."""
    guardduty = aws.client("guardduty")
    id = arguments.get("id") or only(guardduty.list_detectors()["DetectorIds"])
    seen = _found(guardduty.get_detector, DetectorId=id)
    return {
        "id": id,
        "arn": _arn(aws, id),
        "region": aws.region,
        "status": seen["Status"],
        "findingPublishingFrequency": seen["FindingPublishingFrequency"],
        "serviceRoleArn": seen["ServiceRole"],
        "tags": seen.get("Tags") or {},
        "features": [_feature(one) for one in seen["Features"]],
    }


def _feature(seen: dict[str, Any]) -> Props:
    configurations: list[dict[str, str]] = seen.get("AdditionalConfiguration") or []
    return {
        "name": seen["Name"],
        "status": seen["Status"],
        "additionalConfigurations": [{"name": one["Name"], "status": one["Status"]} for one in configurations],
    }


RESOURCES: Final = (Detector(), DetectorFeature(), PublishingDestination())
FUNCTIONS: Final = (Function("aws:guardduty/getDetector:getDetector", frozenset({"id", "tags"}), detector),)
