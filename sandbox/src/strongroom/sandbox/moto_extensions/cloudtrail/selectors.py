"""The selectors of a trail: those of one kind end those of the other, and none of insights is an error."""

import json
from typing import Any, Final

from moto.cloudtrail.models import Trail
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError

from ..request import parameter, replace

_MOST_SELECTORS: Final = 5
_DEFAULT: Final[dict[str, Any]] = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}
"""What AWS tells of a trail without selectors of its own."""


def put_event_selectors(self: CloudTrailResponse) -> str:
    """Set the selectors of one kind, in the place of those that were.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
    """
    trail = _trail(self)
    basic: list[dict[str, Any]] = parameter(self, "EventSelectors") or []
    advanced: list[dict[str, Any]] = parameter(self, "AdvancedEventSelectors") or []
    if bool(basic) == bool(advanced):
        message = "You must specify either event selectors or advanced event selectors, and not both."
        raise JsonRESTError("InvalidEventSelectorsException", message)
    if len(basic) > _MOST_SELECTORS:
        message = f"A trail has at most {_MOST_SELECTORS} event selectors."
        raise JsonRESTError("InvalidEventSelectorsException", message)
    for selector in advanced:
        _check_advanced(selector)
    default = [{**_DEFAULT, **selector} for selector in basic]
    trail.event_selectors = [] if default == [_DEFAULT] else default
    trail.advanced_event_selectors = advanced
    return _told(trail)


def _check_advanced(selector: dict[str, Any]) -> None:
    """Refuse a selector that does not say which category of events it is of.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
    """
    categories = [field for field in selector["FieldSelectors"] if field["Field"] == "eventCategory"]
    if len(categories) != 1 or len(categories[0].get("Equals", [])) != 1:
        message = "An advanced event selector must have exactly one eventCategory field, which equals one value."
        raise JsonRESTError("InvalidEventSelectorsException", message)


def get_event_selectors(self: CloudTrailResponse) -> str:
    """Tell the selectors of a trail.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
    """
    return _told(_trail(self))


def _trail(request: CloudTrailResponse) -> Trail:
    return request.cloudtrail_backend.get_trail(parameter(request, "TrailName"))


def _told(trail: Trail) -> str:
    if trail.advanced_event_selectors:
        return json.dumps({"TrailARN": trail.arn, "AdvancedEventSelectors": trail.advanced_event_selectors})
    return json.dumps({"TrailARN": trail.arn, "EventSelectors": trail.event_selectors or [_DEFAULT]})


def put_insight_selectors(self: CloudTrailResponse) -> str:
    """Set the selectors of insights, in the place of those that were.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutInsightSelectors.html
    """
    trail = _trail(self)
    trail.insight_selectors = parameter(self, "InsightSelectors")
    return json.dumps({"TrailARN": trail.arn, "InsightSelectors": trail.insight_selectors})


def get_insight_selectors(self: CloudTrailResponse) -> str:
    """Tell the selectors of insights, if there are any.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetInsightSelectors.html
    """
    trail = _trail(self)
    if not trail.insight_selectors:
        message = f"Trail {trail.arn} does not have Insights enabled."
        raise JsonRESTError("InsightNotEnabledException", message)
    return json.dumps({"TrailARN": trail.arn, "InsightSelectors": trail.insight_selectors})


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(CloudTrailResponse, put_event_selectors, get_event_selectors, put_insight_selectors, get_insight_selectors)
