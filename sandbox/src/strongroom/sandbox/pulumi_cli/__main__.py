"""Prints the path of the Pulumi executable that the sandbox uses, after making one where none is found."""

import sys

from . import PulumiNotFound, find_pulumi

try:
    print(find_pulumi().executable)
except PulumiNotFound as error:
    sys.exit(str(error))
