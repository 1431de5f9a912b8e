"""What is special about alarms: what arrives, what is lost, rules, and dashboards that are no dashboards."""

import json
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from lives import World
from lives.cloudwatch import ALARM, COMPOSITE, DASHBOARD, alarm, body
from lives.sqs import QUEUE
from lives.world import KEY, TOPIC
from provider_client import InvalidInputsError

from strongroom.sandbox.moto_extensions.cloudwatch.rules import AlarmRuleError, parse
from strongroom.sandbox.moto_extensions.permissions import accounts_in, lets
from strongroom.sandbox.provider.wire import Props


@pytest.fixture(scope="module")
def world(estate: World) -> World:
    return estate


def letting(service: str, *actions: str, **condition: Any) -> dict[str, Any]:
    principal = {"Service": f"{service}.amazonaws.com"}
    return {"Effect": "Allow", "Principal": principal, "Action": [*actions], "Resource": "*", **condition}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements]})


def key(world: World, *statements: dict[str, Any]) -> str:
    """Return a key that its account may use, and whoever the statements let in."""
    root = {"AWS": f"arn:aws:iam::{world.account.account_id}:root"}
    own = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    return world.make(KEY, policy=document(own, *statements)).id


def told(world: World, **topic: Any) -> tuple[str, str]:
    """Return a topic, and the URL of a queue that hears what is published to it."""
    arn, queue = world.make(TOPIC, **topic).id, world.make(QUEUE)
    world.client("sns").subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue.outputs["arn"])
    return arn, queue.id


def heard(world: World, queue: str) -> list[dict[str, Any]]:
    """Return the notifications that a queue got."""
    messages = world.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in messages]


def goes(world: World, name: str, state: str) -> None:
    world.client("cloudwatch").set_alarm_state(AlarmName=name, StateValue=state, StateReason="so says the test")


def state(world: World, name: str) -> str:
    cloudwatch = world.client("cloudwatch")
    found = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["CompositeAlarm", "MetricAlarm"])
    return (found["MetricAlarms"] or found["CompositeAlarms"])[0]["StateValue"]


class TestActions:
    def test_arrive_through_an_encrypted_topic(self, world: World) -> None:
        lets_in = letting("cloudwatch", "kms:GenerateDataKey*", "kms:Decrypt")
        topic, queue = told(world, kmsMasterKeyId=key(world, lets_in))
        made = world.make(ALARM, **alarm(world, alarmActions=[topic], okActions=[topic]))

        for now in ("ALARM", "ALARM", "OK", "INSUFFICIENT_DATA"):
            goes(world, made.id, now)

        first, second = heard(world, queue)
        said = json.loads(first["Message"])
        assert first["Subject"] == f'ALARM: "{made.id}" in eu-west-1'
        assert (said["AlarmName"], said["OldStateValue"], said["NewStateValue"]) == (
            made.id,
            "INSUFFICIENT_DATA",
            "ALARM",
        )
        assert said["Trigger"]["Dimensions"] == [{"value": "web", "name": "AutoScalingGroupName"}]
        assert json.loads(second["Message"])["NewStateValue"] == "OK"

    @pytest.mark.parametrize(
        "statement",
        [
            None,
            letting("cloudwatch", "kms:Decrypt"),
            letting("events", "kms:GenerateDataKey*", "kms:Decrypt"),
            letting("cloudwatch", "kms:*", Condition={"StringEquals": {"aws:SourceAccount": "111111111111"}}),
        ],
        ids=["for AWS's own key", "for half of the actions", "for another service", "for another account"],
    )
    def test_are_lost_where_the_key_does_not_let_cloudwatch_in(
        self, world: World, statement: dict[str, Any] | None
    ) -> None:
        topic, queue = told(world, kmsMasterKeyId=key(world, statement) if statement else "alias/aws/sns")
        made = world.make(ALARM, **alarm(world, alarmActions=[topic]))

        goes(world, made.id, "ALARM")

        assert heard(world, queue) == []

    def test_are_lost_where_the_topic_or_the_alarm_does_not_let_them(self, world: World) -> None:
        closed, queue = told(world, policy=document(letting("events", "sns:Publish")))
        opened, other = told(world, policy=document(letting("cloudwatch", "sns:Publish")))
        made = world.make(ALARM, **alarm(world, alarmActions=[closed, opened]))
        silent = world.make(ALARM, **alarm(world, alarmActions=[opened], actionsEnabled=False))

        goes(world, made.id, "ALARM")
        goes(world, silent.id, "ALARM")

        assert heard(world, queue) == []
        assert [json.loads(each["Message"])["AlarmName"] for each in heard(world, other)] == [made.id]


