"""A set of alarms, and the composite alarm over them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.core import PARTITIONS, Component, InputError, Problem
from strongroom.core.aws import current_environment
from strongroom.observability._alarms._log_patterns import LogPattern, make_metric_filters
from strongroom.observability._alarms._making import Actions, make_alarm
from strongroom.observability._alarms._model import Alarm
from strongroom.observability._alarms._set_args import INCIDENT, AlarmSetArgs, Suppressor
from strongroom.observability._topics import checked_topic

_LONGEST_RULE = 10_240


class AlarmSet(Component):
    """What the sets of alarms have in common; make one of its subclasses."""

    _supported_partitions = PARTITIONS

    alarm_names: Mapping[str, pulumi.Output[str]]
    """Names of the alarms, by what they are called in the set."""
    alarm_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the alarms, by what they are called in the set; such as for a dashboard."""
    incident_alarm_arn: pulumi.Output[str] | None
    """ARN of the composite alarm; None without `incident`."""

    def _make(self, args: AlarmSetArgs, alarms: Mapping[str, Alarm], region: str | None = None) -> None:
        """Make the alarms, and the composite alarm if there shall be one.

        Args:
            args: The inputs.
            alarms: The alarms by name.
            region: Where their metrics are; the provider's region when None.
        """
        here = region or current_environment(self._invoke_opts).apply(lambda home: home.region)
        told = self._told(args.topic_arns, here, "topic_arns")
        again = told if args.ok_topic_arns is None else self._told(args.ok_topic_arns, here, "ok_topic_arns")
        actions = Actions(told, again, told if args.notify_on_insufficient_data else ())
        alone = args.in_incident if args.incident and args.incident.suppress_member_actions else ()
        made = {
            name: make_alarm(self._scope, name, alarm, Actions((), ()) if name in alone else actions, region)
            for name, alarm in alarms.items()
        }
        self.alarm_names = {name: alarm.name for name, alarm in made.items()}
        self.alarm_arns = {name: alarm.arn for name, alarm in made.items()}
        self.incident_alarm_arn = None
        if (incident := args.incident) is not None:
            if incident.topic_arns is not None:
                told = again = self._told(incident.topic_arns, here, "incident.topic_arns")
            names = [self.alarm_names[name] for name in args.in_incident]
            self.incident_alarm_arn = self._incident(names, Actions(told, again), incident.suppressor, region)

    def _watch_log(
        self,
        args: AlarmSetArgs,
        log_group_name: "pulumi.Input[str]",
        patterns: Mapping[str, LogPattern],
        namespace: str,
    ) -> dict[str, str]:
        """Make metric filters, and the alarms on what they count.

        Args:
            args: The inputs.
            log_group_name: Name of the log group.
            patterns: What is looked for, by the name of its alarm.
            namespace: The namespace of the metrics.

        Returns:
            Names of the metrics, by alarm.
        """
        metrics = make_metric_filters(self._scope, log_group_name, patterns, namespace)
        # What the metrics are called is known only here, where the component has its name.
        self._make(
            args,
            {name: alarm.model_copy(update={"measure": metrics[name]}) for name, alarm in args.resolved_alarms.items()},
        )
        return {name: metric.name for name, metric in metrics.items()}

    def _incident(
        self,
        names: Sequence[pulumi.Output[str]],
        actions: Actions,
        suppressor: Suppressor | None,
        region: str | None,
    ) -> pulumi.Output[str]:
        suppression: dict[str, Any] = {} if suppressor is None else {"actions_suppressor": _suppression(suppressor)}
        alarm = aws.cloudwatch.CompositeAlarm(
            self._child(INCIDENT),
            alarm_name=(self._global_name if region else self._physical_name)(INCIDENT, max_length=255),
            alarm_description=f"Something is wrong with {self._physical_name(kind=False)}: its alarms, of which one or"
            " more are in ALARM, say what, and what to do.",
            alarm_rule=pulumi.Output.all(*names).apply(incident_rule),
            tags={**self._tags(INCIDENT), "Severity": "critical"},
            region=region,
            opts=self._opts(),
            **suppression,
            **actions.settings(),
        )
        return alarm.arn

    def _told(
        self, arns: "Sequence[pulumi.Input[str]]", region: "pulumi.Input[str]", field: str
    ) -> "list[pulumi.Input[str]]":
        """Return topics, each checked to be in the region as soon as both are known."""
        return [checked_topic(type(self).__name__, f"{field}.{index}", arn, region) for index, arn in enumerate(arns)]


def incident_rule(names: Sequence[str]) -> str:
    """Return the rule of a composite alarm that is in `ALARM` as soon as one of these is.

    Args:
        names: Names of the alarms.

    Raises:
        InputError: There are more than one rule holds.
    """
    rule = " OR ".join(f'ALARM("{name}")' for name in names)
    if len(rule) > _LONGEST_RULE:
        reason = f"the rule of {len(names)} alarms has {len(rule):,} characters, and AWS allows {_LONGEST_RULE:,}"
        problem = Problem("incident.severities", reason, "name fewer severities, or make more sets")
        raise InputError("Incident", [problem])
    return rule


def _suppression(suppressor: Suppressor) -> dict[str, Any]:
    return {
        "alarm": suppressor.alarm_name,
        "wait_period": suppressor.wait_seconds,
        "extension_period": suppressor.extension_seconds,
    }
