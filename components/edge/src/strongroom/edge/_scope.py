"""What the parts of a site have in common."""

from dataclasses import dataclass

import pulumi

from strongroom.core import AwsEnvironment, ComponentContext
from strongroom.core.aws import current_environment
from strongroom.edge._args import SiteArgs
from strongroom.edge._plan import Plan


@dataclass(frozen=True)
class SiteScope(ComponentContext):
    """The site that parts are made for."""

    args: SiteArgs
    plan: Plan
    home: pulumi.Output[AwsEnvironment]
    """Where it lives."""

    @classmethod
    def of(cls, scope: ComponentContext, args: SiteArgs) -> "SiteScope":
        """Add to a component's scope what its site's parts need.

        Args:
            scope: The component's.
            args: The component's inputs.
        """
        return cls(**vars(scope), args=args, plan=Plan(args), home=current_environment(scope.invoke_opts))
