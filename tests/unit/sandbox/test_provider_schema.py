"""The types that the installed SDK declares, what the sandbox supports of them, and how inputs are checked."""

import importlib
import inspect
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.sandbox.provider import aws, random
from strongroom.sandbox.provider.resource import EVERYTHING, Function, Resource
from strongroom.sandbox.provider.schema import (
    Fields,
    Problem,
    Type,
    UnknownTokenError,
    converted,
    converted_fields,
    field_problems,
    inputs_of,
    outputs_of,
    problems,
)
from strongroom.sandbox.provider.wire import UNKNOWN

RESOURCES = [resource for package in (aws.PACKAGE, random.PACKAGE) for resource in package.resources.values()]
FUNCTIONS = [function for package in (aws.PACKAGE, random.PACKAGE) for function in package.functions.values()]
ROUTES = "aws:ec2/routeTable:RouteTable"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
READ_AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from strongroom.sandbox.provider.schema import inputs_of

threads = 16
ready = Barrier(threads)
sys.setswitchinterval(0.00001)

def read(_):
    ready.wait()
    return inputs_of("aws:cloudfront/function:Function")

with ThreadPoolExecutor(threads) as pool:
    assert all(fields.required for fields in pool.map(read, range(threads)))
"""
"""A program of its own, as a type's module is loaded once in a process."""


def by_token(declared: Resource | Function) -> str:
    return declared.token


def nested_names(expected: Type) -> set[str]:
    """Return the names of the properties of the objects in a type, those inside others with their path."""
    if expected.item:
        return nested_names(expected.item)
    types: Mapping[str, Type] = expected.fields.types if expected.fields else {}
    return {path for name, of in types.items() for path in (name, *(f"{name}.{deep}" for deep in nested_names(of)))}


@pytest.mark.parametrize("resource", RESOURCES, ids=by_token)
class TestDeclarations:
    def test_every_property_is_an_input_of_the_sdk(self, resource: Resource) -> None:
        assert resource.properties.keys() <= inputs_of(resource.token).types.keys()

    def test_every_required_input_is_supported(self, resource: Resource) -> None:
        assert inputs_of(resource.token).required <= resource.properties.keys()

    def test_nested_names_exist_in_the_sdk(self, resource: Resource) -> None:
        types = inputs_of(resource.token).types
        strangers = {
            name: declared.nested - nested_names(types[name])
            for name, declared in resource.properties.items()
            if declared.nested - EVERYTHING  # everything may be endless, as the statements of a web ACL's rules are
        }

        assert {name: paths for name, paths in strangers.items() if paths} == {}

    def test_types_that_the_sdk_tags_and_places_are_so_here(self, resource: Resource) -> None:
        inputs = inputs_of(resource.token).types

        assert resource.taggable == ("tagsAll" in outputs_of(resource.token))
        assert resource.regional == ("region" in inputs)

    def test_secret_outputs_exist_in_the_sdk(self, resource: Resource) -> None:
        assert resource.secret_outputs <= outputs_of(resource.token)

    def test_default_values_fit_their_types(self, resource: Resource) -> None:
        types = inputs_of(resource.token).types
        for name, declared in resource.properties.items():
            assert problems(declared.default, types[name], name) == []
            assert converted(declared.default, types[name]) == declared.default


@pytest.mark.parametrize("function", FUNCTIONS, ids=by_token)
def test_arguments_of_functions_exist_in_the_sdk(function: Function) -> None:
    _, path, name = function.token.split(":")
    module = path.split("/")[0]
    sdk = importlib.import_module("pulumi_aws" if module == "index" else f"pulumi_aws.{module}")
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    parameters = inspect.signature(getattr(sdk, snake)).parameters

    assert {argument.lower() for argument in function.arguments} <= {name.replace("_", "") for name in parameters}


class TestInstalledTypes:
    def test_scalars_lists_maps_objects_and_documents(self) -> None:
        types = inputs_of("aws:ec2/subnet:Subnet").types
        assert (types["vpcId"].kind, types["mapPublicIpOnLaunch"].kind) == ("string", "boolean")
        assert types["tags"] == Type("map", item=Type("string"))
        routes = inputs_of(ROUTES).types["routes"]
        assert (routes.kind, routes.item and routes.item.kind) == ("array", "object")
        assert inputs_of("aws:iam/role:Role").types["assumeRolePolicy"].kind == "document"
        assert inputs_of("aws:cloudwatch/logGroup:LogGroup").types["retentionInDays"].kind == "integer"

    def test_objects_within_objects(self) -> None:
        origins = inputs_of(DISTRIBUTION).types["origins"].item
        assert origins
        assert origins.fields
        assert {"originId", "domainName"} <= origins.fields.required
        custom = origins.fields.types["customOriginConfig"].fields
        assert custom
        assert custom.types["httpPort"].kind == "integer"

    def test_required_inputs(self) -> None:
        assert inputs_of("aws:ec2/subnet:Subnet").required == {"vpcId"}

    def test_inputs_of_a_type_whose_name_an_object_of_another_has_too(self) -> None:
        versioning = inputs_of("aws:s3/bucketVersioning:BucketVersioning")  # a bucket's `versioning` is called so too
        assert versioning.required == {"bucket", "versioningConfiguration"}

    def test_outputs_include_what_is_no_input(self) -> None:
        assert {"arn", "tagsAll", "cidrBlock"} <= outputs_of("aws:ec2/vpc:Vpc")

    def test_a_module_named_by_a_word_of_python(self) -> None:
        assert "name" in inputs_of("aws:lambda/function:Function").types

    @pytest.mark.parametrize("token", ["aws:ec2/vpc:Vcp", "aws:nosuch/vpc:Vpc", "nosuch:a/b:C", "nonsense"])
    def test_a_type_that_the_sdk_lacks(self, token: str) -> None:
        with pytest.raises(UnknownTokenError, match=token):
            inputs_of(token)


