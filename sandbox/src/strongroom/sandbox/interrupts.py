"""Signals that end a command, raised as exceptions so that everything the command started is ended first."""

import os
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

_ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupted(KeyboardInterrupt):
    """SIGINT, SIGTERM or SIGHUP was received."""

    def __init__(self, number: int) -> None:
        """Create the exception for a signal.

        Args:
            number: The signal's number.
        """
        super().__init__()
        self.number = number


def interruptible(run: Callable[[], int]) -> int:
    """Run a command whose main thread gets `Interrupted` when a signal ends it.

    Args:
        run: The command. Returns its exit code.

    Returns:
        The exit code of `run`, or 128 plus the signal's number after one line on standard error.
    """
    try:
        for number in _received():
            signal.signal(number, _interrupt)
        return run()
    except KeyboardInterrupt as interrupt:
        number = interrupt.number if isinstance(interrupt, Interrupted) else signal.SIGINT
        print(f"Interrupted ({signal.Signals(number).name}). Run the command again to continue.", file=sys.stderr)
        return 128 + number


def _interrupt(number: int, _frame: FrameType | None) -> None:
    for other in _ENDING:
        signal.signal(other, signal.SIG_IGN)  # a second signal must not cut the clean-up short
    raise Interrupted(number)


@contextmanager
def noted_signals() -> Generator[list[int]]:
    """Collect the signals that would end this process in a list, so that a child that gets them too can end first."""
    noted: list[int] = []
    previous = {number: signal.signal(number, lambda number, _: noted.append(number)) for number in _received()}
    try:
        yield noted
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def reaches_children() -> bool:
    """Return whether Ctrl-C reaches the children of this process too: it is in the foreground of a terminal."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY)
    except OSError:
        return sys.platform == "win32"
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def _received() -> list[int]:
    """Return the signals that end this process: some are ignored under nohup, or in a shell's background jobs."""
    return [number for number in _ENDING if signal.getsignal(number) != signal.SIG_IGN]
