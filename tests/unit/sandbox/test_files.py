"""Files that are replaced in one step, and the explanation of errors."""

import errno
from pathlib import Path

import pytest

from strongroom.sandbox.files import explain, replace_file


def test_file_is_replaced_with_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("old")

    replace_file(file, "new", mode=0o600)

    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_file_is_unchanged_if_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "state.json"
    file.write_text("old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(file, "new")

    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (errno.ENOSPC, "free space"),
        (errno.EDQUOT, "free space"),
        (errno.EACCES, "permission"),
        (errno.EROFS, "disk that can be written"),
        (errno.ENOTDIR, "move the file"),
        (errno.ENAMETOOLONG, "shorter path"),
    ],
)
def test_error_is_explained_in_one_line_with_a_remedy(code: int, remedy: str) -> None:
    line = explain(OSError(code, "Reason", "/project/.sandbox/state"), Path("/project"))

    assert line.startswith("/project/.sandbox/state: Reason; ")
    assert remedy in line
    assert "\n" not in line


def test_error_without_a_file_names_the_given_one() -> None:
    assert explain(OSError(errno.EIO, "I/O error"), Path("/project")).startswith("/project: I/O error; ")
