"""Trails: checked when they are made and changed, and found by their ARN too."""

import json
from typing import Any, Final

from moto.cloudtrail.models import CloudTrailBackend, Trail
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError
from moto.utilities.utils import get_partition

from ..request import attributes, parameter, replace
from .checks import Wanted, check

_create_trail: Any = CloudTrailResponse.create_trail
_update_trail: Any = CloudTrailResponse.update_trail
_describe_trails: Any = CloudTrailResponse.describe_trails
_describe: Any = Trail.description
_MOST_TRAILS: Final = 5
_TEXTS: Final = ("s3_key_prefix", "sns_topic_name", "cw_log_group_arn", "cw_role_arn", "kms_key_id")


def create_trail(self: CloudTrailResponse) -> str:
    """Make a trail, if there is room for one more.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
    """
    backend, name = self.cloudtrail_backend, parameter(self, "Name")
    _check_request(self)
    if name in backend.trails:
        message = f"Trail {name} already exists for customer: {backend.account_id}"
        raise JsonRESTError("TrailAlreadyExistsException", message)
    if len(backend.trails) == _MOST_TRAILS:
        message = f"User: {backend.account_id} already has {_MOST_TRAILS} trails in {backend.region_name}."
        raise JsonRESTError("MaximumNumberOfTrailsExceededException", message)
    answer: str = _create_trail(self)
    try:
        _check(backend.trails[name])
    except JsonRESTError:
        backend.delete_trail(name)
        raise
    return answer


def _check_request(request: CloudTrailResponse) -> None:
    if parameter(request, "IsOrganizationTrail"):
        from moto.organizations.models import organizations_backends  # few programs have an organization

        if organizations_backends[request.current_account][request.partition].org is None:
            message = "Your account is not a member of an organization."
            raise JsonRESTError("OrganizationsNotInUseException", message)
    if parameter(request, "IsMultiRegionTrail") and parameter(request, "IncludeGlobalServiceEvents") is False:
        message = "Multi-Region trail must include global service events."
        raise JsonRESTError("InvalidParameterCombinationException", message)


def update_trail(self: CloudTrailResponse) -> str:
    """Change a trail: a text that is empty takes it away.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
    """
    _check_request(self)
    trail = self.cloudtrail_backend.get_trail(parameter(self, "Name"))
    before = dict(attributes(trail))
    _update_trail(self)
    attributes(trail).update({text: attributes(trail)[text] or None for text in _TEXTS})
    try:
        _check(trail)
    except JsonRESTError:
        attributes(trail).update(before)
        raise
    return json.dumps(trail.description())


def _check(trail: Trail) -> None:
    check(
        Wanted(
            arn=trail.arn,
            account_id=trail.account_id,
            region=trail.region_name,
            partition=trail.partition,
            bucket=trail.bucket_name,
            prefix=trail.s3_key_prefix,
            key=trail.kms_key_id,
            topic_arn=trail.topic_arn,
            log_group=trail.cw_log_group_arn,
            role=trail.cw_role_arn,
        )
    )


def delete_trail(self: CloudTrailBackend, name: str) -> None:
    """Delete a trail, by its name or ARN, with its tags.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html
    """
    trail = self.get_trail(name)
    self.tagging_service.delete_all_tags_for_resource(trail.arn)
    del self.trails[trail.trail_name]


def describe_trails(self: CloudTrailResponse) -> str:
    """Describe the trails that are asked for by name or ARN, or all.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
    """
    wanted: list[str] = parameter(self, "trailNameList") or []
    listed: list[dict[str, Any]] = json.loads(_describe_trails(self))["trailList"]
    found = [each for each in listed if not wanted or {each["Name"], each["TrailARN"]} & {*wanted}]
    return json.dumps({"trailList": found})


def description(self: Trail, include_region: bool = False) -> dict[str, Any]:
    """Describe a trail, with what is told of its selectors elsewhere.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html
    """
    told: dict[str, Any] = {
        **_describe(self, include_region),
        "HasCustomEventSelectors": bool(self.event_selectors or self.advanced_event_selectors),
        "HasInsightSelectors": bool(self.insight_selectors),
    }
    return {name: value for name, value in told.items() if value is not None}


def _topic_arn(self: Trail) -> str | None:
    name = self.sns_topic_name
    if not name or name.startswith("arn:"):
        return name or None
    return f"arn:{get_partition(self.region_name)}:sns:{self.region_name}:{self.account_id}:{name}"


def remove_tags(self: CloudTrailResponse) -> str:
    """Take tags away, whatever their values are.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RemoveTags.html
    """
    keys = [tag["Key"] for tag in parameter(self, "TagsList")]
    self.cloudtrail_backend.tagging_service.untag_resource_using_names(parameter(self, "ResourceId"), keys)
    return json.dumps({})


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(CloudTrailBackend, delete_trail)
    replace(CloudTrailResponse, create_trail, update_trail, describe_trails, remove_tags)
    replace(Trail, description)
    setattr(Trail, "topic_arn", property(_topic_arn))  # noqa: B010 - moto's is read-only to its types
