"""What the parts of an account's baseline have in common."""

from dataclasses import dataclass

import pulumi

from strongroom.core import Home, Scope
from strongroom.core.aws import current_home
from strongroom.observability._baseline._args import AccountBaselineArgs


@dataclass(frozen=True)
class BaselineScope(Scope):
    """The baseline that parts are made for."""

    args: AccountBaselineArgs
    home: pulumi.Output[Home]
    """Where it is."""

    @classmethod
    def of(cls, scope: Scope, args: AccountBaselineArgs) -> "BaselineScope":
        """Add to a component's scope what its baseline's parts need.

        Args:
            scope: The component's.
            args: The component's inputs.
        """
        return cls(**vars(scope), args=args, home=current_home(scope.invoke_opts))
