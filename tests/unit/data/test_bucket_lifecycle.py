from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import Durability, InputError
from strongroom.data import BucketArgs, LifecycleRule, Transition
from strongroom.data._bucket_lifecycle import lifecycle_rules
from strongroom.data._bucket_types import StorageClass

CLASSES: tuple[StorageClass, ...] = get_args(StorageClass)
durabilities: st.SearchStrategy[Durability] = st.sampled_from(get_args(Durability))


@st.composite
def ordered_transitions(draw: st.DrawFn) -> list[Transition]:
    """Moves that S3 accepts: from warm to cold, each at least a month after the one before."""
    classes = [each for each in CLASSES if draw(st.booleans())]
    day, found = 0, list[Transition]()
    for each in classes:
        day += draw(st.integers(30, 400))
        found.append(Transition.model_validate({"days": day, "storage_class": each}))
    return found


@given(durabilities, ordered_transitions(), st.one_of(st.none(), st.integers(1, 5000)))
def test_every_bucket_clears_away_what_nobody_sees(
    durability: Durability, transitions: list[Transition], expiration_days: int | None
) -> None:
    (rule,) = lifecycle_rules(durability, transitions=transitions, expiration_days=expiration_days)
    assert rule["status"] == "Enabled"
    assert rule.get("filter") == {"prefix": ""}
    assert rule.get("abort_incomplete_multipart_upload") == {"days_after_initiation": 7}
    assert rule.get("noncurrent_version_expiration") == {"noncurrent_days": 90 if durability == "persistent" else 7}
    assert rule.get("expiration") == (
        {"days": expiration_days} if expiration_days else {"expired_object_delete_marker": True}
    )
    assert rule.get("transitions", []) == [
        {"days": each.days, "storage_class": each.storage_class} for each in transitions
    ]


@given(ordered_transitions(), st.integers(1, 5000))
def test_objects_expire_after_their_last_move_or_are_refused(transitions: list[Transition], days: int) -> None:
    inputs: dict[str, Any] = {"transitions": transitions, "expiration_days": days}
    if transitions and days <= transitions[-1].days:
        with pytest.raises(InputError, match=f"expire after {transitions[-1].days + 1} days or more"):
            LifecycleRule(prefix="reports/", **inputs)
        with pytest.raises(InputError, match="expiration_days: objects expire after"):
            BucketArgs(access_log_bucket_name=None, encryption="s3", **inputs)
    else:
        assert LifecycleRule(prefix="reports/", **inputs).expiration_days == days
        assert BucketArgs(access_log_bucket_name=None, encryption="s3", **inputs).expiration_days == days


def test_old_versions_can_be_kept_for_another_time() -> None:
    (rule,) = lifecycle_rules("persistent", noncurrent_version_expiration_days=365)
    assert rule.get("noncurrent_version_expiration") == {"noncurrent_days": 365}


def test_a_folder_has_a_rule_of_its_own() -> None:
    reports = LifecycleRule(
        prefix="reports/",
        transitions=[Transition(days=0, storage_class="INTELLIGENT_TIERING")],
        expiration_days=400,
        noncurrent_version_expiration_days=30,
    )
    every, of_folder = lifecycle_rules("persistent", further={"reports": reports})
    assert every["id"] != of_folder["id"] == "reports"
    assert of_folder.get("filter") == {"prefix": "reports/"}
    assert of_folder.get("expiration") == {"days": 400}
    assert of_folder.get("transitions") == [{"days": 0, "storage_class": "INTELLIGENT_TIERING"}]
    assert of_folder.get("noncurrent_version_expiration") == {"noncurrent_days": 30}


@pytest.mark.parametrize(
    ("moves", "reason", "remedy"),
    [
        ([(29, "STANDARD_IA")], "STANDARD_IA in its first 30 days", "30 days or more"),
        ([(29, "ONEZONE_IA")], "ONEZONE_IA in its first 30 days", "30 days or more"),
        ([(60, "GLACIER"), (90, "STANDARD_IA")], "from GLACIER to STANDARD_IA", "in the order STANDARD_IA"),
        ([(60, "GLACIER"), (90, "GLACIER")], "from GLACIER to GLACIER", "in the order"),
        ([(30, "STANDARD_IA"), (59, "GLACIER")], "too early after STANDARD_IA", "60 days or more"),
        ([(10, "GLACIER_IR"), (39, "DEEP_ARCHIVE")], "too early after GLACIER_IR", "40 days or more"),
        ([(90, "GLACIER"), (90, "DEEP_ARCHIVE")], "too early after GLACIER", "91 days or more"),
        ([(-1, "GLACIER")], "at least 0", "0 or more"),
        ([(1, "STANDARD")], "must be 'STANDARD_IA'", "did you mean STANDARD_IA?"),
    ],
)
def test_a_move_that_s3_does_not_make_is_refused(moves: list[tuple[int, str]], reason: str, remedy: str) -> None:
    with pytest.raises(InputError) as error:
        LifecycleRule.model_validate(
            {"prefix": "a/", "transitions": [{"days": days, "storage_class": name} for days, name in moves]}
        )
    assert reason in str(error.value)
    assert remedy in str(error.value)


def test_a_rule_that_does_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="a rule must do something; give expiration_days, transitions or both"):
        LifecycleRule(prefix="reports/")
