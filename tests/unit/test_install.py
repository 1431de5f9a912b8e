"""tools/install.py ends each failure with one message that names the remedy, and leaves no half-made environment."""

import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools" / "install.py"
UNREACHABLE = {"PIP_INDEX_URL": "http://127.0.0.1:1/simple", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("install", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


install = _load()


def _environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PIP_")} | more


def _command(venv: Path) -> list[str]:
    return [sys.executable, str(TOOL), "--venv", str(venv), str(ROOT / "components" / "core")]


def test_install_supports_the_declared_python_versions() -> None:
    project = tomllib.loads((ROOT / "components" / "core" / "pyproject.toml").read_text())["project"]
    minors = [int(entry.rpartition(".")[2]) for entry in project["classifiers"] if "Python :: 3." in entry]

    assert [(3, minor) for minor in (minors[0], minors[-1])] == [install.OLDEST, install.NEWEST]


@pytest.mark.parametrize("version", [(3, 10), (3, 15), (4, 0)])
def test_install_refuses_an_unsupported_python(version: tuple[int, int]) -> None:
    with pytest.raises(install.InstallError, match=r"Python 3.11 to 3.14 is required, got .*make PYTHON="):
        install.check_interpreter(version)


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_install_names_the_package_of_a_missing_module(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec

    def without_module(name: str) -> object:
        return None if name == module else find(name)

    monkeypatch.setattr(importlib.util, "find_spec", without_module)

    with pytest.raises(install.InstallError, match=rf"lacks the module {module}; .*apt install python3.11-venv"):
        install.check_interpreter((3, 11))


@given(
    st.dictionaries(
        st.sampled_from(["PIP_USER", "PIP_TARGET", "PIP_REQUIRE_HASHES", "PIP_CONSTRAINT", "PYTHONPATH", "PYTHONHOME"]),
        st.text(),
    )
)
def test_pip_environment_drops_what_changes_the_result(users: dict[str, str]) -> None:
    kept = {"PIP_INDEX_URL": "https://index.invalid", "https_proxy": "http://proxy.invalid", "HOME": "/home/user"}

    assert install.pip_environment({**users, **kept}) == {**kept, "PYTHONUNBUFFERED": "1"}


@pytest.mark.parametrize(
    ("output", "reason", "remedy"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "28", "Free disk"),
        ("WARNING: x\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE\n", "MATCH", "The package index serves"),
        ("NewConnectionError\nERROR: No matching distribution found for a==1", "No matching", "Check the network"),
        ("ERROR: [Errno 30] Read-only file system: '/x'", "Read-only", "Make the folder writable"),
        ("pulumi 3.1 requires grpcio, which is not installed.", "requires grpcio", "See the lines above"),
        ("", "pip printed nothing", "See the lines above"),
    ],
)
def test_failure_of_pip_is_explained(output: str, reason: str, remedy: str) -> None:
    first, second = install.explain(output).splitlines()

    assert reason in first
    assert second.startswith(remedy)


def test_finished_environment_is_kept_until_its_inputs_change(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.touch()
    assert not install.is_ready(tmp_path, [lock])

    (tmp_path / ".ready").touch()
    assert install.is_ready(tmp_path, [lock])

    os.utime(lock, (time.time() + 10, time.time() + 10))
    assert not install.is_ready(tmp_path, [lock])


def test_install_without_a_network_reports_the_remedy_and_leaves_nothing(tmp_path: Path) -> None:
    venv = tmp_path / "venv"

    done = subprocess.run(_command(venv), env=_environment(**UNREACHABLE), capture_output=True, text=True)

    assert done.returncode == 1
    assert re.search(r"^error: .*\nCheck the network, the proxy .*then run the command again\.$", done.stderr, re.M)
    assert "Traceback" not in done.stderr
    assert not venv.exists()


def test_install_into_a_folder_that_is_a_file_reports_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    done = subprocess.run(_command(tmp_path / "file" / "venv"), env=_environment(), capture_output=True, text=True)

    assert done.returncode == 1
    assert re.fullmatch(r"error: .*/file can't be used: Not a directory\. .*\n", done.stderr)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interrupted_install_leaves_nothing_that_the_next_run_takes_for_finished(
    sent: signal.Signals, tmp_path: Path
) -> None:
    venv = tmp_path / "venv"
    environment = _environment(PIP_INDEX_URL="http://127.0.0.1:1/simple", PIP_RETRIES="9", PIP_NO_CACHE_DIR="1")

    def like_a_foreground_program() -> None:  # a shell lets its background programs ignore SIGINT
        signal.signal(signal.SIGINT, signal.default_int_handler)

    with subprocess.Popen(
        _command(venv), env=environment, stderr=subprocess.PIPE, text=True, preexec_fn=like_a_foreground_program
    ) as process:
        while not (venv / "bin").exists():
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(sent)
        stderr = process.communicate()[1]

    assert "Traceback" not in stderr
    if sent == signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL
        assert not (venv / ".ready").exists()
    else:
        assert process.returncode == 128 + sent
        assert f"Interrupted ({sent.name}). Run the command again to continue." in stderr
        assert not venv.exists()


def test_second_install_waits_for_the_first(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    command = _command(venv)
    with install._locked(venv):
        waiting = subprocess.Popen(command, env=_environment(**UNREACHABLE), stderr=subprocess.PIPE, text=True)
        assert waiting.stderr
        assert "Another run is installing venv: waiting for it" in waiting.stderr.readline()
        venv.mkdir()
        (venv / ".ready").touch()

    assert waiting.communicate() == (None, "")
    assert waiting.returncode == 0  # the environment of the first run is used
