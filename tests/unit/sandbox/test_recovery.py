"""A state that was being written when its writer was killed."""

from pathlib import Path

import pytest

from strongroom.sandbox.recovery import StackFiles, restore_checkpoint

BEFORE, AFTER = '{"checkpoint": {"latest": {"resources": []}}}', '{"checkpoint": {"latest": {"resources": [{}]}}}'


@pytest.fixture
def files(tmp_path: Path) -> StackFiles:
    files = StackFiles(tmp_path, "project", "dev")
    files.checkpoint.parent.mkdir(parents=True)
    files.checkpoint.with_suffix(".json.bak").write_text(BEFORE)
    return files


@pytest.mark.parametrize("cut", ["", AFTER[:20], None])
def test_what_is_cut_off_or_missing_is_taken_from_the_one_before(files: StackFiles, cut: str | None) -> None:
    if cut is not None:
        files.checkpoint.write_text(cut)
    restore_checkpoint(files)
    assert files.deployment() == {"resources": []}


def test_what_is_whole_is_left_alone(files: StackFiles) -> None:
    files.checkpoint.write_text(AFTER)
    restore_checkpoint(files)
    assert files.deployment() == {"resources": [{}]}


def test_a_first_state_that_is_cut_off_is_left_for_pulumi_to_tell(tmp_path: Path) -> None:
    files = StackFiles(tmp_path, "project", "dev")
    files.checkpoint.parent.mkdir(parents=True)
    files.checkpoint.write_text("")
    restore_checkpoint(files)
    assert files.checkpoint.read_text() == ""


@pytest.mark.parametrize(("written", "kept"), [("", False), ('{"user.content_type": "text"}', True)])
def test_what_half_describes_a_state_is_removed(files: StackFiles, written: str, kept: bool) -> None:
    files.checkpoint.write_text(AFTER)
    described = files.checkpoint.with_name("dev.json.attrs")
    described.write_text(written)
    restore_checkpoint(files)
    assert described.exists() == kept
    assert files.deployment() == {"resources": [{}]}
