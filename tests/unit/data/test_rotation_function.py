"""The rotation function, called as Secrets Manager calls it; boto3 checks its calls, and what AWS has is pretended."""

import json
import logging
import string
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
from botocore import xform_name
from hypothesis import given
from hypothesis import strategies as st

from strongroom.data import GeneratedValue, _rotation_function
from strongroom.data._rotation_function import handler, new_value, value_of, with_value
from strongroom.data._secret_value import character_classes, rotation_rules

SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:portal-dev-AbCdEf"  # noqa: S105 an ARN
OLD, NEW = "old-version-000000000000000000000000", "new-version-000000000000000000000000"
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
RULES = rotation_rules(GeneratedValue())
JSON_RULES = rotation_rules(GeneratedValue(json_key="password"))


class Aws:
    """A secret that is being rotated, and a database whose status changes as it is asked for."""

    def __init__(self, value: str) -> None:
        self.values: dict[str, str] = {OLD: value}
        self.stages: dict[str, list[str]] = {OLD: ["AWSCURRENT"], NEW: ["AWSPENDING"]}
        self.database: list[dict[str, Any]] = []
        """What the database tells, one after the other; the last for ever."""
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def client(self, real: Callable[..., Any]) -> Callable[[str], Any]:
        """Return what makes clients whose calls are checked by boto3 and answered here."""

        def make(service: str) -> Any:
            account = {"aws_access_key_id": "id", "aws_secret_access_key": "key", "region_name": "eu-central-1"}
            client = real(service, **account)
            client.meta.events.register("provide-client-params", self._note)
            client.meta.events.register("before-call", self._answer)
            return client

        return make

    def _note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.calls.append((model.name, params))

    def _answer(self, model: Any, **_: Any) -> tuple[Any, dict[str, Any]]:
        answer = getattr(self, xform_name(model.name))(self.calls[-1][1])
        return SimpleNamespace(status_code=400 if "Error" in answer else 200), answer

    def describe_secret(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"ARN": SECRET_ARN, "VersionIdsToStages": self.stages}

    def get_secret_value(self, params: dict[str, Any]) -> dict[str, Any]:
        for version, stages in self.stages.items():
            asked = params["VersionStage"] in stages and params.get("VersionId") in (None, version)
            if asked and version in self.values:
                return {"ARN": SECRET_ARN, "SecretString": self.values[version]}
        return {"Error": {"Code": "ResourceNotFoundException", "Message": "there is no such value"}}

    def put_secret_value(self, params: dict[str, Any]) -> dict[str, Any]:
        version = params["ClientRequestToken"]
        assert version not in self.values, "AWS refuses another value for a version"
        self.values[version] = params["SecretString"]
        self.stages[version] = params["VersionStages"]
        return {"ARN": SECRET_ARN}

    def update_secret_version_stage(self, params: dict[str, Any]) -> dict[str, Any]:
        self.stages[params["RemoveFromVersionId"]].remove(params["VersionStage"])
        self.stages[params["MoveToVersionId"]].append(params["VersionStage"])
        return {"ARN": SECRET_ARN}

    def describe_db_instances(self, params: dict[str, Any]) -> dict[str, Any]:
        assert params == {"DBInstanceIdentifier": "portal"}
        return {"DBInstances": [self._database()]}

    def describe_db_clusters(self, params: dict[str, Any]) -> dict[str, Any]:
        assert params == {"DBClusterIdentifier": "portal"}
        return {"DBClusters": [self._database()]}

    def modify_db_instance(self, _: dict[str, Any]) -> dict[str, Any]:
        return {}

    def modify_db_cluster(self, _: dict[str, Any]) -> dict[str, Any]:
        return {}

    def _database(self) -> dict[str, Any]:
        return self.database.pop(0) if len(self.database) > 1 else self.database[0]

    def named(self, operation: str) -> list[dict[str, Any]]:
        return [params for name, params in self.calls if name == operation]

    @property
    def current(self) -> str:
        (version,) = [version for version, stages in self.stages.items() if "AWSCURRENT" in stages]
        return self.values[version]


class Time:
    """The time that a call has; it passes only while the function sleeps."""

    def __init__(self, seconds: float = 900) -> None:
        self.left = seconds

    def get_remaining_time_in_millis(self) -> int:
        return int(self.left * 1000)

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.left -= seconds


Rotate = Callable[..., Aws]


