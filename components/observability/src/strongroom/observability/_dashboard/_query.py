"""Queries of CloudWatch Logs Insights.

CloudWatch stores any text as the query of a widget, and reports what is wrong only to those who open the dashboard.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import RuleError

_COMMANDS = (
    *("anomaly", "dedup", "diff", "display", "fields", "filter", "filterIndex", "join", "limit", "lookup", "parse"),
    *("pattern", "sort", "stats", "unmask", "unnest"),
)
_TOKEN = re.compile(
    r"""(?P<space>\s+) | (?P<comment>\#[^\n]*)
      | (?P<text>'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" | `[^`]*`)
      | (?P<unclosed>['"`])
      | (?P<word>=~ | [\w@.$-]+) | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:\[(?:[^\]\\]|\\.)+\]|[^/\\\[]|\\.)+/")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_EXAMPLE = "use for example fields @timestamp, @message | sort @timestamp desc | limit 50"


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and text of each part of a query, without spaces and comments."""
    position, command, previous = 0, "", "|"
    while position < len(query):
        if query[position] == "/" and (previous in ("like", "=~") or command == "parse"):
            found, kind = _REGEX.match(query, position), "text"
            if found is None:
                yield "unclosed", "/"
                return
        else:
            found = _TOKEN.match(query, position)
            assert found is not None  # noqa: S101 - the last alternative matches anything
            kind = found.lastgroup or ""
        position = found.end()
        if kind not in ("space", "comment"):
            if previous == "|":
                command = found[0]
            previous = found[0]
            yield kind, previous


def _checked(query: str) -> str:
    opened: list[str] = []
    at_command = True
    for kind, text in _tokens(query):
        if kind == "unclosed":
            raise RuleError(f"must close each {text}, which begins a text or a regular expression", f"add the {text}")
        if at_command:
            _check_command(kind, text)
        at_command = text == "|"
        if text in _CLOSING:
            opened.append(_CLOSING[text])
        elif kind == "other" and text in _CLOSING.values() and (not opened or opened.pop() != text):
            raise RuleError("must have matching brackets", f"remove the {text}, or open it before")
    if at_command:
        raise RuleError("must have a command before and after each |", _EXAMPLE)
    if opened:
        raise RuleError("must have matching brackets", f"add the {opened[-1]}")
    return query


def _check_command(kind: str, text: str) -> None:
    if kind != "word" or not text.isalpha():
        raise RuleError("must have a command before and after each |", _EXAMPLE)
    if text.lower() == "source":
        raise RuleError("must not name sources, which log_group_names does", "remove the SOURCE command")
    known = {command.lower(): command for command in _COMMANDS}
    # CloudWatch gets new commands; a near spelling of a known one is a mistake.
    if text.lower() not in known and (close := get_close_matches(text.lower(), known, n=1, cutoff=0.75)):
        raise RuleError("must consist of commands of Logs Insights", f"use {known[close[0]]}", text, known[close[0]])


InsightsQuery: TypeAlias = Annotated[str, Field(min_length=1, max_length=10_000), AfterValidator(_checked)]
"""A query of CloudWatch Logs Insights without its sources."""
