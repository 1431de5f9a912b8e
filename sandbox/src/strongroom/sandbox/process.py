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
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Thread
from types import FrameType
from typing import cast

from filelock import FileLock, Timeout

from .environment import loopback_without_proxy, without_the_users_own
from .files import explain, replace_file

_START_SECONDS = 60
_REPAIR_SECONDS = 10
"""How long a live process may take to write its file: at its start, or after the file was damaged."""
_STOP_SECONDS = 30
_PROBE_SECONDS = 0.2
_WATCH_SECONDS = 0.5


def process_lives(pid: int) -> bool:
    """Tell whether there is a process with this number, not counting one that has ended.

    One that has ended keeps its number until its parent asks for it, which in a container may be never.
    """
    if pid <= 0:  # a group of processes
        return False
    try:
        os.kill(pid, 0)
    except (OverflowError, ProcessLookupError):
        return False
    except OSError:  # another user's process
        return True
    stat = _stat(pid)
    return not stat or stat[0] not in ("X", "Z")


def _stat(pid: int) -> list[str]:
    """Return what the kernel says of a process, from its state on; empty on a system without /proc."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def started_at(pid: int) -> str:
    """Return when a process started, which distinguishes it from an earlier one of the same number."""
    return "".join(_stat(pid)[19:20])


class ProcessError(RuntimeError):
    """The background process could not be started."""


@dataclass(frozen=True)
class Endpoints:
    """Where the local AWS and its providers answer."""

    pid: int
    aws_url: str
    providers: dict[str, int]
    """The ports that the engine attaches to, by the provider's name."""
    started: str = ""
    """When the process started, as the kernel counts; empty on a system without /proc."""

    @classmethod
    def read(cls, file: Path) -> "Endpoints | None":
        """Return what a file says; None if it is missing or damaged."""
        try:
            match json.loads(file.read_bytes()):
                case {"pid": int(pid), "aws_url": str(url), "providers": {**ports}, "started": str(started)}:
                    return cls(pid, url, cast("dict[str, int]", ports), started)
                case _:
                    return None
        except (FileNotFoundError, RecursionError, ValueError):
            return None

    def live(self) -> bool:
        """Return whether the process lives. Another process may have its number by now."""
        return process_lives(self.pid) and started_at(self.pid) in ("", self.started)


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
        """Return where the process answers; None if it does not live.

        Raises:
            ProcessError: It lives, but its file is damaged or deleted, and it can't write it again.
        """
        deadline = time.monotonic() + _REPAIR_SECONDS
        while self.alive():
            if (endpoints := Endpoints.read(self._endpoints)) and endpoints.live():
                return endpoints
            if time.monotonic() > deadline:
                raise ProcessError(
                    f"{self._endpoints}: must say where the local AWS answers, but it is missing or damaged; end the "
                    "local AWS with `strongroom-sandbox down --force`, then run the command again"
                )
            time.sleep(0.02)
        return None

    def alive(self) -> bool:
        """Tell whether the process lives."""
        if not self.folder.is_dir():
            return False
        with suppress(Timeout), self._lock.acquire(blocking=False):
            return False
        if (endpoints := Endpoints.read(self._endpoints)) and endpoints.live():
            return True
        # The file is damaged, or another command probes the lock, which takes a moment.
        with suppress(Timeout), self._lock.acquire(timeout=_PROBE_SECONDS):
            return False
        return True

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
                log.write(f"Started by process {os.getpid()}.\n")  # fails if the disk is full
                log.flush()
                process = subprocess.Popen(
                    # -P: a module of the user's project must not be taken for one of ours.
                    [sys.executable, "-P", "-m", __name__, str(self.folder.absolute())],
                    cwd=self.folder.parent,  # a program's relative paths count from its project's folder
                    env={**without_the_users_own(os.environ), **loopback_without_proxy(os.environ)},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            try:
                return self._await(process)
            except BaseException:
                process.kill()
                raise

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
            if endpoints := Endpoints.read(self._endpoints):
                return endpoints
            if process.poll() is not None:
                raise ProcessError(f"the local AWS ended at its start:\n{self.last_words()}")
            time.sleep(0.02)
        raise ProcessError(f"the local AWS did not answer within {_START_SECONDS} seconds:\n{self.last_words()}")

    def stop(self) -> None:
        """End the process, and wait until it is gone.

        Raises:
            ProcessError: It lives, but can't be found. It ends once its folder is deleted.
        """
        found = self.find()
        if not found:
            return
        with suppress(ProcessLookupError):
            os.kill(found.pid, signal.SIGTERM)
        try:
            with self._lock.acquire(timeout=_STOP_SECONDS):
                pass
        except Timeout:
            os.kill(found.pid, signal.SIGKILL)

    def last_words(self) -> str:
        """Return the end of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:]) if self.log.exists() else ""

    def run(self) -> None:
        """Hold the local AWS until a signal ends it, or its folder is deleted."""
        gc.disable()  # until all is loaded: what is, stays, and looking through it takes as long as loading it
        from .local_aws import DEFAULT_ACCOUNT, LocalAws  # slow to import, and only this process needs it

        ended = Event()

        def end(_number: int, _frame: FrameType | None) -> None:
            ended.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command in the foreground
        with self._lock.acquire(timeout=_START_SECONDS) as lock, LocalAws() as aws:
            lock_file = Path(lock.lock_file)
            inode = lock_file.stat().st_ino
            ports = aws.serve(aws.account(DEFAULT_ACCOUNT), self.journal)
            endpoints = Endpoints(os.getpid(), aws.url, ports, started_at(os.getpid()))
            self._announce(endpoints)
            Thread(target=aws.warm_up, daemon=True).start()  # while the engine starts
            while not ended.wait(_WATCH_SECONDS):
                if _is_replaced(lock_file, inode):  # the folder was deleted, and may have been created again
                    return
                if Endpoints.read(self._endpoints) != endpoints:
                    with suppress(OSError):  # a full disk: later
                        self._announce(endpoints)
            self._endpoints.unlink(missing_ok=True)

    def _announce(self, endpoints: Endpoints) -> None:
        replace_file(self._endpoints, json.dumps(asdict(endpoints)))


def _is_replaced(file: Path, inode: int) -> bool:
    """Return whether a file was deleted, or another one has its name by now."""
    try:
        return file.stat().st_ino != inode
    except OSError as error:
        return isinstance(error, FileNotFoundError | NotADirectoryError)


if __name__ == "__main__":
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # The path is relative to the project's folder, this process's own: the sandbox survives that folder's being moved.
    background = BackgroundProcess(Path(Path(sys.argv[1]).name))
    try:
        background.run()
    except OSError as error:
        sys.exit(explain(error, Path(sys.argv[1])))
