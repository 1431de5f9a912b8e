"""Inputs that tests of alarms share."""

from typing import Any

from strongroom.observability._alarms._alarm_set import AlarmSet
from strongroom.observability._alarms._database import DatabaseAlarms, DatabaseAlarmsArgs
from strongroom.observability._alarms._distribution import DistributionAlarms, DistributionAlarmsArgs
from strongroom.observability._alarms._logs import LogAlarms, LogAlarmsArgs
from strongroom.observability._alarms._own import CustomAlarms, CustomAlarmsArgs
from strongroom.observability._alarms._set_args import AlarmSetArgs
from strongroom.observability._alarms._trail_sets import KeyAlarms, KeyAlarmsArgs, SecretAlarms, SecretAlarmsArgs
from strongroom.observability._alarms._web_service import WebServiceAlarms, WebServiceAlarmsArgs

TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts"
GLOBAL_TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts"
BALANCER = "app/portal/0123456789abcdef"
TARGETS = "targetgroup/portal/0123456789abcdef"
DESCRIPTION = "Something is wrong: look at it, and mend it."
METRIC = {"namespace": "Portal", "name": "Orders"}

SETS: dict[type[AlarmSet], tuple[type[AlarmSetArgs], dict[str, Any]]] = {
    CustomAlarms: (
        CustomAlarmsArgs,
        {
            "topic_arns": [TOPIC],
            "alarms": {
                "orders": {"measure": METRIC, "threshold": 5, "description": DESCRIPTION, "severity": "critical"}
            },
        },
    ),
    DatabaseAlarms: (
        DatabaseAlarmsArgs,
        {
            "topic_arns": [TOPIC],
            "metrics": {
                "db_instance_identifier": "portal",
                "engine": "postgres",
                "instance_class": "db.t4g.medium",
                "allocated_storage_gib": 100,
                "storage_type": "gp2",
                "replica": True,
            },
        },
    ),
    DistributionAlarms: (
        DistributionAlarmsArgs,
        {
            "topic_arns": [GLOBAL_TOPIC],
            "metrics": {"distribution_id": "E2QWRUHEXAMPLE", "web_acl_metric_name": "portal"},
        },
    ),
    KeyAlarms: (KeyAlarmsArgs, {"topic_arns": [TOPIC], "log_group_name": "/trail"}),
    LogAlarms: (
        LogAlarmsArgs,
        {
            "topic_arns": [TOPIC],
            "log_group_name": "/application",
            "patterns": {"error": {"pattern": "ERROR", "description": DESCRIPTION, "severity": "critical"}},
        },
    ),
    SecretAlarms: (SecretAlarmsArgs, {"topic_arns": [TOPIC], "log_group_name": "/trail"}),
    WebServiceAlarms: (
        WebServiceAlarmsArgs,
        {
            "topic_arns": [TOPIC],
            "metrics": {
                "load_balancer_arn_suffix": BALANCER,
                "target_group_arn_suffix": TARGETS,
                "auto_scaling_group_name": "portal",
            },
        },
    ),
}
"""Every set of alarms, with the inputs that turn all of its alarms on."""


def args_of(component: type[AlarmSet], **inputs: Any) -> AlarmSetArgs:
    """Return the args of a set with everything on, and what is different."""
    return SETS[component][0](**inputs_of(component, **inputs))


def inputs_of(component: type[AlarmSet], **inputs: Any) -> dict[str, Any]:
    """Return the inputs of a set with everything on, and what is different, of its metrics too."""
    given = {**SETS[component][1], **inputs}
    if "metrics" in inputs:
        given["metrics"] = {**SETS[component][1]["metrics"], **inputs["metrics"]}
    return given
