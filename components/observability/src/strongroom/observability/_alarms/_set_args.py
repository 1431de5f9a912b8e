"""The inputs that every set of alarms has."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Annotated, TypeAlias

from pydantic import Field, model_validator

from strongroom.core import Args, Input, InputError, ItemName, Model, Problem, TopicArn, UniqueItems, pattern
from strongroom.observability._alarms._model import Alarm, AnomalyBand, MissingData, Severity, alarm_problems
from strongroom.observability._metrics._types import Period
from strongroom.observability._topics import topic_problem

_BANDS = {
    "GreaterThanOrEqualToThreshold": "GreaterThanUpperThreshold",
    "GreaterThanThreshold": "GreaterThanUpperThreshold",
    "LessThanOrEqualToThreshold": "LessThanLowerThreshold",
    "LessThanThreshold": "LessThanLowerThreshold",
}

_MOST_IN_INCIDENT = 100

INCIDENT = "incident"
"""What the composite alarm of a set is called in it."""

AlarmName: TypeAlias = Annotated[
    str, pattern(r"[^\"\\\x00-\x1f]{1,255}", "the name of an alarm: 1 to 255 characters", "portal-maintenance-dev")
]
"""The name of an alarm of CloudWatch."""

TopicArns: TypeAlias = Annotated[Sequence[Input[TopicArn]], Field(min_length=1, max_length=5), UniqueItems]
"""ARNs of the topics that are told, one to five, as many as AWS allows; in the alarm's own region."""


class AlarmOverride(Model):
    """What is different in one alarm of a ready set. What is None stays as it is."""

    period_seconds: Period | None = None
    """Seconds that are summed up to one value."""

    evaluation_periods: Annotated[int, Field(ge=1, le=10_080)] | None = None
    """How many of the last periods are looked at."""

    datapoints_to_alarm: Annotated[int, Field(ge=1)] | None = None
    """In how many of these the value must be wrong."""

    missing_data: MissingData | None = None
    """What a period without data means."""

    description: Annotated[str, Field(min_length=20, max_length=1024)] | None = None
    """What is wrong, and what to do about it."""

    severity: Severity | None = None
    """How bad it is."""

    anomaly_band: AnomalyBand | None = None
    """A band around what is to be expected, instead of the threshold; on the side that the threshold is for."""


class Suppressor(Model):
    """An alarm that keeps an incident from being told, such as one that a deployment or maintenance sets off.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
    """

    alarm_name: Input[AlarmName]
    """Name of the alarm that suppresses while it is in `ALARM`; in the same region."""

    wait_seconds: Annotated[int, Field(ge=1, le=3600)] = 120
    """Longest time to wait for it to go into `ALARM` before the incident is told. Default: 2 minutes."""

    extension_seconds: Annotated[int, Field(ge=1, le=3600)] = 180
    """Time for which it still suppresses after it has left `ALARM`. Default: 3 minutes."""


class Incident(Model):
    """A composite alarm over alarms of the set: one page for each incident, however many alarms belong to it.

    AWS allows up to 100 alarms in one.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
    """

    topic_arns: TopicArns | None = None
    """ARNs of the topics that are told of an incident. Default: those of the set."""

    severities: Annotated[Sequence[Severity], Field(min_length=1), UniqueItems] = ["critical"]
    """Severities of the alarms that belong to an incident. Default: the critical ones."""

    suppress_member_actions: bool = False
    """Whether these alarms are told through the incident only, and have no action of their own. Default: they have.

    With it one page is all that comes, and the alarms fail CloudWatch.15, which does not look at composite alarms.
    """

    suppressor: Suppressor | None = None
    """An alarm that keeps it from being told. Default: none."""


