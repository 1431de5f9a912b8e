from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import Recorder

from strongroom.core import (
    DETECTOR_TAGS,
    HOSTED_ZONE_TAGS,
    TRAIL_TAGS,
    Args,
    InputError,
    TagQuota,
    tag_problems,
    tags_for,
)

characters = st.one_of(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Zs"]), st.sampled_from("_.:/=+-@"))
keys = st.text(characters, min_size=1, max_size=128).filter(
    lambda key: not key.casefold().startswith("aws:") and key.casefold() not in {"name", "environment", "managedby"}
)
tags = st.dictionaries(keys, st.text(characters, max_size=256), max_size=47).filter(
    lambda tags: len({key.casefold() for key in tags}) == len(tags)
)


def refusal(tags: Any) -> str:
    with pytest.raises(InputError) as caught:
        Args(tags=tags)
    return str(caught.value)


@given(tags)
def test_every_resource_has_the_users_tags_and_ours(tags: dict[str, str]) -> None:
    merged = tags_for("portal-vpc-dev", "dev", Args(tags=tags).tags)
    ours = {"Name": "portal-vpc-dev", "Environment": "dev", "ManagedBy": "pulumi"}
    assert merged == tags | ours
    assert len(merged) <= 50


def test_user_may_set_manager() -> None:
    merged = tags_for("portal-dev", "dev", Args(tags={"ManagedBy": "platform"}).tags)
    assert merged == {"Name": "portal-dev", "Environment": "dev", "ManagedBy": "platform"}


@pytest.mark.parametrize("key", ["Environment", "environment", "ENVIRONMENT"])
def test_environment_is_the_suffix_that_budgets_filter_by(key: str) -> None:
    told = refusal({key: "production"})
    assert f"must not set {key}: the tag Environment is environment_suffix" in told
    assert f"remove {key}" in told


def test_without_tags_of_the_user() -> None:
    assert tags_for("portal-dev", "dev") == {"Name": "portal-dev", "Environment": "dev", "ManagedBy": "pulumi"}


def test_name_is_each_resources_own() -> None:
    assert "tags: must not set Name" in refusal({"Name": "portal"})


@given(st.sampled_from(["aws:", "AWS:", "Aws:"]), st.text(characters, max_size=20))
def test_prefix_of_aws_is_refused(prefix: str, rest: str) -> None:
    assert "which AWS keeps for itself" in refusal({prefix + rest: "x"})


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({"Owner": "payments", "owner": "treasury"}, "both Owner and owner"),
        ({"managedby": "platform"}, "write it ManagedBy"),
        ({"name": "portal"}, "remove name"),
        ({"": "x"}, "1 to 128 characters"),
        ({"k" * 129: "x"}, "1 to 128 characters"),
        ({"k": "v" * 257}, "at most 256 characters"),
        ({"a,b": "x"}, "remove other characters"),
        ({"a": "x\n"}, "remove other characters"),
        ({"a": "<b>"}, "remove other characters"),
        ({f"key{number}": "x" for number in range(48)}, "at most 47 tags"),
        ({"a": 3}, "must be a string"),
        ([("a", "b")], "must be a mapping"),
    ],
)
def test_what_aws_refuses_is_refused(tags: Any, words: str) -> None:
    assert words in refusal(tags)


def test_tag_may_be_an_output(record: Recorder) -> None:
    def program() -> Any:
        return Args(tags={"Vpc": pulumi.Output.from_input("vpc-1")}).tags["Vpc"]

    deployment = record(program)
    assert deployment.value(deployment.result) == "vpc-1"


def test_output_that_is_no_tag_value_is_refused(record: Recorder) -> None:
    failure = record.failing(InputError, lambda: Args(tags={"Vpc": pulumi.Output.from_input("<none>")}))
    assert "tags: must have only letters" in failure.message


@given(tags, st.dictionaries(keys, st.text(characters, max_size=256), max_size=60), st.sampled_from([10, 50]))
def test_tags_fit_together_with_the_default_tags_or_are_refused(
    own: dict[str, str], default: dict[str, str], limit: int
) -> None:
    on_resource = {**default, **tags_for("portal-dev", "dev", own)}
    fits = len(on_resource) <= limit and len({key.casefold() for key in on_resource}) == len(on_resource)
    assert (not tag_problems(own, default, TagQuota(max_tags=limit))) == fits


@pytest.mark.parametrize(
    ("own", "default", "quota", "words"),
    [
        (0, 48, TagQuota(), "at most 50 on a resource, together with Name, Environment, ManagedBy and the 48 default"),
        (30, 18, TagQuota(), "got 51; remove 1 of tags or of the default tags"),
        (8, 0, HOSTED_ZONE_TAGS, "at most 10 on a hosted zone"),
        (3, 5, HOSTED_ZONE_TAGS, "got 11; remove 1"),
    ],
)
def test_number_of_tags_is_checked_with_the_default_tags(own: int, default: int, quota: TagQuota, words: str) -> None:
    user = {f"user{number}": "x" for number in range(own)}
    provider = {f"default{number}": "x" for number in range(default)}
    (problem,) = tag_problems(user, provider, quota)
    assert problem.path == "tags"
    assert words in str(problem)
    user.popitem() if own else provider.popitem()
    assert not tag_problems(user, provider, quota)


@pytest.mark.parametrize(
    ("default", "words"),
    [
        ({"aws:owner": "x"}, "aws:, which AWS keeps for itself"),
        ({"k" * 129: "x"}, "1 to 128 characters"),
        ({"owner": "v" * 257}, "at most 256 characters"),
        ({"owner": "a;b"}, "only letters"),
        ({"environment": "production"}, "environment beside the tag Environment"),
        ({"team": "cards"}, "team beside the tag Team"),
        ({"Cost": "1", "cost": "2"}, "cost beside the tag Cost"),
    ],
)
def test_default_tags_that_a_resource_can_not_have_are_refused(default: dict[str, str], words: str) -> None:
    (problem,) = tag_problems({"Team": "payments"}, default, TagQuota())
    assert problem.path == "provider.default_tags"
    assert words in str(problem)


def test_overridden_default_tags_are_not_checked() -> None:
    assert not tag_problems({"Team": ""}, {"Team": "<x>", "Environment": "<y>"}, TagQuota())


def test_limits_of_single_services_hold_for_own_and_default_tags() -> None:
    (empty,) = tag_problems({"Reviewed": ""}, {}, TRAIL_TAGS)
    assert "tags: must not be empty on a CloudTrail trail, got no value of Reviewed" in str(empty)
    (key,) = tag_problems({}, {"Cost Center": "x"}, DETECTOR_TAGS)
    assert "provider.default_tags: must have only keys that a GuardDuty detector can have" in str(key)
    assert not tag_problems({"cost_center": "x", "a:b/c.d=e+f-9": "y"}, {}, DETECTOR_TAGS)
