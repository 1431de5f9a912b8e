"""A Pulumi CLI: what makes one usable, and whether PATH has one."""

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ._job import WayFailed, ask
from ._modules import PULUMI

MINIMUM_VERSION = PULUMI.version
"""The oldest Pulumi CLI that the sandbox accepts, which is the one that it makes and is tested with."""


@dataclass(frozen=True)
class PulumiCli:
    """A Pulumi CLI with its Python language host.

    Attributes:
        executable: The absolute path of `pulumi`.
        version: Its version, without the leading `v`.
        path_entries: Folders to put on PATH, in this order, after the folder of the Python interpreter that programs
            run with and before everything else. Empty for a CLI that was found on PATH.
    """

    executable: Path
    version: str
    path_entries: tuple[Path, ...] = ()


def parse_version(text: str) -> tuple[int, ...]:
    """Reads the first dotted number of a text as a version, so that versions compare as numbers.

    Raises:
        WayFailed: The text has none.
    """
    found = re.search(r"\d+(\.\d+)+", text)
    if found is None:
        raise WayFailed(f"no version in the answer {text!r}")
    return tuple(int(part) for part in found[0].split("."))


def ask_version(executable: Path) -> str:
    """Asks a Pulumi CLI for its version, without the leading `v`.

    Raises:
        WayFailed: It does not answer.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="strongroom-", ignore_cleanup_errors=True) as home:
            return ask([str(executable), "version"], env=pulumi_env(Path(home))).removeprefix("v")
    except OSError as error:
        raise WayFailed(f"no temporary folder can be written ({error.strerror}); set TMPDIR to one") from error


def pulumi_env(home: Path) -> dict[str, str]:
    """The user's environment without settings of Pulumi, some of which are options of every command."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    return {**kept, "PULUMI_HOME": str(home), "PULUMI_SKIP_UPDATE_CHECK": "1"}


def check(executable: Path) -> str:
    """Checks that the sandbox can use a Pulumi CLI.

    Returns:
        Its version, without the leading `v`.

    Raises:
        WayFailed: It is too old, of another major version, does not run, or lacks the Python language host.
    """
    version = ask_version(executable)
    found, needed = parse_version(version), parse_version(MINIMUM_VERSION)
    if found < needed or found[0] != needed[0]:
        raise WayFailed(f"{executable} is {version}, and {MINIMUM_VERSION} or a newer {needed[0]}.x is needed")
    folders = [str(executable.parent), str(executable.resolve().parent), os.environ.get("PATH", "")]
    if shutil.which("pulumi-language-python", path=os.pathsep.join(folders)) is None:
        raise WayFailed(f"{executable} has no pulumi-language-python beside it, nor is one on PATH")
    return version


def find_on_path() -> PulumiCli:
    """Returns the Pulumi CLI on PATH.

    Raises:
        WayFailed: PATH has none, or one that the sandbox can't use.
    """
    found = shutil.which("pulumi")
    if found is None:
        raise WayFailed("there is no pulumi on PATH")
    executable = Path(found).absolute()
    return PulumiCli(executable, check(executable))
