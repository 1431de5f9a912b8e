"""What the checks find in a stack, resource by resource, and what excuses it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from strongroom.observability._compliance._catalogue import Control
from strongroom.observability._proof._checks import Check, Judgement, Untold
from strongroom.observability._proof._exceptions import ControlException
from strongroom.observability._proof._registry import CHECKS
from strongroom.observability._proof._state import HiddenError, Registered, StackState

Verdict: TypeAlias = Literal["failed", "exception", "met", "not applicable"]
"""What is found of a control.

- `failed`: a resource does not meet it.
- `exception`: a resource does not meet it, on purpose.
- `met`: a resource meets it.
- `not applicable`: the stack has no resource that it is about, or does not tell what would have to be known.
"""

_WORST_FIRST: tuple[Verdict, ...] = ("failed", "exception", "met", "not applicable")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found of one control at one resource."""

    control: Control
    """The control."""
    checkov: tuple[str, ...]
    """The policies of Checkov that ask for the same."""
    verdict: Verdict
    """Whether the resource meets it."""
    resource: str = ""
    """The resource, such as `s3.Bucket portal-documents`; empty if the stack has none that the control is about."""
    urn: str = ""
    """The URN of the resource; empty if there is none."""
    reason: str = ""
    """Why it fails, is excused, or can't be told; empty if it is met."""

    @property
    def rule(self) -> str:
        """The rule that it follows: the managed rule of AWS Config, or policies of Checkov."""
        return self.control.rule or " ".join(self.checkov)


@dataclass(frozen=True, slots=True)
class Report:
    """What is found in a stack."""

    findings: tuple[Finding, ...]
    """What is found, in the order of the controls, and of the resources' names."""
    stale: tuple[ControlException, ...]
    """Exceptions that excuse nothing."""

    @property
    def failed(self) -> bool:
        """Whether a control is failed."""
        return any(each.verdict == "failed" for each in self.findings)

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """What is found of each control: the worst that is found at a resource."""
        found: dict[str, set[Verdict]] = {}
        for each in self.findings:
            found.setdefault(each.control.control_id, set()).add(each.verdict)
        return {control_id: next(each for each in _WORST_FIRST if each in any_) for control_id, any_ in found.items()}

    @property
    def totals(self) -> Mapping[Verdict, int]:
        """The number of controls by what is found of them."""
        counts = Counter(self.verdicts.values())
        return {verdict: counts[verdict] for verdict in _WORST_FIRST}


def check_controls(stack: StackState, exceptions: Sequence[ControlException] = ()) -> Report:
    """Find which controls a stack meets, fails, is excused from, and has nothing to do with.

    Args:
        stack: What the stack has registered.
        exceptions: Controls that it does not meet on purpose.
    """
    used: set[int] = set()
    findings: list[Finding] = []
    for check in CHECKS.values():
        for found, resource in _judged(check, stack):
            excuse = _excuse(check, resource, exceptions) if found.verdict == "failed" else None
            if excuse is None:
                findings.append(found)
            else:
                used.add(excuse)
                findings.append(_excused(found, exceptions[excuse]))
    stale = tuple(each for number, each in enumerate(exceptions) if number not in used)
    return Report(tuple(findings), stale)


def _judged(check: Check, stack: StackState) -> Iterator[tuple[Finding, Registered | None]]:
    judged = [(resource, _judge(check, resource, stack)) for resource in _resources(check, stack)]
    if check.one_is_enough and any(judgement is None for _, judgement in judged):
        judged = [each for each in judged if each[1] is None]
    for resource, judgement in judged:
        reason = judgement.reason if isinstance(judgement, Untold) else judgement or ""
        verdict: Verdict = "not applicable" if isinstance(judgement, Untold) else "failed" if judgement else "met"
        yield Finding(check.control, check.checkov, verdict, resource.title, resource.urn, reason), resource
    if not judged:
        kinds = " or ".join(check.kinds)
        yield Finding(check.control, check.checkov, "not applicable", reason=f"no {kinds} that it is about"), None


def _resources(check: Check, stack: StackState) -> list[Registered]:
    found = (each for each in stack.of(*check.kinds) if _is_about(check, each, stack))
    return sorted(found, key=lambda each: (each.title, each.urn))


def _is_about(check: Check, resource: Registered, stack: StackState) -> bool:
    try:
        return check.about(resource, stack)
    except HiddenError:
        return True  # the judge will meet it too, or does not need it


def _judge(check: Check, resource: Registered, stack: StackState) -> Judgement:
    try:
        return check.judge(resource, stack)
    except HiddenError as error:
        return str(error)


def _excuse(check: Check, resource: Registered | None, exceptions: Sequence[ControlException]) -> int | None:
    """Return which exception is about a control and a resource."""
    control_id = check.control.control_id
    found = (number for number, each in enumerate(exceptions) if resource and each.excuses(control_id, resource))
    return next(found, None)


def _excused(found: Finding, exception: ControlException) -> Finding:
    return Finding(found.control, found.checkov, "exception", found.resource, found.urn, exception.reason)
