"""GuardDuty: one detector in a region, what it protects, tags, and where findings are published."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import unix_time
from moto.guardduty import urls
from moto.guardduty.exceptions import GuardDutyException
from moto.guardduty.models import Detector, GuardDutyBackend
from moto.guardduty.responses import GuardDutyResponse
from moto.kms.models import kms_backends
from moto.moto_api._internal import mock_random
from moto.s3.models import s3_backends

from .permissions import lets
from .request import attributes, parameter, replace

_create_detector: Any = GuardDutyBackend.create_detector
_update_detector: Any = GuardDutyBackend.update_detector
_to_json: Any = Detector.to_json
_SERVICE: Final = "guardduty.amazonaws.com"
_SOURCES: Final = ("CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS")
_AGENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "EKS_RUNTIME_MONITORING": ("EKS_ADDON_MANAGEMENT",),
    "RUNTIME_MONITORING": ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT"),
}
"""What a protection may do by itself."""
_PROTECTIONS: Final = (
    "EBS_MALWARE_PROTECTION",
    "EKS_AUDIT_LOGS",
    "LAMBDA_NETWORK_LOGS",
    "RDS_LOGIN_EVENTS",
    "S3_DATA_EVENTS",
    *_AGENTS,
)
_PATHS: Final = (
    "{0}/detector/(?P<detector_id>[^/]+)/publishingDestination$",
    "{0}/detector/(?P<detector_id>[^/]+)/publishingDestination/(?P<destination_id>[^/]+)$",
    "{0}/tags/(?P<arn>.+)$",
)


class BadRequestError(GuardDutyException):
    """AWS's answer to all that it refuses."""

    code = 400

    def __init__(self, message: str) -> None:
        super().__init__("BadRequestException", message)


def _refused(reason: str) -> BadRequestError:
    return BadRequestError(f"The request is rejected because {reason}")


def create_detector(
    self: GuardDutyBackend,
    enable: bool,
    finding_publishing_frequency: str,
    data_sources: dict[str, Any],
    tags: dict[str, str],
    features: list[dict[str, Any]] | None,
) -> str:
    """Make the detector of a region; it protects everything but what runs, unless it is told otherwise.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html
    """
    if self.detectors:
        raise _refused("a detector already exists for the current account.")
    id = _create_detector(self, enable, finding_publishing_frequency, data_sources, tags, [])
    attributes(self.detectors[id])["features"] = [
        {
            "name": name,
            "status": "DISABLED" if name in _AGENTS else "ENABLED",
            "additionalConfiguration": [{"name": agent, "status": "DISABLED"} for agent in _AGENTS.get(name, ())],
        }
        for name in _PROTECTIONS
    ]
    _set_features(self.detectors[id], features or [])
    return id


def update_detector(
    self: GuardDutyBackend,
    detector_id: str,
    enable: bool,
    finding_publishing_frequency: str,
    data_sources: dict[str, Any],
    features: list[dict[str, Any]] | None,
) -> None:
    """Change a detector; protections that are not named stay as they are.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UpdateDetector.html
    """
    _set_features(self.get_detector(detector_id), features or [])
    _update_detector(self, detector_id, enable, finding_publishing_frequency, data_sources, None)


def _set_features(detector: Detector, wanted: list[dict[str, Any]]) -> None:
    features = {one["name"]: one for one in copy.deepcopy(detector.features)}
    for one in wanted:
        if one["name"] not in features:
            raise _refused(f"an invalid or out-of-range value is specified as an input parameter: {one['name']}.")
        features[one["name"]]["status"] = one["status"]
        agents = {agent["name"]: agent for agent in features[one["name"]]["additionalConfiguration"]}
        configurations: list[dict[str, str]] = one.get("additionalConfiguration") or []
        for agent in configurations:
            if agent["name"] not in agents:
                raise _refused(f"{one['name']} has no additional configuration {agent['name']}.")
            agents[agent["name"]]["status"] = agent["status"]
    if all(features[name]["status"] == "ENABLED" for name in _AGENTS):
        raise _refused("EKS_RUNTIME_MONITORING and RUNTIME_MONITORING cannot both be enabled.")
    attributes(detector)["features"] = [*features.values()]


def to_json(self: Detector) -> dict[str, Any]:
    """Tell of a detector, with the logs that it always looks at."""
    always = [{"name": name, "status": "ENABLED"} for name in _SOURCES]
    return {**_to_json(self), "features": [*always, *self.features]}


def delete_detector(self: GuardDutyBackend, detector_id: str) -> None:
    """Delete a detector.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DeleteDetector.html
    """
    self.get_detector(detector_id)
    del self.detectors[detector_id]


# Tags


def _tags(response: GuardDutyResponse) -> dict[str, str]:
    """Return the tags of a detector, or of one of its destinations."""
    _, _, rest = parameter(response, "ResourceArn").partition(":detector/")
    detector_id, _, destination_id = rest.partition("/publishingDestination/")
    detector = response.guardduty_backend.get_detector(detector_id)
    return _destination(detector, destination_id)["tags"] if destination_id else detector.tags


def tag_resource(self: GuardDutyResponse) -> EmptyResult:
    """Add or overwrite tags.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_TagResource.html
    """
    _tags(self).update(parameter(self, "tags"))
    return EmptyResult()


