"""The cache that keeps a Pulumi CLI by version, whole or not at all."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from ._cli import PulumiCli
from ._job import Report


def default_cache_dir() -> Path:
    """The folder that Strongroom's caches are in: `STRONGROOM_CACHE`, or `strongroom` in the user's cache folder."""
    if own := os.environ.get("STRONGROOM_CACHE"):
        return Path(own).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "strongroom"


@dataclass(frozen=True)
class Store:
    """The place of one version of the Pulumi CLI in the cache.

    A CLI is made in a scratch folder and moved to its place in one step, so that what is in its place is whole.

    Attributes:
        folder: The folder that holds all versions.
        version: The version, without the leading `v`.
    """

    folder: Path
    version: str

    @property
    def _name(self) -> str:
        # A home folder may be shared between machines of different kinds.
        return f"v{self.version}-{sys.platform}-{platform.machine().lower()}"

    @property
    def _place(self) -> Path:
        return self.folder / self._name

    @property
    def log(self) -> Path:
        """The file that keeps the output of the latest attempt to make the CLI."""
        return self.folder / f"{self._name}.log"

    def get(self) -> PulumiCli | None:
        """Returns the CLI, or None where none is kept."""
        programs = self._place / "bin"
        executable = shutil.which("pulumi", path=str(programs))
        if executable is None or shutil.which("pulumi-language-python", path=str(programs)) is None:
            return None
        return PulumiCli(Path(executable), self.version, (programs,))

    @contextmanager
    def locked(self, report: Report) -> Generator[None]:
        """Waits for other runs that are making the CLI, and keeps them waiting in turn.

        The operating system frees the lock when its holder ends, however it ends.

        Raises:
            OSError: The cache folder can't be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / f"{self._name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            report(f"Another run is preparing Pulumi {self.version}: waiting for it")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def scratch(self) -> Generator[Path]:
        """Gives an empty folder beside the CLI's place, and removes it with all that is left in it.

        Call it with the lock held: it removes what killed runs have left as well.

        Raises:
            OSError: The cache folder can't be written.
        """
        prefix = f"{self._name}.partial-"
        for left_over in self.folder.glob(f"{prefix}*"):
            shutil.rmtree(left_over, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=self.folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def keep(self, made: Path) -> PulumiCli:
        """Moves a finished CLI from the scratch folder to its place. Call it with the lock held.

        Args:
            made: The folder whose `bin` has the programs.

        Raises:
            OSError: It can't be moved.
        """
        if self._place.exists():
            shutil.rmtree(self._place)  # `get` refused it: someone has removed a part of it
        made.replace(self._place)
        kept = self.get()
        if kept is None:
            raise FileNotFoundError(f"{self._place} lacks a program")
        return kept
