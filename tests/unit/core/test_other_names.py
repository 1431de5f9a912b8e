from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import Args, Input, InputError, KmsKeyArn, Model, nearest_name
from strongroom.core._nearest import nearest_names


class Options(Model):
    min_size: int = 1
    max_size: int = 2
    enabled: bool = True


class StoreArgs(Args):
    kms_key_arn: Input[KmsKeyArn] | None = None
    availability_zones: int = 3
    nat: str = "single"
    topic_arns: list[str] = []
    options: Options = Options()
    scheme: str = "internal"


def problem(**inputs: Any) -> str:
    with pytest.raises(InputError) as caught:
        StoreArgs(**inputs)
    (found,) = caught.value.problems
    return str(found)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("kms_key_id", "use kms_key_arn"),
        ("kmsKeyId", "use kms_key_arn"),
        ("azs", "use availability_zones"),
        ("enable_nat_gateway", "use nat"),
        ("single_nat_gateway", "use nat"),
        ("alarm_actions", "use topic_arns"),
        ("stage", "use environment_suffix"),
        ("storage_encrypted", "remove it: storage is always encrypted"),
        ("kms_key_anr", "did you mean kms_key_arn?"),
        ("nonsense", "the nearest inputs are "),
    ],
)
def test_other_names_of_an_input_are_answered(name: str, answer: str) -> None:
    assert f": no such input; {answer}" in problem(**{name: True})


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("internet-facing", ["internal"]),
        ("min_sizes", ["max_size"]),
        ("disabled", ["enabled"]),
        ("unprotected", ["protected"]),
        ("exclude_buckets", ["include_buckets"]),
        ("high_cpu_percent", ["low_cpu_percent"]),
        ("private_tier", ["public_tier"]),
        ("scale_down", ["scale_up"]),
    ],
)
def test_suggestion_never_means_the_opposite(name: str, names: list[str]) -> None:
    assert nearest_name(name, names) is None


@pytest.mark.parametrize(
    ("name", "meant"),
    [("min_sise", "min_size"), ("MAX_SIZE", "max_size"), ("maxsize", "max_size"), ("enabeld", "enabled")],
)
def test_near_spelling_is_suggested(name: str, meant: str) -> None:
    assert nearest_name(name, Options.model_fields) == meant


@given(st.text(max_size=30), st.lists(st.text(max_size=30), unique_by=str.casefold, max_size=20))
def test_at_most_five_names_are_listed(name: str, names: list[str]) -> None:
    listed = nearest_names(name, names)
    assert len(listed) == min(5, len(names))
    assert set(listed) <= set(names)
    assert nearest_name(name, names) in {None, *names}


def test_copy_with_updates_is_validated() -> None:
    options = Options(max_size=5)
    assert options.model_copy(update={"min_size": 3}) == Options(min_size=3, max_size=5)
    assert options.model_copy() == options
    with pytest.raises(InputError, match=r"Options: .*\n  min_size: must be a whole number"):
        options.model_copy(update={"min_size": "3"})
    with pytest.raises(InputError, match=r"min_sise: no such input; did you mean min_size\?"):
        options.model_copy(update={"min_sise": 3})


def test_assigning_a_field_names_the_way_to_change_it() -> None:
    with pytest.raises(InputError, match=r"max_size: can't be assigned, because inputs are frozen; use model_copy"):
        Options().max_size = 3  # pyright: ignore[reportAttributeAccessIssue]
