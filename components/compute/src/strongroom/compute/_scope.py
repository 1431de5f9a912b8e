"""What the parts of a web service have in common."""

from dataclasses import dataclass

import pulumi

from strongroom.compute._args import WebServiceArgs
from strongroom.compute._plan import Plan
from strongroom.core import AwsEnvironment, ComponentContext, json_dumps
from strongroom.core.aws import current_environment


@dataclass(frozen=True)
class ServiceScope(ComponentContext):
    """The web service that parts are made for."""

    args: WebServiceArgs
    plan: Plan
    home: pulumi.Output[AwsEnvironment]
    """Where it lives."""

    @classmethod
    def of(cls, scope: ComponentContext, args: WebServiceArgs) -> "ServiceScope":
        """Add to a component's scope what its web service's parts need.

        Args:
            scope: The component's.
            args: The component's inputs.
        """
        return cls(**vars(scope), args=args, plan=Plan(args), home=current_environment(scope.invoke_opts))


def vpc_trigger(scope: ServiceScope) -> pulumi.Output[str]:
    """Return a value whose change replaces a resource that moves neither to another VPC nor to another name.

    Args:
        scope: The web service.
    """
    return json_dumps([scope.args.vpc_id, scope.physical_name()])
