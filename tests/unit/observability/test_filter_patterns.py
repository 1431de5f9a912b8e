"""Filter patterns: what CloudWatch Logs rejects is refused before anything is registered."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import InputError, RuleError
from strongroom.observability import LogAlarmsArgs, LogPattern
from strongroom.observability._alarms._filter_patterns import check_filter_pattern
from strongroom.observability._trail._watches import WATCHES


@pytest.mark.parametrize(
    "pattern",
    [
        *(watch.pattern for watch in WATCHES.values()),
        " ",
        "ERROR",
        "ERROR ARGUMENTS",
        "?ERROR ?ARGUMENTS",
        '?"[ERROR]" ?%[Ww]arn%',
        "ERROR -ARGUMENTS",
        '"GET /status" -"200 OK"',
        '"a \\" quote"',
        "%AUTHORIZED%",
        r"%\d{1,3}\.\d{1,3}%",
        "Größe",
        '{ $.level = "error" }',
        '{$.a.b[0].c != "x*" && ($.d >= 5 || $.e < -1.5e3)}',
        "{ $.eventSource = iam.amazonaws.com }",
        "{ $.ip = 10.0.* }",
        "{ $.user.id = %^[a-z]+$% }",
        "{ $.a IS NULL || $.b NOT EXISTS || $.c IS TRUE }",
        "{ $.items[*].id = * }",
        "{ $.['cluster.name'] = \"c\" }",
        "[ip, user, username, timestamp, request, status_code = 4*, bytes]",
        '[ip, ..., request = "*.html*", status_code = 4*, bytes > 1000]',
        "[w1=ERROR, w2!=%ARGU[a-z]+%]",
        "[status = 404 || status = 410, size]",
        "[ip]",
    ],
)
def test_filter_pattern_is_accepted(pattern: str) -> None:
    assert check_filter_pattern(pattern) == pattern


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", "at least 1 character"),
        ("x" * 1025, "at most 1024 characters"),
        ("ERROR:", "a character that it does not support, at character 1"),
        ("GET /status", "at character 5"),
        ("'ERROR'", "double quotes"),
        ('"unclosed', "double quotes"),
        ('"a"b', "double quotes"),
        ("a{b", "double quotes"),
        ("-", "double quotes"),
        ("?ERROR WARN", "ignores optional terms"),
        ("?ERROR -WARN", "ignores optional terms"),
        ("%unclosed", "double quotes"),
        ("%(a|b)%", "regular expression has a character"),
        ("%something!%", "regular expression has a character"),
        ("%ä%", "regular expression has a character"),
        ("%[a%", "a regular expression is not valid"),
        ("{}", "expected a selector at character 2"),
        ("{ level = 5 }", "expected a selector at character 3"),
        ("{ $level = 5 }", "expected a selector"),
        ("{ $. = 5 }", "expected a selector"),
        ("{ $.a }", "expected an operator"),
        ("{ $.a == 5 }", "expected a value"),
        ("{ $.a = }", "expected a value"),
        ('{ $.a = "x }', "expected a value"),
        ("{ $.a = 5", "expected } at character"),
        ("{ ($.a = 5 }", "expected ) at character"),
        ("{ $.a = 5 }}", "expected its end"),
        ("{ $.a = 5 & $.b = 6 }", "expected }"),
        ("{ $.a = 5 && }", "expected a selector"),
        ('{ $.a > "x" }', "> does not compare with a number"),
        ("{ $.a >= x }", ">= does not compare with a number"),
        ("{ $.a = %x% && $.b = %y% && $.c = %z% }", "more than 2 regular expressions"),
        ("[", "expected the name of a field"),
        ("[ip, user", "expected ] at character"),
        ("[ip user]", "expected ]"),
        ("[ip, , user]", "expected the name of a field"),
        ("[..., ip, ...]", "more than once"),
        ("[ip] x", "expected its end"),
        ("[status = ]", "expected a value"),
        ("[status > abc]", "> does not compare with a number"),
        ("[user-name]", "expected ]"),
        ("{" + "(" * 500, "inside each other"),
    ],
)
def test_filter_pattern_is_refused(pattern: str, expected: str) -> None:
    with pytest.raises(InputError) as error:
        LogPattern(pattern=pattern, description="What is wrong, and what to do about it")
    (problem,) = error.value.problems
    assert problem.path == "pattern"
    assert expected in problem.reason + problem.remedy
    assert problem.remedy


@given(st.text(alphabet='{}[]()"%$.=!<>&|?-*, ab1', max_size=30) | st.text(max_size=30))
def test_any_text_is_accepted_or_refused(pattern: str) -> None:
    with contextlib.suppress(RuleError):
        assert check_filter_pattern(pattern) == pattern


@given(st.lists(st.from_regex(r"[A-Za-z0-9_]{1,8}", fullmatch=True), min_size=1, max_size=5))
def test_terms_of_letters_digits_and_underscores_are_accepted(terms: list[str]) -> None:
    for pattern in (" ".join(terms), " ".join(f"?{term}" for term in terms), " ".join(f'"{term}-"' for term in terms)):
        assert check_filter_pattern(pattern) == pattern


def test_log_group_has_at_most_five_regular_expressions() -> None:
    pattern = {"description": "What is wrong, and what to do about it"}
    topic = "arn:aws:sns:eu-central-1:123456789012:alerts"

    def args(count: int) -> LogAlarmsArgs:
        patterns = {f"regex-{number}": {**pattern, "pattern": f"%a{number}%"} for number in range(count)}
        patterns["text"] = {**pattern, "pattern": '"100% of 100%"'}
        return LogAlarmsArgs.model_validate({"topic_arns": [topic], "log_group_name": "x", "patterns": patterns})

    assert len(args(5).patterns) == 6
    with pytest.raises(InputError, match="patterns: must have at most 5 patterns with regular expressions, got 6"):
        args(6)
