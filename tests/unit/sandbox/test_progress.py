"""The progress of a long task: one line on a terminal, some lines elsewhere."""

import errno
import io
import time

import pytest

from strongroom.sandbox.progress import Progress, duration


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Full(Terminal):
    def write(self, _: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_terminal_gets_one_line_that_is_updated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("strongroom.sandbox.progress._REDRAW_SECONDS", 0.01)
    monkeypatch.setenv("COLUMNS", "80")
    terminal = Terminal()
    with Progress("Building", 240, terminal) as progress:
        progress.show("compiling pulumi (2 of 2)")
        while "compiling" not in terminal.getvalue():
            time.sleep(0.01)
    drawn = terminal.getvalue()
    assert drawn.count("\n") == 1
    assert drawn.endswith("\n")
    assert "\r\033[KBuilding: compiling pulumi (2 of 2), 0 s of about 4 min" in drawn
    assert drawn.split("\r\033[K")[-1] == "Building: done after 0 s\n"


def test_line_of_a_narrow_terminal_keeps_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("strongroom.sandbox.progress._REDRAW_SECONDS", 0.01)
    monkeypatch.setenv("COLUMNS", "50")
    terminal = Terminal()
    with Progress("Building", 240, terminal) as progress:
        progress.show("compiling " + "x" * 100)
        while "compiling" not in terminal.getvalue():
            time.sleep(0.01)
    lines = terminal.getvalue().split("\r\033[K")
    assert max(map(len, lines)) < 50
    assert any("x" in line and line.endswith("0 s of about 4 min") for line in lines)


def test_file_gets_a_line_at_the_start_at_intervals_and_at_the_end() -> None:
    stream = io.StringIO()
    with Progress("Building", 240, stream, line_seconds=0.05) as progress:
        progress.show("compiling")
        while stream.getvalue().count("compiling") < 2:
            time.sleep(0.01)
    lines = stream.getvalue().splitlines()
    assert lines[0].startswith("Building: ")
    assert lines[-1] == "Building: done after 0 s"


def test_failure_is_the_last_line() -> None:
    lines: list[str] = []
    with pytest.raises(ValueError, match="no"), Progress("Building", 240, report=lines.append):
        raise ValueError("no")
    assert lines[-1] == "Building: stopped after 0 s"


def test_stream_that_can_not_be_written_does_not_end_the_task() -> None:
    with Progress("Building", 240, Full()) as progress:
        progress.show("compiling")
    closed = io.StringIO()
    with Progress("Building", 240, closed):
        closed.close()


@pytest.mark.parametrize(("seconds", "text"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (225, "3 min 45 s")])
def test_duration_is_in_minutes_and_seconds(seconds: int, text: str) -> None:
    assert duration(seconds) == text
