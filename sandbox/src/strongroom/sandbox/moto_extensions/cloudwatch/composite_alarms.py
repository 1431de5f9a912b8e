"""Composite alarms, which moto stores but has no operation for."""

from collections.abc import Iterable
from typing import Any, Final

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult, EmptyResult

from ..request import attributes, parameter, replace, result_of
from .rules import AlarmRuleError, Rule, parse
from .states import evaluate, name_of, parents_of

_describe_alarms: Any = CloudWatchResponse.describe_alarms
_delete_alarms: Any = CloudWatchBackend.delete_alarms
_SUPPRESSOR: Final = {
    "actions_suppressor": "ActionsSuppressor",
    "actions_suppressor_wait_period": "ActionsSuppressorWaitPeriod",
    "actions_suppressor_extension_period": "ActionsSuppressorExtensionPeriod",
}

_OF_NO_METRIC: Final[dict[str, Any]] = dict.fromkeys(
    ("namespace", "metric_name", "comparison_operator", "evaluation_periods", "period", "threshold", "statistic")
)


def put_composite_alarm(self: CloudWatchResponse) -> ActionResult:
    """Make or change a composite alarm, and evaluate it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
    """
    backend, name, rule = self.cloudwatch_backend, parameter(self, "AlarmName"), parameter(self, "AlarmRule")
    _check_rule(backend, _read(rule), parameter(self, "ActionsSuppressor"))
    lists = ("AlarmActions", "OKActions", "InsufficientDataActions")
    alarm_actions, ok_actions, insufficient_data_actions = (parameter(self, one, []) for one in lists)
    alarm = backend.put_metric_alarm(
        name=name,
        description=parameter(self, "AlarmDescription"),
        actions_enabled=parameter(self, "ActionsEnabled", True),
        alarm_actions=alarm_actions,
        ok_actions=ok_actions,
        insufficient_data_actions=insufficient_data_actions,
        rule=rule,
        tags=parameter(self, "Tags", []),
        dimensions=[],
        **_OF_NO_METRIC,
    )
    attributes(alarm).update({ours: parameter(self, theirs) for ours, theirs in _SUPPRESSOR.items()})
    evaluate(backend, name)
    return EmptyResult()


def _read(rule: str) -> Rule:
    try:
        return parse(rule)
    except AlarmRuleError as error:
        raise ValidationError(str(error)) from error


def _check_rule(backend: CloudWatchBackend, rule: Rule, suppressor: str | None) -> None:
    missing = [alarm for alarm in rule.alarms if name_of(backend, alarm) not in backend.alarms]
    if missing:
        raise ValidationError(
            f"Could not save the composite alarm as alarms [{', '.join(missing)}] in the alarm rule do not exist"
        )
    if suppressor and name_of(backend, suppressor) not in backend.alarms:
        raise ValidationError(
            f"Could not save the composite alarm as the actions suppressor {suppressor} does not exist"
        )


def describe_alarms(self: CloudWatchResponse) -> ActionResult:
    """Describe alarms: those on metrics, unless other types are asked for.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
    """
    answer: ActionResult = _describe_alarms(self)
    types: list[str] = parameter(self, "AlarmTypes", ["MetricAlarm"])
    for type in ("MetricAlarm", "CompositeAlarm"):
        if type not in types:
            result_of(answer)[f"{type}s"] = []
    return answer


def delete_alarms(self: CloudWatchBackend, alarm_names: list[str]) -> None:
    """Delete alarms, unless a composite alarm that stays depends on them.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
    """
    kept = [name for name in alarm_names if set(_names(parents_of(self, name))) - {*alarm_names}]
    if kept:
        them = "it" if len(kept) == 1 else "them"
        raise ValidationError(f"Cannot delete {','.join(kept)} as there are composite alarm(s) depending on {them}.")
    _delete_alarms(self, alarm_names)


def _names(alarms: Iterable[Any]) -> list[str]:
    return [alarm.name for alarm in alarms]


def install() -> None:
    """Add the operation, and put those that know of it in the place of moto's."""
    replace(CloudWatchResponse, put_composite_alarm, describe_alarms)
    replace(CloudWatchBackend, delete_alarms)
