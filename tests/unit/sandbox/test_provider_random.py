"""The types of the `random` provider: what they draw, and that it stays."""

import base64
import string
from collections.abc import Mapping
from typing import Any

import bcrypt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.sandbox.provider import random
from strongroom.sandbox.provider.changes import changes
from strongroom.sandbox.provider.checks import Naming, check
from strongroom.sandbox.provider.random import random_text
from strongroom.sandbox.provider.resource import Made
from strongroom.sandbox.provider.session import Account, Session
from strongroom.sandbox.provider.state import observed_inputs, outputs
from strongroom.sandbox.provider.wire import Props, Secret

STRING, PASSWORD, ID = (f"random:index/random{name}:Random{name}" for name in ("String", "Password", "Id"))
NOWHERE = Session(Account("http://127.0.0.1:1", "123456789012"), "")
SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
CLASSES: Mapping[str, str] = {
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "numeric": string.digits,
    "special": SPECIAL,
}


def inputs(token: str, **news: Any) -> Props:
    completed, problems = check(random.PACKAGE.resources[token], news, {}, Naming("it"))
    assert problems == []
    return completed


def state(token: str, **news: Any) -> Props:
    """Return the state that a new resource has."""
    resource = random.PACKAGE.resources[token]
    given_inputs = inputs(token, **news)
    made = resource.create(NOWHERE, given_inputs, {})
    assert isinstance(made, Made)
    seen = resource.read(NOWHERE, made.id, {**given_inputs, **made.outputs})
    assert seen is not None
    return {"id": made.id, **outputs(resource, NOWHERE, given_inputs, seen)}


@given(st.fixed_dictionaries({f"min{name.title()}": st.integers(0, 5) for name in CLASSES}), st.integers(0, 30))
def test_length_and_minimums_are_kept(minimums: dict[str, int], more: int) -> None:
    length = sum(minimums.values()) + more

    drawn = random_text(inputs(STRING, length=length, **minimums))

    assert len(drawn) == length
    for name, alphabet in CLASSES.items():
        assert sum(character in alphabet for character in drawn) >= minimums[f"min{name.title()}"]


@given(st.sets(st.sampled_from(sorted(CLASSES)), min_size=1))
def test_only_the_classes_asked_for_are_used(chosen: set[str]) -> None:
    drawn = random_text(inputs(STRING, length=200, **{name: name in chosen for name in CLASSES}))

    # 200 draws that miss one of four classes would be a wonder of one in 10**25.
    assert {name for name, alphabet in CLASSES.items() if set(drawn) & set(alphabet)} == chosen
    assert set(drawn) <= set("".join(CLASSES[name] for name in chosen))


def test_special_characters_can_be_chosen() -> None:
    drawn = random_text(inputs(STRING, length=200, overrideSpecial="_-", minSpecial=20))

    assert set(drawn) - set(string.ascii_letters + string.digits) == {"_", "-"}


@pytest.mark.parametrize(
    "news", [{"length": 3, "minLower": 2, "minUpper": 2}, {"length": 1, **dict.fromkeys(CLASSES, False)}]
)
def test_what_does_not_fit_is_refused(news: Props) -> None:
    with pytest.raises(ValueError, match=f"length of {news['length']}"):
        random_text(inputs(STRING, **news))


def test_no_two_are_alike() -> None:
    assert len({random_text(inputs(STRING, length=20)) for _ in range(100)}) == 100


def test_a_string_is_its_own_id_and_no_secret() -> None:
    made = state(STRING, length=12)

    assert made["result"] == made["id"]
    assert len(made["result"]) == 12


def test_a_password_is_secret_with_its_hash_and_its_id_tells_nothing() -> None:
    made = state(PASSWORD, length=100)

    assert isinstance(made["result"], Secret)
    assert isinstance(made["bcryptHash"], Secret)
    assert made["id"] == "none"
    assert bcrypt.checkpw(made["result"].value[:72].encode(), made["bcryptHash"].value.encode())
    assert [name for name, value in made.items() if value == made["result"].value] == []


@given(st.integers(1, 40))
def test_an_id_is_the_same_bytes_in_each_notation(length: int) -> None:
    made = state(ID, byteLength=length)

    drawn = bytes.fromhex(made["hex"])
    assert len(drawn) == length
    assert int(made["dec"]) == int.from_bytes(drawn, "big")
    assert base64.b64decode(made["b64Std"]) == drawn
    assert made["b64Url"] == base64.urlsafe_b64encode(drawn).decode().rstrip("=") == made["id"]


def test_a_prefix_goes_before_each_notation_but_not_the_id() -> None:
    made = state(ID, byteLength=4, prefix="app-")

    notations = [made[name] for name in ("hex", "dec", "b64Std", "b64Url")]
    assert all(text.startswith("app-") for text in notations)
    assert made["b64Url"] == "app-" + made["id"]


@pytest.mark.parametrize(("token", "size"), [(STRING, "length"), (PASSWORD, "length"), (ID, "byteLength")])
def test_what_was_drawn_is_kept_on_refresh(token: str, size: str) -> None:
    resource = random.PACKAGE.resources[token]
    before = state(token, **{size: 16})
    known = {name: value.value if isinstance(value, Secret) else value for name, value in before.items()}
    given_inputs = inputs(token, **{size: 16})

    seen = resource.read(NOWHERE, known.pop("id"), {**known, **given_inputs})

    assert seen is not None
    observed = observed_inputs(resource, NOWHERE, given_inputs, seen)
    assert observed == given_inputs
    assert {"id": before["id"], **outputs(resource, NOWHERE, observed, seen)} == before


@pytest.mark.parametrize(("token", "size"), [(STRING, "length"), (PASSWORD, "length"), (ID, "byteLength")])
def test_any_change_draws_anew(token: str, size: str) -> None:
    properties = random.PACKAGE.resources[token].properties
    old = inputs(token, **{size: 16})

    for news in ({size: 17}, {size: 16, "keepers": {"version": "2"}}):
        found = changes(old, inputs(token, **news), properties)
        assert found
        assert all(change.replace for change in found)
