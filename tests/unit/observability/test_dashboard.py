"""The dashboard: nothing covers anything, and what is shown is where it is."""

import json
import re
from contextlib import suppress
from typing import Any

import pulumi
import pytest
from alarm_inputs import METRIC, SETS
from hypothesis import given
from hypothesis import strategies as st
from recording import Cloud, Deployment, Recorder

from strongroom.core import InputError
from strongroom.observability import (
    Dashboard,
    DashboardArgs,
    DatabaseAlarms,
    DistributionAlarms,
    LogsSection,
    WebServiceAlarms,
)
from strongroom.observability._dashboard._layout import COLUMNS, Rows, Widget, in_even_rows, laid_out

CLOUD = Cloud("aws", "eu-central-1", "123456789012")
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
ALARM_ARN = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:portal-cpu-high-dev"
SERVICE = {"kind": "web_service", "title": "Service", "metrics": {"auto_scaling_group_name": "portal"}}
MATH = {"expression": "a / b", "label": "Share", "metrics": {"a": METRIC, "b": METRIC}}
EVERYTHING: list[dict[str, Any]] = [
    {"kind": "text", "title": "Portal", "markdown": "Runbook"},
    {"kind": "alarms", "title": "Alarms", "alarm_arns": [ALARM_ARN]},
    {"kind": "distribution", "title": "Edge", "metrics": SETS[DistributionAlarms][1]["metrics"]},
    SERVICE | {"metrics": SETS[WebServiceAlarms][1]["metrics"]},
    {"kind": "database", "title": "Database", "metrics": SETS[DatabaseAlarms][1]["metrics"]},
    {"kind": "logs", "title": "Errors", "log_group_names": ["/a", "/b"], "query": "fields @message"},
    {
        "kind": "metrics",
        "title": "Own",
        "region": "eu-west-1",
        "graphs": [{"title": "Orders", "measures": {"x": METRIC, "y": MATH, "z": MATH}, "width": 24, "stacked": True}],
    },
]

widgets = st.builds(
    Widget, type=st.just("text"), width=st.integers(1, COLUMNS), height=st.integers(1, 12), properties=st.just({})
)
sections = st.lists(st.builds(Rows, title=st.just("x"), widgets=st.lists(widgets, max_size=12)), min_size=1, max_size=6)


def deploy(record: Recorder, given: list[dict[str, Any]], **inputs: Any) -> Deployment:
    return record(lambda: Dashboard("portal", DashboardArgs.model_validate({"sections": given, **inputs})), cloud=CLOUD)


def body(deployment: Deployment) -> dict[str, Any]:
    return json.loads(deployment.one(DASHBOARD).inputs["dashboardBody"])


@given(sections)
def test_no_widget_covers_another_nor_leaves_the_dashboard(given_sections: list[Rows]) -> None:
    placed = laid_out(given_sections)
    assert len(placed) == sum(1 + len(section.widgets) for section in given_sections)
    covered: set[tuple[int, int]] = set()
    for each in placed:
        assert each["x"] >= 0
        assert each["x"] + each["width"] <= COLUMNS
        cells = {
            (x, y)
            for x in range(each["x"], each["x"] + each["width"])
            for y in range(each["y"], each["y"] + each["height"])
        }
        assert not cells & covered
        covered |= cells


@given(sections)
def test_each_section_is_below_the_one_before_and_begins_with_its_header(given_sections: list[Rows]) -> None:
    placed = laid_out(given_sections)
    below = 0
    for section in given_sections:
        header, *rest = placed[: 1 + len(section.widgets)]
        placed = placed[len(rest) + 1 :]
        assert (header["type"], header["x"], header["y"], header["width"]) == ("text", 0, below, COLUMNS)
        assert all(each["y"] > header["y"] for each in rest)
        below = max(each["y"] + each["height"] for each in (header, *rest))


