"""Exceptions: controls that a stack does not meet on purpose, each with its reason, in a file beside the stack."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Annotated, Any

import yaml
from pydantic import Field

from strongroom.core import InputError, Model, Problem
from strongroom.observability._proof._registry import CheckedControl
from strongroom.observability._proof._state import Registered
from strongroom.observability._reasons import Reason


class ControlException(Model):
    """A control that resources of a stack do not meet on purpose."""

    control: CheckedControl
    """The id of the control, such as `S3.9`."""

    resources: Annotated[str, Field(min_length=1, examples=["*-logs*"])] = "*"
    """The names of the resources in the program, with `*` for any text. Default: all that fail the control."""

    reason: Reason
    """Why they don't, for who audits: 10 to 256 characters on one line."""

    def excuses(self, control_id: str, resource: Registered) -> bool:
        """Tell whether it is about a control and a resource.

        Args:
            control_id: The id of the control.
            resource: The resource.
        """
        return control_id == self.control and fnmatchcase(resource.name, self.resources)


class _ExceptionFile(Model):
    """What a file of exceptions has in it."""

    exceptions: list[ControlException] = []


def read_exceptions(text: str) -> Sequence[ControlException]:
    """Read a file of exceptions.

    Args:
        text: YAML: a list `exceptions`, of which each has `control`, `reason` and, if need be, `resources`.

    Raises:
        InputError: It is no such file, or an exception in it can't be used; all problems at once.
    """
    try:
        data: Any = yaml.safe_load(text)
    except yaml.YAMLError:
        problem = Problem("", "it is not YAML", "write a list `exceptions`, each with control and reason")
        raise InputError("exceptions", [problem]) from None
    return _ExceptionFile.model_validate({} if data is None else data).exceptions
