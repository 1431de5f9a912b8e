"""A web site's front door."""

import pulumi

from strongroom.core import Component
from strongroom.edge._args import SiteArgs
from strongroom.edge._scope import SiteScope


class Site(Component):
    """A web site's front door: a CloudFront distribution over private origins.

    Args:
        name: Name of the site; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    def __init__(self, name: str, args: SiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        SiteScope.of(self._scope, args)
        self.publish()
