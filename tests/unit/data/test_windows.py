from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import InputError, Model, RuleError
from strongroom.data._windows import BackupWindow, MaintenanceWindow, check_windows

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY, WEEK = 24 * 60, 7 * 24 * 60


class Windows(Model):
    backup: BackupWindow = "02:00-03:00"
    maintenance: MaintenanceWindow = "sun:04:00-sun:05:00"


def time(minute: int) -> str:
    return f"{minute % DAY // 60:02}:{minute % 60:02}"


def moment(minute: int) -> str:
    return f"{DAYS[minute % WEEK // DAY]}:{time(minute)}"


def refusal(**inputs: Any) -> str:
    with pytest.raises(InputError) as error:
        Windows(**inputs)
    return str(error.value)


def overlap(backup: str, maintenance: str) -> bool:
    try:
        check_windows(backup, maintenance)
    except RuleError:
        return True
    return False


@pytest.mark.parametrize("window", ["00:00-00:30", "23:45-00:15", "12:00-11:30"])
def test_a_backup_window_is_half_an_hour_or_longer_and_may_pass_midnight(window: str) -> None:
    assert Windows(backup=window).backup == window


@pytest.mark.parametrize("window", ["sun:23:45-mon:00:15", "mon:00:00-mon:23:30", "wed:04:00-wed:04:30"])
def test_a_maintenance_window_may_pass_the_end_of_the_week(window: str) -> None:
    assert Windows(maintenance=window).maintenance == window


@pytest.mark.parametrize("window", ["", "2:00-3:00", "02:00", "24:00-24:30", "02:60-03:30", "02:00 - 03:00"])
def test_a_backup_window_of_another_form_is_refused(window: str) -> None:
    assert "02:00-03:00" in refusal(backup=window)


@pytest.mark.parametrize("window", ["02:00-03:00", "son:04:00-son:05:00", "sun:4:00-sun:5:00", "Sun:04:00-Sun:05:00"])
def test_a_maintenance_window_of_another_form_is_refused(window: str) -> None:
    assert "sun:04:00-sun:05:00" in refusal(maintenance=window)


@pytest.mark.parametrize(
    "inputs",
    [
        {"backup": "02:00-02:29"},
        {"backup": "02:00-02:00"},
        {"backup": "02:00-01:45"},
        {"maintenance": "sun:04:00-sun:04:29"},
        {"maintenance": "sun:04:00-sun:04:00"},
        {"maintenance": "mon:04:00-tue:03:31"},
        {"maintenance": "tue:04:00-mon:04:00"},
    ],
)
def test_a_window_that_is_too_short_or_too_long_is_refused(inputs: dict[str, Any]) -> None:
    assert "30 minutes" in refusal(**inputs)


@pytest.mark.parametrize(
    ("backup", "maintenance"),
    [
        ("02:00-03:00", "sun:02:30-sun:03:30"),
        ("02:00-03:00", "sun:01:00-sun:05:00"),
        ("23:30-00:30", "wed:00:00-wed:01:00"),
        ("23:30-00:30", "mon:00:15-mon:01:00"),
        ("00:00-01:00", "sun:23:30-mon:00:30"),
        ("02:00-03:00", "sat:23:00-sun:02:30"),
    ],
)
def test_windows_that_overlap_are_refused(backup: str, maintenance: str) -> None:
    assert overlap(backup, maintenance)


@pytest.mark.parametrize(
    ("backup", "maintenance"),
    [
        ("02:00-03:00", "sun:03:00-sun:04:00"),
        ("02:00-03:00", "sun:01:00-sun:02:00"),
        ("23:30-00:30", "mon:00:30-mon:01:00"),
        ("23:00-00:00", "mon:00:00-mon:01:00"),
        ("02:00-03:00", "sun:23:30-mon:00:30"),
    ],
)
def test_windows_that_only_touch_or_lie_apart_are_allowed(backup: str, maintenance: str) -> None:
    assert not overlap(backup, maintenance)


spans = st.tuples(st.integers(0, WEEK - 1), st.integers(30, DAY - 30))


@given(
    backup=st.tuples(st.integers(0, DAY - 1), st.integers(30, DAY - 30)),
    maintenance=spans,
    shift=st.integers(0, WEEK),
)
def test_whether_windows_overlap_does_not_hang_on_when_day_and_week_begin(
    backup: tuple[int, int], maintenance: tuple[int, int], shift: int
) -> None:
    (daily, daily_length), (weekly, weekly_length) = backup, maintenance

    def overlaps(by: int) -> bool:
        return overlap(
            f"{time(daily + by)}-{time(daily + daily_length + by)}",
            f"{moment(weekly + by)}-{moment(weekly + weekly_length + by)}",
        )

    backed_up = {(daily + minute) % DAY for minute in range(daily_length)}
    expected = any((weekly + minute) % DAY in backed_up for minute in range(weekly_length))
    assert overlaps(0) == overlaps(shift) == expected


@given(backup=st.tuples(st.integers(0, DAY - 1), st.integers(30, DAY - 30)), maintenance=spans)
def test_what_is_proposed_instead_is_free(backup: tuple[int, int], maintenance: tuple[int, int]) -> None:
    daily = f"{time(backup[0])}-{time(sum(backup))}"
    try:
        check_windows(daily, f"{moment(maintenance[0])}-{moment(sum(maintenance))}")
    except RuleError as error:
        if error.remedy.startswith("use for example "):
            proposed = error.remedy.removeprefix("use for example ")
            assert Windows(backup=daily, maintenance=proposed)
            assert not overlap(daily, proposed)
        else:
            assert backup[1] + maintenance[1] > DAY
