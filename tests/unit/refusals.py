"""What tests ask of inputs that are refused."""

from collections.abc import Collection, Mapping
from typing import Any

from strongroom.core import Args, InputError


def refused(model: type[Args], given: Mapping[str, Any]) -> InputError | None:
    """Return the error with which a model refuses inputs; None if it takes them."""
    try:
        model(**given)
    except InputError as error:
        return error
    return None


def check_told(error: InputError, fields: Collection[str]) -> None:
    """Check that each problem is told by one of these fields, with its reason and what to do."""
    assert error.problems
    for problem in error.problems:
        assert problem.path.split(".")[0] in fields
        assert problem.reason
        assert problem.remedy
