"""The command `strongroom-sandbox`."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from . import recovery
from .process import ProcessError
from .project import Project, ProjectError
from .pulumi_cli import PulumiNotFound
from .sandbox import LostError, NotRunningError, Sandbox

_NOT_RUNNING = 3
"""The exit code of `status` when nothing runs, as for the status of a service."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The words after the command's name; those of the process by default.

    Returns:
        The exit code: Pulumi's own where Pulumi was run, 1 for an error, and for `status` 3 when nothing runs.
    """
    options = _parser().parse_args(arguments)
    try:
        return _run(options, Sandbox(Project.at(options.cwd), _say))
    except (
        LostError,
        NotRunningError,
        ProcessError,
        ProjectError,
        PulumiNotFound,
        recovery.StackInUseError,
    ) as error:
        _say(f"error: {error}")
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="strongroom-sandbox",
        description="Run a Pulumi project on the real engine against a local AWS, without an AWS account.",
    )
    parser.add_argument(
        "-C", "--cwd", type=Path, default=Path(), metavar="FOLDER", help="the project's folder (default: this one)"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    stack = argparse.ArgumentParser(add_help=False)
    stack.add_argument("-s", "--stack", default="dev", help="the stack, configured by Pulumi.STACK.yaml (default: dev)")
    commands.add_parser("up", parents=[stack], help="deploy the stack, starting the local AWS if it does not run")
    preview = commands.add_parser("preview", parents=[stack], help="show what `up` would change")
    preview.add_argument("--diff", action="store_true", help="show every property")
    commands.add_parser("refresh", parents=[stack], help="bring the state up to what the local AWS says")
    down = commands.add_parser("down", help="destroy, then end the local AWS and remove all that it left")
    down.add_argument("-s", "--stack", help="destroy only this stack (default: all)")
    down.add_argument("--force", action="store_true", help="end the local AWS without destroying anything first")
    commands.add_parser("status", help="tell what runs and what is deployed")
    execute = commands.add_parser(
        "exec", parents=[stack], help="run a command in the sandbox's environment: exec -- pulumi stack output"
    )
    execute.add_argument("program", nargs="+", metavar="-- COMMAND", help="the command and its arguments")
    return parser


if __name__ == "__main__":
    sys.exit(main())
