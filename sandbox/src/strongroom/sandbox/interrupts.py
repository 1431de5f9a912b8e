"""Signals that end a command, raised as exceptions so that everything the command started is ended first."""

import signal
import sys
from collections.abc import Callable
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
        for number in _ENDING:
            if signal.getsignal(number) != signal.SIG_IGN:  # ignored under nohup, and in a shell's background jobs
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
