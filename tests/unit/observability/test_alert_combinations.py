"""Any combination of inputs, right and wrong ones mixed, is refused with a remedy, or makes what it says."""

from typing import Any

import pytest
from alarm_inputs import BALANCER, DESCRIPTION, GLOBAL_TOPIC, METRIC, SETS, TARGETS, TOPIC
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Cloud, Recorder
from refusals import check_told, refused

from strongroom.observability import AlertTopic, AlertTopicArgs, Dashboard, DashboardArgs, DatabaseAlarms
from strongroom.observability._alarms._alarm_set import AlarmSet

Inputs = dict[str, Any]

CLOUD = Cloud("aws", "eu-central-1", "123456789012")
KEY = "arn:aws:kms:eu-central-1:123456789012:key/0f9a2c1e-7a64-4a55-8f0e-6a4f5f1d2b3c"

SEVERITIES = st.sampled_from(["critical", "warning", "notice", "page"])
CHANGE = st.fixed_dictionaries(
    {},
    optional={
        "period_seconds": st.sampled_from([10, 45, 60, 300, 3600]),
        "evaluation_periods": st.sampled_from([1, 3, 288, 2000]),
        "datapoints_to_alarm": st.sampled_from([1, 5]),
        "missing_data": st.sampled_from(["breaching", "bad"]),
        "severity": SEVERITIES,
        "anomaly_band": st.sampled_from([{}, {"width": 3.5}, {"width": -1}]),
    },
)
OWN = st.fixed_dictionaries(
    {"measure": st.sampled_from([METRIC, METRIC | {"unit": "Percent"}, METRIC | {"statistic": "p99"}, {}])},
    optional={
        "threshold": st.sampled_from([1, 0.5, 101, -1, "1", {"width": 2}]),
        "comparison": st.sampled_from(["LessThanThreshold", "GreaterThanUpperThreshold"]),
        "description": st.sampled_from([DESCRIPTION, "short"]),
        "period_seconds": st.sampled_from([30, 60, 61]),
    },
)
COMMON: Inputs = {
    "topic_arns": st.sampled_from([[TOPIC], [GLOBAL_TOPIC], [TOPIC, TOPIC], [], ["alerts"]]),
    "ok_topic_arns": st.sampled_from([None, [], [TOPIC], [GLOBAL_TOPIC]]),
    "overrides": st.dictionaries(
        st.sampled_from(["cpu-high", "orders", "error", "waf-blocks", "none"]), CHANGE, max_size=2
    ),
    "incident": st.none()
    | st.fixed_dictionaries(
        {},
        optional={
            "severities": st.lists(SEVERITIES, max_size=2),
            "suppress_member_actions": st.booleans(),
            "suppressor": st.sampled_from([None, {"alarm_name": "maintenance"}, {"alarm_name": 'a"b'}]),
        },
    ),
    "notify_on_insufficient_data": st.booleans(),
}
THRESHOLDS = st.sampled_from([None, 1, 50, 99.5, 100, -3, "80"])
OWN_FIELDS: Inputs = {
    "alarms": st.dictionaries(st.sampled_from(["orders", "incident", "A b"]), OWN, max_size=2),
    "region": st.sampled_from([None, "us-east-1", "eu-central-1", "mars"]),
    "log_group_name": st.sampled_from(["/trail", "a b"]),
}
METRICS: Inputs = {
    "engine": st.sampled_from(["postgres", "mysql", "aurora-mysql", "aurora-postgresql", "mariadb", "oracle"]),
    "instance_class": st.sampled_from(["db.t4g.micro", "db.m7g.large", "db.serverless", "db.old.one", "large"]),
    "allocated_storage_gib": st.sampled_from([None, 0, 20, 400]),
    "storage_type": st.sampled_from(["gp2", "gp3", "io2"]),
    "replica": st.booleans(),
    "max_connections": st.sampled_from([None, 0, 200]),
    "memory_gib": st.sampled_from([None, 0, 8]),
    "load_balancer_arn_suffix": st.sampled_from([None, BALANCER, "app"]),
    "target_group_arn_suffix": st.sampled_from([None, TARGETS]),
    "auto_scaling_group_name": st.sampled_from([None, "portal", "a:b"]),
    "cloudwatch_agent": st.booleans(),
    "web_acl_metric_name": st.sampled_from([None, "portal", "a b"]),
    "additional_metrics": st.booleans(),
}


@st.composite
def set_inputs(draw: st.DrawFn) -> tuple[type[AlarmSet], Inputs]:
    """A set with everything on, in which at most three inputs are others."""
    component = draw(st.sampled_from(list(SETS)))
    model, given_inputs = SETS[component]
    others = draw(st.lists(st.sampled_from([*model.model_fields, "cpu_hihg"]), unique=True, max_size=3))
    drawn = {
        name: draw({**COMMON, **OWN_FIELDS}.get(name, THRESHOLDS))
        for name in others
        if name not in ("patterns", "metrics")
    }
    if "metrics" in others:
        names = [name for name in given_inputs["metrics"] if name in METRICS]
        changed = draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) if names else []
        drawn["metrics"] = given_inputs["metrics"] | {name: draw(METRICS[name]) for name in changed}
    return component, given_inputs | drawn


