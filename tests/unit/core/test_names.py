import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from strongroom.core import physical_name, vpc_name_part

words = st.from_regex(r"[a-z][a-z0-9]{0,19}(-[a-z][a-z0-9]{0,9}){0,3}", fullmatch=True)
suffixes = st.from_regex(r"[a-z][a-z0-9]{0,11}", fullmatch=True)
parts = st.lists(words, min_size=1, max_size=3)
limits = st.integers(32, 255)


def test_name_that_fits_is_its_parts() -> None:
    assert physical_name(["portal", "logs"], "dev") == "portal-logs-dev"
    assert physical_name(["portal", "logs"], "dev", 15) == "portal-logs-dev"


def test_long_name_keeps_beginning_and_suffix() -> None:
    name = physical_name(["banking-portal", "application-load-balancer"], "prod", 32)
    assert name.startswith("banking-portal-")
    assert name.endswith("-prod")


def test_name_is_the_same_in_every_version() -> None:
    # Pinned: another hash would rename, and so replace, what is deployed.
    assert (
        physical_name(["banking-portal", "application-load-balancer"], "prod", 32) == "banking-portal-app-d9825cec-prod"
    )


@given(parts, suffixes, limits)
def test_name_is_within_the_limit_and_well_formed(parts: list[str], suffix: str, limit: int) -> None:
    name = physical_name(parts, suffix, limit)
    assert len(name) <= limit
    assert name.endswith(f"-{suffix}")
    assert name[0].isalpha()
    assert "--" not in name
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(parts, suffixes, limits)
def test_name_is_only_cut_when_it_must_be(parts: list[str], suffix: str, limit: int) -> None:
    whole = "-".join([*parts, suffix])
    assert (physical_name(parts, suffix, limit) == whole) == (len(whole) <= limit)


@given(st.text("abcdefghij", min_size=40, max_size=40), words, words, suffixes)
@example("a" * 40, "x", "y", "dev")
def test_names_that_begin_alike_stay_apart(beginning: str, one: str, other: str, suffix: str) -> None:
    assume(one != other)
    assert physical_name([beginning, one], suffix, 32) != physical_name([beginning, other], suffix, 32)


@pytest.mark.parametrize("part", ["", "Portal", "-portal", "portal-", "por--tal", "1st", "por_tal"])
def test_other_characters_are_refused(part: str) -> None:
    with pytest.raises(ValueError, match="can't be part of a name"):
        physical_name([part], "dev")
    with pytest.raises(ValueError, match="can't be part of a name"):
        physical_name(["portal"], part)


def test_limit_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="leave no room"):
        physical_name(["banking-portal"], "production", 16)


@given(st.from_regex(r"vpc-[0-9a-f]{17}", fullmatch=True), st.from_regex(r"vpc-[0-9a-f]{8}", fullmatch=True))
def test_name_part_of_a_vpc_is_short_stable_and_part_of_a_name(one: str, other: str) -> None:
    part = vpc_name_part(one)
    assert part == vpc_name_part(one) != vpc_name_part(other)
    assert physical_name(["portal", part], "dev") == f"portal-{part}-dev"
    assert len(part) == 6
