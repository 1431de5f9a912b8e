"""What the commands of `strongroom-sandbox` do."""

import argparse
import sys
import time

from . import recovery
from .files import explain
from .process import ProcessError
from .project import Project, ProjectError
from .pulumi_cli import PulumiNotFound
from .sandbox import CommandNotFoundError, LostError, NotRunningError, Sandbox

_NOT_RUNNING = 3
"""The exit code of `status` when nothing runs, as for the status of a service."""
_COMMAND_NOT_FOUND = 127
"""The exit code of `exec` when there is no such command, as a shell's."""
_ERRORS = (
    LostError,
    NotRunningError,
    ProcessError,
    ProjectError,
    PulumiNotFound,
    recovery.DamagedStateError,
    recovery.StackInUseError,
)


def run(options: argparse.Namespace) -> int:
    """Run a command.

    Args:
        options: The parsed command line.

    Returns:
        The exit code: Pulumi's own where Pulumi was run, 1 for an error, and for `status` 3 when nothing runs.
    """
    try:
        project = Project.at(options.cwd)
        if (stack := getattr(options, "stack", None)) is not None:
            project.config_file(stack)  # refuses a name that no stack can have
        sandbox = Sandbox(project, _say)
        if sandbox.folder.exists() and not sandbox.folder.is_dir():
            raise ProjectError(f"{sandbox.folder}: must be a folder, got a file; move it")
        return _run(options, sandbox)
    except CommandNotFoundError as error:
        _say(f"error: {error}")
        return _COMMAND_NOT_FOUND
    except _ERRORS as error:
        _say(f"error: {error}")
    except OSError as error:
        _say(f"error: {explain(error, options.cwd)}")
    return 1


def _run(options: argparse.Namespace, sandbox: Sandbox) -> int:
    started = time.monotonic()
    match options.command:
        case "up":
            code = sandbox.deploy("up", options.stack, "--yes")
            _say(f"{'Up' if code == 0 else 'Failed'} after {time.monotonic() - started:.1f} s.")
            return code
        case "preview":
            return sandbox.deploy("preview", options.stack, *(["--diff"] if options.diff else []))
        case "refresh":
            return sandbox.refresh(options.stack)
        case "down":
            if options.force:
                sandbox.discard()
                return 0
            return sandbox.down([options.stack] if options.stack else [])
        case "exec":
            sandbox.execute(options.stack, options.program)
        case _:
            return _status(sandbox)
    return 0


def _status(sandbox: Sandbox) -> int:
    endpoints = sandbox.process.find()
    if not endpoints:
        lost = " (its process ended, and what was deployed went with it)" if sandbox.stacks() else ""
        print(f"local AWS  not running{lost}")
        return _NOT_RUNNING
    print(f"local AWS  {endpoints.aws_url}, process {endpoints.pid}")
    for stack in sandbox.stacks():
        deployment = sandbox.files(stack).deployment()
        unfinished = ", the last run was cut off" if recovery.is_unfinished(deployment) else ""
        print(f"stack      {stack}: {len(deployment.get('resources') or [])} resources{unfinished}")
    return 0


def _say(message: str) -> None:
    """Tell a person something: on standard error, since standard output is for what was asked for."""
    print(message, file=sys.stderr, flush=True)