class TestComposite:
    def test_follows_its_children_tells_of_them_and_keeps_them(self, world: World) -> None:
        topic, queue = told(world)
        cpu, memory = (world.make(ALARM, **alarm(world, alarmActions=[])).id for _ in range(2))
        news: Props = {"alarmName": world.name(), "alarmRule": f"ALARM({cpu}) AND NOT OK({memory})"}
        made = world.make(COMPOSITE, **news, alarmActions=[topic])
        above = world.make(COMPOSITE, alarmName=world.name(), alarmRule=f"ALARM({made.outputs['arn']})")
        assert state(world, made.id) == "OK"

        goes(world, cpu, "ALARM")
        assert (state(world, made.id), state(world, above.id)) == ("ALARM", "ALARM")
        goes(world, memory, "OK")
        assert (state(world, made.id), state(world, above.id)) == ("OK", "OK")

        said = [json.loads(each["Message"]) for each in heard(world, queue)]
        assert [(each["AlarmName"], each["NewStateValue"]) for each in said] == [(made.id, "ALARM")]
        assert said[0]["AlarmRule"] == news["alarmRule"]
        assert [child["State"]["Value"] for child in said[0]["TriggeringChildren"]] == ["ALARM", "INSUFFICIENT_DATA"]
        with pytest.raises(ClientError, match=f"Cannot delete {cpu} as there are composite alarm"):
            world.client("cloudwatch").delete_alarms(AlarmNames=[cpu])

    def test_is_silent_while_its_suppressor_is_in_alarm(self, world: World) -> None:
        topic, queue = told(world)
        child, deploying = (world.make(ALARM, **alarm(world, alarmActions=[])).id for _ in range(2))
        suppressor = {"alarm": deploying, "extensionPeriod": 60, "waitPeriod": 60}
        made = world.make(
            COMPOSITE,
            alarmName=world.name(),
            alarmRule=f"ALARM({child})",
            alarmActions=[topic],
            actionsSuppressor=suppressor,
        )

        goes(world, deploying, "ALARM")
        goes(world, child, "ALARM")

        assert state(world, made.id) == "ALARM"
        assert heard(world, queue) == []

    def test_of_alarms_that_depend_on_each_other_ends(self, world: World) -> None:
        first, child = world.name(), world.make(ALARM, **alarm(world, alarmActions=[])).id
        made = world.make(COMPOSITE, alarmName=first, alarmRule=f"ALARM({child})")
        second = world.make(COMPOSITE, alarmName=world.name(), alarmRule=f"OK({first})").id
        changed = world.provider.update(made, alarmName=first, alarmRule=f"ALARM({child}) OR OK({second})")

        goes(world, child, "ALARM")

        assert state(world, changed.id) == "ALARM"

    @pytest.mark.parametrize(
        ("rule", "reason"),
        [
            ("ALARM(nothing-of-that-name)", r"alarms \[nothing-of-that-name\] in the alarm rule do not exist"),
            ("()", r"Unsupported token '\)' at char 1"),
            ("ALARM(a) AND", "Unsupported token '' at char 12"),
            ("WARNING(a)", "Unsupported token 'WARNING' at char 0"),
            ("AT_LEAST(0, OK, (a))", "Unsupported token '0'"),
        ],
    )
    def test_with_a_rule_that_is_none_is_refused(self, world: World, rule: str, reason: str) -> None:
        with pytest.raises(grpc.RpcError, match=reason):
            world.make(COMPOSITE, alarmName=world.name(), alarmRule=rule)


class TestRule:
    @pytest.mark.parametrize(
        ("rule", "holds"),
        [
            ("ALARM(hot)", True),
            ('ALARM("hot")', True),
            ("OK(hot)", False),
            ("NOT OK(hot) AND OK(cold)", True),
            ("OK(hot) OR OK(cold) AND ALARM(cold)", False),
            ("(OK(hot) OR OK(cold)) AND INSUFFICIENT_DATA(new)", True),
            ("TRUE AND NOT FALSE", True),
            ("AT_LEAST(2, OK, (hot, cold, new))", False),
            ("AT_LEAST(2, NOT ALARM, (hot, cold, new))", True),
            ("AT_LEAST(34%, ALARM, (hot, cold, new))", False),
            ("AT_LEAST(33%, ALARM, (hot, cold, new))", True),
        ],
    )
    def test_holds_as_aws_says(self, rule: str, holds: bool) -> None:
        states = {"hot": "ALARM", "cold": "OK", "new": "INSUFFICIENT_DATA"}

        assert parse(rule).holds(states.__getitem__) == holds

    def test_has_a_hundred_children_at_most(self) -> None:
        with pytest.raises(AlarmRuleError, match="100 children at most"):
            parse(" OR ".join(f"ALARM(a{i})" for i in range(101)))


class TestMetricAlarm:
    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"extendedStatistic": "p99"}, "Statistic and ExtendedStatistic"),
            ({"statistic": None, "extendedStatistic": "p101"}, "p101 .* is not supported"),
            ({"threshold": None}, "Threshold and ThresholdMetricId"),
            ({"comparisonOperator": "GreaterThanUpperThreshold"}, "anomaly detection"),
            ({"datapointsToAlarm": 4}, "less than or equal to EvaluationPeriods"),
            ({"period": 45}, "multiple of 60"),
            (
                {
                    **dict.fromkeys(("metricName", "namespace", "statistic", "period", "dimensions")),
                    "metricQueries": [{"id": "a", "expression": "1"}, {"id": "b", "expression": "2"}],
                },
                "Exactly one element of the metrics list should return data",
            ),
        ],
    )
    def test_that_aws_does_not_take_is_refused(self, world: World, change: Props, reason: str) -> None:
        news = {name: value for name, value in {**alarm(world), **change}.items() if value is not None}

        with pytest.raises(grpc.RpcError, match=reason):
            world.make(ALARM, **news)

    def test_takes_trimmed_means_and_short_periods(self, world: World) -> None:
        news = {**alarm(world, extendedStatistic="TM(10%:90%)", period=10)}
        del news["statistic"]

        made = world.make(ALARM, **news)

        assert made.outputs["extendedStatistic"] == "TM(10%:90%)"


