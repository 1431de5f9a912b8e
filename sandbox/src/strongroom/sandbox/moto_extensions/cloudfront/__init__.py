"""CloudFront: what moto lacks of it, what it forgets, and what AWS refuses."""

from . import distributions, functions, key_value_stores, monitoring, things


def install() -> None:
    """Add the operations, and put those that moto has in the place of moto's."""
    for part in (things, distributions, functions, key_value_stores, monitoring):
        part.install()
