"""What runs at the edge."""

import pulumi_aws as aws

from strongroom.edge._scope import SiteScope

_NAME_LENGTH = 64
_RUNTIME = "cloudfront-js-2.0"


def make_functions(scope: SiteScope) -> dict[str, aws.cloudfront.Function]:
    """Make the functions that requests and responses pass, published at once.

    Args:
        scope: The site.

    Returns:
        The functions by their names.
    """
    made: dict[str, aws.cloudfront.Function] = {}
    for name, function in scope.args.functions.items():
        role = f"function-{name}"
        made[name] = aws.cloudfront.Function(
            scope.child(role),
            name=scope.global_name(role, max_length=_NAME_LENGTH),
            comment=f"{name} of {scope.physical_name()}",
            runtime=_RUNTIME,
            code=function.source,
            key_value_store_associations=function.key_value_stores,
            publish=True,
            opts=scope.opts(),
        )
    return made
