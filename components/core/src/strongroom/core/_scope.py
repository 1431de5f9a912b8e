"""What the parts of a component need of it."""

from collections.abc import Callable
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True)
class ComponentContext:
    """The component that a part is made for: how its children are named, tagged and owned.

    A component whose parts stand in files of their own gives them its scope, `Component._scope`.
    """

    child: Callable[[str], str]
    """The logical name of the child with a role."""
    physical_name: Callable[..., str]
    """The physical name of the child with a role, in at most `max_length` characters; unique in the Region."""
    global_name: Callable[..., pulumi.Output[str]]
    """As `physical_name`, with the Region, for a child whose name must be unique beyond the component's Region."""
    tags: Callable[..., dict[str, pulumi.Input[str]]]
    """The tags of the child with a role."""
    opts: Callable[..., pulumi.ResourceOptions]
    """The options of a child, and whatever else `pulumi.ResourceOptions` takes."""
    invoke_opts: pulumi.InvokeOptions
    """The options of a function."""
