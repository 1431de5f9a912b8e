"""CloudWatch Logs: metric filters that can be changed, and queries that are kept."""

import json
import uuid
from typing import Any, Final

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import LogsBackend
from moto.logs.responses import LogsResponse

from .request import attributes, parameter, replace

_put_metric_filter: Any = LogsResponse.put_metric_filter
_delete_metric_filter: Any = LogsResponse.delete_metric_filter
_delete_log_group: Any = LogsBackend.delete_log_group
_QUERY: Final = ("name", "queryString", "logGroupNames", "queryLanguage")


def put_metric_filter(self: LogsResponse) -> str:
    """Make a filter of a log group, or overwrite the one of that name.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
    """
    group, name = parameter(self, "logGroupName"), parameter(self, "filterName")
    if group not in self.logs_backend.groups:
        raise ResourceNotFoundException
    self.logs_backend.delete_metric_filter(name, group)
    answer: str = _put_metric_filter(self)
    made = self.logs_backend.filters.metric_filters[-1]
    made["applyOnTransformedLogs"] = bool(parameter(self, "applyOnTransformedLogs"))
    return answer


def delete_metric_filter(self: LogsResponse) -> str:
    """Delete a filter that there is.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteMetricFilter.html
    """
    group, name = parameter(self, "logGroupName"), parameter(self, "filterName")
    filters = self.logs_backend.filters.metric_filters
    if not any((each["logGroupName"], each["filterName"]) == (group, name) for each in filters):
        raise ResourceNotFoundException("The specified metric filter does not exist.")
    return _delete_metric_filter(self)


def delete_log_group(self: LogsBackend, log_group_name: str) -> None:
    """Delete a log group with its metric filters.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html
    """
    _delete_log_group(self, log_group_name)
    filters = self.filters.metric_filters
    self.filters.metric_filters = [each for each in filters if each["logGroupName"] != log_group_name]


def put_query_definition(self: LogsResponse) -> str:
    """Keep a query, or overwrite one.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
    """
    kept, id = _definitions(self), parameter(self, "queryDefinitionId") or str(uuid.uuid4())
    if parameter(self, "queryDefinitionId") and id not in kept:
        raise ResourceNotFoundException("The specified query definition does not exist.")
    given = {name: parameter(self, name) for name in _QUERY}
    kept[id] = {"queryDefinitionId": id, **{name: value for name, value in given.items() if value}}
    return json.dumps({"queryDefinitionId": id})


def describe_query_definitions(self: LogsResponse) -> str:
    """Describe the queries whose names begin as asked.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueryDefinitions.html
    """
    prefix = parameter(self, "queryDefinitionNamePrefix", "")
    found = [each for each in _definitions(self).values() if each["name"].startswith(prefix)]
    return json.dumps({"queryDefinitions": found})


def delete_query_definition(self: LogsResponse) -> str:
    """Forget a query.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteQueryDefinition.html
    """
    if _definitions(self).pop(parameter(self, "queryDefinitionId"), None) is None:
        raise ResourceNotFoundException("The specified query definition does not exist.")
    return json.dumps({"success": True})


def _definitions(response: LogsResponse) -> dict[str, dict[str, Any]]:
    return attributes(response.logs_backend).setdefault("query_definitions", {})


def install() -> None:
    """Add the operations, and put those that overwrite in the place of moto's."""
    replace(
        LogsResponse,
        put_metric_filter,
        delete_metric_filter,
        put_query_definition,
        describe_query_definitions,
        delete_query_definition,
    )
    replace(LogsBackend, delete_log_group)
