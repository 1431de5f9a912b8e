"""Deploying Pulumi projects in sandboxes of their own, and what that takes."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import yaml
from commands import output, seconds
from flat import write_flat_project

from strongroom.sandbox.project import Project
from strongroom.sandbox.sandbox import FOLDER, Sandbox

STACK = "dev"
_PREFIX = "strongroom-bench-"
_SAMPLE_SECONDS = 0.1


@dataclass(frozen=True)
class Deployable:
    """A copy of a Pulumi project; deployed or not, it has nothing to do with a sandbox of the original."""

    folder: Path

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox that it is deployed in."""
        return Sandbox(Project.at(self.folder), _say_nothing)

    def configure(self, config: Mapping[str, Any]) -> None:
        """Give its stack a configuration, instead of any that it has."""
        (self.folder / f"Pulumi.{STACK}.yaml").write_text(yaml.safe_dump({"config": dict(config)}))

    def up(self) -> float:
        """Deploy it, as `make up` does, and return the seconds that took."""
        return self._sandbox_command("up", "--stack", STACK)

    def preview(self) -> float:
        """Preview it, as `make preview` does, and return the seconds that took."""
        return self._sandbox_command("preview", "--stack", STACK)

    def destroy(self) -> float:
        """Destroy it, as `make down` does, and return the seconds that took; its sandbox ends with it."""
        return self._sandbox_command("down")

    def discard(self) -> None:
        """End its sandbox, with all that is deployed in it."""
        self._sandbox_command("down", "--force")

    def resources(self) -> int:
        """Count the cloud resources that are deployed: no components, providers or stacks."""
        deployed = self.sandbox.files(STACK).deployment().get("resources", [])
        return sum(each["custom"] and not each["type"].startswith("pulumi:") for each in deployed)

    def exported(self) -> dict[str, Any]:
        """Return what is deployed as Pulumi exports it, secrets in plain text."""
        printed = output(self._sandbox("exec", "--stack", STACK, "--", "pulumi", "stack", "export", "--show-secrets"))
        return json.loads(printed)["deployment"]

    def _sandbox_command(self, *arguments: str) -> float:
        return seconds(self._sandbox(*arguments))

    def _sandbox(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "strongroom.sandbox", "--cwd", str(self.folder), *arguments]


def _say_nothing(message: str) -> None:
    """Drop what is meant for a person who waits."""


@contextmanager
def copy_of(project: Path, config: Mapping[str, Any] | None = None) -> Generator[Deployable, None, None]:
    """Copy a project for as long as the context lasts, so that a sandbox that the user runs in it is left alone.

    Args:
        project: The folder of the project.
        config: The configuration of the copy; by default, what the project has for its stack `dev`.
    """
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as temporary:
        copy = Deployable(Path(temporary) / project.name)
        shutil.copytree(project, copy.folder, ignore=shutil.ignore_patterns(FOLDER, "__pycache__"))
        if config is not None:
            copy.configure(config)
        try:
            yield copy
        finally:
            copy.discard()


@contextmanager
def flat_copy_of(project: Deployable, config: Mapping[str, Any]) -> Generator[Deployable, None, None]:
    """Write what a project has deployed as a flat program, for as long as the context lasts.

    Args:
        project: The project; it is deployed and stays so.
        config: The configuration of the copy: that of the providers.
    """
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as temporary:
        copy = Deployable(Path(temporary))
        write_flat_project(copy.folder, project.exported())
        copy.configure(config)
        try:
            yield copy
        finally:
            copy.discard()


@dataclass(frozen=True)
class Deployments:
    """What the deployments of one project took, in seconds; both lists have one element per run."""

    resources: int
    """How many cloud resources it deploys."""
    first: list[float] = field(default_factory=list[float])
    """Into a new sandbox, the start of which is included."""
    unchanged: list[float] = field(default_factory=list[float])
    """Once more, with nothing to change."""


def side_by_side(projects: Sequence[Deployable], runs: int) -> list[Deployments]:
    """Deploy projects in turn, twice each per run, so that what else the machine does affects all of them alike.

    Nothing of a first, uncounted run is in the result: it leaves compiled files and a file cache behind.
    """
    results: list[Deployments] = []
    for project in projects:
        project.up()
        results.append(Deployments(project.resources()))
        project.discard()
    for _ in range(runs):
        for project, result in zip(projects, results, strict=True):
            result.first.append(project.up())
            result.unchanged.append(project.up())
            project.discard()
    return results


@dataclass(frozen=True)
class Memory:
    """Resident memory of a sandbox's process, in megabytes."""

    peak: float
    """The most that was seen, ten times a second, during a deployment and an unchanged one."""
    afterwards: float
    """What was left in use."""


def sandbox_memory(project: Deployable) -> Memory:
    """Deploy a project twice into a new sandbox, and return the memory that the sandbox's process took."""
    samples: list[float] = []
    ended = Event()

    def watch() -> None:
        while not ended.wait(_SAMPLE_SECONDS):
            if process := project.sandbox.process.find():
                samples.append(_resident_megabytes(process.pid))

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        project.up()
        project.up()
    finally:
        ended.set()
        watcher.join()
    afterwards = _resident_megabytes(project.sandbox.running().pid)
    project.discard()
    return Memory(max(*samples, afterwards), afterwards)


def _resident_megabytes(pid: int) -> float:
    answer = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)  # noqa: S607 - as PATH has it
    return int(answer.stdout) * 1024 / 1e6
