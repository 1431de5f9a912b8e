import json
from typing import Any, cast

import pulumi
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording import UNKNOWN, Recorder

from strongroom.core import json_dumps

LEAVES = st.none() | st.booleans() | st.integers() | st.text()
DOCUMENTS = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def partly_output(value: Any, draw: Any) -> Any:
    """Return a document in which some parts are Outputs of what they were."""
    match value:
        case dict():
            value = {key: partly_output(part, draw) for key, part in cast("dict[str, Any]", value).items()}
        case list():
            value = [partly_output(part, draw) for part in cast("list[Any]", value)]
        case _:
            pass
    return pulumi.Output.from_input(value) if draw(st.booleans()) else value


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=DOCUMENTS, data=st.data())
def test_outputs_are_written_as_what_they_hold(record: Recorder, document: Any, data: st.DataObject) -> None:
    deployment = record(lambda: json_dumps(partly_output(document, data.draw)))
    assert deployment.value(deployment.result) == json.dumps(document)


def test_a_secret_makes_the_document_one(record: Recorder) -> None:
    deployment = record(lambda: json_dumps({"password": pulumi.Output.secret("hunter2"), "user": "app"}))
    assert json.loads(deployment.value(deployment.result)) == {"password": "hunter2", "user": "app"}
    assert deployment.is_secret(deployment.result)


def test_what_is_unknown_makes_the_document_unknown(record: Recorder) -> None:
    def program() -> pulumi.Output[str]:
        return json_dumps([pulumi.Output.from_input(pulumi.UNKNOWN)])

    deployment = record(program, preview=True)
    assert deployment.value(deployment.result) is UNKNOWN


def test_what_json_has_no_word_for_is_refused(record: Recorder) -> None:
    record.failing(TypeError, lambda: json_dumps({"at": object()}))


def test_what_an_output_holds_is_refused_too_if_json_has_no_word_for_it(record: Recorder) -> None:
    record.failing(TypeError, lambda: json_dumps([pulumi.Output.from_input(1).apply(lambda _: {2}), "b"]))


def test_a_document_is_written_as_it_was_given(record: Recorder) -> None:
    def program() -> pulumi.Output[str]:
        document: dict[str, Any] = {"a": pulumi.Output.from_input(1), "b": 2}
        written = json_dumps(document)
        document["b"] = pulumi.Output.from_input(3)
        return written

    deployment = record(program)
    assert deployment.value(deployment.result) == '{"a": 1, "b": 2}'
