"""What counts as a difference between old and new inputs."""

import copy
import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.sandbox.provider.changes import DEFAULTS, Change, changes, filled, same
from strongroom.sandbox.provider.resource import PLAIN, REPLACES, Property
from strongroom.sandbox.provider.wire import UNKNOWN, Props

keys = st.text("abcde.:[ _", min_size=1, max_size=4)
scalars = st.text("xyz", min_size=1, max_size=4) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values: st.SearchStrategy[Any] = st.recursive(
    scalars | st.booleans(),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(keys, inner, min_size=1, max_size=3),
)
NAMES = ("one", "two", "three")
names = st.sampled_from(NAMES)
props = st.dictionaries(names, values, max_size=3)


def kinds(old: Props, new: Props, **declared: Property) -> dict[str, str]:
    return {change.path: change.kind for change in changes(old, new, declared)}


@given(props, st.sampled_from(["plain", "json", "set"]))
def test_equal_inputs_never_differ(inputs: Props, form: Any) -> None:
    declared = {name: Property(form=form) for name in NAMES}

    assert changes(inputs, copy.deepcopy(inputs), declared) == []


def edit(value: Any, data: st.DataObject) -> Any:
    """Return the value with one scalar inside it changed."""
    if isinstance(value, dict):
        value = cast("Props", value)
        key = data.draw(st.sampled_from(sorted(value)))
        return {**value, key: edit(value[key], data)}
    if isinstance(value, list):
        value = cast("list[Any]", value)
        index = data.draw(st.integers(0, len(value) - 1))
        return [*value[:index], edit(value[index], data), *value[index + 1 :]]
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value + "w"
    return value + data.draw(st.sampled_from([1, -7])) if isinstance(value, int) else -value or 0.5


@given(props.filter(bool), st.data())
def test_any_edit_is_found_in_its_property(inputs: Props, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(inputs)))
    edited = {**inputs, name: edit(inputs[name], data)}

    found = changes(inputs, edited, {})

    assert {change.property for change in found} == {name}
    assert {change.kind for change in found} == {"UPDATE"}


@given(props, names, values)
def test_adding_and_removing_are_each_others_reverse(inputs: Props, name: str, value: Any) -> None:
    without = {key: item for key, item in inputs.items() if key != name}

    assert kinds(without, {**without, name: value}) == {name: "ADD"}
    assert kinds({**without, name: value}, without) == {name: "DELETE"}


def test_a_difference_is_found_down_to_the_nested_value() -> None:
    old = {"tags": {"Name": "a", "aws:team": "x", "gone": "1"}, "ingress": [{"fromPort": 1, "toPort": 2}]}
    new = {"tags": {"Name": "b", "aws:team": "y", "new": "1"}, "ingress": [{"fromPort": 1, "toPort": 3}, {"toPort": 1}]}

    assert kinds(old, new) == {
        "tags.Name": "UPDATE",
        'tags["aws:team"]': "UPDATE",
        "tags.gone": "DELETE",
        "tags.new": "ADD",
        "ingress[0].toPort": "UPDATE",
        "ingress[1]": "ADD",
    }


@pytest.mark.parametrize("path", ["tags", "tags.Name", 'tags["a.b"]', "tags[0].x"])
def test_a_change_knows_its_property(path: str) -> None:
    assert Change(path, "UPDATE").property == "tags"


def test_only_properties_that_are_declared_so_replace() -> None:
    found = changes({"a": {"x": 1}, "b": 1}, {"a": {"x": 2}, "b": 2}, {"a": REPLACES, "b": PLAIN})

    assert {change.path: change.replace for change in found} == {"a.x": True, "b": False}


def test_leaving_out_what_aws_chooses_changes_nothing() -> None:
    chosen = Property(replace=True, computed=True)

    assert kinds({"zone": "a"}, {}, zone=chosen) == {}
    assert kinds({"zone": "a"}, {"zone": "b"}, zone=chosen) == {"zone": "UPDATE"}
    assert kinds({}, {"zone": "b"}, zone=chosen) == {"zone": "ADD"}


