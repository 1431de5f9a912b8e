"""requirements.lock is complete: installing it needs no resolver."""

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from itertools import product
from pathlib import Path

import pytest
from packaging.markers import Environment, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PACKAGES = sorted([*ROOT.glob("components/*/pyproject.toml"), ROOT / "sandbox" / "pyproject.toml"])
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = (("linux", "posix", "Linux"), ("darwin", "posix", "Darwin"), ("win32", "nt", "Windows"))


def _environments() -> Iterator[Environment]:
    for python, (sys_platform, os_name, platform_system) in product(PYTHONS, PLATFORMS):
        yield {
            **default_environment(),
            "python_version": python,
            "python_full_version": f"{python}.9",
            "sys_platform": sys_platform,
            "os_name": os_name,
            "platform_system": platform_system,
        }


ENVIRONMENTS = list(_environments())


def _applies(requirement: Requirement, environment: Environment, extra: str = "") -> bool:
    if requirement.marker is None:
        return True
    values = {name: str(value) for name, value in environment.items()}
    return requirement.marker.evaluate({**values, "extra": extra})


def _locked(environment: Environment) -> dict[str, Version]:
    lines = re.findall(r"^([\w.-]+==[^\\\n]+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    pins = [Requirement(line) for line in lines]
    return {
        canonicalize_name(pin.name): Version(next(iter(pin.specifier)).version)
        for pin in pins
        if _applies(pin, environment)
    }


def _projects() -> dict[str, dict[str, object]]:
    return {data["project"]["name"]: data for data in (tomllib.loads(path.read_text()) for path in PACKAGES)}


def _declared() -> Iterator[Requirement]:
    """Yield the requirements of the project itself: of each package, of its extras, and of the dependency groups."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    for group in groups.values():
        yield from (Requirement(entry) for entry in group if isinstance(entry, str))
    for path in PACKAGES:
        project = tomllib.loads(path.read_text())["project"]
        for entries in [project["dependencies"], *project.get("optional-dependencies", {}).values()]:
            yield from map(Requirement, entries)


def _unsatisfied(environment: Environment) -> Iterator[str]:
    """Yield each requirement, direct or not, that the lock does not satisfy in an environment."""
    locked = _locked(environment)
    siblings = {canonicalize_name(name) for name in _projects()}
    seen: set[tuple[str, str]] = set()
    waiting = [(requirement, "the project") for requirement in _declared()]
    while waiting:
        requirement, needed_by = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in siblings or not _applies(requirement, environment):
            continue
        if name not in locked or not requirement.specifier.contains(locked[name], prereleases=True):
            yield f"{needed_by} requires {requirement}, and the lock has {locked.get(name)}"
            continue
        for extra in {"", *requirement.extras} - {extra for seen_name, extra in seen if seen_name == name}:
            seen.add((name, extra))
            try:
                required = metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                continue  # a package for another platform is not installed here
            for entry in map(Requirement, required):
                if _applies(entry, environment, extra):
                    entry.marker = None
                    waiting.append((entry, f"{name}[{extra}]" if extra else name))


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda e: f"{e['sys_platform']}-{e['python_version']}")
def test_lock_satisfies_all_requirements(environment: Environment) -> None:
    assert list(_unsatisfied(environment)) == []


def test_lock_check_reports_missing_package_of_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    locked = {name: version for name, version in _locked(ENVIRONMENTS[0]).items() if name != "docker"}

    def without_docker(_: Environment) -> dict[str, Version]:
        return locked

    monkeypatch.setitem(globals(), "_locked", without_docker)

    found = list(_unsatisfied(ENVIRONMENTS[0]))

    assert any(problem.startswith("moto[") and "docker" in problem for problem in found)


def test_lock_names_no_index() -> None:
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", (ROOT / "requirements.lock").read_text())


def test_installed_versions_are_those_of_the_lock() -> None:
    for name, version in _locked(default_environment()).items():
        assert Version(metadata.version(name)) == version, name


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.parent.name)
def test_package_states_the_supported_python_versions(path: Path) -> None:
    project = tomllib.loads(path.read_text())["project"]
    classifiers = [entry.rpartition(" ")[2] for entry in project["classifiers"] if "Python :: 3." in entry]

    assert tuple(classifiers) == PYTHONS
    assert project["requires-python"] == f">={PYTHONS[0]}"