@pytest.fixture
def aws_of(monkeypatch: pytest.MonkeyPatch) -> Rotate:
    """Return what pretends an account: `aws_of(value, rules, DB_INSTANCE_IDENTIFIER="portal")`."""

    def pretend(value: str, rules: dict[str, Any] = RULES, **environment: str) -> Aws:
        aws = Aws(value)
        monkeypatch.setattr(boto3, "client", aws.client(cast("Any", boto3).client))
        for name, text in {"VALUE_RULES": json.dumps(rules), **environment}.items():
            monkeypatch.setenv(name, text)
        return aws

    return pretend


def do(step: str, time: Time | None = None, version: str = NEW) -> None:
    handler({"Step": step, "SecretId": SECRET_ARN, "ClientRequestToken": version}, time or Time())


def obeys(value: str, generate: GeneratedValue) -> bool:
    classes = list(character_classes(generate))
    return (
        len(value) == generate.length
        and set(value) <= set("".join(each.characters for each in classes))
        and all(sum(character in each.characters for character in value) >= each.minimum for each in classes)
    )


def test_the_four_steps_bring_a_new_value_that_obeys_the_rules(aws_of: Rotate) -> None:
    aws = aws_of("the old value")
    for step in STEPS:
        do(step)
    assert aws.current != "the old value"
    assert obeys(aws.current, GeneratedValue())
    assert aws.values[OLD] == "the old value"


def test_readers_get_the_old_value_until_the_last_step(aws_of: Rotate) -> None:
    aws = aws_of("the old value")
    for step in STEPS[:-1]:
        do(step)
        assert aws.current == "the old value"


@pytest.mark.parametrize("again", STEPS)
def test_each_step_may_be_repeated(aws_of: Rotate, again: str) -> None:
    aws = aws_of("the old value")
    made: set[str] = set()
    for step in STEPS:
        do(step)
        if step == again:
            do(step)
        made.add(aws.values[NEW])
    assert made == {aws.current}


def test_a_call_that_comes_after_the_end_changes_nothing(aws_of: Rotate) -> None:
    aws = aws_of("the old value")
    for step in STEPS:
        do(step)
    value = aws.current
    for step in STEPS:
        do(step)
    assert aws.current == value


def test_what_else_the_object_has_stays(aws_of: Rotate) -> None:
    old = {"username": "portal", "host": "db.example.com", "port": 5433, "password": "the old value"}
    aws = aws_of(json.dumps(old), JSON_RULES)
    for step in STEPS:
        do(step)
    new = json.loads(aws.current)
    assert {**new, "password": ""} == {**old, "password": ""}
    assert obeys(new["password"], GeneratedValue())
    assert new["password"] != old["password"]


def test_what_is_told_of_a_database_is_what_holds_by_then(aws_of: Rotate) -> None:
    old = {"username": "portal", "port": "5433", "password": "the old value", "note": "kept"}
    aws = aws_of(json.dumps(old), JSON_RULES | {"fields": {"username": "keeper", "port": "5434"}})
    for step in STEPS:
        do(step)
    new = json.loads(aws.current)
    assert {**new, "password": ""} == {"username": "keeper", "port": "5434", "password": "", "note": "kept"}
    assert obeys(new["password"], GeneratedValue())


@pytest.mark.parametrize("step", STEPS)
def test_a_version_that_the_secret_does_not_have_is_refused(aws_of: Rotate, step: str) -> None:
    aws = aws_of("the old value")
    with pytest.raises(RuntimeError, match="not being rotated"):
        do(step, version="another-version-0000000000000000000000")
    assert aws.values == {OLD: "the old value"}


@pytest.mark.parametrize("step", STEPS)
def test_a_version_that_is_not_pending_is_refused(aws_of: Rotate, step: str) -> None:
    aws = aws_of("the old value")
    aws.stages[NEW] = ["AWSPREVIOUS"]
    with pytest.raises(RuntimeError, match="not pending"):
        do(step)
    assert aws.current == "the old value"


@pytest.mark.parametrize("step", ["setSecret", "testSecret"])
def test_a_version_without_a_value_is_refused(aws_of: Rotate, step: str) -> None:
    aws = aws_of("the old value", DB_INSTANCE_IDENTIFIER="portal")
    aws.database = [{"DBInstanceStatus": "available"}]
    with pytest.raises(RuntimeError, match="no value yet"):
        do(step)
    assert not aws.named("ModifyDBInstance")


