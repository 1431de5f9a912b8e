"""The engine is killed again and again while it deploys and destroys the portal, and each time it goes on."""

import os
import random
import re
import signal
import sys
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from portal_stack import PORTAL, PROJECT, SEED, changes_something, everything, portal
from pulumi import automation
from support import eventually, left_behind, run

from strongroom.sandbox import recovery
from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.faults import Call
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

KILLS = {"dev": 10, "prod": 6}
"""How often the engine is killed during an environment's `up`, and again as one that is not kept is destroyed."""
CHANCE = random.Random(SEED)  # noqa: S311 - moments, and no secrets
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-][\d:]+)")
_QUIET_SECONDS = 0.5


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes that a process started, and those that they started."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):
            for child in map(int, (thread / "children").read_text().split()):
                yield child
                yield from descendants(child)


class Kill:
    """Kills the engine, with the program that it runs, as so many calls that change something have been made."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.last_call = time.monotonic()

    def __call__(self, call: Call) -> None:
        self.last_call = time.monotonic()
        self.left -= changes_something(call)
        if self.left == 0:
            for pid in [*descendants(os.getpid())]:  # all are found first: those of a dead one are nobody's
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def is_quiet(self) -> bool:
        """Tell whether the providers have ended what they were at."""
        return time.monotonic() - self.last_call > _QUIET_SECONDS


@contextmanager
def killed(sandbox: TestSandbox, after: int) -> Generator[None, None, None]:
    """Kill the engine that runs within the context."""
    kill = Kill(after)
    with sandbox.faults(kill), pytest.raises(automation.CommandError):
        yield
    assert kill.left <= 0
    eventually(kill.is_quiet)


def go_on(sandbox: TestSandbox, stack: automation.Stack, files: recovery.StackFiles) -> None:
    """Put the stack in order, as `strongroom-sandbox up` does."""
    assert recovery.locked_by_the_dead(files)
    recovery.restore_checkpoint(files)
    stack.cancel()
    deployment = files.deployment()
    if recovery.is_unfinished(deployment):
        ports = dict(each.split(":") for each in stack.workspace.env_vars["PULUMI_DEBUG_PROVIDERS"].split(","))
        providers = {name: int(port) for name, port in ports.items()}
        recovery.remove_orphans(deployment, sandbox.journal, providers, print)
        stack.refresh(clear_pending_creates=True)


def resources(stack: automation.Stack) -> dict[str, Any]:
    """Return what a stack knows of its resources, by their URNs."""
    deployment = stack.export_stack().deployment or {}
    assert not deployment.get("pending_operations")
    parts = ("id", "type", "parent", "inputs", "outputs")
    return {
        each["urn"]: {part: each.get(part) for part in parts} | {"dependencies": sorted(each.get("dependencies") or [])}
        for each in deployment["resources"]
    }


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield everything in a value that has no parts, with where it is; all moments are one."""
    match value:
        case dict():
            for key, part in cast("dict[str, Any]", value).items():
                yield from leaves(part, f"{path}.{key}")
        case list():
            for number, part in enumerate(cast("list[Any]", value)):
                yield from leaves(part, f"{path}[{number}]")
        case str():
            yield path, _MOMENT.sub("at some time", value)
        case _:
            yield path, value


def assert_equal_but_for_names(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
    """Assert that two stacks are the same, but for what AWS made up, which each calls otherwise in every place."""
    assert ours.keys() == theirs.keys()
    names: dict[Any, Any] = {}
    for urn, resource in ours.items():
        mine, other = dict(leaves(resource)), dict(leaves(theirs[urn]))
        assert mine.keys() == other.keys(), urn
        for path, value in mine.items():
            if value != other[path]:
                # The tag of a signing key is a checksum of the key, and so as random as a name.
                assert isinstance(value, str) or path == ".outputs.keyTag", (urn, path, value, other[path])
                assert names.setdefault(value, other[path]) == other[path], (urn, path)


def moments(calls: int, kills: int) -> list[int]:
    """Return after how many calls to kill, each counted from the one before."""
    at = sorted(CHANCE.sample(range(1, calls * 9 // 10), kills))
    return [later - earlier for earlier, later in pairwise([0, *at])]


def undisturbed(sandbox: TestSandbox, environment: str) -> tuple[dict[str, Any], int]:
    """Return the resources of an environment when nothing happens to it, and how many calls made them."""
    counter = Kill(sys.maxsize)
    stack = portal(sandbox, environment)
    with sandbox.faults(counter):
        stack.up()
    return resources(stack), sys.maxsize - counter.left


@pytest.mark.parametrize("environment", KILLS)
def test_what_is_killed_while_it_deploys_or_destroys_goes_on_to_the_same_end(
    local_aws: LocalAws, tmp_path: Path, environment: str
) -> None:
    print(f"SEED={SEED}")
    expected, calls = undisturbed(TestSandbox(local_aws, tmp_path / "undisturbed"), environment)
    sandbox = TestSandbox(local_aws, tmp_path)
    before = everything(sandbox, environment)
    stack = sandbox.project(PORTAL, environment)
    files = recovery.StackFiles(tmp_path / "state", PROJECT, environment)

    for after in moments(calls, KILLS[environment]):
        with killed(sandbox, after):
            stack.up()
        go_on(sandbox, stack, files)
    stack.up()

    assert_equal_but_for_names(expected, resources(stack))
    alive = {(made.urn, made.id) for made in read_journal(sandbox.journal)}
    assert alive == {(urn, each["id"]) for urn, each in resources(stack).items() if is_of_a_cloud(each)}
    assert run(stack.refresh).steps == {}
    if environment == "prod":
        return  # it is protected from being destroyed

    for after in moments(len(alive), KILLS[environment]):
        with killed(sandbox, after):
            stack.destroy()
        go_on(sandbox, stack, files)
    stack.destroy()
    assert everything(sandbox, environment) == before
    assert left_behind(sandbox) == []


def is_of_a_cloud(resource: Mapping[str, Any]) -> bool:
    return bool(resource["id"]) and not resource["type"].startswith("pulumi:")
