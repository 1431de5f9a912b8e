import json
from collections.abc import Mapping
from typing import Any, Literal

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationInfo, field_validator, model_validator
from recording import Recorder

from strongroom.core import (
    AvailabilityZone,
    CidrBlock,
    EnvironmentSuffix,
    Input,
    InputError,
    Model,
    RuleError,
    load_settings,
)


class Database(Model):
    password: Input[str]
    storage_gib: int = 20


class Settings(Model):
    environment_suffix: EnvironmentSuffix = "dev"
    cidr_block: CidrBlock
    zone_count: int | list[AvailabilityZone] = 3
    multi_az: bool = True
    nat: Literal["none", "single"] | None = None
    version: str | int = ""
    database: Database | None = None
    labels: Mapping[str, Input[str]] = {}
    tokens: list[Input[str]] = []
    peers: list[CidrBlock] = []

    @model_validator(mode="after")
    def _one_zone_has_no_multi_az(self) -> "Settings":
        if self.zone_count == 1 and self.multi_az:
            raise ValueError("one zone can't be multi-AZ: set multiAz to false")
        return self


def config(**values: Any) -> dict[str, str]:
    """Pulumi hands text over as it is, everything else as JSON."""
    return {
        f"banking-portal:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in values.items()
    }


def load(record: Recorder, secret_keys: list[str] | None = None, **values: Any) -> Settings:
    deployment = record(
        lambda: load_settings(Settings),
        project="banking-portal",
        config=config(**values) | {"aws:region": "anywhere", "aws:zoneCount": "x"},
        secret_keys=[f"banking-portal:{key}" for key in secret_keys or []],
    )
    return deployment.result


def problems(record: Recorder, secret_keys: list[str] | None = None, **values: Any) -> dict[str, str]:
    failure = record.failing(
        InputError,
        lambda: load_settings(Settings),
        project="banking-portal",
        stack="prod",
        config=config(**values),
        secret_keys=[f"banking-portal:{key}" for key in secret_keys or []],
    )
    assert failure.error.subject == "configuration of stack prod"
    assert failure.deployment.resources == []
    return {problem.path: f"{problem.reason}; {problem.remedy}" for problem in failure.error.problems}


def test_values_are_read_by_camel_case_keys(record: Recorder) -> None:
    settings = load(
        record,
        environmentSuffix="prod",
        cidrBlock="10.1.0.0/16",
        zoneCount=["eu-central-1a", "eu-central-1b"],
        multiAz=False,
        nat="single",
        version="16.4",
        peers=["10.2.0.0/16"],
        database={"password": "open", "storageGib": 50},
    )
    assert settings.environment_suffix == "prod"
    assert settings.cidr_block == "10.1.0.0/16"
    assert settings.zone_count == ["eu-central-1a", "eu-central-1b"]
    assert settings.multi_az is False
    assert settings.nat == "single"
    assert settings.peers == ["10.2.0.0/16"]
    assert settings.database == Database(password="open", storage_gib=50)  # noqa: S106 not a password of anything


def test_defaults_hold_for_keys_that_are_not_set(record: Recorder) -> None:
    assert load(record, cidrBlock="10.0.0.0/16") == Settings(cidr_block="10.0.0.0/16")


@given(st.integers(2, 10**9))
def test_numbers_are_numbers(record: Recorder, number: int) -> None:
    assert load(record, cidrBlock="10.0.0.0/16", zoneCount=str(number)).zone_count == number


@pytest.mark.parametrize(("text", "value"), [("16", 16), ("16.4", "16.4"), ("true", "true"), ("[]", "[]"), ("x", "x")])
def test_setting_that_may_be_text_is_text_unless_it_is_the_other(record: Recorder, text: str, value: str | int) -> None:
    assert load(record, cidrBlock="10.0.0.0/16", version=text).version == value


def test_text_that_looks_like_a_number_stays_text_where_text_is_meant(record: Recorder) -> None:
    assert "environmentSuffix" in next(iter(problems(record, cidrBlock="10.0.0.0/16", environmentSuffix="12")))


def test_values_set_in_the_environment(record: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    values = config(cidrBlock="10.0.0.0/16", zoneCuont=3)
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(values))
    assert "banking-portal:zoneCuont" in problems(record)


