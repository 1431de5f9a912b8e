"""What a report says of a stack, its exceptions, and how it is written and asked for."""

import io
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proof_stack import GOOD, add, changed, drop, exported, put, resource, state
from refusals import check_told

from strongroom.core import InputError
from strongroom.observability import ControlException, StackState, check_controls, read_exceptions, read_state
from strongroom.observability._proof._command import main
from strongroom.observability._proof._policies import statements
from strongroom.observability._proof._registry import CHECKS
from strongroom.observability._proof._rendering import as_json, as_markdown, as_table

SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
REASON = "It is where the others log theirs, and would log itself"


def findings(stack: StackState, control: str, *exceptions: ControlException) -> list[tuple[str, str, str]]:
    found = check_controls(stack, exceptions).findings
    return [(each.resource, each.verdict, each.reason) for each in found if each.control.control_id == control]


# Reading a state


def test_only_what_the_stack_has_now_is_read() -> None:
    resources = changed()
    resources["old"] = {**resources["volume"], "delete": True, "outputs": {"encrypted": False}}
    resources["looked-up"] = {**resources["volume"], "external": True, "outputs": {"encrypted": False}}
    resources["other"] = {"type": "random:index/randomId:RandomId", "outputs": {}}
    stack = read_state(exported(resources))
    assert [each.name for each in stack.of("ebs.Volume")] == ["volume"]
    assert len(stack.resources) == len(GOOD)


def test_what_was_never_made_is_told_from_its_inputs() -> None:
    resources = changed()
    resources["volume"] = {"type": "aws:ebs/volume:Volume", "inputs": {"encrypted": False, "__defaults": []}}
    assert ("ebs.Volume volume", "failed", "it is not encrypted") in findings(read_state(exported(resources)), "EC2.3")


def test_older_names_of_types_are_understood() -> None:
    resources = changed()
    resources["bucket"]["type"] = "aws:s3/bucketV2:BucketV2"
    resources["listener"]["type"] = "aws:alb/listener:Listener"
    report = check_controls(read_state(exported(resources)))
    assert report.verdicts["S3.5"] == report.verdicts["ELB.17"] == "met"


def test_encrypted_values_are_not_needed() -> None:
    hidden = put("database", "password", {**SECRET, "ciphertext": "v1:abc"})
    assert not check_controls(state(hidden)).failed


def test_what_hides_behind_encryption_is_not_passed() -> None:
    hidden = put("database", "publiclyAccessible", {**SECRET, "ciphertext": "v1:abc"})
    _, (_, verdict, reason) = sorted(findings(state(hidden), "RDS.2"), key=lambda each: each[1], reverse=True)
    assert verdict == "failed"
    assert "publiclyAccessible is encrypted" in reason


def test_what_may_be_encrypted_elsewhere_is_told_unless_something_else_is_found() -> None:
    hidden = put("flow-log", "vpcId", {**SECRET, "ciphertext": "v1:abc"})
    ((_, verdict, reason),) = findings(state(hidden), "EC2.6")
    assert verdict == "failed"
    assert "vpcId is encrypted" in reason
    second = add("second", resource("ec2/flowLog:FlowLog", "fl-2", vpcId="vpc-1", trafficType="ALL"))
    assert check_controls(state(hidden, second)).verdicts["EC2.6"] == "met"


def test_secrets_that_are_shown_are_read_and_not_told() -> None:
    shown = put("database", "username", {**SECRET, "plaintext": json.dumps("postgres")})
    report = check_controls(state(shown))
    assert report.verdicts["RDS.25"] == "failed"
    assert all(word != "postgres" for each in report.findings for word in re.findall(r"\w+", each.reason))


def test_inputs_tell_what_outputs_hide_as_a_whole() -> None:
    resources = changed()
    origins = resources["distribution"]["outputs"]["origins"]
    resources["distribution"]["inputs"] = {"origins": [{**origins[0], "customHeaders": {**SECRET, "ciphertext": "x"}}]}
    resources["distribution"]["outputs"]["origins"] = {**SECRET, "ciphertext": "v1:abc"}
    assert check_controls(read_state(exported(resources))).verdicts["CloudFront.13"] == "met"


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"deployment": null}', '{"deployment": {"resources": [{}]}}']
)
def test_what_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="pulumi stack export"):
        read_state(text)


