"""Filter patterns of metric filters: the syntax by which CloudWatch Logs accepts them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

import re
from collections.abc import Callable, Iterator
from typing import Annotated, NoReturn, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import RuleError

_SYNTAX = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html"
_MAX_REGEXES = 2
_MAX_DEPTH = 50
_REGEX = re.compile(r"%(?:\\.|[^%\\])+%")
_REGEX_CHARACTERS = re.compile(r"(?:\\[\x20-\x7e]|[A-Za-z0-9 :_#=@/;,\-^$?\[\]{}|*+.])+")
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
_SELECTOR = re.compile(r"\$(?:\.(?:[\w\-:@/#]+|\*)|\.?\[(?:\d+|\*|'[^']+'|\"[^\"]+\")\])+", re.ASCII)
_OPERATOR = re.compile(r"!=|<=|>=|=|<|>")
_STATE = re.compile(r"(?:IS\s+(?:NOT\s+)?NULL|IS\s+TRUE|IS\s+FALSE|NOT\s+EXISTS|EXISTS)(?!\w)")
_JSON_VALUE = re.compile(r"[^\s()&|\"'{}=<>!%]+")
_FIELD_NAME = re.compile(r"\w+", re.ASCII)
_FIELD_VALUE = re.compile(r"[^\s,&|\"\[\]=<>!%]+")
_TERM = re.compile(r"\w+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def check_filter_pattern(pattern: str) -> str:
    """Return a filter pattern that CloudWatch Logs accepts.

    Args:
        pattern: The filter pattern.

    Raises:
        RuleError: CloudWatch Logs would reject it, or ignore a part of it.
    """
    text = pattern.strip()
    if text.startswith("{"):
        _Parser(text).json()
    elif text.startswith("["):
        _Parser(text).delimited()
    elif text:
        _terms(text)
    elif not pattern:
        raise RuleError("must not be empty", 'use " " to match every event')
    return pattern


FilterPattern: TypeAlias = Annotated[str, Field(min_length=1, max_length=1024), AfterValidator(check_filter_pattern)]
"""A filter pattern of CloudWatch Logs: terms (`ERROR`), JSON (`{ $.level = "error" }`), or space-delimited fields
(`[ip, user, status = 5*]`), of 1 to 1,024 characters.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""


def has_regex(pattern: str) -> bool:
    """Return whether a filter pattern has a regular expression; a log group has at most five of these.

    Args:
        pattern: The filter pattern.
    """
    return _REGEX.search(_QUOTED.sub("", pattern)) is not None


def _fail(reason: str, remedy: str = f"see {_SYNTAX}") -> NoReturn:
    raise RuleError(f"must be a filter pattern of CloudWatch Logs: {reason}", remedy)


def _check_regex(regex: str) -> None:
    inner = regex[1:-1]
    if not _REGEX_CHARACTERS.fullmatch(inner):
        remedy = "use letters, digits, : _ # = @ / ; , - and the operators ^ $ ? [ ] { } | \\ * + ."
        _fail("a regular expression has a character that it does not support, such as a parenthesis", remedy)
    try:
        re.compile(inner)
    except re.error:
        _fail("a regular expression is not valid", "write for example %[Ee]rror%")


class _Parser:
    """Parses the two patterns that have a structure."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._regexes = 0
        self._depth = 0

    def json(self) -> None:
        """Parse a pattern for events that are JSON."""
        self._expect("{", 'write { $.level = "error" }')
        self._condition(self._comparison)
        self._expect("}", "close it with }")
        self._end()

    def delimited(self) -> None:
        """Parse a pattern for events whose fields are parted by spaces."""
        self._expect("[", "write [ip, user, status = 5*]")
        ellipses = 0
        while True:
            if self._takes("..."):
                ellipses += 1
            else:
                self._condition(self._field)
            if not self._takes(","):
                break
        self._expect("]", "close it with ], and part the fields by commas")
        self._end()
        if ellipses > 1:
            _fail("it has ... more than once", "use ... once")

    def _condition(self, single: Callable[[], None]) -> None:
        self._unit(single)
        while self._takes("&&") or self._takes("||"):
            self._unit(single)

    def _unit(self, single: Callable[[], None]) -> None:
        if self._takes("("):
            self._depth += 1
            if self._depth > _MAX_DEPTH:
                _fail(f"it has more than {_MAX_DEPTH} parentheses inside each other", "remove some")
            self._condition(single)
            self._expect(")", "close each parenthesis")
            self._depth -= 1
        else:
            single()

    def _comparison(self) -> None:
        if self._match(_SELECTOR) is None:
            self._fail_here("expected a selector", "write a selector such as $.level or $.items[0].id")
        if self._match(_STATE) is None:
            self._compare(_JSON_VALUE)

    def _field(self) -> None:
        if self._match(_FIELD_NAME) is None:
            self._fail_here("expected the name of a field", "name each field with letters, digits and _")
        self._space()
        if _OPERATOR.match(self._text, self._position):
            self._compare(_FIELD_VALUE)

    def _compare(self, unquoted: re.Pattern[str]) -> None:
        operator = self._match(_OPERATOR)
        if operator is None:
            self._fail_here("expected an operator", "use =, !=, <, <=, > or >=, IS NULL or NOT EXISTS")
        if (regex := self._match(_REGEX)) is not None:
            _check_regex(regex)
            self._regexes += 1
            if self._regexes > _MAX_REGEXES:
                _fail(f"it has more than {_MAX_REGEXES} regular expressions", "use fewer")
            value = None
        else:
            value = self._match(_QUOTED) or self._match(unquoted)
            if value is None:
                self._fail_here("expected a value", 'write a number, a text in "quotes", or a regex between %')
        if operator not in ("=", "!=") and not (value and _NUMBER.fullmatch(value)):
            _fail(f"{operator} does not compare with a number", "use = or != for texts")

    def _match(self, token: re.Pattern[str]) -> str | None:
        self._space()
        if (found := token.match(self._text, self._position)) is None:
            return None
        self._position = found.end()
        return found[0]

    def _takes(self, token: str) -> bool:
        self._space()
        taken = self._text.startswith(token, self._position)
        self._position += len(token) if taken else 0
        return taken

    def _expect(self, token: str, remedy: str) -> None:
        if not self._takes(token):
            self._fail_here(f"expected {token}", remedy)

    def _end(self) -> None:
        self._space()
        if self._position < len(self._text):
            self._fail_here("expected its end", "remove the rest")

    def _space(self) -> None:
        while self._position < len(self._text) and self._text[self._position].isspace():
            self._position += 1

    def _fail_here(self, reason: str, remedy: str) -> NoReturn:
        _fail(f"{reason} at character {self._position + 1}", remedy)


def _terms(text: str) -> None:
    kinds = [*_term_kinds(text)]
    if "?" in kinds and len({*kinds}) > 1:
        remedy = "use ? for all terms, or for none"
        _fail("CloudWatch Logs ignores optional terms (?) beside others", remedy)


def _term_kinds(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        kind = text[position] if text[position] in "?-" else ""
        position += len(kind)
        candidates = (_QUOTED, _REGEX, _TERM)
        found = next((match for token in candidates if (match := token.match(text, position))), None)
        if found is None or (found.end() < len(text) and not text[found.end()].isspace()):
            remedy = 'put terms with other characters than letters, digits and _ in double quotes: "GET /status"'
            _fail(f"a term has a character that it does not support, at character {position + 1}", remedy)
        if found.re is _REGEX:
            _check_regex(found[0])
        position = found.end()
        yield kind
