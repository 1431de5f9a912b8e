"""Prints the path of the Pulumi executable that the sandbox uses, after making one where none is found."""

import sys

from ..interrupts import interruptible
from . import PulumiNotFound, find_pulumi


def main() -> int:
    """Run the command.

    Returns:
        The exit code: 0, 1 for an error, 128 plus the signal's number if a signal ended it.
    """
    try:
        print(find_pulumi().executable)
    except PulumiNotFound as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


sys.exit(interruptible(main))