# What is found


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.sets(st.sampled_from(sorted(GOOD)), max_size=40))
def test_nothing_is_met_without_a_resource_and_order_does_not_matter(chance: random.Random, gone: set[str]) -> None:
    stack = state(drop(*gone))
    report = check_controls(stack)
    shuffled = list(stack.resources)
    chance.shuffle(shuffled)
    assert check_controls(StackState(tuple(shuffled))) == report
    assert report.verdicts.keys() == CHECKS.keys()
    for each in report.findings:
        assert bool(each.resource) == bool(each.urn)
        assert each.resource or each.verdict == "not applicable"
        assert bool(each.reason) == (each.verdict != "met")


_SCALARS = (
    st.none() | st.booleans() | st.integers(-1, 70000) | st.sampled_from(["", "*", "true", "x", "{}", "0.0.0.0/0"])
)
_KEYS = ["Statement", "Effect", "Action", "Principal", "Resource", "Condition", "Bool", "aws:SecureTransport"]
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4)
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_property_can_break_a_check(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(each for each, found in GOOD.items() if len(found["outputs"]) > 1)))
    key = data.draw(st.sampled_from(sorted(GOOD[name]["outputs"])))
    hidden = {**SECRET, "ciphertext": "v1:abc"}
    report = check_controls(state(put(name, key, data.draw(_VALUES | st.just(hidden)))))
    assert report.verdicts.keys() == CHECKS.keys()


@settings(max_examples=60, deadline=None)
@given(_VALUES | st.text(max_size=20))
def test_no_policy_can_break_the_reader(document: Any) -> None:
    for each in statements(document):
        assert each.effect