RANGE = Fields({"fromPort": Type("integer"), "toPort": Type("integer")}, frozenset({"toPort"}))
NESTED = Type("object", read=lambda: RANGE)
FIELDS = Fields(
    {
        "name": Type("string"),
        "size": Type("number"),
        "count": Type("integer"),
        "enabled": Type("boolean"),
        "policy": Type("document"),
        "rules": Type("array", item=NESTED),
        "byName": Type("map", item=NESTED),
        "rule": NESTED,
        "other": Type("any"),
    },
    frozenset({"name"}),
)


def found(**values: Any) -> list[tuple[str, str]]:
    return [(problem.path, problem.reason) for problem in field_problems({"name": "it", **values}, FIELDS)]


class TestProblems:
    def test_good_values_have_none(self) -> None:
        rule = {"fromPort": 1, "toPort": 2}
        assert (
            found(
                size=0.5,
                count=3,
                enabled=False,
                policy={"Version": "x"},
                rules=[rule],
                byName={"a": rule},
                rule=rule,
                other=[1],
            )
            == []
        )

    def test_an_unknown_property_is_named_with_the_closest_one(self) -> None:
        assert found(enabeld=True) == [("enabeld", "no such property; did you mean enabled?")]
        assert found(zzzzzz=True) == [("zzzzzz", "no such property")]

    def test_an_unknown_property_inside_others_is_named_with_its_path(self) -> None:
        bad = {"fromport": 1, "toPort": 2}
        reason = "no such property; did you mean fromPort?"
        assert found(rules=[{"toPort": 1}, bad], byName={"a": bad}, rule=bad) == [
            ("rules[1].fromport", reason),
            ("byName.a.fromport", reason),
            ("rule.fromport", reason),
        ]

    def test_missing_properties_at_top_and_inside(self) -> None:
        assert field_problems({"rules": [{}], "rule": {"toPort": None}}, FIELDS) == [
            Problem("rules[0].toPort", "missing, and required"),
            Problem("rule.toPort", "missing, and required"),
            Problem("name", "missing, and required"),
        ]

    @pytest.mark.parametrize(
        ("name", "value", "reason"),
        [
            ("name", ["a"], "expected a string, got an array"),
            ("name", {"a": 1}, "expected a string, got an object"),
            ("size", "big", "expected a number, got a string"),
            ("size", "nan", "expected a number, got a string"),
            ("size", True, "expected a number, got a boolean"),
            ("count", 1.5, "expected an integer, got a number"),
            ("count", "1.5", "expected an integer, got a string"),
            ("enabled", "yes", "expected a boolean, got a string"),
            ("enabled", 1, "expected a boolean, got a number"),
            ("policy", ["a"], "expected a document, got an array"),
            ("rules", {"toPort": 1}, "expected an array, got an object"),
            ("byName", "a", "expected a map, got a string"),
            ("rule", [{"toPort": 1}], "expected an object, got an array"),
        ],
    )
    def test_values_of_a_wrong_kind(self, name: str, value: Any, reason: str) -> None:
        assert found(**{name: value}) == [(name, reason)]

    def test_no_value_is_shown(self) -> None:
        assert "hunter2" not in str(field_problems({"name": ["hunter2"], "count": "hunter2"}, FIELDS))

    @given(st.sampled_from(sorted(FIELDS.types)))
    def test_a_value_that_is_not_known_yet_passes(self, name: str) -> None:
        assert found(**{name: UNKNOWN}) == []
        assert found(rules=[UNKNOWN, {"toPort": UNKNOWN}], byName={"a": UNKNOWN}) == []


class TestConversions:
    @pytest.mark.parametrize(
        ("kind", "value", "result"),
        [
            ("integer", "8", 8),
            ("integer", 8.0, 8),
            ("number", "0.5", 0.5),
            ("boolean", "true", True),
            ("boolean", "false", False),
            ("string", 8, "8"),
            ("string", True, "true"),
            ("document", {"a": 1}, '{"a": 1}'),
            ("document", "{}", "{}"),
        ],
    )
    def test_scalars_take_the_notation_of_their_type(self, kind: Any, value: Any, result: Any) -> None:
        assert problems(value, Type(kind), "it") == []
        after = converted(value, Type(kind))
        assert after == result
        assert type(after) is type(result)

    def test_an_entry_of_a_map_that_is_none_is_left_out(self) -> None:
        assert converted({"a": "1", "b": None}, Type("map", item=Type("string"))) == {"a": "1"}

    def test_values_inside_others_too(self) -> None:
        given_values = {"rules": [{"toPort": "8"}], "byName": {"a": {"toPort": "8", "fromPort": None}}, "rule": UNKNOWN}
        assert converted_fields(given_values, FIELDS) == {
            "rules": [{"toPort": 8}],
            "byName": {"a": {"toPort": 8}},
            "rule": UNKNOWN,
        }

    @given(
        st.integers() | st.floats(allow_nan=False) | st.booleans() | st.text(), st.sampled_from(sorted(FIELDS.types))
    )
    def test_what_is_accepted_can_be_converted_and_is_then_settled(self, value: Any, name: str) -> None:
        expected = FIELDS.types[name]
        if not problems(value, expected, name):
            once = converted(value, expected)
            assert problems(once, expected, name) == []
            assert converted(once, expected) == once


def test_a_service_is_read_when_several_resources_ask_for_it_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", READ_AT_ONCE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
