"""The ready sets of alarms: what they watch, by AWS's names, and how each is told, changed and turned off."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pulumi
import pytest
from alarm_inputs import DESCRIPTION, GLOBAL_TOPIC, METRIC, SETS, TOPIC, args_of
from hypothesis import given
from hypothesis import strategies as st
from recording import Cloud, Deployment, Recorded, Recorder
from refusals import check_told

from strongroom.core import InputError, WebServiceMetrics
from strongroom.observability import (
    AlarmOverride,
    AnomalyBand,
    CustomAlarms,
    DatabaseAlarms,
    DistributionAlarms,
    Incident,
    KeyAlarms,
    LogAlarms,
    LogAlarmsArgs,
    LogPattern,
    Metric,
    SecretAlarms,
    WebServiceAlarms,
    WebServiceAlarmsArgs,
)
from strongroom.observability._alarms._alarm_set import AlarmSet, incident_rule
from strongroom.observability._alarms._set_args import INCIDENT

CLOUD = Cloud("aws", "eu-central-1", "123456789012")
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
OTHER_TOPIC = "arn:aws:sns:eu-central-1:123456789012:others"

# Namespace, metric, dimensions, statistic: what AWS's pages say of each metric.
ELB, EC2, RDS, AGENT = "AWS/ApplicationELB", "AWS/EC2", "AWS/RDS", "CWAgent"
LB = {"LoadBalancer": "app/portal/0123456789abcdef"}
TG = LB | {"TargetGroup": "targetgroup/portal/0123456789abcdef"}
ASG = {"AutoScalingGroupName": "portal"}
DB = {"DBInstanceIdentifier": "portal"}
CF = {"DistributionId": "E2QWRUHEXAMPLE", "Region": "Global"}
SINGLE: Mapping[type[AlarmSet], dict[str, tuple[str, str, dict[str, str], str]]] = {
    WebServiceAlarms: {
        "cpu-high": (EC2, "CPUUtilization", ASG, "Average"),
        "cpu-low": (EC2, "CPUUtilization", ASG, "Average"),
        "memory-high": (AGENT, "mem_used_percent", ASG, "Average"),
        "disk-high": (AGENT, "disk_used_percent", ASG, "Maximum"),
        "unhealthy-hosts": (ELB, "UnHealthyHostCount", TG, "Maximum"),
        "no-healthy-hosts": (ELB, "HealthyHostCount", TG, "Minimum"),
        "balancer-errors": (ELB, "HTTPCode_ELB_5XX_Count", LB, "Sum"),
        "latency": (ELB, "TargetResponseTime", TG, "p99"),
    },
    DatabaseAlarms: {
        "cpu-high": (RDS, "CPUUtilization", DB, "Average"),
        "connections-high": (RDS, "DatabaseConnections", DB, "Maximum"),
        "memory-low": (RDS, "FreeableMemory", DB, "Average"),
        "storage-low": (RDS, "FreeStorageSpace", DB, "Minimum"),
        "read-latency": (RDS, "ReadLatency", DB, "Average"),
        "write-latency": (RDS, "WriteLatency", DB, "Average"),
        "burst-balance": (RDS, "BurstBalance", DB, "Average"),
        "cpu-credits": (RDS, "CPUCreditBalance", DB, "Average"),
        "transaction-ids": (RDS, "MaximumUsedTransactionIDs", DB, "Maximum"),
    },
    DistributionAlarms: {
        "client-errors": ("AWS/CloudFront", "4xxErrorRate", CF, "Average"),
        "server-errors": ("AWS/CloudFront", "5xxErrorRate", CF, "Average"),
        "origin-latency": ("AWS/CloudFront", "OriginLatency", CF, "p90"),
        "waf-blocks": ("AWS/WAFV2", "BlockedRequests", {"WebACL": "portal", "Rule": "ALL"}, "Sum"),
    },
}
THRESHOLDS: Mapping[type[AlarmSet], dict[str, float]] = {
    DatabaseAlarms: {
        "connections-high": 360,  # 80 percent of 450
        "memory-low": round(0.1 * 4 * 2**30),
        "storage-low": 15 * 2**30,
        "replica-lag": 30,
        "read-latency": 0.02,
        "write-latency": 0.02,
        "transaction-ids": 1_000_000_000,
    },
    WebServiceAlarms: {"cpu-high": 80, "cpu-low": 5, "latency": 1, "in-service-low": 1},
    DistributionAlarms: {"client-errors": 10, "server-errors": 1, "origin-latency": 2000, "waf-blocks": 1000},
}

KINDS: dict[type[AlarmSet], str] = {
    CustomAlarms: "custom-alarms",
    DatabaseAlarms: "database-alarms",
    DistributionAlarms: "distribution-alarms",
    KeyAlarms: "key-alarms",
    LogAlarms: "log-alarms",
    SecretAlarms: "secret-alarms",
    WebServiceAlarms: "web-service-alarms",
}


@cache
def everything(component: type[AlarmSet]) -> Deployment:
    args = args_of(component, incident={"severities": ["critical", "warning", "notice"]})
    make: Any = component
    return Recorder()(lambda: make("set", args), cloud=CLOUD)


def alarms(deployment: Deployment) -> dict[str, Recorded]:
    return {alarm.name.removeprefix("set-"): alarm for alarm in deployment.of_type(ALARM)}


def problems(component: type[AlarmSet], **inputs: Any) -> dict[str, str]:
    with pytest.raises(InputError) as error:
        args_of(component, **inputs)
    check_told(error.value, {"", *SETS[component][0].model_fields})
    return {problem.path: str(problem) for problem in error.value.problems}


@pytest.mark.parametrize("component", SINGLE)
def test_each_alarm_watches_a_metric_by_aws_names(component: type[AlarmSet]) -> None:
    found = alarms(everything(component))
    for name, (namespace, metric, dimensions, statistic) in SINGLE[component].items():
        inputs = found[name].inputs
        assert (inputs["namespace"], inputs["metricName"], inputs["dimensions"]) == (namespace, metric, dimensions)
        assert (inputs["statistic"] or inputs["extendedStatistic"]) == statistic
    for name, threshold in THRESHOLDS[component].items():
        assert found[name].inputs["threshold"] == threshold


def test_expressions_of_a_web_service_are_of_aws_metrics_too() -> None:
    found = alarms(everything(WebServiceAlarms))
    asked = {
        name: {
            query["id"]: (query["metric"]["namespace"], query["metric"]["metricName"], query["metric"]["stat"])
            for query in found[name].inputs["metricQueries"]
            if "metric" in query
        }
        for name in ("target-errors", "requests", "in-service-low")
    }
    assert asked == {
        "target-errors": {
            "errors": (ELB, "HTTPCode_Target_5XX_Count", "Sum"),
            "requests": (ELB, "RequestCount", "Sum"),
        },
        "requests": {"value": (ELB, "RequestCount", "Sum")},
        "in-service-low": {
            "minimum": ("AWS/AutoScaling", "GroupMinSize", "Minimum"),
            "in_service": ("AWS/AutoScaling", "GroupInServiceInstances", "Minimum"),
        },
    }
    assert found["requests"].inputs["thresholdMetricId"] == "band"


@pytest.mark.parametrize("component", SETS)
def test_each_alarm_says_what_to_do_and_tells_both_that_it_is_wrong_and_that_it_is_right(
    component: type[AlarmSet],
) -> None:
    args, deployment = args_of(component), everything(component)
    found = alarms(deployment)
    assert set(found) == set(args.resolved_alarms)
    for alarm in found.values():
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == list(args.topic_arns)
        assert alarm.inputs["insufficientDataActions"] is None
        assert alarm.inputs["actionsEnabled"] is None  # which AWS takes for true
        assert 40 <= len(alarm.inputs["alarmDescription"]) <= 1024
        assert alarm.inputs["treatMissingData"] in ("breaching", "missing", "notBreaching")
        assert alarm.inputs["tags"]["Severity"] in ("critical", "warning", "notice")
    outputs = deployment.resources[0].outputs
    assert outputs is not None
    region = f"-{CLOUD.region}" if component is DistributionAlarms else ""
    names = {name: f"set-{KINDS[component]}-{name}{region}-dev" for name in found}
    assert outputs["alarmNames"] == names
    assert set(outputs["alarmArns"]) == set(found)


@pytest.mark.parametrize("component", SETS)
def test_alarms_are_where_their_metrics_are(component: type[AlarmSet]) -> None:
    region = "us-east-1" if component is DistributionAlarms else None
    made = [*everything(component).of_type(ALARM), *everything(component).of_type(COMPOSITE)]
    assert {alarm.region for alarm in made} == {region}


@pytest.mark.parametrize("component", SETS)
def test_an_incident_is_one_page_for_all_alarms_of_its_severities(component: type[AlarmSet]) -> None:
    deployment = everything(component)
    incident = deployment.one(COMPOSITE)
    names = [alarm.inputs["name"] for alarm in deployment.of_type(ALARM)]
    assert incident.inputs["alarmRule"] == " OR ".join(f'ALARM("{name}")' for name in names)
    assert incident.inputs["alarmActions"] == incident.inputs["okActions"] == list(args_of(component).topic_arns)


def test_with_an_incident_alone_only_the_rest_tells_by_itself(record: Recorder) -> None:
    incident = {
        "suppress_member_actions": True,
        "topic_arns": [OTHER_TOPIC],
        "suppressor": {"alarm_name": "maintenance"},
    }
    deployment = record(lambda: WebServiceAlarms("set", web_service(incident=incident)), cloud=CLOUD)
    for alarm in alarms(deployment).values():
        critical = alarm.inputs["tags"]["Severity"] == "critical"
        assert alarm.inputs["alarmActions"] == (None if critical else [TOPIC])
        assert alarm.inputs["okActions"] == (None if critical else [TOPIC])
    composite = deployment.one(COMPOSITE).inputs
    assert composite["alarmActions"] == [OTHER_TOPIC]
    assert composite["actionsSuppressor"] == {"alarm": "maintenance", "waitPeriod": 120, "extensionPeriod": 180}


def web_service(**inputs: Any) -> WebServiceAlarmsArgs:
    return WebServiceAlarmsArgs(**{**SETS[WebServiceAlarms][1], **inputs})


def test_each_alarm_can_be_changed_in_what_is_not_its_threshold(record: Recorder) -> None:
    changes = {
        "latency": AlarmOverride(period_seconds=300, evaluation_periods=4, datapoints_to_alarm=2, severity="critical"),
        "cpu-high": AlarmOverride(anomaly_band=AnomalyBand(width=3), missing_data="ignore", description=DESCRIPTION),
    }
    args = web_service(overrides=changes, ok_topic_arns=[OTHER_TOPIC], notify_on_insufficient_data=True)
    found = alarms(record(lambda: WebServiceAlarms("set", args), cloud=CLOUD))
    latency, cpu = found["latency"].inputs, found["cpu-high"].inputs
    assert (latency["period"], latency["evaluationPeriods"], latency["datapointsToAlarm"]) == (300, 4, 2)
    assert latency["tags"]["Severity"] == "critical"
    assert latency["okActions"] == [OTHER_TOPIC]
    assert latency["insufficientDataActions"] == [TOPIC]
    assert cpu["comparisonOperator"] == "GreaterThanUpperThreshold"
    assert cpu["metricQueries"][-1]["expression"] == "ANOMALY_DETECTION_BAND(value, 3)"
    assert (cpu["treatMissingData"], cpu["alarmDescription"]) == ("ignore", DESCRIPTION)


@pytest.mark.parametrize("component", [WebServiceAlarms, DatabaseAlarms, DistributionAlarms, KeyAlarms, SecretAlarms])
def test_a_threshold_of_none_turns_the_alarm_off_that_its_description_names(component: type[AlarmSet]) -> None:
    model, given = SETS[component]
    properties = model.model_json_schema()["properties"]
    described = {name: schema.get("description", "") for name, schema in properties.items()}
    thresholds = {name: text.split("`")[1] for name, text in described.items() if text.startswith("`")}
    every = set(args_of(component).resolved_alarms)
    assert set(thresholds.values()) == every
    for threshold, alarm in thresholds.items():
        assert every - set(model.model_validate({**given, threshold: None}).resolved_alarms) == {alarm}
    with pytest.raises(InputError, match="must have at least one alarm; set "):
        model.model_validate({**given, **dict.fromkeys(thresholds)})


@given(
    named=st.sets(st.sampled_from(["load_balancer_arn_suffix", "target_group_arn_suffix", "auto_scaling_group_name"]))
)
def test_a_web_service_has_the_alarms_of_what_is_named(named: set[str]) -> None:
    given_names = SETS[WebServiceAlarms][1]["metrics"]
    metrics = {name: given_names[name] for name in named}
    if "load_balancer_arn_suffix" not in named and "target_group_arn_suffix" in named:
        with pytest.raises(InputError, match="target_group_arn_suffix: must not be set without load_balancer_arn"):
            WebServiceMetrics(**metrics)
    elif not named:
        with pytest.raises(InputError, match="must identify at least one resource; set load_balancer_arn_suffix"):
            WebServiceMetrics(**metrics)
    else:
        found = set(WebServiceAlarmsArgs(topic_arns=[TOPIC], metrics=WebServiceMetrics(**metrics)).resolved_alarms)
        assert ("cpu-high" in found) == ("auto_scaling_group_name" in named)
        assert ("requests" in found) == ("load_balancer_arn_suffix" in named)
        assert ("latency" in found) == ("target_group_arn_suffix" in named)


AURORA = {
    "engine": "aurora-mysql",
    "instance_class": "db.r7g.large",
    "allocated_storage_gib": None,
    "storage_type": "gp3",
}


def test_an_instance_of_aurora_has_the_metrics_that_aurora_has() -> None:
    found = args_of(DatabaseAlarms, metrics=AURORA).resolved_alarms
    assert set(found) == {
        "cpu-high", "connections-high", "memory-low", "replica-lag", "read-latency", "write-latency",
    }  # fmt: skip
    lag = found["replica-lag"]
    assert isinstance(lag.measure, Metric)
    assert (lag.measure.name, lag.threshold) == ("AuroraReplicaLag", 30_000)
    assert found["connections-high"].threshold == 800


def test_a_replica_that_does_not_replicate_is_far_behind_though_rds_tells_minus_one() -> None:
    compared, lag = alarms(everything(DatabaseAlarms))["replica-lag"].inputs["metricQueries"]
    assert (compared["expression"], compared["returnData"]) == ("IF(lag < 0, 86400, lag)", True)
    asked = lag["metric"]
    assert (lag["id"], asked["namespace"], asked["metricName"]) == ("lag", RDS, "ReplicaLag")
    assert (asked["dimensions"], asked["stat"], asked["period"]) == (DB, "Maximum", 60)
    # No threshold that is allowed is beyond what it is told to be behind.
    assert "replica_lag_seconds" in problems(DatabaseAlarms, replica_lag_seconds=86_400)


def test_what_nobody_can_know_of_a_class_can_be_given() -> None:
    unknown = {"instance_class": "db.serverless", "engine": "aurora-postgresql", "allocated_storage_gib": None}
    told = problems(DatabaseAlarms, metrics=unknown)
    assert set(told) == {"metrics.max_connections", "metrics.memory_gib"}
    found = args_of(DatabaseAlarms, metrics=unknown | {"memory_gib": 32}).resolved_alarms
    assert found["memory-low"].threshold == round(3.2 * 2**30)
    assert args_of(DatabaseAlarms, metrics={"max_connections": 100}).resolved_alarms["connections-high"].threshold == 80


@pytest.mark.parametrize(
    ("component", "inputs", "expected"),
    [
        (
            DatabaseAlarms,
            {"metrics": {"replica": False}, "replica_lag_seconds": 9},
            {"replica_lag_seconds": "it is no replica"},
        ),
        (
            DatabaseAlarms,
            {"metrics": {"storage_type": "gp3"}, "burst_balance_percent": 9},
            {"burst_balance_percent": "only gp2"},
        ),
        (
            DatabaseAlarms,
            {"metrics": {"engine": "mysql"}, "transaction_ids": 9},
            {"transaction_ids": "only PostgreSQL has them"},
        ),
        (
            DatabaseAlarms,
            {"metrics": {"allocated_storage_gib": None}},
            {"metrics.allocated_storage_gib": "set storage_low_percent to None"},
        ),
        (
            DatabaseAlarms,
            {"metrics": {"engine": "aurora-mysql"}},
            {"metrics.allocated_storage_gib": "grows automatically"},
        ),
        (DatabaseAlarms, {"metrics": {"engine": "oracle-ee"}}, {"metrics.engine": ""}),
        (DatabaseAlarms, {"cpu_high_percent": 120}, {"cpu_high_percent": "must be less than 100"}),
        (WebServiceAlarms, {"cpu_low_percent": 80}, {"cpu_low_percent": "lower it, or raise cpu_high_percent"}),
        (
            WebServiceAlarms,
            {"metrics": {"target_group_arn_suffix": None}, "unhealthy_hosts": 2},
            {"unhealthy_hosts": "must not be set without metrics.target_group_arn_suffix"},
        ),
        (WebServiceAlarms, {"overrides": {"cpu-hihg": {}}}, {"overrides.cpu-hihg": "use cpu-high"}),
        (
            WebServiceAlarms,
            {"overrides": {"cpu-high": {"evaluation_periods": 300}, "latency": {"datapoints_to_alarm": 20}}},
            {
                "overrides.cpu-high.evaluation_periods": "288 or fewer",
                "overrides.latency.datapoints_to_alarm": "20 of 15",
            },
        ),
        (KeyAlarms, {"incident": {"severities": ["notice"]}}, {"incident.severities": "no alarm of the set is notice"}),
        (
            CustomAlarms,
            {
                "alarms": {
                    f"alarm-{number}": {"measure": METRIC, "threshold": 1, "description": DESCRIPTION}
                    for number in range(101)
                },
                "incident": {"severities": ["warning"]},
            },
            {"incident.severities": "101 alarms of the set are warning, and AWS allows 100 in an incident"},
        ),
        (LogAlarms, {"metric_namespace": "AWS/Logs"}, {"metric_namespace": "AWS keeps names"}),
        (DistributionAlarms, {"topic_arns": [TOPIC]}, {"topic_arns.0": 'make an AlertTopic with region="us-east-1"'}),
        (CustomAlarms, {"region": "us-east-1"}, {"topic_arns.0": "the alarms are in us-east-1"}),
        (CustomAlarms, {"topic_arns": []}, {"topic_arns": ""}),
        (CustomAlarms, {"topic_arns": [TOPIC, TOPIC]}, {"topic_arns": "must name each once"}),
        (
            CustomAlarms,
            {"alarms": {INCIDENT: {"measure": METRIC, "threshold": 1, "description": DESCRIPTION}}, "incident": {}},
            {"incident": "an alarm of the set is called incident", "incident.severities": "no alarm of the set"},
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(
    component: type[AlarmSet], inputs: dict[str, Any], expected: dict[str, str]
) -> None:
    told = problems(component, **inputs)
    assert set(told) == set(expected)
    for path, text in expected.items():
        assert text in told[path]


def test_a_topic_elsewhere_that_is_known_only_later_is_refused_then(record: Recorder) -> None:
    args = args_of(KeyAlarms, topic_arns=[TOPIC])
    failure = record.failing(
        InputError,
        lambda: KeyAlarms("set", args.model_copy(update={"topic_arns": [pulumi.Output.from_input(GLOBAL_TOPIC)]})),  # pyright: ignore[reportArgumentType]
        cloud=CLOUD,
    )
    assert "topic_arns.0: the alarms are in eu-central-1" in failure.message
    assert failure.deployment.of_type(ALARM) == []


def test_too_many_alarms_for_one_rule_are_refused() -> None:
    assert incident_rule(["a", "b"]) == 'ALARM("a") OR ALARM("b")'
    with pytest.raises(InputError, match="AWS allows 10,240"):
        incident_rule(["x" * 250] * 40)


@pytest.mark.parametrize("component", [KeyAlarms, LogAlarms, SecretAlarms])
def test_what_is_looked_for_in_a_log_group_is_counted_by_a_filter(component: type[AlarmSet]) -> None:
    deployment = everything(component)
    args: Any = args_of(component)
    assert len(args.patterns) >= 1
    for name, pattern in args.patterns.items():
        filter_ = deployment.one(FILTER, f"set-{name}").inputs
        counted = filter_["metricTransformation"]
        assert (filter_["pattern"], filter_["logGroupName"]) == (pattern.pattern, args.log_group_name)
        assert (counted["value"], counted["defaultValue"]) == ("1", "0")
        alarm = alarms(deployment)[name].inputs
        assert (alarm["namespace"], alarm["metricName"]) == (counted["namespace"], counted["name"])
        assert (alarm["statistic"], alarm["threshold"]) == ("Sum", 1)
        assert alarm["comparisonOperator"] == "GreaterThanOrEqualToThreshold"


def test_keys_and_secrets_are_watched_by_what_the_trail_records() -> None:
    patterns = {
        each.name.removeprefix("set-"): each.inputs["pattern"]
        for component in (KeyAlarms, SecretAlarms)
        for each in everything(component).of_type(FILTER)
    }
    assert patterns == {
        name: f'{{ ($.eventSource = "{service}.amazonaws.com") && ($.eventName = "{event}") }}'
        for name, service, event in [
            ("key-deletion", "kms", "ScheduleKeyDeletion"),
            ("key-disabled", "kms", "DisableKey"),
            ("key-rotation-off", "kms", "DisableKeyRotation"),
            ("rotation-failed", "secretsmanager", "RotationFailed"),
            ("secret-deletion", "secretsmanager", "DeleteSecret"),
            ("rotation-off", "secretsmanager", "CancelRotateSecret"),
        ]
    }


def test_a_pattern_is_counted_as_it_is_told_to(record: Recorder) -> None:
    pattern = LogPattern(
        pattern='{ $.level = "error" }',
        threshold=7,
        period_seconds=60,
        evaluation_periods=5,
        datapoints_to_alarm=3,
        missing_data="breaching",
        description=DESCRIPTION,
        severity="critical",
    )
    args = LogAlarmsArgs(
        topic_arns=[TOPIC], log_group_name="/application", patterns={"errors": pattern}, incident=Incident()
    )
    deployment = record(lambda: LogAlarms("set", args), cloud=CLOUD)
    alarm = alarms(deployment)["errors"].inputs
    assert (alarm["threshold"], alarm["period"], alarm["evaluationPeriods"]) == (7, 60, 5)
    assert (alarm["datapointsToAlarm"], alarm["treatMissingData"]) == (3, "breaching")
    outputs = deployment.resources[0].outputs
    assert outputs is not None
    assert outputs["metricNames"] == {"errors": alarm["metricName"]}


def test_an_empty_set_names_the_fields_that_add_alarms() -> None:
    off = dict.fromkeys(("client_errors_percent", "server_errors_percent"))
    metrics = {"web_acl_metric_name": None, "additional_metrics": False}
    told = problems(DistributionAlarms, **off, metrics=metrics)
    assert told == {
        "": "must have at least one alarm; set client_errors_percent or server_errors_percent or"
        " metrics.additional_metrics or metrics.web_acl_metric_name"
    }
    assert "set deletions or disablings" in problems(KeyAlarms, deletions=None, disablings=None, rotations_off=None)[""]


def test_alarms_need_the_agent_and_additional_metrics() -> None:
    without_agent = args_of(WebServiceAlarms, metrics={"cloudwatch_agent": False}).resolved_alarms
    assert {"memory-high", "disk-high"} == set(args_of(WebServiceAlarms).resolved_alarms) - set(without_agent)
    told = problems(WebServiceAlarms, metrics={"cloudwatch_agent": False}, disk_high_percent=90)
    assert told["disk_high_percent"].startswith("disk_high_percent: must not be set without metrics.cloudwatch_agent")
    assert "origin-latency" not in args_of(DistributionAlarms, metrics={"additional_metrics": False}).resolved_alarms


@pytest.mark.parametrize(("replica", "role"), [(False, "WRITER"), (True, "READER")])
def test_metrics_of_an_aurora_cluster_follow_the_role(replica: bool, role: str) -> None:
    metrics = {"db_instance_identifier": None, "db_cluster_identifier": "portal", "replica": replica, **AURORA}
    found = args_of(DatabaseAlarms, metrics=metrics).resolved_alarms
    assert ("replica-lag" in found) == replica
    for alarm in found.values():
        assert isinstance(alarm.measure, Metric)
        assert alarm.measure.dimensions == {"DBClusterIdentifier": "portal", "Role": role}


@pytest.mark.parametrize(
    ("metrics", "path", "reason"),
    [
        ({"db_instance_identifier": None}, "metrics", "must identify a DB instance or an Aurora cluster, got neither"),
        ({"db_cluster_identifier": "portal"}, "metrics.db_cluster_identifier", "must be set for Aurora only"),
        (AURORA | {"db_cluster_identifier": "portal"}, "metrics", "got both"),
    ],
)
def test_database_metrics_identify_one_database(metrics: dict[str, Any], path: str, reason: str) -> None:
    assert reason in problems(DatabaseAlarms, metrics=metrics)[path]
