"""The command `strongroom-compliance`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from strongroom.core import InputError
from strongroom.observability._proof._exceptions import read_exceptions
from strongroom.observability._proof._rendering import RENDERERS, Format, as_json, as_markdown
from strongroom.observability._proof._report import check_controls
from strongroom.observability._proof._state import read_state

_FAILED, _UNUSABLE = 1, 2
_FORMATS: tuple[Format, ...] = ("table", "markdown", "json")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="strongroom-compliance",
        description="Tell which controls of AWS's and CIS's standards a stack meets, from its state alone: nothing is "
        "asked of AWS, and secrets are not needed.",
        epilog="Example: pulumi stack export | strongroom-compliance --exceptions compliance.yaml. The exit status is "
        "1 if a control is failed, 2 if the state or the exceptions can't be read, else 0.",
    )
    parser.add_argument(
        "state",
        nargs="?",
        default="-",
        metavar="FILE",
        help="what `pulumi stack export` printed; default: standard input",
    )
    parser.add_argument(
        "--exceptions",
        action="append",
        default=[],
        metavar="FILE",
        help="YAML with what the stack does not meet on purpose, and why; may be given several times",
    )
    parser.add_argument("--format", choices=_FORMATS, default="table", help="how the report is written; default: table")
    parser.add_argument("--output", metavar="FILE", help="where the report is written; default: standard output")
    parser.add_argument("--markdown", metavar="FILE", help="where the report is written as Markdown too")
    parser.add_argument("--json", metavar="FILE", help="where the report is written as JSON too")
    return parser


def _read(file: str) -> str:
    return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")


def _write(file: str | None, text: str) -> None:
    if file is None:
        print(text)
        return
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The words after its name. Default: those that it was started with.

    Returns:
        The exit status: 1 if a control is failed, 2 if something can't be read or written, else 0.
    """
    given = _parser().parse_args(arguments)
    try:
        state = read_state(_read(given.state))
        exceptions = [each for file in given.exceptions for each in read_exceptions(_read(file))]
        report = check_controls(state, exceptions)
        _write(given.output, RENDERERS[given.format](report))
        if given.markdown:
            _write(given.markdown, as_markdown(report))
        if given.json:
            _write(given.json, as_json(report))
    except (InputError, OSError, UnicodeDecodeError) as error:
        print(f"strongroom-compliance: {error}", file=sys.stderr)
        return _UNUSABLE
    return _FAILED if report.failed else 0
