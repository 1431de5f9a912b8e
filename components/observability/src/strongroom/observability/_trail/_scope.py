"""What the parts of an audit trail have in common."""

from dataclasses import dataclass

import pulumi

from strongroom.core import AwsEnvironment, ComponentContext
from strongroom.core.aws import current_environment
from strongroom.observability._trail._args import AuditTrailArgs


@dataclass(frozen=True)
class TrailScope(ComponentContext):
    """The audit trail that parts are made for."""

    args: AuditTrailArgs
    home: pulumi.Output[AwsEnvironment]
    """Where it lives."""

    @property
    def name(self) -> str:
        """What the trail is called."""
        return self.physical_name(max_length=128)

    @property
    def protected_opts(self) -> pulumi.ResourceOptions:
        """Options of a resource without which events are no longer recorded."""
        # Without a preview, Pulumi deletes what is not protected before it reports what is.
        return self.opts(**({"protect": True} if self.args.protected else {}))

    @classmethod
    def of(cls, scope: ComponentContext, args: AuditTrailArgs) -> "TrailScope":
        """Add to a component's scope what its trail's parts need.

        Args:
            scope: The component's.
            args: The component's inputs.
        """
        return cls(**vars(scope), args=args, home=current_environment(scope.invoke_opts))
