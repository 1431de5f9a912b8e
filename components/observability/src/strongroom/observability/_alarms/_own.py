"""A team's own alarms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

import pulumi
from pydantic import Field

from strongroom.core import PartName, Problem, RegionName
from strongroom.core import region_problems as partition_problems
from strongroom.observability._alarms._alarm_set import AlarmSet
from strongroom.observability._alarms._model import Alarm, alarm_problems
from strongroom.observability._alarms._set_args import AlarmSetArgs, region_problems


class AlarmsArgs(AlarmSetArgs):
    """Inputs of `Alarms`."""

    own: Annotated[Mapping[PartName, Alarm], Field(min_length=1)]
    """The alarms, by name."""

    region: RegionName | None = None
    """Where the metrics are, and so the alarms and their topics. Default: the provider's region."""

    @property
    def empty_fields(self) -> Sequence[str]:
        """Names of the inputs of which each adds an alarm to the set, if it is empty."""
        return ["own"]

    @property
    def presets(self) -> Mapping[str, Alarm]:
        """The alarms of the set, before `changes`, by name."""
        return self.own

    def problems(self) -> Iterator[Problem]:
        """Find what doesn't fit together in the inputs.

        Yields:
            One problem at a time, by its field, with the remedy.
        """
        yield from super().problems()
        for name in self.own.keys() - self.changes.keys():
            for problem in alarm_problems(self.own[name]):
                yield Problem(f"own.{name}.{problem.path}", problem.reason, problem.remedy)
        if self.region is not None:
            yield from region_problems(self, self.region)


class Alarms(AlarmSet):
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
    def _partition_problems(cls, args: AlarmsArgs, partition: str) -> Iterable[Problem]:
        return partition_problems("region", [args.region] if args.region else [], partition)

    def __init__(self, name: str, args: AlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self._make(args, args.alarms, args.region)
        self.publish()
