"""What the parts of compliance have in common."""

from dataclasses import dataclass

import pulumi

from strongroom.core import AwsEnvironment, ComponentContext
from strongroom.core.aws import current_environment
from strongroom.observability._compliance._args import ComplianceArgs


@dataclass(frozen=True)
class ComplianceScope(ComponentContext):
    """The component that parts are made for."""

    args: ComplianceArgs
    home: pulumi.Output[AwsEnvironment]
    """Where it lives."""

    @classmethod
    def of(cls, scope: ComponentContext, args: ComplianceArgs) -> "ComplianceScope":
        """Add to a component's scope what the parts of compliance need.

        Args:
            scope: The component's.
            args: The component's inputs.
        """
        return cls(**vars(scope), args=args, home=current_environment(scope.invoke_opts))
