"""Running commands, and how long they take."""

import shlex
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

_LAST_LINES = 20


class CommandFailedError(RuntimeError):
    """A command that is measured did not succeed; the message ends with what it printed last."""


def seconds(command: Sequence[str], folder: Path | None = None) -> float:
    """Run a command and return how long it took, in seconds of wall-clock time.

    Args:
        command: The program and its arguments.
        folder: Where to run it; by default, here.

    Raises:
        CommandFailedError: It ended with another exit code than 0.
    """
    started = time.perf_counter()
    done = _run(command, folder, subprocess.STDOUT)
    taken = time.perf_counter() - started
    _check(command, done.returncode, done.stdout)
    return taken


def output(command: Sequence[str]) -> str:
    """Run a command and return what it printed on standard output.

    Raises:
        CommandFailedError: It ended with another exit code than 0.
    """
    done = _run(command, None, subprocess.PIPE)
    _check(command, done.returncode, done.stdout + done.stderr)
    return done.stdout


def _run(command: Sequence[str], folder: Path | None, errors: int) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True, check=False
    )


def _check(command: Sequence[str], code: int, printed: str) -> None:
    if code:
        last = "\n".join(printed.splitlines()[-_LAST_LINES:])
        raise CommandFailedError(f"{shlex.join(command)} ended with exit code {code}:\n{last}")
