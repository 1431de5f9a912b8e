"""Progress of a long task on standard error.

`tools/install.py` uses this file before anything is installed, so it imports the standard library only.
"""

import shutil
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self, TextIO

_LINE_SECONDS = 30.0
_REDRAW_SECONDS = 1.0


class Progress:
    """Shows the current step of a task, the time elapsed, and the time that the task usually takes.

    On a terminal one line is updated every second. Elsewhere a line is written at the start and every 30 seconds.

        with Progress("Building Pulumi", usual_seconds=240) as progress:
            progress.show("compiling pulumi (2 of 2)")

    Args:
        title: What the task does; begins each line.
        usual_seconds: The time that the task usually takes.
        stream: Where lines are written. Default: standard error.
        line_seconds: Seconds between two lines where the stream is not a terminal. Default: 30.
        report: Receives each line, without its line end, in place of the stream.
    """

    def __init__(
        self,
        title: str,
        usual_seconds: float,
        stream: TextIO | None = None,
        line_seconds: float = _LINE_SECONDS,
        report: Callable[[str], None] | None = None,
    ) -> None:
        self._title = title
        self._usual_seconds = usual_seconds
        self._stream = stream or sys.stderr
        self._report = report
        self._is_terminal = report is None and self._stream.isatty()
        self._interval = _REDRAW_SECONDS if self._is_terminal else line_seconds
        self._step = "starting"
        self._started = time.monotonic()
        self._ended = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        self._started = time.monotonic()
        self._ticker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._ended.set()
        self._ticker.join()
        elapsed = duration(time.monotonic() - self._started)
        self._write(f"{self._title}: {'done' if kind is None else 'stopped'} after {elapsed}")
        if self._is_terminal:
            with suppress(OSError, ValueError):
                self._stream.write("\n")
                self._stream.flush()

    def show(self, step: str) -> None:
        """Set the current step.

        Args:
            step: What is being done, such as `compiling pulumi (2 of 2)`.
        """
        self._step = step

    def _tick(self) -> None:
        while True:
            begin = f"{self._title}: "
            end = f", {duration(time.monotonic() - self._started)} of about {duration(self._usual_seconds)}"
            room = shutil.get_terminal_size().columns - 1 - len(begin) - len(end)
            self._write(f"{begin}{self._step[: max(room, 0)] if self._is_terminal else self._step}{end}")
            if self._ended.wait(self._interval):
                return

    def _write(self, line: str) -> None:
        if self._report:
            self._report(line)
            return
        with suppress(OSError, ValueError):  # a stream that is closed, or on a full disk: the task goes on
            if self._is_terminal:
                width = shutil.get_terminal_size().columns - 1
                self._stream.write(f"\r\033[K{line[:width]}")
            else:
                self._stream.write(f"{line}\n")
            self._stream.flush()


def duration(seconds: float) -> str:
    """Return a time span in minutes and seconds, such as `3 min 45 s`."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes and rest:
        return f"{minutes} min {rest:02} s"
    return f"{minutes} min" if minutes else f"{rest} s"
