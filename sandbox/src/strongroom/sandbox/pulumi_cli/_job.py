"""Runs other programs with a time limit, without a terminal to ask on, and shows their progress."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..files import disk_is_full
from ..progress import Progress, duration

Report = Callable[[str], None]
"""Takes one line of progress, without its line end."""

_ANSWER_SECONDS = 30.0
_COUNT_SECONDS = 1.0
FREE_SPACE = (
    "Free about 4 GB of disk space, or set STRONGROOM_CACHE, GOCACHE, GOMODCACHE and TMPDIR to folders on another disk."
)


class WayFailed(Exception):  # noqa: N818 - an outcome that the search goes on from, not an error by itself
    """One way to a Pulumi CLI does not work here. The message says why, in one line."""

    def __init__(self, reason: str, remedy: str | None = None) -> None:
        """Create the error.

        Args:
            reason: Why the way does not work.
            remedy: What to do, where that is not what the way usually needs.
        """
        super().__init__(reason)
        self.remedy = remedy


def ask(command: Sequence[str], *, env: Mapping[str, str], cwd: Path | None = None) -> str:
    """Runs a program that answers at once, and returns its standard output, stripped.

    Raises:
        WayFailed: It can't be run, fails, or takes longer than 30 seconds.
    """
    try:
        done = subprocess.run(
            command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_ANSWER_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise WayFailed(f"`{' '.join(command)}` gave no answer in {_ANSWER_SECONDS:.0f} s") from error
    except OSError as error:
        raise WayFailed(f"`{' '.join(command)}` can't be run: {error.strerror}") from error
    if done.returncode:
        raise WayFailed(f"`{' '.join(command)}` failed: {_last_line(done.stderr)}")
    return done.stdout.strip()


@dataclass(frozen=True)
class Job:
    """A task of several steps, each a program whose output is appended to one log.

    Attributes:
        log: The file that receives the output of all steps.
        progress: Shows the current step.
    """

    log: Path
    progress: Progress

    def run(
        self,
        step: str,
        command: Sequence[str],
        *,
        limit_seconds: float,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        counted: str | None = None,
    ) -> None:
        """Runs one step to its end, with every process that it starts.

        Args:
            step: What the step does, for the progress and the error.
            command: The program and its arguments.
            limit_seconds: How long it may take before it is killed.
            env: Its environment. Default: this process's environment.
            cwd: The folder that it runs in. Default: this process's working directory.
            counted: Beginning of the output lines that are counted in the progress. Default: none.

        Raises:
            WayFailed: It can't be run, fails, or takes longer than its limit.
        """
        self.progress.show(step)
        with self.log.open("ab") as log:
            begin = log.tell()
            try:
                # A session of its own has no terminal to ask on, and can be killed as a whole.
                process = subprocess.Popen(
                    command,
                    env=env,
                    cwd=cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=_die_with_parent if _LIBC else None,
                )
            except OSError as error:
                raise WayFailed(f"{step} failed: {command[0]} can't be run: {error.strerror}") from error
            try:
                self._wait(process, step, limit_seconds, counted, begin)
            except BaseException:
                _kill(process)
                raise
        if process.returncode:
            output = self._output(begin)
            if "no space left on device" in output.lower() or disk_is_full(self.log.parent):
                raise WayFailed(f"{step} failed: no space left on device", FREE_SPACE)
            raise WayFailed(f"{step} failed: {_last_line(output)} (complete output: {self.log})")

    def _wait(
        self, process: "subprocess.Popen[bytes]", step: str, limit_seconds: float, counted: str | None, begin: int
    ) -> None:
        deadline = time.monotonic() + limit_seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                process.wait(timeout=min(left, _COUNT_SECONDS))
            except subprocess.TimeoutExpired:
                if counted and (count := self._output(begin).count(counted)):
                    self.progress.show(f"{step}, {count} so far")
            else:
                return
        raise WayFailed(f"{step} was killed after {duration(limit_seconds)} (its output is in {self.log})")

    def _output(self, begin: int) -> str:
        with self.log.open("rb") as log:
            log.seek(begin)
            return log.read().decode(errors="replace")


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """Let the kernel kill this new process when its parent ends, even by SIGKILL."""
    pr_set_pdeathsig = 1
    if _LIBC:
        _LIBC.prctl(pr_set_pdeathsig, signal.SIGKILL)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):  # it may have ended in the meantime
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_line(output: str) -> str:
    lines = output.split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it printed nothing")
