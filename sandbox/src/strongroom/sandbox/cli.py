"""The command `strongroom-sandbox`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .interrupts import interruptible


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The words after the command's name; those of the process by default.

    Returns:
        The exit code: Pulumi's own where Pulumi was run, 1 for an error, 128 plus the signal's number if a signal ended
        the command, and for `status` 3 when nothing runs.
    """
    return interruptible(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    try:
        from .commands import run  # slow, and it fails if the user's PYTHONPATH hides a dependency
    except Exception as error:
        hiding = [name for name in ("PYTHONPATH", "PYTHONHOME", "PYTHONWARNINGS") if os.environ.get(name)]
        if not hiding:
            raise
        settings = " and ".join(f"{name}={os.environ[name]}" for name in hiding)
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        print(
            f"error: PYTHON*: must not change what the sandbox imports, got {settings} ({reason}); unset it",
            file=sys.stderr,
        )
        return 1
    return run(options)


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
