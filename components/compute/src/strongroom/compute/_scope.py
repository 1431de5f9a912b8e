"""What the parts of a web service have in common."""

from dataclasses import dataclass

import pulumi

from strongroom.compute._args import WebServiceArgs
from strongroom.compute._plan import Plan
from strongroom.core import Home, Scope
from strongroom.core.aws import current_home


@dataclass(frozen=True)
class ServiceScope(Scope):
    """The web service that parts are made for."""

    args: WebServiceArgs
    plan: Plan
    home: pulumi.Output[Home]
    """Where it lives."""

    @classmethod
    def of(cls, scope: Scope, args: WebServiceArgs) -> "ServiceScope":
        """Add to a component's scope what its web service's parts need.

        Args:
            scope: The component's.
            args: The component's inputs.
        """
        return cls(**vars(scope), args=args, plan=Plan(args), home=current_home(scope.invoke_opts))


def group_name_prefix(physical_name: str) -> str:
    """Return what the name of a security group begins with; the rest is made up for each.

    Args:
        physical_name: What AWS should call the group; at most 90 characters.
    """
    # AWS keeps names that begin like ids for itself.
    return f"group-{physical_name}-" if physical_name.startswith("sg-") else f"{physical_name}-"