@given(drawn=set_inputs())
@settings(max_examples=80)
def test_any_set_of_alarms_is_refused_with_a_remedy_or_made(
    record: Recorder, drawn: tuple[type[AlarmSet], Inputs]
) -> None:
    component, given_inputs = drawn
    model = SETS[component][0]
    error = refused(model, given_inputs)
    if error is not None:
        check_told(error, {"", "cpu_hihg", *model.model_fields})
        return
    args, make = model(**given_inputs), component
    if any(topic == GLOBAL_TOPIC for topic in [*args.topic_arns, *(args.ok_topic_arns or [])]):
        return  # where the provider is decides, which args can't know
    deployment = record(lambda: make("set", args), cloud=CLOUD)  # pyright: ignore[reportArgumentType]
    alarms = deployment.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
    assert {alarm.name for alarm in alarms} == {f"set-{name}" for name in args.resolved_alarms}
    for alarm in alarms:
        compared = [name for name in ("threshold", "thresholdMetricId") if alarm.inputs[name] is not None]
        assert len(compared) == 1
        assert (alarm.inputs["metricName"] is None) != (alarm.inputs["metricQueries"] is None)
    assert len(deployment.of_type("aws:cloudwatch/compositeAlarm:CompositeAlarm")) == (args.incident is not None)


SUBSCRIPTIONS = st.dictionaries(
    st.sampled_from(["one", "two", "Three"]),
    st.sampled_from(
        [
            {"kind": "email", "address": "a@example.com"},
            {"kind": "email", "address": "a@example"},
            {"kind": "https", "url": "https://x.example.com"},
            {"kind": "https", "url": "http://x.example.com", "raw": True},
            {"kind": "sqs", "queue_arn": "arn:aws:sqs:eu-central-1:123456789012:q"},
            {"kind": "sqs", "queue_arn": "arn:aws:sqs:eu-central-1:123456789012:q.fifo"},
            {"kind": "lambda", "function_arn": "arn:aws:lambda:eu-central-1:123456789012:function:f"},
            {"kind": "sms"},
        ]
    ),
    max_size=3,
)
TOPIC_INPUTS = st.fixed_dictionaries(
    {"kms_key_arn": st.sampled_from([KEY, KEY, KEY, "alias/aws/sns", 3])},
    optional={
        "publishers": st.lists(st.sampled_from(["budgets", "cloudwatch_alarms", "eventbridge", "sns"]), max_size=3),
        "subscriptions": SUBSCRIPTIONS,
        "chat_channels": st.dictionaries(
            st.just("chat"),
            st.sampled_from(
                [
                    {"kind": "slack", "team_id": "T0123ABCDEF", "channel_id": "C0123456789"},
                    {"kind": "slack", "team_id": "x", "channel_id": "C0123456789"},
                    {"kind": "irc"},
                ]
            ),
        ),
        "dead_letter_queue": st.booleans(),
        "region": st.sampled_from([None, "eu-central-1", "us-east-1", "here"]),
        "display_name": st.sampled_from([None, "", "Portal"]),
        "environment_suffix": st.sampled_from(["dev", "Prod"]),
    },
)


@given(given_inputs=TOPIC_INPUTS)
@settings(max_examples=40)
def test_any_topic_is_refused_with_a_remedy_or_made(record: Recorder, given_inputs: Inputs) -> None:
    error = refused(AlertTopicArgs, given_inputs)
    if error is not None:
        check_told(error, AlertTopicArgs.model_fields)
        return
    args = AlertTopicArgs(**given_inputs)
    deployment = record(lambda: AlertTopic("alerts", args), cloud=CLOUD)
    assert len(deployment.of_type("aws:sns/topicSubscription:TopicSubscription")) == len(args.subscriptions)
    assert len(deployment.of_type("aws:sqs/queue:Queue")) == (args.dead_letter_queue and args.delivers)


DATABASE = SETS[DatabaseAlarms][1]["metrics"]
SECTIONS: list[Inputs] = [
    {"kind": "text", "title": "x", "markdown": "x"},
    {"kind": "text", "title": ""},
    {"kind": "web_service", "title": "x"},
    {"kind": "web_service", "title": "x", "metrics": {"load_balancer_arn_suffix": BALANCER}},
    {"kind": "database", "title": "x", "metrics": DATABASE},
    {"kind": "database", "title": "x", "metrics": DATABASE | {"db_instance_identifier": "a--b"}},
    {"kind": "metrics", "title": "x", "graphs": [{"title": "y", "measures": {"z": METRIC}}]},
    {"kind": "metrics", "title": "x", "graphs": [{"title": "y", "measures": {}}]},
    {"kind": "logs", "title": "x", "log_group_names": ["/a", "/a"]},
]


@given(sections=st.lists(st.sampled_from(SECTIONS), max_size=3), period=st.sampled_from([60, 300, 7]))
@settings(max_examples=40)
def test_any_dashboard_is_refused_with_a_remedy_or_made(record: Recorder, sections: list[Inputs], period: int) -> None:
    given_inputs = {"sections": sections, "period_seconds": period}
    error = refused(DashboardArgs, given_inputs)
    if error is not None:
        check_told(error, DashboardArgs.model_fields)
        return
    args = DashboardArgs.model_validate(given_inputs)
    deployment = record(lambda: Dashboard("portal", args), cloud=CLOUD)
    assert len(deployment.of_type("aws:cloudwatch/dashboard:Dashboard")) == 1


@pytest.mark.parametrize("component", SETS)
def test_every_set_takes_what_it_is_given_by_name(component: type[AlarmSet]) -> None:
    model, given_inputs = SETS[component]
    assert refused(model, given_inputs) is None
    assert refused(model, given_inputs | {"topic_arn": TOPIC}) is not None
