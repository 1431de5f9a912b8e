"""Expressions of metric math: their syntax, functions, and whether the result is one time series.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

import re
from typing import Final, NoReturn

from strongroom.core import RuleError

_FUNCTIONS: Final[dict[str, tuple[int, int]]] = {
    **dict.fromkeys(("ABS", "AVG", "CEIL", "DATAPOINT_COUNT", "DIFF", "DIFF_TIME", "FLOOR", "LOG", "LOG10"), (1, 1)),
    **dict.fromkeys(("MAX", "METRIC_COUNT", "MIN", "PERIOD", "RATE", "REMOVE_EMPTY", "RUNNING_SUM"), (1, 1)),
    **dict.fromkeys(("STDDEV", "SUM", "SERVICE_QUOTA", "TIME_SERIES"), (1, 1)),
    **dict.fromkeys(("DATE", "DAY", "EPOCH", "HOUR", "MINUTE", "MONTH", "YEAR"), (1, 1)),
    **dict.fromkeys(("FIRST", "LAST"), (1, 1)),
    "ANOMALY_DETECTION_BAND": (1, 2),
    "DB_PERF_INSIGHTS": (3, 5),
    "FILL": (2, 2),
    "IF": (2, 3),
    "INSIGHT_RULE_METRIC": (2, 2),
    "LAMBDA": (1, 10),
    "METRICS": (0, 1),
    "SEARCH": (2, 3),
    "SLICE": (2, 3),
    "SORT": (2, 4),
}
"""The functions of metric math, each with the fewest and the most arguments."""
_AGGREGATES: Final = frozenset({"AVG", "MAX", "MIN", "STDDEV", "SUM", "METRIC_COUNT", "FIRST", "LAST"})
"""Functions that make one time series of several."""
_SEVERAL: Final = frozenset({"ANOMALY_DETECTION_BAND", "METRICS", "SEARCH", "SLICE", "SORT"})
"""Functions that return several time series."""
_KEYWORDS: Final = _AGGREGATES | {"ASC", "DESC", "LINEAR", "REPEAT"}
"""Words that may be an argument after the first."""
_MAX_DEPTH: Final = 50
_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|(?P<text>"[^"]*"|'[^']*')|(?P<name>[A-Za-z]\w*)"""
    r"""|(?P<operator>&&|\|\||==|!=|<=|>=|[-+*/^<>])|(?P<mark>[()\[\],]))""",
    re.ASCII,
)
_SYNTAX: Final = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html"


class Expression:
    """A parsed expression.

    Args:
        text: The expression.

    Raises:
        RuleError: CloudWatch would reject it.
    """

    ids: frozenset[str]
    """Ids of the metrics that it calculates with."""
    functions: frozenset[str]
    """Names of the functions that it calls."""
    several: bool
    """Whether the result is more than one time series."""

    def __init__(self, text: str) -> None:
        self._tokens = [*_tokens(text)]
        self._position = 0
        self._depth = 0
        self._ids: set[str] = set()
        self._functions: set[str] = set()
        self.several = self._operation()
        if self._position < len(self._tokens):
            self._fail(f"{self._tokens[self._position][1]} was not expected")
        self.ids, self.functions = frozenset(self._ids), frozenset(self._functions)

    def _operation(self) -> bool:
        """Parse operands with operators between them; return whether the result is several time series."""
        several = self._operand()
        while (kind := self._peek())[0] == "operator" or kind[1] in ("AND", "OR"):
            self._position += 1
            several |= self._operand()
        return several

    def _operand(self) -> bool:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            self._fail(f"it has more than {_MAX_DEPTH} levels")
        while self._peek() == ("operator", "-"):
            self._position += 1
        kind, word = self._peek()
        self._position += 1
        several = False
        if word == "(":
            several = self._operation()
            self._expect(")")
        elif word == "[":
            several = self._items("]") != 1
        elif kind == "name" and self._peek()[1] == "(":
            several = self._call(word)
        elif kind == "name" and word[0].islower():
            self._ids.add(word)
        elif kind not in ("number", "text") and not (word in _KEYWORDS and self._tokens[self._position - 2][1] == ","):
            self._position -= 1
            self._fail(f"{word} was not expected" if word else "it ends too early")
        self._depth -= 1
        return several

    def _call(self, name: str) -> bool:
        if name not in _FUNCTIONS:
            self._fail(f"there is no function {name}", f"use one of {', '.join(sorted(_FUNCTIONS))}")
        self._functions.add(name)
        self._position += 1
        start = self._position
        count = self._items(")")
        fewest, most = _FUNCTIONS[name]
        if not fewest <= count <= most:
            expected = str(fewest) if fewest == most else f"{fewest} to {most}"
            self._fail(f"{name} has {count} arguments instead of {expected}")
        if name in _SEVERAL:
            return True
        return name not in _AGGREGATES and self._any_several(start)

    def _any_several(self, start: int) -> bool:
        """Return whether an argument of the call that was just parsed is several time series."""
        names = {word for kind, word in self._tokens[start : self._position] if kind == "name"}
        return bool(names & _SEVERAL) and not names & _AGGREGATES

    def _items(self, end: str) -> int:
        count = 0
        if self._peek()[1] != end:
            self._operation()
            count = 1
            while self._peek()[1] == ",":
                self._position += 1
                self._operation()
                count += 1
        self._expect(end)
        return count

    def _expect(self, mark: str) -> None:
        if self._peek()[1] != mark:
            self._fail(f"{mark} is missing")
        self._position += 1

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._position] if self._position < len(self._tokens) else ("", "")

    @staticmethod
    def _fail(reason: str, remedy: str = f"see {_SYNTAX}") -> NoReturn:
        raise RuleError(f"must be an expression of metric math: {reason}", remedy)


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None:
            place = end - len(text[position:end].lstrip()) + 1
            reason = f"must be an expression of metric math: character {place} was not expected"
            raise RuleError(reason, f"see {_SYNTAX}")
        tokens.append((str(found.lastgroup), found[0].strip()))
        position = found.end()
    return tokens
