"""Dashboards: those of all regions are the account's, and what they show is checked.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from moto.cloudwatch.exceptions import DashboardInvalidInputError
from moto.cloudwatch.models import CloudWatchBackend, Dashboard, cloudwatch_backends
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from ..request import attributes, parameter, replace

_put_dashboard: Any = CloudWatchResponse.put_dashboard
_HOMES: Final = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
_TYPES: Final = ("alarm", "custom", "explorer", "log", "metric", "text")
_COLUMNS: Final = 24
_MOST_WIDGETS: Final = 500
_RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "x": (0, _COLUMNS - 1),
    "y": (0, 10**9),
    "width": (1, _COLUMNS),
    "height": (1, 1000),
}


def put_dashboard(self: CloudWatchResponse) -> ActionResult:
    """Make or change a dashboard that is well formed.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
    """
    found = [f"{path}: {reason}" for path, reason in problems(parameter(self, "DashboardBody"))]
    if found:
        count = f"{len(found)} validation error{'s' if len(found) > 1 else ''}"
        raise DashboardInvalidInputError(f"The dashboard body is invalid, there are {count}: [{'; '.join(found)}]")
    return _put_dashboard(self)


def problems(body: str) -> Iterator[tuple[str, str]]:
    """Yield where the body of a dashboard is not what AWS takes, and why."""
    try:
        parsed: Any = json.loads(body)
    except ValueError:
        yield "/", "The field DashboardBody must be a valid JSON object"
        return
    if not isinstance(parsed, dict):
        yield "/", "The field DashboardBody must be a valid JSON object"
        return
    widgets: Any = cast("dict[str, Any]", parsed).get("widgets")
    if not isinstance(widgets, list):
        yield "/widgets", "Should have required property 'widgets', an array"
        return
    listed = cast("list[Any]", widgets)
    if len(listed) > _MOST_WIDGETS:
        yield "/widgets", f"Should not have more than {_MOST_WIDGETS} items"
    for i, widget in enumerate(listed):
        yield from _of_widget(f"/widgets/{i}", widget)


def _of_widget(path: str, widget: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(widget, dict):
        yield path, "Should be an object"
        return
    given = cast("dict[str, Any]", widget)
    if given.get("type") not in _TYPES:
        yield f"{path}/type", f"Should be one of {', '.join(_TYPES)}"
    for name, (low, high) in _RANGES.items():
        value: Any = given.get(name)
        if value is not None and not (type(value) is int and low <= value <= high):
            yield f"{path}/{name}", f"Should be an integer from {low} to {high}"
    properties: Any = given.get("properties")
    if not isinstance(properties, dict):
        yield f"{path}/properties", "Should have required property 'properties', an object"
        return
    for reason in _of_properties(str(given.get("type")), cast("dict[str, Any]", properties)):
        yield f"{path}/properties", reason


def _of_properties(type: str, properties: dict[str, Any]) -> Iterator[str]:
    needed = {"text": ["markdown"], "alarm": ["alarms"], "log": ["query", "region"], "custom": ["endpoint"]}
    for name in needed.get(type, []):
        if not properties.get(name):
            yield f"Should have required property '{name}'"
    if type != "metric":
        return
    if not properties.get("metrics") and not properties.get("annotations", {}).get("alarms"):
        yield "Should have required property 'metrics' or an alarm among its annotations"
    if properties.get("metrics") and not properties.get("region"):
        yield "Should have required property 'region'"
    metrics: list[Any] = properties.get("metrics") or []
    for metric in metrics:
        if not isinstance(metric, list) or not metric:
            yield "Should list each metric as an array that is not empty"


def _of_account(self: CloudWatchBackend) -> dict[str, Dashboard]:
    home = cloudwatch_backends[self.account_id][_HOMES.get(self.partition, "us-east-1")]
    return attributes(home).setdefault("dashboards_of_account", {})


def _leave(self: CloudWatchBackend, value: dict[str, Dashboard]) -> None:
    """Take no notice of the dashboards of a region, which are none."""


def install() -> None:
    """Put the operation and the account's dashboards in the place of moto's."""
    replace(CloudWatchResponse, put_dashboard)
    setattr(CloudWatchBackend, "dashboards", property(_of_account, _leave))  # noqa: B010 - moto's is a plain dict
