"""Steps of scaling, as AWS has them: intervals above or below the threshold of an alarm."""

from collections.abc import Sequence
from dataclasses import dataclass

from strongroom.compute._scaling_options import ScaleStep


@dataclass(frozen=True)
class Interval:
    """A step of a scaling policy; its bounds are relative to the alarm's threshold."""

    change: int
    """Instances, or percent of them, that are added; below zero if they are taken away."""
    lower: float | None
    """Where it begins; None for no bound."""
    upper: float | None
    """Where it ends; None for no bound."""


def upwards(steps: Sequence[ScaleStep]) -> list[Interval]:
    """Return the intervals of steps upwards: each from its own CPU to the next one's, the last without end.

    Args:
        steps: Ascending; the first is the threshold.
    """
    begins = [step.cpu_percent - steps[0].cpu_percent for step in steps]
    ends = [*begins[1:], None]
    return [Interval(step.change, begin, end) for step, begin, end in zip(steps, begins, ends, strict=True)]


def downwards(steps: Sequence[ScaleStep]) -> list[Interval]:
    """Return the intervals of steps downwards: each from its own CPU down to the next one's, the last without end.

    Args:
        steps: Descending; the first is the threshold.
    """
    begins = [step.cpu_percent - steps[0].cpu_percent for step in steps]
    ends = [*begins[1:], None]
    return [Interval(-step.change, end, begin) for step, begin, end in zip(steps, begins, ends, strict=True)]
