"""The rules of composite alarms: read, and evaluated. Pure functions.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

States = Callable[[str], str]
"""Returns the state of an alarm, by the name or ARN that the rule says."""
Condition = Callable[[States], bool]

STATES: Final = ("ALARM", "OK", "INSUFFICIENT_DATA")
_MOST_ALARMS: Final = 100
_TOKEN: Final = re.compile(r'\s*(?:"(?P<quoted>[^"]+)"|(?P<plain>[(),]|[^\s(),"]+)|(?P<end>$))')


class AlarmRuleError(ValueError):
    """A rule is not one."""


@dataclass(frozen=True)
class Rule:
    """A rule that was read."""

    alarms: tuple[str, ...]
    """The alarms that it asks for, by the name or ARN that it says, each once."""
    holds: Condition
    """Tells whether the composite alarm is in ALARM."""


def parse(text: str) -> Rule:
    """Read a rule.

    Raises:
        AlarmRuleError: It is not one, or asks for more alarms than AWS allows.
    """
    reader = _Reader([*_tokens(text)])
    condition = reader.either()
    reader.expect("")
    alarms = tuple(dict.fromkeys(reader.alarms))
    if len(alarms) > _MOST_ALARMS:
        raise AlarmRuleError(f"A composite alarm has {_MOST_ALARMS} children at most, this one {len(alarms)}")
    return Rule(alarms, condition)


@dataclass(frozen=True)
class _Token:
    text: str
    """Empty at the end."""
    position: int
    quoted: bool


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while True:
        match = _TOKEN.match(text, position)
        if match is None:
            raise AlarmRuleError(_unsupported(text[position:].strip(), position))
        found = match.lastgroup or "end"
        yield _Token(match[found], match.start(found), found == "quoted")
        if found == "end":
            return
        position = match.end()


def _unsupported(text: str, position: int) -> str:
    return f"Error in AlarmRule [Unsupported token '{text}' at char {position}]"


@dataclass
class _Reader:
    """Reads tokens from left to right: OR binds the least, then AND, then NOT."""

    tokens: list[_Token]
    alarms: list[str] = field(default_factory=list[str])

    def either(self) -> Condition:
        conditions = [self.all_of()]
        while self.skip("OR"):
            conditions.append(self.all_of())
        return lambda states: any(condition(states) for condition in conditions)

    def all_of(self) -> Condition:
        conditions = [self.one()]
        while self.skip("AND"):
            conditions.append(self.one())
        return lambda states: all(condition(states) for condition in conditions)

    def one(self) -> Condition:
        if self.skip("NOT"):
            condition = self.one()
            return lambda states: not condition(states)
        if self.skip("("):
            condition = self.either()
            self.expect(")")
            return condition
        if self.skip("AT_LEAST"):
            return self.at_least()
        token = self.take()
        if not token.quoted and token.text.upper() in ("TRUE", "FALSE"):
            return lambda _: token.text.upper() == "TRUE"
        if token.quoted or token.text not in STATES:
            raise AlarmRuleError(_unsupported(token.text, token.position))
        self.expect("(")
        alarm = self.alarm()
        self.expect(")")
        return lambda states: states(alarm) == token.text

    def at_least(self) -> Condition:
        self.expect("(")
        amount = self.take()
        if not re.fullmatch(r"[1-9]\d*%?", amount.text):
            raise AlarmRuleError(_unsupported(amount.text, amount.position))
        self.expect(",")
        negated, state = self.skip("NOT"), self.take()
        if state.text not in STATES:
            raise AlarmRuleError(_unsupported(state.text, state.position))
        self.expect(",")
        self.expect("(")
        alarms = [self.alarm()]
        while self.skip(","):
            alarms.append(self.alarm())
        self.expect(")")
        self.expect(")")
        number = int(amount.text.rstrip("%"))
        wanted = number * len(alarms) / 100 if amount.text.endswith("%") else number
        return lambda states: sum((states(alarm) == state.text) != negated for alarm in alarms) >= wanted

    def alarm(self) -> str:
        token = self.take()
        if not token.quoted and token.text in ("", "(", ")", ","):
            raise AlarmRuleError(_unsupported(token.text, token.position))
        self.alarms.append(token.text)
        return token.text

    def take(self) -> _Token:
        return self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0]

    def skip(self, text: str) -> bool:
        found = self.tokens[0].text == text and not self.tokens[0].quoted
        if found:
            self.take()
        return found

    def expect(self, text: str) -> None:
        if not self.skip(text):
            raise AlarmRuleError(_unsupported(self.tokens[0].text, self.tokens[0].position))
