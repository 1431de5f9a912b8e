"""The background process that holds a sandbox's local AWS, and how other commands find it.

`python -m strongroom.sandbox.process FOLDER` is that process. It holds a lock on a file for as long as it lives, which
the operating system gives back however it ends: so whether it lives is certain, and a stale file misleads nobody.
"""

import gc
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Thread
from types import FrameType

from filelock import FileLock, Timeout

from .environment import without_the_users_own

_START_SECONDS = 60


def process_lives(pid: int) -> bool:
    """Tell whether there is a process with this number, not counting one that has ended.

    One that has ended keeps its number until its parent asks for it, which in a container may be never.
    """
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return False
    except OSError:  # another user's process, or a system without /proc
        return True
    return state not in ("X", "Z")


class ProcessError(RuntimeError):
    """The background process could not be started."""


@dataclass(frozen=True)
class Endpoints:
    """Where the local AWS and its providers answer."""

    pid: int
    aws_url: str
    providers: dict[str, int]
    """The ports that the engine attaches to, by the provider's name."""


@dataclass(frozen=True)
class BackgroundProcess:
    """The background process of the sandbox in a folder."""

    folder: Path

    @property
    def journal(self) -> Path:
        """The list of what the providers made."""
        return self.folder / "journal.jsonl"

    @property
    def log(self) -> Path:
        """What the process has to say."""
        return self.folder / "process.log"

    @property
    def _endpoints(self) -> Path:
        return self.folder / "process.json"

    @property
    def _lock(self) -> FileLock:
        return FileLock(self.folder / "process.lock")

    def find(self) -> Endpoints | None:
        """Return where the process answers; None if it does not live."""
        if not self._endpoints.exists() or not self.alive():
            return None
        return self._announced()

    def _announced(self) -> Endpoints:
        return Endpoints(**json.loads(self._endpoints.read_text()))

    def alive(self) -> bool:
        """Tell whether the process lives."""
        if not self.folder.exists():
            return False
        try:
            with self._lock.acquire(blocking=False):
                return False
        except Timeout:
            return not self._endpoints.exists() or process_lives(self._announced().pid)  # else it was another's probe

    def start(self) -> Endpoints:
        """Start the process, unless it lives, and return where it answers. Two callers at once get the same one.

        Raises:
            ProcessError: It did not come up.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / "start.lock"):
            if found := self.find():
                return found
            self._clear()
            with self.log.open("w") as log:
                process = subprocess.Popen(
                    [sys.executable, "-m", __name__, str(self.folder.absolute())],
                    cwd=self.folder.parent,  # a program's relative paths count from its project's folder
                    env=without_the_users_own(os.environ),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            return self._await(process)

    def _clear(self) -> None:
        """Remove what the last process left: the state of its stacks is about an AWS that is gone."""
        for left in self.folder.iterdir():
            if left.is_dir():
                shutil.rmtree(left)
            elif left.suffix != ".lock":
                left.unlink()

    def _await(self, process: "subprocess.Popen[bytes]") -> Endpoints:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._endpoints.exists() and (found := self.find()):
                return found
            if process.poll() is not None:
                raise ProcessError(f"the local AWS ended at its start:\n{self.last_words()}")
            time.sleep(0.02)
        process.kill()
        raise ProcessError(f"the local AWS did not answer within {_START_SECONDS} seconds:\n{self.last_words()}")

    def stop(self) -> None:
        """End the process, and wait until it is gone."""
        found = self.find()
        if not found:
            return
        os.kill(found.pid, signal.SIGTERM)
        with self._lock.acquire(timeout=_START_SECONDS):
            pass

    def last_words(self) -> str:
        """Return the end of the log."""
        return "\n".join(self.log.read_text().splitlines()[-20:]) if self.log.exists() else ""

    def run(self) -> None:
        """Be the process: hold the local AWS until a signal ends it."""
        gc.disable()  # until all is loaded: what is, stays, and looking through it takes as long as loading it
        from .local_aws import DEFAULT_ACCOUNT, LocalAws  # slow to import, and only this process needs it

        ended = Event()

        def end(_number: int, _frame: FrameType | None) -> None:
            ended.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command in the foreground
        with self._lock.acquire(timeout=_START_SECONDS), LocalAws() as aws:
            endpoints = Endpoints(os.getpid(), aws.url, aws.serve(aws.account(DEFAULT_ACCOUNT), self.journal))
            draft = self._endpoints.with_suffix(".new")
            draft.write_text(json.dumps(asdict(endpoints)))
            draft.replace(self._endpoints)
            Thread(target=aws.warm_up, daemon=True).start()  # while the engine starts
            ended.wait()
            self._endpoints.unlink(missing_ok=True)


if __name__ == "__main__":
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    BackgroundProcess(Path(sys.argv[1])).run()
