"""Runs programs."""

import asyncio
import contextvars
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypedDict, TypeVar, Unpack
from unittest import mock

import pulumi
from pulumi.runtime.proto import source_pb2
from pulumi.runtime.stack import run_in_stack

from recording._cloud import ANSWERS, Answer, Cloud
from recording._engine import Engine, Monitor
from recording._records import Deployment, RecordingError

E = TypeVar("E", bound=BaseException)


class Options(TypedDict, total=False):
    """How a program is run."""

    preview: bool
    """Whether computed values stay unknown; by default they don't."""
    cloud: Cloud
    """Where it runs; by default somewhere else in each run."""
    config: Mapping[str, str]
    """The stack's configuration, by full key; by default none."""
    secret_keys: Sequence[str]
    """Which of the configuration's keys are secret; by default none."""
    project: str
    """The project's name; by default `project`."""
    stack: str
    """The stack's name; by default `stack`."""
    answers: Mapping[str, Answer]
    """Answers of functions, besides those of the kit."""


@dataclass(frozen=True)
class Failure(Generic[E]):
    """A program that ended with an error."""

    error: E
    deployment: Deployment
    """What was registered until then."""

    @property
    def message(self) -> str:
        return str(self.error)


class Recorder:
    """Runs programs, each on its own: nothing is left over from one run to the next.

    Args:
        partition: AWS partition of the accounts that are drawn. Default: any.
    """

    def __init__(self, partition: str | None = None) -> None:
        self._partition = partition

    def __call__(self, program: Callable[[], object], **options: Unpack[Options]) -> Deployment:
        """Run a program to the end, until every Output has settled.

        Args:
            program: Makes the resources, as a Pulumi program does.
            options: How to run it.

        Returns:
            What was registered.

        Raises:
            BaseException: Whatever ended the program, from an `apply` too; RecordingError if it did what no deployment
                could do.
        """
        deployment, error = _run(program, **self._in_partition(options))
        if error is not None:
            raise error
        return deployment

    def failing(self, error: type[E], program: Callable[[], object], **options: Unpack[Options]) -> Failure[E]:
        """Run a program that must end with an error of this class; any other error is raised."""
        deployment, raised = _run(program, **self._in_partition(options))
        if raised is None:
            raise RecordingError(f"the program should have ended with {error.__name__}, but ended well")
        if not isinstance(raised, error):
            raise raised
        return Failure(raised, deployment)

    def _in_partition(self, options: Options) -> Options:
        return options if "cloud" in options else {**options, "cloud": Cloud.drawn(self._partition)}


def _run(program: Callable[[], object], **options: Unpack[Options]) -> tuple[Deployment, BaseException | None]:
    deployment = Deployment(options.get("cloud") or Cloud.drawn())
    preview = options.get("preview", False)
    settings: dict[str, Any] = {
        "project": options.get("project", "project"),
        "stack": options.get("stack", "stack"),
        "organization": "organization",
        "root_directory": ".",
        "monitor": Monitor(deployment, {**ANSWERS, **options.get("answers", {})}, preview=preview),
        "engine": Engine(deployment),
        "dry_run": preview,
    }

    def run_program() -> None:
        deployment.result = program()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(max_workers=1))
        loop.set_exception_handler(_ignore)
        pulumi.runtime.set_all_config(dict(options.get("config", {})), list(options.get("secret_keys", ())))
        pulumi.runtime.configure(pulumi.runtime.Settings(**settings))
        await run_in_stack(run_program)

    try:
        # A context of its own: Pulumi keeps everything it knows of a run in context variables.
        with (
            mock.patch.dict(os.environ, {"PULUMI_ERROR_OUTPUT_STRING": "1"}),
            # Pulumi tells the engine each registration's call stack, which takes it a quarter of a run.
            mock.patch("pulumi.runtime.resource._get_stack_trace", source_pb2.StackTrace),
            # And it waits for all Outputs again whenever one of them is known: a twelfth of a run.
            mock.patch("pulumi.runtime.stack.asyncio.wait", _wait_for_all),
            asyncio.Runner() as runner,
        ):
            runner.run(main(), context=contextvars.Context())
        _check_published(deployment)
    except Exception as error:
        return deployment, error
    return deployment, None


_wait = asyncio.wait


async def _wait_for_all(
    tasks: Sequence[asyncio.Task[Any]], *, return_when: str
) -> tuple[set[asyncio.Task[Any]], set[asyncio.Task[Any]]]:
    """Wait until all tasks are done, or one has failed."""
    return await _wait(tasks, return_when=asyncio.FIRST_EXCEPTION)


def _ignore(loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """Handle what fails after the program's first error: it is not told as well."""


def _check_published(deployment: Deployment) -> None:
    silent = [resource.urn for resource in deployment.resources if not resource.custom and resource.outputs is None]
    if silent:
        raise RecordingError(f"components that did not register their outputs: {', '.join(silent)}")
