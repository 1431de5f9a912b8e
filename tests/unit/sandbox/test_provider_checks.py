"""What becomes of a resource's inputs before anything is made: refused, completed, named."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strongroom.sandbox.provider.aws as aws_types
from strongroom.sandbox.provider.changes import DEFAULTS
from strongroom.sandbox.provider.checks import Naming, automatic_name, check, preview_of
from strongroom.sandbox.provider.resource import PLAIN, REPLACES, AutoName, Property, Resource
from strongroom.sandbox.provider.session import Session
from strongroom.sandbox.provider.wire import UNKNOWN, Props

SOURCES = Path(aws_types.__file__).parents[4]
SEED = b"one seed"
NAMING = Naming("logs", SEED)


class RouteTable(Resource):
    """A type of the SDK with objects inside, of which not all is supported."""

    token = "aws:ec2/routeTable:RouteTable"  # noqa: S105 - Pulumi's word for a resource type
    taggable = True
    properties: ClassVar[Mapping[str, Property]] = {
        "vpcId": REPLACES,
        "routes": Property(form="set", nested=frozenset({"cidrBlock", "gatewayId"})),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        raise NotImplementedError

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        raise NotImplementedError

    def delete(self, aws: Session, id: str, known: Props) -> None:
        raise NotImplementedError


class LogGroup(RouteTable):
    """A type of the SDK with a name and defaults."""

    token = "aws:cloudwatch/logGroup:LogGroup"  # noqa: S105 - Pulumi's word for a resource type
    properties: ClassVar[Mapping[str, Property]] = {
        "name": Property(replace=True, autoname=AutoName(max_length=20)),
        "retentionInDays": Property(default=0),
        "skipDestroy": Property(default=False),
        "kmsKeyId": PLAIN,
    }


def completed(news: Props, olds: Props | None = None, **naming: Any) -> Props:
    inputs, problems = check(LogGroup(), news, olds or {}, replace(NAMING, **naming))
    assert problems == []
    return inputs


def refused(declared: Resource, news: Props, **naming: Any) -> dict[str, str]:
    _, problems = check(declared, news, {}, replace(NAMING, **naming))
    return {problem.path: problem.reason for problem in problems}


class TestDefaults:
    def test_are_filled_in_and_listed(self) -> None:
        inputs = completed({"name": "mine"})
        assert inputs == {
            "name": "mine",
            "retentionInDays": 0,
            "skipDestroy": False,
            DEFAULTS: ["retentionInDays", "skipDestroy"],
        }

    def test_what_is_given_is_no_default(self) -> None:
        inputs = completed({"name": "mine", "retentionInDays": 0, "skipDestroy": None})
        assert inputs[DEFAULTS] == ["skipDestroy"]

    def test_a_list_that_comes_back_is_not_believed(self) -> None:
        assert completed({"name": "mine", DEFAULTS: ["name"]})[DEFAULTS] == ["retentionInDays", "skipDestroy"]

    def test_values_take_the_notation_of_their_type(self) -> None:
        assert completed({"name": "mine", "retentionInDays": "7"})["retentionInDays"] == 7

    def test_unknown_values_stay(self) -> None:
        inputs = completed({"name": UNKNOWN, "tags": {"a": UNKNOWN}})
        assert (inputs["name"], inputs["tags"]) == (UNKNOWN, {"a": UNKNOWN})


class TestAutomaticNames:
    def test_are_the_resources_name_and_seven_hexadecimal_digits(self) -> None:
        inputs = completed({})
        assert re.fullmatch(r"logs-[0-9a-f]{7}", inputs["name"])
        assert "name" in inputs[DEFAULTS]

    @given(st.binary(min_size=1), st.binary(min_size=1))
    def test_are_the_same_for_one_seed_only(self, one: bytes, other: bytes) -> None:
        names = [automatic_name(AutoName(), Naming("logs", seed)) for seed in (one, one, other)]
        assert names[0] == names[1]
        assert (names[1] == names[2]) == (one == other)

    def test_differ_without_a_seed(self) -> None:
        assert completed({}, seed=b"")["name"] != completed({}, seed=b"")["name"]

    def test_stay_as_they_once_were(self) -> None:
        first = completed({})
        assert completed({}, first, seed=b"another")["name"] == first["name"]

    def test_follow_a_name_that_is_no_longer_given(self) -> None:
        assert completed({}, completed({"name": "mine"}))["name"] != "mine"

    def test_give_way_to_a_name_that_is_given(self) -> None:
        inputs = completed({"name": "mine"}, completed({}))
        assert inputs["name"] == "mine"
        assert "name" not in inputs[DEFAULTS]

    def test_too_long_ones_are_refused(self) -> None:
        problems = refused(LogGroup(), {}, resource="x" * 13)
        assert list(problems) == ["name"]
        assert "20 characters" in problems["name"]

    def test_long_ones_just_fit(self) -> None:
        assert len(completed({}, resource="x" * 12)["name"]) == 20

    def test_a_proposed_name_is_taken(self) -> None:
        assert completed({}, proposed="Team-logs", mode="propose")["name"] == "Team-logs"

    def test_turned_off_the_name_must_be_given(self) -> None:
        assert list(refused(LogGroup(), {}, mode="disable")) == ["name"]
        assert completed({"name": "mine"}, mode="disable")["name"] == "mine"

    def test_rules_of_a_type(self) -> None:
        assert automatic_name(AutoName(prefix="alias/"), Naming("key", SEED)).startswith("alias/key-")
        assert automatic_name(AutoName(lower=True), Naming("Key", SEED)).startswith("key-")
        assert automatic_name(AutoName(lower=True), Naming("k", SEED, proposed="My-Key")) == "my-key"

    def test_an_enforced_name_is_taken_as_it_is(self) -> None:
        assert automatic_name(AutoName(lower=True), Naming("k", SEED, proposed="My-Key", mode="enforce")) == "My-Key"

    def test_an_enforced_name_that_is_too_long_is_refused(self) -> None:
        assert list(refused(LogGroup(), {}, proposed="x" * 21, mode="enforce")) == ["name"]


class TestRefusals:
    def test_unknown_and_missing_properties(self) -> None:
        problems = refused(RouteTable(), {"vpc_id": "vpc-1"})
        assert problems == {"vpc_id": "no such property; did you mean vpcId?", "vpcId": "missing, and required"}

    @pytest.mark.parametrize(
        ("news", "path"),
        [
            ({"propagatingVgws": []}, "propagatingVgws"),
            ({"routes": [{"cidrBlock": "10.0.0.0/8"}, {"natGatewayId": "nat-1"}]}, "routes.natGatewayId"),
        ],
    )
    def test_what_the_sandbox_does_not_support(self, news: Props, path: str) -> None:
        problems = refused(RouteTable(), {"vpcId": "vpc-1", **news})
        assert list(problems) == [path]
        assert f"the sandbox does not support the property {path} of {RouteTable.token}" in problems[path]

    def test_supported_properties_pass_at_any_depth(self) -> None:
        route = {"cidrBlock": "10.0.0.0/8", "gatewayId": UNKNOWN}
        assert refused(RouteTable(), {"vpcId": "vpc-1", "routes": [route, UNKNOWN], "tags": {"a": "b"}}) == {}

    def test_the_message_names_the_file_to_add_it_in(self) -> None:
        role = aws_types.PACKAGE.resources["aws:iam/role:Role"]
        problems = refused(role, {"assumeRolePolicy": "{}", "namePrefix": "a"})
        file = problems["namePrefix"].split("add it in ")[1]
        assert file.endswith("/iam.py")
        assert (SOURCES / file).is_file()

    def test_a_region_that_aws_does_not_have(self) -> None:
        assert refused(LogGroup(), {"region": "mars-north-1"}) == {"region": "AWS has no region mars-north-1"}
        assert refused(LogGroup(), {"region": "eu-central-1"}) == {}
        assert refused(LogGroup(), {"region": UNKNOWN}) == {}


class TestPreview:
    def test_inputs_are_told_and_all_else_is_unknown(self) -> None:
        inputs = completed({"name": "mine", "tags": {"a": "1"}})
        state = preview_of(LogGroup(), inputs, {"a": "1", "b": "2"}, "eu-west-1")
        assert state["name"] == "mine"
        assert state["arn"] is UNKNOWN
        assert (state["tags"], state["tagsAll"], state["region"]) == ({"a": "1"}, {"a": "1", "b": "2"}, "eu-west-1")
        assert DEFAULTS not in state
