"""The recording kit itself: each of its guards must fire, and nothing may pass by accident."""

from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import UNKNOWN, Cloud, Recorder, RecordingError, clouds

TYPE = "test:index:Thing"


def thing(name: str, opts: pulumi.ResourceOptions | None = None, **props: Any) -> pulumi.CustomResource:
    return pulumi.CustomResource(TYPE, name, props, opts)


class Group(pulumi.ComponentResource):
    def __init__(self, name: str, *, publish: bool = True) -> None:
        super().__init__("test:index:Group", name)
        self.child = thing(f"{name}-child", pulumi.ResourceOptions(parent=self))
        if publish:
            self.register_outputs({"childId": self.child.id})


def test_wrong_expectation_fails(record: Recorder) -> None:
    recorded = record(lambda: thing("a", size=3)).one(TYPE)
    with pytest.raises(AssertionError):
        assert recorded.inputs["size"] == 4


def test_misspelled_expectation_fails(record: Recorder) -> None:
    recorded = record(lambda: thing("a", size=3)).one(TYPE)
    with pytest.raises(KeyError, match="it has size"):
        recorded.inputs["sise"]
    with pytest.raises(KeyError):
        recorded.inputs.get("sise")
    with pytest.raises(KeyError):
        _ = "sise" not in recorded.inputs


def test_inputs_are_those_of_the_sdk(record: Recorder) -> None:
    def program() -> None:
        import pulumi_aws as aws

        aws.kms.Key("key", enable_key_rotation=True)

    key = record(program).one("aws:kms/key:Key")
    assert key.inputs["enableKeyRotation"] is True
    assert key.inputs["description"] is None
    with pytest.raises(KeyError, match="enableKeyRotation"):
        key.inputs["enable_key_rotation"]


def test_assertion_in_an_apply_that_nobody_awaits_fails(record: Recorder) -> None:
    def program() -> None:
        def check(_: object) -> None:
            raise AssertionError("noticed")

        thing("a").id.apply(check)

    with pytest.raises(AssertionError, match="noticed"):
        record(program)


def test_two_resources_with_one_urn_fail(record: Recorder) -> None:
    with pytest.raises(RecordingError, match=r"one URN: .*::a$"):
        record(lambda: (thing("a"), thing("a")))


def test_one_name_under_parents_of_different_types_is_fine(record: Recorder) -> None:
    def program() -> None:
        group = Group("group")
        thing("a")
        thing("a", pulumi.ResourceOptions(parent=group))

    assert len(record(program).of_type(TYPE)) == 3


def test_function_without_an_answer_fails(record: Recorder) -> None:
    with pytest.raises(RecordingError, match="no answer for the function test:index:ask"):
        record(lambda: pulumi.runtime.invoke_output("test:index:ask", {}))


def test_text_made_of_an_output_fails(record: Recorder) -> None:
    with pytest.raises(Exception, match="__str__"):
        record(lambda: thing("a", size=f"{thing('b').id}"))


def test_component_that_registers_no_outputs_fails(record: Recorder) -> None:
    with pytest.raises(RecordingError, match="did not register their outputs"):
        record(lambda: Group("group", publish=False))


def test_program_that_should_fail_but_does_not_fails(record: Recorder) -> None:
    with pytest.raises(RecordingError, match="ended well"):
        record.failing(ValueError, lambda: thing("a"))


def test_program_that_fails_otherwise_fails(record: Recorder) -> None:
    def program() -> None:
        raise KeyError("other")

    with pytest.raises(KeyError, match="other"):
        record.failing(TypeError, program)


@pytest.mark.parametrize("names", [[], ["a", "b"]])
def test_one_must_be_one(record: Recorder, names: list[str]) -> None:
    deployment = record(lambda: [thing(name) for name in names])
    with pytest.raises(RecordingError, match=f"{len(names)} resources"):
        deployment.one(TYPE)


def test_options_are_recorded(record: Recorder) -> None:
    def program() -> None:
        first = thing("first")
        options = pulumi.ResourceOptions(protect=True, depends_on=[first], aliases=[pulumi.Alias(name="before")])
        thing("second", options, value=thing("carried").id)

    second = record(program).named("second")
    assert second.protect
    assert second.depends_on == {"first"}
    assert second.aliases == ["before"]


def test_preview_knows_no_computed_values(record: Recorder) -> None:
    def program() -> pulumi.CustomResource:
        first = thing("first")
        thing("second", value=first.id)
        return first

    deployment = record(program, preview=True)
    assert deployment.named("second").inputs["value"] is UNKNOWN
    assert deployment.value(deployment.result.id) is UNKNOWN


def test_secrets_are_recorded(record: Recorder) -> None:
    recorded = record(lambda: thing("a", word=pulumi.Output.secret("sesame"), size=3)).one(TYPE)
    assert recorded.inputs["word"] == "sesame"
    assert recorded.secrets == {"word"}


def test_outputs_exports_and_messages_are_recorded(record: Recorder) -> None:
    def program() -> None:
        pulumi.export("id", Group("group").child.id)
        pulumi.log.warn("careful")

    deployment = record(program)
    assert deployment.named("group").outputs == {"childId": deployment.named("group-child").id}
    assert deployment.exports == {"id": deployment.named("group-child").id}
    assert deployment.messages == ["careful"]


@given(st.lists(st.sampled_from("abc"), unique=True), clouds)
def test_nothing_is_left_over_from_one_run_to_the_next(record: Recorder, names: list[str], cloud: Cloud) -> None:
    deployment = record(lambda: [thing(name) for name in names], cloud=cloud)
    assert sorted(resource.name for resource in deployment.resources) == sorted(names)
    assert deployment.cloud == cloud


@given(clouds)
def test_functions_answer_for_the_cloud(record: Recorder, cloud: Cloud) -> None:
    def program() -> pulumi.Output[Any]:
        return pulumi.runtime.invoke_output("aws:index/getCallerIdentity:getCallerIdentity", {})

    deployment = record(program, cloud=cloud)
    assert deployment.value(deployment.result)["accountId"] == cloud.account_id
