"""The rules between the inputs of a site."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from strongroom.core import Problem

if TYPE_CHECKING:
    from strongroom.edge._args import SiteArgs


def site_problems(args: "SiteArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in a site's origins, behaviours and what they name.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    yield from ()
