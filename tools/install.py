"""Install the development environment into `.venv`, exactly as `requirements.lock` pins it: `make install`.

The lock is complete, so nothing is resolved: pip downloads the wheels that the lock names, verifies their hashes, and
`pip check` verifies the result. No later release of a package can change what is installed.

This file runs before anything is installed, so it uses the standard library, and modules of the sandbox that need no
more.
"""

import argparse
import fcntl
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "sandbox" / "src"))

from strongroom.sandbox.interrupts import interruptible  # noqa: E402 - it is not installed yet
from strongroom.sandbox.pip_environment import pip_environment  # noqa: E402 - it is not installed yet
from strongroom.sandbox.progress import Progress  # noqa: E402 - it is not installed yet

LOCK = ROOT / "requirements.lock"
OLDEST, NEWEST = (3, 11), (3, 14)
"""The versions of Python that the project supports, as in `requires-python` and the classifiers of each package."""

_USUAL_SECONDS = 45
_REMEDIES = (
    (r"No space left on device", "Free disk space (about 1.5 GB is required here and 0.5 GB in TMPDIR)"),
    (
        r"DO NOT MATCH THE HASHES|do not match the hashes",
        "The package index serves another file than requirements.lock pins: use another index (PIP_INDEX_URL)",
    ),
    (
        r"NewConnectionError|name resolution|ProxyError|Connection|timed out|No matching distribution",
        "Check the network, the proxy (https_proxy) and the package index (PIP_INDEX_URL)",
    ),
    (r"Permission denied|Read-only file system", "Make the folder writable"),
)


class InstallError(Exception):
    """The environment could not be installed. The message names the reason and the remedy."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The words after the command's name; those of the process by default.

    Returns:
        The exit code: 0, 1 for an error, 128 plus the number of a signal that interrupted it.
    """
    parser = argparse.ArgumentParser(prog="install", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("packages", nargs="+", type=Path, help="folders of packages to install in editable mode")
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="the environment (default: .venv)")
    options = parser.parse_args(arguments)
    return interruptible(lambda: _install_or_report(options.venv.absolute(), options.packages))


def _install_or_report(venv: Path, packages: Sequence[Path]) -> int:
    try:
        install(venv, packages)
    except InstallError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def install(venv: Path, packages: Sequence[Path]) -> None:
    """Install the lock and the packages into a new environment, which replaces an existing one.

    Runs that start at the same time wait for each other. A run that fails or is interrupted leaves no environment.

    Args:
        venv: The folder of the environment. Its file `.ready` is written last.
        packages: Folders of packages to install in editable mode, without their dependencies.

    Raises:
        InstallError: The interpreter is unsuitable, the folder is not writable, or pip fails.
    """
    check_interpreter(sys.version_info[:2])
    with _locked(venv) as lock:
        inputs = [LOCK, *(package / "pyproject.toml" for package in packages)]
        if is_ready(venv, inputs):
            return
        try:
            _install(venv, packages, lock)
        except BaseException:
            _delete(venv)
            raise
        (venv / ".ready").touch()


def is_ready(venv: Path, inputs: Sequence[Path]) -> bool:
    """Return whether the environment was finished after its inputs were last changed."""
    ready = venv / ".ready"
    return ready.exists() and ready.stat().st_mtime >= max(path.stat().st_mtime for path in inputs)


def check_interpreter(version: tuple[int, int]) -> None:
    """Check that this interpreter can make the environment.

    Args:
        version: Its major and minor version.

    Raises:
        InstallError: Its version is not supported, or it lacks `venv` or `ensurepip`.
    """
    supported = f"{_dotted(OLDEST)} to {_dotted(NEWEST)}"
    choose = f"choose one with: make PYTHON=python{_dotted(NEWEST)} …"
    if not OLDEST <= version <= NEWEST:
        raise InstallError(f"Python {supported} is required, got {_dotted(version)} ({sys.executable}); {choose}")
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise InstallError(
            f"{sys.executable} lacks the module {missing[0]}; install it (Debian and Ubuntu: "
            f"apt install python{_dotted(version)}-venv), or {choose}"
        )


def pip_commands(python: Path, packages: Sequence[Path]) -> dict[str, list[str]]:
    """Return the commands that install the lock and the packages, by what they do.

    Args:
        python: The interpreter of an environment with any pip since 22.3, which comes with Python 3.11.0.
        packages: Folders of packages to install in editable mode.
    """
    pip = [str(python), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    install = [*pip, "install", "--no-user", "--no-deps"]
    editable = [word for package in packages for word in ("--editable", str(package))]
    return {
        "downloading": [*install, "--require-hashes", "--only-binary=:all:", "--requirement", str(LOCK)],
        "installing the packages of this repository": [*install, "--no-build-isolation", *editable],
        "verifying the environment": [*pip, "check"],
    }


def explain(output: str) -> str:
    """Return why pip failed and what to do, from its output."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR: ")] or lines[-1:] or ["pip printed nothing"]
    remedy = next((remedy for pattern, remedy in _REMEDIES if re.search(pattern, output)), "See the lines above")
    return f"{errors[0].removeprefix('ERROR: ')}\n{remedy}; then run the command again."


def _install(venv: Path, packages: Sequence[Path], lock: IO[str]) -> None:
    with Progress(f"Installing the dependencies into {venv.name}", _USUAL_SECONDS) as progress:
        progress.show("creating the environment")
        _delete(venv)
        _run([sys.executable, "-I", "-m", "venv", str(venv)], lock)
        for step, command in pip_commands(venv / "bin" / "python", packages).items():
            progress.show(step)
            _run(command, lock, _PipProgress(progress))


def _delete(venv: Path) -> None:
    """Delete the environment, also while a killed program that was writing it is ending."""
    for _ in range(20):
        shutil.rmtree(venv, ignore_errors=True)
        if not venv.exists():
            return
        time.sleep(0.1)


class _PipProgress:
    """Shows what pip is doing, by the lines that it prints."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._total = len(re.findall(r"^[\w.-]+==", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
        self._seen = 0

    def __call__(self, line: str) -> None:
        if name := re.match(r"(?:Collecting|Ignoring|Requirement already satisfied:) ([\w.-]+)", line):
            self._seen += 1
            self._progress.show(f"downloading {name[1]} ({self._seen} of {self._total})")
        elif line.startswith("Installing collected packages"):
            self._progress.show("unpacking")


def _run(command: Sequence[str], lock: IO[str], show: Callable[[str], None] = lambda _: None) -> None:
    """Run a program to its end, and pass each line that it prints to `show`.

    The program inherits the lock: should this process be killed, the next run waits until the program has ended.
    """
    output: list[str] = []
    with subprocess.Popen(
        command,
        env=pip_environment(os.environ),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        pass_fds=[lock.fileno()],
        start_new_session=True,
    ) as process:
        try:
            for line in process.stdout or ():
                output.append(line)
                show(line)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode:
        raise InstallError(explain("".join(output)))


@contextmanager
def _locked(venv: Path) -> Generator[IO[str]]:
    """Wait for other runs, and keep them waiting in turn. The operating system frees the lock of a killed run."""
    with _writable(venv), venv.with_name(f"{venv.name}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Another run is installing {venv.name}: waiting for it", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


@contextmanager
def _writable(venv: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise InstallError(f"{venv.parent} can't be used: {error.strerror}. Make it writable, or free space") from error


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))


if __name__ == "__main__":
    sys.exit(main())
