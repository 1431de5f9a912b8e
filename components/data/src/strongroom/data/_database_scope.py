"""What the parts of a database have in common."""

from dataclasses import dataclass

import pulumi

from strongroom.core import AwsEnvironment, ComponentContext
from strongroom.core.aws import current_environment
from strongroom.data._database_args import DatabaseCommonArgs
from strongroom.data._database_plan import Plan


@dataclass(frozen=True)
class DatabaseScope(ComponentContext):
    """The database that parts are made for."""

    args: DatabaseCommonArgs
    plan: Plan
    home: pulumi.Output[AwsEnvironment]
    """Where it lives."""

    @classmethod
    def of(cls, scope: ComponentContext, args: DatabaseCommonArgs) -> "DatabaseScope":
        """Add to a component's scope what its database's parts need.

        Args:
            scope: The component's.
            args: The component's inputs.
        """
        home = current_environment(scope.invoke_opts)
        return cls(**vars(scope), args=args, plan=Plan(args), home=home)

    @property
    def identifier(self) -> str:
        """Identifier of the instance or cluster in RDS; at most 63 characters."""
        return self.instance_identifier()

    def instance_identifier(self, role: str | None = None) -> str:
        """Return the identifier of an instance in RDS. Instances and clusters have no names in common."""
        return self.physical_name(role, kind=False)
