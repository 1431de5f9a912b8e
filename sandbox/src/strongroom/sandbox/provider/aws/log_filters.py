"""Amazon CloudWatch Logs: what is made of the events of log groups."""

from typing import Any, Final

from ..changes import filled
from ..resource import CHOSEN, EVERYTHING, PLAIN, REPLACES, AutoName, NotFoundError, Property, Resource, only
from ..session import Session
from ..wire import Props
from .lists import items_of

_TRANSFORMATION: Final = {
    "defaultValue": "defaultValue",
    "dimensions": "dimensions",
    "name": "metricName",
    "namespace": "metricNamespace",
    "unit": "unit",
    "value": "metricValue",
}
_UNIT: Final = {"unit": "None"}


class LogMetricFilter(Resource):
    """A metric that is made of a log group's events. Its id is its name, and it is imported by `GROUP:NAME`."""

    token = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
    properties = {
        "applyOnTransformedLogs": CHOSEN,
        "logGroupName": REPLACES,
        "metricTransformation": Property(nested=EVERYTHING, inner=_UNIT),
        "name": Property(replace=True, autoname=AutoName(max_length=512)),
        "pattern": PLAIN,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the filter."""
        self._put(aws, props)
        return props["name"]

    @staticmethod
    def _put(aws: Session, props: Props) -> None:
        given: Props = filled(props["metricTransformation"], _UNIT)
        asked: dict[str, Any] = {theirs: given[ours] for ours, theirs in _TRANSFORMATION.items() if given.get(ours)}
        if "defaultValue" in asked:
            asked["defaultValue"] = float(asked["defaultValue"])
        transformed = props.get("applyOnTransformedLogs")
        aws.client("logs").put_metric_filter(
            logGroupName=props["logGroupName"],
            filterName=props["name"],
            filterPattern=props["pattern"],
            metricTransformations=[asked],
            **({} if transformed is None else {"applyOnTransformedLogs": transformed}),
        )

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the filter."""
        group, name = _named(id, known)
        pages = aws.client("logs").get_paginator("describe_metric_filters")
        answers = pages.paginate(logGroupName=group, filterNamePrefix=name)
        found = only([each for page in answers for each in page["metricFilters"] if each["filterName"] == name])
        seen = found["metricTransformations"][0]
        told: Props = {ours: seen[theirs] for ours, theirs in _TRANSFORMATION.items() if theirs in seen}
        if "defaultValue" in told:
            value = float(told["defaultValue"])
            told["defaultValue"] = str(int(value) if value.is_integer() else value)
        return {
            "applyOnTransformedLogs": found.get("applyOnTransformedLogs", False),
            "logGroupName": group,
            "metricTransformation": told,
            "name": name,
            "pattern": found["filterPattern"],
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the filter."""
        self._put(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the filter."""
        aws.client("logs").delete_metric_filter(logGroupName=known["logGroupName"], filterName=known["name"])


def _named(id: str, known: Props) -> tuple[str, str]:
    """Return the log group and the name of a filter, which both stand in the id that it is imported by."""
    if "logGroupName" in known:
        return known["logGroupName"], known["name"]
    group, _, name = id.rpartition(":")
    if not group:
        raise NotFoundError
    return group, name


class QueryDefinition(Resource):
    """A query that is kept for people. Its id is AWS's; it is imported by its ARN."""

    token = "aws:cloudwatch/queryDefinition:QueryDefinition"
    properties = {
        "logGroupNames": PLAIN,
        "name": Property(autoname=AutoName(max_length=255)),
        "queryString": PLAIN,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Keep the query."""
        return self._put(aws, props)

    @staticmethod
    def _put(aws: Session, props: Props, **more: str) -> str:
        made = aws.client("logs").put_query_definition(
            name=props["name"], queryString=props["queryString"], logGroupNames=items_of(props, "logGroupNames"), **more
        )
        return made["queryDefinitionId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the query."""
        listed = aws.client("logs").describe_query_definitions()["queryDefinitions"]
        found = only([each for each in listed if each["queryDefinitionId"] == id.split(":")[-1]])
        return {
            "arn": aws.arn("logs", f"query-definition:{found['queryDefinitionId']}"),
            "logGroupNames": found.get("logGroupNames"),
            "name": found["name"],
            "queryDefinitionId": found["queryDefinitionId"],
            "queryString": found["queryString"],
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the query."""
        self._put(aws, props, queryDefinitionId=id.split(":")[-1])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Forget the query."""
        aws.client("logs").delete_query_definition(queryDefinitionId=id.split(":")[-1])


RESOURCES: Final = (LogMetricFilter(), QueryDefinition())
