"""AWS refuses, is busy or does not answer while the portal is deployed and destroyed: it is told, and goes on."""

import random
import re
from typing import Any

from portal_stack import PORTAL, SEED, changes_something, everything
from pulumi import automation
from support import failure, left_behind, run

from strongroom.sandbox.provider.faults import DENIED, THROTTLED, TIMED_OUT, UNAVAILABLE, Call, Fault, NoAnswer
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

ENVIRONMENT = "dev"
REFUSALS = 4
"""How often AWS refuses something for good, during `up` and again during `destroy`."""
CHANCE = random.Random(SEED)  # noqa: S311 - moments, and no secrets
_MESSAGE = re.compile(r"(creating|updating|deleting|reading) aws:\S+|aws:\S+ \S+ was made, but not all of it")


class BadWeather:
    """A tenth of all calls meets what passes, and one that changes something is refused for good."""

    def __init__(self, refused_after: int | None = None) -> None:
        self.left = refused_after
        self.refused: Call | None = None
        self.passing = 0

    def __call__(self, call: Call) -> Fault | NoAnswer | None:
        if self.left is not None and not self.refused and changes_something(call):
            self.left -= 1
            if self.left < 0:
                self.refused = call
                return DENIED
        if CHANCE.random() < 0.1:
            self.passing += 1
            return CHANCE.choice([THROTTLED, UNAVAILABLE, TIMED_OUT])
        return None


def assert_told(screen: str, call: Call) -> None:
    """Assert that a person reads which resource AWS refused, in which operation and with which code."""
    told = [line for line in screen.splitlines() if f"{call.operation}: {DENIED.code}: {DENIED.message}" in line]
    assert told, screen
    assert _MESSAGE.search(told[-1])
    assert "Traceback" not in "".join(told)


def assert_consistent(sandbox: TestSandbox, stack: automation.Stack) -> None:
    """Assert that what the state knows is what there is."""
    deployment = stack.export_stack().deployment or {}
    assert not deployment.get("pending_operations")
    resources: list[dict[str, Any]] = deployment.get("resources") or []
    known = {(each["urn"], each["id"]) for each in resources if each.get("id")}
    made = {(each.urn, each.id) for each in read_journal(sandbox.journal)}
    assert {each for each in known if "pulumi:providers" not in each[0]} == made


def test_whatever_aws_answers_the_next_deployment_ends_well(sandbox: TestSandbox) -> None:
    print(f"SEED={SEED}")
    before = everything(sandbox, ENVIRONMENT)
    stack = sandbox.project(PORTAL, ENVIRONMENT)

    for _ in range(REFUSALS):
        weather = BadWeather(refused_after=CHANCE.randrange(60))
        with sandbox.faults(weather):
            screen = failure(stack.up)
        assert weather.refused, screen
        assert_told(screen, weather.refused)
        assert_consistent(sandbox, stack)
    weather = BadWeather()
    with sandbox.faults(weather):
        stack.up()
    assert weather.passing
    assert run(stack.refresh).steps == {}
    assert run(stack.up).steps == {}

    for _ in range(REFUSALS):
        weather = BadWeather(refused_after=CHANCE.randrange(40))
        with sandbox.faults(weather):
            screen = failure(stack.destroy)
        assert weather.refused, screen
        assert_told(screen, weather.refused)
        assert_consistent(sandbox, stack)
    with sandbox.faults(BadWeather()):
        stack.destroy()
    assert everything(sandbox, ENVIRONMENT) == before
    assert left_behind(sandbox) == []