NOT_DASHBOARDS: list[tuple[Any, str]] = [
    ("no json", "valid JSON object"),
    ("{}", "property 'widgets'"),
    ([{"type": "graph", "properties": {}}], "/widgets/0/type"),
    ([{"type": "text", "properties": {}}], "property 'markdown'"),
    ([{"type": "metric", "x": 24, "properties": {"metrics": [["A", "B"]], "region": "eu-west-1"}}], "0 to 23"),
    ([{"type": "metric", "properties": {"metrics": [["A", "B"]]}}], "property 'region'"),
    ([{"type": "alarm", "properties": {"title": "All"}}], "property 'alarms'"),
]


class TestDashboard:
    def test_is_the_accounts_in_every_region(self, world: World) -> None:
        made = world.make(DASHBOARD, dashboardName=world.name(), dashboardBody=body("Hello"))

        seen = world.client("cloudwatch", "us-west-2").get_dashboard(DashboardName=made.id)

        assert json.loads(seen["DashboardBody"]) == json.loads(body("Hello"))

    @pytest.mark.parametrize(("widgets", "reason"), NOT_DASHBOARDS)
    def test_that_is_none_is_refused(self, world: World, widgets: Any, reason: str) -> None:
        given = widgets if isinstance(widgets, str) else json.dumps({"widgets": widgets})

        with pytest.raises(grpc.RpcError, match=f"InvalidParameterInput: .*{reason}"):
            world.make(DASHBOARD, dashboardName=world.name(), dashboardBody=given)


class TestPermissions:
    CONTEXT = {"aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:1:trail/main", "aws:SourceAccount": "1"}

    @pytest.mark.parametrize(
        ("condition", "holds"),
        [
            ({}, True),
            ({"StringEquals": {"AWS:SourceAccount": ["1", "2"]}}, True),
            ({"StringEquals": {"aws:SourceAccount": "2"}}, False),
            ({"StringNotEquals": {"aws:SourceAccount": "2"}}, True),
            ({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:1:trail/*"}}, True),
            ({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:2:trail/*"}}, False),
            ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, False),
            ({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}, True),
            ({"Null": {"aws:PrincipalOrgID": "true"}}, True),
            ({"Bool": {"aws:SecureTransport": "true"}, "NumericGreaterThanEquals": {"s3:TlsVersion": "1.2"}}, True),
            ({"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, False),
        ],
    )
    def test_follow_the_conditions(self, condition: dict[str, Any], holds: bool) -> None:
        policy = document(letting("cloudtrail", "s3:Put*", Condition=condition))

        assert lets(policy, "cloudtrail.amazonaws.com", "s3:PutObject", "arn:aws:s3:::logs/a", self.CONTEXT) == holds

    def test_are_taken_away_by_a_denial_that_names_everybody(self) -> None:
        denial = {**letting("x"), "Effect": "Deny", "Principal": "*", "Action": "s3:*"}
        plain = {**denial, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
        others = {**denial, "NotResource": "arn:aws:s3:::logs/*"}
        allowed = letting("config", "s3:PutObject")

        def let(*statements: dict[str, Any]) -> bool:
            return lets(document(*statements), "config.amazonaws.com", "s3:PutObject", "arn:aws:s3:::logs/a", {})

        del others["Resource"]
        assert let(allowed)
        assert not let(allowed, denial)
        assert let(allowed, plain)
        assert let(allowed, others)
        assert not let()

    def test_of_a_single_statement_are_those_of_a_list(self) -> None:
        alone = json.dumps({"Statement": letting("config", "s3:PutObject")})

        assert lets(alone.encode(), "config.amazonaws.com", "s3:PutObject", "arn:aws:s3:::logs/a", {})

    def test_of_an_account_are_its_own(self) -> None:
        root = "arn:aws:iam::156460612806:root"
        policy = document({**letting("config", "s3:PutObject"), "Principal": {"AWS": [root]}})

        assert accounts_in(policy) == [root]
        assert lets(policy, root, "s3:PutObject", "arn:aws:s3:::logs/a", {})
        assert not lets(policy, "config.amazonaws.com", "s3:PutObject", "arn:aws:s3:::logs/a", {})


def test_an_alarm_is_of_one_metric_or_of_several(world: World) -> None:
    with pytest.raises(InvalidInputsError):
        world.make(ALARM, **alarm(world, metricQueries=[{"id": "a", "expression": "1"}]))
