"""The lock installs the same versions with any pip, although the index offers newer releases of all packages.

These tests download every dependency, so they run in `make test-install` and not in `make test`.
"""

import importlib.util
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = [*sorted((ROOT / "components").iterdir()), ROOT / "sandbox"]
NEWER = "9999.0"

IMPORT_EVERYTHING = """
import importlib, importlib.metadata, importlib.util, json, pkgutil, strongroom
owners = importlib.metadata.packages_distributions()
unlocked = {"pip", "setuptools"}  # an environment begins with them
names = [name for name in owners if name.isidentifier() and name != "strongroom" and not unlocked & {*owners[name]}]
modules = [name for name in names if (spec := importlib.util.find_spec(name)) is not None and spec.origin is not None]
for name in modules:
    importlib.import_module(name)
ours = [name for _, name, _ in pkgutil.walk_packages(strongroom.__path__, "strongroom.") if "__main__" not in name]
for name in ours:
    if not name.endswith("_run_official"):  # a script: importing it runs the official installer
        importlib.import_module(name)
installed = {each.metadata["Name"].lower(): each.version for each in importlib.metadata.distributions()}
print(json.dumps({"modules": len(modules), "ours": len(ours), "installed": installed}))
"""


@pytest.fixture(scope="module")
def installer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("install", ROOT / "tools" / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _locked() -> dict[str, set[str]]:
    """Return the versions of each locked package; some have one for each Python."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE):
        versions.setdefault(name, set()).add(version)
    return versions


def _write_wheel(folder: Path, name: str) -> None:
    stem = f"{name.replace('-', '_')}-{NEWER}"
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
        info = f"{stem}.dist-info"
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {NEWER}\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")


@pytest.fixture(scope="module")
def newer_releases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An index on this machine that has release 9999.0 of every locked package."""
    folder = tmp_path_factory.mktemp("index")
    for name in _locked():
        project = folder / "simple" / name
        project.mkdir(parents=True)
        _write_wheel(project, name)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/simple"
    server.shutdown()
    server.server_close()


def _run(*command: str, env: dict[str, str]) -> str:
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize("pip", ["oldest", "newest"])
def test_lock_installs_the_same_versions_beside_newer_releases(
    pip: str, installer: ModuleType, newer_releases: str, tmp_path: Path
) -> None:
    env = {**installer.pip_environment(os.environ), "PIP_EXTRA_INDEX_URL": newer_releases}
    venv = tmp_path / "venv"
    python = venv / "bin" / "python"
    _run(sys.executable, "-m", "venv", str(venv), env=env)
    requirement = str(Path(__file__).with_name(f"requirements-{pip}-pip.txt"))
    _run(str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", requirement, env=env)
    offered = _run(str(python), "-m", "pip", "download", "--no-deps", "-d", str(tmp_path), "coverage", env=env)
    assert f"coverage-{NEWER}" in offered, "pip does not see the index of newer releases"

    for command in installer.pip_commands(python, PACKAGES).values():
        _run(*command, env=env)

    report = json.loads(_run(str(python), "-I", "-c", IMPORT_EVERYTHING, env=env).splitlines()[-1])
    locked = _locked()
    installed = {name: version for name, version in report["installed"].items() if name in locked}
    assert {name for name, version in installed.items() if version not in locked[name]} == set()
    assert len(installed) > 100
    assert report["modules"] > 100
    assert report["ours"] > 250
