"""Tables of what ready sets watch: an alarm for each threshold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from strongroom.core import Problem
from strongroom.observability._alarms._model import Alarm
from strongroom.observability._alarms._set_args import AlarmSetArgs

A = TypeVar("A", bound=AlarmSetArgs)


@dataclass(frozen=True)
class Watch(Generic[A]):
    """One alarm of a ready set, which is there if its threshold is not None, and what it watches was named."""

    threshold: str
    """The input that holds its threshold."""
    needs: tuple[str, ...]
    """The inputs that name what it watches."""
    alarm: Callable[[A, Any], Alarm]
    """Makes it of the set's inputs and the threshold."""
    applies: Callable[[A], bool] = lambda _: True
    """Whether what is watched has such a metric at all."""
    otherwise: str = ""
    """Why it has none, where it has none."""


def watched(args: A, watches: Mapping[str, Watch[A]]) -> dict[str, Alarm]:
    """Return the alarms of a set that are on, by name.

    Args:
        args: Inputs of the set.
        watches: What the set may watch.
    """
    return {
        name: watch.alarm(args, threshold)
        for name, watch in watches.items()
        if (threshold := getattr(args, watch.threshold)) is not None
        and watch.applies(args)
        and all(getattr(args, need) is not None for need in watch.needs)
    }


def threshold_problems(args: A, watches: Mapping[str, Watch[A]]) -> Iterator[Problem]:
    """Find thresholds that were given for what was not named, or has no such metric.

    Args:
        args: Inputs of the set.
        watches: What the set may watch.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    for watch in watches.values():
        missing = [need for need in watch.needs if getattr(args, need) is None]
        if watch.threshold not in args.model_fields_set or getattr(args, watch.threshold) is None:
            continue
        if not watch.applies(args):
            yield Problem(watch.threshold, watch.otherwise, "leave it out")
        elif missing:
            reason = f"nothing can be watched without {' and '.join(missing)}"
            yield Problem(watch.threshold, reason, f"give {' and '.join(missing)}, or leave this out")
