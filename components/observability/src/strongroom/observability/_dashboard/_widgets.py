"""The widgets that sections are made of."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from strongroom.observability._dashboard._layout import COLUMNS, Widget
from strongroom.observability._metrics._model import Metric, MetricMath

_THIRD, _GRAPH_HEIGHT = COLUMNS // 3, 6
_ALARMS_PER_ROW = 4


def graph(
    title: str,
    measures: Mapping[str, Metric | MetricMath],
    region: "pulumi.Input[str]",
    *,
    period: int,
    width: int = _THIRD,
    stacked: bool = False,
) -> Widget:
    """Return a graph of metrics over time.

    Args:
        title: What it shows, with the unit.
        measures: The metrics, by what the legend calls them.
        region: Where they are.
        period: Seconds that are summed up to one point.
        width: Columns that it takes.
        stacked: Whether the metrics are drawn on top of one another.
    """
    drawn = [
        entry for index, (label, measure) in enumerate(measures.items()) for entry in _entries(index, label, measure)
    ]
    properties = {
        "title": title,
        "region": region,
        "view": "timeSeries",
        "stacked": stacked,
        "period": period,
        "metrics": drawn,
        "yAxis": {"left": {"min": 0}},
    }
    return Widget("metric", width, _GRAPH_HEIGHT, properties)


def alarm_states(title: str, alarm_arns: "Sequence[pulumi.Input[str]]") -> Widget:
    """Return the states of alarms.

    Args:
        title: What they are of.
        alarm_arns: ARNs of the alarms.
    """
    height = 1 + -(-len(alarm_arns) // _ALARMS_PER_ROW)
    return Widget("alarm", COLUMNS, height, {"title": title, "alarms": [*alarm_arns]})


def log_events(
    title: str, log_group_names: "Sequence[pulumi.Input[str]]", query: str, region: "pulumi.Input[str]"
) -> Widget:
    """Return what a query of Logs Insights finds.

    Args:
        title: What it finds.
        log_group_names: Names of the log groups that it looks into.
        query: The query, without its sources.
        region: Where they are.
    """
    sources = [pulumi.Output.concat("SOURCE '", name, "' | ") for name in log_group_names]
    properties = {
        "title": title,
        "region": region,
        "view": "table",
        "query": pulumi.Output.concat(*sources, query),
    }
    return Widget("log", COLUMNS, _GRAPH_HEIGHT, properties)


def text(markdown: str) -> Widget:
    """Return text.

    Args:
        markdown: The text, as Markdown.
    """
    lines = markdown.count("\n") + 1
    return Widget("text", COLUMNS, min(max(2, 1 + lines // 2), 20), {"markdown": markdown})


def _entries(index: int, label: str, measure: Metric | MetricMath) -> list[list[Any]]:
    """Return a measure as a graph has it: a row for each metric, of an expression hidden ones."""
    if isinstance(measure, Metric):
        return [_metric(measure, {"label": label})]
    math = measure.renamed(f"m{index}_")
    hidden = [_metric(metric, {"id": id, "visible": False}) for id, metric in math.metrics.items()]
    return [[{"expression": math.expression, "label": label, "id": f"e{index}"}], *hidden]


def _metric(metric: Metric, options: Mapping[str, Any]) -> list[Any]:
    dimensions = [part for dimension in metric.dimensions.items() for part in dimension]
    return [metric.namespace, metric.name, *dimensions, {**options, "stat": metric.statistic}]
