"""A team's own alarms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

import pulumi
from pydantic import Field

from strongroom.core import ItemName, Problem, RegionName
from strongroom.core import region_problems as partition_problems
from strongroom.observability._alarms._alarm_set import AlarmSet
from strongroom.observability._alarms._model import Alarm, alarm_problems
from strongroom.observability._alarms._set_args import AlarmSetArgs, region_problems


class CustomAlarmsArgs(AlarmSetArgs):
    """Inputs of `CustomAlarms`."""

    alarms: Annotated[Mapping[ItemName, Alarm], Field(min_length=1)]
    """The alarms, by name."""

    region: RegionName | None = None
    """Where the metrics are, and so the alarms and their topics. Default: the provider's region."""

    @property
    def empty_fields(self) -> Sequence[str]:
        """Names of the inputs of which each adds an alarm to the set, if it is empty."""
        return ["alarms"]

    @property
    def presets(self) -> Mapping[str, Alarm]:
        """The alarms of the set, before `overrides`, by name."""
        return self.alarms

    def problems(self) -> Iterator[Problem]:
        """Find what doesn't fit together in the inputs.

        Yields:
            One problem at a time, by its field, with the remedy.
        """
        yield from super().problems()
        for name in self.alarms.keys() - self.overrides.keys():
            for problem in alarm_problems(self.alarms[name]):
                yield Problem(f"alarms.{name}.{problem.path}", problem.reason, problem.remedy)
        if self.region is not None:
            yield from region_problems(self, self.region)


class CustomAlarms(AlarmSet):
    """A team's own alarms, of any metrics, by the same model as the ready sets.

    Args:
        name: Name of the set; the names of its alarms start with it.
        args: The alarms.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _kind = "custom-alarms"

    @classmethod
    def _partition_problems(cls, args: CustomAlarmsArgs, partition: str) -> Iterable[Problem]:
        return partition_problems("region", [args.region] if args.region else [], partition)

    def __init__(self, name: str, args: CustomAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self._make(args, args.resolved_alarms, args.region)
        self.publish()
