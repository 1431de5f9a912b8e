"""Property values on their way between the engine and plain Python."""

from typing import Any, ClassVar

import pulumi
import pytest
from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime import rpc

from strongroom.sandbox.provider.assets import Archive, Asset
from strongroom.sandbox.provider.wire import (
    UNKNOWN,
    Secret,
    decode,
    decode_marked,
    encode,
    has_unknown,
    marked_like,
    secrets_in,
)

SIGNATURE = rpc._special_sig_key  # pyright: ignore[reportPrivateUsage]
SECRET = rpc._special_secret_sig  # pyright: ignore[reportPrivateUsage]
ASSET = rpc._special_asset_sig  # pyright: ignore[reportPrivateUsage]
ARCHIVE = rpc._special_archive_sig  # pyright: ignore[reportPrivateUsage]
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


class TestAssets:
    TEXT: ClassVar = {SIGNATURE: ASSET, "hash": "1", "text": "hello"}
    FOLDER: ClassVar = {SIGNATURE: ARCHIVE, "hash": "2", "path": "lambda"}

    def test_are_read_by_their_signatures(self) -> None:
        remote = {SIGNATURE: ASSET, "hash": "3", "uri": "https://example.com"}
        both = {SIGNATURE: ARCHIVE, "hash": "4", "assets": {"index.py": self.TEXT, "more": self.FOLDER}}
        received = decode(struct({"text": self.TEXT, "folder": self.FOLDER, "remote": remote, "both": both}))

        text, folder = received["text"], received["folder"]
        assert (text, text.text) == (Asset("1"), "hello")
        assert (folder, folder.path) == (Archive("2"), "lambda")
        assert received["remote"].uri == "https://example.com"
        assert received["both"].assets == {"index.py": text, "more": folder}

    def test_are_sent_as_they_came(self) -> None:
        sent = struct({"code": {SIGNATURE: ARCHIVE, "hash": "4", "assets": {"a": self.TEXT, "b": self.FOLDER}}})

        assert encode(decode(sent)) == sent

    def test_are_what_the_sdk_takes_them_for(self) -> None:
        code = Archive("1", assets={"index.py": Asset("2", text="hello"), "b": Asset("3", path="b")})
        received = rpc.deserialize_properties(encode({"code": code}))["code"]

        assert isinstance(received, pulumi.AssetArchive)
        assert isinstance(received.assets["index.py"], pulumi.StringAsset)
        assert isinstance(received.assets["b"], pulumi.FileAsset)

    def test_without_a_hash_differ_if_their_descriptions_do(self) -> None:
        def received(text: str) -> Any:
            return decode(struct({"it": {SIGNATURE: ASSET, "text": text}}))["it"]

        assert received("a") == received("a")
        assert received("a") != received("b")

    def test_of_which_one_is_secret_are_secret_together(self) -> None:
        secret = {SIGNATURE: SECRET, "value": self.TEXT}
        sent = struct({"code": {SIGNATURE: ARCHIVE, "hash": "4", "assets": {"a": secret}}})
        plain, marked = decode(sent)["code"], decode_marked(sent)["code"]

        assert plain.assets["a"].text == "hello"
        assert [asset.text for asset in secrets_in(marked)] == ["hello"]
        assert isinstance(marked_like(plain, marked), Secret)
        assert marked_like(plain, plain) is plain

    def test_of_which_one_is_unknown_are_so_in_a_preview(self) -> None:
        sent = struct({"code": {SIGNATURE: ARCHIVE, "hash": "4", "assets": {"a": rpc.UNKNOWN}}})

        assert has_unknown(decode(sent))
        assert not has_unknown({"code": Archive("1", assets={"a": Asset("2", text="hello")})})
