"""A state that was being written when its writer was killed."""

import os
from pathlib import Path

import pytest

from strongroom.sandbox.provider.journal import Journal
from strongroom.sandbox.recovery import (
    DamagedStateError,
    StackFiles,
    StackInUseError,
    discard_empty,
    locked_by_the_dead,
    restore_checkpoint,
)

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


@pytest.mark.parametrize(
    "damaged", [b"", AFTER[:20].encode(), b"[]", b"null", b"{}", b'{"checkpoint": 5}', b"\xff\x00"]
)
def test_damaged_state_is_replaced_by_its_backup(files: StackFiles, damaged: bytes) -> None:
    files.checkpoint.write_bytes(damaged)
    assert files.deployment() == {"resources": []}
    assert restore_checkpoint(files)
    assert files.checkpoint.read_text() == BEFORE
    assert not restore_checkpoint(files)


def test_state_that_is_damaged_like_its_backup_is_an_error_with_a_remedy(files: StackFiles) -> None:
    for file in (files.checkpoint, files.backup):
        file.write_text("{")
    assert not restore_checkpoint(files)
    with pytest.raises(DamagedStateError, match=r"dev\.json: must be .*; delete the sandbox with `.* down --force`"):
        files.deployment()


def test_damaged_state_with_which_nothing_was_deployed_is_deleted(files: StackFiles, tmp_path: Path) -> None:
    for file in (files.checkpoint, files.backup):
        file.write_text("")
    journal = tmp_path / "journal"
    Journal(journal).made("urn:pulumi:prod::project::aws:ec2/vpc:Vpc::it", "vpc-1", "eu-west-1")
    discard_empty(files, journal)
    assert not files.exist()


def test_damaged_state_with_which_something_was_deployed_is_kept(files: StackFiles, tmp_path: Path) -> None:
    for file in (files.checkpoint, files.backup):
        file.write_text("")
    journal = tmp_path / "journal"
    Journal(journal).made("urn:pulumi:dev::project::aws:ec2/vpc:Vpc::it", "vpc-1", "eu-west-1")
    with pytest.raises(DamagedStateError):
        discard_empty(files, journal)
    assert files.exist()


@pytest.mark.parametrize("lock", ["", '{"pid"', "[]", '{"pid": "x"}', '{"pid": 99999999999999999999}', '{"pid": -1}'])
def test_damaged_lock_is_that_of_a_killed_command(files: StackFiles, lock: str) -> None:
    folder = files.state / ".pulumi/locks/organization/project/dev"
    folder.mkdir(parents=True)
    (folder / "lock.json").write_text(lock)
    assert locked_by_the_dead(files)


def test_lock_of_a_live_process_is_an_error(files: StackFiles) -> None:
    folder = files.state / ".pulumi/locks/organization/project/dev"
    folder.mkdir(parents=True)
    (folder / "lock.json").write_text(f'{{"pid": {os.getpid()}}}')
    with pytest.raises(StackInUseError, match="is being deployed by process"):
        locked_by_the_dead(files)
