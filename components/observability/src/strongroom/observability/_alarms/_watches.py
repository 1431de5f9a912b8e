"""Tables of preset alarms: one alarm for each threshold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from strongroom.core import Model, Problem
from strongroom.observability._alarms._model import Alarm
from strongroom.observability._alarms._set_args import AlarmSetArgs

A = TypeVar("A", bound=AlarmSetArgs)


@dataclass(frozen=True)
class Watch(Generic[A]):
    """A preset alarm, which exists if its threshold is not None and the metrics have what it needs."""

    threshold: str
    """The input that holds its threshold."""
    needs: tuple[str, ...]
    """The fields of the metrics that must be set."""
    alarm: Callable[[A, Any], Alarm]
    """Returns the alarm for the set's inputs and the threshold."""
    applies: Callable[[A], bool] = lambda _: True
    """Whether the resource has such a metric at all."""
    otherwise: str = ""
    """Why it has none, if it has none."""

    def missing(self, metrics: Model) -> list[str]:
        """Return the fields of the metrics that the alarm needs and that are not set.

        Args:
            metrics: The metrics that the set watches.
        """
        # Not by truth: an Output has none.
        values = {need: getattr(metrics, need) for need in self.needs}
        return [f"metrics.{need}" for need, value in values.items() if value is None or value is False]


def watched(args: A, metrics: Model, watches: Mapping[str, Watch[A]]) -> dict[str, Alarm]:
    """Return the alarms of a set that are enabled, by name.

    Args:
        args: Inputs of the set.
        metrics: The metrics that it watches.
        watches: The preset alarms.
    """
    return {
        name: watch.alarm(args, threshold)
        for name, watch in watches.items()
        if (threshold := getattr(args, watch.threshold)) is not None
        and watch.applies(args)
        and not watch.missing(metrics)
    }


def possible_thresholds(args: A, metrics: Model, watches: Mapping[str, Watch[A]]) -> list[str]:
    """Return the inputs of which each adds an alarm to an empty set.

    Args:
        args: Inputs of the set.
        metrics: The metrics that it watches.
        watches: The preset alarms.
    """
    possible = [watch for watch in watches.values() if watch.applies(args)]
    thresholds = [watch.threshold for watch in possible if not watch.missing(metrics)]
    enabled = [watch for watch in possible if getattr(args, watch.threshold) is not None]
    return [*thresholds, *dict.fromkeys(field for watch in enabled for field in watch.missing(metrics))]


def threshold_problems(args: A, metrics: Model, watches: Mapping[str, Watch[A]]) -> Iterator[Problem]:
    """Find thresholds that are set although the resource has no such metric.

    Args:
        args: Inputs of the set.
        metrics: The metrics that it watches.
        watches: The preset alarms.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    for watch in watches.values():
        if watch.threshold not in args.model_fields_set or getattr(args, watch.threshold) is None:
            continue
        if not watch.applies(args):
            yield Problem(watch.threshold, watch.otherwise, "leave it out")
        elif missing := " and ".join(watch.missing(metrics)):
            yield Problem(watch.threshold, f"must not be set without {missing}", f"set {missing}, or remove this")