@given(st.lists(widgets, min_size=1, max_size=20))
def test_even_rows_are_full(given_widgets: list[Widget]) -> None:
    wide = in_even_rows(given_widgets)
    assert [(each.type, each.height) for each in wide] == [(each.type, each.height) for each in given_widgets]
    rows, in_row = 0, 0
    for each in wide:
        assert each.width >= COLUMNS // 4
        in_row += each.width
        assert in_row <= COLUMNS
        if in_row == COLUMNS:
            rows, in_row = rows + 1, 0
    assert (rows, in_row) == (-(-len(wide) // 4), 0)


def test_what_is_shown_is_where_it_is(record: Recorder) -> None:
    deployment = deploy(record, EVERYTHING, time_range="-P1D", period_seconds=60, environment_suffix="prod")
    shown = body(deployment)
    assert (shown["start"], deployment.one(DASHBOARD).inputs["dashboardName"]) == (
        "-P1D",
        f"portal-{deployment.cloud.region}-prod",
    )
    regions: dict[str, set[str]] = {}
    for widget in shown["widgets"]:
        if widget["type"] == "metric":
            namespace = widget["properties"]["metrics"][-1][0]
            regions.setdefault(namespace, set()).add(widget["properties"]["region"])
            assert widget["properties"]["period"] == 60
    assert regions == {
        "AWS/CloudFront": {"us-east-1"},
        "AWS/WAFV2": {"us-east-1"},
        "AWS/ApplicationELB": {"eu-central-1"},
        "AWS/AutoScaling": {"eu-central-1"},
        "CWAgent": {"eu-central-1"},
        "AWS/RDS": {"eu-central-1"},
        "Portal": {"eu-west-1"},
    }
    outputs = deployment.resources[0].outputs
    assert outputs is not None
    assert outputs["url"].startswith("https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1")


def test_widgets_have_what_cloudwatch_asks_for(record: Recorder) -> None:
    found = {widget["properties"].get("title", ""): widget for widget in body(deploy(record, EVERYTHING))["widgets"]}
    assert found["Alarms"]["properties"]["alarms"] == [ALARM_ARN]
    assert found["Errors"]["type"] in ("log", "metric")
    logs = [each for each in found.values() if each["type"] == "log"]
    assert logs[0]["properties"]["query"] == "SOURCE '/a' | SOURCE '/b' | fields @message"
    assert found["CPU (percent)"]["properties"]["metrics"] == [
        ["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", "portal", {"label": "CPU", "stat": "Average"}]
    ]


def test_expressions_in_one_graph_keep_their_metrics_apart(record: Recorder) -> None:
    (own,) = [
        each for each in body(deploy(record, EVERYTHING))["widgets"] if each["properties"].get("title") == "Orders"
    ]
    assert (own["width"], own["properties"]["stacked"]) == (24, True)
    options = [row[-1] for row in own["properties"]["metrics"]]
    ids = [each["id"] for each in options if "id" in each]
    assert len(set(ids)) == len(ids) == 6
    assert [each["expression"] for each in options if "expression" in each] == ["m1_a / m1_b", "m2_a / m2_b"]
    assert [each["visible"] for each in options if "visible" in each] == [False] * 4


def test_names_may_be_known_only_later(record: Recorder) -> None:
    def program() -> None:
        arn = pulumi.Output.from_input(ALARM_ARN)
        args = DashboardArgs.model_validate({"sections": [{"kind": "alarms", "title": "Alarms", "alarm_arns": [arn]}]})
        Dashboard("portal", args)

    (alarms,) = [each for each in body(record(program, cloud=CLOUD))["widgets"] if each["type"] == "alarm"]
    assert alarms["properties"]["alarms"] == [ALARM_ARN]


def test_the_same_inputs_make_the_same_text(record: Recorder) -> None:
    first, second = (deploy(record, EVERYTHING).one(DASHBOARD).inputs["dashboardBody"] for _ in range(2))
    assert first == second


REFUSED: list[tuple[list[dict[str, Any]], str]] = [
    ([], "sections"),
    ([{"kind": "web_service", "title": "x", "metrics": {}}], "sections.0.metrics"),
    ([{"kind": "alarms", "title": "x", "alarm_arns": ["no-arn"]}], "sections.0.alarm_arns.0"),
    ([{"kind": "alarms", "title": "x", "alarm_arns": []}], "sections.0.alarm_arns"),
    ([{"kind": "graph", "title": "x"}], "sections.0"),
    ([SERVICE | {"tilte": "x"}], "sections.0.tilte"),
    (
        [{"kind": "metrics", "title": "x", "graphs": [{"title": "x", "measures": {"y": METRIC}, "width": 25}]}],
        "sections.0.graphs.0.width",
    ),
]


@pytest.mark.parametrize(("given_sections", "path"), REFUSED)
def test_what_can_not_be_shown_is_refused_by_its_field(given_sections: list[dict[str, Any]], path: str) -> None:
    with pytest.raises(InputError) as error:
        DashboardArgs.model_validate({"sections": given_sections})
    assert [problem.path for problem in error.value.problems] == [path]


QUERIES = [
    "fields @timestamp, @message",
    "FIELDS @timestamp | Filter @message like /a|b's \\/ [/|] (/ | sort @timestamp desc | limit 20",
    "filter @message =~ /(?i)error/ # not | this ' one\n| stats count(*) as n, sum(bytes)/1024 by bin(5m)",
    "parse @message /user=(?<user>[^ |]+)/ | stats count(*) by user | sort count desc",
    "parse @message 'user=*, id=*' as user, id | dedup user",
    'filter level = "it\'s | here" and `odd.field name` in ["a", "b"] | display id',
    "pattern @message | filterIndex id = 1 | newcommand x",
]


@pytest.mark.parametrize("query", QUERIES)
def test_query_of_logs_insights_is_accepted(query: str) -> None:
    assert LogsSection(title="Errors", log_group_names=["/a"], query=query).query == query


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("filter @message like /error", "must close each /"),
        ("filter level = 'error", "must close each '"),
        ("filter level = \"error' | limit 5", 'must close each "'),
        ("| fields @message", "must have a command before and after each |"),
        ("fields @message |", "must have a command before and after each |"),
        ("fields @message || limit 5", "must have a command before and after each |"),
        ("  # nothing", "must have a command before and after each |"),
        ("@message like /a/", "must have a command before and after each |"),
        ("stats count(* by bin(5m)", "must have matching brackets"),
        ("stats count(*)) by x", "must have matching brackets"),
        ("filter (a in [1)]", "must have matching brackets"),
        ("source '/x' | fields @message", "must not name sources"),
        ("fields @message | limt 5", "must consist of commands of Logs Insights.*use limit"),
        ("feilds @message", "must consist of commands of Logs Insights.*use fields"),
    ],
)
def test_query_that_logs_insights_refuses_is_refused(query: str, message: str) -> None:
    with pytest.raises(InputError, match=f"query: {re.escape(message) if '.*' not in message else message}"):
        LogsSection(title="Errors", log_group_names=["/a"], query=query)


@given(st.text(alphabet="fields |'\"`/#()[]{}\\\n\t@é=~likeparse0", max_size=60))
def test_any_text_is_a_query_or_an_input_error(query: str) -> None:
    with suppress(InputError):
        assert LogsSection(title="Errors", log_group_names=["/a"], query=query).query == query


def test_dashboard_of_more_metrics_than_cloudwatch_shows_is_refused(record: Recorder) -> None:
    metrics = {f"m{n}": {"namespace": "Own", "name": f"N{n}"} for n in range(50)}
    section = {"kind": "metrics", "title": "Own", "graphs": [{"title": "Own", "measures": metrics}] * 10}
    full = DashboardArgs.model_validate({"sections": [section] * 5})
    assert record(lambda: Dashboard("portal", full)).resources
    more = DashboardArgs.model_validate({"sections": [section] * 6})
    failure = record.failing(InputError, lambda: Dashboard("portal", more))
    assert "sections: must show at most 2,500 metrics, those of expressions included, got 3,000" in failure.message
    assert not failure.deployment.resources