def untag_resource(self: GuardDutyResponse) -> EmptyResult:
    """Take tags away.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UntagResource.html
    """
    for key in self.querystring.get("tagKeys", []):
        _tags(self).pop(key, None)
    return EmptyResult()


def list_tags_for_resource(self: GuardDutyResponse) -> ActionResult:
    """Tell tags.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListTagsForResource.html
    """
    return ActionResult({"Tags": _tags(self)})


# Where findings are published


def _destinations(detector: Detector) -> dict[str, dict[str, Any]]:
    return attributes(detector).setdefault("destinations", {})


def _destination(detector: Detector, id: str) -> dict[str, Any]:
    if id not in _destinations(detector):
        raise _refused("one or more input parameters have invalid values.")
    return _destinations(detector)[id]


def _asked(response: GuardDutyResponse) -> dict[str, Any]:
    detector = response.guardduty_backend.get_detector(parameter(response, "DetectorId"))
    return _destination(detector, parameter(response, "DestinationId"))


def _check_destination(response: GuardDutyResponse, detector_id: str, properties: Mapping[str, str]) -> None:
    """Refuse a bucket or a key that GuardDuty may not use.

    https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html
    """
    account, region, partition = response.current_account, response.region, response.partition
    arn, key_arn = properties["destinationArn"], properties.get("kmsKeyArn", "")
    bucket: Any = s3_backends[account][partition].buckets.get(arn.split(":::")[-1].split("/")[0])
    keys: Any = kms_backends[account][region].keys
    key: Any = keys.get(key_arn.rpartition("/")[2])
    source = f"arn:{partition}:guardduty:{region}:{account}:detector/{detector_id}"
    context = {"aws:SourceAccount": account, "aws:SourceArn": source, "s3:x-amz-server-side-encryption": "aws:kms"}
    context["s3:x-amz-server-side-encryption-aws-kms-key-id"] = key_arn
    written = f"{arn}/AWSLogs/{account}/GuardDuty/{region}/findings.jsonl.gz"
    if not (
        bucket
        and key
        and lets(bucket.policy, _SERVICE, "s3:PutObject", written, context)
        and lets(bucket.policy, _SERVICE, "s3:GetBucketLocation", f"arn:{partition}:s3:::{bucket.name}", context)
        and lets(key.policy, _SERVICE, "kms:GenerateDataKey", key_arn, context)
    ):
        raise BadRequestError(
            "The request failed because the GuardDuty service principal does not have permission to the KMS key "
            "or the resource specified by the destinationArn parameter.",
        )


def create_publishing_destination(self: GuardDutyResponse) -> ActionResult:
    """Publish findings to a bucket, of which a detector has one.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreatePublishingDestination.html
    """
    detector = self.guardduty_backend.get_detector(parameter(self, "DetectorId"))
    properties = parameter(self, "destinationProperties")
    if _destinations(detector):
        raise _refused("the detector has a publishing destination of this type.")
    _check_destination(self, detector.id, properties)
    id = mock_random.get_random_hex(length=32)
    _destinations(detector)[id] = {
        "DestinationId": id,
        "DestinationType": parameter(self, "destinationType"),
        "Status": "PUBLISHING",
        "PublishingFailureStartTimestamp": 0,
        "DestinationProperties": _properties(properties),
        "CreatedAt": unix_time(),
        "tags": parameter(self, "tags", {}),
    }
    return ActionResult({"DestinationId": id})


def _properties(given: Mapping[str, str]) -> dict[str, str]:
    return {name[0].upper() + name[1:]: value for name, value in given.items()}


def describe_publishing_destination(self: GuardDutyResponse) -> ActionResult:
    """Tell where findings are published.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DescribePublishingDestination.html
    """
    found = _asked(self)
    return ActionResult({**found, "Tags": found["tags"]})


def list_publishing_destinations(self: GuardDutyResponse) -> ActionResult:
    """List where findings are published.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListPublishingDestinations.html
    """
    detector = self.guardduty_backend.get_detector(parameter(self, "DetectorId"))
    return ActionResult({"Destinations": [*_destinations(detector).values()]})


def update_publishing_destination(self: GuardDutyResponse) -> EmptyResult:
    """Publish findings elsewhere.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UpdatePublishingDestination.html
    """
    found, properties = _asked(self), parameter(self, "destinationProperties", {})
    _check_destination(self, parameter(self, "DetectorId"), properties)
    found["DestinationProperties"] |= _properties(properties)
    return EmptyResult()


def delete_publishing_destination(self: GuardDutyResponse) -> EmptyResult:
    """Publish findings no more.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DeletePublishingDestination.html
    """
    detector = self.guardduty_backend.get_detector(parameter(self, "DetectorId"))
    del _destinations(detector)[_asked(self)["DestinationId"]]
    return EmptyResult()


def install() -> None:
    """Add the operations and where they answer, and put those that moto has in the place of moto's."""
    urls.url_paths.update(dict.fromkeys(_PATHS, GuardDutyResponse.dispatch))
    replace(GuardDutyBackend, create_detector, update_detector, delete_detector)
    replace(Detector, to_json)
    replace(
        GuardDutyResponse,
        tag_resource,
        untag_resource,
        list_tags_for_resource,
        create_publishing_destination,
        describe_publishing_destination,
        list_publishing_destinations,
        update_publishing_destination,
        delete_publishing_destination,
    )