@pytest.mark.parametrize(
    ("found", "public"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": ["*"]}}, True),
        ({"NotPrincipal": {"AWS": "123456789012"}}, True),
        ({"Principal": {"Service": "sns.amazonaws.com"}}, False),
        ({"Principal": "*", "Effect": "Deny"}, False),
        ({"Principal": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}, False),
        ({"Principal": "*", "Condition": {"StringNotEquals": {"aws:SourceAccount": "123456789012"}}}, True),
        ({"Principal": "*", "Condition": {"StringLike": {"aws:PrincipalArn": "*"}}}, True),
        ({"Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": True}}}, True),
    ],
)
def test_a_policy_is_public_if_it_allows_everyone(found: dict[str, Any], public: bool) -> None:
    (statement,) = statements({"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **found}})
    assert statement.public is public


# Exceptions


def test_an_exception_excuses_the_resources_that_it_names() -> None:
    logs = add("logs", resource("s3/bucket:Bucket", "logs", bucket="logs"))
    exception = ControlException(control="S3.9", resources="lo*", reason=REASON)
    assert findings(state(logs, drop("logging")), "S3.9", exception) == [
        ("s3.Bucket bucket", "failed", "it does not log access"),
        ("s3.Bucket logs", "exception", REASON),
    ]


def test_what_is_met_is_no_exception_and_the_exception_is_stale() -> None:
    exception = ControlException(control="S3.5", reason=REASON)
    report = check_controls(state(), [exception])
    assert report.verdicts["S3.5"] == "met"
    assert report.stale == (exception,)


def test_a_control_is_failed_if_one_of_its_resources_is() -> None:
    logs = add("logs", resource("s3/bucket:Bucket", "logs", bucket="logs"))
    report = check_controls(state(logs))
    assert report.verdicts["S3.9"] == "failed"
    assert report.totals["failed"] + report.totals["met"] == len(CHECKS)


@pytest.mark.parametrize(
    ("text", "path", "told"),
    [
        ("exceptions: [{control: S3.99, reason: It is not ours to set}]", "exceptions.0.control", "did you mean S3.9?"),
        ("exceptions: [{control: s3.9, reason: It is not ours to set}]", "exceptions.0.control", "did you mean S3.9?"),
        ("exceptions: [{control: S3.9, reason: why}]", "exceptions.0.reason", "auditor"),
        ("exceptions: [{control: S3.9}]", "exceptions.0.reason", "required"),
        ("exceptions: [{control: S3.9, resources: '', reason: It is not ours to set}]", "exceptions.0.resources", ""),
        ("S3.9: because", "S3.9", ""),
        ("- S3.9", "", ""),
    ],
)
def test_an_exception_that_cannot_be_used_is_refused(text: str, path: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        read_exceptions(text)
    (problem,) = refused.value.problems
    assert problem.path == path
    assert told in str(problem)


def test_all_problems_of_exceptions_are_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        read_exceptions("exceptions: [{control: nothing, reason: ''}, {control: S3.9, reason: '   '}]")
    check_told(refused.value, ["exceptions"])
    assert len(refused.value.problems) == 3


def test_files_without_exceptions_are_fine_and_what_is_no_yaml_is_not() -> None:
    assert read_exceptions("") == read_exceptions("exceptions: []") == []
    with pytest.raises(InputError, match="not YAML"):
        read_exceptions("exceptions: [")


# Writing and asking


def test_reports_are_written_for_people_and_programs() -> None:
    exceptions = [
        ControlException(control="EC2.6", reason="Flow logs | are those of the hub"),
        ControlException(control="S3.5", reason="It has a proxy before it"),
    ]
    report = check_controls(state(drop("flow-log", "trail"), put("database", "multiAz", False)), exceptions)
    table, markdown, content = as_table(report), as_markdown(report), json.loads(as_json(report))
    assert re.search(r"^✗ RDS\.5 +failed .*\[RDS_MULTI_AZ_SUPPORT\]$", table, re.MULTILINE)
    assert "    ✗ rds.Instance database: it has no standby in another zone" in table
    assert re.search(r"^- CloudTrail\.1 +not applicable", table, re.MULTILINE)
    assert "The exception from S3.5 for * excuses nothing" in table
    assert "The exception from S3.5 for * excuses nothing" in markdown
    assert "| RDS.5 |" in markdown
    assert "CIS v5 2.2.4" in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"\|", row)) for row in rows} == {8}
    assert len(rows) == len(report.findings) + 1
    assert content["controls"]["RDS.5"] == "failed"
    assert content["totals"] == dict(report.totals)
    assert [each["control"] for each in content["stale_exceptions"]] == ["S3.5"]
    assert {each["verdict"] for each in content["findings"]} == {"failed", "exception", "met", "not applicable"}


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    def run(*arguments: str, given: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        status = main(arguments)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def test_the_command_reads_a_state_and_tells_by_its_status(command: Command, tmp_path: Path) -> None:
    status, out, _ = command(given=exported(GOOD))
    assert (status, out.splitlines()[-1]) == (0, f"0 failed, 0 exception, {len(CHECKS)} met, 0 not applicable")
    state_file, exceptions = tmp_path / "state.json", tmp_path / "compliance.yaml"
    state_file.write_text(exported(changed(drop("flow-log"))))
    assert command(str(state_file))[0] == 1
    exceptions.write_text(f"exceptions:\n  - control: EC2.6\n    reason: {REASON}\n")
    assert command(str(state_file), "--exceptions", str(exceptions))[0] == 0
    more = tmp_path / "compliance.dev.yaml"
    more.write_text(f"exceptions:\n  - control: S3.9\n    reason: {REASON}\n")
    status, out, _ = command(str(state_file), "--exceptions", str(exceptions), "--exceptions", str(more))
    assert (status, "The exception from S3.9 for * excuses nothing" in out) == (0, True)


def test_the_command_writes_files(command: Command, tmp_path: Path) -> None:
    files = {name: tmp_path / "new" / name for name in ("output", "markdown", "json")}
    asked = [word for name, file in files.items() for word in (f"--{name}", str(file))]
    status, out, _ = command(*asked, "--format", "json", given=exported(GOOD))
    assert (status, out) == (0, "")
    assert files["output"].read_text() == files["json"].read_text()
    assert files["markdown"].read_text().startswith("# Controls\n")


def test_the_command_tells_what_it_cannot_read(command: Command, tmp_path: Path) -> None:
    assert command(given="no state")[0] == 2
    status, out, err = command(str(tmp_path / "missing"))
    assert (status, out) == (2, "")
    assert "missing" in err
    exceptions = tmp_path / "compliance.yaml"
    exceptions.write_text("exceptions: [{control: S3.999, reason: It is not ours to set}]")
    status, out, err = command("--exceptions", str(exceptions), given=exported(GOOD))
    assert (status, out) == (2, "")
    assert "exceptions.0.control" in err
