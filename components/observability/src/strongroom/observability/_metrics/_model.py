"""The model of a metric, and of an expression over metrics."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias, cast

from pydantic import Discriminator, Field, Tag, model_validator

from strongroom.core import Input, Model, RuleError
from strongroom.observability._metrics._expressions import Expression
from strongroom.observability._metrics._types import (
    DimensionName,
    DimensionValue,
    MetricId,
    MetricName,
    Namespace,
    Statistic,
    Unit,
)

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


class Metric(Model):
    """A metric of CloudWatch, and the statistic of it that counts.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
    """

    namespace: Namespace
    """The namespace: AWS's, such as `AWS/EC2`, or one's own."""

    name: MetricName
    """The metric's name, such as `CPUUtilization`."""

    dimensions: Annotated[Mapping[DimensionName, Input[DimensionValue]], Field(max_length=30)] = {}
    """What it is of, such as `{"AutoScalingGroupName": group_name}`. Default: none.

    CloudWatch finds only what was stored with exactly these dimensions.
    """

    statistic: Statistic = "Average"
    """How the data points of a period become one value. Default: their average."""

    unit: Unit | None = None
    """The unit of the data points; CloudWatch finds no others. Default: whatever they have."""


class MetricMath(Model):
    """An expression over metrics.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    """

    expression: Annotated[str, Field(min_length=1, max_length=1024)]
    """The expression, such as `100 * errors / requests`, over the ids of `metrics`."""

    metrics: Annotated[Mapping[MetricId, Metric], Field(min_length=1, max_length=10)]
    """The metrics, by the ids that the expression calls them: one to ten."""

    label: Annotated[str, Field(min_length=1, max_length=255)]
    """What the result is called in graphs and messages, such as `Errors (%)`."""

    @model_validator(mode="after")
    def _calculates_with_its_metrics(self) -> "MetricMath":
        expression = Expression(self.expression)
        used = {*expression.ids, *(self.metrics if "METRICS" in expression.functions else ())}
        if unknown := sorted(used - self.metrics.keys()):
            raise RuleError(
                f"the expression uses {', '.join(unknown)}, and metrics has no such id",
                f"give it a metric, or use {', '.join(sorted(self.metrics))}",
            )
        if unused := sorted(self.metrics.keys() - used):
            raise RuleError(
                f"the expression does not use {', '.join(unused)}", "remove the metric, or calculate with it"
            )
        return self

    def renamed(self, prefix: str) -> "MetricMath":
        """Return the same expression with other ids, for where several expressions stand together.

        Args:
            prefix: What the ids begin with from then on: letters, digits and `_`, a small letter first.
        """
        ids = "|".join(map(re.escape, self.metrics))
        expression = re.sub(
            rf"({_QUOTED.pattern})|\b({ids})\b", lambda found: found[1] or prefix + found[2], self.expression
        )
        return self.model_copy(
            update={"expression": expression, "metrics": {prefix + id: metric for id, metric in self.metrics.items()}}
        )


def _kind(measure: object) -> str:
    """Tell an expression from a metric, so that what is wrong with it is told as of the one that was meant."""
    if isinstance(measure, Mapping):
        return "math" if "expression" in cast("Mapping[str, Any]", measure) else "metric"
    return "math" if isinstance(measure, MetricMath) else "metric"


Measure: TypeAlias = Annotated[
    Annotated[Metric, Tag("metric")] | Annotated[MetricMath, Tag("math")], Discriminator(_kind)
]
"""A metric, or an expression over metrics."""
