"""Amazon CloudWatch Logs: what is made of the events of log groups."""

from strongroom.sandbox.provider.wire import Props

from .world import LOG_GROUP, REGION, Life, World

METRIC_FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
QUERY = "aws:cloudwatch/queryDefinition:QueryDefinition"


def group(world: World) -> str:
    """Return the name of a log group."""
    return world.make(LOG_GROUP).id


def metric_filter(world: World) -> Props:
    """Return what a filter is made of that counts unauthorized calls."""
    return {
        "logGroupName": group(world),
        "name": world.name(),
        "pattern": '{ $.errorCode = "*UnauthorizedOperation" }',
        "metricTransformation": {"name": "Denied", "namespace": "Trail", "value": "1", "defaultValue": "0"},
    }


LIVES = (
    Life(
        token=METRIC_FILTER,
        making=metric_filter,
        changing=lambda _: {
            "applyOnTransformedLogs": True,
            "pattern": "{ $.errorCode = * }",
            "metricTransformation": {
                "name": "Calls",
                "namespace": "Trail/All",
                "value": "$.duration",
                "unit": "Seconds",
                "dimensions": {"Service": "$.eventSource"},
            },
        },
        imported_by=lambda made: f"{made.outputs['logGroupName']}:{made.id}",
        missing="it-12345678:it",
    ),
    Life(
        token=QUERY,
        making=lambda world: {"name": world.name(), "queryString": "fields @message", "logGroupNames": [group(world)]},
        changing=lambda world: {
            "name": f"{world.name()}/errors",
            "queryString": "fields @timestamp, @message",
            "logGroupNames": [group(world), group(world)],
        },
        imported_by=lambda made: made.outputs["arn"],
        missing=f"arn:aws:logs:{REGION}:123456789012:query-definition:12345678-1234-1234-1234-123456789012",
    ),
)
