"""What a check is: a control, the resources that it is about, and a pure function that judges one of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from strongroom.observability._compliance._catalogue import CATALOGUE, Control, Standard
from strongroom.observability._proof._state import Registered, StackState


@dataclass(frozen=True)
class Untold:
    """What a judge says when a stack does not tell what it would have to know."""

    reason: str
    """What is missing."""


Judgement: TypeAlias = str | Untold | None
"""Why a resource fails a control; None if it meets it."""

Judge: TypeAlias = Callable[[Registered, StackState], Judgement]
"""Judges one resource among the others of its stack."""


def _every(resource: Registered, stack: StackState) -> bool:
    del resource, stack
    return True


@dataclass(frozen=True)
class Check:
    """How a control is checked."""

    control: Control
    """The control."""
    kinds: tuple[str, ...]
    """The kinds of resources that it is about, such as `ec2.Vpc`."""
    judge: Judge
    """Tells why a resource fails it."""
    checkov: tuple[str, ...]
    """The policies of Checkov that ask for the same, such as `CKV2_AWS_11`."""
    about: Callable[[Registered, StackState], bool] = _every
    """Which resources of those kinds it is about."""
    one_is_enough: bool = False
    """Whether it is met if one of the resources meets it."""

    @property
    def rule(self) -> str:
        """The rule that it follows: the managed rule of AWS Config, or a policy of Checkov."""
        return self.control.rule or " ".join(self.checkov)


def check(
    control: str | Control,
    kinds: str,
    judge: Judge,
    checkov: str = "",
    about: Callable[[Registered, StackState], bool] = _every,
    *,
    one_is_enough: bool = False,
) -> Check:
    """Make a check.

    Args:
        control: The control, or its id in the catalogue.
        kinds: The kinds of resources, separated by spaces.
        judge: Tells why a resource fails it.
        checkov: The policies of Checkov, separated by spaces.
        about: Which resources of those kinds it is about. Default: all.
        one_is_enough: Whether it is met if one of the resources meets it.
    """
    found = CATALOGUE[control] if isinstance(control, str) else control
    return Check(found, tuple(kinds.split()), judge, tuple(checkov.split()), about, one_is_enough)


def own(
    control_id: str, title: str, rule: str = "", standards: Mapping[Standard, str] = MappingProxyType({})
) -> Control:
    """Make a control that no managed rule checks.

    Args:
        control_id: Its id in a standard, or a short one of our own.
        title: What it asks for.
        rule: The id of what Security Hub checks itself.
        standards: The standards that ask for it, each with the number that the control has in it.
    """
    return Control(control_id, rule, title, standards, periodic=False, resource_types=(), parameters=())


def expected(control: str, parameter: str) -> tuple[str, ...]:
    """Return what the rule of a control takes for right or wrong, as the catalogue has it.

    Args:
        control: The id of the control.
        parameter: The name of the rule's parameter.
    """
    (found,) = (each for each in CATALOGUE[control].parameters if each.name == parameter)
    return tuple((found.default_text or "").split(","))
