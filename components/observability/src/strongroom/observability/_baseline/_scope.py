"""What the parts of an account's baseline have in common."""

from dataclasses import dataclass

import pulumi

from strongroom.core import AwsEnvironment, ComponentContext
from strongroom.core.aws import current_environment
from strongroom.observability._baseline._args import AccountBaselineArgs


@dataclass(frozen=True)
class BaselineScope(ComponentContext):
    """The baseline that parts are made for."""

    args: AccountBaselineArgs
    home: pulumi.Output[AwsEnvironment]
    """Where it is."""

    @classmethod
    def of(cls, scope: ComponentContext, args: AccountBaselineArgs) -> "BaselineScope":
        """Add to a component's scope what its baseline's parts need.

        Args:
            scope: The component's.
            args: The component's inputs.
        """
        return cls(**vars(scope), args=args, home=current_environment(scope.invoke_opts))
