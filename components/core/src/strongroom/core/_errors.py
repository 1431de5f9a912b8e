"""The one error for bad input."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from strongroom.core._shown import shown


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the inputs, and what to do about it."""

    path: str
    """Where: the field, with the way to it (`tiers.0.size`); empty when it is about several inputs together."""
    reason: str
    """Why it can't be used."""
    remedy: str = ""
    """What to do instead; empty when the reason says it already."""

    def __str__(self) -> str:
        return (f"{self.path}: " if self.path else "") + "; ".join(filter(None, (self.reason, self.remedy)))


class InputError(pulumi.RunError):
    """Inputs that can't be used: all of them at once, each with field, reason and remedy.

    It is a `pulumi.RunError`, so that `pulumi up` prints the message alone, without a traceback. It is deliberately no
    `ValueError`: Pulumi wraps those that reach a resource's registration, and the traceback would be back.
    """

    def __init__(self, subject: str, problems: Sequence[Problem]) -> None:
        """Build the message.

        Args:
            subject: What was given the inputs: an args model, a component, a stack's configuration.
            problems: What is wrong, at least one.
        """
        self.subject = subject
        self.problems = tuple(problems)
        count = "1 input" if len(self.problems) == 1 else f"{len(self.problems)} inputs"
        super().__init__("\n  ".join([f"{subject}: {count} can't be used:", *map(str, self.problems)]))


class RuleError(ValueError):
    """What a validation rule raises: a reason and a remedy, kept apart from the value that was given.

    A rule may also raise a plain `ValueError` whose message says what to do. Only a `RuleError` can show the value, and
    shows it only if it can't be a secret in the wrong field: numbers, addresses (`10.0.0.1/16`), ids and ARNs, a few
    plain words.
    """

    def __init__(self, reason: str, remedy: str, value: object = None, suggestion: str | int | None = None) -> None:
        """Refuse a value.

        Args:
            reason: The rule, as the rest of a sentence about the input ("must be a port"), without the value.
            remedy: What to do instead; it may be derived from the value.
            value: The value; None to never show it.
            suggestion: The value that was probably meant; a command that mends the configuration offers it.
        """
        super().__init__(reason, remedy, value, suggestion)
        self.reason = reason
        self.remedy = remedy
        self.value = value
        self.suggestion = suggestion

    @property
    def shown_reason(self) -> str:
        """The reason, with the value if it may be shown."""
        value = shown(self.value)
        return self.reason if value is None else f"{self.reason}, got {value}"

    def __str__(self) -> str:
        return f"{self.shown_reason}; {self.remedy}"
