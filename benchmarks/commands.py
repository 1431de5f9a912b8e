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
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    taken = time.perf_counter() - started
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-_LAST_LINES:])
        raise CommandFailedError(f"{shlex.join(command)} ended with exit code {done.returncode}:\n{last}")
    return taken
