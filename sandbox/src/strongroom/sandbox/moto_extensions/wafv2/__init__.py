"""AWS WAF: what moto lacks of it, what it forgets, and what AWS refuses, in a file for each part."""

from . import associations, entities, logging, managed_groups


def install() -> None:
    """Add the operations, and put those that moto has in the place of moto's."""
    for part in (associations, entities, logging, managed_groups):
        part.install()