def test_what_the_objects_leave_out_to_aws_changes_nothing() -> None:
    partial = Property(partial=True)
    seen = {"check": {"path": "/", "timeout": 5, "codes": ["200"]}, "steps": [{"size": 1, "order": 1}]}
    program = {"check": {"path": "/"}, "steps": [{"size": 1}]}

    assert kinds(seen, program, check=partial, steps=partial) == {}
    assert kinds(program, seen, check=partial, steps=partial) == {
        "check.timeout": "ADD",
        "check.codes": "ADD",
        "steps[0].order": "ADD",
    }
    assert kinds(seen, {"check": {"path": "/x"}, "steps": []}, check=partial, steps=partial) == {
        "check.path": "UPDATE",
        "steps[0]": "DELETE",
    }


def test_what_the_provider_fills_in_inside_objects_is_as_if_it_were_given() -> None:
    inner = {"interval": 30, "session": {"seconds": 60}}
    filling = Property(partial=True, inner=inner)

    assert kinds({"check": {"path": "/", "interval": 30}}, {"check": {"path": "/"}}, check=filling) == {}
    assert kinds({"check": {"interval": 10}}, {"check": {"path": "/"}}, check=filling) == {
        "check.interval": "UPDATE",
        "check.path": "ADD",
    }
    assert filled([{"session": {}}, {"interval": 5}], inner) == [
        {"session": {"seconds": 60}, "interval": 30},
        {"interval": 5},
    ]


def test_the_list_of_defaults_is_no_input() -> None:
    assert kinds({DEFAULTS: []}, {DEFAULTS: ["name"]}) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [(8, "8"), (True, "true"), (False, "false"), (0.5, "0.5"), ({"a": None}, {}), ([], None), ({}, None)],
)
def test_notations_of_one_value_are_the_same(one: Any, other: Any) -> None:
    assert same(one, other)
    assert same([{"a": one}], [{"a": other}])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, False),
        ("", None),
        ("a", ["a"]),
        (0.1234567, 0.1234568),
        (123456789.5, 123456788.5),
        ([1, 2], [2, 1]),
    ],
)
def test_different_values_are_not_the_same(one: Any, other: Any) -> None:
    assert not same(one, other)


def test_documents_are_compared_by_meaning() -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["a", "b"]}]}
    pretty, compact = json.dumps(document, indent=2, sort_keys=True), json.dumps(document, separators=(",", ":"))
    changed = compact.replace("Allow", "Deny")

    assert kinds({"policy": pretty}, {"policy": compact}, policy=Property(form="json")) == {}
    assert kinds({"policy": pretty}, {"policy": compact}, policy=PLAIN) == {"policy": "UPDATE"}
    assert kinds({"policy": pretty}, {"policy": changed}, policy=Property(form="json")) == {"policy": "UPDATE"}


def test_a_document_that_is_no_json_is_compared_as_text() -> None:
    assert kinds({"policy": "{"}, {"policy": "{"}, policy=Property(form="json")) == {}
    assert kinds({"policy": "{"}, {"policy": "{}"}, policy=Property(form="json")) == {"policy": "UPDATE"}


def test_sets_are_compared_without_their_order() -> None:
    old, new = [{"port": 1}, {"port": 2}], [{"port": "2"}, {"port": 1}]

    assert kinds({"rules": old}, {"rules": new}, rules=Property(form="set")) == {}
    assert kinds({"rules": old}, {"rules": new}) != {}
    assert kinds({"rules": old}, {"rules": [{"port": 1}, {"port": 1}]}, rules=Property(form="set")) != {}


@pytest.mark.parametrize("form", ["plain", "json", "set"])
def test_an_unknown_value_is_a_change(form: Any) -> None:
    assert kinds({"a": "x"}, {"a": UNKNOWN}, a=Property(form=form)) == {"a": "UPDATE"}
    assert kinds({}, {"a": UNKNOWN}, a=Property(form=form)) == {"a": "ADD"}
    assert not same(UNKNOWN, UNKNOWN, Property(form=form))


def test_an_empty_object_that_says_something_is_compared() -> None:
    said = Property(form="set", empties=True)
    before: Props = {"rules": [{"name": "a", "action": {"block": {}}}], "tags": {}}
    after: Props = {"rules": [{"name": "a", "action": {"count": {}}}]}

    assert kinds(before, after, rules=said) == {
        "rules[0].action.block": "DELETE",
        "rules[0].action.count": "ADD",
    }
    assert kinds(before, before, rules=said) == {}


def test_an_unknown_value_inside_another_is_a_change_there() -> None:
    assert kinds({"tags": {"a": "1", "b": "2"}}, {"tags": {"a": UNKNOWN, "b": "2"}}) == {"tags.a": "UPDATE"}
