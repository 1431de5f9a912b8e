"""How the background process is found: by its lock and its file, which may be damaged or name another process."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from strongroom.sandbox import process
from strongroom.sandbox.process import BackgroundProcess, Endpoints, ProcessError

LIVE = Endpoints(os.getpid(), "http://127.0.0.1:1", {"aws": 1, "random": 2}, process.started_at(os.getpid()))


def announce(background: BackgroundProcess, endpoints: Endpoints) -> None:
    (background.folder / "process.json").write_text(json.dumps(vars(endpoints)))


@pytest.fixture
def background(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BackgroundProcess:
    monkeypatch.setattr(process, "_REPAIR_SECONDS", 0.3)
    (tmp_path / ".sandbox").mkdir()
    return BackgroundProcess(tmp_path / ".sandbox")


@pytest.fixture
def held(background: BackgroundProcess) -> Iterator[BackgroundProcess]:
    """A folder whose process lives: its lock is held, by this process."""
    with FileLock(background.folder / "process.lock"):
        yield background


@pytest.fixture
def stranger() -> Iterator[int]:
    """The number of a process that has nothing to do with the sandbox."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        yield other.pid
        assert other.poll() is None, "it was ended"
        other.kill()


def test_live_process_is_found(held: BackgroundProcess) -> None:
    announce(held, LIVE)
    assert held.find() == LIVE


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"{}", b'{"pid": "1"}', b"\xff\x00", b"5", None])
def test_live_process_with_a_damaged_file_is_an_error_with_a_remedy(
    held: BackgroundProcess, content: bytes | None
) -> None:
    if content is not None:
        (held.folder / "process.json").write_bytes(content)
    with pytest.raises(ProcessError, match=r"process\.json: must say .*; end .* `strongroom-sandbox down --force`"):
        held.find()


@pytest.mark.parametrize("content", [b"", b"{", b"[]"])
def test_damaged_file_of_an_ended_process_is_ignored(background: BackgroundProcess, content: bytes) -> None:
    (background.folder / "process.json").write_bytes(content)
    assert background.find() is None
    background.stop()


def test_process_that_took_the_number_of_an_ended_one_is_not_found_and_not_ended(
    background: BackgroundProcess, stranger: int
) -> None:
    announce(background, Endpoints(stranger, "http://127.0.0.1:1", {}, "1"))
    assert background.find() is None
    background.stop()


def test_process_that_took_the_number_of_a_live_one_is_not_ended(held: BackgroundProcess, stranger: int) -> None:
    announce(held, Endpoints(stranger, "http://127.0.0.1:1", {}, "1"))
    assert held.alive()
    with pytest.raises(ProcessError, match=r"process\.json"):
        held.stop()


def test_process_that_ignores_its_end_is_killed(held: BackgroundProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    received: list[int] = []
    monkeypatch.setattr(process, "_STOP_SECONDS", 0.1)
    announce(held, LIVE)
    real = os.kill

    def kill(pid: int, number: int) -> None:
        if number:
            received.append(number)
        else:
            real(pid, number)

    monkeypatch.setattr(os, "kill", kill)
    held.stop()
    assert received == [signal.SIGTERM, signal.SIGKILL]


@pytest.mark.parametrize("pid", [0, -1, 2**22 + 1, 2**70])
def test_number_that_no_process_can_have_is_not_alive(pid: int) -> None:
    assert not process.process_lives(pid)


def test_folder_that_is_a_file_has_no_process(tmp_path: Path) -> None:
    (tmp_path / ".sandbox").write_text("")
    assert BackgroundProcess(tmp_path / ".sandbox").find() is None
