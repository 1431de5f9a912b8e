from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import Cloud, Recorder

from strongroom.core import InputError, Problem
from strongroom.data import EncryptionKey, EncryptionKeyArgs, KeyService

ROLE = "arn:aws:iam::111122223333:role/operators"
HOME = Cloud("aws", "eu-central-1", "111122223333")


def test_every_input_has_a_default() -> None:
    EncryptionKeyArgs()


@pytest.mark.parametrize(
    ("inputs", "field", "reason", "remedy"),
    [
        ({"services": ["cloudwatch_log"]}, "services.0", "'cloudwatch_logs'", "did you mean cloudwatch_logs?"),
        ({"services": "cloudtrail"}, "services", "list", "also for a single value"),
        ({"rotation_period_days": 89}, "rotation_period_days", "at least 90", "90 or more"),
        ({"rotation_period_days": 2561}, "rotation_period_days", "at most 2560", "2560 or less"),
        ({"deletion_window_days": 6}, "deletion_window_days", "at least 7", "7 or more"),
        ({"deletion_window_days": 31}, "deletion_window_days", "at most 30", "30 or less"),
        ({"description": ""}, "description", "at least 1", "lengthen"),
        ({"enable_key_rotation": False}, "enable_key_rotation", "no such input", "rotation_period_days"),
        ({"administrators": ["operators"]}, "administrators.0", "role or user", "role/operators"),
        ({"users": "arn:aws:iam::111122223333:role/a"}, "users", "list", "also for a single value"),
        ({"replica_regions": ["eu-west-1"]}, "", "multi-Region", "multi_region"),
        ({"multi_region": True, "replica_regions": ["Ireland"]}, "replica_regions.0", "region", "eu-central-1"),
        ({"multi_region": True, "replica_regions": ["eu-west-1"] * 2}, "replica_regions", "once", "remove"),
        ({"environment_suffix": "prod-"}, "environment_suffix", "lower-case", "prod"),
    ],
)
def test_a_bad_input_is_told_with_field_reason_and_remedy(
    inputs: dict[str, Any], field: str, reason: str, remedy: str
) -> None:
    with pytest.raises(InputError) as error:
        EncryptionKeyArgs(**inputs)
    (line,) = str(error.value).splitlines()[1:]
    name, _, words = line.strip().partition(": ") if field else ("", "", line)
    assert name == field
    assert reason in words
    assert remedy in words


def mostly(right: st.SearchStrategy[Any], *wrong: Any) -> st.SearchStrategy[Any]:
    """Right values, and now and then a wrong one, so that some of all combinations are right throughout."""
    return st.integers(0, 9).flatmap(lambda number: right if number else st.sampled_from(wrong))


keys: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "durability": mostly(st.sampled_from(["persistent", "ephemeral"]), "forever"),
        "services": mostly(st.sets(st.sampled_from(get_args(KeyService))), {"sns"}),
        "administrators": mostly(st.sampled_from([[], [ROLE]]), [ROLE, ROLE], ["operators"]),
        "users": mostly(st.sampled_from([[], [ROLE]]), ["*"]),
        "trust_account_identities": mostly(st.booleans(), "no"),
        "multi_region": st.booleans(),
        "replica_regions": mostly(st.sampled_from([[], ["eu-west-1", "us-east-1"]]), [HOME.region], ["Ireland"]),
        "description": mostly(st.sampled_from([None, "Card data"]), ""),
        "rotation_period_days": mostly(st.integers(90, 2560), 89, 365.5),
        "deletion_window_days": mostly(st.one_of(st.none(), st.integers(7, 30)), 6),
    }
)


@given(inputs=keys)
def test_every_key_is_refused_with_a_remedy_or_registers(record: Recorder, inputs: dict[str, Any]) -> None:
    problems: tuple[Problem, ...] = ()
    registered = 0
    try:
        deployment = record(lambda: EncryptionKey("portal", EncryptionKeyArgs(**inputs)), cloud=HOME)
        registered = len(deployment.of_type("aws:kms/key:Key"))
    except InputError as error:
        problems = error.problems
    assert registered == (0 if problems else 1)
    assert all(problem.reason and problem.remedy for problem in problems)