class AlarmSetArgs(Args):
    """Inputs that every set of alarms has."""

    topic_arns: TopicArns
    """ARNs of the topics that each alarm tells: when something is wrong, and when it is right again.

    They must be in the alarms' region, and let `cloudwatch.amazonaws.com` publish, as must the keys that encrypt them:
    give those of `AlertTopic`.
    """

    ok_topic_arns: Annotated[Sequence[Input[TopicArn]], Field(max_length=5), UniqueItems] | None = None
    """ARNs of the topics that are told when something is right again. Default: `topic_arns`."""

    notify_on_insufficient_data: bool = False
    """Whether the topics are also told when there is no data to know by. Default: no."""

    overrides: Mapping[ItemName, AlarmOverride] = {}
    """What is different in which alarm of the set, by the alarm's name. Default: nothing."""

    incident: Incident | None = None
    """A composite alarm over alarms of the set, for one page for each incident. Default: none."""

    @property
    def presets(self) -> Mapping[str, Alarm]:
        """The alarms of the set, before `overrides`, by name."""
        raise NotImplementedError

    @property
    def empty_fields(self) -> Sequence[str]:
        """Names of the inputs of which each adds an alarm to the set, if it is empty."""
        raise NotImplementedError

    @cached_property
    def resolved_alarms(self) -> Mapping[str, Alarm]:
        """The alarms of the set, by name."""
        return {name: changed(alarm, self.overrides.get(name)) for name, alarm in self.presets.items()}

    def problems(self) -> Iterator[Problem]:
        """Find what doesn't fit together in the inputs.

        Yields:
            One problem at a time, by its field, with the remedy.
        """
        if not self.resolved_alarms:
            yield Problem("", "must have at least one alarm", f"set {' or '.join(self.empty_fields)}")
        yield from self._changes()
        if self.incident is not None and INCIDENT in self.resolved_alarms:
            yield Problem("incident", f"an alarm of the set is called {INCIDENT}, as the composite is", "rename it")
        if (incident := self.incident) is not None:
            yield from self._incident(" or ".join(incident.severities), len(self.in_incident))

    @property
    def in_incident(self) -> list[str]:
        """Names of the alarms that belong to an incident."""
        if self.incident is None:
            return []
        return [name for name, alarm in self.resolved_alarms.items() if alarm.severity in self.incident.severities]

    def _incident(self, severities: str, alarms: int) -> Iterator[Problem]:
        if alarms == 0:
            yield Problem("incident.severities", f"no alarm of the set is {severities}", "name another severity")
        elif alarms > _MOST_IN_INCIDENT:
            reason = f"{alarms} alarms of the set are {severities}, and AWS allows {_MOST_IN_INCIDENT} in an incident"
            yield Problem("incident.severities", reason, "name fewer severities, or make more sets")

    def _changes(self) -> Iterator[Problem]:
        for name in self.overrides:
            if name in self.presets:
                for problem in alarm_problems(self.resolved_alarms[name]):
                    yield Problem(f"overrides.{name}.{problem.path}", problem.reason, problem.remedy)
            else:
                close = get_close_matches(name, self.presets, n=1)
                known = f"use {close[0]}" if close else f"the set has {', '.join(self.presets) or 'none'}"
                yield Problem(f"overrides.{name}", "no alarm of the set is called so", known)

    @model_validator(mode="after")
    def _fits_together(self) -> "AlarmSetArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := [*self.problems()]:
            raise InputError(type(self).__name__, found)
        return self


def changed(alarm: Alarm, change: AlarmOverride | None) -> Alarm:
    """Return an alarm with what is different in it.

    Args:
        alarm: The alarm.
        change: What is different; None if nothing.
    """
    if change is None:
        return alarm
    given = {name: value for name in AlarmOverride.model_fields if (value := getattr(change, name)) is not None}
    if (band := given.pop("anomaly_band", None)) is not None:
        given |= {"threshold": band, "comparison": _BANDS.get(alarm.comparison, alarm.comparison)}
    return alarm.model_copy(update=given)


def region_problems(args: AlarmSetArgs, region: str) -> Iterator[Problem]:
    """Find topics in another region than the alarms that tell them, as far as they are known.

    Args:
        args: Inputs of the set.
        region: Region of the alarms.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    told = {
        "topic_arns": args.topic_arns,
        "ok_topic_arns": args.ok_topic_arns or (),
        "incident.topic_arns": (args.incident and args.incident.topic_arns) or (),
    }
    for field, arns in told.items():
        for index, arn in enumerate(arns):
            if isinstance(arn, str) and (problem := topic_problem(f"{field}.{index}", arn, region)):
                yield problem
