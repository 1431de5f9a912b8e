"""The name that was probably meant."""

import difflib
import re
from collections.abc import Iterable

_SIMILAR = 0.6
_LISTED = 5
_OPPOSITES = (
    *("allow block", "allow deny", "enable disable", "first last", "gateway interface", "high low", "include exclude"),
    *(
        "internal external",
        "internal internet",
        "ipv4 ipv6",
        "max min",
        "on off",
        "primary secondary",
        "public private",
    ),
    *("read write", "request response", "source destination", "start end", "start stop", "up down", "with without"),
)
_PAIRS = {frozenset(pair.split()) for pair in _OPPOSITES}
_NEGATIONS = ("dis", "in", "no", "non", "not", "un")


def nearest_name(name: str, names: Iterable[str]) -> str | None:
    """Return the name that was probably meant, or None if no name is similar or the similar one means the opposite.

    Args:
        name: The name that is not known.
        names: The names that are.
    """
    known = {each.casefold(): each for each in names}
    close = difflib.get_close_matches(name.casefold(), known, n=_LISTED, cutoff=_SIMILAR)
    return next((known[each] for each in close if not _are_opposites(name.casefold(), each)), None)


def nearest_names(name: str, names: Iterable[str]) -> list[str]:
    """Return at most five names, the most similar first.

    Args:
        name: The name that is not known.
        names: The names that are.
    """
    matcher = difflib.SequenceMatcher(b=name.casefold())

    def distance(each: str) -> tuple[float, str]:
        matcher.set_seq1(each.casefold())
        return -matcher.ratio(), each

    return sorted(names, key=distance)[:_LISTED]


def _are_opposites(one: str, other: str) -> bool:
    ones, others = (set(re.split(r"[^a-z0-9]+", re.sub("(?<=e)d(?=[^a-z0-9]|$)", "", each))) for each in (one, other))
    ones, others = ones - others, others - ones
    return any(
        frozenset((a, b)) in _PAIRS or any(long == negation + short for negation in _NEGATIONS)
        for a in ones
        for b in others
        for short, long in [sorted((a, b), key=len)]
    )
