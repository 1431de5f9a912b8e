"""What type checkers report in a team's programs, which use the packages as wheels, without the workspace."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(__file__).parent / "programs"
PACKAGES = [*sorted((ROOT / "components").iterdir()), ROOT / "sandbox"]


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MYPYPATH")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheels, and with the dependencies of the development environment."""
    folder = tmp_path_factory.mktemp("consumer")
    for package in PACKAGES:
        run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder / "dist", package)
    venv.create(folder / "venv", with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "venv"), "platbase": str(folder / "venv")}))
    # Only a path: editable installs, which need their own .pth files to be read, stay out.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    wheels = [str(wheel) for wheel in (folder / "dist").glob("*.whl")]
    assert len(wheels) == len(PACKAGES)
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", site, *wheels)
    return folder / "venv" / "bin" / "python"


def pyright(python: Path, tmp_path: Path, mode: str, program: str) -> set[int]:
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": mode, "pythonVersion": "3.11"}))
    (tmp_path / program).write_text((PROGRAMS / program).read_text())
    found = json.loads(
        run(sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", python, program, cwd=tmp_path)
    )
    errors = [each for each in found["generalDiagnostics"] if each["severity"] == "error"]
    assert not [each["message"] for each in errors if "could not be resolved" in each["message"]]
    return {each["range"]["start"]["line"] + 1 for each in errors if each["rule"] not in _STYLE}


_STYLE = ("reportUnusedExpression", "reportUnusedVariable")


def mypy(python: Path, tmp_path: Path, program: str) -> set[int]:
    (tmp_path / program).write_text((PROGRAMS / program).read_text())
    command = ("-m", "mypy", "--strict", "--python-executable", python, "--config-file", "", "--no-error-summary")
    output = run(sys.executable, *command, program, cwd=tmp_path)
    assert "import-not-found" not in output
    return {int(line) for line in re.findall(rf"^{program}:(\d+): error", output, re.MULTILINE)}


def marked(program: str) -> set[int]:
    lines = (PROGRAMS / program).read_text().splitlines()
    return {number for number, line in enumerate(lines, 1) if line.endswith("# error")}


@pytest.mark.parametrize("program", ["correct.py", "mistakes.py"])
@pytest.mark.parametrize("checker", ["pyright strict", "pyright basic", "mypy --strict"])
def test_type_checker_reports_each_mistake_on_its_line(
    python: Path, tmp_path: Path, checker: str, program: str
) -> None:
    name, mode = checker.split()
    found = mypy(python, tmp_path, program) if name == "mypy" else pyright(python, tmp_path, mode, program)
    assert found == marked(program)


def test_at_least_thirty_mistakes_are_planted() -> None:
    assert len(marked("mistakes.py")) >= 30
