"""Runs other programs: limited in time, never asking, and with a line of progress while they take long."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

Report = Callable[[str], None]
"""Takes one line of progress, without its line end."""

_ANSWER_SECONDS = 30.0
_REPORT_SECONDS = 30.0


class WayFailed(Exception):  # noqa: N818 - an outcome that the search goes on from, not an error by itself
    """One way to a Pulumi CLI does not work here. The message says why, in one line."""


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


@dataclass
class Job:
    """A task of several steps, each a program whose output goes to one log.

    Attributes:
        title: What is being done, as each line of progress begins.
        log: The file that gets the output of all steps.
        report: Gets a line as each step begins, and one about every 30 seconds while it runs.
    """

    title: str
    log: Path
    report: Report
    _started: float = field(default_factory=time.monotonic, init=False)

    def run(
        self,
        step: str,
        command: Sequence[str],
        *,
        limit_seconds: float,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """Runs one step to its end, with all that it starts.

        Args:
            step: What the step does, for the lines of progress and the error.
            command: The program and its arguments.
            limit_seconds: How long it may take before it is ended.
            env: Its environment, by default this process's own.
            cwd: The folder that it runs in, by default this process's own.

        Raises:
            WayFailed: It can't be run, fails, or takes longer than its limit.
        """
        self._tell(step)
        with self.log.open("ab") as log:
            begin = log.tell()
            try:
                # A session of its own has no terminal to ask on, and can be ended as a whole.
                process = subprocess.Popen(
                    command,
                    env=env,
                    cwd=cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                raise WayFailed(f"{step} failed: {command[0]} can't be run: {error.strerror}") from error
            try:
                self._wait(process, step, limit_seconds)
            except BaseException:
                _kill(process)
                raise
        if process.returncode:
            output = self.log.read_bytes()[begin:].decode(errors="replace")
            raise WayFailed(f"{step} failed: {_last_line(output)} (all of it in {self.log})")

    def _wait(self, process: "subprocess.Popen[bytes]", step: str, limit_seconds: float) -> None:
        deadline = time.monotonic() + limit_seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                process.wait(timeout=min(left, _REPORT_SECONDS))
            except subprocess.TimeoutExpired:
                self._tell(step)
            else:
                return
        raise WayFailed(f"{step} was ended after {_duration(limit_seconds)} (its output is in {self.log})")

    def _tell(self, step: str) -> None:
        self.report(f"{self.title}: {step}, {_duration(time.monotonic() - self._started)}")


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


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