@pytest.mark.parametrize("value", ["no object", "[]", '{"user": "portal"}', '{"password": 1}', '{"password": ""}'])
def test_a_secret_that_can_not_be_rotated_is_refused_without_showing_it(aws_of: Rotate, value: str) -> None:
    aws_of(value, JSON_RULES)
    with pytest.raises(RuntimeError, match="no JSON object with a text under password") as error:
        do("createSecret")
    assert value not in str(error.value)
    assert error.value.__context__ is None


def test_no_value_is_logged(aws_of: Rotate, caplog: pytest.LogCaptureFixture) -> None:
    aws = aws_of("the old value", DB_INSTANCE_IDENTIFIER="portal")
    aws.database = [{"DBInstanceStatus": "available"}]
    with caplog.at_level(logging.INFO):
        for step in STEPS:
            do(step)
    assert NEW in caplog.text
    assert "the old value" not in caplog.text
    assert aws.current not in caplog.text


@pytest.mark.parametrize(("kind", "status"), [("Instance", "DBInstanceStatus"), ("Cluster", "Status")])
def test_the_database_gets_its_password_before_readers_do(
    aws_of: Rotate, monkeypatch: pytest.MonkeyPatch, kind: str, status: str
) -> None:
    time = Time()
    monkeypatch.setattr(_rotation_function.time, "sleep", time.sleep)
    secret = json.dumps({"username": "admin", "password": "the old value"})
    aws = aws_of(secret, JSON_RULES, **{f"DB_{kind.upper()}_IDENTIFIER": "portal"})
    aws.database = [{status: "backing-up"}, {status: "available"}]
    do("createSecret")
    do("setSecret", time)
    (modified,) = aws.named(f"ModifyDB{kind}")
    # Without ApplyImmediately, which would apply all that waits for the maintenance window.
    assert modified == {
        f"DB{kind}Identifier": "portal",
        "MasterUserPassword": json.loads(aws.values[NEW])["password"],
    }
    pending = {"PendingModifiedValues": {"MasterUserPassword": "****"}}
    aws.database = [{status: "available", **pending}, {status: "resetting-master-credentials"}, {status: "available"}]
    do("testSecret", time)
    assert len(aws.database) == 1
    do("finishSecret")
    assert json.loads(aws.current)["password"] == modified["MasterUserPassword"]


@pytest.mark.parametrize(
    "status",
    [
        {"DBInstanceStatus": "resetting-master-credentials"},
        {"DBInstanceStatus": "available", "PendingModifiedValues": {"MasterUserPassword": "****"}},
    ],
)
def test_a_database_that_takes_too_long_ends_the_call_before_lambda_does(
    aws_of: Rotate, monkeypatch: pytest.MonkeyPatch, status: dict[str, Any]
) -> None:
    time = Time(60)
    monkeypatch.setattr(_rotation_function.time, "sleep", time.sleep)
    aws = aws_of("the old value", DB_INSTANCE_IDENTIFIER="portal")
    do("createSecret")
    aws.database = [status]
    with pytest.raises(TimeoutError, match="portal"):
        do("testSecret", time)
    assert time.left > 0


generated = st.builds(
    GeneratedValue,
    length=st.integers(32, 64),
    min_lower=st.one_of(st.none(), st.integers(0, 8)),
    min_upper=st.one_of(st.none(), st.integers(0, 8)),
    min_numeric=st.integers(0, 8),
    min_special=st.one_of(st.none(), st.integers(0, 8)),
    special_characters=st.sampled_from(["#", string.punctuation]),
)


@given(generated)
def test_every_new_value_obeys_the_rules(generate: GeneratedValue) -> None:
    assert obeys(new_value(rotation_rules(generate)), generate)


def test_new_values_differ_and_their_required_characters_are_anywhere() -> None:
    rules = rotation_rules(GeneratedValue(length=16, min_special=1, special_characters="#"))
    values = {new_value(rules) for _ in range(200)}
    assert len(values) == 200
    assert len({value.index("#") for value in values}) > 3


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=9)), st.text(min_size=1))
def test_a_value_is_found_where_it_was_put(fields: dict[str, str], value: str) -> None:
    secret = json.dumps({**fields, "password": "old"})
    changed = with_value(secret, value, JSON_RULES)
    assert value_of(changed, JSON_RULES) == value
    assert json.loads(changed) == {**fields, "password": value}
    assert value_of(with_value("old", value, RULES), RULES) == value