@pytest.mark.parametrize(
    ("values", "key", "words", "command"),
    [
        ({"cidrBlock": None}, "cidrBlock", ["is required"], "set banking-portal:cidrBlock 10.0.0.0/16"),
        ({"zoneCount": "three"}, "zoneCount", ["whole number or a list"], "set banking-portal:zoneCount 3"),
        ({"multiAz": "yes"}, "multiAz", ["true or false"], "set banking-portal:multiAz true"),
        ({"nat": "sngle"}, "nat", ["'none' or 'single'"], "set banking-portal:nat single"),
        ({"cidrBlock": "10.9.9.9/16"}, "cidrBlock", ["10.9.9.9"], "set banking-portal:cidrBlock 10.9.0.0/16"),
        ({"environmentSuffix": "Prod"}, "environmentSuffix", [], "set banking-portal:environmentSuffix dev"),
        ({"peers": "10.2.0.0/16"}, "peers", ["a list"], "set --path 'banking-portal:peers[0]' VALUE"),
        ({"peers": ["10.2.0.1/16"]}, "peers[0]", [], "set --path 'banking-portal:peers[0]' 10.2.0.0/16"),
        ({"database": "x"}, "database", ["a mapping"], "set --path banking-portal:database.KEY VALUE"),
        ({"database": {}}, "database.password", [], "set --path banking-portal:database.password VALUE"),
        (
            {"database": {"password": "x", "storageGib": "x"}},
            "database.storageGib",
            ["a whole number"],
            "set --path banking-portal:database.storageGib 20",
        ),
        (
            {"labels": {"a b": 3}},
            'labels["a b"]',
            ["string"],
            "set --path --type string 'banking-portal:labels[\"a b\"]' 3",
        ),
        ({"labels": {"a": "b", "c": True}}, "labels.c", [], "set --path --type string banking-portal:labels.c true"),
        ({"zoneCuont": 3}, "zoneCuont", ["did you mean zoneCount?"], "rm banking-portal:zoneCuont"),
        ({"zone_count": 3}, "zone_count", ["did you mean zoneCount?"], "rm banking-portal:zone_count"),
        (
            {"database": {"password": "x", "storage": 3}},
            "database.storage",
            ["did you mean storageGib?"],
            "rm --path banking-portal:database.storage",
        ),
    ],
)
def test_a_problem_names_the_key_and_the_command(
    record: Recorder, values: dict[str, Any], key: str, words: list[str], command: str
) -> None:
    present = {key: value for key, value in ({"cidrBlock": "10.0.0.0/16"} | values).items() if value is not None}
    found = problems(record, None, **present)
    assert list(found) == [f"banking-portal:{key}"]
    text = found[f"banking-portal:{key}"]
    assert [word for word in words if word not in text] == []
    assert text.endswith(f"run: pulumi config {command}")


def test_all_problems_are_told_at_once(record: Recorder) -> None:
    found = problems(record, zoneCount="x", multiAz="x", zoneCuont=3)
    assert {key.removeprefix("banking-portal:") for key in found} == {"cidrBlock", "zoneCount", "multiAz", "zoneCuont"}


def test_rule_between_settings(record: Recorder) -> None:
    assert problems(record, cidrBlock="10.0.0.0/16", zoneCount=1) == {
        "": "one zone can't be multi-AZ: set multiAz to false; "
    }


def test_secret_becomes_a_secret_output(record: Recorder) -> None:
    def program() -> dict[str, pulumi.Output[str]]:
        settings = load_settings(Settings)
        assert settings.database is not None
        found = {"password": settings.database.password, "a": settings.labels["a"], "token": settings.tokens[0]}
        assert all(isinstance(value, pulumi.Output) for value in found.values())
        return {name: pulumi.Output.from_input(value) for name, value in found.items()}

    deployment = record(
        program,
        project="banking-portal",
        config=config(cidrBlock="10.0.0.0/16", database={"password": "open"}, labels={"a": "b"}, tokens=["t"]),
        secret_keys=["banking-portal:database", "banking-portal:labels", "banking-portal:tokens"],
    )
    assert {name: deployment.value(output) for name, output in deployment.result.items()} == {
        "password": "open",
        "a": "b",
        "token": "t",
    }
    assert all(deployment.is_secret(output) for output in deployment.result.values())


def test_wrong_secret_is_not_shown(record: Recorder) -> None:
    found = problems(record, ["cidrBlock", "nat", "peers"], cidrBlock="10.98.76.54/8", nat="sngle", peers="sesame")
    assert not any("98" in text or "sesame" in text or "did you mean" in text for text in found.values())
    assert "pulumi config set --secret banking-portal:cidrBlock" in found["banking-portal:cidrBlock"]


class RestoreSettings(Model):
    database_source_resource_id: str | None = None
    restore_time: str | None = None

    @field_validator("restore_time")
    @classmethod
    def _both(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("database_source_resource_id") is not None:
            raise RuleError("must be set together with databaseSourceResourceId", "set both")
        return value


def test_rule_about_a_setting_that_is_not_set_names_the_keys(record: Recorder) -> None:
    failure = record.failing(
        InputError,
        lambda: load_settings(RestoreSettings),
        config={"portal:databaseSourceResourceId": "db-ABCDEF"},
        project="portal",
        stack="dev",
    )
    (line,) = failure.message.splitlines()[1:]
    assert line.strip().startswith("portal:restoreTime: must be set together with databaseSourceResourceId; set both")
    assert "pulumi config set portal:restoreTime" in line
