"""Property values on their way between the engine and plain Python."""

from typing import Any

import pytest
from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime import rpc

from strongroom.sandbox.provider.wire import UNKNOWN, Secret, decode, encode, has_unknown

SIGNATURE = rpc._special_sig_key  # pyright: ignore[reportPrivateUsage]
SECRET = rpc._special_secret_sig  # pyright: ignore[reportPrivateUsage]
OUTPUT = rpc._special_output_value_sig  # pyright: ignore[reportPrivateUsage]

texts = st.text(max_size=8).filter(lambda text: text not in (SIGNATURE, rpc.UNKNOWN))
# The wire knows only doubles: whole numbers are exact up to 2**53.
scalars = texts | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
values: st.SearchStrategy[Any] = st.recursive(
    scalars | st.just(UNKNOWN), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4)
)
props = st.dictionaries(texts, values, max_size=4)


def struct(fields: dict[str, Any]) -> struct_pb2.Struct:
    message = struct_pb2.Struct()
    message.update(fields)
    return message


@given(props)
def test_values_come_back_as_they_were_sent(sent: dict[str, Any]) -> None:
    assert decode(encode(sent)) == sent


@given(props)
def test_secrets_come_back_unwrapped(sent: dict[str, Any]) -> None:
    assert decode(encode({key: Secret(value) for key, value in sent.items()})) == sent


def test_whole_numbers_are_integers_and_others_are_not() -> None:
    received = decode(struct({"count": 3.0, "ratio": 0.25, "list": [1.0]}))

    assert received == {"count": 3, "ratio": 0.25, "list": [1]}
    assert [type(received["count"]), type(received["ratio"]), type(received["list"][0])] == [int, float, int]


def test_booleans_are_no_numbers() -> None:
    received = decode(encode({"yes": True, "one": 1}))

    assert received["yes"] is True
    assert received["one"] is not True


def test_a_secret_is_marked_for_the_engine() -> None:
    assert rpc.deserialize_properties(encode({"password": Secret({"value": "x"})}), keep_unknowns=True) == {
        "password": {SIGNATURE: SECRET, "value": {"value": "x"}}
    }


def test_a_secret_does_not_show_its_value() -> None:
    assert "hunter2" not in f"{Secret('hunter2')} {Secret('hunter2')!r}"


def test_marked_values_are_unwrapped_at_any_depth() -> None:
    secret = {SIGNATURE: SECRET, "value": {"key": {SIGNATURE: SECRET, "value": "x"}}}
    output = {SIGNATURE: OUTPUT, "value": [secret], "secret": True, "dependencies": ["urn"]}

    assert decode(struct({"a": secret, "b": [output]})) == {"a": {"key": "x"}, "b": [[{"key": "x"}]]}


def test_an_output_without_value_is_unknown() -> None:
    assert decode(struct({"a": {SIGNATURE: OUTPUT, "dependencies": []}})) == {"a": UNKNOWN}


def test_unknowns_are_found_at_any_depth() -> None:
    assert decode(struct({"a": [{"b": rpc.UNKNOWN}]})) == {"a": [{"b": UNKNOWN}]}
    assert has_unknown({"a": [{"b": UNKNOWN}]})
    assert not has_unknown({"a": [{"b": None}], "c": "UNKNOWN"})


def test_properties_that_are_none_are_left_out() -> None:
    assert dict(encode({"a": None, "b": 1}).fields) == dict(encode({"b": 1}).fields)
    assert decode(struct({"a": None})) == {"a": None}


@pytest.mark.parametrize("sequence", [("a",), {"a"}, frozenset({"a"})])
def test_any_sequence_is_sent_as_a_list(sequence: Any) -> None:
    assert decode(encode({"items": sequence})) == {"items": ["a"]}
