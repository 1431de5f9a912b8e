"""Amazon CloudFront. It is global: nothing in it has a region."""

from typing import Final

from . import distribution, functions, keys, monitoring, policies, vpc_origin

RESOURCES: Final = (
    *distribution.RESOURCES,
    *functions.RESOURCES,
    *keys.RESOURCES,
    *monitoring.RESOURCES,
    *policies.RESOURCES,
    *vpc_origin.RESOURCES,
)
FUNCTIONS: Final = (*distribution.FUNCTIONS, *policies.FUNCTIONS)
