"""Which component has the recorder of which account and region."""

from weakref import WeakKeyDictionary

from pulumi.runtime.settings import get_monitor

from strongroom.core import AwsEnvironment, InputError, Problem

# By the engine's connection, so that runs in one process know nothing of each other, and nothing of one stays.
_claims: "WeakKeyDictionary[object, dict[tuple[str, str], str]]" = WeakKeyDictionary()


def current_run() -> object:
    """Return what stands for this run of the program."""
    return get_monitor()


def claim_recorder(run: object, home: AwsEnvironment, name: str) -> None:
    """Take the recorder of an account and region for a component.

    AWS has one, and `PutConfigurationRecorder` refuses a second only when it is deployed; that two components of a
    program make one is known before. What other programs have made is not.

    Args:
        run: The run of the program.
        home: The account and region.
        name: Name of the component.

    Raises:
        InputError: Another component of the program has it.
    """
    taken = _claims.setdefault(run, {})
    first = taken.setdefault((home.account_id, home.region), name)
    if first != name:
        reason = f"the account has one recorder in {home.region}, and {first} has it already"
        raise InputError("ComplianceArgs", [Problem("recorder", reason, 'set recorder to "skip" in one of the two')])
