"""Parameters of managed rules: what may be given for them, and how AWS Config wants it written."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = bool | int | str | Sequence[int] | Sequence[str]
"""What may be given for a parameter, of the kind that the parameter has."""


@dataclass(frozen=True, slots=True)
class Parameter(ABC):
    """A parameter of a rule; the base of its kinds."""

    name: str
    """What AWS Config calls it."""

    @property
    @abstractmethod
    def default_text(self) -> str | None:
        """What it is if nothing is given, as AWS Config wants it written; None if it is left out then."""

    @abstractmethod
    def text(self, value: Value) -> str | None:
        """Write a value as AWS Config wants it; None if it is not allowed.

        Args:
            value: What was given.
        """

    @property
    @abstractmethod
    def allowed(self) -> str:
        """What is allowed, in words."""


@dataclass(frozen=True, slots=True)
class WholeNumber(Parameter):
    """A whole number within limits."""

    default: int
    least: int
    most: int

    @property
    def default_text(self) -> str:
        """The default."""
        return str(self.default)

    def text(self, value: Value) -> str | None:
        """Write the number; None if it is none, or beyond the limits."""
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return str(value) if self.least <= value <= self.most else None

    @property
    def allowed(self) -> str:
        """The limits."""
        return f"a whole number from {self.least} to {self.most}"


@dataclass(frozen=True, slots=True)
class OneOf(Parameter):
    """One of some texts or numbers."""

    default: str | int
    options: tuple[str | int, ...]

    @property
    def default_text(self) -> str:
        """The default."""
        return str(self.default)

    def text(self, value: Value) -> str | None:
        """Write the option; None if it is none of them."""
        # By type as well: True is 1 for Python.
        return str(value) if any(value == each and type(value) is type(each) for each in self.options) else None

    @property
    def allowed(self) -> str:
        """The options."""
        return f"one of {', '.join(map(str, self.options))}"


@dataclass(frozen=True, slots=True)
class Flag(Parameter):
    """Yes or no."""

    default: bool

    @property
    def default_text(self) -> str:
        """The default."""
        return str(self.default).lower()

    def text(self, value: Value) -> str | None:
        """Write yes or no; None if it is neither."""
        return str(value).lower() if isinstance(value, bool) else None

    @property
    def allowed(self) -> str:
        """Both."""
        return "true or false"


@dataclass(frozen=True, slots=True)
class Ports(Parameter):
    """TCP ports."""

    default: tuple[int, ...]

    @property
    def default_text(self) -> str:
        """The default."""
        return ",".join(map(str, self.default))

    def text(self, value: Value) -> str | None:
        """Write the ports; None if they are none."""
        if isinstance(value, str | int) or not value:
            return None
        right = all(isinstance(port, int) and not isinstance(port, bool) and 1 <= port <= 65_535 for port in value)
        return ",".join(map(str, value)) if right else None

    @property
    def allowed(self) -> str:
        """The limits."""
        return "a list of ports from 1 to 65535"


@dataclass(frozen=True, slots=True)
class Texts(Parameter):
    """A list of texts, such as names; left out if nothing is given."""

    what: str

    @property
    def default_text(self) -> None:
        """Nothing."""
        return

    def text(self, value: Value) -> str | None:
        """Write the texts; None if one is empty, or has a comma, which parts them."""
        if isinstance(value, str | int) or not value:
            return None
        right = all(isinstance(each, str) and each.strip() and "," not in each for each in value)
        return ",".join(map(str, value)) if right else None

    @property
    def allowed(self) -> str:
        """What they are."""
        return f"a list of {self.what}, none empty or with a comma"


@dataclass(frozen=True, slots=True)
class Fixed(Parameter):
    """A text that can't be changed, or the rule would not check what the control says.

    `{partition}` in it stands for the AWS partition.
    """

    default: str

    @property
    def default_text(self) -> str:
        """The text."""
        return self.default

    def text(self, value: Value) -> str | None:
        """Allow nothing."""
        del value

    @property
    def allowed(self) -> str:
        """Only what it is."""
        return f"only {self.default}, which the control asks for"
