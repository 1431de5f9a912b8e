"""The alarms of a log group."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, TypeAlias

import pulumi
from pydantic import Field

from strongroom.core import Input, ItemName, Problem, pattern
from strongroom.observability._alarms._alarm_set import AlarmSet
from strongroom.observability._alarms._filter_patterns import has_regex
from strongroom.observability._alarms._log_patterns import LogPattern
from strongroom.observability._alarms._model import Alarm, alarm_problems
from strongroom.observability._alarms._set_args import AlarmSetArgs
from strongroom.observability._metrics._types import Namespace

_MAX_REGEXES = 5

LogGroupName: TypeAlias = Annotated[
    str, pattern(r"[A-Za-z0-9_/.#-]{1,512}", "the name of a log group", "/web-service/portal-dev/service")
]
"""The name of a log group of CloudWatch Logs: 1 to 512 letters, digits and `_ - / . #`."""


class LogAlarmsArgs(AlarmSetArgs):
    """Inputs of `LogAlarms`."""

    log_group_name: Input[LogGroupName]
    """Name of the log group whose events are looked at."""

    patterns: Annotated[Mapping[ItemName, LogPattern], Field(min_length=1, max_length=100)]
    """What is looked for, by what it is called: one to a hundred, as many as AWS allows a log group."""

    metric_namespace: Namespace = "Strongroom/Logs"
    """The namespace of the metrics that count what is found. Default: `Strongroom/Logs`."""

    @property
    def empty_fields(self) -> Sequence[str]:
        """Names of the inputs of which each adds an alarm to the set, if it is empty."""
        return ["patterns"]

    @property
    def presets(self) -> Mapping[str, Alarm]:
        """The alarms of the set, before `overrides`, by name."""
        return {name: pattern.alarm(self.metric_namespace, name) for name, pattern in self.patterns.items()}

    def problems(self) -> Iterator[Problem]:
        """Find what doesn't fit together in the inputs.

        Yields:
            One problem at a time, by its field, with the remedy.
        """
        yield from super().problems()
        for name in self.presets.keys() - self.overrides.keys():
            for problem in alarm_problems(self.resolved_alarms[name]):
                yield Problem(f"patterns.{name}.{problem.path}", problem.reason, problem.remedy)
        regexes = [
            name for name, each in self.patterns.items() if isinstance(each.pattern, str) and has_regex(each.pattern)
        ]
        if len(regexes) > _MAX_REGEXES:
            reason = f"must have at most {_MAX_REGEXES} patterns with regular expressions, got {len(regexes)}"
            yield Problem("patterns", reason, "use terms instead, or several log groups")
        if self.metric_namespace.startswith("AWS/"):
            yield Problem("metric_namespace", "AWS keeps names that begin with AWS/ for itself", "choose another")


class LogAlarms(AlarmSet):
    """The alarms of a log group: a metric filter for each pattern, and an alarm on how often it is found.

    Args:
        name: Name of the set; the names of its alarms start with it.
        args: What is looked for, and from how often on it is too often.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _kind = "log-alarms"

    metric_names: Mapping[str, str]
    """Names of the metrics, by pattern; all in `metric_namespace`."""

    def __init__(self, name: str, args: LogAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self.metric_names = self._watch_log(args, args.log_group_name, args.patterns, args.metric_namespace)
        self.publish()
