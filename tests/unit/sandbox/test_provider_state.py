"""A resource's state and inputs, put together from what the program and what AWS says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.sandbox.provider import aws, random
from strongroom.sandbox.provider.changes import DEFAULTS
from strongroom.sandbox.provider.session import Account, Session
from strongroom.sandbox.provider.state import observed_inputs, outputs
from strongroom.sandbox.provider.wire import Props, Secret

ROLE = aws.PACKAGE.resources["aws:iam/role:Role"]
GROUP = aws.PACKAGE.resources["aws:cloudwatch/logGroup:LogGroup"]
PASSWORD = random.PACKAGE.resources["random:index/randomPassword:RandomPassword"]
ACCOUNT = Account("http://127.0.0.1:1", "123456789012")


def session(**default_tags: str) -> Session:
    return Session(ACCOUNT, "eu-west-1", default_tags)


def observed(inputs: Props, seen: Props, **default_tags: str) -> Props:
    return observed_inputs(GROUP, session(**default_tags), inputs, seen)


class TestDrift:
    def test_what_aws_says_takes_the_place_of_what_was_said(self) -> None:
        inputs = {"name": "a", "retentionInDays": 7, DEFAULTS: ["name"]}
        assert observed(inputs, {"name": "a", "retentionInDays": 30}) == {**inputs, "retentionInDays": 30}

    def test_what_is_gone_in_aws_is_gone_from_the_inputs(self) -> None:
        assert "kmsKeyId" not in observed({"kmsKeyId": "key", DEFAULTS: []}, {"kmsKeyId": None})

    def test_what_aws_does_not_tell_stays(self) -> None:
        assert observed({"skipDestroy": True, DEFAULTS: []}, {"name": "a"}) == {"skipDestroy": True, DEFAULTS: []}

    def test_what_the_program_never_said_is_no_input(self) -> None:
        assert observed({"name": "a", DEFAULTS: []}, {"name": "a", "kmsKeyId": "key", "arn": "x"}) == {
            "name": "a",
            DEFAULTS: [],
        }

    def test_what_means_the_same_stays_as_the_program_words_it(self) -> None:
        policy = '{ "Version": "2012-10-17" }'
        seen = {"assumeRolePolicy": '{"Version":"2012-10-17"}', "maxSessionDuration": 3600}
        inputs: Props = {"assumeRolePolicy": policy, "maxSessionDuration": "3600", DEFAULTS: []}
        assert observed_inputs(ROLE, session(), inputs, seen) == inputs
        assert outputs(ROLE, session(), inputs, seen)["assumeRolePolicy"] == policy

    def test_the_region_of_the_resource_stays(self) -> None:
        assert observed({"region": "us-east-1", DEFAULTS: []}, {})["region"] == "us-east-1"


class TestImport:
    def test_everything_that_is_supported_comes_from_aws(self) -> None:
        seen = {"name": "a", "retentionInDays": 7, "kmsKeyId": None, "arn": "x", "tags": {"a": "1"}}
        after = observed({}, seen)
        assert after.items() >= {"name": "a", "retentionInDays": 7, "tags": {"a": "1"}, DEFAULTS: []}.items()
        assert "kmsKeyId" not in after

    def test_what_only_the_provider_knows_is_its_default(self) -> None:
        assert observed({}, {"name": "a"})["skipDestroy"] is False

    def test_no_tags_are_no_input(self) -> None:
        assert "tags" not in observed({}, {"name": "a", "tags": {}})


tags = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["1", "2"]))


class TestTags:
    @given(tags, tags)
    def test_default_tags_never_become_the_resources_own(self, defaults: dict[str, str], own: dict[str, str]) -> None:
        seen = {"tags": {**defaults, **own}}
        assert observed({"tags": own, DEFAULTS: []}, seen, **defaults)["tags"] == own

    @given(tags)
    def test_default_tags_are_not_imported(self, defaults: dict[str, str]) -> None:
        assert "tags" not in observed({}, {"tags": defaults}, **defaults)

    @given(tags, tags, tags)
    def test_all_that_was_done_to_tags_is_told(
        self, defaults: dict[str, str], own: dict[str, str], seen: dict[str, str]
    ) -> None:
        after = observed({"tags": own, DEFAULTS: []}, {"tags": seen}, **defaults)["tags"]
        drifted = {key for key in seen if seen[key] != {**defaults, **own}.get(key)}
        assert drifted <= after.keys()
        assert after.items() <= seen.items()

    def test_all_tags_are_an_output(self) -> None:
        state = outputs(GROUP, session(team="x"), {"tags": {"a": "1"}}, {"tags": {"team": "x", "a": "1"}})
        assert (state["tags"], state["tagsAll"]) == ({"a": "1"}, {"team": "x", "a": "1"})

    def test_a_type_without_tags_has_none(self) -> None:
        assert "tagsAll" not in outputs(PASSWORD, session(), {"length": 3}, {"length": 3})


class TestOutputs:
    def test_inputs_and_what_aws_says(self) -> None:
        inputs = {"name": "a", "skipDestroy": True, DEFAULTS: ["name"]}
        assert outputs(GROUP, session(), inputs, {"name": "a", "arn": "x"}) == {
            "name": "a",
            "skipDestroy": True,
            "arn": "x",
            "region": "eu-west-1",
            "tagsAll": {},
        }

    def test_a_global_resource_has_no_region(self) -> None:
        assert "region" not in outputs(ROLE, session(), {}, {"name": "a"})

    def test_secrets_are_marked(self) -> None:
        state = outputs(PASSWORD, session(), {"length": 3}, {"result": "abc", "bcryptHash": "x"})
        assert state == {"length": 3, "result": Secret("abc"), "bcryptHash": Secret("x")}

    def test_a_declaration_that_reads_what_the_sdk_lacks_is_told(self) -> None:
        with pytest.raises(TypeError, match="nonsense"):
            outputs(GROUP, session(), {}, {"nonsense": 1})

    @pytest.mark.parametrize("value", [None, "other"])
    def test_what_aws_says_wins(self, value: Any) -> None:
        assert outputs(GROUP, session(), {"kmsKeyId": "key"}, {"kmsKeyId": value})["kmsKeyId"] == value
