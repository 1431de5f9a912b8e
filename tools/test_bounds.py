"""Run each package's unit tests with the oldest or the newest dependencies that it declares.

    make test-lowest
    make test-newest
    .venv/bin/python tools/test_bounds.py lowest components/network

Each package gets an environment of its own in `.bounds/`, with nothing but what it declares and the `test` group of
pyproject.toml. The tools that run the tests have the versions of requirements.lock. Other packages that some tests use
are installed without their dependencies, so that they don't raise a bound.
"""

import argparse
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
UV = str(Path(sys.executable).with_name("uv"))
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
NEEDED_BY_TESTS = {"edge": ["components/data"]}
"""Packages that a package's unit tests use and the package itself doesn't."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return how many packages failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("resolution", choices=RESOLUTIONS, help="the dependencies to test with")
    parser.add_argument("packages", nargs="+", type=Path, help="folders of packages")
    options = parser.parse_args(arguments)
    failed = [package.name for package in options.packages if not test(package, options.resolution)]
    for name in failed:
        print(f"error: {name} does not pass with the {options.resolution} versions that it declares", file=sys.stderr)
    return len(failed)


def test(package: Path, resolution: str) -> bool:
    """Return whether the unit tests of a package pass.

    Args:
        package: The package's folder.
        resolution: `lowest` or `newest`.
    """
    print(f"== {package.name}, {resolution} versions", flush=True)
    environment = ROOT / ".bounds" / resolution / package.name
    python = str(environment / "bin" / "python")
    install = [UV, "pip", "install", "--quiet", "--python", python]
    tools = list(pinned_tools()) if resolution == "lowest" else list(group("test"))
    beside = [word for folder in NEEDED_BY_TESTS.get(package.name, []) for word in ("--editable", folder)]
    commands = [
        [UV, "venv", "--quiet", "--clear", "--python", sys.executable, str(environment)],
        [*install, "--resolution", RESOLUTIONS[resolution], "--editable", str(package), *tools],
        *([[*install, "--no-deps", *beside]] if beside else []),
        [UV, "pip", "list", "--python", python],
        [python, "-m", "pytest", "--quiet", f"--numprocesses={os.cpu_count()}", f"tests/unit/{package.name}"],
    ]
    return all(subprocess.run(command, cwd=ROOT).returncode == 0 for command in commands)


def group(name: str) -> list[str]:
    """Return the requirements of a dependency group of pyproject.toml."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return project["dependency-groups"][name]


def pinned_tools() -> Iterator[str]:
    """Yield the requirements of the group `test` with their versions in requirements.lock."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in group("test"):
        found = re.search(rf"^{re.escape(name)}==\S+", lock, re.MULTILINE)
        if found is None:
            raise ValueError(f"requirements.lock lacks {name}, which the dependency group `test` names; run: make lock")
        yield found[0]


if __name__ == "__main__":
    sys.exit(main())
